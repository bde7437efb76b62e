import { describe, expect, it } from "@jest/globals";
import { answerInWords } from "../../../src/adapters/teams/click-answer.ts";
import type { Verb } from "../../../src/domain/card.ts";
import type { Click, ClickAnswer } from "../../../src/domain/click.ts";
import { aCard } from "./a-card.ts";

const click = (verb: Verb): Click => ({
  requestId: "r-abcdefghijklmnopqrstuvwxyz",
  verb,
  confirmed: false,
  comment: "",
  person: { objectId: "e0000000-0000-4000-8000-000000000001", tenant: "", name: "Olga Owens" },
});

describe("a client that can show no card of its own", () => {
  it.each<[Verb, string]>([
    ["approve", "Your approval is recorded."],
    ["reject", "Your rejection is recorded."],
    ["revoke", "Your vote to revoke is recorded."],
    ["remove", "Your vote to remove is recorded."],
    ["keep", "Your vote to keep it is recorded."],
    ["hold", "Your question is recorded."],
    ["ask-again", "The owners are asked again."],
  ])("reads that %s is done", (verb, words) => {
    expect(answerInWords({ kind: "accepted", card: aCard() }, click(verb))).toBe(words);
  });

  it.each(["reject", "revoke", "remove"] as const)("cannot confirm to %s, and reads where it can be", (verb) => {
    const answer: ClickAnswer = { kind: "confirm", verb, comment: "", card: aCard() };
    expect(answerInWords(answer, click(verb))).toBe(
      `Nothing is done yet: to ${verb} is final and must be confirmed, which this client cannot show. Please use a newer Teams client.`,
    );
  });

  it("reads what was begun and why something was refused, as text", () => {
    const message = "Asked: https://evil.example";
    expect(answerInWords({ kind: "begun", message }, click("revoke"))).toBe("Asked: https[:]//evil.example");
    expect(answerInWords({ kind: "refused", reason: message, card: undefined }, click("approve"))).toBe(
      "Asked: https[:]//evil.example",
    );
  });
});
