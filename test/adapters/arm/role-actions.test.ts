import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { grants } from "../../../src/adapters/arm/role-actions.ts";

const APPROVE = "Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action";

describe("an action", () => {
  it.each([
    ["*"],
    ["**"],
    ["*/action"],
    ["Microsoft.Relay/*"],
    ["microsoft.relay/NAMESPACES/*/Action"],
    ["Microsoft.Relay/namespaces/privateEndpointConnections*/action"],
    ["*Relay*Approval*"],
    [APPROVE.toUpperCase()],
    [`${APPROVE}*`],
  ])("is granted by %s", (pattern) => {
    expect(grants([pattern], [], APPROVE)).toBe(true);
    expect(grants(["Microsoft.Web/*", pattern], ["Microsoft.Web/*"], APPROVE)).toBe(true);
    expect(grants(["*"], [pattern], APPROVE)).toBe(false);
  });

  it.each([
    [""],
    ["*/read"],
    ["Microsoft.Relay"],
    ["Microsoft.Relay/"],
    ["Microsoft-Relay/*"],
    ["Relay/*"],
    ["*/namespaces"],
    ["Microsoft.Relay/namespaces/privateEndpointConnections/*"],
    ["Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action/*"],
    ["*Approval*Relay*"],
    ["*Approval*Approval*"],
    ["Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/act*tion"],
    ["Microsoft.Relay/.*"],
    ["?icrosoft.Relay/*"],
  ])("is not granted by %p", (pattern) => {
    expect(grants([pattern], [], APPROVE)).toBe(false);
    expect(grants(["*"], [pattern], APPROVE)).toBe(true);
  });

  it("is not granted by no actions", () => {
    expect(grants([], [], APPROVE)).toBe(false);
  });

  it("is granted by nothing whose notActions name it, as Contributor's do", () => {
    const contributor = ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"];
    expect(grants(["*"], contributor, APPROVE)).toBe(true);
    expect(grants(["*"], contributor, "Microsoft.Authorization/roleAssignments/write")).toBe(false);
    expect(grants(["*"], contributor, "Microsoft.Authorization/roleAssignments/read")).toBe(true);
  });
});

describe("whatever the actions", () => {
  const words = fc.stringMatching(/^[aB/.]{0,8}$/);
  const pattern = fc.stringMatching(/^[aB/.*]{0,6}$/);
  const patterns = fc.array(pattern, { maxLength: 4 });

  it("a star stands for any part of an action, and for parts that are empty", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { maxLength: 4 }), words, (parts, last) => {
        const action = parts.map(([kept, starred]) => kept + starred).join("") + last;
        expect(grants([`${parts.map(([kept]) => `${kept}*`).join("")}${last}`], [], action)).toBe(true);
      }),
    );
  });

  it("agree with a search that tries every length of every star", () => {
    const lengths = (text: string) => Array.from({ length: text.length + 1 }, (_, length) => length);
    const matches = ([first, ...rest]: readonly string[], text: string): boolean => {
      if (first === undefined) return text === "";
      if (first !== "*") return text.startsWith(first) && matches(rest, text.slice(1));
      return lengths(text).some((length) => matches(rest, text.slice(length)));
    };
    fc.assert(
      fc.property(pattern, words, (one, action) => {
        expect(grants([one], [], action)).toBe(matches([...one.toLowerCase()], action.toLowerCase()));
      }),
      { numRuns: 2_000 },
    );
  });

  it("more notActions never grant more, and more actions never grant less", () => {
    fc.assert(
      fc.property(patterns, patterns, pattern, words, (actions, notActions, one, action) => {
        const before = grants(actions, notActions, action);
        if (!before) expect(grants(actions, [...notActions, one], action)).toBe(false);
        if (before) expect(grants([...actions, one], notActions, action)).toBe(true);
      }),
    );
  });

  it("upper and lower case are the same", () => {
    fc.assert(
      fc.property(patterns, patterns, words, (actions, notActions, action) => {
        const shouted = (list: readonly string[]) => list.map((one) => one.toUpperCase());
        const quiet = grants(actions, notActions, action.toLowerCase());
        expect(grants(shouted(actions), shouted(notActions), action)).toBe(quiet);
      }),
    );
  });

  it("many stars take no time", () => {
    expect(grants(["*a".repeat(5_000)], [], `${"a".repeat(20_000)}b`)).toBe(false);
  });
});
