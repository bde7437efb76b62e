import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ArmError } from "../../../sandbox/arm/arm-error.ts";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { type ArmUnderTest, aGround, anArm, joinOrders } from "./an-arm.ts";

const subscription = "22222222-2222-4222-8222-222222222222";
const ground = aGround();
const open: ArmUnderTest[] = [];

afterEach(async () => {
  setClockOffset(0);
  for (const arm of open.splice(0)) await arm.close();
});
afterAll(async () => {
  await (await anArm({}, await ground)).end();
});

type Act = "approve" | "reject" | "remove" | "join" | "leave" | "pass";

/** Does it, or says that Azure refuses. */
function act(arm: ArmUnderTest, what: Act): "done" | "refused" {
  const connection = arm.state().namespaces[0]?.connections[0]?.id ?? "/no/where";
  const acts: Record<Act, () => unknown> = {
    approve: () => arm.portal.approve(connection),
    reject: () => arm.portal.reject(connection),
    remove: () => arm.portal.remove(connection),
    join: () => joinOrders(arm, "pe-1"),
    leave: () => arm.consumer.deletePrivateEndpoint({ subscription, name: "pe-1" }),
    pass: () => setClockOffset(clockOffsetMs() + 34_000),
  };
  try {
    acts[what]();
    return "done";
  } catch (error) {
    if (error instanceof ArmError) return "refused";
    throw error;
  }
}

const look = (arm: ArmUnderTest) => {
  const { namespaces, privateEndpoints } = arm.state();
  return { connection: namespaces[0]?.connections[0], endpoint: privateEndpoints[0] };
};

type Look = ReturnType<typeof look>;

/** A connection has an endpoint, and both sides say the same of it. */
function agree({ connection, endpoint }: Look): boolean {
  return connection === undefined || connection.status === endpoint?.status;
}

function endedRejection(before: Look, after: Look): boolean {
  return before.connection?.status === "Rejected" && after.connection?.status !== "Rejected";
}

function expectSense(what: Act, result: "done" | "refused", before: Look, after: Look): void {
  expect(agree(after)).toBe(true);
  if (result === "refused") expect(after).toEqual(before);
  if (endedRejection(before, after)) expect(["join", "remove", "leave"]).toContain(what);
}

describe("whatever owner and consumer do, in any order", () => {
  it("both sides agree, a rejection stays until the consumer asks again, and refusals change nothing", async () => {
    const acts = fc.constantFrom<Act>("approve", "reject", "remove", "join", "leave", "pass");
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 25 }), async (sequence) => {
        const arm = await anArm({}, await ground);
        open.push(arm);
        for (const what of sequence) {
          const before = look(arm);
          expectSense(what, act(arm, what), before, look(arm));
        }
        await open.pop()?.close();
      }),
      { numRuns: 60 },
    );
  });
});
