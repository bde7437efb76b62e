import type { Looked } from "./reconcile.ts";

/** The activities that an orchestration may call, by the names under which they are registered. Shipped names never change. */
export interface Activities {
  advance(requestId: string): Promise<Rest>;
  reconcile(namespace: string): Promise<Looked>;
}

export type Rest = { readonly kind: "over" } | { readonly kind: "wait"; readonly until: string };

/** What an orchestration does is a generator of the engine's tasks; it never sees one, it runs steps with `yield*`. */
export type Step<Result> = Generator<unknown, Result, unknown>;

type ResultOf<Name extends keyof Activities> = Awaited<ReturnType<Activities[Name]>>;

/** All that an orchestration can do. A generation waits once, at its end. */
export interface Steps<Input> {
  /** The orchestration's own clock, the same at each replay. */
  now(): Date;
  /** Runs an activity; that it threw is a value here. */
  attempt<Name extends keyof Activities>(
    name: Name,
    input: Parameters<Activities[Name]>[0],
  ): Step<ResultOf<Name> | { readonly kind: "failed" }>;
  /** Waits for a wake, which carries nothing, or for a time. */
  wakeOr(until: Date): Step<"woken" | "in time">;
  sleep(until: Date): Step<void>;
  /** The next generation begins when this one returns, which it then does: there is nothing to wait for. */
  again(input: Input): void;
}
