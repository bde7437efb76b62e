/** What has been done for a request so far, apart from what has a row of its own. */
export interface Progress {
  readonly card: CardAddress | undefined;
  /** Earlier cards that may stand as well, the oldest first. */
  readonly copies: readonly CardCopy[];
  /** The channel in whose line it was put, since there was no room for its card. */
  readonly line: string | undefined;
  /** When the first card stood, in whatever channel. */
  readonly firstCardAt: string | undefined;
  /** How often a card was posted, or may have been: an answer can get lost. */
  readonly asks: number;
  readonly askedAt: string | undefined;
  /** What the card shows since its last edit, as `viewOf` words it. */
  readonly shown: string | undefined;
  /** How often in a row something was said in the card's thread, or may have been, without an answer. */
  readonly said: number;
  readonly saidAt: string | undefined;
  /** The last one: those before it are on record. */
  readonly reminder: Reminder | undefined;
  readonly escalatedAt: string | undefined;
  readonly putAt: string | undefined;
  /** ARM's correlation id of our last change. */
  readonly correlation: string | undefined;
  readonly repliedAt: string | undefined;
  /** What has been told in the thread on the way, by the ids of `Remark`. */
  readonly remarked: readonly string[];
  /** Do nothing before: a service said when to come back. */
  readonly notBefore: string | undefined;
  /** Steps that have their audit entry, of those that the rows still tell. */
  readonly recorded: readonly string[];
  readonly watch: WatchNote | undefined;
  readonly closed: boolean;
}

/** What the watchdog saw: the same generation for too long means that its completion was lost. */
export interface WatchNote {
  readonly generation: string;
  readonly since: string;
  readonly wokenAt: string;
}

export interface Reminder {
  /** The first one is 1; numbers are left out when nothing ran at their time. */
  readonly number: number;
  readonly at: string;
}

export interface CardAddress {
  /** Of the channel that was asked. */
  readonly channel: string;
  readonly conversation: string;
  readonly activity: string;
  readonly postedAt: string;
}

/** `found`: it must yet say that there is a newer card. `missed`: that was tried once. `told`: it says so, and nothing more. */
export interface CardCopy extends Omit<CardAddress, "postedAt"> {
  readonly state: "found" | "missed" | "told";
}

export const NO_PROGRESS: Progress = {
  card: undefined,
  copies: [],
  line: undefined,
  firstCardAt: undefined,
  asks: 0,
  askedAt: undefined,
  shown: undefined,
  said: 0,
  saidAt: undefined,
  reminder: undefined,
  escalatedAt: undefined,
  putAt: undefined,
  correlation: undefined,
  repliedAt: undefined,
  remarked: [],
  notBefore: undefined,
  recorded: [],
  watch: undefined,
  closed: false,
};
