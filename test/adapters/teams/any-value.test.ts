import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { activityOf } from "../../../src/adapters/teams/activity.ts";
import { clickOf } from "../../../src/adapters/teams/click.ts";
import { WIRE_VERBS } from "../../../src/adapters/teams/wire-verb.ts";
import type { Click } from "../../../src/domain/click.ts";
import { anActivity, OTHER_TENANT, TENANT } from "./bot-framework.ts";

const OLGA = { objectId: "e0000000-0000-4000-8000-000000000001", tenant: TENANT, name: "Olga Owens" };

/** What somebody who is no honest card may put beside what a card sends. */
const extras = fc.dictionary(
  fc.constantFrom(
    "person",
    "from",
    "objectId",
    "aadObjectId",
    "tenant",
    "tenantId",
    "name",
    "confirmed",
    "verb",
    "__proto__",
  ),
  fc.oneof(fc.constant(OTHER_TENANT), fc.constant({ aadObjectId: OTHER_TENANT }), fc.constant(true), fc.jsonValue()),
);
const verb = fc.oneof(fc.constantFrom<unknown>(...WIRE_VERBS), fc.jsonValue());
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 2_000 }), fc.jsonValue());
const data = fc.tuple(extras, fc.record({ ref: text, comment: text }, { requiredKeys: [] }));
const value = fc.oneof(
  fc.jsonValue(),
  fc.tuple(verb, data, extras).map(([said, [beside, sent], around]) => ({
    ...around,
    action: { ...around, type: "Action.Execute", verb: said, data: { ...beside, ...sent } },
  })),
);

function clickIn(sent: unknown): Click | undefined {
  const activity = activityOf(anActivity({ value: sent }));
  return activity && clickOf(activity);
}

const verbIn = (sent: unknown) => (sent as { readonly action: { readonly verb: unknown } }).action.verb;

describe("whatever a card is made to send", () => {
  it("changes neither who clicked nor what a button may mean", () => {
    fc.assert(
      fc.property(value, (sent) => {
        const click = clickIn(sent);
        if (!click) return;
        expect(click.person).toEqual(OLGA);
        expect(`${click.confirmed ? "confirm-" : ""}${click.verb}`).toBe(verbIn(sent));
        expect(click.requestId.length).toBeLessThanOrEqual(100);
        expect(click.comment.length).toBeLessThanOrEqual(1_000);
        expect(click.comment.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is taken for a click often enough for that to say something", () => {
    const clicks = fc.sample(value, { numRuns: 1_000, seed: 1 }).filter(clickIn);
    expect(clicks.length).toBeGreaterThan(50);
  });
});
