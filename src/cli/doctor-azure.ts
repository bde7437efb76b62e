import type { DoctorAnswer, Finding } from "../domain/answers.ts";
import { foldedId } from "../domain/azure-id.ts";
import { addSubscription } from "../domain/cure-commands.ts";
import { finding, notChecked } from "../domain/examination.ts";
import { inParallel } from "../in-parallel.ts";
import { SUBSCRIPTIONS_API } from "./api-versions.ts";
import type { Arm } from "./arm.ts";
import { appFindings, type Claims, isAt, type SeenApp, seenApp } from "./doctor-app.ts";
import { type EventSubscriptions, eventSubscriptionsOf } from "./doctor-event-subscriptions.ts";
import { eventFindings, ownAmong } from "./doctor-events.ts";
import { type Reading, readingOf } from "./doctor-reading.ts";
import { textIn } from "./json-in.ts";
import { tokensFor } from "./sign-in.ts";
import { EXIT, type ExitCode, type Terminal } from "./terminal.ts";

export interface AzureAsked {
  readonly address: URL;
  readonly scope: string | undefined;
  readonly subscription: string | undefined;
  readonly app: string | undefined;
  /** As the service tells it; `undefined` where it tells nothing. */
  readonly setup: DoctorAnswer["setup"] | undefined;
}

export interface AzureLooked {
  readonly findings: readonly Finding[];
  /** Resource id of the function app, where it is known. */
  readonly app: string | undefined;
  /** By subscription, resource ids of the system topics that there are. */
  readonly topics: ReadonlyMap<string, string>;
  /** How doctor ends if all is well. */
  readonly exit: ExitCode;
}

const SIDE_BY_SIDE = 4;

/** What Azure says about the deployment, to whoever is signed in. What may not be read is told, and is no fault. */
export async function azureFindings(arm: Arm, asked: AzureAsked, terminal: Terminal): Promise<AzureLooked> {
  const reading = readingOf(arm);
  terminal.progress("Asking Azure where the events go");
  const { perSubscription, isNamed, unseen } = await lookAtAll(reading, asked);
  terminal.progress("Asking Azure about the function app and the bot");
  const apps = await appsOf(reading, perSubscription, asked);
  const ids = apps.map(({ id }) => id);
  const claims = await claimsOf(asked.scope, terminal);
  const around = { address: asked.address, claims, botAppId: asked.setup?.botAppId };
  // An app that does not exist gets no events, and is told of once.
  const isNowhere = asked.app !== undefined && apps.every(({ site }) => site.kind === "gone");
  const looks = [
    ...(isNowhere ? [] : [eventsOf(reading, perSubscription, { ids, isNamed, now: terminal.now() })]),
    ...apps.map((app) => appFindings(reading, app, around)),
  ];
  const hidden = isNowhere ? perSubscription.flatMap((one) => one.unseen) : [];
  const findings = [...unseen, ...hidden, ...(await Promise.all(looks)).flat()];
  if (apps.length === 0 && reading.exit() === EXIT.done) findings.push(noAppKnown());
  return {
    findings: distinct(findings),
    app: apps.find(({ site }) => site.kind !== "gone")?.id,
    topics: new Map(
      perSubscription.flatMap(({ subscription, topic }) => (topic ? [[subscription, topic] as const] : [])),
    ),
    exit: reading.exit(),
  };
}

interface EventSubscriptionsSeen {
  readonly perSubscription: readonly EventSubscriptions[];
  /** Whether somebody said which subscriptions it is about; otherwise they are all that may be read. */
  readonly isNamed: boolean;
  readonly unseen: readonly Finding[];
}

async function lookAtAll(reading: Reading, { subscription, setup }: AzureAsked): Promise<EventSubscriptionsSeen> {
  const named = subscription === undefined ? (setup?.subscriptions ?? []) : [subscription];
  const isNamed = named.length > 0;
  const all = isNamed
    ? undefined
    : await reading.list({ at: "", below: "/subscriptions", apiVersion: SUBSCRIPTIONS_API });
  const readable = all?.kind === "seen" ? all.value.map((one) => textIn(one, "subscriptionId")) : [];
  const perSubscription = await inParallel(isNamed ? named : readable, SIDE_BY_SIDE, (one) =>
    eventSubscriptionsOf(reading, one),
  );
  return { perSubscription, isNamed, unseen: all === undefined || all.kind === "seen" ? [] : [all.finding] };
}

/** The app that was named; else those that get the events: where one of them is at the address, the others are of other deployments. */
async function appsOf(
  reading: Reading,
  perSubscription: readonly EventSubscriptions[],
  { app, address }: AzureAsked,
): Promise<readonly SeenApp[]> {
  const takers = new Map(
    perSubscription.flatMap(({ all: sending }) => sending.map(({ app: taker }) => [foldedId(taker), taker] as const)),
  );
  const seen = await inParallel(app ? [app] : [...takers.values()], SIDE_BY_SIDE, (id) => seenApp(reading, id));
  const own = seen.filter((one) => isAt(one, address));
  return own.length > 0 ? own : seen;
}

interface Looked {
  readonly ids: readonly string[];
  readonly isNamed: boolean;
  readonly now: Date;
}

/** Where nobody said which subscriptions, those that have nothing to do with the app are of no concern. */
async function eventsOf(
  reading: Reading,
  perSubscription: readonly EventSubscriptions[],
  { ids, isNamed, now }: Looked,
): Promise<readonly Finding[]> {
  const isOwn = (events: EventSubscriptions) => ownAmong(events, ids).length > 0;
  const looked = isNamed ? perSubscription : perSubscription.filter((one) => isOwn(one) || one.unseen.length > 0);
  if (looked.length === 0 && perSubscription.length > 0) return [noEvents()];
  const found = await inParallel(looked, SIDE_BY_SIDE, (one) => eventFindings(reading, one, { apps: ids, now }));
  return found.flat();
}

function noEvents(): Finding {
  return finding("warning", "no-events", {
    what: "In no subscription that you may read does an event subscription send to the service: cards come with sweeps only, minutes late.",
    where: "/subscriptions",
    cure: "Make one in each subscription that the policy names",
    commands: [addSubscription("<subscription>")],
  });
}

function noAppKnown(): Finding {
  return notChecked({
    what: "The function app and its bot were not looked at: no event subscription says which app it is.",
    where: "function app",
    cure: "Name it with --function-app; its resource id is among these",
    commands: ["az functionapp list --query '[].id' --output tsv"],
  });
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

/** Our own token: only the service has to verify it. */
async function claimsOf(scope: string | undefined, terminal: Terminal): Promise<Claims> {
  try {
    const token = await tokensFor(scope, terminal)();
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return { audience: textIn(payload, "aud") || undefined, tenant: textIn(payload, "tid") || undefined };
  } catch {
    return { audience: undefined, tenant: undefined };
  }
}
