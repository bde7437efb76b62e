import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { shellLine } from "../domain/shell-word.ts";
import { command, printJson, printLines } from "./command.ts";
import { relayHost } from "./relay-host.ts";
import { tableOf } from "./table.ts";
import { Ended, EXIT, type Terminal, Unusable } from "./terminal.ts";

/** HTTPS and web sockets, then AMQP. */
const SENDERS = [443, 5671, 5672];
const LISTENERS = { from: 9400, to: 9599 };

const SIDE_BY_SIDE = 25;
const MOST_SECONDS = 60;

export const checkPorts = command({
  words: "check-ports <namespace>",
  told: "Whether the ports of a namespace can be reached from here",
  options: (parser) =>
    parser
      .positional("namespace", { type: "string", demandOption: true, describe: "Name, host name or id of a namespace" })
      .option("listener", {
        type: "boolean",
        default: false,
        describe: `Also ${LISTENERS.from} to ${LISTENERS.to}, which listeners call`,
      })
      .option("at", { type: "string", requiresArg: true, describe: "Call this address, and not the name's" })
      .option("within", {
        type: "number",
        default: 3,
        requiresArg: true,
        describe: "Seconds until a port counts as closed",
      })
      .option("json", { type: "boolean", default: false, describe: "The answer in JSON" }),
  async run({ namespace, listener, at, within, json }, terminal) {
    refuseWrong({ at, within });
    const { host } = relayHost(namespace);
    const address = at ?? (await addressOf(host));
    const ports = [...SENDERS, ...(listener ? range(LISTENERS) : [])];
    const tried = await tryAll({ host: address, ports, milliseconds: within * 1_000 }, terminal);
    const groups = grouped(tried);
    const isOpen = groups.every((group) => group.isOpen);
    if (json) printJson(terminal, { host, at: address, ports: tried, isOpen });
    else printLines(terminal, linesOf(groups, at === undefined ? `${host} (${address})` : address));
    return groups.every(({ isOpen }) => isOpen) ? EXIT.done : EXIT.found;
  },
});

function refuseWrong({ at, within }: { readonly at: string | undefined; readonly within: number }): void {
  if (!(within > 0 && within <= MOST_SECONDS)) throw new Unusable(`--within: give 1 to ${MOST_SECONDS} seconds.`);
  if (at !== undefined && isIP(at) === 0) throw new Unusable(`--at ${at}: give an address like 10.1.0.5.`);
}

type LookUp = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** As this machine's programs find it, its hosts file too. Looking a name up counts against no port. */
export async function addressOf(host: string, lookUp: LookUp = (name) => lookup(name, { all: true })): Promise<string> {
  try {
    const all = await lookUp(host);
    // Private endpoints have addresses of this family only.
    return (all.find(({ family }) => family === 4) ?? all[0])?.address ?? host;
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const isUnknown = code === "ENOTFOUND";
    const why = isUnknown ? "no address is known for it here" : `its address cannot be looked up here (${code})`;
    const cure = shellLine("relay-approvals", "check-dns", host);
    const says = `${host}: ${why}, so no port was tried. ${cure} tells more; --at calls an address.`;
    throw new Ended(isUnknown ? EXIT.found : EXIT.noAnswer, says, { cause });
  }
}

const range = ({ from, to }: typeof LISTENERS) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

export interface Trying {
  readonly host: string;
  readonly ports: readonly number[];
  readonly milliseconds: number;
}

export interface Tried {
  readonly port: number;
  /** A refusal comes from the other side, or from a firewall that says so; silence from one that does not. */
  readonly answer: "open" | "refused" | "silent" | "unreachable";
}

export async function tryAll(
  { host, ports, milliseconds }: Trying,
  { progress }: Pick<Terminal, "progress">,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  const left = ports.values();
  const work = async () => {
    for (const port of left) {
      tried.push({ port, answer: await tryPort(host, port, milliseconds) });
      progress(`Ports: ${tried.length} of ${ports.length}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, ports.length) }, work));
  progress();
  return tried.toSorted((one, other) => one.port - other.port);
}

function tryPort(host: string, port: number, milliseconds: number): Promise<Tried["answer"]> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: Tried["answer"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end("silent"), milliseconds);
    socket.once("connect", () => end("open"));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code === "ECONNREFUSED" ? "refused" : "unreachable"));
  });
}

interface Group {
  readonly ports: string;
  readonly use: string;
  readonly isOpen: boolean;
  readonly says: string;
  /** What was reached of it, in a sentence. */
  readonly reached: string;
}

const USES: Readonly<Record<number, string>> = {
  443: "HTTPS and web sockets",
  5671: "AMQP over TLS",
  5672: "AMQP",
};

function grouped(tried: readonly Tried[]): readonly Group[] {
  const single = tried.filter(({ port }) => port < LISTENERS.from);
  const listening = tried.filter(({ port }) => port >= LISTENERS.from);
  return [
    ...single.map(({ port, answer }) => ({
      ports: String(port),
      use: USES[port] ?? "",
      isOpen: answer === "open",
      says: answer,
      reached: String(port),
    })),
    ...(listening.length > 0 ? [listenersGroup(listening)] : []),
  ];
}

/** Azure decides which of them it opens: one that is reached tells that the way is open. */
function listenersGroup(tried: readonly Tried[]): Group {
  const counts = (["open", "refused", "silent", "unreachable"] as const)
    .map((answer) => ({ answer, count: tried.filter((one) => one.answer === answer).length }))
    .filter(({ count }) => count > 0);
  const open = tried.filter(({ answer }) => answer === "open").length;
  return {
    ports: `${LISTENERS.from}-${LISTENERS.to}`,
    use: "listeners",
    isOpen: open > 0,
    says: counts.map(({ answer, count }) => `${count} ${answer}`).join(", "),
    reached: `${open} of the ${tried.length} of listeners`,
  };
}

function linesOf(groups: readonly Group[], at: string): readonly string[] {
  const rows = groups.map(({ ports, use, says, isOpen }) => [
    ports,
    use,
    { text: says, colour: isOpen ? ("green" as const) : ("red" as const) },
  ]);
  const closed = groups.filter(({ isOpen }) => !isOpen).map(({ ports }) => ports);
  const reached = groups.filter(({ isOpen }) => isOpen).map((group) => group.reached);
  return [
    ...tableOf(["PORT", "FOR", "ANSWER"], rows),
    "",
    ...(reached.length > 0 ? [`Reached at ${at}: ${reached.join(", ")}.`] : []),
    ...(closed.length > 0
      ? [
          `Not reached at ${at}: ${closed.join(", ")}. Let outbound TCP to them through your firewall or network security group; network rules do not apply at the private endpoint itself unless its subnet has endpoint policies. AMQP is for who uses it.`,
        ]
      : []),
  ];
}
