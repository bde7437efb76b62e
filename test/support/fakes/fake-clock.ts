import { later } from "../../../src/domain/waits.ts";
import type { Clock } from "../../../src/ports.ts";

/** Stands still until it is moved. */
export class FakeClock {
  private at: Date;

  constructor(start: Date | string = "2026-11-20T09:00:00.000Z") {
    this.at = new Date(start);
  }

  readonly now: Clock = () => new Date(this.at);

  moveOn(amount: Parameters<typeof later>[1]): Date {
    this.at = later(this.at, amount);
    return this.now();
  }

  moveTo(time: Date | string): void {
    this.at = new Date(time);
  }
}
