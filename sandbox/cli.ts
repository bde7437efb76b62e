// The command line against the running sandbox: npm run cli -- [--as PERSON] COMMAND …
import { spawn } from "node:child_process";
import { join } from "node:path";
import { accessOf, askedIn, cliArguments, NoAccess, settingsFor } from "./cli-access.ts";
import { stateFolder } from "./settings.ts";

const ROOT = join(import.meta.dirname, "..");

await main();

async function main(): Promise<void> {
  const { person, args } = askedIn(process.argv.slice(2));
  try {
    const settings = settingsFor(await accessOf(stateFolder(process.env, ROOT), person));
    run(args, settings);
  } catch (error) {
    if (!(error instanceof NoAccess)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function run(args: readonly string[], settings: Readonly<Record<string, string>>): void {
  const options = { stdio: "inherit", env: { ...process.env, ...settings } } as const;
  const child = spawn(process.execPath, cliArguments(ROOT, args), options);
  // A terminal sends Ctrl-C to both; the command line ends by itself, and says how.
  process.on("SIGINT", () => {});
  child.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
