import { later, latest } from "./waits.ts";

/** A question of an owner to the requester. For a time the deadline stands still; whoever is an owner may still decide. */
export interface Hold {
  /** Pseudonym of the owner. */
  readonly by: string;
  readonly commitment: string;
  readonly question: string;
  readonly at: string;
  /** The deadline stands still from `at` until then. */
  readonly until: string;
  readonly policyVersion: string;
}

/** Enough to ask, too few to put off a decision for ever. */
export const MOST_HOLDS = 5;

/** Until when a request is held at a moment; `undefined` when it is not. */
export function heldUntil(holds: readonly Hold[], now: Date): Date | undefined {
  const ends = holds.map(({ until }) => new Date(until)).filter((end) => end > now);
  return ends.length === 0 ? undefined : new Date(Math.max(...ends.map((end) => end.getTime())));
}

/** How long a request was held between two moments, overlapping holds counted once. */
export function heldMs(holds: readonly Hold[], from: Date, to: Date): number {
  let [held, counted] = [0, from.getTime()];
  for (const { at, until } of holds.toSorted((one, other) => one.at.localeCompare(other.at))) {
    const begins = Math.max(Date.parse(at), counted);
    const ends = Math.min(Date.parse(until), to.getTime());
    held += Math.max(0, ends - begins);
    counted = Math.max(counted, ends);
  }
  return held;
}

/** The deadline with the time for which it stood still. */
export function deadlineWith(deadlineAt: string, holds: readonly Hold[]): string {
  const [first] = holds.toSorted((one, other) => one.at.localeCompare(other.at));
  if (first === undefined) return deadlineAt;
  const stood = heldMs(holds, new Date(first.at), latest(...holds.map(({ until }) => new Date(until))));
  return later(deadlineAt, { seconds: stood / 1_000 }).toISOString();
}

/** Time since a moment, holds not counted. */
export function activeHours(from: string, holds: readonly Hold[], now: Date): number {
  return (now.getTime() - Date.parse(from) - heldMs(holds, new Date(from), now)) / 3_600_000;
}

/** When so many hours have passed since a moment, holds not counted; now when they already have. */
export function timeAfter(from: string, hours: number, holds: readonly Hold[], now: Date): Date {
  const left = hours - activeHours(from, holds, now);
  return left <= 0 ? now : later(heldUntil(holds, now) ?? now, { hours: left });
}
