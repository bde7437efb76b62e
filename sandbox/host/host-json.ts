import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { LogLevel } from "./log.ts";

export interface HostSettings {
  readonly routePrefix: string;
  readonly hubName: string;
  readonly maxConcurrentActivities: number;
  readonly leastLogLevel: LogLevel;
}

const levels = ["trace", "debug", "information", "warning", "error", "critical", "none"] as const;
const hostJson = z.looseObject({
  logging: z.looseObject({ logLevel: z.record(z.string(), z.string()).optional() }).optional(),
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().optional() }).optional(),
      durableTask: z
        .looseObject({
          hubName: z.string().optional(),
          maxConcurrentActivityFunctions: z.number().int().positive().optional(),
        })
        .optional(),
    })
    .optional(),
});

/** What the host needs of the app's host.json; an app without one gets Azure's defaults. */
export function readHostJson(appDirectory: string, settings: NodeJS.ProcessEnv): HostSettings {
  const path = join(appDirectory, "host.json");
  const { extensions, logging } = parsed(path, textOf(path) ?? "{}");
  const hubName = expandSettings(extensions?.durableTask?.hubName ?? "TestHubName", settings);
  if (!/^[A-Za-z][A-Za-z0-9]{2,44}$/.test(hubName)) {
    throw new Error(`${path}: hubName "${hubName}" is not a letter and 2 to 44 letters and digits`);
  }
  const level = logging?.logLevel?.["default"]?.toLowerCase();
  return {
    routePrefix: (extensions?.http?.routePrefix ?? "api").replace(/^\/+|\/+$/g, ""),
    hubName,
    maxConcurrentActivities: extensions?.durableTask?.maxConcurrentActivityFunctions ?? 20,
    leastLogLevel: levels.find((known) => known === level) ?? "information",
  };
}

/** Puts app settings where a text says `%NAME%`. */
export function expandSettings(text: string, settings: NodeJS.ProcessEnv): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`The setting ${name} of "${whole}" is missing`);
    return value;
  });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fault;
  }
}

function parsed(path: string, text: string): z.infer<typeof hostJson> {
  try {
    return hostJson.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} can't be read as host.json`, { cause });
  }
}
