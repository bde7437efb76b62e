import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import { type Child, startChild } from "../child.ts";
import { listen, stopListening } from "../listening.ts";

export interface AzuriteOptions {
  readonly ports: { readonly tables: number; readonly blobs: number };
  readonly certificate: Certificate;
  /** Of all that is kept: tables and blobs each have a folder in it. */
  readonly folder: string;
  readonly root: string;
}

export interface Azurite {
  /** The tables and the blobs, a process each. */
  readonly children: readonly Child[];
  readonly tablesUrl: string;
  /** An account of its own, as in Azure. */
  readonly auditTablesUrl: string;
  /** The container of the sealed log, in the same account. */
  readonly auditLogUrl: string;
}

/** @azure/data-tables takes any other account on localhost for one of Cosmos DB, and asks for a token for that. */
const ACCOUNTS = ["devstoreaccount1", "devstoreaccount1audit"] as const;
const [ACCOUNT, AUDIT_ACCOUNT] = ACCOUNTS;

/** Azure's storage: Azurite over https with Entra tokens, so that the service signs in as it does in Azure. No telemetry. */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const services = await Promise.allSettled([startService("table", options), startService("blob", options)]);
  const started = services.filter((service) => service.status === "fulfilled").map(({ value }) => value);
  const failed = services.find((service) => service.status === "rejected");
  if (failed) {
    await Promise.all(started.map(({ child }) => child.stop()));
    throw failed.reason;
  }
  const [tables, blobs] = started.map(({ port }) => `https://localhost:${port}`);
  return {
    children: started.map(({ child }) => child),
    tablesUrl: `${tables}/${ACCOUNT}`,
    auditTablesUrl: `${tables}/${AUDIT_ACCOUNT}`,
    auditLogUrl: `${blobs}/${AUDIT_ACCOUNT}/audit-log`,
  };
}

/** What the one and the other say. */
const SERVES = /successfully (started|listens) on/;

interface Service {
  readonly child: Child;
  readonly port: number;
}

async function startService(kind: "table" | "blob", options: AzuriteOptions): Promise<Service> {
  const { ports, certificate, root } = options;
  const folder = join(options.folder, `${kind}s`);
  const port = await portFor(ports[`${kind}s`]);
  await mkdir(folder, { recursive: true });
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await writeFile(key, certificate.key, { mode: 0o600 });
  await writeFile(cert, certificate.cert);
  const at = [`--${kind}Host`, "127.0.0.1", `--${kind}Port`, String(port), "--location", folder];
  const safe = ["--oauth", "basic", "--key", key, "--cert", cert, "--disableTelemetry"];
  const { child } = await startChild(
    {
      name: `Azurite (${kind}s)`,
      script: join(root, `node_modules/azurite/dist/src/${kind}/main.js`),
      args: [...at, ...safe, "--skipApiVersionCheck", "--silent"],
      execArgv: ["--import", join(root, "sandbox/clock-follower.ts")],
      env: { AZURITE_ACCOUNTS: ACCOUNTS.map((account) => `${account}:${unusedKey()}`).join(";") },
      hear: () => {},
    },
    { line: (line) => (SERVES.test(line) ? true : undefined) },
  );
  return { child, port };
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
