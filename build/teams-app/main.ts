import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { COMMANDS } from "../../src/adapters/teams/command-list.ts";
import { teamsAppOf } from "./build-app.ts";
import { SCOPES } from "./manifest.ts";
import { settingsFrom, type TeamsAppSettings } from "./settings.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = "teams-app/relay-approvals.zip";

const USAGE = `npm run teams-app -- [--out FILE]

  Builds the app package, checks it against Microsoft's schema, and says what it holds.
  Upload it in Teams: Apps > Manage your apps > Upload an app, or in the Teams admin center.

  --out FILE           where to write it; ${FILE} if nothing is said

  Settings, from the environment (docs/teams-app.md):
  BOT_APP_ID           the bot's app id, a GUID
  TEAMS_APP_WEBSITE    an https page about this installation: who keeps it, where to ask
  TEAMS_APP_ID         the app's own id, if it shall not be the bot's
  TEAMS_APP_NAME       "Relay Approvals" if nothing is said
  TEAMS_APP_DEVELOPER  who keeps it, as shown in Teams
  TEAMS_APP_PRIVACY    https page about personal data; the website if nothing is said
  TEAMS_APP_TERMS      https page with terms of use; the website if nothing is said
  TEAMS_APP_DOMAINS    domains that the app may open, separated by commas; none if nothing is said`;

process.exitCode = run();

function run(): number {
  const options = optionsFrom(process.argv.slice(2));
  if (typeof options === "string") return complained("This is not understood", [options]);
  if (options.help) return said(USAGE);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const settings = settingsFrom(process.env, version);
  if ("faults" in settings) return complained("The app package needs other settings", settings.faults);
  const app = teamsAppOf(settings);
  if ("faults" in app) return complained("The manifest does not fit Microsoft's schema", app.faults);
  const file = options.out === undefined ? join(ROOT, FILE) : resolve(options.out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, app.zip);
  return said(summaryOf(settings, { file, bytes: app.zip.length }));
}

/** In words, what is wrong with them. */
function optionsFrom(args: string[]): { readonly help: boolean; readonly out?: string | undefined } | string {
  try {
    const options = { help: { type: "boolean", short: "h", default: false }, out: { type: "string" } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Written {
  readonly file: string;
  readonly bytes: number;
}

function summaryOf({ name, version, appId, botId, validDomains }: TeamsAppSettings, { file, bytes }: Written): string {
  const rows = [
    ["File", `${relative(process.cwd(), file)} (${(bytes / 1024).toFixed(1)} KB)`],
    ["App", `${name} ${version}, ${appId}`],
    ["Bot", botId],
    ["Scopes", SCOPES.join(", ")],
    ["Commands", COMMANDS.map((command) => command.name).join(", ")],
    ["Domains", validDomains.join(", ") || "none"],
    ["Checked", "against Microsoft's schema of manifest 1.25"],
  ];
  return rows.map(([what = "", value = ""]) => `${what.padEnd(9)} ${value}`).join("\n");
}

function said(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complained(what: string, faults: readonly string[]): number {
  process.stderr.write(
    `${what}:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nnpm run teams-app -- --help lists them.\n`,
  );
  return 1;
}
