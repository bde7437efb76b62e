import { at } from "../clock.ts";

/** Waits on the sandbox's clock that end, unmet, when the stand-in closes. */
export interface Waits {
  run(ms: number, what: () => void): void;
  pass(ms: number): Promise<void>;
  close(): void;
}

export function waits(): Waits {
  const timers = new Set<Disposable>();
  const run = (ms: number, what: () => void) => {
    const timer = at(new Date(Date.now() + ms), () => {
      timers.delete(timer);
      what();
    });
    timers.add(timer);
  };
  return {
    run,
    pass: (ms) => new Promise((resolve) => run(ms, resolve)),
    close() {
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}
