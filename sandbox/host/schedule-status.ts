import type { State } from "./state.ts";

export interface ScheduleStatus {
  /** The schedule that `next` was worked out from. */
  readonly schedule: string;
  readonly last: Date | undefined;
  readonly next: Date;
  readonly updated: Date;
}

/** When each timer function ran and is to run next, kept over a restart. */
export function scheduleStatuses({ database }: State) {
  const select = database.prepare("SELECT * FROM schedules WHERE function = ?");
  const replace = database.prepare("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?)");
  const read = (name: string): ScheduleStatus | undefined => {
    const row = select.get(name);
    return (
      row && {
        schedule: String(row["schedule"]),
        last: row["last"] ? new Date(String(row["last"])) : undefined,
        next: new Date(String(row["next"])),
        updated: new Date(String(row["updated"])),
      }
    );
  };
  return {
    read,
    /** Nothing when the schedule was changed meanwhile: it begins afresh. */
    readFor: (name: string, schedule: string): ScheduleStatus | undefined => {
      const status = read(name);
      return status?.schedule === schedule ? status : undefined;
    },
    write: (name: string, schedule: string, { last, next }: Pick<ScheduleStatus, "last" | "next">): void => {
      replace.run(name, schedule, last?.toISOString() ?? null, next.toISOString(), new Date().toISOString());
    },
  };
}
