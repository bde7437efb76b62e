import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { base32, isRequestId, requestIdOf } from "../../src/domain/request-id.ts";
import { aConnectionId, aPrivateEndpoint } from "../support/builders.ts";
import { sha256 } from "../support/sha256.ts";

const asked = {
  kind: "approve-or-reject" as const,
  connection: aConnectionId(),
  privateEndpoint: aPrivateEndpoint(),
  round: 1,
};

describe("a request's id", () => {
  it("is the same wherever and whenever it is derived: this one is for ever", () => {
    expect(requestIdOf(sha256, asked)).toBe("r-4nmf4vxl25iw5fcncpxcxezicz");
  });

  it("does not depend on the case in which Azure writes ids", () => {
    const shouted = {
      ...asked,
      connection: aConnectionId({ resourceGroup: "RG-RELAY", namespace: "Contoso-Orders" }),
      privateEndpoint: aPrivateEndpoint().toUpperCase(),
    };
    expect(requestIdOf(sha256, shouted)).toBe(requestIdOf(sha256, asked));
  });

  it("is another one for another kind, connection, endpoint or round", () => {
    const others = [
      { ...asked, kind: "revoke" as const },
      { ...asked, connection: aConnectionId({ connection: "another" }) },
      { ...asked, privateEndpoint: aPrivateEndpoint("pe-other") },
      { ...asked, round: 2 },
    ];
    expect(new Set([asked, ...others].map((one) => requestIdOf(sha256, one))).size).toBe(5);
  });

  it("is known again by its form, and nothing else is", () => {
    expect(isRequestId(requestIdOf(sha256, asked))).toBe(true);
    const others = [
      "",
      "r-",
      `r-${"a".repeat(25)}`,
      `r-${"a".repeat(27)}`,
      `r-${"A".repeat(26)}`,
      `r-${"0".repeat(26)}`,
    ];
    expect(others.filter(isRequestId)).toEqual([]);
    expect(isRequestId(`r-${"a".repeat(26)}\n`)).toBe(false);
  });
});

describe("base32", () => {
  it.each([
    ["", ""],
    ["f", "my"],
    ["fo", "mzxq"],
    ["foo", "mzxw6"],
    ["foob", "mzxw6yq"],
    ["fooba", "mzxw6ytb"],
    ["foobar", "mzxw6ytboi"],
  ])("of %p is %p, as RFC 4648 gives it apart from the bits of a last letter that is not whole", (text, expected) => {
    const whole = expected.slice(0, Math.floor((text.length * 8) / 5));
    expect(base32(new TextEncoder().encode(text), 100)).toBe(whole);
  });

  it("has only its letters, and only as many as asked for", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(base32(bytes, 26)).toMatch(/^[a-z2-7]{26}$/);
      }),
    );
  });
});
