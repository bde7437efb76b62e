import type { Log, LogDetails } from "../../../src/ports.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly details: LogDetails | undefined;
}

/** Says nothing and keeps every line. */
export class FakeLog implements Log {
  readonly lines: LogLine[] = [];

  info(message: string, details?: LogDetails): void {
    this.lines.push({ level: "info", message, details });
  }

  warn(message: string, details?: LogDetails): void {
    this.lines.push({ level: "warn", message, details });
  }

  error(message: string, details?: LogDetails): void {
    this.lines.push({ level: "error", message, details });
  }

  at(level: LogLine["level"]): readonly string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
