import { changeSetting, RESTART_APP } from "./cure-commands.ts";
import { type Findings, finding, RECORDER_ROLE } from "./examination.ts";

/** What doctor makes of what runs by itself: the sweep, and the seal of the record. */

const MINUTE_MS = 60_000;

/** Alerts of the templates fire after the same times: the check of the templates compares them. */
export const SWEEP_ALERT_MINUTES = 30;
export const SEAL_ALERT_MINUTES = 10;

/** The longest time between two runs that are due. */
export interface Pauses {
  readonly sweepMinutes: number;
  readonly sealMinutes: number;
}

/** Schedules that the settings allow, and alarms do not. */
export function aboutSchedules({ sweepMinutes, sealMinutes }: Pauses): Findings {
  const sweep = finding("warning", "sweep-slow", {
    what: `Sweeps are up to ${inWords(sweepMinutes)} apart: what events miss is found so late, and the alert "no sweep" fires after ${SWEEP_ALERT_MINUTES} minutes without one.`,
    where: "SWEEP_SCHEDULE",
    cure: "Sweep more often, or let that alert of the templates look further back",
    commands: [changeSetting("SWEEP_SCHEDULE=0 */5 * * * *")],
  });
  const seal = finding("warning", "seal-slow", {
    what: `The record is sealed up to ${inWords(sealMinutes)} late, and after ${SEAL_ALERT_MINUTES} minutes the alert "the audit log is not sealed" fires and /api/health answers 503.`,
    where: "SEAL_SCHEDULE",
    cure: "Seal more often, or let that alert of the templates look further back",
    commands: [changeSetting("SEAL_SCHEDULE=*/30 * * * * *")],
  });
  return [...(sweepMinutes > SWEEP_ALERT_MINUTES ? [sweep] : []), ...(sealMinutes > SEAL_ALERT_MINUTES ? [seal] : [])];
}

function inWords(minutes: number): string {
  if (minutes < 120) return `${Math.ceil(minutes)} minutes`;
  return minutes < 2_880 ? `${Math.ceil(minutes / 60)} hours` : `${Math.ceil(minutes / 1_440)} days`;
}

/** Of the sweep: two pauses, and as much more as one may take with everything that it looks at. */
const SWEEP_MARGIN_MINUTES = 20;

export function aboutSweep(
  last: { readonly at: string; readonly failed: number } | undefined,
  pauseMinutes: number,
  now: Date,
): Findings {
  const where = "function sweep";
  if (!last)
    return [
      finding("warning", "no-sweep", {
        what: `No sweep has ended yet: what events miss is not found. Right after the first start one is due within ${inWords(pauseMinutes)}.`,
        where,
        cure: "Restart the app",
        commands: [RESTART_APP],
      }),
    ];
  const minutes = Math.floor((now.getTime() - Date.parse(last.at)) / MINUTE_MS);
  const late = finding("error", "sweep-late", {
    what: `The last sweep ended ${minutes} minutes ago: timers do not run, or each sweep fails.`,
    where,
    cure: "Restart the app; if it stays so, look at SWEEP_SCHEDULE, AzureWebJobs.sweep.Disabled and the failed runs of sweep in Application Insights",
    commands: [RESTART_APP],
  });
  const partly = finding("warning", "sweep-failed", {
    what: `The last sweep could not look at ${last.failed} of what it had to look at.`,
    where,
    cure: "Cure what else is found here; else look for the errors of sweep in Application Insights",
  });
  const isLate = minutes > Math.max(SWEEP_ALERT_MINUTES, 2 * pauseMinutes + SWEEP_MARGIN_MINUTES);
  return [...(isLate ? [late] : []), ...(last.failed > 0 ? [partly] : [])];
}

/** How the record is sealed; `waiting`: when the entries were written that wait, as far as they were read. */
export interface Sealing {
  readonly waiting: readonly string[];
  /** Entries that the newest checkpoint holds. */
  readonly sealed: number | undefined;
  /** Why its files cannot be read. */
  readonly unreadable: string | undefined;
  /** Why nothing is sealed any more. */
  readonly stopped: string | undefined;
  /** Why the key cannot be read. */
  readonly keyless: string | undefined;
}

/** Whoever seals each minute, to save runs, has nothing to hear of. */
const SEAL_MINUTES = 2;
/** From what is worth a warning to an error. */
const SEAL_MARGIN_MINUTES = 8;

export function aboutSealing(
  { waiting, sealed, unreadable, stopped, keyless }: Sealing,
  pauseMinutes: number,
  now: Date,
): Findings {
  const lateAfter = Math.max(SEAL_MINUTES, 2 * pauseMinutes);
  const where = "sealed log";
  const [oldest] = waiting.toSorted();
  const minutes = oldest === undefined ? 0 : (now.getTime() - Date.parse(oldest)) / MINUTE_MS;
  const upTo = unreadable === undefined ? ` ${newest(sealed)}` : "";
  const files = finding("error", "sealed-log", {
    what: `The files of the sealed log cannot be read: ${unreadable}. Nothing more is sealed.`,
    where: "AUDIT_LOG_CONTAINER",
    cure: `If somebody deleted the container, restore it first: Azure keeps it for 30 days. Else make it and assign the role ${RECORDER_ROLE} at it; where the log is in another one, set AUDIT_LOG_CONTAINER to its address`,
    commands: ["azd provision core"],
  });
  const stop = finding("error", "seal-stopped", {
    what: `The log was stopped, since it is not as it was left: ${stopped}.${upTo}`,
    where,
    cure: "See what differs, and find out who could write there before anything is put back (docs/audit.md)",
    commands: ["relay-approvals verify"],
  });
  const late = finding(minutes > lateAfter + SEAL_MARGIN_MINUTES ? "error" : "warning", "seal-late", {
    what: `Entries wait to be sealed for ${Math.floor(minutes)} minutes.${upTo}`,
    where,
    cure: "Restart the app; if it stays so, look for the errors of seal in Application Insights, at SEAL_SCHEDULE and AzureWebJobs.seal.Disabled",
    commands: [RESTART_APP],
  });
  const key = finding("error", "seal-key", {
    what: `The key that signs the log cannot be read: ${keyless}.`,
    where: "AUDIT_SIGNING_KEY",
    cure: `Make the key and assign the role ${RECORDER_ROLE} at it; where the key is another one, set AUDIT_SIGNING_KEY to its address`,
    commands: ["azd provision core"],
  });
  return [
    ...(unreadable === undefined ? [] : [files]),
    ...(stopped === undefined ? [] : [stop]),
    ...(stopped === undefined && minutes > lateAfter ? [late] : []),
    ...(keyless === undefined ? [] : [key]),
  ];
}

function newest(sealed: number | undefined): string {
  return sealed === undefined ? "There is no checkpoint." : `The newest checkpoint holds ${sealed} entries.`;
}
