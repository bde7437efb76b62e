import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { replyOf } from "../../../src/adapters/teams/thread-reply.ts";

const olga = { id: "e0000000-0000-4000-8000-000000000001", name: "Olga Owens" };
const omar = { id: "e0000000-0000-4000-8000-000000000002", name: undefined };

describe("a reply in a thread", () => {
  it("is plain text", () => {
    expect(replyOf("Approved by <b>Olga</b>: https://evil.example")).toEqual({
      type: "message",
      textFormat: "plain",
      text: "Approved by <b>Olga</b>: https[:]//evil.example",
    });
  });

  it("calls those whom it mentions, by name or as an owner", () => {
    expect(replyOf("Nobody has decided.", [olga, omar])).toEqual({
      type: "message",
      textFormat: "xml",
      text: "<at>Olga Owens</at> <at>Owner</at> Nobody has decided.",
      entities: [
        { type: "mention", mentioned: { id: olga.id, name: "Olga Owens" }, text: "<at>Olga Owens</at>" },
        { type: "mention", mentioned: { id: omar.id, name: "Owner" }, text: "<at>Owner</at>" },
      ],
    });
  });

  it.each([
    ["Zoë O'Neil-Müller 2", "Zoë O'Neil-Müller 2"],
    ["Test ($~&)", "Test"],
    ["<at>Eve</at>", "atEve at"],
    ["[x](https://evil.example)", "xhttpsevilexample"],
    ["&<>", "Owner"],
    ["  ", "Owner"],
    ["", "Owner"],
  ])("makes of the name %j one that Teams takes", (name, shown) => {
    expect(replyOf("x", [{ ...olga, name }]).text).toBe(`<at>${shown}</at> x`);
  });

  it("calls at most twenty", () => {
    expect(
      replyOf(
        "x",
        Array.from({ length: 30 }, () => olga),
      ).entities,
    ).toHaveLength(20);
  });

  it("with mentions has no markup but theirs, whatever it says", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('<a href="x">', "&lt;at&gt;", "<at>Eve</at>"));
    fc.assert(
      fc.property(text, text, (said, name) => {
        const { text: sent = "", entities = [] } = replyOf(said, [{ ...olga, name }]);
        const [mention] = entities as unknown as { text: string; mentioned: { name: string } }[];
        expect(sent.startsWith(`${mention?.text} `)).toBe(true);
        expect(mention?.text).toBe(`<at>${mention?.mentioned.name}</at>`);
        expect(mention?.mentioned.name).toMatch(/^[\p{L}\p{M}\p{N} '-]+$/u);
        const rest = sent.slice(mention?.text.length);
        expect(rest).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot);)/);
      }),
    );
  });
});
