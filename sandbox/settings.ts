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

/** What to do about a port that somebody else has. */
export function settingOf(ports: Ports, port: number): string | undefined {
  const part = (Object.keys(SETTINGS) as (keyof Ports)[]).find((candidate) => ports[candidate] === port);
  return part && SETTINGS[part].name;
}
