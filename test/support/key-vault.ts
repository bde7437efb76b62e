import { createECDH, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { listen, stopListening } from "../../sandbox/listening.ts";

/** A Key Vault with one key, as far as a signer needs it: the challenge, the public key, and signatures over digests. */
export interface StartedVault {
  readonly vault: string;
  readonly name: string;
  readonly version: string;
  /** Sends what is meant for the vault to the stand-in. */
  readonly httpClient: HttpClient;
  /** What was asked, as `GET /keys/…`, and with which token. */
  readonly asked: string[];
  /** Answers everything from now on with this status. */
  fail(status: number): void;
  close(): Promise<void>;
}

const ORDER = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const VAULT = "https://contoso.vault.azure.net";
const VERSION = "0123456789abcdef0123456789abcdef";

export async function startVault(curve: "P-256" | "P-384" = "P-256"): Promise<StartedVault> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: curve });
  const { kty, crv, x, y, d } = privateKey.export({ format: "jwk" });
  const path = `/keys/audit-log/${VERSION}`;
  const key = { kid: `${VAULT}${path}`, kty, crv, x, y, key_ops: ["sign", "verify"] };
  const asked: string[] = [];
  let failing: number | undefined;
  const answer = async (request: IncomingMessage, at: string): Promise<Answer> => {
    if (failing !== undefined) return failure(failing, "Forbidden");
    if (at === path) return [200, { key, attributes: { enabled: true } }];
    return at === `${path}/sign` ? signed(request, String(d), key.kid) : failure(404, "KeyNotFound");
  };
  const server = createServer(async (request, response) => {
    const [at = ""] = String(request.url).split("?");
    const hasToken = request.headers.authorization !== undefined;
    asked.push(`${request.method} ${at} ${hasToken ? "with a token" : "without"}`);
    const [status, body] = hasToken ? await answer(request, at) : [401, {}];
    const challenge = `Bearer authorization="https://login.windows.net/tenant", resource="https://vault.azure.net"`;
    response.writeHead(status, { "content-type": "application/json", "www-authenticate": challenge });
    response.end(JSON.stringify(body));
  });
  const port = await listen(server, 0, "Key Vault");
  const client = createDefaultHttpClient();
  return {
    ...{ vault: VAULT, name: "audit-log", version: VERSION, asked },
    httpClient: {
      sendRequest: (request) => {
        const url = request.url.replace(VAULT, `http://127.0.0.1:${port}`);
        return client.sendRequest({ ...request, url, allowInsecureConnection: true });
      },
    },
    fail: (status) => {
      failing = status;
    },
    close: () => stopListening(server),
  };
}

type Answer = readonly [number, unknown];

const failure = (status: number, code: string): Answer => [status, { error: { code, message: "No" } }];

async function signed(request: IncomingMessage, secret: string, kid: string): Promise<Answer> {
  const { alg, value } = (await json(request)) as { readonly alg: string; readonly value: string };
  if (alg !== "ES256") return failure(400, "BadParameter");
  return [200, { kid, value: signatureOf(Buffer.from(secret, "base64url"), Buffer.from(value, "base64url")) }];
}

/** ECDSA over a digest, r and s side by side in base64url: Node signs no digest that is made already. */
function signatureOf(privateKey: Buffer, digest: Buffer): string {
  const [secret, hash, nonce] = [privateKey, digest, randomBytes(32)].map(numberOf) as [bigint, bigint, bigint];
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(bytesOf(nonce % ORDER));
  const r = numberOf(curve.getPublicKey().subarray(1, 33)) % ORDER;
  const s = (inverse(nonce % ORDER) * (hash + r * secret)) % ORDER;
  return Buffer.concat([bytesOf(r), bytesOf(s)]).toString("base64url");
}

/** By Fermat: the order is a prime. */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value];
  for (let left = ORDER - 2n; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);
const bytesOf = (number: bigint) => Buffer.from(number.toString(16).padStart(64, "0"), "hex");
