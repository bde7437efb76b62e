/** How the bot refuses whoever brings no token of Teams, as `WWW-Authenticate`: nothing in front of the service says the same. */
export const BOT_CHALLENGE = 'Bearer realm="relay-approvals-bot"';
