import { type Cure, type Findings, finding } from "../domain/examination.ts";
import { shellWord } from "../domain/shell-word.ts";
import { type Asking, curedByRole, orElse, type Telling } from "./examine-look.ts";

/** Whether private endpoints can be cleaned up where the policy says so. A dry run lacks nothing that it has to do. */
export async function aboutCleanUp(asking: Asking): Promise<Findings> {
  const { consumerSubscriptions } = asking.policy.cleanUp;
  const found = await Promise.all(consumerSubscriptions.map((one) => aboutEndpoints(asking, one)));
  return found.flat();
}

async function aboutEndpoints({ world, standing, objectId }: Asking, subscription: string): Promise<Findings> {
  const role = givesCleanUp(subscription, objectId);
  const told = (why: string, cure: Cure) =>
    finding(world.cleanUp === "delete" ? "error" : "info", "clean-up-role", {
      what: `The policy wants private endpoints cleaned up here, and ${why}.`,
      where: `/subscriptions/${subscription}`,
      ...cure,
    });
  const unlisted: Telling = (why, status) => told(`they cannot be listed: ${why}`, curedByRole(status, role));
  return orElse(world, unlisted, async () => {
    for await (const _first of world.endpoints.list(subscription)) break;
    const permitted = await standing.permittedAtEndpoints(subscription, objectId);
    // Who may list them, and not read roles, has the role of the templates.
    const lacking = permitted === "hidden" ? [] : [...permitted.missing, ...permitted.denied];
    return lacking.length > 0 ? [told(`the identity may not: ${lacking.join(", ")}`, role)] : [];
  });
}

function givesCleanUp(subscription: string, objectId: string): Cure {
  const parameters = `principalId=${shellWord(objectId)} mayApprove=false mayCleanUp=true`;
  return {
    cure: 'Give the identity the role "Relay Private Endpoint Clean-up" there, or take the subscription out of cleanUp.consumerSubscriptions of the policy. If the role is there, a deny assignment may stand against it',
    commands: [
      `az deployment sub create --subscription ${shellWord(subscription)} --name relay-approvals-clean-up --location "$(azd env get-value AZURE_LOCATION)" --template-file infra/access/main.bicep --parameters ${parameters}`,
    ],
  };
}
