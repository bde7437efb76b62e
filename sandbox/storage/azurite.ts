import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import { type Child, startChild } from "../child.ts";
import { listen, stopListening } from "../listening.ts";

export interface AzuriteOptions {
  readonly port: number;
  readonly certificate: Certificate;
  readonly folder: string;
  readonly root: string;
}

export interface Azurite {
  readonly child: Child;
  readonly tablesUrl: string;
  /** An account of its own, as in Azure. */
  readonly auditTablesUrl: string;
}

/** @azure/data-tables takes any other account on localhost for one of Cosmos DB, and asks for a token for that. */
const ACCOUNTS = ["devstoreaccount1", "devstoreaccount1audit"] as const;

/** Azure's table storage: Azurite over https with Entra tokens, so that the service signs in as it does in Azure. No telemetry. */
export async function startAzurite({ port: wanted, certificate, folder, root }: AzuriteOptions): Promise<Azurite> {
  const port = await portFor(wanted);
  await mkdir(folder, { recursive: true });
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await writeFile(key, certificate.key, { mode: 0o600 });
  await writeFile(cert, certificate.cert);
  const at = ["--tableHost", "127.0.0.1", "--tablePort", String(port), "--location", folder];
  const safe = [
    "--oauth",
    "basic",
    "--key",
    key,
    "--cert",
    cert,
    "--disableTelemetry",
    "--skipApiVersionCheck",
    "--silent",
  ];
  const { child } = await startChild(
    {
      name: "Azurite",
      script: join(root, "node_modules/azurite/dist/src/table/main.js"),
      args: [...at, ...safe],
      execArgv: ["--import", join(root, "sandbox/clock-follower.ts")],
      env: { AZURITE_ACCOUNTS: ACCOUNTS.map((account) => `${account}:${unusedKey()}`).join(";") },
      hear: () => {},
    },
    { line: (line) => (line.includes("successfully started") ? true : undefined) },
  );
  const [tablesUrl, auditTablesUrl] = ACCOUNTS.map((account) => `https://localhost:${port}/${account}`);
  return { child, tablesUrl: String(tablesUrl), auditTablesUrl: String(auditTablesUrl) };
}

/** An account must have a shared key; nobody gets to know this one. */
function unusedKey(): string {
  return randomBytes(64).toString("base64");
}

/** It cannot take a free port and say which, and fails in words of its own at one in use. */
async function portFor(wanted: number): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, wanted, "Azurite");
  await stopListening(probe);
  return port;
}
