import type { Hold } from "../../../src/domain/hold.ts";
import type { Decision, IntentOrEnd, Outcome, Vote } from "../../../src/domain/request.ts";
import type { Heartbeat, Heartbeats, Holds, Once, Store, Votes } from "../../../src/store.ts";
import { Failures } from "./failures.ts";
import { FakeAuditInbox, FakeAuditIndex, FakeAuditLog } from "./fake-audit.ts";
import { FakeChannels } from "./fake-channels.ts";
import { FakePeople } from "./fake-people.ts";
import { FakeRequests } from "./fake-requests.ts";
import { FakeRounds } from "./fake-rounds.ts";

class FakeOnce<Row> implements Once<Row> {
  readonly rows = new Map<string, Row>();
  private readonly failures: Failures;
  private readonly name: string;

  constructor(failures: Failures, name: string) {
    this.failures = failures;
    this.name = name;
  }

  async insert(requestId: string, row: Row): Promise<Row> {
    return this.failures.around(`${this.name}.insert`, () => {
      const kept = this.rows.get(requestId) ?? row;
      this.rows.set(requestId, kept);
      return kept;
    });
  }

  async find(requestId: string): Promise<Row | undefined> {
    return this.failures.around(`${this.name}.find`, () => this.rows.get(requestId));
  }
}

class FakeHolds implements Holds {
  readonly rows = new Map<string, Hold>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async insert(requestId: string, number: number, hold: Hold): Promise<Hold> {
    return this.failures.around("holds.insert", () => {
      const key = `${requestId}/${number}`;
      const kept = this.rows.get(key) ?? hold;
      this.rows.set(key, kept);
      return kept;
    });
  }

  async of(requestId: string): Promise<readonly Hold[]> {
    return this.failures.around("holds.of", () =>
      [...this.rows].filter(([key]) => key.startsWith(`${requestId}/`)).map(([, hold]) => hold),
    );
  }
}

class FakeVotes implements Votes {
  readonly rows: { readonly requestId: string; readonly vote: Vote }[] = [];
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async insert(requestId: string, vote: Vote): Promise<Vote> {
    return this.failures.around("votes.insert", () => {
      const earlier = this.rows.find((row) => row.requestId === requestId && row.vote.by === vote.by);
      if (!earlier) this.rows.push({ requestId, vote });
      return earlier?.vote ?? vote;
    });
  }

  async of(requestId: string): Promise<readonly Vote[]> {
    return this.failures.around("votes.of", () =>
      this.rows.filter((row) => row.requestId === requestId).map(({ vote }) => vote),
    );
  }
}

class FakeHeartbeats implements Heartbeats {
  readonly rows = new Map<string, Heartbeat>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async beat(name: "sweep", beat: Heartbeat): Promise<void> {
    return this.failures.around("heartbeats.beat", () => void this.rows.set(name, beat));
  }

  async last(name: "sweep"): Promise<Heartbeat | undefined> {
    return this.failures.around("heartbeats.last", () => this.rows.get(name));
  }
}

/** Every port of `Store` in memory. One `failures` for all: `store.failures.fail("decisions.insert", …)`. */
export class FakeStore implements Store {
  readonly failures = new Failures();
  readonly requests = new FakeRequests(this.failures);
  readonly rounds = new FakeRounds(this.failures);
  readonly votes = new FakeVotes(this.failures);
  readonly holds = new FakeHolds(this.failures);
  readonly channels = new FakeChannels(this.failures);
  readonly decisions = new FakeOnce<Decision>(this.failures, "decisions");
  readonly intents = new FakeOnce<IntentOrEnd>(this.failures, "intents");
  readonly outcomes = new FakeOnce<Outcome>(this.failures, "outcomes");
  readonly people = new FakePeople(this.failures);
  readonly audit = new FakeAuditLog(this.failures);
  readonly inbox = new FakeAuditInbox(this.audit, this.failures);
  readonly index = new FakeAuditIndex(this.audit, this.inbox);
  readonly heartbeats = new FakeHeartbeats(this.failures);
}
