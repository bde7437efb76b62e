import { createServer } from "node:http";
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
  playground: 0,
};

export function readPorts(env: Readonly<Record<string, string | undefined>>): Ports {
  const port = (part: keyof Ports) => {
    const { name, usual } = SETTINGS[part];
    const text = env[name] ?? String(usual);
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
      throw new Error(`${name}=${text} is no port: give a number up to 65535.`);
    return Number(text);
  };
  return {
    control: port("control"),
    host: port("host"),
    arm: port("arm"),
    entra: port("entra"),
    identity: port("identity"),
    teamsRelay: port("teamsRelay"),
    tables: port("tables"),
    playground: port("playground"),
  };
}

/** Names every port that somebody else has, and the setting that moves it. */
export async function portsInUse(ports: Ports): Promise<readonly string[]> {
  const parts = Object.keys(SETTINGS) as (keyof Ports)[];
  const checked = await Promise.all(
    parts.map(async (part) =>
      (await isFree(ports[part])) ? [] : [`Port ${ports[part]} is in use: set ${SETTINGS[part].name} to another one.`],
    ),
  );
  return checked.flat();
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await listen(probe, port, "a probe");
    return true;
  } catch (error) {
    if (error instanceof PortInUse) return false;
    throw error;
  } finally {
    await stopListening(probe);
  }
}
