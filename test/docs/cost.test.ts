import { describe, expect, it } from "@jest/globals";
import { transactionsOfAnApproval } from "../../bench/transactions.ts";
import { textOf } from "./manual.ts";

const page = textOf("docs/cost.md");

/** The cells of a row that begins so, as they stand there. */
function cellsOf(file: string, begin: string): readonly string[] {
  const row = textOf(file)
    .split("\n")
    .find((line) => line.startsWith(`| ${begin}`));
  return (row ?? "").split("|").map((cell) => cell.trim());
}

describe("docs/cost.md", () => {
  const [, ...rows] = page.split("\n").flatMap((line) => (line.startsWith("| ") ? [line.split("|")] : []));
  const items = rows.slice(
    0,
    rows.findIndex(([, name = ""]) => name.includes("in all")),
  );
  const small = /(\d) and ([\d.]+) with 512 MB/.exec(page) ?? [];

  it.each([
    ["100 approvals", 2, Number(small[1])],
    ["10,000 approvals", 3, Number(small[2])],
  ] as const)("adds up for %s", (_, column, computeWithLess) => {
    const costs = items.map((row) => Number(row[column]));
    const sum = costs.reduce((total, cost) => total + cost, 0);
    const said = (size: string) => cellsOf("docs/cost.md", `**in all, ${size}`)[column];
    expect(items.length).toBeGreaterThan(8);
    expect(said("2 GB")).toBe(`**about ${Math.round(sum)}**`);
    expect(said("512 MB")).toBe(`**about ${Math.round(sum - (costs[0] ?? 0) + computeWithLess)}**`);
  });

  it("multiplies what npm run bench counts today, and so does docs/limits.md", async () => {
    const { rows } = await transactionsOfAnApproval();
    const counted = (what: string) => String(rows.find(([name]) => String(name).startsWith(what))?.at(-1));
    expect(cellsOf("docs/cost.md", "task hub: transactions")[2]).toBe(counted("total"));
    expect(cellsOf("docs/cost.md", "our own tables: requests of one approval")[2]).toBe(counted("besides"));
    expect(cellsOf("docs/limits.md", "storage transactions of one approval")[2]).toBe(counted("total"));
    expect(cellsOf("docs/limits.md", "the same: requests to the service's own tables")[2]).toBe(counted("besides"));
  });
});
