import type { NamespaceId } from "../domain/azure-id.ts";
import type { Connection, NamespaceListing } from "../domain/connection.ts";
import { type Findings, finding } from "../domain/examination.ts";
import { mayBeginRound, type Round } from "../domain/round.ts";
import { shellWord } from "../domain/shell-word.ts";
import { expiredAndPending } from "../domain/situation.ts";
import { inParallel } from "../in-parallel.ts";
import { orElse, unread } from "./examine-look.ts";
import type { World } from "./world.ts";

/** A read of each: only those are looked at that have something Pending. */
const MOST_NAMESPACES = 20;
const SIDE_BY_SIDE = 4;

/** Connections that still are Pending, and about which nobody is asked any more. */
export async function aboutExpired(world: World, listings: readonly NamespaceListing[]): Promise<Findings> {
  return orElse(world, unread("rounds", "which requests have expired"), async () => {
    const looked = listings.flatMap(withPending).slice(0, MOST_NAMESPACES);
    const rounds = (await inParallel(looked, SIDE_BY_SIDE, (one) => expiredIn(world, one))).flat();
    return rounds.slice(0, 1).map((first) => forgotten(first, rounds.length));
  });
}

interface Shown {
  readonly id: NamespaceId;
  readonly connections: readonly Connection[];
}

function withPending({ id, connections = [] }: NamespaceListing): readonly Shown[] {
  return connections.some(({ status }) => status === "Pending") ? [{ id, connections }] : [];
}

/** One that was seen not Pending since is asked about by the next sweep. */
async function expiredIn({ store }: World, { id, connections }: Shown): Promise<readonly Round[]> {
  return expiredAndPending(await store.rounds.in(id), connections).filter((round) => !mayBeginRound(round));
}

function forgotten({ requestId }: Round, count: number) {
  return finding("warning", "expired-pending", {
    what: `${count === 1 ? "A connection is" : `${count} connections are`} Pending in Azure, and nobody is asked any more: the deadline has passed.`,
    where: requestId,
    cure: "Ask the owners again, by the button on the card or by ask-again with the request in Teams; or have the requester take the endpoint away. Where expiry.action of the policy is reject, Azure hears of the end too",
    commands: [`relay-approvals show ${shellWord(requestId)}`],
  });
}
