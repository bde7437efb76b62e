type Row = readonly (string | number | undefined)[];

/** Columns that are aligned, one line a row; nothing that a cell holds can move the cursor or colour the terminal. */
export function tableOf(head: Row, rows: readonly Row[]): readonly string[] {
  const cells = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function plain(cell: string | number | undefined): string {
  return String(cell ?? "-").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
}
