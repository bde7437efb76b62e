import { foldedId, type NamespaceId, namespaceIdOf } from "../../domain/azure-id.ts";
import { base32, type Hash } from "../../domain/request-id.ts";

/** Keys hold no id of Azure: `/` is not allowed there, and ids differ in case. 51 characters are 255 bits of the SHA-256. */
export type HashKey = (...parts: readonly string[]) => string;

export function hashKeys(hash: Hash): HashKey {
  return (...parts) => base32(hash(parts.map(foldedId).join("\n")), 51);
}

export function namespaceKey(keyOf: HashKey, namespace: NamespaceId): string {
  return keyOf(namespaceIdOf(namespace));
}
