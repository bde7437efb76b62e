import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { blobReader } from "../../../src/adapters/policy/blob-reader.ts";
import {
  type LastGood,
  type PolicyBlobParts,
  type PolicyChange,
  policyBlob,
  type RefusedPolicy,
} from "../../../src/adapters/policy/policy-blob.ts";
import { Contradiction } from "../../../src/ports.ts";
import { type StartedBlobs, startBlobs } from "../../support/azurite-blobs.ts";
import { aPolicy, OWNER_SUBSCRIPTION, olga, omar, rita } from "../../support/builders.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { FakePolicies } from "../../support/fakes/fake-policies.ts";
import { sha256 } from "../../support/sha256.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../../support/trusted-certificate.ts";
import { tokensFor } from "../../support/unsigned-tokens.ts";

const PACKAGED = "sha256:0123456789abcdef";
const STORAGE = "https://storage.azure.com";

let folder: string;
let blobs: StartedBlobs;
let silent: Server;
let name: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const { cert, key } = await holdTrustedCertificate();
  const [certPath, keyPath] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await writeFile(certPath, cert);
  await writeFile(keyPath, key, { mode: 0o600 });
  blobs = await startBlobs({ certPath, keyPath });
  silent = createServer({ cert, key }, () => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
}, 60_000);
afterAll(async () => {
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
  await blobs.close();
  releaseTrustedCertificate();
  await rm(folder, { recursive: true });
});
let count = 0;
beforeEach(() => {
  count += 1;
  name = `policy-${count}.yaml`;
});

const textWith = (owner: string) => `groups:
  - name: Relay team
    namespaces: [{ subscription: ${OWNER_SUBSCRIPTION}, name: contoso-* }]
    owners: [${owner}]
    channel: { id: "19:relayapprovals@thread.tacv2", name: Relay approvals }
`;

class FakeLastGood implements LastGood {
  text: string | undefined;
  failing = 0;
  unreadable = false;

  async find() {
    if (this.unreadable) throw new Error("No storage");
    return this.text;
  }

  async keep(text: string) {
    if (this.failing > 0) {
      this.failing -= 1;
      throw new Error("No storage");
    }
    this.text = text;
  }
}

function aProcess(overrides: Partial<PolicyBlobParts> & { readonly url?: string } = {}) {
  const clock = new FakeClock();
  const log = new FakeLog();
  const lastGood = new FakeLastGood();
  const [refused, changed]: [RefusedPolicy[], PolicyChange[]] = [[], []];
  const policies = policyBlob(overrides.url ?? `${blobs.url}/${name}`, {
    ...{ packaged: new FakePolicies(aPolicy()), lastGood, hash: sha256, clock: clock.now, log },
    credential: tokensFor(STORAGE),
    onRefused: async (one) => void refused.push(one),
    onChanged: async (one) => void changed.push(one),
    ...overrides,
  });
  const owner = async () => (await policies.current()).groups[0]?.owners[0]?.id;
  const later = () => {
    clock.moveOn({ seconds: 30 });
    return owner();
  };
  return { policies, owner, later, clock, log, lastGood, refused, changed };
}

const WARNING = "The policy's blob is not read, so the last good policy stays in force";

describe("a policy in a blob", () => {
  it("is read over TLS with a token for storage, and told as a change from the packaged one", async () => {
    const scopes: string[] = [];
    await blobs.write(name, textWith(omar.objectId));
    const { owner, changed, refused } = aProcess({ credential: tokensFor(STORAGE, scopes) });
    expect(await owner()).toBe(omar.objectId);
    expect(scopes).toEqual(["https://storage.azure.com/.default"]);
    expect(changed).toEqual([
      {
        from: PACKAGED,
        to: expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
        modifiedAt: expect.stringMatching(/^2\d{3}-.*Z$/),
      },
    ]);
    expect(refused).toEqual([]);
  });

  it("is read again after 30 seconds, so that a removed owner soon is none", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const { owner, later, clock, changed, log } = aProcess();
    expect(await owner()).toBe(olga.objectId);
    await blobs.write(name, textWith(omar.objectId));
    clock.moveOn({ seconds: 29 });
    expect(await owner()).toBe(olga.objectId);
    clock.moveOn({ seconds: 1 });
    expect(await owner()).toBe(omar.objectId);
    expect(await later()).toBe(omar.objectId);
    expect(changed.map(({ from }) => from)).toEqual([PACKAGED, changed[0]?.to]);
    expect(log.at("warn")).toEqual([]);
  });

  it("is told as a change from the one that an earlier process had, and only when it is another", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const first = aProcess();
    await first.owner();
    const { lastGood } = first;
    const same = aProcess({ lastGood });
    expect(await same.owner()).toBe(olga.objectId);
    await blobs.write(name, textWith(olga.objectId));
    expect(await same.later()).toBe(olga.objectId);
    expect(same.changed).toEqual([]);
    await blobs.write(name, textWith(omar.objectId));
    const next = aProcess({ lastGood });
    await next.owner();
    expect(next.changed).toMatchObject([{ from: first.changed[0]?.to }]);
  });

  it("that is not changed is not sent again", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const read = blobReader(`${blobs.url}/${name}`, { credential: tokensFor(STORAGE) });
    const first = await read(undefined);
    if (first.kind !== "read") throw new Error("It was not read");
    expect(first.text).toBe(textWith(olga.objectId));
    expect(await read(first.etag)).toEqual({ kind: "unchanged" });
    await blobs.write(name, textWith(omar.objectId));
    expect(await read(first.etag)).toMatchObject({ kind: "read", text: textWith(omar.objectId) });
  });

  it("is read once for all who ask at the same time", async () => {
    const { policies, log } = aProcess();
    await Promise.all([policies.current(), policies.current(), policies.current()]);
    expect(log.at("warn")).toEqual([WARNING]);
  });
});

describe("a bad policy in a blob", () => {
  it("is refused and told once; the last good one stays in force until there is another", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const { policies, owner, later, refused, changed, log } = aProcess();
    await owner();
    expect(policies.refused?.()).toBeUndefined();
    await blobs.write(name, textWith("olga"));
    expect(await later()).toBe(olga.objectId);
    expect(policies.refused?.()).toMatch(/^sha256:/);
    expect(await later()).toBe(olga.objectId);
    await blobs.write(name, textWith("olga"));
    expect(await later()).toBe(olga.objectId);
    expect(refused).toEqual([
      {
        version: expect.stringMatching(/^sha256:/),
        faults: [{ line: 4, message: "groups[0].owners[0].id is no GUID" }],
        modifiedAt: expect.any(String),
      },
    ]);
    expect(log.lines.filter(({ level }) => level === "error")).toEqual([
      {
        level: "error",
        message: "A policy is refused, so the last good one stays in force",
        details: { version: refused[0]?.version, faults: 1, first: "line 4: groups[0].owners[0].id is no GUID" },
      },
    ]);
    await blobs.write(name, textWith(omar.objectId));
    expect(await later()).toBe(omar.objectId);
    expect(changed).toHaveLength(2);
    expect(policies.refused?.()).toBeUndefined();
  });

  it("is told again when it comes back after a good one", async () => {
    const { owner, later, refused } = aProcess();
    await blobs.write(name, textWith("olga"));
    await owner();
    await blobs.write(name, textWith(olga.objectId));
    await later();
    await blobs.write(name, textWith("olga"));
    await later();
    expect(refused.map(({ version }) => version)).toEqual([refused[0]?.version, refused[0]?.version]);
  });

  it("at the first start leaves the packaged one in force", async () => {
    await blobs.write(name, "groups: [");
    const { policies, refused } = aProcess();
    expect((await policies.current()).version).toBe(PACKAGED);
    expect(refused).toHaveLength(1);
  });

  it("at a later start leaves the last good one in force", async () => {
    await blobs.write(name, textWith(omar.objectId));
    const { owner, lastGood } = aProcess();
    await owner();
    expect(lastGood.text).toBe(textWith(omar.objectId));
    await blobs.write(name, "");
    const next = aProcess({ lastGood });
    expect(await next.owner()).toBe(omar.objectId);
    expect(next.refused).toHaveLength(1);
    expect(next.changed).toEqual([]);
  });
});

describe("a blob that is not read", () => {
  it("at the first start leaves the packaged policy in force, until there is one", async () => {
    const { policies, later, log } = aProcess();
    expect((await policies.current()).version).toBe(PACKAGED);
    expect(log.lines).toEqual([
      { level: "warn", message: WARNING, details: { why: "Storage answered 404 BlobNotFound" } },
    ]);
    await blobs.write(name, textWith(omar.objectId));
    expect(await later()).toBe(omar.objectId);
  });

  it("since it is gone leaves the last good policy in force", async () => {
    await blobs.write(name, textWith(omar.objectId));
    const { owner, later, lastGood } = aProcess();
    await owner();
    await blobs.remove(name);
    expect(await later()).toBe(omar.objectId);
    expect(await aProcess({ lastGood }).owner()).toBe(omar.objectId);
  });

  it.each<[string, () => Partial<PolicyBlobParts> & { url?: string }, string]>([
    [
      "the token is for something else",
      () => ({ credential: tokensFor("https://management.azure.com") }),
      "Storage answered 403 AuthenticationFailed",
    ],
    [
      "there is no token",
      () => ({ credential: { getToken: () => Promise.reject(new Error("No identity")) } }),
      "Error: No identity",
    ],
    [
      "nothing answers",
      () => ({ url: `https://localhost:${(silent.address() as AddressInfo).port}/policies/x`, timeoutMs: 30 }),
      "it took too long",
    ],
    ["nothing is there", () => ({ url: "https://localhost:1/policies/x" }), "ECONNREFUSED: "],
  ])("since %s leaves the remembered policy in force, with a warning", async (_what, overrides, why) => {
    await blobs.write(name, textWith(omar.objectId));
    const lastGood = new FakeLastGood();
    lastGood.text = textWith(rita.objectId);
    const { owner, later, log } = aProcess({ ...overrides(), lastGood });
    expect(await owner()).toBe(rita.objectId);
    expect(await later()).toBe(rita.objectId);
    expect(log.lines.map(({ message, details }) => [message, details?.["why"]])).toEqual([
      [WARNING, expect.stringContaining(why)],
      [WARNING, expect.stringContaining(why)],
    ]);
  });

  it("since it is much too large is not read to its end", async () => {
    await blobs.write(name, `${textWith(omar.objectId)}${"#\n".repeat(1_000_000)}`);
    const { policies, log } = aProcess();
    expect((await policies.current()).version).toBe(PACKAGED);
    expect(log.lines).toEqual([{ level: "warn", message: WARNING, details: { why: "The blob is larger than 1 MB" } }]);
  });

  it("is not asked again for 30 seconds", async () => {
    const { policies, clock, log } = aProcess();
    await policies.current();
    clock.moveOn({ seconds: 29 });
    await policies.current();
    expect(log.at("warn")).toHaveLength(1);
  });

  it("needs the packaged policy only where no good one is known", async () => {
    const packaged = new FakePolicies();
    packaged.failures.fail("current", new Error("No file"), 2);
    const { policies, later, changed } = aProcess({ packaged });
    await expect(policies.current()).rejects.toThrow("No file");
    await blobs.write(name, textWith(omar.objectId));
    expect(await later()).toBe(omar.objectId);
    expect(changed).toMatchObject([{ from: undefined }]);
  });
});

describe("what is told of a policy", () => {
  it("is told at the next read when it could not be told, and in order", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const told: string[] = [];
    let failures = 1;
    const tell = (what: string) => async () => {
      failures -= 1;
      if (failures >= 0) throw new Error("No storage");
      told.push(what);
    };
    const { owner, later, lastGood, log } = aProcess({ onChanged: tell("changed"), onRefused: tell("refused") });
    lastGood.failing = 1;
    expect(await owner()).toBe(olga.objectId);
    expect(told).toEqual([]);
    await blobs.write(name, textWith("olga"));
    await later();
    expect([lastGood.text, told]).toEqual([textWith(olga.objectId), ["changed", "refused"]]);
    await later();
    expect(told).toEqual(["changed", "refused"]);
    expect(log.at("warn")).toEqual([
      "The good policy could not be kept; that is tried again",
      "Not everybody could be told of the policy; that is tried again",
    ]);
  });

  it("goes on when one thing is on record in other words already", async () => {
    await blobs.write(name, textWith(olga.objectId));
    const told: string[] = [];
    const contradicted = async () => {
      throw new Contradiction("Audit entry policy/changed is there already and says something else");
    };
    const { owner, later, log } = aProcess({
      onChanged: contradicted,
      onRefused: async () => void told.push("refused"),
    });
    expect(await owner()).toBe(olga.objectId);
    await blobs.write(name, textWith("olga"));
    await later();
    expect(told).toEqual(["refused"]);
    expect(log.at("error")).toContain("What became of a policy is on record in other words");
  });

  it("lets nobody decide while it is not known whether there was a good one", async () => {
    await blobs.write(name, textWith("olga"));
    const lastGood = new FakeLastGood();
    lastGood.unreadable = true;
    const { policies, later } = aProcess({ lastGood });
    await expect(policies.current()).rejects.toThrow("The last good policy cannot be read, so nobody may decide now");
    lastGood.unreadable = false;
    await later();
    expect((await policies.current()).version).toBe(PACKAGED);
  });

  it("is not what was remembered and cannot be read any more", async () => {
    const lastGood = new FakeLastGood();
    lastGood.text = "groups: 1";
    const { policies } = aProcess({ lastGood });
    expect((await policies.current()).version).toBe(PACKAGED);
  });
});
