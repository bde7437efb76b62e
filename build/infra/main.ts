import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findBicep } from "./bicep-cli.ts";
import { contractFaults } from "./contracts/all.ts";
import { compiled } from "./gates.ts";
import { readSnapshots } from "./snapshots.ts";

const { values } = parseArgs({
  options: { "require-bicep": { type: "boolean", default: false }, update: { type: "boolean", default: false } },
});
const root = join(import.meta.dirname, "../..");
const infra = join(root, "infra");
const bicep = findBicep(process.env);
const needsBicep = values["require-bicep"] || values.update;

if (bicep.kind === "missing") {
  console.log(`not run: build, lint, format and snapshot of the templates, since ${bicep.why}`);
  console.log("The contracts are checked over the committed snapshots.");
  tell(contractFaults(root, infra, readSnapshots(infra)));
  if (needsBicep) {
    console.log("Failed all the same: what was asked for needs the CLI.");
    process.exitCode = 1;
  }
} else {
  const { faults, snapshots, written } = compiled(bicep, infra);
  if (values.update) for (const [file, text] of written) writeFileSync(join(infra, file), text);
  const left = values.update ? faults.filter((fault) => !fault.startsWith("snapshot: snapshots/")) : faults;
  console.log(`Bicep ${bicep.version}: build, lint, format and snapshot`);
  tell([...left, ...(snapshots ? contractFaults(root, infra, snapshots) : [])]);
}

function tell(faults: readonly string[]): void {
  for (const fault of faults) console.log(`  ${fault}`);
  console.log(faults.length === 0 ? "Templates and code fit." : `${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}
