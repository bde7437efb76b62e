import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Admission } from "../../../src/adapters/teams/guard.ts";
import { refusalsTold } from "../../../src/adapters/teams/refusals.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { anActivity } from "./bot-framework.ts";

const REFUSED: Admission = { kind: "refused", status: 401, why: "the token's key is not known" };
const ADMITTED: Admission = { kind: "admitted", activity: anActivity() as never };
const ONE = "A call to the bot was refused";
const MORE = "More calls to the bot were refused";

let clock: FakeClock;
let log: FakeLog;
let tell: (admission: Admission) => void;
beforeEach(() => {
  clock = new FakeClock();
  log = new FakeLog();
  tell = refusalsTold(log, clock.now);
});

function calls(count: number): void {
  for (let call = 0; call < count; call += 1) tell(REFUSED);
}

/** What was told since the last time, and the sum that the alert makes of it. */
function told() {
  const lines = log.lines.splice(0);
  return {
    lines: lines.map(({ message, details }) => (message === ONE ? "one" : `${message}: ${details?.["calls"]}`)),
    sum: lines.reduce((sum, { details }) => sum + Number(details?.["calls"]), 0),
  };
}

describe("calls that were refused", () => {
  it("are told one by one with why, as long as they are few", () => {
    calls(1);
    expect(log.lines).toEqual([
      { level: "warn", message: ONE, details: { status: 401, why: "the token's key is not known", calls: 1 } },
    ]);
    calls(9);
    expect(told()).toEqual({ lines: Array(10).fill("one"), sum: 10 });
  });

  it("are told as a number beyond ten a minute, when the next call comes", () => {
    calls(50);
    expect(told().sum).toBe(10);
    clock.moveOn({ seconds: 59 });
    calls(1);
    expect(told().lines).toEqual([]);
    clock.moveOn({ seconds: 1 });
    calls(1);
    expect(told()).toEqual({ lines: [`${MORE}: 41`, "one"], sum: 42 });
  });

  it("are told by a call that is let in as well, which is no refusal itself", () => {
    calls(12);
    told();
    clock.moveOn({ minutes: 5 });
    tell(ADMITTED);
    expect(told().lines).toEqual([`${MORE}: 2`]);
    clock.moveOn({ minutes: 5 });
    tell(ADMITTED);
    expect(told().lines).toEqual([]);
  });

  it("of a flood are told while it lasts, with few lines however many they are", () => {
    calls(109);
    expect(told().sum).toBe(10);
    calls(1);
    expect(told().lines).toEqual([`${MORE}: 100`]);
    calls(1_000_000);
    expect(told()).toEqual({
      lines: [`${MORE}: 1000`, `${MORE}: 10000`, `${MORE}: 100000`],
      sum: 111_000,
    });
    clock.moveOn({ minutes: 1 });
    calls(1);
    expect(told()).toEqual({ lines: [`${MORE}: 889000`, "one"], sum: 889_001 });
    calls(109);
    expect(told().lines).toEqual([...Array(9).fill("one"), `${MORE}: 100`]);
  });
});
