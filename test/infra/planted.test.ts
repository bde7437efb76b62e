import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { findBicep } from "../../build/infra/bicep-cli.ts";
import { contractFaults } from "../../build/infra/contracts/all.ts";
import { compiled } from "../../build/infra/gates.ts";

const ROOT = join(__dirname, "../..");
const bicep = findBicep(process.env);
const copies: string[] = [];

/** What the check says of the templates when one piece of one file is replaced. */
function faultsWith(file: string, before: string, after: string): readonly string[] | undefined {
  if (bicep.kind === "missing") {
    console.warn(`Not checked with the Bicep CLI, since ${bicep.why}`);
    return undefined;
  }
  const copy = mkdtempSync(join(tmpdir(), "planted-"));
  copies.push(copy);
  cpSync(join(ROOT, "infra"), copy, { recursive: true });
  const text = readFileSync(join(copy, file), "utf8");
  expect(text).toContain(before);
  writeFileSync(join(copy, file), text.replace(before, after));
  const { faults, snapshots } = compiled(bicep, copy);
  return [...faults, ...(snapshots ? contractFaults(ROOT, copy, snapshots) : [])];
}

afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
});

const plants = [
  [
    "property name",
    "app/host-storage.bicep",
    "allowSharedKeyAccess:",
    "allowSharedKeysAccess:",
    /BCP037.*allowSharedKeysAccess/,
  ],
  ["enum value", "app/host-storage.bicep", "'TLS1_2'", "'TLS12'", /BCP036.*TLS12/],
  [
    "module parameter",
    "main.bicep",
    "packageContainer: packageContainer",
    "packageName: packageContainer",
    /BCP0(35|37).*package/,
  ],
  [
    "role action",
    "shared/approver-actions.bicep",
    "'Microsoft.Relay/namespaces/read'",
    "'Microsoft.Relay/namespaces/write'",
    /needs no Microsoft.Relay\/namespaces\/write/,
  ],
  [
    "operation in the filter",
    "events/subscription.bicep",
    "privateEndpointConnectionProxies/write",
    "privateEndpointConnectionsProxies/write",
    /ConnectionProxies\/write is filtered out/,
  ],
  ["setting name", "app/settings.bicep", "AUDIT_TABLES_URL:", "AUDIT_TABLE_URL:", /AUDIT_TABLES_URL is missing/],
] as const;

describe("a fault that is planted in the templates", () => {
  it.each(plants)("is caught in a %s", (_what, file, before, after, fault) => {
    const faults = faultsWith(file, before, after);
    if (faults) expect(faults.join("\n")).toMatch(fault);
  });

  it("is caught in how a file is formatted", () => {
    const faults = faultsWith("app/bot.bicep", "param name string", "param  name  string");
    if (faults) expect(faults).toEqual(["format: app/bot.bicep is not formatted: bicep format app/bot.bicep"]);
  });

  it("is caught in what would be deployed, even when code and templates still fit", () => {
    const faults = faultsWith("main.bicep", "param maximumInstances int = 40", "param maximumInstances int = 400");
    if (faults)
      expect(faults.map((fault) => fault.split(" is not")[0])).toEqual([
        "snapshot: snapshots/core-closed.snapshot.json",
        "snapshot: snapshots/core.snapshot.json",
      ]);
  });
});
