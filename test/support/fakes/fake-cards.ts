import type { Card } from "../../../src/domain/card.ts";
import type { CardSpot, NewerCard } from "../../../src/domain/copies.ts";
import type { Digest } from "../../../src/domain/digest.ts";
import type { Line } from "../../../src/domain/line.ts";
import type { Channel, PolicyPerson } from "../../../src/domain/policy.ts";
import type { CardAddress } from "../../../src/domain/progress.ts";
import { type CardPresence, type Cards, Fault } from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

export interface PostedCard {
  readonly channel: Channel;
  readonly conversation: string;
  readonly activity: string;
  /** As posted and after each edit; the last one is what people see. */
  readonly versions: Card[];
  readonly replies: string[];
  /** Who was mentioned, in the order of the replies. */
  readonly mentioned: PolicyPerson[];
}

export class FakeCards implements Cards {
  readonly failures = new Failures();
  readonly posted: PostedCard[] = [];
  /** Activities that somebody deleted. */
  readonly gone = new Set<string>();
  /** Copies that say that there is a newer card, by their activity. */
  readonly retired = new Map<string, NewerCard | "line">();
  /** The cards of lines, as posted and after each edit. */
  readonly lines: {
    readonly channel: Channel;
    readonly conversation: string;
    readonly activity: string;
    readonly versions: Line[];
  }[] = [];
  readonly digests: { readonly channel: Channel; readonly digest: Digest }[] = [];

  async post(channel: Channel, card: Card): Promise<Pick<CardAddress, "conversation" | "activity">> {
    return this.failures.around("post", () => {
      const activity = `activity-${this.posted.length + 1}`;
      const conversation = `${channel.id};messageid=${activity}`;
      this.posted.push({ channel, conversation, activity, versions: [card], replies: [], mentioned: [] });
      return { conversation, activity };
    });
  }

  async edit(address: CardSpot, card: Card): Promise<CardPresence> {
    return this.failures.around("edit", () => {
      if (this.gone.has(address.activity)) return "gone";
      this.at(address).versions.push(card);
      return "there";
    });
  }

  async reply(address: CardAddress, text: string, mentions: readonly PolicyPerson[] = []): Promise<CardPresence> {
    return this.failures.around("reply", () => {
      if (this.gone.has(address.activity)) return "gone";
      const { replies, mentioned } = this.at(address);
      replies.push(text);
      mentioned.push(...mentions);
      return "there";
    });
  }

  async retire(copy: CardSpot, _card: Card, newer: NewerCard): Promise<CardPresence> {
    return this.failures.around("retire", () => {
      if (this.gone.has(copy.activity)) return "gone";
      this.retired.set(copy.activity, newer);
      return "there";
    });
  }

  async postLine(channel: Channel, line: Line): Promise<CardSpot> {
    return this.failures.around("postLine", () => {
      const activity = `line-${this.lines.length + 1}`;
      const spot = { conversation: `${channel.id};messageid=${activity}`, activity };
      this.lines.push({ channel, ...spot, versions: [line] });
      return spot;
    });
  }

  async editLine({ activity }: CardSpot, line: Line): Promise<CardPresence> {
    return this.failures.around("editLine", () => {
      if (this.gone.has(activity)) return "gone";
      this.lines.find((posted) => posted.activity === activity)?.versions.push(line);
      return "there";
    });
  }

  async retireLine({ activity }: CardSpot): Promise<CardPresence> {
    return this.failures.around("retireLine", () => {
      if (this.gone.has(activity)) return "gone";
      this.retired.set(activity, "line");
      return "there";
    });
  }

  async digest(channel: Channel, digest: Digest): Promise<void> {
    await this.failures.around("digest", () => this.digests.push({ channel, digest }));
  }

  /** What people see of a request's cards now. */
  shownFor(requestId: string): readonly Card[] {
    return this.posted.flatMap(({ versions }) => versions.slice(-1)).filter((card) => card.requestId === requestId);
  }

  private at({ conversation, activity }: CardSpot): PostedCard {
    const found = this.posted.find((card) => card.conversation === conversation && card.activity === activity);
    if (!found) throw new Fault(`There is no card ${activity}`);
    return found;
  }
}
