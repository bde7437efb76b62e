import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appSettings } from "../../sandbox/app-settings.ts";

type Settings = Readonly<Record<string, string>>;

/** Settings with which the app starts, and the key that they name, while something is done with them. */
export function withSettings<Answer>(act: (settings: Settings) => Answer): Answer {
  const folder = mkdtempSync(join(tmpdir(), "signing-key-"));
  try {
    const auditSigningKey = join(folder, "key.pem");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(auditSigningKey, privateKey.export({ type: "pkcs8", format: "pem" }));
    return act(appSettings({ ...ADDRESSES, auditSigningKey }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ADDRESSES = {
  armUrl: "https://localhost:1",
  tablesUrl: "https://localhost:1/account",
  auditTablesUrl: "https://localhost:1/audit",
  auditLogUrl: "https://localhost:1/audit/audit-log",
  identityEndpoint: "http://localhost:1/msi/token",
  identityHeader: "header",
  botMetadataUrl: "https://localhost:1/keys",
  tenantMetadataUrl: "https://localhost:1/tenant",
  teamsServiceUrl: "https://localhost:1/connector",
  caPath: "",
  policyFile: "policy.yaml",
};

/** Run in a process of its own, since a process has one app. */
const PRINT_REGISTRATIONS = `
  import { loadApp } from "./sandbox/host/load-app.ts";
  const { functions } = await loadApp(process.cwd(), () => {});
  console.log(JSON.stringify([...functions.values()].map(({ metadata }) => metadata)));
`;

export function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const node = { env: { PATH: process.env["PATH"], ...env }, encoding: "utf8", timeout: 30_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, node);
  return { status, stdout, stderr };
}

interface Registered {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Trigger {
  readonly name: string;
  readonly type: string;
  readonly route?: string;
  readonly methods?: readonly string[];
}

/** What the built app registers, by name, without what only the library needs. */
export function registeredTriggers(): { readonly triggers: readonly Trigger[]; readonly stderr: string } {
  const { stdout, stderr } = withSettings((settings) =>
    run(["--input-type=module", "--eval", PRINT_REGISTRATIONS], settings),
  );
  const triggers = (JSON.parse(stdout) as Registered[]).map(triggerOf);
  return { triggers: triggers.toSorted((one, other) => one.name.localeCompare(other.name)), stderr };
}

function triggerOf({ name, bindings }: Registered): Trigger {
  const trigger = Object.values(bindings).find(({ type }) => String(type).endsWith("Trigger")) ?? {};
  const { type, authLevel, route, methods, schedule, cardinality } = trigger;
  return JSON.parse(JSON.stringify({ name, type, authLevel, route, methods, schedule, cardinality }));
}
