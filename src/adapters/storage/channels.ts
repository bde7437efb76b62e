import { canonicalJson } from "../../domain/audit.ts";
import { type ChannelCards, emptyChannel, type Waiting } from "../../domain/line.ts";
import type { Channel } from "../../domain/policy.ts";
import { Changed } from "../../ports.ts";
import type { Channels } from "../../store.ts";
import type { HashKey } from "./keys.ts";
import type { OnMisfit, Rows } from "./rows.ts";

export interface ChannelRows {
  readonly cards: Rows<ChannelCards>;
  readonly waiting: Rows<Waiting>;
  readonly known: Rows<Channel>;
}

/** No hash of a channel's id is this. */
const KNOWN = "channels";

/**
 * Rows `hash of channel / cards`; of its line `hash of channel and "line" / request id`, so that the line is one query; of every
 * channel `channels / hash of channel`.
 */
export function tableChannels({ cards, waiting, known }: ChannelRows, hashKey: HashKey, onMisfit: OnMisfit): Channels {
  const rowOf = (channel: string) => ({ partition: hashKey(channel), row: "cards" });
  const lineRowOf = (channel: string, requestId: string) => ({ partition: hashKey(channel, "line"), row: requestId });

  return {
    async find(channel) {
      return (await cards.read(rowOf(channel.id)))?.content ?? emptyChannel(channel);
    },
    async update(read, change) {
      const { channel } = read;
      const row = rowOf(channel.id);
      const changed = { ...read, ...change };
      const kept = await cards.read(row);
      if (!kept) {
        await known.insert({ partition: KNOWN, row: row.partition }, { id: channel.id, name: channel.name });
        await cards.insert(row, emptyChannel(channel));
      }
      const last = kept ?? (await cards.read(row));
      const isAsRead = last && canonicalJson(last.content) === canonicalJson(read);
      const answer = isAsRead ? await cards.change(row, changed, last.etag) : "stale";
      if (answer === "stale") throw new Changed("Somebody else changed a channel's cards since they were read");
      return changed;
    },
    async all() {
      return (await known.list(KNOWN, onMisfit)).map(({ content }) => content);
    },
    async line(channel) {
      return (await waiting.list(hashKey(channel, "line"), onMisfit)).map(({ content }) => content);
    },
    async isInLine(channel, requestId) {
      return (await waiting.read(lineRowOf(channel, requestId))) !== undefined;
    },
    async standInLine(channel, one) {
      await waiting.insert(lineRowOf(channel, one.requestId), one);
    },
    async leaveLine(channel, requestId) {
      await waiting.remove(lineRowOf(channel, requestId));
    },
  };
}
