import type { FaultRule } from "../arm/faults.ts";
import type { EventFaultRule } from "../event-grid/event-faults.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";

export interface NamedFault {
  readonly name: string;
  readonly title: string;
  readonly hint: string;
  readonly on: boolean;
  /** How often it still happens; absent: until it is turned off. */
  readonly left: number | undefined;
}

export interface NamedFaults {
  list(): readonly NamedFault[];
  /** False when there is none of this name. */
  turn(name: string, wanted: { readonly on: boolean; readonly times?: number | undefined }): boolean;
}

interface Words {
  readonly name: string;
  readonly title: string;
  readonly hint: string;
}

type Known =
  | (Words & { readonly of: "arm"; readonly rule: FaultRule })
  | (Words & { readonly of: "events"; readonly rule: EventFaultRule });

const KNOWN: readonly Known[] = [
  {
    ...{ of: "arm", name: "arm-throttled", title: "ARM throttles" },
    hint: "Every call is answered 429, come back in 5 s.",
    rule: { match: {}, fault: { kind: "throttled", retryAfterSeconds: 5 } },
  },
  {
    ...{ of: "arm", name: "arm-broken", title: "ARM is broken" },
    hint: "Every call is answered 500.",
    rule: { match: {}, fault: { kind: "server-error" } },
  },
  {
    ...{ of: "arm", name: "late-change", title: "A change times out, but lands" },
    hint: "No answer to the PUT; ARM makes the change 4 s later.",
    rule: {
      match: { method: "PUT", pathPattern: "/privateEndpointConnections/" },
      fault: { kind: "timeout", lateSuccessMs: 4_000 },
    },
  },
  {
    ...{ of: "arm", name: "invisible", title: "New connections are invisible" },
    hint: "The event comes at once, ARM shows the connection 10 s later.",
    rule: { match: {}, fault: { kind: "invisible", ms: 10_000 } },
  },
  {
    ...{ of: "events", name: "events-lost", title: "Events are lost" },
    hint: "Only the sweep can find what waits.",
    rule: { fault: { kind: "drop" } },
  },
  {
    ...{ of: "events", name: "events-duplicated", title: "Events come three times" },
    hint: "There must still be one card.",
    rule: { fault: { kind: "duplicate", copies: 3 } },
  },
  {
    ...{ of: "events", name: "events-reordered", title: "Events overtake each other" },
    hint: "Each is held until the next was sent, 60 s at most.",
    rule: { fault: { kind: "reorder" } },
  },
];

/** Faults that a person turns on and off by name. What others do to the same parts is left alone. */
export function namedFaults({ arm, eventGrid }: Pick<ControlledSandbox, "arm" | "eventGrid">): NamedFaults {
  const numbers = new Map<string, number>();
  const faultsOf = ({ of }: Known) => (of === "arm" ? arm.faults : eventGrid.faults);
  const ruleOf = (known: Known) =>
    faultsOf(known)
      .list()
      .find(({ number }) => number === numbers.get(known.name));
  const turnOff = (known: Known) => {
    const number = numbers.get(known.name);
    if (number !== undefined) faultsOf(known).remove(number);
    numbers.delete(known.name);
  };
  const turnOn = (known: Known, times: number | undefined) => {
    const often = times === undefined ? {} : { times };
    const number =
      known.of === "arm"
        ? arm.faults.add({ ...known.rule, ...often })
        : eventGrid.faults.add({ ...known.rule, ...often });
    numbers.set(known.name, number);
  };
  return {
    list: () =>
      KNOWN.map((known) => {
        const { name, title, hint } = known;
        const rule = ruleOf(known);
        const left = rule?.times === undefined ? undefined : rule.times - rule.used;
        return { name, title, hint, on: rule !== undefined, left };
      }),
    turn(name, { on, times }) {
      const known = KNOWN.find((one) => one.name === name);
      if (!known) return false;
      turnOff(known);
      if (on) turnOn(known, times);
      return true;
    },
  };
}
