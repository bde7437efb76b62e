import { FAULTS, NO_FAULTS, type Rates } from "./engine/rates.ts";

/** A kind of run: what goes wrong in it, and how often. */
export interface Config {
  readonly name: string;
  /** Shown by `--help`. */
  readonly what: string;
  readonly rates: Rates;
  /** Rates that hold whatever the seed says. */
  readonly always: Partial<Rates>;
  /** Each kind of fault is left out, thinned or thickened by the seed, so that calm and stormy runs both occur. */
  readonly varied: boolean;
  readonly skewSeconds: number;
  /** Connections that ask in a run, at most. */
  readonly connections: number;
  /** How likely it is that all of them ask at the same time. */
  readonly bursts: number;
  /** Requests with a card in the channel at the same time. */
  readonly mostCards: number;
  readonly twoOrchestrations: boolean;
  readonly hubDeletions: number;
  readonly deploys: number;
  /** `undefined`: the seed says. */
  readonly quorum: number | undefined;
  /** That Teams does not answer for some hours. */
  readonly outages: number;
  /** That a lock lies on the connections for some hours. */
  readonly locks: number;
  /** Owners to be counted on: a vote is applied within this time, in a run without other faults. */
  readonly voteSettledSeconds: number | undefined;
  readonly mostHistory: MostHistory;
}

export interface MostHistory {
  readonly events: number;
  /** For each wake after the second one of a generation. */
  readonly more: number;
}

/**
 * A generation without faults: 4 events until `advance` is scheduled, 4 until it rests, 4 until the next generation, and a wake
 * that comes while `advance` runs makes a turn of its own, of 3 events; so does each further click.
 */
const CALM_HISTORY: MostHistory = { events: 15, more: 3 };

/**
 * A generation whose completion is lost hears a wake every 2 minutes, for the 14 minutes until a sweep ends it, each perhaps twice
 * and in a turn of its own of 3 events; and some clicks.
 */
const STORMY_HISTORY: MostHistory = { events: 60, more: 0 };

const MAIN: Config = {
  name: "main",
  what: "every fault, far above real rates",
  rates: FAULTS,
  always: {},
  varied: true,
  skewSeconds: 2,
  connections: 3,
  bursts: 0,
  mostCards: 10,
  twoOrchestrations: false,
  hubDeletions: 0,
  deploys: 0.1,
  quorum: undefined,
  outages: 0.2,
  locks: 0.1,
  voteSettledSeconds: undefined,
  mostHistory: STORMY_HISTORY,
};

const ALL_LOST: Partial<Rates> = { eventLost: 1, voteWakeLost: 1, slowPoll: 0.1 };
const STORAGE: Partial<Rates> = { storageFault: FAULTS.storageFault * 4, storageLost: FAULTS.storageLost * 4 };

const BUSY: Partial<Rates> = {
  armFault: FAULTS.armFault * 3,
  armBusy: FAULTS.armBusy * 3,
  putLost: FAULTS.putLost * 3,
  teamsFault: FAULTS.teamsFault * 3,
  teamsBusy: FAULTS.teamsBusy * 3,
};
const NO_OUTAGES = { outages: 0, locks: 0 } as const;

export const CONFIGS: readonly Config[] = [
  MAIN,
  {
    ...MAIN,
    name: "calm",
    what: "no fault at all",
    rates: NO_FAULTS,
    varied: false,
    skewSeconds: 0,
    deploys: 0,
    ...NO_OUTAGES,
    voteSettledSeconds: 15,
    mostHistory: CALM_HISTORY,
  },
  { ...MAIN, name: "two-orchestrations", what: "two instances for every request", twoOrchestrations: true },
  {
    ...MAIN,
    name: "all-events-lost",
    what: "no event and no vote's wake arrives, and nothing else fails",
    rates: NO_FAULTS,
    always: ALL_LOST,
    varied: false,
    deploys: 0,
    ...NO_OUTAGES,
    voteSettledSeconds: 330,
    mostHistory: CALM_HISTORY,
  },
  {
    ...MAIN,
    name: "all-events-lost-and-faults",
    what: "no event and no vote's wake arrives, with every other fault",
    always: ALL_LOST,
  },
  { ...MAIN, name: "hub-deleted", what: "the task hub is deleted once to three times", hubDeletions: 3 },
  { ...MAIN, name: "deploy", what: "a new version is deployed while work is under way", deploys: 3 },
  { ...MAIN, name: "swaps", what: "a swap in half of the gaps between read and write", always: { swap: 0.5 } },
  { ...MAIN, name: "quorum-2", what: "two owners must agree, always", quorum: 2 },
  { ...MAIN, name: "clocks-apart", what: "the clocks of two machines 60 s apart", skewSeconds: 30 },
  {
    ...MAIN,
    name: "storage-faults",
    what: "faults of the storage four times as often",
    rates: { ...FAULTS, ...STORAGE },
  },
  {
    ...MAIN,
    name: "arm-and-teams",
    what: "faults of ARM and Teams three times as often, and always an outage of Teams",
    rates: { ...FAULTS, ...BUSY },
    outages: 1,
  },
  {
    ...MAIN,
    name: "crowded",
    what: "up to eight connections, often at once, and room for two cards",
    connections: 8,
    bursts: 0.5,
    mostCards: 2,
  },
];

export function configNamed(name: string): Config {
  const found = CONFIGS.find((config) => config.name === name);
  if (!found) throw new Error(`There is no config ${name}: ${CONFIGS.map((config) => config.name).join(", ")}`);
  return found;
}
