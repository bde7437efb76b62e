import { ANY_APP, ANY_GROUP, ANY_NAME, addSubscription } from "../domain/cure-commands.ts";
import { shellLine, shellWord } from "../domain/shell-word.ts";

/** A resource, as most commands of `az` name one. */
export function optionsOf(id: string): string {
  const { subscription, group, name } = partsOf(id);
  return shellLine("--subscription", subscription, "--resource-group", group, "--name", name);
}

/** The same in a line that is about any app. */
export function filledIn(line: string, app: string): string {
  const { group, name } = partsOf(app);
  return line
    .replaceAll(ANY_APP, () => optionsOf(app))
    .replaceAll(ANY_GROUP, () => shellWord(group))
    .replaceAll(ANY_NAME, () => shellWord(name));
}

/** Resource id of the group that a resource is in. */
export function groupOf(id: string): string {
  return id.split("/").slice(0, 5).join("/");
}

/** Azure allows letters of every script in the name of a group. */
const APP_ID =
  /^\/subscriptions\/[\w-]+\/resourceGroups\/(?!\.+\/)[\p{L}\p{M}\p{N}_().-]+\/providers\/Microsoft\.Web\/sites\/[\w-]+$/iu;

/** Whether it is the id of a function app, and nothing else: a path that is asked about with the caller's token. */
export function isAppId(id: string): boolean {
  return APP_ID.test(id);
}

function partsOf(id: string): { readonly subscription: string; readonly group: string; readonly name: string } {
  const [, , subscription = "", , group = "", , , , name = ""] = id.split("/");
  return { subscription, group, name };
}

export const accessRestrictions = (options: string) => `az functionapp config access-restriction show ${options}`;

/** Of the templates: what the script makes by itself. */
const OWN_GROUP = "rg-relay-approvals-events";
const OWN_TOPIC = "evgt-relay-approvals";

/** Azure allows one system topic a subscription: one that is there has to be named. So has an event subscription that is to be mended. */
export function addSubscriptionTo(topic: string | undefined, subscription: string, eventSubscription?: string): string {
  const { group, name } = partsOf(topic ?? "");
  const isOwn = group.toLowerCase() === OWN_GROUP && name.toLowerCase() === OWN_TOPIC;
  return addSubscription(
    subscription,
    ...(topic === undefined || isOwn ? [] : [`existingTopicName=${name}`, `resourceGroupName=${group}`]),
    ...(eventSubscription === undefined ? [] : [`eventSubscriptionName=${eventSubscription}`]),
  );
}
