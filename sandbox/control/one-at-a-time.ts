export interface OneAtATime {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Runs what is asked in order, each after the one before has ended, well or not. */
export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const done = last.then(work, work);
      last = done.catch(() => undefined);
      return done;
    },
  };
}
