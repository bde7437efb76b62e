import { showNext } from "../../../src/orchestration/show-next.ts";
import type { AppUnderTest } from "../app-under-test.ts";
import { HOUR, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { OTHERS, OWNERS } from "./people.ts";
import type { PostedLine, TeamsModel } from "./teams.ts";

/** Those who press "Show next" on a line's card: owners, now and then several at once, and others who get nothing. */
export class LineReadersModel {
  /** How often a request got its card by hand. */
  shown = 0;
  /** How often somebody tried. */
  pressed = 0;
  private readonly sim: Simulation;
  private readonly app: () => AppUnderTest;
  private readonly untilMs: number;

  constructor(sim: Simulation, app: () => AppUnderTest, teams: TeamsModel, untilMs: number) {
    this.sim = sim;
    this.app = app;
    this.untilMs = untilMs;
    teams.onLine((posted) => this.see(posted));
  }

  private see(posted: PostedLine): void {
    const { random, schedule } = this.sim;
    if (posted.line.total === 0 || !random.chance(0.3)) return;
    for (let presses = random.pick([1, 1, 2]); presses > 0; presses -= 1) {
      const afterMs = random.spread(SECOND, 3 * HOUR);
      if (schedule.now + afterMs < this.untilMs) schedule.after(afterMs, () => this.press(posted));
    }
  }

  private press({ conversation, activity }: PostedLine): void {
    const { sim } = this;
    this.pressed += 1;
    const isOwner = sim.random.chance(0.8);
    const person = sim.random.pick(isOwner ? OWNERS : OTHERS);
    const { world, orchestrations } = this.app();
    const what = `${person.name} wants to see the next of the line`;
    const { answer } = sim.invoke("click", what, () =>
      showNext(world, orchestrations, { person, spot: { conversation, activity } }),
    );
    answer.then(
      ({ kind }) => {
        sim.note(() => `${what}: ${kind}`);
        if (kind === "begun") this.shown += 1;
      },
      (error: unknown) => sim.noteFault(`click ${what}`, error),
    );
  }
}
