import type { Card } from "../../../src/domain/card.ts";
import type { Digest } from "../../../src/domain/digest.ts";
import type { Channel, PolicyPerson } from "../../../src/domain/policy.ts";
import type { CardAddress } from "../../../src/domain/request.ts";
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
  readonly digests: { readonly channel: Channel; readonly digest: Digest }[] = [];

  async post(channel: Channel, card: Card): Promise<Pick<CardAddress, "conversation" | "activity">> {
    return this.failures.around("post", () => {
      const activity = `activity-${this.posted.length + 1}`;
      const conversation = `${channel.id};messageid=${activity}`;
      this.posted.push({ channel, conversation, activity, versions: [card], replies: [], mentioned: [] });
      return { conversation, activity };
    });
  }

  async edit(address: CardAddress, card: Card): Promise<CardPresence> {
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

  async digest(channel: Channel, digest: Digest): Promise<void> {
    await this.failures.around("digest", () => this.digests.push({ channel, digest }));
  }

  /** What people see of a request's cards now. */
  shownFor(requestId: string): readonly Card[] {
    return this.posted.flatMap(({ versions }) => versions.slice(-1)).filter((card) => card.requestId === requestId);
  }

  private at({ conversation, activity }: CardAddress): PostedCard {
    const found = this.posted.find((card) => card.conversation === conversation && card.activity === activity);
    if (!found) throw new Fault(`There is no card ${activity}`);
    return found;
  }
}
