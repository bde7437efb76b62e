import { describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair } from "jose";
import { tryFetchingKeys } from "../../src/adapters/published-keys.ts";
import { Fault } from "../../src/ports.ts";

const METADATA = "https://keys.example/metadata";
const KEYS = "https://keys.example/keys";

/** Each address answers what stands here, or nobody does. */
async function tried(answers: Readonly<Record<string, () => Response>>): Promise<unknown> {
  const fetchJson: typeof fetch = async (url) => {
    const answer = answers[String(url)];
    if (answer) return answer();
    const cause = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    throw new TypeError("fetch failed", { cause });
  };
  return tryFetchingKeys(METADATA, fetchJson).catch((fault: Fault) => [fault instanceof Fault, fault.message]);
}

const [metadata, none] = [() => Response.json({ jwks_uri: KEYS }), () => Response.json({ keys: [] })];

describe("a try to fetch keys", () => {
  it("ends well when there is one", async () => {
    const { publicKey } = await generateKeyPair("RS256");
    const jwk = { ...(await exportJWK(publicKey)), kid: "key-1" };
    expect(await tried({ [METADATA]: metadata, [KEYS]: () => Response.json({ keys: [jwk] }) })).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, () => Response>>, string]>([
    ["nobody answers", {}, "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1"],
    ["there is no such page", { [METADATA]: () => new Response("", { status: 404 }) }, `${METADATA} answered 404`],
    ["it is a page for people", { [METADATA]: () => new Response("<html>") }, "what is there is no document of keys"],
    ["the keys are elsewhere", { [METADATA]: metadata }, "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1"],
    ["there are none", { [METADATA]: metadata, [KEYS]: none }, `${KEYS} holds no RSA key`],
  ])("says why when %s", async (_, answers, why) => {
    expect(await tried(answers)).toEqual([true, why]);
  });
});
