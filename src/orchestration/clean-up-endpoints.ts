import { connectionIdOf, foldedId, type NamespaceId, parseNamespaceId } from "../domain/azure-id.ts";
import { groupOf, type Policy, type WatchedGroup } from "../domain/policy.ts";
import { type PrivateEndpoint, seenAsConnection } from "../domain/private-endpoint.ts";
import { type Asked, situationOf } from "../domain/situation.ts";
import type { Orchestrations } from "../ports.ts";
import { begin } from "./begin.ts";
import { patiently } from "./patiently.ts";
import type { CleanUps } from "./see-to.ts";
import { noteDisconnected, noteReconnected, planCleanUp } from "./sightings.ts";
import type { World } from "./world.ts";

export interface CleanedUp {
  readonly begun: number;
  readonly failed: number;
}

/** In subscriptions that the policy names: private endpoints that lead to a watched namespace and are connected to nothing any more. */
export async function cleanUpEndpoints(
  world: World,
  orchestrations: Orchestrations,
  cleanUps: CleanUps,
): Promise<CleanedUp> {
  const policy = await world.policies.current();
  const run: Run = { world, orchestrations, policy, cleanUps };
  const seen: Seen[] = [];
  for (const subscription of policy.cleanUp.consumerSubscriptions) {
    const { endpoints, isWhole } = await endpointsIn(world, subscription);
    if (!isWhole) seen.push("failed");
    for (const endpoint of endpoints) seen.push(await seeToOne(run, endpoint));
  }
  const count = (what: Seen) => seen.filter((one) => one === what).length;
  return { begun: count("begun"), failed: count("failed") };
}

type Seen = "begun" | "nothing" | "failed";

/** A page that fails costs only what follows. */
async function endpointsIn(world: World, subscription: string) {
  const found = new Map<string, PrivateEndpoint>();
  try {
    await patiently(world, async () => {
      for await (const endpoint of world.endpoints.list(subscription)) found.set(foldedId(endpoint.id), endpoint);
    });
    return { endpoints: [...found.values()], isWhole: true };
  } catch (error) {
    world.log.error("The private endpoints of a subscription could not be listed to their end", {
      subscription,
      why: String(error),
    });
    return { endpoints: [...found.values()], isWhole: false };
  }
}

/** One that cannot be seen to holds up no other; the next sweep comes to it again. */
async function seeToOne(run: Run, endpoint: PrivateEndpoint): Promise<Seen> {
  try {
    return (await seeToEndpoint(run, endpoint)) ? "begun" : "nothing";
  } catch (error) {
    run.world.log.error("A private endpoint could not be seen to", { endpoint: endpoint.id, why: String(error) });
    return "failed";
  }
}

interface Run {
  readonly world: World;
  readonly orchestrations: Orchestrations;
  readonly policy: Policy;
  readonly cleanUps: CleanUps;
}

async function seeToEndpoint(run: Run, endpoint: PrivateEndpoint): Promise<boolean> {
  const { world, policy } = run;
  const target = watchedTarget(policy, endpoint);
  if (!target) return false;
  const { group, id } = target;
  const connection = seenAsConnection(endpoint, id);
  const round = await world.store.rounds.find(id, connectionIdOf(id), endpoint.id);
  const open = round && round.outcome === undefined ? await world.store.requests.openIn(id) : [];
  const known = { open, rounds: round ? [round] : [] };
  const settings = { graceHours: policy.cleanUp.graceHours, isEndpoint: true };
  const situation = situationOf(connection, known, settings, world.clock());
  switch (situation.kind) {
    case "disconnected":
      await noteDisconnected(world, connection, situation);
      return false;
    case "clean-up":
    case "unfinished":
      return cleanUp(run, { endpoint, group, id }, { ...situation.asks, kind: "clean-up-endpoint" });
    default:
      if (round?.disconnectedSince && connection.status !== "Disconnected") await noteReconnected(world, round, id);
      return false;
  }
}

interface Target {
  readonly group: WatchedGroup;
  readonly id: NamespaceId & { readonly connection: string };
}

/** Of a connection's name in Azure. The requester chose this one: with what stands before it, it is no connection's of the namespace. */
const LONGEST_NAME = 80;

/** The first of its connections that leads to a namespace which a group watches. */
function watchedTarget(policy: Policy, { connections }: PrivateEndpoint): Target | undefined {
  for (const { name, target } of connections) {
    const namespace = parseNamespaceId(target);
    const group = namespace && groupOf(policy, namespace);
    if (namespace && group)
      return { group, id: { ...namespace, connection: `endpoint.${name}`.slice(0, LONGEST_NAME) } };
  }
  return undefined;
}

async function cleanUp(
  { world, orchestrations, policy, cleanUps }: Run,
  { endpoint, group, id }: Target & { readonly endpoint: PrivateEndpoint },
  asks: Asked,
): Promise<boolean> {
  const connection = seenAsConnection(endpoint, id);
  if (world.cleanUp === "dry-run") await planCleanUp(world, connection, asks);
  if (world.cleanUp === "dry-run" || cleanUps.left <= 0) return false;
  cleanUps.left -= 1;
  const counted = { endpointsUsed: 0, ofSubscription: 0, rounds: [] };
  return (await begin(world, orchestrations, { connection, asks, group, policy, ...counted })) !== undefined;
}
