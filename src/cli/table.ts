import stringWidth from "string-width";
import { type Colour, painted } from "./colour.ts";
import { cutTo } from "./cut.ts";
import { harmless } from "./harmless.ts";
import type { Screen } from "./terminal.ts";

export type Cell =
  | string
  | number
  | undefined
  | { readonly text: string | number; readonly colour: Colour | undefined };
export type Row = readonly Cell[];

interface Drawn {
  readonly text: string;
  readonly width: number;
  readonly colour: Colour | undefined;
}

/** Columns that are aligned, one line a row; nothing that a cell holds can move the cursor or colour the terminal. */
export function tableOf(head: Row, rows: readonly Row[], screen?: Screen, flexible?: number): readonly string[] {
  return new Table(head, screen, flexible).lines(rows);
}

/** For rows that come by and by: a column never becomes narrower again. The head stands above the first rows. */
export class Table {
  private readonly head: Row;
  private readonly screen: Screen | undefined;
  /** The column that gives way where the screen is too narrow for all. */
  private readonly flexible: number | undefined;
  private widths: readonly number[] = [];

  constructor(head: Row, screen?: Screen, flexible?: number) {
    this.head = head;
    this.screen = screen;
    this.flexible = flexible;
  }

  lines(rows: readonly Row[]): readonly string[] {
    const isFirst = this.widths.length === 0;
    const head = this.head.map((cell) => drawn(cell, "dim"));
    const all = [head, ...rows.map((row) => row.map((cell) => drawn(cell)))];
    const natural = this.head.map((_, column) =>
      Math.max(this.widths[column] ?? 0, ...all.map((row) => row[column]?.width ?? 0)),
    );
    this.widths = natural;
    const widths = this.fitted(natural);
    return (isFirst ? all : all.slice(1)).map((row) => lineOf(row, widths, this.screen));
  }

  private fitted(natural: readonly number[]): readonly number[] {
    if (!this.screen || this.flexible === undefined) return natural;
    const taken = natural.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
    const over = taken - this.screen.columns;
    if (over <= 0) return natural;
    return natural.map((width, column) =>
      column === this.flexible ? Math.min(width, Math.max(width - over, NARROWEST)) : width,
    );
  }
}

const GAP = "  ";
const NARROWEST = 24;

function drawn(cell: Cell, otherwise?: Colour): Drawn {
  const { text, colour } = typeof cell === "object" ? cell : { text: cell ?? "-", colour: otherwise };
  const plain = harmless(String(text));
  return { text: plain, width: stringWidth(plain), colour };
}

function lineOf(row: readonly Drawn[], widths: readonly number[], screen: Screen | undefined): string {
  const last = row.findLastIndex(({ width }) => width > 0);
  return row
    .slice(0, last + 1)
    .map((cell, column) => {
      const { text, width } = cutTo(widths[column] ?? cell.width, cell.text, cell.width);
      const padding = column === last ? "" : " ".repeat(Math.max(0, (widths[column] ?? 0) - width));
      return `${painted(text, cell.colour, screen)}${padding}`;
    })
    .join(GAP)
    .trimEnd();
}
