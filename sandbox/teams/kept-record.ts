import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Exchange } from "./record.ts";

export interface KeptRecord {
  readonly record: readonly Exchange[];
  add(exchange: Exchange): void;
  until<Found>(find: (record: readonly Exchange[]) => Found | undefined): Promise<Found>;
}

const LONGEST_RECORD = 5_000;

/** The last exchanges, in memory and, given a path, in a file of one line each. */
export function keptRecord(path: string | undefined): KeptRecord {
  const record = path === undefined ? [] : readRecord(path);
  const watching = new Set<() => void>();
  if (path !== undefined) writeFileSync(path, record.map(lineOf).join(""));
  return {
    record,
    add(exchange) {
      record.push(exchange);
      if (record.length > LONGEST_RECORD) record.shift();
      if (path !== undefined) appendFileSync(path, lineOf(exchange));
      for (const look of [...watching]) look();
    },
    until: (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(record);
          if (found === undefined) return;
          watching.delete(look);
          resolve(found);
        };
        watching.add(look);
        look();
      }),
  };
}

function lineOf(exchange: Exchange): string {
  return `${JSON.stringify(exchange)}\n`;
}

/** A line that was cut off by a crash is left out. */
function readRecord(path: string): Exchange[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean).slice(-LONGEST_RECORD);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Exchange];
    } catch {
      return [];
    }
  });
}
