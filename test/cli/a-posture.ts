import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { fabrikamSubscription, namespaceIdOf } from "../../sandbox/world.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";
import { allTold, reaching } from "./told.ts";

export const orders = namespaceIdOf("contoso-orders");

export let standIn: Awaited<ReturnType<typeof startStandInArm>>;
export let api: FakeApi;
export let folder: string;

/** Azure, the service and an empty folder, afresh for each test. */
export function aPostureForEach(): void {
  beforeEach(async () => {
    [standIn, api, folder] = await Promise.all([
      startStandInArm(),
      startFakeApi(),
      mkdtemp(join(tmpdir(), "posture-")),
    ]);
  });
  afterEach(async () => {
    await Promise.all([standIn.close(), api.stop(), rm(folder, { recursive: true })]);
  });
}

export const atArm = () => ({ RELAY_APPROVALS_ARM_URL: standIn.arm.url, RELAY_APPROVALS_ARM_TOKEN: "t0ken-for-arm" });
export const run = (...words: readonly string[]) => allTold(["posture", ...words], { env: atArm() });
export const runAsking = (...words: readonly string[]) =>
  allTold(["posture", ...words], { env: { ...atArm(), ...reaching(api) } });
export const inJson = async (asked: ReturnType<typeof run>) => {
  const { code, out, err } = await asked;
  expect(err).toEqual([]);
  return { code, report: JSON.parse(out.join("\n")) };
};
export const rulesIn = (report: { readonly findings: readonly { readonly rule: string }[] }) =>
  report.findings.map(({ rule }) => rule);

export function asks(
  name: string,
  { manual = true, subscription = fabrikamSubscription.id, namespace = "contoso-orders" } = {},
) {
  return standIn.arm.consumer.createPrivateEndpoint({ namespace, subscription, name, manual });
}
