import { createSocket } from "node:dgram";
import { type Answer, decode, encode } from "dns-packet";

/** What a name has, by its type; a name that is not there is unknown, one with nothing has no record. */
export type Zone = Readonly<Record<string, Readonly<Partial<Record<"CNAME" | "A" | "AAAA", string>>>>>;

export interface DnsServer {
  /** As `--server` takes it. */
  readonly address: string;
  zone: Zone;
  /** Refuses to say anything. */
  isDown: boolean;
  close(): Promise<void>;
}

/** A DNS server on the loopback address, that follows aliases as a resolver does. */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const server = { zone: {} as Zone, isDown: false };
  socket.on("message", (message, from) => socket.send(replyTo(message, server), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return Object.assign(server, {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise<void>((resolve) => void socket.close(() => resolve())),
  });
}

const REFUSED = 5;
const UNKNOWN_NAME = 3;
/** Asked for, and given, recursion. */
const RECURSIVE = 0x0180;

function replyTo(message: Buffer, { zone, isDown }: Pick<DnsServer, "zone" | "isDown">): Buffer {
  const { id = 0, questions = [] } = decode(message);
  const answers = isDown ? [] : questions.flatMap(({ name, type }) => answersTo(zone, name.toLowerCase(), type));
  const isKnown = answers.length > 0 || questions.some(({ name }) => name.toLowerCase() in zone);
  const flags = RECURSIVE | (isDown ? REFUSED : isKnown ? 0 : UNKNOWN_NAME);
  return encode({ type: "response", id, flags, questions, answers });
}

/** Follows aliases, a circle of them too, so far as a resolver would. */
function answersTo(zone: Zone, name: string, type: string, hops = 0): Answer[] {
  const { CNAME: alias, ...addresses } = zone[name] ?? {};
  const address = type === "A" || type === "AAAA" ? addresses[type] : undefined;
  const further = alias === undefined || type === "CNAME" || hops === 8 ? [] : answersTo(zone, alias, type, hops + 1);
  return [
    ...(alias === undefined ? [] : [{ type: "CNAME", name, ttl: 1, data: alias } as const]),
    ...(address === undefined ? [] : [{ type: type as "A", name, ttl: 1, data: address } as const]),
    ...further,
  ];
}
