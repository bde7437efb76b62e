import { describe, expect, it } from "@jest/globals";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import { seenAsConnection } from "../../src/domain/private-endpoint.ts";
import { aConnectionId, aPrivateEndpoint } from "../support/builders.ts";

function seen(...statuses: readonly ConnectionStatus[]) {
  const connections = statuses.map((status, index) => ({ name: `to-${index}`, target: "somewhere", status }));
  const endpoint = { id: aPrivateEndpoint(), connections, provisioning: "busy" as const };
  return seenAsConnection(endpoint, aConnectionId());
}

describe("a private endpoint seen as a connection", () => {
  it("says nothing but what it is and how it is connected", () => {
    expect(seen("Disconnected")).toEqual({
      id: aConnectionId(),
      privateEndpoint: aPrivateEndpoint(),
      status: "Disconnected",
      description: "",
      provisioning: "busy",
      region: undefined,
    });
  });

  it.each<[readonly ConnectionStatus[], ConnectionStatus]>([
    [["Disconnected", "Disconnected"], "Disconnected"],
    [["Disconnected", "Approved"], "Approved"],
    [["Pending", "Disconnected"], "Pending"],
    [["Disconnected", "Other", "Approved"], "Other"],
    [[], "Other"],
  ])("with connections %p is %s: Disconnected only when all of them are", (statuses, expected) => {
    expect(seen(...statuses).status).toBe(expected);
  });
});
