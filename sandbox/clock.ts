/**
 * The sandbox's clock: real time plus an offset that can be moved on. Importing this module makes `Date` of the whole process
 * follow it, so that code which knows nothing of the sandbox (the functions, the Azure SDKs, token checks) does too.
 * A child process gets the offset from `SANDBOX_CLOCK_OFFSET_MS` at its start and later ones as messages of its parent.
 */
const RealDate = Date;
let offsetMs = Number(process.env.SANDBOX_CLOCK_OFFSET_MS ?? 0);
const waiting = new Set<() => void>();

const shiftedNow = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [shiftedNow()], newTarget),
  apply: (target) => new target(shiftedNow()).toString(),
  get: (target, property, receiver) => (property === "now" ? shiftedNow : Reflect.get(target, property, receiver)),
});

export interface ClockMessage {
  readonly kind: "clock";
  readonly offsetMs: number;
}

export function clockOffsetMs(): number {
  return offsetMs;
}

/** Moves this process's clock; what waits `at` a time that has now come runs at once. */
export function setClockOffset(newOffsetMs: number): void {
  offsetMs = newOffsetMs;
  for (const wake of [...waiting]) wake();
}

/** The longest delay that setTimeout takes, 2^31 - 1 ms; longer waits are made of several. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** Runs `run` when the sandbox's clock reaches `due`, also when the clock is moved there. Never before this call returns. */
export function at(due: Date, run: () => void): Disposable {
  let timer: NodeJS.Timeout;
  const arm = () => {
    clearTimeout(timer);
    const left = due.getTime() - shiftedNow();
    timer = setTimeout(() => (left > LONGEST_DELAY_MS ? arm() : fire()), Math.max(0, Math.min(left, LONGEST_DELAY_MS)));
  };
  const stop = () => {
    clearTimeout(timer);
    waiting.delete(arm);
  };
  const fire = () => {
    stop();
    run();
  };
  waiting.add(arm);
  arm();
  return { [Symbol.dispose]: stop };
}

function isClockMessage(message: unknown): message is ClockMessage {
  return typeof message === "object" && message !== null && (message as { kind?: unknown }).kind === "clock";
}

/** A process that somebody else forked has other messages, and a channel that is not ours to touch. */
const isFollower = process.env["SANDBOX_CLOCK_OFFSET_MS"] !== undefined;
if (isFollower) {
  process.on("message", (message) => {
    if (isClockMessage(message)) setClockOffset(message.offsetMs);
  });
  process.channel?.unref();
}

/** For a program that would outlive the sandbox that started it. */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit());
}
