import type { Finding } from "../domain/answers.ts";
import type { NamespaceListing } from "../domain/connection.ts";
import { ASSIGN_IDENTITY, addSubscription, CHECK_POLICY, changeSetting } from "../domain/cure-commands.ts";
import { type Findings, finding } from "../domain/examination.ts";
import { groupOf, watchedSubscriptions } from "../domain/policy.ts";
import { shellWord } from "../domain/shell-word.ts";
import type { Standing } from "../ports.ts";
import { aboutCleanUp } from "./examine-clean-up.ts";
import { aboutExpired } from "./examine-expired.ts";
import { type Asking, curedByRole, orElse, type Telling, whyOf } from "./examine-look.ts";
import { aboutRights, givesRole } from "./examine-rights.ts";

/** Object id of the service's identity, or the finding that there is none: nothing in Azure can be asked then. */
export async function identityOf({ identity }: Standing): Promise<string | Finding> {
  try {
    return await identity();
  } catch (error) {
    return finding("error", "identity", {
      what: `${whyOf(error)}. Without it neither storage nor Azure nor Teams takes what the service asks.`,
      where: "AZURE_CLIENT_ID",
      cure: "Cure this first: assign the identity to the app, and set AZURE_CLIENT_ID to its client id",
      commands: [ASSIGN_IDENTITY, changeSetting("AZURE_CLIENT_ID=<client id of the identity>")],
    });
  }
}

export async function aboutAzure(asking: Asking): Promise<Findings> {
  const watched = watchedSubscriptions(asking.policy);
  const found = [...watched.map((one) => aboutSubscription(asking, one)), aboutCleanUp(asking)];
  return (await Promise.all(found)).flat();
}

async function aboutSubscription(asking: Asking, subscription: string): Promise<Findings> {
  const where = `/subscriptions/${subscription}`;
  const { world, policy, objectId } = asking;
  const unreadable: Telling = (why, status) =>
    finding("error", "subscription", {
      what: `The policy watches namespaces here, and they cannot be listed: ${why}.`,
      where,
      ...curedByRole(status, {
        cure: "Give the identity its role there, or take the subscription out of the policy",
        commands: [addSubscription(subscription)],
      }),
    });
  return orElse(world, unreadable, async () => {
    const watched: NamespaceListing[] = [];
    for await (const one of world.connections.namespaces(subscription)) if (groupOf(policy, one.id)) watched.push(one);
    const ids = watched.map(({ id }) => id);
    const rights = () => aboutRights(asking.standing, objectId, ids);
    if (ids.length > 0)
      return [
        ...(await orElse(world, unknownRole(where, subscription), rights)),
        ...(await aboutExpired(world, watched)),
      ];
    const cure = "Compare what the policy watches with the names of the namespaces";
    const commands = [CHECK_POLICY, `az relay namespace list --subscription ${shellWord(subscription)} --output table`];
    const what = "The policy watches namespaces here, and none fits.";
    return [finding("warning", "nothing-watched", { what, where, cure, commands })];
  });
}

function unknownRole(where: string, subscription: string): Telling {
  return (why, status) =>
    finding("error", "role-unknown", {
      what: `The identity cannot read its own roles, nor those of owners by role: ${why}.`,
      where,
      ...curedByRole(status, givesRole(subscription)),
    });
}
