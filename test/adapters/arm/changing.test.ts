import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { connectionIdOf } from "../../../src/domain/azure-id.ts";
import { Fault } from "../../../src/ports.ts";
import { aConnectionId, aPrivateEndpoint } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm, TOKEN } from "../../support/scripted-arm.ts";
import { APPROVAL, anError, armAt, recorded } from "./arm-fixture.ts";

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

const put = (options?: Parameters<typeof armAt>[1]) => armAt(arm, options).connections.put(aConnectionId(), APPROVAL);

const remove = () => armAt(arm).connections.remove(aConnectionId());

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw new Error(`No fault: ${inspect(error)}`);
}

describe("a change in ARM", () => {
  it("always sends the endpoint and a description, once, and answers Azure's correlation id", async () => {
    const { status, body } = recorded.putRejected;
    arm.script = () => ({ status, body, headers: { "x-ms-correlation-request-id": "c-1" } });
    expect(await put()).toEqual({ kind: "accepted", correlation: "c-1" });
    expect(arm.requests).toEqual([
      expect.objectContaining({
        method: "PUT",
        url: `${connectionIdOf(aConnectionId())}?api-version=2024-01-01`,
        body: {
          properties: {
            privateEndpoint: { id: aPrivateEndpoint() },
            privateLinkServiceConnectionState: { status: "Approved", description: "Known partner [RA-k3m9q2]" },
          },
        },
      }),
    ]);
  });

  it.each([
    [400, "BadRequest"],
    [403, "AuthorizationFailed"],
    [403, "LinkedAuthorizationFailed"],
    [403, "RequestDisallowedByPolicy"],
    [403, "RequestDisallowedByAzure"],
    [409, "ScopeLocked"],
  ])("that Azure refuses with %i %s is refused for good, in Azure's words", async (status, code) => {
    arm.script = () => ({ status, body: anError(code, "The words\u202e\n of  Azure") });
    expect(await put()).toEqual({ kind: "refused", reason: `${code}: The words of Azure` });
    expect(await remove()).toEqual({ kind: "refused", reason: `${code}: The words of Azure` });
  });

  it.each(["NotFound", "ResourceNotFound", "ParentResourceNotFound", "ResourceGroupNotFound"])(
    "of what is not there (%s) is refused in Azure's words, and a removal of it is accepted",
    async (code) => {
      const headers = { "x-ms-correlation-request-id": "c-4" };
      arm.script = () => ({ status: 404, body: anError(code), headers });
      expect(await put()).toEqual({ kind: "refused", reason: `${code}: Azure's words` });
      expect(await remove()).toEqual({ kind: "accepted", correlation: "c-4" });
    },
  );

  it("is refused in at most 300 characters, and none is cut in half", async () => {
    arm.script = () => ({ status: 400, body: anError("BadRequest", "😀".repeat(200)) });
    const answer = await put();
    const reason = answer.kind === "refused" ? answer.reason : "";
    expect(reason).toBe(`BadRequest: ${"😀".repeat(143)}…`);
  });

  it.each([
    [401, "ExpiredAuthenticationToken"],
    [404, "InvalidResourceType"],
    [404, "SubscriptionNotFound"],
    [408, "RequestTimeout"],
    [409, "Conflict"],
    [409, "AnotherOperationInProgress"],
    [429, "TooManyRequests"],
    [500, "InternalServerError"],
    [503, "ServiceUnavailable"],
  ])("that ARM answers with %i %s may go another time, and is not sent twice by itself", async (status, code) => {
    arm.script = () => ({ status, body: anError(code), headers: { "x-ms-correlation-request-id": "c-9" } });
    const faults = [await faultOf(put()), await faultOf(remove())];
    expect(faults.map((fault) => fault.status)).toEqual([status, status]);
    const id = connectionIdOf(aConnectionId());
    expect(faults.map(({ message }) => message)).toEqual([
      `PUT of ${id} answered ${status} ${code}, correlation c-9`,
      `DELETE of ${id} answered ${status} ${code}, correlation c-9`,
    ]);
    expect(faults[0]?.retryAt).toBeUndefined();
    expect(arm.requests.map(({ method }) => method)).toEqual(["PUT", "DELETE"]);
  });

  it.each([403, 404, 409])("that a proxy answers with %i is no answer of Azure's", async (status) => {
    for (const [body, type] of [
      ["<html>", "text/html"],
      ["{}", "application/json"],
      ["", "text/plain"],
    ] as const) {
      arm.script = () => ({ status, body, headers: { "content-type": type } });
      expect((await faultOf(put())).message).toContain(`answered ${status}`);
      expect((await faultOf(remove())).message).toContain(`answered ${status}`);
    }
  });

  it.each([
    ["17", "2026-11-20T09:00:17.000Z"],
    ["3600", "2026-11-20T10:00:00.000Z"],
    ["Fri, 20 Nov 2026 09:01:00 GMT", "2026-11-20T09:01:00.000Z"],
    ["Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20T09:00:00.000Z"],
    ["Fri, 20 Nov 2099 09:01:00 GMT", "2099-11-20T09:01:00.000Z"],
    ["soon", undefined],
    ["9".repeat(20), undefined],
  ])("that is throttled with Retry-After %s comes back at %s", async (header, at) => {
    arm.script = () => ({ status: 429, body: anError("TooManyRequests"), headers: { "retry-after": header } });
    expect((await faultOf(put())).retryAt?.toISOString()).toBe(at);
  });

  it("faults when the answer does not come in time", async () => {
    arm.script = () => "hang";
    expect((await faultOf(put({ timeoutMs: 50 }))).message).toContain("got no answer: it took too long");
  });

  it("faults when the connection breaks", async () => {
    arm.script = () => "cut";
    expect((await faultOf(put())).message).toMatch(/got no answer: ECONNRESET: socket hang up$/);
  });

  it("faults without the token in anything that could be logged", async () => {
    arm.script = () => ({ status: 500, body: anError("InternalServerError") });
    const fault = await faultOf(put());
    expect(arm.requests[0]?.authorization).toBe(`Bearer ${TOKEN}`);
    expect(`${inspect(fault, { depth: 20 })}${JSON.stringify(fault)}${fault.stack}`).not.toContain(TOKEN);
  });
});

describe("a removal in ARM", () => {
  it("is one DELETE of exactly that connection, and answers Azure's correlation id", async () => {
    const { status, body } = recorded.delete;
    arm.script = () => ({ status, body, headers: { "x-ms-correlation-request-id": "c-2" } });
    expect(await remove()).toEqual({ kind: "accepted", correlation: "c-2" });
    expect(arm.requests).toEqual([
      {
        method: "DELETE",
        url: `${connectionIdOf(aConnectionId())}?api-version=2024-01-01`,
        authorization: `Bearer ${TOKEN}`,
        body: undefined,
      },
    ]);
  });

  it.each([200, 202, 204])("that Azure answers with %i is accepted", async (status) => {
    arm.script = () => ({ status, body: "" });
    expect(await remove()).toEqual({ kind: "accepted", correlation: undefined });
  });
});
