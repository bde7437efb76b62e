import { foldedId, type NamespaceId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { mayNote, type Round, type RoundNotes } from "../../../src/domain/round.ts";
import type { Rounds } from "../../../src/store.ts";
import type { Failures } from "./failures.ts";

export class FakeRounds implements Rounds {
  readonly rows = new Map<string, Round>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async in(namespace: NamespaceId): Promise<readonly Round[]> {
    const start = `${foldedId(namespaceIdOf(namespace))}\n`;
    return this.failures.around("rounds.in", () =>
      [...this.rows].filter(([key]) => key.startsWith(start)).map(([, round]) => round),
    );
  }

  async find(namespace: NamespaceId, connection: string, privateEndpoint: string): Promise<Round | undefined> {
    return this.failures.around("rounds.find", () => this.rows.get(keyOf(namespace, { connection, privateEndpoint })));
  }

  async begin(namespace: NamespaceId, round: Round): Promise<Round> {
    return this.failures.around("rounds.begin", () => {
      const last = this.rows.get(keyOf(namespace, round));
      const kept = last && last.round >= round.round ? last : round;
      this.rows.set(keyOf(namespace, round), kept);
      return kept;
    });
  }

  async note(namespace: NamespaceId, round: Round, change: RoundNotes): Promise<"noted" | "passed over"> {
    return this.failures.around("rounds.note", () => {
      const last = this.rows.get(keyOf(namespace, round));
      if (!last || !mayNote(last, round, change)) return "passed over";
      this.rows.set(keyOf(namespace, round), { ...last, ...change });
      return "noted";
    });
  }
}

function keyOf(namespace: NamespaceId, { connection, privateEndpoint }: Pick<Round, "connection" | "privateEndpoint">) {
  return [namespaceIdOf(namespace), connection, privateEndpoint].map(foldedId).join("\n");
}
