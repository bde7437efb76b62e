import * as z from "zod";
import { isGuid } from "../../src/domain/azure-id.ts";

/** What differs from one installation to the next. docs/teams-app.md describes each. */
export interface TeamsAppSettings {
  readonly appId: string;
  readonly botId: string;
  readonly name: string;
  readonly version: string;
  readonly developer: string;
  readonly websiteUrl: string;
  readonly privacyUrl: string;
  readonly termsOfUseUrl: string;
  readonly validDomains: readonly string[];
}

const guid = z
  .string({ error: "is missing: give a GUID" })
  .refine(isGuid, { error: "is no GUID" })
  .transform((text) => text.toLowerCase());
const httpsUrl = z
  .url({
    protocol: /^https$/,
    error: (issue) => (issue.input === undefined ? "is missing: give an https address" : "must be an https address"),
  })
  .max(2048, { error: "is longer than 2,048 characters" });
const short = (most: number) => z.string().max(most, { error: `is longer than ${most} characters` });
/** As Teams takes them: a host, or all hosts below one. */
const domains = z
  .string()
  .transform((text) => text.split(",").map((domain) => domain.trim().toLowerCase()))
  .refine((list) => list.every((domain) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)), {
    error: "is no list of domains, separated by commas",
  })
  .refine((list) => list.length <= 16, { error: "names more than 16 domains" });

const Environment = z.object({
  BOT_APP_ID: guid,
  TEAMS_APP_ID: guid.optional(),
  TEAMS_APP_NAME: short(30).default("Relay Approvals"),
  TEAMS_APP_DEVELOPER: short(32).default("Relay Approvals"),
  TEAMS_APP_WEBSITE: httpsUrl,
  TEAMS_APP_PRIVACY: httpsUrl.optional(),
  TEAMS_APP_TERMS: httpsUrl.optional(),
  TEAMS_APP_DOMAINS: domains.optional(),
});

/** Each wrong setting is named, all at once. An empty one counts as one that is not there. */
export function settingsFrom(
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): TeamsAppSettings | { readonly faults: readonly string[] } {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  const wrong = parsed.error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`) ?? [];
  const faults = [...wrong, ...misspelt(given)];
  if (!parsed.success || faults.length > 0) return { faults };
  const { BOT_APP_ID: botId, TEAMS_APP_WEBSITE: websiteUrl, ...more } = parsed.data;
  return {
    botId,
    appId: more.TEAMS_APP_ID ?? botId,
    name: more.TEAMS_APP_NAME,
    version,
    developer: more.TEAMS_APP_DEVELOPER,
    websiteUrl,
    privacyUrl: more.TEAMS_APP_PRIVACY ?? websiteUrl,
    termsOfUseUrl: more.TEAMS_APP_TERMS ?? websiteUrl,
    validDomains: more.TEAMS_APP_DOMAINS ?? [],
  };
}

/** A misspelt setting would silently be the default. */
function misspelt(given: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(given)
    .filter((name) => name.startsWith("TEAMS_APP_") && !(name in Environment.shape))
    .map((name) => `${name} is no setting of the app package`);
}
