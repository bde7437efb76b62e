import { describe } from "@jest/globals";
import { owner } from "../../sandbox/arm/roles.ts";
import { anAssignment } from "../../sandbox/arm/seed.ts";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import { aNamespace } from "../support/builders.ts";
import { FakeRights } from "../support/fakes/fake-rights.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { rightsContract } from "./rights-contract.ts";

describe("the fake rights", () => {
  rightsContract(async () => {
    const rights = new FakeRights();
    return {
      rights,
      give: (objectId) => rights.give(aNamespace(), objectId),
      take: (objectId) => rights.take(aNamespace(), objectId),
      settle: () => undefined,
      close: async () => undefined,
    };
  });
});

describe("the ARM adapter's rights on the stand-in for ARM", () => {
  rightsContract(async () => {
    const { arm, ports, close } = await startStandInArm();
    const given = (objectId: string) => anAssignment(namespaceIdOf(aNamespace()), objectId, owner);
    return {
      rights: ports.rights,
      give: (objectId) => arm.store.assignments.put(given(objectId)),
      take: (objectId) => arm.store.assignments.remove(given(objectId).id),
      settle: () => setClockOffset(clockOffsetMs() + 60_000),
      close,
    };
  });
});
