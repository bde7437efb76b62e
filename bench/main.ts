import { parseArgs } from "node:util";
import { auditCost } from "./audit.ts";
import { forgedTokens } from "./forged-tokens.ts";
import { sealCost } from "./seal.ts";
import { startCost } from "./start/start.ts";
import { sweepCost } from "./sweep.ts";
import { transactionsOfAnApproval } from "./transactions.ts";

const USAGE = `Measures what the service costs. Limits are on counts and bytes, which are the same on every machine; of times only on ratios.

  npm run bench -- transactions   storage transactions of one approval, by the cost model of the Azure Storage provider
  npm run bench -- sweep          ARM reads of one sweep as namespaces grow
  npm run bench -- audit          rows and requests of queries over 10,000 and 100,000 entries
  npm run bench -- seal           sealing 100,000 entries, the bytes of a proof, and what verifying takes
  npm run bench -- start          loading in a fresh process, against the libraries that any such app loads
  npm run bench -- forged-tokens  what calls with forged tokens leave in memory
  --json                          for machines

Exit code 1 when a figure is above its limit.`;

const BENCHES: Readonly<Record<string, () => Promise<Measured>>> = {
  transactions: transactionsOfAnApproval,
  sweep: sweepCost,
  audit: auditCost,
  seal: sealCost,
  start: startCost,
  "forged-tokens": forgedTokens,
};

/** Rows of a table, the first one its head. */
export interface Measured {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly verdict: string;
  readonly isWithin: boolean;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (values.help || unknown.length > 0) return usage(unknown);
  const measured: Measured[] = [];
  for (const name of names) measured.push(await (BENCHES[name] ?? sweepCost)());
  console.log(values.json ? JSON.stringify(measured, undefined, 2) : measured.map(textOf).join("\n\n"));
  return measured.every(({ isWithin }) => isWithin) ? 0 : 1;
}

function usage(unknown: readonly string[]): number {
  if (unknown.length > 0) console.error(`There is no bench "${unknown.join(", ")}".\n`);
  console.error(USAGE);
  return unknown.length > 0 ? 2 : 0;
}

function textOf({ title, head, rows, verdict }: Measured): string {
  const table = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join("  "));
  return [title, "", ...lines.map((line) => `  ${line.trimEnd()}`), "", verdict].join("\n");
}

/** Words to the left, figures to the right. */
function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
