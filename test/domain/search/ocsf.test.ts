import { describe, expect, it } from "@jest/globals";
import { AUDIT_KINDS } from "../../../src/domain/audit.ts";
import { ocsfOf } from "../../../src/domain/search/ocsf.ts";
import { anEntry } from "../../support/builders.ts";

const NAMESPACE =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Relay/namespaces/contoso-orders";
const ENTRY = anEntry({
  id: "r-1/vote",
  request: "r-1",
  at: "2026-11-20T10:00:00.000Z",
  namespace: NAMESPACE,
  connection: `${NAMESPACE}/privateEndpointConnections/pec-1`,
  privateEndpoint: "/pe",
  requester: { subscription: "sub", tenant: "other" },
  actor: { kind: "person", ref: "p-one", commitment: "c" },
  comment: "As agreed",
  policyVersion: "sha256-x",
});
const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...ABOUT_POLICY } = ENTRY;

describe("an entry as an event of OCSF", () => {
  it("is one of Entity Management, about the connection", () => {
    expect(ocsfOf({ ...ENTRY, actorName: "Olga Owens", index: 7, correlation: "c-1" }, "{}")).toEqual({
      category_uid: 3,
      class_uid: 3004,
      activity_id: 99,
      activity_name: "vote.cast",
      type_uid: 300499,
      time: 1_795_168_800_000,
      severity_id: 1,
      status_id: 0,
      message: "As agreed",
      metadata: {
        version: "1.5.0",
        profiles: ["cloud"],
        uid: "r-1/vote",
        product: { name: "Relay Approvals", vendor_name: "Relay Approvals", version: "0.1.0" },
        correlation_uid: "c-1",
        sequence: 7,
      },
      actor: { user: { uid: "p-one", name: "Olga Owens" } },
      entity: {
        type: "Private endpoint connection",
        uid: `${NAMESPACE}/privateEndpointConnections/pec-1`,
        name: "pec-1",
        data: { namespace: NAMESPACE },
      },
      cloud: { provider: "Azure", account: { uid: "11111111-1111-4111-8111-111111111111" } },
      raw_data: "{}",
      unmapped: {
        request: "r-1",
        private_endpoint: "/pe",
        requester: { subscription: "sub", tenant: "other" },
        verdict: "approve",
        policy_version: "sha256-x",
      },
    });
  });

  it("may be about the policy, by the service, with nothing else known", () => {
    const actor = { kind: "service", ref: "relay-approvals" } as const;
    const entry = { ...ABOUT_POLICY, request: "policy", kind: "policy.changed", actor, comment: undefined } as const;
    const event = ocsfOf(entry, "{}");
    expect(event).toMatchObject({
      actor: { app_name: "relay-approvals", app_uid: "service" },
      entity: { type: "Policy", name: "policy" },
      cloud: { provider: "Azure" },
    });
    expect(event).not.toHaveProperty("message");
    expect(event["metadata"]).not.toHaveProperty("sequence");
    expect(event["metadata"]).not.toHaveProperty("correlation_uid");
    expect(event["unmapped"]).not.toHaveProperty("requester");
  });

  it("names a person without a name by the pseudonym, and a connection without a readable id by that", () => {
    const { namespace: _gone, ...rest } = ENTRY;
    expect(ocsfOf({ ...rest, connection: "strange" }, "{}")).toMatchObject({
      actor: { user: { uid: "p-one" } },
      entity: { uid: "strange", name: "strange" },
    });
  });

  it.each([
    ["request.seen", undefined, 1],
    ["change.applied", "Approved", 3],
    ["change.applied", "gone", 4],
    ["external.change", "Rejected", 3],
    ["external.change", "gone", 4],
    ["change.settled", "Approved", 3],
    ["decision.made", undefined, 99],
    ["change.intended", "gone", 99],
  ] as const)("%s to %s is activity %i", (kind, after, activity) => {
    expect(ocsfOf({ ...ENTRY, kind, after }, "{}")).toMatchObject({
      activity_id: activity,
      type_uid: 300_400 + activity,
    });
  });

  it.each([
    ["change.applied", 1, 1],
    ["change.refused", 2, 1],
    ["change.failed", 2, 3],
    ["change.indeterminate", 0, 3],
    ["vote.refused", 2, 3],
    ["external.change", 0, 3],
    ["alert.raised", 0, 3],
    ["vote.cast", 0, 1],
  ] as const)("%s has the status %i and the severity %i", (kind, status, severity) => {
    expect(ocsfOf({ ...ENTRY, kind }, "{}")).toMatchObject({ status_id: status, severity_id: severity });
  });

  it.each(AUDIT_KINDS)("of the kind %s has every member that its class requires", (kind) => {
    for (const entry of [ENTRY, ABOUT_POLICY]) {
      const event = ocsfOf({ ...entry, kind }, "{}");
      for (const name of ["activity_id", "category_uid", "class_uid", "severity_id", "time", "type_uid"])
        expect(Number.isSafeInteger(event[name])).toBe(true);
      expect(event["type_uid"]).toBe(300_400 + Number(event["activity_id"]));
      expect(event["time"]).toBe(1_795_168_800_000);
      const some = expect.any(String);
      expect(event).toMatchObject({
        metadata: { version: some, product: { vendor_name: some } },
        entity: { name: some },
        cloud: { provider: some },
      });
    }
  });
});
