/** What the API answers whatever it is asked, as long as there is no app registration: who deploys is told how to make one. */
export const NO_REGISTRATION = "The API is not set up: the setting API_CLIENT_ID is missing.";
