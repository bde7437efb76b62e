import { describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { ShownEntry } from "../../../src/domain/answers.ts";
import { CSV_HEAD, csvLine } from "../../../src/domain/search/csv.ts";
import { anEntry } from "../../support/builders.ts";

const HEAD = [
  "at",
  "kind",
  "actorKind",
  "actor",
  "actorName",
  "namespace",
  "connection",
  "privateEndpoint",
  "subscription",
  "tenant",
  "verdict",
  "comment",
  "before",
  "after",
  "request",
  "id",
  "index",
  "policyVersion",
  "serviceVersion",
  "correlation",
];

const cellsOf = (text: string): readonly (readonly string[])[] => parse(text);
const commentCellOf = (comment: string) => cellsOf(csvLine(anEntry({ comment })))[0]?.[HEAD.indexOf("comment")];

const readBack = (cell: string) =>
  cell.replace(/^'/, "").replaceAll(/([;\t\r\n])'(?=[\s\p{C}]*['"=+\-@|%＝＋－＠])/gu, "$1");

describe("an entry as CSV", () => {
  it("has a head, and a line of as many cells, all quoted", () => {
    const namespace = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Relay/namespaces/contoso";
    const entry: ShownEntry = {
      v: 1,
      id: "r-1/vote",
      at: "2026-11-20T10:00:00.000Z",
      kind: "vote.cast",
      request: "r-1",
      namespace,
      connection: `${namespace}/privateEndpointConnections/pec-1`,
      privateEndpoint: "/pe",
      requester: { subscription: "sub", tenant: "other" },
      actor: { kind: "person", ref: "p-one", commitment: "c" },
      actorName: "Olga Owens",
      before: "Pending",
      after: "Approved",
      verdict: "approve",
      comment: 'As "agreed",\nsee 4711',
      policyVersion: "sha256-x",
      serviceVersion: "0.1.0",
      correlation: "c-1",
      index: 0,
    };
    expect(cellsOf(CSV_HEAD)).toEqual([HEAD]);
    expect(csvLine(entry)).toBe(
      `"2026-11-20T10:00:00.000Z","vote.cast","person","p-one","Olga Owens","${namespace}",` +
        `"${namespace}/privateEndpointConnections/pec-1","/pe","sub","other","approve",` +
        '"As ""agreed"",\nsee 4711","Pending","Approved","r-1","r-1/vote","0","sha256-x","0.1.0","c-1"\r\n',
    );
  });

  it("leaves cells empty for what it does not say", () => {
    const {
      namespace: _n,
      connection: _c,
      privateEndpoint: _p,
      requester: _r,
      ...entry
    } = anEntry({ comment: undefined });
    const [cells = []] = cellsOf(csvLine(entry));
    expect(cells).toHaveLength(HEAD.length);
    for (const name of ["namespace", "subscription", "tenant", "comment", "actorName", "index", "correlation"])
      expect(cells[HEAD.indexOf(name)]).toBe("");
  });

  it.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\0=1",
    "  =cmd|'/C calc'!A0",
    "\u00a0@x",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " ＝1",
    "|x",
    "%x",
    "'=1",
    "\x01",
    " ",
  ])("puts an apostrophe before %j", (comment) => {
    expect(commentCellOf(comment)).toBe(`'${comment}`);
  });

  it.each([
    ["Known; =1+1", "Known;' =1+1"],
    ["let us in;=cmd|'/C calc'!A0;", "let us in;'=cmd|'/C calc'!A0;"],
    ['a;"=1', "a;'\"=1"],
    ["a\tb\n@c\r-1", "a\tb\n'@c\r'-1"],
    ["\t=1", "'\t'=1"],
    ["\r=1", "'\r'=1"],
    ["\n=1", "'\n'=1"],
    ["a;'b", "a;''b"],
    ["a;b\nc", "a;b\nc"],
  ])("lets %j start none where a spreadsheet splits at semicolons, tabs and lines", (comment, cell) => {
    expect(commentCellOf(comment)).toBe(cell);
  });

  it.each(["1+1", "a=b", "Please", "4711", "é", "x'", '"=1"', ""])("leaves %j as it is", (comment) => {
    expect(commentCellOf(comment)).toBe(comment);
  });

  it("starts no formula in any cell, and gives every value back, whatever is on record", () => {
    const invisible = fc.constantFrom(" ", "\t", "\r", "\n", "\0", "\u00a0", "\u2028", "\u200b", "\ufeff", "'", "");
    const sign = fc.constantFrom("=", "+", "-", "@", "＝", "＋", "－", "＠", '"', ",", ";", "x");
    const hostile = fc
      .tuple(fc.array(invisible, { maxLength: 3 }), sign, fc.string({ unit: "binary", maxLength: 10 }))
      .map(([before, first, rest]) => `${before.join("")}${first}${rest}`);
    const value = fc.oneof(hostile, fc.string({ unit: "binary" }), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 5 }), (said) => {
        const lines = said.map(([comment, actorName, after]) => csvLine({ ...anEntry({ comment, after }), actorName }));
        const rows = cellsOf(CSV_HEAD + lines.join("")).slice(1);
        const names = ["comment", "actorName", "after"].map((name) => HEAD.indexOf(name));
        expect(rows.map((row) => names.map((at) => readBack(row[at] ?? "")))).toEqual(said);
        for (const cell of rows.flat()) {
          expect(cell).not.toMatch(/^[\s\0]*[=+\-@\t\r\n\0＝＋－＠]/);
          expect(cell).not.toMatch(/[;\t\r\n][\s\0]*[=+\-@＝＋－＠]/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
