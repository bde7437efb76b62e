import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refused } from "./problem.ts";

/** What a caller may ask of one instance in a minute; a page that is open asks for some twenty. */
const POINTS_A_MINUTE = 240;

/** Throws `Refused` for whoever asks too much. */
export type Allowance = (caller: string, cost: number) => Promise<void>;

export function allowanceByCaller(points = POINTS_A_MINUTE): Allowance {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return async (caller, cost) => {
    try {
      await limiter.consume(caller, cost);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterSeconds = Math.ceil(error.msBeforeNext / 1_000);
      throw new Refused(429, `You ask more than ${points} a minute. Come back in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
      });
    }
  };
}
