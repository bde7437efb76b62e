import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { appSettings } from "../../sandbox/app-settings.ts";
import type { Cost } from "./load-once.ts";

const NOWHERE = "https://localhost:1";

/** The policy is that of the package: a start looks for it where it runs. */
const SETTINGS = appSettings({
  ...{ armUrl: NOWHERE, tablesUrl: `${NOWHERE}/account`, auditTablesUrl: `${NOWHERE}/audit`, caPath: "" },
  ...{ identityEndpoint: `${NOWHERE}/msi/token`, identityHeader: "header", teamsServiceUrl: `${NOWHERE}/connector` },
  auditLogUrl: `${NOWHERE}/audit-log`,
  auditSigningKey: `https://relay.vault.azure.net/keys/audit-log/${"0".repeat(32)}`,
  ...{ botMetadataUrl: `${NOWHERE}/keys`, tenantMetadataUrl: `${NOWHERE}/tenant`, policyFile: "policy.yaml" },
});

/** Loads the app of a folder in a process of its own, as the Functions worker does, and then the `later` files of it. */
export function runOnce(folder: string, later: readonly string[] = []): readonly Cost[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "load-once.ts"), folder, ...later],
    { cwd: folder, env: { PATH: process.env["PATH"], ...SETTINGS }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${folder} could not be loaded:\n${stderr}`);
  return JSON.parse(stdout) as readonly Cost[];
}
