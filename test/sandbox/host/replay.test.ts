import { describe, expect, it } from "@jest/globals";
import type { Action } from "../../../sandbox/host/durable/actions.ts";
import {
  type Arrival,
  arrived,
  decided,
  eventTypes,
  type HistoryEvent,
  turnMark,
} from "../../../sandbox/host/durable/history.ts";
import { replay } from "../../../sandbox/host/durable/replay.ts";

const at = new Date("2030-01-01T10:00:00Z");
const began = turnMark("orchestratorStarted", at);
const started = arrived(
  {
    EventType: eventTypes.executionStarted,
    OrchestrationInstance: { InstanceId: "i", ExecutionId: "e" },
    ParentInstance: null,
    Name: "story",
    Version: "",
    Input: "null",
    Tags: null,
  },
  at,
);
const scheduled = (id: number, Name: string) =>
  decided(id, { EventType: eventTypes.taskScheduled, Name, Version: null, Input: null }, at);
const timerCreated = (id: number) => decided(id, { EventType: eventTypes.timerCreated, FireAt: at.toISOString() }, at);
const came = (arrival: Arrival) => arrived(arrival, at);
const completed = (id: number) => came({ EventType: eventTypes.taskCompleted, TaskScheduledId: id, Result: null });
const failed = (id: number) =>
  came({ EventType: eventTypes.taskFailed, TaskScheduledId: id, Reason: "", Details: "", FailureDetails: null });
const fired = (id: number) => came({ EventType: eventTypes.timerFired, TimerId: id, FireAt: at.toISOString() });
const raised = (Name: string) => came({ EventType: eventTypes.eventRaised, Name, Input: "{}" });

const call = (functionName: string): Action => ({ actionType: 0, functionName });
const timer = (isCanceled = false): Action => ({
  actionType: 5,
  fireAt: new Date(at.getTime() + 1000).toISOString(),
  isCanceled,
});
const wait = (externalEventName: string): Action => ({ actionType: 6, externalEventName });
const any = (...compoundActions: Action[]): Action => ({ actionType: 11, compoundActions });
const all = (...compoundActions: Action[]): Action => ({ actionType: 12, compoundActions });
const again: Action = { actionType: 4, input: { n: 2 } };
const twice: Action = {
  actionType: 1,
  functionName: "a",
  retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 2, backoffCoefficient: 3 },
};

const newIn = (history: HistoryEvent[], actions: Action[]) =>
  [...replay([began, started, ...history], actions).pending.values()].map(({ kind, id }) => `${kind} ${id}`);

describe("a replay", () => {
  it("schedules an action only after the one before has ended", () => {
    expect(newIn([], [call("a"), call("b")])).toEqual(["activity 0"]);
    expect(newIn([scheduled(0, "A"), completed(0)], [call("a"), call("b")])).toEqual(["activity 1"]);
    expect(newIn([scheduled(0, "a"), failed(0)], [call("a"), call("b")])).toEqual(["activity 1"]);
  });

  it("gives ids to all children of a compound before what follows it, even if one has ended already", () => {
    const actions = [any(wait("wake"), timer()), call("b")];
    expect(newIn([], actions)).toEqual(["timer 0"]);
    expect(replay([began, raised("wake"), started], actions).pending.size).toBe(2);
    expect(newIn([timerCreated(0), raised("WAKE")], actions)).toEqual(["activity 1"]);
  });

  it("waits for all children of a WhenAll, failed ones too", () => {
    const actions = [all(call("a"), call("b")), call("c")];
    const both = [scheduled(0, "a"), scheduled(1, "b")];
    expect(newIn([...both, failed(0)], actions)).toEqual([]);
    expect(newIn([...both, failed(0), completed(1)], actions)).toEqual(["activity 2"]);
  });

  it("wakes who waited last, and keeps events that nobody waited for", () => {
    const actions = [wait("x"), wait("x"), call("a")];
    expect(newIn([raised("x")], actions)).toEqual([]);
    expect(newIn([raised("x"), raised("x")], actions)).toEqual(["activity 0"]);
  });

  it("makes a timer after each failed attempt, and after the last one a timer due at once", () => {
    const first = replay([began, started, scheduled(0, "a"), failed(0)], [twice]);
    expect([...first.pending.values()]).toEqual([
      { kind: "timer", id: 1, fireAt: new Date(at.getTime() + 1000), isCanceled: false },
    ]);
    const toTheLast = [scheduled(0, "a"), failed(0), timerCreated(1), fired(1), scheduled(2, "a"), failed(2)];
    const last = replay([began, started, ...toTheLast], [twice]);
    expect([...last.pending.values()]).toEqual([{ kind: "timer", id: 3, fireAt: at, isCanceled: false }]);
    expect(replay([began, started, ...toTheLast, timerCreated(3), fired(3)], [twice]).isSettled).toBe(true);
  });

  it("is not settled while a timer that was not cancelled is open", () => {
    const history = [began, started, timerCreated(0), raised("wake")];
    expect(replay(history, [any(wait("wake"), timer()), again]).isSettled).toBe(false);
    expect(replay(history, [any(wait("wake"), timer(true)), again]).isSettled).toBe(true);
  });

  it("carries events that come after continue-as-new to the next generation", () => {
    const { continued, carried } = replay([began, started, raised("x"), raised("x"), raised("y")], [wait("x"), again]);
    expect(continued).toEqual({ input: { n: 2 } });
    expect(carried.map(({ Name }) => Name)).toEqual(["x", "y"]);
  });

  it("carries the wake that ended a wait beside a cancelled timer, and in the next generation does not", () => {
    const actions = [call("a"), any(wait("wake"), timer(true)), again];
    const done = [scheduled(0, "a"), completed(0), timerCreated(1)];
    const ended = replay([began, started, ...done, raised("wake")], actions);
    expect([ended.isSettled, ended.carried.map(({ Name }) => Name)]).toEqual([true, ["wake"]]);
    const next = replay([began, started, raised("wake"), scheduled(0, "a"), completed(0)], actions);
    expect([next.isSettled, next.carried]).toEqual([true, []]);
  });

  it("ignores an end that comes twice, or of nothing", () => {
    expect(newIn([scheduled(0, "a"), completed(0), completed(0), fired(9)], [call("a"), call("b")])).toEqual([
      "activity 1",
    ]);
  });

  it.each([
    ["another name", [scheduled(0, "other")]],
    ["another kind", [timerCreated(0)]],
    ["another number", [scheduled(1, "a")]],
  ])("finds that the history has %s", (_what, history) => {
    expect(() => replay([began, started, ...history], [call("a")])).toThrow("Non-Deterministic workflow detected");
  });
});
