import type { OperationSpec } from "@azure/core-client";
import { describe, expect, it } from "@jest/globals";
import {
  NEEDED_AT_ENDPOINTS,
  NEEDED_AT_NAMESPACES,
  NEEDED_AT_REQUESTERS,
} from "../../../src/adapters/arm/needed-actions.ts";
import * as operations from "../../../src/adapters/arm/operations.ts";

const VERBS: Readonly<Record<string, string>> = { GET: "read", PUT: "write", DELETE: "delete" };

/** Azure's action for an operation: the type of the last provider in the path, and a verb. */
function actionOf({ path = "", httpMethod }: OperationSpec): string {
  const [, type = "Microsoft.Resources/subscriptions"] = /.*\/providers\/(.*)$/.exec(path) ?? [];
  return [type.replaceAll(/\/(\{\w+\}|default$)/g, ""), VERBS[httpMethod] ?? httpMethod].join("/");
}

describe("what the service must be permitted", () => {
  it("is what its calls need, and the approval that Azure links to the change of a connection", () => {
    const { getNextPage: _ofTheSameList, ...called } = operations;
    const needed = new Set(Object.values(called).map(actionOf));
    needed.add("Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action");
    const permitted = new Set([...NEEDED_AT_NAMESPACES, ...NEEDED_AT_REQUESTERS, ...NEEDED_AT_ENDPOINTS]);
    expect([...permitted].sort()).toEqual([...needed].sort());
  });

  it("tells a requester's tenant with each of the roles", () => {
    const tells = actionOf(operations.getSubscription);
    for (const role of [NEEDED_AT_NAMESPACES, NEEDED_AT_REQUESTERS, NEEDED_AT_ENDPOINTS]) expect(role).toContain(tells);
  });
});
