import { describe, expect, it } from "@jest/globals";
import { namespaceOf } from "../../../src/adapters/event-grid/namespace-of.ts";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { EVENT_FUNCTION, EVENT_OPERATIONS, EVENT_TYPES } from "../../../src/domain/event-filter.ts";
import { aNamespace, OWNER_SUBSCRIPTION } from "../../support/builders.ts";

const eventOf = (operationName: string, eventType: string) => {
  const subject = `${namespaceIdOf(aNamespace())}/privateEndpointConnections/pe`;
  return { eventType, subject, topic: `/subscriptions/${OWNER_SUBSCRIPTION}`, data: { operationName } };
};

describe("the filter of the event subscription", () => {
  it("lets through what the function understands", () => {
    const heard = EVENT_OPERATIONS.flatMap((operation) =>
      EVENT_TYPES.map((type) => namespaceOf(eventOf(operation, type))),
    );
    expect(heard).toEqual(Array.from({ length: 8 }, () => aNamespace()));
  });

  it("names the function and the operations as they are shipped", () => {
    const [proxies, connections] = ["privateEndpointConnectionProxies", "privateEndpointConnections"];
    expect(EVENT_FUNCTION).toBe("connectionEvent");
    expect(EVENT_OPERATIONS.map((operation) => operation.split("/").slice(-2))).toEqual([
      ...[proxies, connections].flatMap((kind) => [
        [kind, "write"],
        [kind, "delete"],
      ]),
    ]);
  });
});
