/** SHA-256. Passed in, since the domain has no package of its own. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** `undefined` when the bytes are no UTF-8. */
export function textFrom(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  let [length, at] = [0, 0];
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function isSame(one: Uint8Array, other: Uint8Array | undefined): boolean {
  if (one.length !== other?.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** A letter a byte: what a map knows a hash by. */
export function keyOfBytes(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function base64(bytes: Uint8Array): string {
  return btoa(keyOfBytes(bytes));
}

/** RFC 4648 §4 with padding, and only as it is written by `base64`: two texts never say the same bytes. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return base64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
