import type { Verb } from "../../src/domain/card.ts";
import type { ClickAnswer } from "../../src/domain/click.ts";
import type { Person } from "../../src/domain/person.ts";
import { type Intent, isIntent, type Outcome } from "../../src/domain/request.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { advance } from "../../src/orchestration/advance.ts";
import { takeClick } from "../../src/orchestration/clicks.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import type { Rest } from "../../src/orchestration/steps.ts";
import { sweep } from "../../src/orchestration/sweep.ts";
import type { World } from "../../src/orchestration/world.ts";
import { aConnection, aNamespace, aPolicy, FABRIKAM, LOGISTICS, olga, TENANT } from "./builders.ts";
import { expectEntry } from "./expect-entry.ts";
import { FakeCards } from "./fakes/fake-cards.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { type AzureManners, FakeConnections } from "./fakes/fake-connections.ts";
import { FakeEndpoints } from "./fakes/fake-endpoints.ts";
import { FakeLog } from "./fakes/fake-log.ts";
import { FakeOrchestrations } from "./fakes/fake-orchestrations.ts";
import { FakePolicies } from "./fakes/fake-policies.ts";
import { FakeRights } from "./fakes/fake-rights.ts";
import { FakeStore } from "./fakes/fake-store.ts";
import { sha256 } from "./sha256.ts";

/** Where the activities play: a world of fakes, and what the tests do in it. Nothing runs by itself. */
export class Stage {
  readonly clock = new FakeClock();
  readonly connections: FakeConnections;
  readonly endpoints = new FakeEndpoints(this.clock.now);
  readonly rights = new FakeRights();
  readonly store = new FakeStore();
  readonly cards = new FakeCards();
  readonly policies = new FakePolicies(aPolicy());
  readonly log = new FakeLog();
  readonly orchestrations = new FakeOrchestrations();
  readonly world: World;
  private marks = 0;

  constructor(manners: Partial<AzureManners> = {}, serviceVersion = "0.1.0") {
    this.store.audit.check = expectEntry;
    this.connections = new FakeConnections(this.clock.now, manners);
    this.connections.addNamespace(aNamespace());
    this.connections.tenants.set(FABRIKAM, "other").set(LOGISTICS, "own");
    this.world = {
      connections: this.connections,
      endpoints: this.endpoints,
      tenants: this.connections,
      networks: this.connections,
      rights: this.rights,
      store: this.store,
      cards: this.cards,
      policies: this.policies,
      clock: this.clock.now,
      pause: async (until) => this.clock.moveTo(until),
      hash: sha256,
      newMark: () => this.newMark(),
      log: this.log,
      waits: AZURE_WAITS,
      cleanUp: "delete",
      mostCards: 10,
      ourTenant: TENANT,
      serviceVersion,
    };
  }

  look(): ReturnType<typeof reconcile> {
    return reconcile(this.world, this.orchestrations, aNamespace());
  }

  sweep(overrides: Partial<World> = {}): ReturnType<typeof sweep> {
    return sweep({ ...this.world, ...overrides }, this.orchestrations);
  }

  advance(requestId: string): Promise<Rest> {
    return advance(this.world, requestId);
  }

  /** What Azure lets nobody undo is confirmed at once. */
  click(requestId: string, verb: Verb, comment = "", person: Person = olga, confirmed = true): Promise<ClickAnswer> {
    return takeClick(this.world, this.orchestrations, { requestId, verb, comment, person, confirmed });
  }

  /** A requester asks; the look that follows an event finds it; the card stands. */
  async asked(connection = aConnection()): Promise<string> {
    this.connections.set(connection);
    await this.look();
    const requestId = this.onlyOpen();
    await this.advance(requestId);
    return requestId;
  }

  /** Advances, moving the clock to the end of each rest, until the request is over. */
  async untilOver(requestId: string, mostRests = 20): Promise<void> {
    for (let rests = 0; rests < mostRests; rests += 1) {
      const rest = await this.advance(requestId);
      if (rest.kind === "over") return;
      this.clock.moveTo(rest.until);
    }
    throw new Error(`${requestId} is not over after ${mostRests} rests`);
  }

  onlyOpen(): string {
    const open = [...this.store.requests.rows.values()].filter(({ progress }) => !progress.closed);
    const [request] = open;
    if (!request || open.length > 1) throw new Error(`There are ${open.length} open requests`);
    return request.id;
  }

  request(requestId: string) {
    const request = this.store.requests.rows.get(requestId);
    if (!request) throw new Error(`There is no request ${requestId}`);
    return request;
  }

  intent(requestId: string): Intent | undefined {
    const row = this.store.intents.rows.get(requestId);
    return isIntent(row) ? row : undefined;
  }

  /** Without an intent the outcome stands in its place. */
  outcome(requestId: string): Outcome | undefined {
    const row = this.store.intents.rows.get(requestId);
    return this.store.outcomes.rows.get(requestId) ?? (isIntent(row) ? undefined : row);
  }

  kinds(requestId: string): readonly string[] {
    return this.store.audit.kindsOf(requestId);
  }

  private newMark(): string {
    this.marks += 1;
    return `RA-mark${String(this.marks).padStart(6, "0")}`;
  }
}
