import { describe, expect, it } from "@jest/globals";
import { utf8 } from "../../../src/domain/log/bytes.ts";
import { envelopeOf } from "../../../src/domain/log/sealed-tree.ts";

describe("what sealed bytes say of themselves", () => {
  it("is an id and a time, as far as they are texts", () => {
    expect(envelopeOf(utf8('{"id":"r-1/seen","at":"2026-11-20T09:00:00.000Z"}'))).toEqual({
      id: "r-1/seen",
      at: "2026-11-20T09:00:00.000Z",
    });
    expect(envelopeOf(utf8('{"id":1,"at":null}'))).toEqual({});
  });

  it.each([
    ["no JSON", utf8("no JSON")],
    ["null", utf8("null")],
    ["no text at all", Uint8Array.of(0xff, 0xfe)],
  ])("is nothing for %s", (_, bytes) => {
    expect(envelopeOf(bytes)).toEqual({});
  });
});
