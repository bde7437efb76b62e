import { createServer } from "node:http";
import { join } from "node:path";
import { listen, PortInUse, stopListening } from "./listening.ts";

/** The ports of the sandbox, each with the setting that moves it. 0 takes a free one. */
export interface Ports {
  readonly control: number;
  readonly host: number;
  readonly arm: number;
  readonly entra: number;
  readonly identity: number;
  readonly teamsRelay: number;
  readonly tables: number;
  readonly blobs: number;
  readonly playground: number;
}

const SETTINGS: Readonly<Record<keyof Ports, { readonly name: string; readonly usual: number }>> = {
  control: { name: "SANDBOX_CONTROL_PORT", usual: 7070 },
  host: { name: "SANDBOX_HOST_PORT", usual: 7071 },
  arm: { name: "SANDBOX_ARM_PORT", usual: 7443 },
  entra: { name: "SANDBOX_ENTRA_PORT", usual: 7444 },
  identity: { name: "SANDBOX_IDENTITY_PORT", usual: 7445 },
  teamsRelay: { name: "SANDBOX_TEAMS_RELAY_PORT", usual: 7446 },
  tables: { name: "SANDBOX_TABLES_PORT", usual: 10002 },
  blobs: { name: "SANDBOX_BLOBS_PORT", usual: 10000 },
  playground: { name: "SANDBOX_PLAYGROUND_PORT", usual: 56150 },
};

export const FREE_PORTS: Ports = {
  control: 0,
  host: 0,
  arm: 0,
  entra: 0,
  identity: 0,
  teamsRelay: 0,
  tables: 0,
  blobs: 0,
  playground: 0,
};

/** Where all state is. A folder of this name and no other, since --fresh removes it whole. */
export function stateFolder({ SANDBOX_HOME }: Readonly<Record<string, string | undefined>>, root: string): string {
  return join(SANDBOX_HOME ?? root, ".sandbox");
}

/** Throws one error that names every fault. */
export function readPorts(env: Readonly<Record<string, string | undefined>>): Ports {
  const faults: string[] = [];
  const takers = new Map<number, string>();
  const port = (part: keyof Ports) => {
    const { name, usual } = SETTINGS[part];
    const text = env[name] || String(usual);
    const number = numberOf(text);
    if (number === undefined) faults.push(`${name}=${text} is no port: give a number up to 65535.`);
    if (!number) return 0;
    const taker = takers.get(number);
    if (taker) faults.push(`Port ${number} is given twice, by ${taker} and ${name}: set one of them to another one.`);
    takers.set(number, taker ?? name);
    return number;
  };
  const ports: Ports = {
    control: port("control"),
    host: port("host"),
    arm: port("arm"),
    entra: port("entra"),
    identity: port("identity"),
    teamsRelay: port("teamsRelay"),
    tables: port("tables"),
    blobs: port("blobs"),
    playground: port("playground"),
  };
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return ports;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** Throws what a server would when it listens there. */
type TryPort = (port: number) => Promise<void>;

/** Names every port that the sandbox can't have, and the setting that moves it. */
export async function refusedPorts(ports: Ports, tryPort: TryPort = probe): Promise<readonly string[]> {
  const parts = Object.keys(SETTINGS) as (keyof Ports)[];
  const faults = await Promise.all(
    parts.map(async (part) => faultOf(ports[part], SETTINGS[part].name, await refusal(ports[part], tryPort))),
  );
  return faults.filter((fault) => fault !== undefined);
}

function faultOf(port: number, setting: string, refused: Refusal): string | undefined {
  switch (refused) {
    case "in use":
      return `Port ${port} is in use: set ${setting} to another one.`;
    case "forbidden":
      return `Port ${port} is not open to this user: set ${setting} to another one, from 1024 up.`;
    case undefined:
      return undefined;
  }
}

type Refusal = "in use" | "forbidden" | undefined;

async function refusal(port: number, tryPort: TryPort): Promise<Refusal> {
  try {
    await tryPort(port);
    return undefined;
  } catch (error) {
    if (error instanceof PortInUse) return "in use";
    if ((error as NodeJS.ErrnoException).code === "EACCES") return "forbidden";
    throw error;
  }
}

async function probe(port: number): Promise<void> {
  const server = createServer();
  try {
    await listen(server, port, "a probe");
  } finally {
    await stopListening(server);
  }
}
