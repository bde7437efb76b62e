import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parsePolicy } from "../src/adapters/policy/parse-policy.ts";

/** Digest of the policy that is deployed, if it is one. Of another one the start finds out what is wrong. */
export async function checkedPolicy(root: string): Promise<string> {
  const text = await readFile(join(root, "policy.yaml"), "utf8").catch(() => "");
  const isPolicy = "policy" in parsePolicy(text, sha256);
  return isPolicy ? Buffer.from(sha256(text)).toString("hex") : "";
}

export function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
