import type { LogParts } from "../log.ts";
import type { Log } from "../ports.ts";
import type { AuditInbox } from "../store.ts";

export interface SealWorld extends LogParts {
  readonly inbox: AuditInbox;
  readonly log: Log;
}

/** The log is not as it must be, so nothing is signed until somebody has looked. */
export class Stop extends Error {}
