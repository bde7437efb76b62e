import type { Exchange } from "../arm/exchanges.ts";
import { clockOffsetMs } from "../clock.ts";
import type { DeadLetter, Delivery } from "../event-grid/delivery.ts";
import {
  contoso,
  fabrikam,
  fabrikamSubscription,
  logisticsSubscription,
  namespaces,
  serviceIdentity,
} from "../world.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";
import type { NamedFault, NamedFaults } from "./named-faults.ts";
import type { OpenCards } from "./open-cards.ts";

export const consumers = [fabrikamSubscription, logisticsSubscription] as const;

const SHOWN = { events: 12, deadLetters: 12, calls: 14 };

export interface ConnectionView {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly namespace: string;
  readonly subscriptionId: string;
  readonly subscription: string;
  readonly company: string;
  readonly status: string;
  readonly provisioningState: string;
  readonly description: string;
  /** Whether ARM shows it already. */
  readonly shown: boolean;
  readonly cardPostedAt: string | undefined;
}

export interface NamespaceView {
  readonly name: string;
  /** What it is there to try. */
  readonly about: string;
  readonly connections: readonly ConnectionView[];
}

export interface View {
  readonly now: string;
  readonly aheadMs: number;
  readonly teamsUrl: string;
  readonly healthUrl: string;
  readonly host: "running" | "stopped" | "starting";
  readonly consumers: readonly { readonly id: string; readonly name: string; readonly tenant: string }[];
  readonly namespaces: readonly NamespaceView[];
  readonly faults: readonly NamedFault[];
  readonly events: readonly unknown[];
  readonly deadLetters: { readonly count: number; readonly last: readonly unknown[] };
  readonly calls: readonly unknown[];
}

export interface Seen {
  readonly sandbox: ControlledSandbox;
  readonly faults: NamedFaults;
  readonly cards: OpenCards;
  readonly isStarting: () => boolean;
}

/** Everything that the page shows, as it is now. Lists have the newest first. */
export function viewOf({ sandbox, faults, cards, isStarting }: Seen): View {
  const { arm, eventGrid, host, playground } = sandbox;
  const letters = eventGrid.deadLetters();
  const calls = arm.exchanges.list().filter(({ caller }) => caller === serviceIdentity.clientId);
  return {
    now: new Date().toISOString(),
    aheadMs: clockOffsetMs(),
    teamsUrl: playground.url,
    healthUrl: `${host.url}/api/health`,
    host: isStarting() ? "starting" : host.state(),
    consumers: consumers.map(({ id, name }) => ({ id, name, tenant: tenantOf(id) })),
    namespaces: namespacesOf(sandbox, cards),
    faults: faults.list(),
    events: newestOf(eventGrid.delivered.list(), SHOWN.events).map(eventView),
    deadLetters: { count: letters.length, last: newestOf(letters, SHOWN.deadLetters).map(letterView) },
    calls: newestOf(folded(calls.map(callView)), SHOWN.calls),
  };
}

function namespacesOf({ arm }: ControlledSandbox, cards: OpenCards): View["namespaces"] {
  return arm.state().namespaces.map(({ name: namespace, connections }) => ({
    name: namespace,
    about: namespaces.find(({ name }) => name === namespace)?.about ?? "",
    connections: connections.map((connection): ConnectionView => {
      const { id, name, status, provisioningState, description = "", shown, privateEndpoint } = connection;
      const { subscription: subscriptionId = "", endpoint = "" } = endpointParts(privateEndpoint);
      return {
        ...{ id, name, status, provisioningState, description, shown, namespace, subscriptionId, endpoint },
        subscription: consumerOf(subscriptionId)?.name ?? subscriptionId,
        company: companyOf(subscriptionId),
        cardPostedAt: cards.find({ namespace, privateEndpoint })?.postedAt,
      };
    }),
  }));
}

export function endpointParts(id: string): { subscription?: string; group?: string; endpoint?: string } {
  return (
    /^\/subscriptions\/(?<subscription>[^/]+)\/resourceGroups\/(?<group>[^/]+)\/.*\/(?<endpoint>[^/]+)$/i.exec(id)
      ?.groups ?? {}
  );
}

function companyOf(subscription: string): string {
  const company = [contoso, fabrikam].find(({ tenant }) => tenant === consumerOf(subscription)?.tenant);
  return company ? `${company.name}, ${tenantOf(subscription)}` : "not of this world";
}

/** As the owners see it. */
function tenantOf(subscription: string): string {
  return consumerOf(subscription)?.tenant === contoso.tenant ? "the same tenant" : "another tenant";
}

function consumerOf(subscription: string) {
  return consumers.find(({ id }) => id === subscription);
}

function eventView({ at, operation, status, attempts }: Delivery) {
  return { at, operation: shortOperation(operation), status, attempts };
}

function letterView({ event, deadLetterReason, deliveryAttempts, lastDeliveryAttemptTime }: DeadLetter) {
  const operation = shortOperation(event.data.operationName);
  return { at: lastDeliveryAttemptTime, operation, status: deadLetterReason, attempts: deliveryAttempts };
}

interface CallView extends Pick<Exchange, "at" | "method" | "path" | "status"> {
  readonly wanted: string | undefined;
  /** So often in a row. */
  readonly times: number;
}

function callView({ at, method, path, status, requestBody }: Exchange): CallView {
  return { at, method, path: shortPath(path), status, wanted: wantedIn(requestBody), times: 1 };
}

/** The same call with the same answer, again and again, is one line, with the time of the last. */
function folded(calls: readonly CallView[]): readonly CallView[] {
  const lines: CallView[] = [];
  for (const call of calls) {
    const last = lines.at(-1);
    const isSame = last && sameness(last) === sameness(call);
    if (isSame) lines[lines.length - 1] = { ...call, times: last.times + 1 };
    else lines.push(call);
  }
  return lines;
}

function sameness({ method, path, status, wanted }: CallView): string {
  return [method, path, status, wanted].join(" ");
}

function shortOperation(operation: string): string {
  return operation.replace(/^Microsoft\.Relay\/namespaces\//i, "");
}

/** From the namespace's name or the provider's part on; of a GUID its first group. */
function shortPath(path: string): string {
  const whole = path.replace(/\?.*$/, "").replace(/^.*\/providers\/Microsoft\.(?:Relay\/namespaces\/)?/i, "");
  return whole.replace(/([\da-f]{8})(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "$1…");
}

/** The status that a PUT on a connection asks for. */
function wantedIn(body: unknown): string | undefined {
  const { properties } = (body ?? {}) as {
    properties?: { privateLinkServiceConnectionState?: { status?: unknown } };
  };
  const status = properties?.privateLinkServiceConnectionState?.status;
  return typeof status === "string" ? status : undefined;
}

function newestOf<Entry>(entries: readonly Entry[], count: number): readonly Entry[] {
  return entries.slice(-count).reverse();
}
