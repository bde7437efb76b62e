import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PolicyRefused, policyFile } from "../../../src/adapters/policy/policy-file.ts";
import { OWNER_SUBSCRIPTION, olga, omar } from "../../support/builders.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { sha256 } from "../../support/sha256.ts";

const textWith = (owner: string) => `groups:
  - name: Relay team
    namespaces: [{ subscription: ${OWNER_SUBSCRIPTION}, name: contoso-* }]
    owners: [${owner}]
    channel: { id: "19:relayapprovals@thread.tacv2", name: Relay approvals }
`;

describe("the policy file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "policy-"));
    path = join(folder, "policy.yaml");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is read again after a while, so that a removed owner soon is none", async () => {
    const clock = new FakeClock();
    const policies = policyFile(path, { hash: sha256, clock: clock.now });
    const owners = async () => (await policies.current()).groups[0]?.owners;
    await writeFile(path, textWith(olga.objectId));
    expect(await owners()).toEqual([olga.objectId]);
    await writeFile(path, textWith(omar.objectId));
    expect(await owners()).toEqual([olga.objectId]);
    clock.moveOn({ seconds: 5 });
    expect(await owners()).toEqual([omar.objectId]);
  });

  it("that is broken decides nothing and says where", async () => {
    const policies = policyFile(path, { hash: sha256, clock: new FakeClock().now });
    await writeFile(path, textWith("olga"));
    await expect(policies.current()).rejects.toThrow(PolicyRefused);
    await expect(policies.current()).rejects.toThrow("line 4: groups[0].owners[0] is no GUID");
  });

  it("that is missing decides nothing", async () => {
    const policies = policyFile(path, { hash: sha256, clock: new FakeClock().now });
    await expect(policies.current()).rejects.toThrow("ENOENT");
  });
});
