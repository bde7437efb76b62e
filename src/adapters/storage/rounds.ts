import type { NamespaceId } from "../../domain/azure-id.ts";
import { mayNote, type Round } from "../../domain/round.ts";
import { Changed } from "../../ports.ts";
import type { Rounds } from "../../store.ts";
import { type HashKey, namespaceKey } from "./keys.ts";
import type { OnMisfit, ReadRow, RowKey, Rows } from "./rows.ts";

/** Rows `hash of namespace / hash of connection and endpoint`: one query gives all rounds of a namespace. */
export function tableRounds(rounds: Rows<Round>, hashKey: HashKey, onMisfit: OnMisfit): Rounds {
  const keyOf = (namespace: NamespaceId, connection: string, privateEndpoint: string): RowKey => ({
    partition: namespaceKey(hashKey, namespace),
    row: hashKey(connection, privateEndpoint),
  });

  async function replace(key: RowKey, last: ReadRow<Round>, next: Round): Promise<void> {
    const answer = await rounds.change(key, next, last.etag);
    if (answer === "stale") throw new Changed(`Somebody else changed the round of ${next.requestId} since it was read`);
  }

  return {
    async in(namespace) {
      const rows = await rounds.list(namespaceKey(hashKey, namespace), onMisfit);
      return rows.map(({ content }) => content);
    },
    async find(namespace, connection, privateEndpoint) {
      return (await rounds.read(keyOf(namespace, connection, privateEndpoint)))?.content;
    },
    async begin(namespace, round) {
      const key = keyOf(namespace, round.connection, round.privateEndpoint);
      const kept = await rounds.insert(key, round);
      if (kept.round >= round.round) return kept;
      const last = await rounds.read(key);
      if (last && last.content.round >= round.round) return last.content;
      if (last) await replace(key, last, round);
      return round;
    },
    async note(namespace, round, change) {
      const key = keyOf(namespace, round.connection, round.privateEndpoint);
      const last = await rounds.read(key);
      if (!last || !mayNote(last.content, round, change)) return "passed over";
      await replace(key, last, { ...last.content, ...change });
      return "noted";
    },
  };
}
