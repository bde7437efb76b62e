import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { policyFile, policyIn } from "../../../src/adapters/policy/policy-file.ts";
import { PolicyRefused, policyTextNow } from "../../../src/adapters/policy/policy-text.ts";
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
    await writeFile(path, textWith(olga.objectId));
    const policies = policyFile(path, { hash: sha256, clock: clock.now });
    const owners = async () => (await policies.current()).groups[0]?.owners.map(({ id }) => id);
    expect(await owners()).toEqual([olga.objectId]);
    await writeFile(path, textWith(omar.objectId));
    expect(await owners()).toEqual([olga.objectId]);
    clock.moveOn({ seconds: 5 });
    expect(await owners()).toEqual([omar.objectId]);
  });

  it("that is broken keeps the service from starting, and names every fault", () => {
    const text = textWith("olga").replace("contoso-*", "contoso orders");
    expect(() => policyIn(path, text, sha256)).toThrow(
      new PolicyRefused(
        [
          `POLICY_FILE: ${path} is no policy:`,
          "  line 3: groups[0].namespaces[0].name is no name of a namespace, in which * stands for any characters",
          "  line 4: groups[0].owners[0].id is no GUID",
          "See docs/policy.md.",
        ].join("\n"),
      ),
    );
  });

  it("that is missing keeps the service from starting, and says what to do", () => {
    expect(() => policyTextNow(path)).toThrow(
      expect.objectContaining({
        name: "PolicyRefused",
        message: `POLICY_FILE: ${path} cannot be read (ENOENT).\nDeploy the policy there, or set POLICY_FILE to where it is. See docs/policy.md.`,
      }),
    );
  });

  it("that breaks or goes away later decides nothing, until it is good again", async () => {
    const clock = new FakeClock();
    await writeFile(path, textWith(olga.objectId));
    const policies = policyFile(path, { hash: sha256, clock: clock.now });
    await policies.current();
    clock.moveOn({ seconds: 5 });
    await writeFile(path, textWith("olga"));
    await expect(policies.current()).rejects.toThrow("line 4: groups[0].owners[0].id is no GUID");
    await rm(path);
    await expect(policies.current()).rejects.toThrow(`POLICY_FILE: ${path} cannot be read (ENOENT)`);
    await writeFile(path, textWith(omar.objectId));
    expect((await policies.current()).groups[0]?.owners).toMatchObject([{ id: omar.objectId }]);
  });
});
