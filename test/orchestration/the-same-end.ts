import { expect } from "@jest/globals";
import { aConnectionId } from "../support/builders.ts";
import type { Played } from "./cut-off.ts";
import type { Ending } from "./tales.ts";

/** From so many cuts on all tries to tell may have gone wrong, and the end is not told. */
const MAY_BE_UNTOLD = 5;

export async function expectTheSameEnd(played: Played, ending: Ending): Promise<void> {
  const { stage, requestId } = played;
  expect(stage.request(requestId).progress.closed).toBe(true);
  expect([...stage.store.requests.open.values()].flatMap((ids) => [...ids])).toEqual([]);
  expect(stage.outcome(requestId)).toMatchObject({ kind: ending.outcome });
  expect(stage.store.decisions.rows.get(requestId)).toBeDefined();
  expectSteps(played, ending);
  await expectChange(played, ending);
  expectCards(played, ending);
  const rounds = [...stage.store.rounds.rows.values()];
  expect(rounds).toMatchObject([{ outcome: ending.outcome, mark: stage.intent(requestId)?.mark, requestId }]);
}

/** An owner who clicks again, since no answer came, may be told that it is done already. */
function expectSteps({ stage, requestId, cuts }: Played, { steps }: Ending): void {
  const entries = stage.store.audit.entries.filter(({ request }) => request === requestId);
  const seen = entries.map(({ id }) => id.slice(requestId.length + 1).replace(/-.*/, ""));
  const isOptional = (step: string) => step === "refused" || (step === "told" && cuts >= MAY_BE_UNTOLD);
  expect(seen.filter((step) => !isOptional(step)).sort()).toEqual(steps.filter((step) => !isOptional(step)).sort());
}

async function expectChange({ stage, requestId, cuts }: Played, { changed, words }: Ending): Promise<void> {
  const { connections } = stage;
  const intent = stage.intent(requestId);
  expect(intent?.to).toBe(changed);
  if (!intent) return;
  const puts = connections.puts.filter(({ description }) => !description.startsWith("Known partner"));
  expect(new Set(puts.map(({ description }) => description))).toEqual(
    new Set(changed === "gone" ? [] : [`${words} [${intent.mark}]`]),
  );
  expect(puts.length + connections.removals.length).toBeLessThanOrEqual(1 + cuts);
  const now = await connections.get(aConnectionId());
  expect(now === "gone" ? now : now.status).toBe(changed);
}

function expectCards({ stage, requestId, cuts }: Played, { outcome, hasCard }: Ending): void {
  const cards = stage.cards.shownFor(requestId);
  expect(cards.length).toBeLessThanOrEqual(hasCard ? 1 + cuts : 0);
  if (hasCard) expect(cards.at(-1)).toMatchObject({ state: outcome });
}
