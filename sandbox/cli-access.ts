import { join } from "node:path";
import type { ApiAccess } from "./control/api-access.ts";
import { controlUrlIn } from "./running.ts";

export interface Asked {
  /** Who acts. */
  readonly person: string;
  /** What is left for the command line itself. */
  readonly args: readonly string[];
}

/** Olga, unless `--as` comes before everything else. */
export function askedIn(args: readonly string[]): Asked {
  const [first = "", second, ...rest] = args;
  if (first === "--as" && second !== undefined) return { person: second, args: rest };
  if (first.startsWith("--as=")) return { person: first.slice("--as=".length), args: args.slice(1) };
  return { person: "olga", args };
}

/** No sandbox runs, or it does not know the person; the message is for who called. */
export class NoAccess extends Error {
  override readonly name = "NoAccess";
}

const WITHIN_MS = 10_000;

export async function accessOf(folder: string, person: string): Promise<ApiAccess> {
  const url = controlUrlIn(folder);
  const answer = url && (await ask(`${url}/token?person=${encodeURIComponent(person)}`));
  if (!answer) throw new NoAccess(`No sandbox runs in ${folder}: start one with "npm start".`);
  const said = (await answer.json()) as ApiAccess & { readonly refused?: string };
  if (!answer.ok) throw new NoAccess(said.refused ?? `The sandbox answered ${answer.status}.`);
  return said;
}

/** `undefined` when nobody listens: the sandbox was killed. */
async function ask(url: string): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) });
  } catch (error) {
    const { cause } = error as { readonly cause?: NodeJS.ErrnoException };
    if (cause?.code === "ECONNREFUSED") return undefined;
    throw error;
  }
}

/** What the command line is set to, as docs/cli.md has it for Azure; its clock is the sandbox's. */
export function settingsFor(access: ApiAccess): Readonly<Record<string, string>> {
  return {
    RELAY_APPROVALS_URL: access.url,
    RELAY_APPROVALS_TOKEN: access.access_token,
    RELAY_APPROVALS_ARM_URL: access.arm_url,
    RELAY_APPROVALS_ARM_TOKEN: access.arm_token,
    NODE_EXTRA_CA_CERTS: access.ca,
    SANDBOX_CLOCK_OFFSET_MS: String(access.clock_offset_ms),
  };
}

/** Node's arguments for the command line, from source. */
export function cliArguments(root: string, args: readonly string[]): readonly string[] {
  return ["--import", join(root, "sandbox/clock.ts"), join(root, "src/cli/index.ts"), ...args];
}
