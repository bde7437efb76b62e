import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { type ArmUnderTest, anArm, joinOrders } from "./an-arm.ts";

export const passSeconds = (seconds: number) => setClockOffset(clockOffsetMs() + seconds * 1000);

/** An ARM for all tests of the file that calls this, and connections in it. */
export function connectionsUnderTest() {
  let arm: ArmUnderTest;
  let number = 0;
  beforeAll(async () => {
    arm = await anArm({ settings: { endpointsPerNamespace: 1000 } });
  });
  afterAll(async () => {
    setClockOffset(0);
    await arm.end();
  });
  afterEach(() => arm.faults.clear());
  const aPending = () => {
    number += 1;
    return joinOrders(arm, `pe-${number}`);
  };
  const aDecided = async (status: "Approved" | "Rejected", comment: string) => {
    const pending = aPending();
    await arm.put(pending.id, status, comment);
    passSeconds(33);
    return pending;
  };
  return {
    get arm() {
      return arm;
    },
    aPending,
    /** Of the endpoint that joined last. */
    endpointName: () => `pe-${number}`,
    anApproved: () => aDecided("Approved", "yes"),
    aRejected: () => aDecided("Rejected", "no"),
    async stateIn(id: string) {
      const { provisioningState, privateLinkServiceConnectionState: state } = (await arm.get(id)).body.properties;
      return `${state.status} ${provisioningState}`;
    },
    consumerSees: (id: string) => arm.state().privateEndpoints.find((one) => one.connection === id)?.status,
  };
}
