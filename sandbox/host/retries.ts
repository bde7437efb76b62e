import { at } from "../clock.ts";

/** How long to wait after a fault that time may cure, for instance a full disk. */
const retryMs = 1000;

export interface Retries {
  /** Runs it once, a little later; the same again meanwhile changes nothing. */
  later(run: () => void): void;
  /** What waits is not run any more. */
  stop(): void;
}

export function retries(): Retries {
  const waits = new Map<() => void, Disposable>();
  let isStopped = false;
  return {
    later: (run) => {
      if (isStopped || waits.has(run)) return;
      const end = () => {
        waits.delete(run);
        run();
      };
      waits.set(run, at(new Date(Date.now() + retryMs), end));
    },
    stop: () => {
      isStopped = true;
      for (const wait of waits.values()) wait[Symbol.dispose]();
    },
  };
}
