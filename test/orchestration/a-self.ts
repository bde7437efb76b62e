import type { Self } from "../../src/orchestration/examine.ts";
import { Fault, type Permitted, type Standing } from "../../src/ports.ts";
import { TENANT } from "../support/builders.ts";

const IDENTITY = "cccccccc-0000-4000-8000-000000000001";
export const OBJECT = "cccccccc-0000-4000-8000-000000000002";
export const ALL_RIGHT: Permitted = { missing: [], denied: [], tooMuch: [] };

export function aStanding(overrides: Partial<Standing> = {}): Standing {
  const permitted = async () => ALL_RIGHT;
  return { identity: async () => OBJECT, permitted, permittedAtEndpoints: permitted, ...overrides };
}

/** A deployment of which nothing is wrong, but for what is handed in; `files` are those of the sealed log. */
export function aSelf(overrides: Partial<Self> = {}, files: ReadonlyMap<string, string> = sealedFiles()): Self {
  return {
    setup: {
      ...{ serviceVersion: "1.2.3", tenant: TENANT, identity: IDENTITY, botAppId: IDENTITY, apiClientId: "" },
      ...{ botKeysUrl: "https://login.botframework.com/keys", cleanUp: "delete" },
    },
    pauses: { sweepMinutes: 5, sealMinutes: 0.5 },
    standing: aStanding(),
    storage: { requests: async () => undefined, record: async () => undefined },
    keys: { bot: keysAt("https://login.botframework.com/keys"), api: keysAt("https://login.microsoftonline.com/keys") },
    whyStopped: async () => undefined,
    sealedLog: {
      read: async (path) => {
        const text = files.get(path);
        return text === undefined ? undefined : new TextEncoder().encode(text);
      },
      bundle: async () => undefined,
      prove: async () => ({ kind: "not sealed" }),
    },
    ...overrides,
  };
}

export const keysAt = (url: string, fetch: () => Promise<void> = async () => undefined) => ({ url, fetch });

export function sealedFiles(): Map<string, string> {
  return new Map([
    ["key", "a key"],
    ["checkpoint", "contoso.example/audit\n17\nroot\n\n— signature\n"],
  ]);
}

export const failing = (message: string, status?: number) => async () => {
  throw new Fault(message, { status });
};
