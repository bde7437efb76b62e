import { shellLine, shellWord } from "./shell-word.ts";

/**
 * Lines for a POSIX shell that cure something, each to be pasted as it stands. What only the reader knows is in angle brackets, and
 * quoted. The service does not know what it is called in Azure, nor which system topics there are: doctor completes its lines.
 */

export const ANY_GROUP = "'<group>'";
export const ANY_NAME = "'<function app>'";
/** Names the function app. */
export const ANY_APP = `--resource-group ${ANY_GROUP} --name ${ANY_NAME}`;

const SET = "az functionapp config appsettings set";

/** `setting` is a name and its value, as in `CLEAN_UP=delete`. */
export const changeSetting = (setting: string, app = ANY_APP) => `${SET} ${app} --settings ${shellWord(setting)}`;

export const changesSetting = (line: string) => line.startsWith(`${SET} `);

export const ASSIGN_IDENTITY = `az functionapp identity assign ${ANY_APP} --identities '<resource id of the identity>'`;
export const CHECK_POLICY = "relay-approvals policy check policy.yaml";
export const RESTART_APP = `az functionapp restart ${ANY_APP}`;

/** `parameters` are those of `infra/events/main.bicep`, as in `existingTopicName=topic`. */
export const addSubscription = (subscription: string, ...parameters: readonly string[]) =>
  shellLine("infra/add-subscription.sh", subscription, ...parameters);
