import { describe, expect, it } from "@jest/globals";
import { type About, saysTheSame } from "../../src/domain/audit.ts";
import type { Sighting } from "../../src/domain/round.ts";
import { externalEntry, plannedEntry, settledEntry } from "../../src/domain/sighting.ts";
import { aRequest } from "../support/builders.ts";
import { sha256 } from "../support/sha256.ts";

const about = aRequest();
const at = "2026-11-20T12:00:00.000Z";
const by = { kind: "azure", ref: "Microsoft.Relay" };
const sighting: Sighting = { number: 2, before: "Rejected", after: "Approved", comment: "by hand", at };

function external(change: Partial<Sighting> = {}, whom: Partial<About> = {}, version = "0.1.0") {
  return externalEntry({ ...about, ...whom }, { ...sighting, ...change }, version, sha256);
}

describe("what somebody else did in Azure", () => {
  it("is on record with what was on record before, and how they called it", () => {
    const entry = external();
    expect(entry).toMatchObject({
      ...{ at, kind: "external.change", actor: by },
      ...{ before: "Rejected", after: "Approved", verdict: undefined, comment: "by hand" },
    });
    expect(entry.id.startsWith(`${about.id}/external-2-approved-`)).toBe(true);
    expect(entry.id.split("-").at(-1)).toMatch(/^[a-z2-7]{8}$/);
  });

  it("is on record too when they took the connection away, or made it", () => {
    const gone = external({ number: 1, after: "gone", comment: "" });
    expect(gone).toMatchObject({ after: "gone", comment: "" });
    expect(gone.id).toContain("/external-1-gone-");
    expect(external({ before: undefined })).toMatchObject({ before: undefined, after: "Approved" });
  });

  it.each<[string, Partial<Sighting>, Partial<About>, string]>([
    ["later", { at: "2026-11-20T12:05:00.000Z" }, {}, "0.1.0"],
    ["by another version of the service", {}, {}, "0.2.0"],
    ["under another policy", {}, { policyVersion: "sha256:fedcba9876543210" }, "0.1.0"],
    ["when the requester's tenant is not known", {}, { requester: { ...about.requester, tenant: "unknown" } }, "0.1.0"],
  ])("is the same entry when the same is seen again %s", (_, change, whom, version) => {
    const again = external(change, whom, version);
    expect(again.id).toBe(external().id);
    expect(saysTheSame(external(), again)).toBe(true);
  });

  it.each<[string, Partial<Sighting>]>([
    ["it is the next change", { number: 3 }],
    ["the state is another one", { after: "Disconnected" }],
    ["something else was on record before", { before: "Disconnected" }],
    ["they called it otherwise", { comment: "by script" }],
  ])("is an entry of its own when %s, so that none contradicts an earlier one", (_, change) => {
    expect(external(change).id).not.toBe(external().id);
  });

  it("is cut where it is longer than a row can keep, and known again by what is kept", () => {
    const [long, longer] = [external({ comment: "x".repeat(2_001) }), external({ comment: "x".repeat(90_000) })];
    expect(long.comment).toBe(`${"x".repeat(2_000)}…`);
    expect(longer).toEqual(long);
  });
});

describe("what Azure shows after an uncertain change", () => {
  it.each(["Approved", "gone"] as const)("is on record: %s", (after) => {
    expect(settledEntry(about, { after, at }, "0.1.0")).toMatchObject({
      ...{ id: `${about.id}/settled-${after.toLowerCase()}`, at, kind: "change.settled", actor: by, after },
      comment: undefined,
    });
  });
});

describe("what a dry run would do", () => {
  const since = "2026-11-17T09:20:00.000Z";
  const planned = (change: { since?: string; at?: string } = {}) =>
    plannedEntry(about, { since, at, ...change }, "0.1.0", sha256);

  it("is on record, and how to have it done", () => {
    expect(planned()).toMatchObject({
      ...{ at, kind: "clean-up.planned", before: "Disconnected" },
      actor: { kind: "service", ref: "relay-approvals" },
      comment: "Dry run: set CLEAN_UP=delete to have it deleted.",
    });
    expect(planned().id).toMatch(/\/clean-up-planned-[a-z2-7]{8}$/);
  });

  it("is on record once for each time in which the connection was Disconnected", () => {
    expect(planned({ at: "2026-11-21T12:00:00.000Z" }).id).toBe(planned().id);
    expect(planned({ since: "2026-11-18T09:20:00.000Z" }).id).not.toBe(planned().id);
  });
});
