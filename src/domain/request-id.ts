import { type ConnectionId, connectionIdOf, foldedId } from "./azure-id.ts";
import type { RequestKind } from "./request-kind.ts";

/** SHA-256. Passed in, since the domain has no package of its own. */
export type Hash = (text: string) => Uint8Array;

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32 in lower case, cut to `length`: whole letters only, no padding. */
export function base32(bytes: Uint8Array, length: number): string {
  let [text, bits, value] = ["", 0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
  }
  return text.slice(0, length);
}

/** The id is derived, so that whoever sees the same thing twice finds the same request. 26 characters are 130 bits. */
export function requestIdOf(
  hash: Hash,
  asked: { kind: RequestKind | "none"; connection: ConnectionId; privateEndpoint: string; round: number },
): string {
  const parts = [asked.kind, foldedId(connectionIdOf(asked.connection)), foldedId(asked.privateEndpoint), asked.round];
  return `r-${base32(hash(parts.join("\n")), 26)}`;
}

const REQUEST_ID = /^r-[a-z2-7]{26}$/;

export function isRequestId(text: string): boolean {
  return REQUEST_ID.test(text);
}
