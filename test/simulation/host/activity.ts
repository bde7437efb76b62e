import { EVENT } from "../../support/histories.ts";
import { isGone } from "../engine/fiber.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Arrival, WorkItem } from "./messages.ts";
import { registered } from "./registry.ts";
import type { TaskHub } from "./task-hub.ts";

/** Until a work item whose host died is seen again. */
const VISIBLE_AGAIN_MS = 5 * MINUTE;

/** Runs an activity: at least once, sometimes twice at the same time, and anew when its host died. Its completion may be lost for good. */
export function doActivity(hub: TaskHub, item: WorkItem): void {
  const { sim } = hub;
  if (sim.chance("activityTwice")) {
    hub.inThisHub(sim.random.pick([sim.random.between(0, 500), sim.random.between(0, MINUTE)]), () => run(hub, item));
  }
  run(hub, item);
}

function run(hub: TaskHub, item: WorkItem): void {
  const { sim } = hub;
  const activity = registered("activities", item.activity);
  const what = `${item.activity} ${item.instance} ${item.execution}/${item.id}`;
  const input: unknown = JSON.parse(String(item.input));
  const { fiber, answer } = sim.invoke("activity", what, async () => activity(input, {}), String(input));
  const state = { isOver: false };
  const end = (event: Arrival) => {
    state.isOver = true;
    complete(hub, item, event);
  };
  answer.then(
    (result) => end(resultOf(item, result)),
    (error: unknown) => {
      sim.noteFault(what, error);
      end(failureOf(item, error));
    },
  );
  const seeAgain = () => {
    if (isGone(fiber)) run(hub, item);
    else if (!state.isOver) hub.inThisHub(VISIBLE_AGAIN_MS, seeAgain);
  };
  hub.inThisHub(sim.random.chance(0.5) ? VISIBLE_AGAIN_MS : sim.random.spread(SECOND, VISIBLE_AGAIN_MS), seeAgain);
}

function complete(hub: TaskHub, { instance, execution, activity }: WorkItem, event: Arrival): void {
  const isLost = hub.sim.chance("completionLost");
  if (!isLost) hub.send({ instance, execution, kind: "completed", event, dequeues: 0 }, hub.pollMs());
  else {
    hub.counts.lostCompletions += 1;
    hub.sim.note(() => `the completion of ${activity} of ${instance} is lost for good`);
  }
}

function resultOf({ id }: WorkItem, result: unknown): Arrival {
  return { EventType: EVENT.taskCompleted, EventId: -1, TaskScheduledId: id, Result: JSON.stringify(result ?? null) };
}

function failureOf({ id, activity }: WorkItem, error: unknown): Arrival {
  const Reason = `Activity function '${activity}' failed: ${String(error)}`;
  return { EventType: EVENT.taskFailed, EventId: -1, TaskScheduledId: id, Reason, Details: "{}" };
}
