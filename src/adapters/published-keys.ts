import { type CryptoKey, importJWK } from "jose";
import * as z from "zod";
import { type Clock, Fault } from "../ports.ts";
import { whyNoAnswer } from "./error-words.ts";

/** A key that tokens are signed with; `endorsements`: the channels that one of the Bot Framework may speak for. */
export interface PublishedKey {
  readonly key: CryptoKey | Uint8Array;
  readonly endorsements: readonly string[];
}

/** Finds a key by its id; `no keys` when none can be had at all. */
export type FindKey = (kid: string) => Promise<PublishedKey | "unknown" | "no keys">;

interface KeyRing {
  readonly keys: ReadonlyMap<string, PublishedKey>;
  readonly fetchedAt: number;
}

const MINUTE_MS = 60_000;
/** Keys count for a day. They are fetched anew after half of it, so that their source may be away for hours. */
const KEYS_COUNT_MS = 24 * 60 * MINUTE_MS;
const KEYS_AGE_MS = 12 * 60 * MINUTE_MS;
/** At most one look in this time for an id that is not known, or for a source that failed while there still are keys. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS;
/** While there are no keys, nobody gets in: look more often. */
const LOOK_AGAIN_WITHOUT_KEYS_MS = 5_000;
const FETCH_TIMEOUT_MS = 5_000;

const Metadata = z.object({ jwks_uri: z.url({ protocol: /^https$/ }) });
const Jwks = z.object({
  keys: z.array(
    z.looseObject({ kty: z.string(), kid: z.string().optional(), endorsements: z.array(z.string()).optional() }),
  ),
});

/** Holds one ring of keys and nothing else: no forged token adds to it. */
export function publishedKeys(metadataUrl: string, clock: Clock, fetchJson: typeof fetch = fetch): FindKey {
  let ring: KeyRing | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  const counting = () => (ring && clock().getTime() - ring.fetchedAt < KEYS_COUNT_MS ? ring.keys : undefined);

  const look = async () => {
    const now = clock().getTime();
    lookedAt = now;
    const keys = await fetchKeys(metadataUrl, fetchJson).catch(() => undefined);
    if (keys) ring = { keys, fetchedAt: now };
  };

  const mayLook = () => {
    const pause = counting() ? LOOK_AGAIN_MS : LOOK_AGAIN_WITHOUT_KEYS_MS;
    return Math.abs(clock().getTime() - lookedAt) >= pause;
  };

  const refresh = async () => {
    if (!looking && !mayLook()) return;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
  };

  const isAging = () => ring === undefined || clock().getTime() - ring.fetchedAt >= KEYS_AGE_MS;

  return async (kid) => {
    // A click does not wait for keys of which its own is known.
    const fresher = isAging() || !counting()?.has(kid) ? refresh() : undefined;
    if (!counting()?.has(kid)) await fresher;
    const keys = counting();
    return keys ? (keys.get(kid) ?? "unknown") : "no keys";
  };
}

/** Throws a `Fault` when no keys can be had there now, whatever is kept of earlier ones. */
export async function tryFetchingKeys(metadataUrl: string, fetchJson: typeof fetch = fetch): Promise<void> {
  try {
    await fetchKeys(metadataUrl, fetchJson);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    if (cause instanceof z.ZodError) throw new Fault("what is there is no document of keys", { cause });
    // What fetch throws says in its cause why.
    throw new Fault(whyNoAnswer((cause as Error).cause ?? cause), { cause });
  }
}

async function fetchKeys(metadataUrl: string, fetchJson: typeof fetch): Promise<ReadonlyMap<string, PublishedKey>> {
  const read = async (url: string): Promise<unknown> => {
    const response = await fetchJson(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) throw new Fault(`${url} answered ${response.status}`);
    return response.json().catch(() => undefined);
  };
  const { jwks_uri } = Metadata.parse(await read(metadataUrl));
  const { keys } = Jwks.parse(await read(jwks_uri));
  const found = new Map<string, PublishedKey>();
  for (const { kid, endorsements = [], ...jwk } of keys) {
    if (kid === undefined || jwk.kty !== "RSA") continue;
    found.set(kid, { key: await importJWK(jwk, "RS256"), endorsements });
  }
  if (found.size === 0) throw new Fault(`${jwks_uri} holds no RSA key`);
  return found;
}
