import { describe, expect, it } from "@jest/globals";
import { wordsOn } from "../../../sandbox/teams/record.ts";
import { drawConfirmation } from "../../../src/adapters/teams/cards/confirmation.ts";
import { drawCard, summaryOf } from "../../../src/adapters/teams/cards/draw-card.ts";
import type { Card, Verb } from "../../../src/domain/card.ts";
import type { CardState } from "../../../src/domain/request.ts";
import { aCard, allKinds, allStates, everyObject, officialFaults, olgaApproved, textsOf } from "./a-card.ts";

const said = (change: Partial<Card> = {}) => wordsOn(drawCard(aCard(change)));
const asksToRevoke = { kind: "revoke", verbs: ["revoke", "keep"], message: "" } as const;
const asksToRemove = { kind: "remove", verbs: ["remove", "keep"], message: "" } as const;
const byOmar = { by: "Omar Osei", text: "They left us", at: "2026-11-25T03:22:28.000Z" };

describe("a card", () => {
  it.each(allStates.flatMap((state) => allKinds.map((kind) => [state, kind] as const)))(
    "is valid for the official parser when %s, of kind %s",
    (state, kind) => {
      expect(officialFaults(drawCard(aCard({ state, kind })))).toEqual([]);
    },
  );

  it("asks with everything that helps to decide", () => {
    const text = said();
    for (const part of [
      "Waiting for an owner",
      "A private endpoint asks to join",
      "contoso-orders",
      "rg-relay",
      "westeurope",
      "22222222-2222-4222-8222-222222222222",
      "Private endpoint · ✓ verified\n/subscriptions/22222222-2222-4222-8222-222222222222\n/resourceGroups/rg-app\n/providers/Microsoft.Network\n/privateEndpoints/pe-orders\n",
      "⚠ Another tenant",
      "stated by the requester, not verified",
      "Please let our order importer in",
      "Endpoints used: 3 of 64, 61 free",
      "25 Nov 2026, 03:22 UTC",
      "2 Dec 2026, 03:22 UTC",
      "Orders",
      "Why you are asked\nNo rule fits.",
      "A rejection is final in Azure: only the requester can ask again.",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("approvals");
  });

  it.each<[CardState, Partial<Card>, string]>([
    ["applied", {}, "✓ Approved"],
    ["applied", { decision: { ...olgaApproved, verdict: "reject" } }, "✕ Rejected"],
    ["applied", { kind: "revoke", decision: { ...olgaApproved, verdict: "revoke" } }, "✕ Revoked"],
    ["applied", { kind: "remove", decision: { ...olgaApproved, verdict: "remove" } }, "✕ Removed"],
    ["applied", { decision: { ...olgaApproved, byKind: "rule" } }, "Auto-approved"],
    ["applied", { decision: { ...olgaApproved, byKind: "rule", verdict: "reject" } }, "Auto-rejected"],
    ["applied", { decision: { ...olgaApproved, byKind: "rule", verdict: "revoke" } }, "Auto-revoked"],
    ["applied", { decision: { ...olgaApproved, byKind: "rule", verdict: "remove" } }, "Auto-removed"],
    ["applied", { decision: undefined }, "✓ Decided"],
    ["applying", {}, "Decided to approve — Azure is working on it"],
    ["kept", { kind: "revoke", decision: { ...olgaApproved, verdict: "keep" } }, "✓ Kept"],
    ["refused", {}, "The change was refused"],
    ["failed", {}, "The change could not be carried out"],
    ["indeterminate", {}, "It is not certain what became of it"],
    ["superseded", {}, "This request no longer stands"],
    ["expired", {}, "Nobody decided in time"],
    ["held", {}, "A private endpoint asks to join"],
    ["asking", asksToRevoke, "Somebody else approved a connection: keep or revoke?"],
    ["asking", { ...asksToRevoke, askedBy: byOmar }, "An owner wants to revoke a connection"],
    ["asking", { ...asksToRemove, askedBy: byOmar }, "An owner wants to remove a connection"],
    ["asking", { kind: "clean-up", verbs: [] }, "A connection leads nowhere any more"],
  ])("that is %s says so in words, aloud and in the notification", (state, change, heading) => {
    const card = aCard({ state, ...change });
    const drawn = drawCard(card);
    const headings = everyObject(drawn).filter(({ style }) => style === "heading");
    expect(headings.map(({ text }) => text)).toEqual([heading]);
    expect(drawn["speak"]).toContain(heading);
    expect(summaryOf(card)).toBe(heading);
  });

  it.each<[CardState, readonly Verb[]]>([
    ["asking", ["approve", "reject", "hold"]],
    ["asking", ["revoke", "keep"]],
    ["held", ["approve", "reject", "hold"]],
    ["applied", ["revoke", "remove"]],
    ["expired", ["ask-again"]],
    ["applying", []],
    ["asking", []],
  ])("that is %s has the buttons %j in their order, and a box for words only with them", (state, verbs) => {
    const drawn = drawCard(aCard({ state, verbs }));
    const actions = (drawn["actions"] ?? []) as readonly { verb: string }[];
    expect(actions.map(({ verb }) => verb)).toEqual(verbs);
    const boxes = everyObject(drawn).filter(({ type }) => type === "Input.Text");
    expect(boxes.map(({ id }) => id)).toEqual(verbs.length === 0 ? [] : ["comment"]);
  });

  it.each<[Partial<Card>, string]>([
    [{}, "Your comment (needed to reject), or your question to the requester"],
    [{ commentRule: "never" }, "Your comment, or your question to the requester"],
    [{ commentRule: "always" }, "Your comment (needed), or your question to the requester"],
    [asksToRevoke, "Your comment (needed to revoke)"],
    [asksToRemove, "Your comment (needed to remove)"],
    [{ verbs: ["approve"] }, "Your comment"],
    [{ ...asksToRevoke, commentRule: "never" }, "Your comment"],
    [{ ...asksToRemove, commentRule: "always" }, "Your comment (needed)"],
    [{ state: "applied" }, "Why you revoke or remove it"],
    [{ state: "expired" }, "Why the owners should be asked again"],
  ])("says what its box is for: %j", (change, label) => {
    expect(everyObject(drawCard(aCard(change))).find(({ id }) => id === "comment")).toMatchObject({ label });
  });

  it.each<[Partial<Card>, boolean]>([
    [{}, false],
    [{ commentRule: "never" }, false],
    [{ commentRule: "always" }, true],
    [asksToRevoke, false],
    [{ ...asksToRevoke, commentRule: "always" }, true],
    [{ state: "applied", commentRule: "never" }, true],
    [{ state: "expired", commentRule: "always" }, false],
  ])("lets the client say that words are missing, where no button does without: %j", (change, isNeeded) => {
    const box = everyObject(drawCard(aCard(change))).find(({ id }) => id === "comment");
    expect(box?.["isRequired"]).toBe(isNeeded ? true : undefined);
    expect(box?.["errorMessage"]).toBe(
      isNeeded ? "Please write a comment first: it is needed." : "Please write at most 1000 characters.",
    );
  });

  it("tells who approved, and their comment", () => {
    expect(said({ state: "applied" })).toContain("Approved by Olga Owens: Our order importer");
  });

  it.each(["applying", "refused", "failed", "indeterminate"] as const)(
    "that is %s does not call done what is only decided",
    (state) => {
      expect(said({ state })).toContain("Decision to approve, by Olga Owens: Our order importer");
    },
  );

  it("tells that an owner approved when no name is known", () => {
    expect(said({ state: "applied", decision: { ...olgaApproved, by: "" } })).toContain("Approved by an owner");
  });

  it("tells which rule decided", () => {
    const decision = { ...olgaApproved, by: "logistics-may", byKind: "rule" as const };
    expect(said({ state: "applied", decision })).toContain("Approved by the rule logistics-may");
  });

  it("that failed says what was seen and what can still be done", () => {
    expect(said({ state: "refused" })).toContain("What happened\nAzure shows it so");
    expect(said({ state: "refused" })).toContain("Once its cause is removed, an owner can have it asked again");
    expect(said({ state: "failed", verbs: [] })).toContain("it can be done in the Azure portal");
    expect(said({ state: "expired" })).toContain(
      "This service changed nothing in Azure. Now an owner can have it asked",
    );
    expect(said({ state: "expired", verbs: [] })).toContain("This service changed nothing in Azure.");
    expect(said({ state: "expired", verbs: [] })).not.toContain("asked again");
  });

  it("says what it knows of the requester and the namespace, and how far", () => {
    const network = { publicly: "open", trustedServices: true } as const;
    const earlier = [
      { how: "approved", count: 2 },
      { how: "rejected", count: 1 },
    ] as const;
    const text = said({ background: { subscriptionName: "Fabrikam Imports", network, earlier } });
    expect(text).toContain(
      "Requester's subscription · ✓ verified\n22222222-2222-4222-8222-222222222222\nFabrikam Imports\n",
    );
    expect(text).toContain("Public network access: ⚠ on, from anywhere\n");
    expect(text).toContain("Trusted Microsoft services: may bypass its rules\n");
    expect(text).toContain(
      "Earlier requests of this subscription here · from this service's record\n2 approved, 1 rejected",
    );
  });

  it("says what this service could not read", () => {
    const network = { publicly: undefined, trustedServices: undefined };
    const text = said({
      background: { subscriptionName: undefined, network, earlier: [] },
      requesterTenant: "unknown",
    });
    expect(text).toContain("22222222-2222-4222-8222-222222222222\nName not readable by this service\n");
    expect(text).toContain("⚠ Tenant not readable by this service\n");
    expect(text).toContain("Public network access: not readable by this service\n");
    expect(text).toContain("Trusted Microsoft services: not readable by this service\n");
    expect(text).toContain("here · from this service's record\nNone\n");
    expect(said({ requesterSubscription: undefined })).toContain(
      "Requester's subscription · not readable by this service\n",
    );
  });

  it.each([
    ["on", "⚠ on"],
    ["some", "on, from chosen addresses"],
    ["closed", "off"],
    ["perimeter", "what its security perimeter allows"],
  ] as const)("says that public network access is %s in words", (publicly, words) => {
    const background = { subscriptionName: undefined, network: { publicly, trustedServices: false }, earlier: [] };
    expect(said({ background })).toContain(
      `Public network access: ${words}\nTrusted Microsoft services: may not bypass its rules\n`,
    );
  });

  it("has nothing to say of the network to those who are asked to revoke", () => {
    expect(said(asksToRevoke)).not.toContain("Public network access");
  });

  it("keeps an id that is none on one line", () => {
    expect(said({ privateEndpoint: "/what/ever/pe" })).toContain("Private endpoint · ✓ verified\n/what/ever/pe\n");
    expect(said({ privateEndpoint: "pe" })).toContain("Private endpoint · ✓ verified\npe\n");
  });

  it.each(allStates)("has no message of a requester when nobody asked to join and it is %s", (state) => {
    expect(said({ ...asksToRevoke, state })).not.toMatch(/message|stated by/i);
  });

  it("of an owner's wish says whose it is, and why", () => {
    expect(said({ ...asksToRevoke, askedBy: byOmar })).toContain("Asked for by Omar Osei: They left us");
    expect(said({ askedBy: { ...byOmar, text: " " } })).toMatch(/^Asked again by Omar Osei$/m);
    expect(said({ state: "applied", askedBy: byOmar })).toContain("Asked again by Omar Osei: They left us");
  });

  it("warns before what Azure lets nobody undo", () => {
    expect(said(asksToRevoke)).toContain("Revoking cuts the endpoint off. Azure cannot undo it");
    expect(said(asksToRemove)).toContain("Removing is final: the requester would need a new private endpoint.");
    expect(said({ verbs: ["keep"] })).not.toContain("⚠ Re");
  });
});

describe("votes on a card", () => {
  const vote = { by: "Olga Owens", text: "Known partner", at: "2026-11-25T03:25:00.000Z", verdict: "approve" } as const;

  it("are counted, by name and with what was said", () => {
    const text = said({ votes: [vote], votesNeeded: 2 });
    expect(text).toContain("1 of 2 approvals: Olga Owens\nOlga Owens: Known partner");
    expect(text).toContain("Waiting for an owner");
  });

  it("that are missing are counted too", () => {
    const text = said({ votesNeeded: 2 });
    expect(text).toContain("0 of 2 approvals");
    expect(text).toContain("Waiting for 2 owners");
  });

  it("without words have no line of their own", () => {
    const omar = { ...vote, by: "Omar Osei", text: " " };
    const text = said({ votes: [{ ...vote, text: "" }, omar], votesNeeded: 3 });
    expect(text).toContain("2 of 3 approvals: Olga Owens, Omar Osei\nRequester's subscription");
  });

  it("are named in the words of what is asked", () => {
    const votes = [{ ...vote, verdict: "revoke" as const }];
    expect(said({ ...asksToRevoke, votes, votesNeeded: 2 })).toContain("1 of 2 votes to revoke: Olga Owens");
    expect(said({ ...asksToRemove, votesNeeded: 2 })).toContain("0 of 2 votes to remove");
    expect(said({ votes: [vote] })).toContain("1 of 1 approval: Olga Owens");
  });

  it("are shown up to four", () => {
    const votes = Array.from({ length: 8 }, (_, index) => ({ ...vote, by: `Owner ${index + 1}`, text: "" }));
    const text = said({ votes, votesNeeded: 9 });
    expect(text).toContain("8 of 9 approvals: Owner 1, Owner 2, Owner 3, Owner 4 and 4 more");
  });

  it("stay on a request that ended otherwise, and are told by the decision when there is one", () => {
    expect(said({ state: "expired", votes: [vote], votesNeeded: 2 })).toContain("1 of 2 approvals: Olga Owens");
    expect(said({ state: "applied", votes: [vote], votesNeeded: 2 })).not.toContain("of 2 approvals");
    expect(said({ state: "expired", votesNeeded: 2 })).not.toContain("of 2 approvals");
  });
});

describe("a held card", () => {
  it("shows the question, by whom and until when the deadline stands still", () => {
    const text = said({ state: "held" });
    expect(text).toContain("Held: waiting for the requester's answer");
    expect(text).toContain("Olga Owens asks the requester: Which orders do you import?");
    expect(text).toContain("The deadline stands still until 28 Nov 2026, 03:30 UTC");
  });
});

describe("a namespace's room", () => {
  it.each([
    [47, undefined, "47 of 64, 17 free"],
    [48, "warning", "Filling up: 16 of 64 private endpoints are left"],
    [59, "warning", "Filling up: 5 of 64"],
    [60, "attention", "Nearly full: 4 of 64"],
    [64, "attention", "Full: Azure lets no more than 64 private endpoints into a namespace."],
    [66, "attention", "66 of 64, 0 free"],
  ])("with %d endpoints is shown as %s", (endpointsUsed, style, text) => {
    const drawn = drawCard(aCard({ endpointsUsed }));
    expect(wordsOn(drawn)).toContain(text);
    const warnings = everyObject(drawn).filter(
      (object) => object["style"] === "warning" || object["style"] === "attention",
    );
    expect(warnings.map((warning) => warning["style"])).toEqual(style === undefined ? [] : [style]);
  });
});

describe("whom to ask", () => {
  it("is nobody when no group of the policy watches", () => {
    const text = said({ askedGroup: undefined, deadlineAt: undefined });
    expect(text).toContain("Nobody may decide");
    expect(text).toContain("None: ask whoever keeps this service's policy");
    expect(text).toContain("No deadline");
  });
});

describe("a confirmation", () => {
  it.each([
    ["reject", "Reject it for good?", "Azure cannot undo a rejection: only the requester can ask again."],
    ["revoke", "Revoke it for good?", "The private endpoint is cut off. Azure cannot undo it"],
    ["remove", "Remove it for good?", "the requester needs a new private endpoint"],
  ] as const)("to %s says what it means", (verb, question, meaning) => {
    const drawn = drawConfirmation(aCard(), verb, "");
    expect(officialFaults(drawn)).toEqual([]);
    expect(wordsOn(drawn)).toContain(question);
    expect(wordsOn(drawn)).toContain(meaning);
    expect(drawn["speak"]).toContain(question);
    expect(textsOf(drawn)).toContain("Or leave it: nothing is done until you confirm.");
  });

  it("keeps the comment as it was written", () => {
    const comment = "Not ours:\n[see](https://wiki.example) {{DATE(x)}}";
    const drawn = drawConfirmation(aCard(), "reject", comment);
    expect(everyObject(drawn).find(({ id }) => id === "comment")).toMatchObject({ type: "Input.Text", value: comment });
    expect(wordsOn(drawn)).not.toContain("Not ours");
  });

  it.each<[Partial<Card>, "reject" | "revoke", readonly string[]]>([
    [{}, "reject", ["confirm-reject", "approve", "hold"]],
    [asksToRevoke, "revoke", ["confirm-revoke", "keep"]],
    [{ state: "applied" }, "revoke", ["confirm-revoke"]],
  ])("of %j offers what is not final beside it", (change, verb, verbs) => {
    const actions = drawConfirmation(aCard(change), verb, "")["actions"] as readonly { verb: string }[];
    expect(actions.map((action) => action.verb)).toEqual(verbs);
  });
});
