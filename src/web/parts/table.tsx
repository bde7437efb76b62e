import type { ComponentChildren } from "preact";

export interface Column<Row> {
  readonly title: string;
  /** `number`: on one line; `count`: to be compared with those above and below. */
  readonly kind?: "number" | "count" | "wide";
  readonly cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly looks?: (row: Row) => string;
}

/** Browsers forget what a table is once its parts are laid out as blocks, so it is said. */
const AS = {
  table: { role: "table" },
  rows: { role: "rowgroup" },
  row: { role: "row" },
  header: { role: "columnheader" },
  cell: { role: "cell" },
} as const;

/** On a phone each row stands as a block with its titles. */
export function Table<Row>({ caption, columns, rows, keyOf, looks }: TableProps<Row>) {
  return (
    <table class="table" {...AS.table}>
      <caption class="only-heard">{caption}</caption>
      <thead {...AS.rows}>
        <tr {...AS.row}>
          {columns.map(({ title, kind }) => (
            <th key={title} scope="col" {...AS.header} class={kind}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...AS.rows}>
        {rows.map((row) => (
          <tr key={keyOf(row)} {...AS.row} class={looks?.(row)}>
            {columns.map(({ title, kind, cell }) => (
              <td key={title} {...AS.cell} class={kind} data-title={title}>
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
