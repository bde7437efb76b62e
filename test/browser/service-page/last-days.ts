import type { Verb } from "../../../src/domain/card.ts";
import type { Person } from "../../../src/domain/person.ts";
import { LOGISTICS, olga, omar } from "../../support/builders.ts";
import { hoursAgo, NORTHWIND, NOW } from "./contoso.ts";
import { type Act, PlayedService, story } from "./played-service.ts";

const says = (person: Person, verb: Verb, comment: string) => (service: PlayedService, requestId: string) =>
  service.say(requestId, verb, comment, person);

/** The requests that the tests know by name. */
export const LAST_DAYS: readonly Act[] = [
  ...story(
    { endpoint: "pe-ledger-old", namespace: "contoso-payments", subscription: LOGISTICS, message: "The year's ledger" },
    hoursAgo(1_488),
    [hoursAgo(1_487.2), says(omar, "approve", "")],
    [hoursAgo(1_486.9), says(olga, "approve", "Until the new ledger is there")],
    [hoursAgo(3.1), says(omar, "revoke", "The new ledger is there")],
  ),
  { at: hoursAgo(0.006), act: (service) => service.say(toBeRevoked(service), "revoke", "Agreed with Logistics") },
  ...story({ endpoint: "pe-archive", namespace: "contoso-deadlines", message: "Archive of 2019" }, hoursAgo(195)),
  ...story({ endpoint: "pe-scratch-test", namespace: "contoso-warehouse", subscription: NORTHWIND }, hoursAgo(117)),
  ...story({ endpoint: "pe-scanner-07", namespace: "contoso-warehouse", subscription: NORTHWIND }, hoursAgo(48.04)),
  ...story(
    { endpoint: "pe-orders-eu", message: "Orders from the EU shop, ticket 4711" },
    hoursAgo(50),
    [hoursAgo(49.5), says(omar, "hold", "Which systems read the orders?")],
    [hoursAgo(47), says(olga, "approve", "Known partner, ticket 4711")],
  ),
  ...story(
    { endpoint: "pe-reporting", subscription: LOGISTICS, message: "Read-only reporting for the Q4 close" },
    hoursAgo(27),
    [hoursAgo(25.2), says(omar, "hold", "Who reads the reports?")],
  ),
  ...story(
    { endpoint: "pe-settlement", namespace: "contoso-payments", message: "Settlement runs, ticket 4711" },
    hoursAgo(5.4),
    [hoursAgo(4.6), says(omar, "approve", "Known partner")],
  ),
  ...story({ endpoint: "pe-orders-import", message: "Nightly order import, ticket CHG-20417" }, hoursAgo(0.2)),
];

/** A small world, soon made. */
export async function theLastDays(): Promise<PlayedService> {
  const service = new PlayedService();
  await service.play(LAST_DAYS, NOW);
  return service;
}

function toBeRevoked({ api }: PlayedService): string {
  const revocation = [...api.stage.store.requests.rows.values()].find(({ kind }) => kind === "revoke");
  if (!revocation) throw new Error("Nobody wants anything to be revoked");
  return revocation.id;
}
