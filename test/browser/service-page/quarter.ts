import type { Verb } from "../../../src/domain/card.ts";
import type { Person } from "../../../src/domain/person.ts";
import { aConnection, aPrivateEndpoint, FABRIKAM, LOGISTICS, olga, omar } from "../../support/builders.ts";
import { sha256 } from "../../support/sha256.ts";
import { type Asking, connectionOf, LET_IN_BEFORE, NORTHWIND, NOW } from "./contoso.ts";
import { LAST_DAYS } from "./last-days.ts";
import { type Act, type Deed, PlayedService, story } from "./played-service.ts";

/** How often somebody asks for a namespace, and for what. */
interface Habit {
  readonly namespace: string;
  readonly aWeek: number;
  readonly endpoints: readonly string[];
  readonly subscriptions: readonly string[];
}

const HABITS: readonly Habit[] = [
  {
    ...{ namespace: "contoso-orders", aWeek: 4.5, endpoints: ["pe-orders", "pe-shop", "pe-returns", "pe-invoices"] },
    subscriptions: [FABRIKAM, NORTHWIND, LOGISTICS],
  },
  {
    ...{ namespace: "contoso-payments", aWeek: 2, endpoints: ["pe-payouts", "pe-ledger", "pe-cards"] },
    subscriptions: [FABRIKAM, LOGISTICS, NORTHWIND],
  },
  {
    ...{ namespace: "contoso-warehouse", aWeek: 3.5, endpoints: ["pe-dock", "pe-gate", "pe-gate-test"] },
    subscriptions: [LOGISTICS, LOGISTICS, LOGISTICS, FABRIKAM],
  },
  { namespace: "contoso-partners", aWeek: 0.8, endpoints: ["pe-edi"], subscriptions: [NORTHWIND, FABRIKAM] },
  { namespace: "contoso-deadlines", aWeek: 0.6, endpoints: ["pe-batch"], subscriptions: [FABRIKAM] },
];

const MESSAGES = ["As in the contract", "For the new site", "Moved from the old network", "For the year-end close"];
const YES = ["Known partner", "As agreed with their team", "", "The contract covers it"];
const NO = ["We do not know this project", "This needs a namespace of its own", "Please ask with a ticket"];

const [MINUTE, DAY] = [60_000, 86_400_000];
const TODAY = Math.floor(NOW.getTime() / DAY) * DAY;
/** In minutes of a day in UTC. */
const [OFFICE_OPENS, OFFICE_CLOSES] = [7 * 60, 16.5 * 60];

/** What was there when the service came, and the quarter before the days that the tests know. */
const QUARTER: readonly Act[] = [
  ...Object.entries(LET_IN_BEFORE).map(([namespace, count]) => foundThere(namespace, count)),
  ...HABITS.flatMap((habit) => Array.from({ length: 85 }, (_, index) => onDay(habit, 89 - index)).flat()),
];

/** Takes some seconds to play: for tests that change nothing in it. */
export async function theQuarter(): Promise<PlayedService> {
  const service = new PlayedService();
  await service.play([...QUARTER, ...LAST_DAYS], NOW);
  return service;
}

function foundThere(namespace: string, count: number): Act {
  const endpoints = Array.from({ length: count }, (_, index) => `pe-old-${index + 1}`);
  const act = async (service: PlayedService) => {
    for (const endpoint of endpoints) {
      const [id, privateEndpoint] = [connectionOf(namespace, endpoint), aPrivateEndpoint(endpoint, LOGISTICS)];
      service.api.stage.connections.set(aConnection({ id, privateEndpoint, status: "Approved", description: "" }));
    }
    await service.look(namespace);
  };
  return { at: new Date("2026-06-01T08:00:00.000Z"), act };
}

/** At most one a day. */
function onDay({ namespace, aWeek, endpoints, subscriptions }: Habit, daysAgo: number): readonly Act[] {
  const luck = luckOf(`${namespace} ${daysAgo}`);
  const day = TODAY - daysAgo * DAY;
  const isFriday = new Date(day).getUTCDay() === 5;
  if (isWeekend(day) || luck("asks") >= aWeek / 5) return [];
  const at = new Date(day + (OFFICE_OPENS + luck("when") * (isFriday ? 240 : 540)) * MINUTE);
  const asking = {
    ...{ namespace, endpoint: oneOf(endpoints, luck("what")).replace(/(?=-test|$)/, `-${90 - daysAgo}`) },
    subscription: oneOf(subscriptions, luck("who")),
    message: `${oneOf(MESSAGES, luck("message"))}, ticket CHG-${20_400 - daysAgo * 31}`,
  };
  return [...story(asking, at, ...decided(at, luck)), ...takenAway(asking, at, luck)];
}

type Luck = (what: string) => number;

/** Numbers from 0 to below 1, the same in each run. */
function luckOf(seed: string): Luck {
  return (what) => Buffer.from(sha256(`${seed} ${what}`)).readUInt32BE() / 2 ** 32;
}

function oneOf(items: readonly string[], luck: number): string {
  return items[Math.floor(luck * items.length)] ?? "";
}

function isWeekend(time: number): boolean {
  return new Date(time).getUTCDay() % 6 === 0;
}

/** Half of all within an hour, some only on the next morning, a few never. Where two must agree the other one does so later. */
function decided(askedAt: Date, luck: Luck): readonly Deed[] {
  if (luck("verdict") < 0.05) return [];
  const minutes = 9 * Math.exp(3.6 * luck("delay"));
  const first = inOfficeHours(askedAt.getTime() + minutes * MINUTE);
  const second = inOfficeHours(first.getTime() + 0.7 * minutes * MINUTE);
  const verb: Verb = luck("verdict") > 0.86 ? "reject" : "approve";
  const comment = oneOf(verb === "reject" ? NO : YES, luck("comment"));
  const isOlgaFirst = luck("voter") < 0.6;
  const says = (person: Person, said: string) => async (service: PlayedService, requestId: string) => {
    if (service.isOpen(requestId)) await service.say(requestId, verb, said, person);
  };
  return [
    [first, says(isOlgaFirst ? olga : omar, comment)],
    [second, says(isOlgaFirst ? omar : olga, "Agreed")],
  ];
}

function inOfficeHours(time: number): Date {
  const minutes = (time % DAY) / MINUTE;
  if (minutes <= OFFICE_CLOSES && !isWeekend(time)) return new Date(time);
  const morning = time - minutes * MINUTE + DAY + OFFICE_OPENS * MINUTE;
  return isWeekend(morning) ? inOfficeHours(morning) : new Date(morning + (minutes % 60) * MINUTE);
}

/** Requesters delete their endpoints when they need them no more. */
function takenAway({ namespace, endpoint }: Required<Asking>, askedAt: Date, luck: Luck): readonly Act[] {
  const at = new Date(askedAt.getTime() + (5 + 60 * luck("stays")) * DAY);
  if (luck("leaves") > 0.6 || at.getTime() > TODAY - 4 * DAY) return [];
  const act = async (service: PlayedService) => {
    service.api.stage.connections.takeAway(connectionOf(namespace, endpoint));
    await service.look(namespace);
  };
  return [{ at, act }];
}
