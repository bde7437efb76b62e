import { HASH_BYTES, joined } from "../../domain/log/bytes.ts";

const [SEQUENCE, INTEGER] = [0x30, 0x02];

/** An ECDSA signature of P-256 in DER, from r and s of 32 bytes each, as Key Vault gives it. */
export function derOf(signature: Uint8Array): Uint8Array {
  if (signature.length !== 2 * HASH_BYTES)
    throw new Error(`A signature of P-256 has 64 bytes, not ${signature.length}`);
  const integers = joined([signature.slice(0, HASH_BYTES), signature.slice(HASH_BYTES)].map(integerOf));
  return joined([Uint8Array.of(SEQUENCE, integers.length), integers]);
}

/** Without zeros in front, but for the one that keeps it above 0. */
function integerOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? bytes.slice(-1) : bytes.slice(first);
  const positive = digits.at(0) ?? 0;
  const value = positive >= 0x80 ? joined([Uint8Array.of(0), digits]) : digits;
  return joined([Uint8Array.of(INTEGER, value.length), value]);
}
