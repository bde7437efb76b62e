import { AsyncLocalStorage } from "node:async_hooks";

/** A process of the Functions host. It dies with everything that it is doing; its clock is its own. */
export interface Machine {
  readonly name: string;
  readonly skewMs: number;
  /** How old the policy may be that it keeps. */
  readonly policyAgeMs: number;
  isDead: boolean;
}

/** One invocation of a function: an activity, a sweep, a click, an event. Dead, it never goes on. */
export interface Fiber {
  readonly name: string;
  readonly kind: "activity" | "sweep" | "click" | "event";
  readonly machine: Machine;
  isDead: boolean;
  /** The input of an activity: of `advance` the request. */
  readonly about: string | undefined;
  /** Which connection or endpoint it read last, unless it has written a row since. */
  sees: string | undefined;
}

const current = new AsyncLocalStorage<Fiber>();

/** Which invocation calls: the models learn it without an argument, since the ports of the service have none for it. */
export function currentFiber(): Fiber | undefined {
  return current.getStore();
}

export function inFiber<Answer>(fiber: Fiber | undefined, work: () => Answer): Answer {
  return fiber ? current.run(fiber, work) : work();
}

export function isGone(fiber: Fiber | undefined): boolean {
  return fiber !== undefined && (fiber.isDead || fiber.machine.isDead);
}
