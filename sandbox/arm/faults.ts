/** What goes wrong on demand. Waits run on the sandbox's clock. */
export type Fault =
  | { readonly kind: "throttled"; readonly retryAfterSeconds?: number }
  | { readonly kind: "conflict" }
  /** 403: the caller has no right to it. */
  | { readonly kind: "forbidden" }
  /** 403 by a policy, 409 by a lock: only a person can cure it. */
  | { readonly kind: "disallowed-by-policy" }
  | { readonly kind: "locked" }
  | { readonly kind: "server-error" }
  | { readonly kind: "unavailable"; readonly retryAfterSeconds?: number }
  /** No answer; the socket closes after `afterMs` (1000). With `lateSuccessMs` the change is made all the same, that much later. */
  | { readonly kind: "timeout"; readonly afterMs?: number; readonly lateSuccessMs?: number }
  | { readonly kind: "slow"; readonly ms: number }
  /** A new connection stays unseen for so long. */
  | { readonly kind: "invisible"; readonly ms: number };

export interface FaultRule {
  /** An absent method matches all; the pattern is searched for in the path, in any case. */
  readonly match: { readonly method?: string; readonly pathPattern?: string | RegExp };
  /** Without it until taken away. */
  readonly times?: number;
  readonly fault: Fault;
}

export interface Faults {
  /** Answers the number to take it away by. */
  add(rule: FaultRule): number;
  remove(number: number): void;
  clear(): void;
  list(): readonly (FaultRule & { readonly number: number; readonly used: number })[];
}

export interface FaultsToUse extends Faults {
  ofRequest(method: string, path: string): Fault | undefined;
  unseenMs(connection: string): number | undefined;
}

export function faultsOnDemand(): FaultsToUse {
  const rules = new Map<number, FaultRule & { number: number; used: number }>();
  let last = 0;
  const take = (method: string, path: string, wanted: (fault: Fault) => boolean): Fault | undefined => {
    const rule = [...rules.values()].find((one) => wanted(one.fault) && matches(one, method, path));
    if (!rule) return undefined;
    rule.used += 1;
    if (rule.used === rule.times) rules.delete(rule.number);
    return rule.fault;
  };
  return {
    add(rule) {
      refuseBadRule(rule);
      last += 1;
      rules.set(last, { ...rule, number: last, used: 0 });
      return last;
    },
    remove: (number) => void rules.delete(number),
    clear: () => rules.clear(),
    list: () => [...rules.values()].map((rule) => ({ ...rule })),
    ofRequest: (method, path) => take(method, path, ({ kind }) => kind !== "invisible"),
    unseenMs(connection) {
      const fault = take("PUT", connection, ({ kind }) => kind === "invisible");
      return fault?.kind === "invisible" ? fault.ms : undefined;
    },
  };
}

function refuseBadRule({ match, times }: FaultRule): void {
  if (times !== undefined && !(Number.isInteger(times) && times > 0)) throw new RangeError("times must be 1 or more");
  new RegExp(match.pathPattern ?? "");
}

function matches({ match }: FaultRule, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  return new RegExp(match.pathPattern ?? "", "i").test(path);
}
