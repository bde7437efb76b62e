import type { Finding } from "../domain/answers.ts";
import { type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import { addSubscription } from "../domain/cure-commands.ts";
import { type Cure, type Findings, finding } from "../domain/examination.ts";
import { shellWord } from "../domain/shell-word.ts";
import { inParallel } from "../in-parallel.ts";
import type { Permitted, Standing } from "../ports.ts";

/** Some two calls a namespace: what is wrong with a role is wrong with the first ones too. */
const MOST_NAMESPACES = 20;
const SIDE_BY_SIDE = 4;

/** What the identity may do too little, and too much, at namespaces of one subscription. */
export async function aboutRights(
  standing: Standing,
  objectId: string,
  namespaces: readonly NamespaceId[],
): Promise<Findings> {
  const looked = namespaces.slice(0, MOST_NAMESPACES);
  const permitted = await inParallel(looked, SIDE_BY_SIDE, async (id) => ({
    id,
    ...(await standing.permitted(id, objectId)),
  }));
  return [
    ...grouped(permitted, "missing", (at) => missing(at)),
    ...grouped(permitted, "denied", (at) => denied(at)),
    ...grouped(permitted, "tooMuch", (at) => tooMuch(at, objectId)),
  ];
}

type Looked = Permitted & { readonly id: NamespaceId };

/** The same is mostly so at all namespaces: it is told once. */
function grouped(looked: readonly Looked[], what: keyof Permitted, told: (at: At) => Finding): Findings {
  const faulty = looked.filter((one) => one[what].length > 0);
  const groups = Map.groupBy(faulty, (one) => one[what].join(", "));
  return [...groups].flatMap(([actions, same]) =>
    same.slice(0, 1).map(({ id }) => told({ id, more: same.length - 1, actions })),
  );
}

interface At {
  readonly id: NamespaceId;
  readonly more: number;
  readonly actions: string;
}

const placeOf = ({ id, more }: At) => `${namespaceIdOf(id)}${more > 0 ? ` and ${more} more` : ""}`;

function missing(at: At) {
  return finding("error", "role-missing", {
    what: `The identity may not do what it has to: ${at.actions}.`,
    where: placeOf(at),
    ...givesRole(at.id.subscription),
  });
}

/** Azure lets nobody delete one but what has made it. */
function denied(at: At) {
  const url = `${namespaceIdOf(at.id)}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=atScope()`;
  return finding("error", "role-denied", {
    what: `A deny assignment takes from the identity what its role permits: ${at.actions}.`,
    where: placeOf(at),
    cure: "Have whatever made it let the identity through: a deployment stack by its excluded principals, a managed application by its publisher. One about a group without the identity does no harm; the service cannot tell",
    commands: [`az rest --method get --url ${shellWord(url)}`],
  });
}

/** The role is called otherwise in each subscription, and may itself be what lacks something. */
export function givesRole(subscription: string): Cure {
  return {
    cure: 'Make the role "Relay Private Endpoint Approver" and assign it; where a management group defines it: docs/deploy.md, More subscriptions',
    commands: [addSubscription(subscription)],
  };
}

/** An assignment may stand at the namespace or anywhere above it, and be a group's. */
function tooMuch(at: At, objectId: string) {
  const [assignee, scope] = [objectId, namespaceIdOf(at.id)].map(shellWord);
  return finding("warning", "role-too-broad", {
    what: `The identity may do more than it has to: ${at.actions}. Whoever takes it over may do so too.`,
    where: placeOf(at),
    cure: "Look for the role that permits it, and delete its assignment; one to a group: take the identity out of the group",
    commands: [
      `az role assignment list --include-inherited --include-groups --assignee ${assignee} --scope ${scope}`,
      "az role assignment delete --ids '<id of the assignment>'",
    ],
  });
}
