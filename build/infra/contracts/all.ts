import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import type { Snapshots } from "../snapshots.ts";
import { alertFaults } from "./alerts.ts";
import { appFaults } from "./app.ts";
import { environmentFaults } from "./environments.ts";
import { eventFaults } from "./events.ts";
import { networkFaults } from "./networks.ts";
import { orderFaults } from "./order.ts";
import { parameterFaults } from "./parameters.ts";
import { privateLinkFaults } from "./private-link.ts";
import { roleFaults } from "./roles.ts";
import { settingFaults } from "./settings.ts";
import { storageFaults } from "./storage.ts";
import { topicAlertFaults } from "./topic-alerts.ts";

const REQUIRED = {
  TENANT_ID: "aaaaaaaa-0000-4000-8000-000000000001",
  AZURE_CLIENT_ID: "cccccccc-0000-4000-8000-000000000001",
  BOT_APP_ID: "cccccccc-0000-4000-8000-000000000001",
  TABLES_URL: "https://host.table.core.windows.net",
  AUDIT_TABLES_URL: "https://audit.table.core.windows.net",
  AUDIT_LOG_CONTAINER: "https://audit.blob.core.windows.net/audit-log",
  AUDIT_SIGNING_KEY: "https://vault.vault.azure.net/keys/audit-log/00000000000000000000000000000000",
};

/** Where templates and code would not fit each other; empty when they do. */
export function contractFaults(root: string, infra: string, snapshots: Snapshots): readonly string[] {
  const functions = textOf(join(root, "functions"));
  const source = textOf(join(root, "src"));
  const names = quoted(functions, /app\.(?:timer|http|eventGrid|storageQueue)\(\s*"(\w+)"/g);
  const route = quoted(functions, /app\.http\("messages",[^)]*?route: "([^"]+)"/g)[0];
  const node = /"node": "(\d+)\./.exec(readFileSync(join(root, "package.json"), "utf8"))?.[1] ?? "none";
  const relayApiVersion = readConfig(REQUIRED).armApiVersion;
  return [
    ...settingFaults(snapshots),
    ...eventFaults(snapshots, names),
    ...roleFaults(snapshots),
    ...networkFaults(snapshots),
    ...storageFaults(snapshots, quoted(source, /auditTables\(\s*"(\w+)"/g)),
    ...appFaults(snapshots, { node, route: `/${route ?? "none"}`, relayApiVersion }),
    ...alertFaults(snapshots, names, source),
    ...topicAlertFaults(snapshots),
    ...environmentFaults(infra, snapshots),
    ...orderFaults(snapshots),
    ...privateLinkFaults(snapshots),
    ...parameterFaults(root, infra),
  ];
}

function textOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
}

function quoted(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))];
}
