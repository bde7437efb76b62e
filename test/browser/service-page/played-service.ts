import type { Caller } from "../../../src/domain/caller.ts";
import type { Verb } from "../../../src/domain/card.ts";
import type { Person } from "../../../src/domain/person.ts";
import { base32 } from "../../../src/domain/request-id.ts";
import { reconcile } from "../../../src/orchestration/reconcile.ts";
import { ApiStage, textOf } from "../../api/an-api.ts";
import { aConnection, aNamespace, aPrivateEndpoint, FABRIKAM, olga } from "../../support/builders.ts";
import { sha256 } from "../../support/sha256.ts";
import { type Asking, connectionOf, contosoPolicy, requestIdFor, SUBSCRIPTIONS } from "./contoso.ts";
import type { PageApi } from "./page-api.ts";

/** What somebody does, and when. */
export interface Act {
  readonly at: Date;
  readonly act: (service: PlayedService) => Promise<unknown>;
}

/** What somebody does to a request. */
export type Deed = readonly [at: Date, act: (service: PlayedService, requestId: string) => Promise<unknown>];

/** Somebody asks to join, and what follows. */
export function story(asking: Asking, askedAt: Date, ...deeds: readonly Deed[]): readonly Act[] {
  const requestId = requestIdFor(asking);
  return [
    { at: askedAt, act: (service) => service.ask(asking) },
    ...deeds.map(([at, act]): Act => ({ at, act: (service) => act(service, requestId) })),
  ];
}

/** The service over a world of fakes, in which what it does comes about as it would in Azure: nothing that its API answers is made up. */
export class PlayedService {
  readonly api = new ApiStage();
  /** Until when each open request rests. */
  private readonly rests = new Map<string, string>();

  constructor() {
    const { policies, connections, world } = this.api.stage;
    policies.policy = contosoPolicy();
    connections.network = { publicly: "some", trustedServices: true };
    for (const { id, name, tenant } of SUBSCRIPTIONS) {
      connections.tenants.set(id, tenant);
      connections.subscriptionNames.set(id, name);
    }
    let marks = 0;
    const newMark = () => `RA-${base32(sha256(`mark ${++marks}`), 10)}`;
    Object.assign(world, { newMark });
  }

  /** The API that is shipped; an answer that its own description does not allow is thrown. */
  as(caller: Caller): PageApi {
    return {
      answer: async ({ name, ...options }) => {
        const answer = await this.api.ask(name, caller, options);
        return { ...answer, body: await textOf(answer) };
      },
    };
  }

  /** In the order of their times; what the service does by itself comes in between. Nothing may fail. */
  async play(acts: readonly Act[], until: Date): Promise<void> {
    for (const { at, act } of acts.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
      await this.runUntil(at);
      await act(this);
    }
    await this.runUntil(until);
    const faults = this.api.stage.log.lines.filter(({ level }) => level === "error");
    if (faults.length > 0) throw new Error(`Not everything went well: ${JSON.stringify(faults)}`);
    await this.seal();
  }

  async ask({ endpoint, namespace = "contoso-orders", subscription = FABRIKAM, message = "" }: Asking): Promise<void> {
    const privateEndpoint = aPrivateEndpoint(endpoint, subscription);
    const id = connectionOf(namespace, endpoint);
    this.api.stage.connections.set(aConnection({ id, privateEndpoint, description: message }));
    await this.look(namespace);
  }

  async say(requestId: string, verb: Verb, comment = "", person: Person = olga): Promise<void> {
    const answer = await this.api.stage.click(requestId, verb, comment, person);
    if (answer.kind === "refused") throw new Error(`${person.name} may not ${verb} ${requestId}: ${answer.reason}`);
    this.rests.delete(requestId);
    await this.look(this.api.stage.request(requestId).connection.namespace);
  }

  /** What an event leads to. */
  async look(namespace: string): Promise<void> {
    const { world, orchestrations, store } = this.api.stage;
    await reconcile(world, orchestrations, aNamespace({ namespace }));
    for (const { id } of await store.requests.openIn(aNamespace({ namespace })))
      if (!this.rests.has(id)) await this.advance(id);
  }

  /** Not over yet. */
  isOpen(requestId: string): boolean {
    return this.rests.has(requestId);
  }

  private async runUntil(time: Date): Promise<void> {
    const { clock } = this.api.stage;
    for (let next = this.next(); next && next[1] <= time.toISOString(); next = this.next()) {
      if (next[1] > clock.now().toISOString()) clock.moveTo(next[1]);
      await this.advance(next[0]);
    }
    clock.moveTo(time);
  }

  private next(): readonly [requestId: string, until: string] | undefined {
    return [...this.rests].reduce<readonly [string, string] | undefined>(
      (soonest, one) => (soonest && soonest[1] <= one[1] ? soonest : one),
      undefined,
    );
  }

  private async advance(requestId: string): Promise<void> {
    const { stage } = this.api;
    const rest = await stage.advance(requestId);
    if (rest.kind === "over") {
      this.rests.delete(requestId);
      stage.orchestrations.end(requestId);
    } else {
      this.rests.set(requestId, rest.until);
      stage.orchestrations.moveOn(requestId);
    }
  }

  /** As it is done each minute. */
  private async seal(): Promise<void> {
    const { store, clock } = this.api.stage;
    const minute = new Date(Math.floor(clock.now().getTime() / 60_000) * 60_000).toISOString();
    const due = store.audit.recorded(({ at }) => at < minute).toSorted((one, other) => one.at.localeCompare(other.at));
    await store.inbox.file(due.map((entry, index) => ({ ...entry, index })));
  }
}
