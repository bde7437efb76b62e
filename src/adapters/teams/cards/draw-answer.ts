import { connectionIdOf } from "../../../domain/azure-id.ts";
import type { CommandAnswer, Fact, Table } from "../../../domain/command.ts";
import { COMMANDS } from "../command-list.ts";
import { usageOf } from "../parse-command.ts";
import { confirmationBody } from "./confirmation.ts";
import { drawAsOf, drawCard, drawRefusal } from "./draw-card.ts";
import { box, type Element, heading, label, line, MONOSPACE, note, outside, QUIET, STRONG, words } from "./elements.ts";
import { reference } from "./facts.ts";
import { frame } from "./frame.ts";
import { askButton, type Wanted } from "./wanted.ts";

/** A cell is cut so that ten rows fit; ids are whole. */
const LIMITS = { cell: 160, about: 400, fact: 400 };

/** A card for what was asked in words; `undefined` where words are enough. */
export function drawAnswer(answer: CommandAnswer): Element | undefined {
  switch (answer.kind) {
    case "words":
      return undefined;
    case "copy":
      return drawAsOf(answer.card, answer.at);
    case "card":
      return drawCard(answer.card);
    case "refused":
      return drawRefusal(answer.card, answer.reason, "Nothing was done");
    case "table":
      return drawTable(answer.table);
    case "facts":
      return drawFacts(answer.title, answer.facts);
    case "confirm":
      return drawCommandConfirmation(answer);
  }
}

export function drawHelp(): Element {
  const title = "What you can write to me";
  const body = [
    box("emphasis", [heading(title)], { bleed: true }),
    ...COMMANDS.flatMap((command) => [
      line([words(usageOf(command), STRONG)], { spacing: "small" }),
      line([words(command.description, QUIET)], { spacing: "none" }),
    ]),
    line([words("You see and do only what is yours to decide; in a channel, only what is asked about there.", QUIET)], {
      spacing: "medium",
    }),
  ];
  return frame(title, body);
}

function drawTable({ title, about, asked, columns, rows, from, total, note: said }: Table): Element {
  const until = from + rows.length;
  const range = total > rows.length ? [note(`Rows ${from + 1} to ${until} of ${total}`)] : [];
  const body = [
    box("emphasis", [heading(title), ...aboutLine(about)], { bleed: true }),
    ...rows.flatMap((row) => stacked(columns, row)),
    ...range,
    ...(said === undefined ? [] : [line([words(said, QUIET)], { spacing: "medium" })]),
  ];
  const more = asked && until < total ? { actions: [askButton("Show more", wantedOf(asked, until))] } : {};
  return frame(`${title}.`, body, more);
}

function aboutLine(about: string | undefined): readonly Element[] {
  return about === undefined ? [] : [line([outside(about, LIMITS.about, MONOSPACE)], { spacing: "small" })];
}

function wantedOf(asked: NonNullable<Table["asked"]>, from: number): Wanted {
  if (asked.kind === "audit") return { kind: asked.kind, of: asked.about, hours: asked.sinceHours, from };
  return { kind: asked.kind, of: asked.namespace, hours: undefined, from };
}

/**
 * Side by side six columns leave no room for an id: on a phone, and in a channel, each stands below the other. Few words about how they
 * look, so that ten rows fit with their ids in full.
 */
function stacked(columns: readonly string[], [first = "", ...others]: readonly string[]): readonly Element[] {
  const cells = others.map((text, at) => ({ name: columns[at + 1] ?? "", text })).filter(({ text }) => text !== "");
  const facts = cells.flatMap(({ name, text }, at) => [
    words(`${at === 0 ? "" : " · "}${name} `, { isSubtle: true }),
    outside(text, LIMITS.cell),
  ]);
  return [
    line([outside(first, LIMITS.cell, STRONG)], { spacing: "medium", separator: true }),
    ...(facts.length > 0 ? [line(facts, { spacing: "none" })] : []),
  ];
}

function drawFacts(title: string, facts: readonly Fact[]): Element {
  const body = [
    box("emphasis", [heading(title)], { bleed: true }),
    ...facts.flatMap(({ label: name, value }) => [
      label(name),
      line([outside(value, LIMITS.fact)], { spacing: "none" }),
    ]),
  ];
  return frame(`${title}.`, body);
}

type Confirm = Extract<CommandAnswer, { readonly kind: "confirm" }>;

/** As on a card of a request; the button names the connection itself. */
function drawCommandConfirmation({ change, connection, card, isOnRecord }: Confirm): Element {
  const named = line([words("Connection ", QUIET), outside(connection.connection, LIMITS.about, MONOSPACE)], {
    spacing: "medium",
  });
  const about = isOnRecord ? [named, reference(card)] : [named];
  const { speak, body } = confirmationBody(card, change.kind, change.comment, about);
  const ask = {
    kind: change.kind,
    of: connectionIdOf(connection),
    hours: undefined,
    from: 0,
    seen: card.requestId,
  } as const;
  const title = change.kind === "revoke" ? "Yes, revoke" : "Yes, remove";
  return frame(speak, body, { actions: [askButton(title, ask, { style: "destructive" })] });
}
