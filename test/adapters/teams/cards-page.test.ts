import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { CardState } from "../../../src/domain/request.ts";
import { isRequestId } from "../../../src/domain/request-id.ts";
import type { RequestKind, Verdict } from "../../../src/domain/request-kind.ts";
import { textsOf } from "./a-card.ts";
import { cardCases, fingerprintsOf } from "./card-cases.ts";

const PICTURES = "docs/images/cards";
const page = readFileSync("docs/cards.md", "utf8");

/** A word that is added to the domain is missing here until somebody writes about it. */
const STATES: Readonly<Record<CardState, true>> = {
  ...{ asking: true, held: true, applying: true, applied: true, kept: true },
  ...{ refused: true, failed: true, indeterminate: true, superseded: true, expired: true },
};
const KINDS: Readonly<Record<RequestKind, true>> = {
  ...{ "approve-or-reject": true, revoke: true, remove: true, "clean-up": true, "clean-up-endpoint": true },
};
const VERDICTS: Readonly<Record<Verdict, true>> = {
  approve: true,
  reject: true,
  revoke: true,
  remove: true,
  keep: true,
};

function drawingFunctions(): readonly string[] {
  const folder = "src/adapters/teams/cards";
  return readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^export function (draw\w+)/gm)].map(([, name]) =>
      String(name),
    ),
  );
}

describe("the manual's page about cards", () => {
  it("has a picture of every card, and no other", () => {
    const shown = [...page.matchAll(/\]\(images\/cards\/([\w-]+)\.png\)/g)].map(([, name]) => String(name));
    const made = readdirSync(PICTURES).filter((file) => file !== "drawn.json");
    const names = cardCases.map(({ name }) => name);
    expect(shown.toSorted()).toEqual(names.toSorted());
    expect(made.toSorted()).toEqual(names.map((name) => `${name}.png`).toSorted());
  });

  it.each(Object.keys({ ...STATES, ...KINDS, ...VERDICTS }))("names %s, in the code's word", (word) => {
    expect(page).toContain(`\`${word}\``);
  });

  it("shows what is drawn now: npm run cards makes its pictures anew", () => {
    const drawn = JSON.parse(readFileSync(`${PICTURES}/drawn.json`, "utf8")) as unknown;
    expect(drawn).toEqual(fingerprintsOf(cardCases));
  });

  it("leaves out nothing that draws a card", () => {
    const cases = ["card-cases", "channel-cases"]
      .map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), "utf8"))
      .join();
    const functions = drawingFunctions();
    expect(functions).toContain("drawCard");
    expect(functions.filter((name) => !cases.includes(`${name}(`))).toEqual([]);
  });
});

describe("an answer of ten rows", () => {
  it("holds each id in full, and each row its own", () => {
    const rows = cardCases.find(({ name }) => name === "answer-rows");
    const ids = textsOf(rows?.drawn).filter(isRequestId);
    expect(ids).toHaveLength(10);
    expect(new Set(ids).size).toBe(10);
  });
});

describe("cards of different states", () => {
  it("never say the same in words", () => {
    const sameState = ["asking-quorum", "earlier-line", "shown"];
    const others = cardCases.filter(({ name }) => !sameState.includes(name));
    const said = others.map(({ says }) => says.join(": "));
    expect(new Set(said).size).toBe(said.length);
  });
});
