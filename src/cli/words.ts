import { parseConnectionId, parseNamespaceId, parsePrivateEndpointId } from "../domain/azure-id.ts";
import type { Cell } from "./table.ts";

/** `2026-11-25 19:04:12`, in UTC whatever the zone of whoever reads. */
export function secondOf(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toISOString().slice(0, 19).replace("T", " ");
}

/** `2026-11-25 19:04`. */
export function minuteOf(at: string): string {
  const second = secondOf(at);
  return second === at ? at : second.slice(0, 16);
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** `3 d 4 h`, `12 min`: at most two units. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const first = UNITS.findIndex(([, unit]) => whole >= unit);
  if (first < 0) return "0 s";
  const [, large] = UNITS[first] ?? ["s", 1];
  const [name, small] = UNITS[first + 1] ?? ["", large];
  const rest = Math.floor((whole % large) / small);
  const words = `${Math.floor(whole / large)} ${UNITS[first]?.[0]}`;
  return rest > 0 && first < 2 ? `${words} ${rest} ${name}` : words;
}

/** How long ago, or in how much time. */
export function age(at: string, now: Date): string {
  return duration(Math.abs(now.getTime() - Date.parse(at)) / 1_000);
}

export function namespaceName(id: string): string {
  return parseNamespaceId(id, "below")?.namespace ?? id;
}

/** `contoso-orders/97086447-…`: as a connection may be named. */
export function connectionName(id: string): string {
  const read = parseConnectionId(id);
  return read ? `${read.namespace}/${read.connection}` : id;
}

export function endpointName(id: string): string {
  return parsePrivateEndpointId(id)?.name ?? id;
}

/** `12 requests`, `1 request`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

export function verdictCell(verdict: string | undefined): Cell {
  if (verdict === undefined) return undefined;
  const colour = verdict === "approve" ? "green" : verdict === "keep" ? undefined : "red";
  return { text: verdict, colour };
}
