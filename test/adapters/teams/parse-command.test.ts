import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { TeamsActivity } from "../../../src/adapters/teams/activity.ts";
import { COMMANDS } from "../../../src/adapters/teams/command-list.ts";
import { parseCommand } from "../../../src/adapters/teams/parse-command.ts";
import { plainWords } from "../../../src/adapters/teams/plain-words.ts";
import { APP_ID, anActivity } from "./bot-framework.ts";

const ENDPOINT = "r-abcdefghijklmnopqrstuvwxyz";

describe("a line of words", () => {
  it.each<[string, object]>([
    ["pending", { kind: "pending", namespace: undefined, from: 0 }],
    ["Pending contoso-orders", { kind: "pending", namespace: "contoso-orders", from: 0 }],
    ["/pending", { kind: "pending", namespace: undefined, from: 0 }],
    [`show ${ENDPOINT}`, { kind: "show", request: ENDPOINT }],
    ["why r-abcde", { kind: "why", request: "r-abcde" }],
    ["connections contoso-orders", { kind: "connections", namespace: "contoso-orders", from: 0 }],
    ["policy", { kind: "policy" }],
    ["ask-again r-abcde they called", { kind: "ask-again", request: "r-abcde", comment: "they called" }],
    ["ask-again r-abcde", { kind: "ask-again", request: "r-abcde", comment: "" }],
    ["audit contoso-orders", { kind: "audit", about: "contoso-orders", sinceHours: 720, from: 0 }],
    ["audit contoso-orders since 90d", { kind: "audit", about: "contoso-orders", sinceHours: 2_160, from: 0 }],
    ["audit r-abcde SINCE 2 w", { kind: "audit", about: "r-abcde", sinceHours: 336, from: 0 }],
    ["audit r-abcde since 12h", { kind: "audit", about: "r-abcde", sinceHours: 12, from: 0 }],
    [
      "revoke contoso-orders/c1 The contract “ended”",
      { kind: "revoke", connection: "contoso-orders/c1", comment: "The contract “ended”", confirmedFor: undefined },
    ],
    ['remove "c1" it is old', { kind: "remove", connection: "c1", comment: "it is old", confirmedFor: undefined }],
  ])("%s is a command", (line, command) => {
    expect(parseCommand(line)).toEqual({ kind: "command", command });
  });

  it.each(["", "help", "HELP me", "  "])("%j asks for help", (line) => {
    expect(parseCommand(line)).toEqual({ kind: "help" });
  });

  it.each([
    ["show", "Write: show <request>"],
    ["show r-abcde and more", "Write: show <request>"],
    ["connections", "Write: connections <namespace>"],
    ["pending one two", "Write: pending [namespace]"],
    ["policy now", "Write: policy"],
    ["ask-again", "Write: ask-again <request>"],
    ["audit", "Write: audit <namespace|subscription|request> [since 30d]"],
    ["audit x yesterday", "Write: audit <namespace|subscription|request> [since 30d]"],
    ["audit x since 0d", "Name a time of at most a year, as in: since 30d"],
    ["audit x since 367d", "Name a time of at most a year, as in: since 30d"],
    ["revoke c1", "Write: revoke <connection> <comment>"],
    ["revoke", "Write: revoke <connection> <comment>"],
    ["pendng", "I do not know that command. Did you mean: pending?"],
    ["conections x", "I do not know that command. Did you mean: connections?"],
    ["approve everything", "I do not know that command. Write: help"],
    ["<script>", "I do not know that command. Write: help"],
  ])("%s is none, and says what to write", (line, why) => {
    expect(parseCommand(line)).toEqual({ kind: "wrong", why });
  });

  it("of any kind has an answer, and what is said of a wrong one is in our own words", () => {
    const ours = [...COMMANDS.flatMap(({ name, usage }) => [name, usage])].join(" ");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (line) => {
        const parsed = parseCommand(line);
        if (parsed.kind !== "wrong") return;
        const words = parsed.why.replace(/^(?:Write: |I do not know that command\. (?:Did you mean: |Write: ))/u, "");
        expect(`${ours} help Name a time of at most a year, as in: since 30d`).toContain(words.replace(/\?$/u, ""));
      }),
    );
  });
});

describe("the words of a message", () => {
  const activity = (text: unknown, entities?: unknown) =>
    anActivity({ type: "message", text, entities }) as unknown as TeamsActivity;
  const mention = { type: "mention", text: "<at>Relay Approvals</at>", mentioned: { id: `28:${APP_ID}` } };
  const ofBob = { type: "mention", text: "<at>Bob</at>", mentioned: { id: "29:bob" } };

  it.each<[string, unknown, string]>([
    ["<at>Relay Approvals</at> pending", [mention], "pending"],
    ["<at>Relay Approvals</at>&nbsp;pending\n", [mention], "pending"],
    ["<at>Relay Approvals</at> show&nbsp; r-abcde", undefined, "show r-abcde"],
    ["pending <AT id='1'>Relay</AT> x", undefined, "pending Relay x"],
    ["<at>Relay Approvals</at> remove c1 <at>Bob</at> asked for it", [mention, ofBob], "remove c1 Bob asked for it"],
    ["remove c1 it is <at risk <at>Relay</at>", undefined, "remove c1 it is <at risk Relay"],
    ["remove c1 because 1 &lt; 2 &amp;&#39;", undefined, "remove c1 because 1 < 2 &'"],
    ["Relay Approvals help", [{ ...mention, text: "Relay Approvals" }], "help"],
    ["help", [{ type: "mention" }, { type: "clientInfo", text: "help" }], "help"],
    ["help", "no entities", "help"],
    ["\u200Bhelp\uFEFF", undefined, "help"],
  ])("%j with %j are %j", (text, entities, words) => {
    expect(plainWords(activity(text, entities))).toBe(words);
  });

  it("are none where there is no text, and not too many", () => {
    expect(plainWords(activity(undefined))).toBe("");
    expect(plainWords(activity("x".repeat(5_000)))).toHaveLength(2_000);
  });

  it("cuts a comment where a card's field would", () => {
    const long = "x".repeat(1_500);
    for (const line of [`revoke orders/pec-1 ${long}`, `ask-again r-abcdefghijklmnopqrstuvwxyz ${long}`]) {
      const parsed = parseCommand(line);
      expect(parsed).toMatchObject({ kind: "command", command: { comment: "x".repeat(1_000) } });
    }
  });
});
