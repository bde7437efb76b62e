import { canonicalJson } from "../../../src/domain/audit.ts";
import { type ChannelCards, emptyChannel, type Waiting } from "../../../src/domain/line.ts";
import type { Channel } from "../../../src/domain/policy.ts";
import { Changed } from "../../../src/ports.ts";
import type { Channels } from "../../../src/store.ts";
import type { Failures } from "./failures.ts";

export class FakeChannels implements Channels {
  readonly rows = new Map<string, ChannelCards>();
  /** By channel, then by request. */
  readonly lines = new Map<string, Map<string, Waiting>>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async find(channel: Channel): Promise<ChannelCards> {
    return this.failures.around("channels.find", () => this.rows.get(channel.id) ?? emptyChannel(channel));
  }

  async update(cards: ChannelCards, change: Partial<ChannelCards>): Promise<ChannelCards> {
    return this.failures.around("channels.update", () => {
      const kept = this.rows.get(cards.channel.id) ?? emptyChannel(cards.channel);
      if (canonicalJson(kept) !== canonicalJson(cards)) throw new Changed("Somebody else changed a channel's cards");
      const changed = { ...kept, ...change };
      this.rows.set(cards.channel.id, changed);
      return changed;
    });
  }

  async all(): Promise<readonly Channel[]> {
    return this.failures.around("channels.all", () => [...this.rows.values()].map(({ channel }) => channel));
  }

  async line(channel: string): Promise<readonly Waiting[]> {
    return this.failures.around("channels.line", () => [...this.lineOf(channel).values()]);
  }

  async isInLine(channel: string, requestId: string): Promise<boolean> {
    return this.failures.around("channels.isInLine", () => this.lineOf(channel).has(requestId));
  }

  async standInLine(channel: string, waiting: Waiting): Promise<void> {
    await this.failures.around("channels.standInLine", () => {
      const line = this.lineOf(channel);
      if (!line.has(waiting.requestId)) line.set(waiting.requestId, waiting);
    });
  }

  async leaveLine(channel: string, requestId: string): Promise<void> {
    await this.failures.around("channels.leaveLine", () => this.lineOf(channel).delete(requestId));
  }

  private lineOf(channel: string): Map<string, Waiting> {
    const line = this.lines.get(channel) ?? new Map<string, Waiting>();
    this.lines.set(channel, line);
    return line;
  }
}
