import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

export type SentHeaders = Readonly<Record<string, string>>;

/** What only the platform says. Whoever calls a function can't say it: it is taken off first. */
const ofThePlatform = /^x-ms-(?:client-principal|token-)/;

/** A caller's headers as a function sees them; `identity` is what the platform found out about the caller. */
export function headersOf(request: IncomingMessage, identity: SentHeaders): SentHeaders {
  const kept = Object.entries(request.headers).filter(([name]) => !ofThePlatform.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, [value ?? ""].flat().join(", ")])), ...identity };
}

const ofOneConnection = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade", "expect"],
];

/** Without those that speak of one connection only, the ones named by the header Connection among them. */
export function passedOn<Values extends IncomingHttpHeaders>(headers: Values): Partial<Values> {
  const named = String(headers.connection ?? "")
    .toLowerCase()
    .split(",");
  const dropped = new Set([...ofOneConnection, ...named.map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name))) as Partial<Values>;
}
