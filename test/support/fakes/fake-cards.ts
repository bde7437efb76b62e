import type { Card } from "../../../src/domain/card.ts";
import type { Channel } from "../../../src/domain/policy.ts";
import type { CardAddress } from "../../../src/domain/request.ts";
import { type Cards, Fault } from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

export interface PostedCard {
  readonly channel: Channel;
  readonly conversation: string;
  readonly activity: string;
  /** As posted and after each edit; the last one is what people see. */
  readonly versions: Card[];
  readonly replies: string[];
}

export class FakeCards implements Cards {
  readonly failures = new Failures();
  readonly posted: PostedCard[] = [];

  async post(channel: Channel, card: Card): Promise<Pick<CardAddress, "conversation" | "activity">> {
    return this.failures.around("post", () => {
      const activity = `activity-${this.posted.length + 1}`;
      const conversation = `${channel.id};messageid=${activity}`;
      this.posted.push({ channel, conversation, activity, versions: [card], replies: [] });
      return { conversation, activity };
    });
  }

  async edit(address: CardAddress, card: Card): Promise<void> {
    await this.failures.around("edit", () => this.at(address).versions.push(card));
  }

  async reply(address: CardAddress, text: string): Promise<void> {
    await this.failures.around("reply", () => this.at(address).replies.push(text));
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
