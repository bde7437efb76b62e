import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
  stage.connections.subscriptionNames.set(FABRIKAM, "Fabrikam Imports");
  stage.connections.network = { publicly: "open", trustedServices: false };
});

const another = (name: string) =>
  aConnection({ id: aConnectionId({ connection: `c-${name}` }), privateEndpoint: aPrivateEndpoint(name) });

describe("what a request knows of its background", () => {
  it("is read when it begins, and stands on the card", async () => {
    const requestId = await stage.asked();
    const background = {
      subscriptionName: "Fabrikam Imports",
      network: { publicly: "open", trustedServices: false },
      earlier: [],
    };
    expect(stage.request(requestId)).toMatchObject({ background });
    expect(stage.cards.posted.at(-1)?.versions.at(-1)).toMatchObject({ background });
  });

  it("tells how the earlier requests of the subscription ended, the one for the same endpoint too", async () => {
    const first = await stage.asked(another("pe-1"));
    await stage.click(first, "reject", "Not now");
    await stage.untilOver(first);
    const second = await stage.asked(another("pe-2"));
    expect(stage.request(second).background?.earlier).toEqual([{ how: "rejected", count: 1 }]);
    await stage.click(second, "approve");
    await stage.untilOver(second);
    const third = await stage.asked(another("pe-1"));
    expect(stage.request(third).background?.earlier).toEqual([
      { how: "approved", count: 1 },
      { how: "rejected", count: 1 },
    ]);
  });

  it("tells an owner's wish the same", async () => {
    const first = await stage.asked();
    await stage.click(first, "approve");
    await stage.untilOver(first);
    await stage.click(first, "revoke", "They left");
    const wish = stage.onlyOpen();
    expect(stage.request(wish).background).toEqual({
      subscriptionName: "Fabrikam Imports",
      network: { publicly: undefined, trustedServices: undefined },
      earlier: [{ how: "approved", count: 1 }],
    });
  });

  it.each(["nameOf", "accessTo"])("holds up no request when %s faults", async (call) => {
    stage.connections.failures.fail(call, new Fault("ARM answered 503"));
    const { background } = stage.request(await stage.asked());
    expect(background?.subscriptionName).toBe(call === "nameOf" ? undefined : "Fabrikam Imports");
    expect(background?.network.publicly).toBe(call === "accessTo" ? undefined : "open");
    expect(stage.log.at("warn")).toHaveLength(1);
  });

  it("asks for no name where the tenant could not be read", async () => {
    stage.connections.tenants.delete(FABRIKAM);
    expect(stage.request(await stage.asked()).background?.subscriptionName).toBeUndefined();
    expect(stage.connections.failures.calls).not.toContain("nameOf");
  });

  it("reads no network for what a rule decides", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule()] });
    await stage.asked(aConnection({ privateEndpoint: aPrivateEndpoint("pe", LOGISTICS) }));
    expect(stage.connections.failures.calls).not.toContain("accessTo");
  });
});
