import type { Card, Verb } from "../../../src/domain/card.ts";
import type { ClickAnswer } from "../../../src/domain/click.ts";
import type { CardSpot } from "../../../src/domain/copies.ts";
import type { Person } from "../../../src/domain/person.ts";
import { choiceOf, isFinal, type Verdict } from "../../../src/domain/request-kind.ts";
import { takeClick } from "../../../src/orchestration/clicks.ts";
import type { AppUnderTest } from "../app-under-test.ts";
import { isGone } from "../engine/fiber.ts";
import { HOUR, MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { DEPUTIES, OTHERS, OWNERS } from "./people.ts";
import type { PostedCard, TeamsModel } from "./teams.ts";

/** A click of which the service said that it was taken. */
export interface AcceptedClick {
  readonly requestId: string;
  readonly person: Person;
  readonly verb: Verb;
  /** `begun`: of a wish, which has a request of its own. */
  readonly kind: "accepted" | "begun";
}

interface Press {
  readonly requestId: string;
  /** Of the card that is clicked on. */
  readonly spot: CardSpot;
  readonly person: Person;
  readonly verb: Verb;
  readonly comment?: string;
  readonly confirmed?: boolean;
}

function spotOf({ conversation, activity }: CardSpot): CardSpot {
  return { conversation, activity };
}

/** The people in the channel: owners who answer at once, late, twice or against each other, and others who try too. */
export class PeopleModel {
  readonly accepted: AcceptedClick[] = [];
  /** After this nobody clicks any more. */
  private readonly untilMs: number;
  private readonly sim: Simulation;
  private readonly app: () => AppUnderTest;
  /** Cards, by what they showed when somebody last thought about them. */
  private readonly seen = new Map<string, string>();

  constructor(sim: Simulation, app: () => AppUnderTest, teams: TeamsModel, untilMs: number) {
    this.sim = sim;
    this.app = app;
    this.untilMs = untilMs;
    teams.onSeen((posted) => this.see(posted));
    teams.onReply((posted, mentions) => this.hear(posted, mentions.length > 0));
  }

  /** What is new on a card: that it asks, or that the request has ended. */
  private see({ card, ...posted }: PostedCard): void {
    const spot = spotOf(posted);
    const { activity } = spot;
    const what = card.outcome ? "ended" : "asks";
    if (this.seen.get(activity) === what || card.verbs.length === 0) return;
    this.seen.set(activity, what);
    if (card.outcome) this.wish(card, spot);
    else this.vote(card, spot);
  }

  private vote(card: Card, spot: CardSpot): void {
    const { random } = this.sim;
    const mood = random.pick([0.05, 0.3, 0.6]);
    for (const owner of OWNERS.filter(() => random.chance(mood))) this.answer(card, owner, spot);
    for (const other of OTHERS.filter(() => random.chance(0.12))) {
      const verb = random.pick(card.verbs);
      this.pressLater({ requestId: card.requestId, spot, person: other, verb }, random.spread(SECOND, 20 * HOUR));
    }
    if (card.verbs.includes("hold") && random.chance(0.15)) this.askRequester(card, spot);
  }

  /** A reminder or an escalation makes somebody answer. */
  private hear({ card, ...posted }: PostedCard, isEscalation: boolean): void {
    const { random } = this.sim;
    if (card.outcome) return;
    const people = isEscalation ? DEPUTIES : OWNERS;
    for (const person of people.filter(() => random.chance(isEscalation ? 0.4 : 0.03)))
      this.answer(card, person, spotOf(posted));
  }

  private answer({ requestId, kind, deadlineAt }: Card, person: Person, spot: CardSpot): void {
    const { random } = this.sim;
    const choice = choiceOf(kind);
    const [verb, opposite] = random.chance(0.65) ? [choice.for, choice.against] : [choice.against, choice.for];
    const isLastMinute = deadlineAt !== undefined && random.chance(0.2);
    const afterMs = isLastMinute ? this.justBefore(deadlineAt) : this.patience();
    const press = { requestId, spot, person, verb };
    this.pressLater(press, afterMs);
    if (random.chance(0.15)) this.pressLater(press, afterMs + random.between(50, 2_000));
    if (random.chance(0.1)) this.pressLater({ ...press, verb: opposite }, afterMs + random.spread(SECOND, HOUR));
  }

  private askRequester({ requestId }: Card, spot: CardSpot): void {
    const { random } = this.sim;
    for (let questions = random.pick([1, 1, 2, 7]); questions > 0; questions -= 1) {
      const person = random.pick(OWNERS);
      const comment = random.chance(0.9) ? `What for ${random.whole(1, 5)}?` : "";
      this.pressLater({ requestId, spot, person, verb: "hold", comment }, random.spread(2 * SECOND, 20 * HOUR));
    }
  }

  /** What an owner may want once a request has ended. */
  private wish({ requestId, verbs }: Card, spot: CardSpot): void {
    const { random } = this.sim;
    for (const person of [...OWNERS, ...OTHERS].filter(() => random.chance(0.06))) {
      this.pressLater({ requestId, spot, person, verb: random.pick(verbs) }, random.spread(2 * SECOND, 20 * HOUR));
    }
  }

  private patience(): number {
    const { random } = this.sim;
    return random.chance(0.3) ? random.between(SECOND, 10 * SECOND) : random.spread(2 * SECOND, 30 * HOUR);
  }

  /** In the last two minutes, or a moment too late. */
  private justBefore(deadlineAt: string): number {
    return Math.max(0, this.sim.msOf(deadlineAt) - this.sim.schedule.now - this.sim.random.between(-5, 120) * SECOND);
  }

  private pressLater(press: Press, afterMs: number): void {
    if (this.sim.schedule.now + afterMs > this.untilMs) return;
    const comment = press.comment ?? this.commentOn(press.verb);
    this.sim.schedule.after(afterMs, () => this.press({ ...press, comment }));
  }

  private commentOn(verb: Verb): string {
    const isWanted = verb !== "hold" && verb !== "ask-again" && isFinal(verb);
    return isWanted || this.sim.random.chance(0.5) ? `Because of ${this.sim.random.whole(1, 99)}` : "";
  }

  private press(press: Press): void {
    const { sim } = this;
    const { world, orchestrations } = this.app();
    const { requestId, spot, person, verb, comment = "", confirmed = false } = press;
    const click = { requestId, spot, verb, confirmed, comment, person };
    const what = `${person.name} clicks ${verb}${confirmed ? " again" : ""} for ${requestId.slice(0, 8)}`;
    const { fiber, answer } = sim.invoke("click", what, () => takeClick(world, orchestrations, click));
    answer.then(
      (answered) => this.hearAnswer(press, answered, what),
      (error: unknown) => {
        sim.noteFault(`click ${what}`, error);
        this.mayPressAgain(press);
      },
    );
    sim.schedule.after(15 * SECOND, () => {
      if (isGone(fiber)) this.mayPressAgain(press);
    });
  }

  private hearAnswer(press: Press, answer: ClickAnswer, what: string): void {
    this.sim.note(() => `${what}: ${answer.kind}${answer.kind === "refused" ? ` (${answer.reason})` : ""}`);
    if (answer.kind === "confirm") this.hearDoubt(press);
    if (answer.kind !== "accepted" && answer.kind !== "begun") return;
    const { requestId, person, verb, confirmed } = press;
    this.accepted.push({ requestId, person, verb, kind: answer.kind });
    if (isFinal(verb as Verdict) && !confirmed) {
      this.sim.violate(`5: ${requestId}: ${verb} is taken though it was said once`);
    }
  }

  private hearDoubt(press: Press): void {
    const { sim } = this;
    if (press.confirmed || !isFinal(press.verb as Verdict)) {
      sim.violate(`5: ${press.requestId}: what was confirmed, or needs none, is to be confirmed`);
    }
    if (sim.random.chance(0.85)) this.pressLater({ ...press, confirmed: true }, sim.random.spread(SECOND, 10 * MINUTE));
  }

  /** Who hears nothing, or that it failed. */
  private mayPressAgain(press: Press): void {
    const { random } = this.sim;
    if (random.chance(0.7)) this.pressLater(press, random.spread(3 * SECOND, 5 * MINUTE));
  }
}
