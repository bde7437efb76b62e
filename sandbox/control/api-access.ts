import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { clockOffsetMs } from "../clock.ts";
import { keyOf, people, personOf } from "../world.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";
import { Refusal } from "./refusal.ts";

/** What the command line needs to act as a person. */
export interface ApiAccess {
  readonly access_token: string;
  readonly arm_token: string;
  readonly arm_url: string;
  /** Where the functions are. */
  readonly url: string;
  /** The file of the sandbox's CA. */
  readonly ca: string;
  /** How far the sandbox's clock was moved on. */
  readonly clock_offset_ms: number;
}

/** In Azure `az account get-access-token` gives the token, to who has signed in. */
export async function apiAccess(
  { entra, arm, host, folder }: Pick<ControlledSandbox, "entra" | "arm" | "host" | "folder">,
  query: URLSearchParams,
): Promise<ApiAccess> {
  const person = personOf(query.get("person") ?? "");
  if (!person) throw new Refusal(404, `Nobody is called that here. Ask for ${people.map(keyOf).join(", ")}.`);
  return {
    access_token: await entra.signApiToken(person),
    arm_token: await entra.signArmToken(person, arm.url),
    arm_url: arm.url,
    url: host.url,
    ca: join(folder, "certificates", "ca.pem"),
    clock_offset_ms: clockOffsetMs(),
  };
}

/** A program on this machine asks; a page has no business with the token, not even one of this machine. */
export function refuseBrowsers({ origin, "sec-fetch-site": site }: IncomingHttpHeaders): void {
  if (origin !== undefined || site !== undefined)
    throw new Refusal(403, "This is for the command line, not for a page.");
}
