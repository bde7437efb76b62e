import type { Card } from "../../../src/domain/card.ts";
import type { CardSpot } from "../../../src/domain/copies.ts";
import type { Digest } from "../../../src/domain/digest.ts";
import type { Line } from "../../../src/domain/line.ts";
import type { Channel, PolicyPerson } from "../../../src/domain/policy.ts";
import type { CardAddress } from "../../../src/domain/progress.ts";
import { later } from "../../../src/domain/waits.ts";
import { type CardPresence, type Cards, Fault } from "../../../src/ports.ts";
import { HOUR, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";

export interface PostedCard {
  readonly postedAt: number;
  readonly conversation: string;
  readonly activity: string;
  /** What people see. */
  card: Card;
  readonly replies: string[];
  /** That somebody deleted it, and whether the service has heard. */
  gone: "no" | "deleted" | "told";
  /** Whether it says that there is a newer card, and asks nothing. */
  isRetired: boolean;
}

/** A card of the channel's line. */
export interface PostedLine extends CardSpot {
  readonly postedAt: number;
  line: Line;
  gone: "no" | "deleted" | "told";
  isRetired: boolean;
}

type OnSeen = (posted: PostedCard) => void;
type OnLine = (posted: PostedLine) => void;
type OnReply = (posted: PostedCard, mentions: readonly PolicyPerson[]) => void;

/** Teams: cards that stand there also when the answer to their post was lost, and hours in which it does not answer at all. */
export class TeamsModel implements Cards {
  readonly posted: PostedCard[] = [];
  readonly lines: PostedLine[] = [];
  digests = 0;
  private readonly sim: Simulation;
  private readonly isDown: () => boolean;
  private readonly seers: OnSeen[] = [];
  private readonly readers: OnReply[] = [];
  private readonly lineSeers: OnLine[] = [];

  constructor(sim: Simulation, isDown: () => boolean) {
    this.sim = sim;
    this.isDown = isDown;
  }

  /** Of each card, and of each edit of one. */
  onSeen(listener: OnSeen): void {
    this.seers.push(listener);
  }

  onReply(listener: OnReply): void {
    this.readers.push(listener);
  }

  /** Of each post and each edit of a line's card. */
  onLine(listener: OnLine): void {
    this.lineSeers.push(listener);
  }

  post(channel: Channel, card: Card): Promise<CardSpot> {
    return this.act(`teams.post ${card.state} of ${card.requestId.slice(0, 8)}`, () => {
      const activity = `a${this.posted.length + 1}`;
      const spot = { conversation: `${channel.id};messageid=${activity}`, activity };
      const state = { replies: [], gone: "no", isRetired: false } as const;
      const posted: PostedCard = { postedAt: this.sim.schedule.now, ...spot, card, ...state, replies: [] };
      this.posted.push(posted);
      this.mayBeDeleted(posted);
      for (const listener of this.seers) listener(posted);
      return spot;
    });
  }

  edit({ activity }: CardSpot, card: Card): Promise<CardPresence> {
    return this.act(`teams.edit ${activity} to ${card.state}`, () =>
      this.unlessGone(activity, (posted) => {
        posted.card = card;
        posted.isRetired = false;
        for (const listener of this.seers) listener(posted);
      }),
    );
  }

  reply({ activity }: CardAddress, text: string, mentions: readonly PolicyPerson[] = []): Promise<CardPresence> {
    return this.act(`teams.reply ${activity}`, () =>
      this.unlessGone(activity, (posted) => {
        posted.replies.push(text);
        for (const listener of this.readers) listener(posted, mentions);
      }),
    );
  }

  retire({ activity }: CardSpot): Promise<CardPresence> {
    return this.act(`teams.retire ${activity}`, () =>
      this.unlessGone(activity, (posted) => {
        posted.isRetired = true;
      }),
    );
  }

  postLine(channel: Channel, line: Line): Promise<CardSpot> {
    return this.act(`teams.postLine of ${line.total}`, () => {
      const activity = `line${this.lines.length + 1}`;
      const spot = { conversation: `${channel.id};messageid=${activity}`, activity };
      const posted: PostedLine = { postedAt: this.sim.schedule.now, ...spot, line, gone: "no", isRetired: false };
      this.lines.push(posted);
      this.mayBeDeleted(posted);
      for (const listener of this.lineSeers) listener(posted);
      return spot;
    });
  }

  editLine({ activity }: CardSpot, line: Line): Promise<CardPresence> {
    return this.act(`teams.editLine ${activity} to ${line.total}`, () => {
      const posted = this.lineAt(activity);
      const presence = presenceOf(posted);
      if (presence === "gone") return presence;
      posted.line = line;
      posted.isRetired = false;
      for (const listener of this.lineSeers) listener(posted);
      return presence;
    });
  }

  retireLine({ activity }: CardSpot): Promise<CardPresence> {
    return this.act(`teams.retireLine ${activity}`, () => {
      const posted = this.lineAt(activity);
      posted.isRetired = true;
      return presenceOf(posted);
    });
  }

  digest(_channel: Channel, { expired }: Digest): Promise<void> {
    return this.act(`teams.digest of ${expired.length}`, () => {
      this.digests += 1;
    });
  }

  private mayBeDeleted(posted: PostedCard | PostedLine): void {
    if (!this.sim.chance("cardDeleted")) return;
    this.sim.schedule.after(this.sim.random.spread(SECOND, 20 * HOUR), () => {
      posted.gone = "deleted";
      this.sim.note(() => `somebody deletes the card ${posted.activity}`);
    });
  }

  private unlessGone(activity: string, effect: (posted: PostedCard) => void): CardPresence {
    const posted = this.at(activity);
    const presence = presenceOf(posted);
    if (presence === "there") effect(posted);
    return presence;
  }

  private lineAt(activity: string): PostedLine {
    const found = this.lines.find((line) => line.activity === activity);
    if (!found) throw new Fault(`There is no card ${activity}`);
    return found;
  }

  private at(activity: string): PostedCard {
    const found = this.posted.find((card) => card.activity === activity);
    if (!found) throw new Fault(`There is no card ${activity}`);
    return found;
  }

  private act<Answer>(what: string, effect: () => Answer): Promise<Answer> {
    const { sim } = this;
    const ms = sim.random.between(100, 1_500);
    if (this.isDown() || sim.chance("teamsFault")) {
      return sim.call(`${what}, 502`, ms, () => fail(new Fault(`Teams answered 502 to ${what}`)));
    }
    if (sim.chance("teamsBusy")) {
      const retryAt = later(sim.clock(), { seconds: Math.round(sim.random.spread(1, 300)) });
      return sim.call(`${what}, 429`, ms, () => fail(new Fault(`Teams answered 429 to ${what}`, { retryAt })));
    }
    if (!sim.chance("teamsLost")) return sim.call(what, ms, effect);
    sim.schedule.after(ms, () => {
      sim.note(() => `  (${what} landed, though its answer was lost)`);
      effect();
    });
    return sim.call(`${what}, no answer`, 15 * SECOND, () => fail(new Fault(`Teams gave no answer to ${what}`)));
  }
}

/** Of what is gone the service hears now. */
function presenceOf(posted: { gone: PostedCard["gone"] }): CardPresence {
  if (posted.gone === "no") return "there";
  posted.gone = "told";
  return "gone";
}

function fail(fault: Fault): never {
  throw fault;
}
