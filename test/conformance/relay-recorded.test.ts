import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import recorded from "../data/relay-recorded/azure-cli-relay-pec-2026-07-01-preview.json" with { type: "json" };
import { type ArmUnderTest, aDecision, anArm, joinOrders, orders } from "../sandbox/arm/an-arm.ts";

const version = "api-version=2026-07-01-preview";
let arm: ArmUnderTest;
let id: string;
let privateEndpoint: string;

beforeAll(async () => {
  arm = await anArm();
});
afterAll(async () => {
  setClockOffset(0);
  await arm.end();
});

const finish = () => setClockOffset(clockOffsetMs() + 34_000);
const get = (path: string) => arm.get(path, version);

/** Names and kinds of a body, its values left out: what must be the same. Arrays are described by their first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  const names = Object.keys(value).filter((name) => name !== "tags");
  return Object.fromEntries(names.sort().map((name) => [name, shapeOf((value as Record<string, unknown>)[name])]));
}

/** The recording left out what its GET has. */
const putBody = {
  ...recorded.putRejected.body,
  id: recorded.getApproved.body.id,
  properties: {
    ...recorded.putRejected.body.properties,
    privateEndpoint: recorded.getApproved.body.properties.privateEndpoint,
  },
};

describe("the answers have the shape of those that Azure gave", () => {
  it("to a GET of a namespace without connections", async () => {
    const { status, body } = await get(orders);
    expect(status).toBe(recorded.namespaceGetWithoutConnections.status);
    expect(shapeOf(body)).toEqual(shapeOf(recorded.namespaceGetWithoutConnections.body));
    expect(body.type).toBe(recorded.namespaceGetWithoutConnections.body.type);
  });

  it("to a GET of an approved connection", async () => {
    ({ id, privateEndpoint } = joinOrders(arm, "pe-recorded", { manual: false }));
    const { status, body, headers } = await get(id);
    expect(status).toBe(recorded.getApproved.status);
    expect(shapeOf(body)).toEqual(shapeOf(recorded.getApproved.body));
    expect(body.type).toBe(recorded.getApproved.body.type);
    expect(body.properties.privateLinkServiceConnectionState).toEqual(
      recorded.getApproved.body.properties.privateLinkServiceConnectionState,
    );
    expect(headers).toMatchObject(namesOf(recorded.getApproved.headers));
  });

  it("to a list, which has no nextLink", async () => {
    const { body } = await get(`${orders}/privateEndpointConnections`);
    expect(shapeOf(body)).toEqual(shapeOf({ value: [recorded.getApproved.body] }));
  });

  it("to a GET of the namespace with a connection", async () => {
    expect(shapeOf((await get(orders)).body)).toEqual(shapeOf(recorded.namespaceGetWithConnection.body));
  });

  it("to a list of private link resources", async () => {
    const { body } = await get(`${orders}/privateLinkResources`);
    expect(shapeOf(body)).toEqual(shapeOf(recorded.privateLinkResourcesList.body));
    expect(body.value[0].id).not.toMatch(/^\//);
  });

  it("to a PUT", async () => {
    const decision = aDecision("Rejected", "Rejected", privateEndpoint);
    const body = { properties: { ...decision.properties, provisioningState: "Succeeded" } };
    expect(shapeOf(body)).toEqual(shapeOf(recorded.putRejected.request.body));
    const answer = await arm.ask("PUT", `${id}?${version}`, { body });
    expect(answer.status).toBe(recorded.putRejected.status);
    expect(shapeOf(answer.body)).toEqual(shapeOf(putBody));
    expect(answer.body.properties.provisioningState).toBe(recorded.putRejected.body.properties.provisioningState);
    expectHeadersOf(recorded.putRejected, answer.headers);
  });

  it("to a DELETE and to the last poll of it", async () => {
    finish();
    const { status, body, headers } = await arm.ask("DELETE", `${id}?${version}`);
    expect({ status, body: body ?? "" }).toEqual({ status: recorded.delete.status, body: recorded.delete.body });
    expectHeadersOf(recorded.delete, headers);
    finish();
    const address = new URL(String(headers["azure-asyncoperation"]));
    const poll = await arm.ask("GET", address.pathname + address.search);
    expect(poll.status).toBe(recorded.deletePollLast.status);
    expect(shapeOf(poll.body)).toEqual(shapeOf(recorded.deletePollLast.body));
    expect(poll.body.id.match(/operationStatus/g)).toHaveLength(2);
  });
});

function namesOf(headers: object) {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, expect.any(String)]));
}

function expectHeadersOf(
  answer: { headers: { "azure-asyncoperation": string }; _absentHeaders: string[] },
  headers: Readonly<Record<string, unknown>>,
): void {
  expect(headers).toMatchObject(namesOf(answer.headers));
  for (const absent of answer._absentHeaders) expect(headers).not.toHaveProperty([absent]);
  const namesIn = (address: unknown) => [...new URL(String(address)).searchParams.keys()].sort();
  expect(namesIn(headers["azure-asyncoperation"])).toEqual(namesIn(answer.headers["azure-asyncoperation"]));
}
