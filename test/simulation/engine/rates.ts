/** How likely each fault is, far above what is seen in reality. A probability is that of one call unless something else is said. */
export interface Rates {
  /** That a process of the host dies in the middle of an invocation, at a call of a port. */
  readonly death: number;
  readonly turnDies: number;
  readonly turnTwice: number;
  readonly slowCommit: number;
  /** That a queue which had long been empty is looked at only after up to 10 s: no fault, but the same trouble. */
  readonly slowPoll: number;
  readonly activityTwice: number;
  readonly completionLost: number;
  readonly wakeLost: number;
  /** Of the wakes that a vote sends. */
  readonly voteWakeLost: number;
  readonly wakeDoubled: number;
  readonly wakeLate: number;
  readonly clientFault: number;
  readonly eventLost: number;
  readonly eventDoubled: number;
  readonly eventLate: number;
  readonly storageFault: number;
  readonly storageLost: number;
  readonly armFault: number;
  readonly armBusy: number;
  readonly putLost: number;
  readonly putReverted: number;
  /** That somebody changes the connection between our last read and our PUT. */
  readonly swap: number;
  readonly teamsFault: number;
  readonly teamsBusy: number;
  readonly teamsLost: number;
  /** Of a card: that somebody deletes it some time. */
  readonly cardDeleted: number;
}

export const NO_FAULTS: Rates = {
  death: 0,
  turnDies: 0,
  turnTwice: 0,
  slowCommit: 0,
  slowPoll: 0,
  activityTwice: 0,
  completionLost: 0,
  wakeLost: 0,
  voteWakeLost: 0,
  wakeDoubled: 0,
  wakeLate: 0,
  clientFault: 0,
  eventLost: 0,
  eventDoubled: 0,
  eventLate: 0,
  storageFault: 0,
  storageLost: 0,
  armFault: 0,
  armBusy: 0,
  putLost: 0,
  putReverted: 0,
  swap: 0,
  teamsFault: 0,
  teamsBusy: 0,
  teamsLost: 0,
  cardDeleted: 0,
};

export const FAULTS: Rates = {
  death: 0.003,
  turnDies: 0.05,
  turnTwice: 0.02,
  slowCommit: 0.02,
  slowPoll: 0.1,
  activityTwice: 0.05,
  completionLost: 0.002,
  wakeLost: 0.1,
  voteWakeLost: 0,
  wakeDoubled: 0.05,
  wakeLate: 0.05,
  clientFault: 0.03,
  eventLost: 0.05,
  eventDoubled: 0.3,
  eventLate: 0.1,
  storageFault: 0.005,
  storageLost: 0.005,
  armFault: 0.03,
  armBusy: 0.03,
  putLost: 0.12,
  putReverted: 0.06,
  swap: 0.04,
  teamsFault: 0.05,
  teamsBusy: 0.05,
  teamsLost: 0.05,
  cardDeleted: 0.05,
};

export function scaled(rates: Rates, by: (name: keyof Rates) => number): Rates {
  const pairs = Object.entries(rates) as [keyof Rates, number][];
  // fromEntries forgets the names.
  return Object.fromEntries(pairs.map(([name, rate]) => [name, Math.min(1, rate * by(name))])) as unknown as Rates;
}
