/** Columns as wide as their longest cell; numbers stand to the right. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === "number" ? numberOf(cell) : cell)));
  const widths = head.map((title, column) => Math.max(title.length, ...texts.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[], isNumber: (column: number) => boolean) =>
    cells
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const isNumber = (column: number) => rows.some((row) => typeof row[column] === "number");
  return [line(head, isNumber), ...texts.map((row) => line(row, isNumber))].join("\n");
}

function numberOf(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** A line that is rewritten while a terminal is there to see it; it stands in the error stream, the results in the other. */
export function progress(text: () => string): { tell(): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { tell: () => undefined, end: () => undefined };
  const state = { told: 0 };
  return {
    tell() {
      if (Date.now() - state.told < 200) return;
      state.told = Date.now();
      stderr.write(`\r\x1b[2K${text()}`);
    },
    end: () => void stderr.write("\r\x1b[2K"),
  };
}

const READS = /^\S+ {3}\S+ \d+ (?:\w+ (?:read|list) |arm\.(?:namespaces|list)|durable\.getStatus)/;
const BEGINS = /^\S+ (sweep \d+) begins/;

/** Without what only reads, and without sweeps that found nothing to do. */
export function readable(trace: readonly string[]): readonly string[] {
  const kept = trace.filter((line) => !READS.test(line));
  return kept.filter((line) => {
    const [, sweep] = BEGINS.exec(line) ?? [];
    return sweep === undefined || kept.some((other) => other.includes(`  ${sweep} `));
  });
}
