/** What goes wrong with events on demand. Waits run on the sandbox's clock. */
export type EventFault =
  /** Delivered so often in all. */
  | { readonly kind: "duplicate"; readonly copies: number }
  /** Held until the next event was sent, or for `atMostMs` (60 s). */
  | { readonly kind: "reorder"; readonly atMostMs?: number }
  /** Never delivered. */
  | { readonly kind: "drop" }
  | { readonly kind: "delay"; readonly ms: number };

export interface EventFaultRule {
  /** Searched for in the operation's name, in any case; absent, all events. */
  readonly match?: { readonly operation?: string | RegExp };
  /** Without it until taken away. */
  readonly times?: number;
  readonly fault: EventFault;
}

export interface EventFaults {
  /** Answers the number to take it away by. */
  add(rule: EventFaultRule): number;
  remove(number: number): void;
  clear(): void;
  list(): readonly (EventFaultRule & { readonly number: number; readonly used: number })[];
}

export interface EventFaultsToUse extends EventFaults {
  of(operation: string): EventFault | undefined;
}

export function eventFaultsOnDemand(): EventFaultsToUse {
  const rules = new Map<number, EventFaultRule & { number: number; used: number }>();
  let last = 0;
  return {
    add(rule) {
      new RegExp(rule.match?.operation ?? "");
      if (rule.times !== undefined && !(Number.isInteger(rule.times) && rule.times > 0))
        throw new RangeError("times must be 1 or more");
      last += 1;
      rules.set(last, { ...rule, number: last, used: 0 });
      return last;
    },
    remove: (number) => void rules.delete(number),
    clear: () => rules.clear(),
    list: () => [...rules.values()].map((rule) => ({ ...rule })),
    of(operation) {
      const rule = [...rules.values()].find(({ match }) => new RegExp(match?.operation ?? "", "i").test(operation));
      if (!rule) return undefined;
      rule.used += 1;
      if (rule.used === rule.times) rules.delete(rule.number);
      return rule.fault;
    },
  };
}
