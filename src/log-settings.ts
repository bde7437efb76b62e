import * as z from "zod";
import { isKeyName, keyFrom, type VerifierKey } from "./domain/log/note.ts";
import { logCrypto } from "./log-crypto.ts";

/** Where the sealed log stands and who signs it. docs/settings.md describes each setting. */
export interface LogConfig {
  readonly containerUrl: string;
  readonly signingKey: SigningKey;
  /** What the log calls itself in its checkpoints and keys. */
  readonly name: string;
  readonly earlierKeys: readonly VerifierKey[];
}

export type SigningKey =
  | { readonly kind: "vault"; readonly vault: string; readonly name: string; readonly version: string }
  | { readonly kind: "file"; readonly path: string };

const VAULT_KEY = /^(https:\/\/[^/?#@\s]+)\/keys\/([0-9A-Za-z-]{1,127})\/([0-9a-f]{32})$/;

const signingKey = z
  .string({ error: "is missing: give the address of a key in Key Vault" })
  .refine((text) => !/^https?:/i.test(text) || VAULT_KEY.test(text), {
    error: "must be the address of a key with its version, as in https://….vault.azure.net/keys/name/version",
  })
  .transform((text): SigningKey => {
    const [, vault, name, version] = VAULT_KEY.exec(text) ?? [];
    if (!vault || !name || !version) return { kind: "file", path: text };
    return { kind: "vault", vault, name, version };
  });

const logName = z.string().refine(isKeyName, { error: "must have neither spaces nor a plus" });

const earlierKeys = z.string().transform((text, context) => {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((key) => keyFrom(logCrypto.sha256, key));
  const known = keys.filter((key) => key !== undefined);
  if (known.length < keys.length)
    context.addIssue({ code: "custom", message: "must be verifier keys like name+id+key" });
  return known;
});

/** A container: one name after the account, or two where the account is a part of the path, as in Azurite. */
const containerUrl = (httpsUrl: z.ZodType<string>) =>
  httpsUrl.refine((text) => /^\/[^/]+(\/[^/]+)?$/.test(new URL(text).pathname), { error: "must name a container" });

export const logShape = (httpsUrl: z.ZodType<string>) => ({
  AUDIT_LOG_CONTAINER: containerUrl(httpsUrl),
  AUDIT_SIGNING_KEY: signingKey,
  AUDIT_LOG_NAME: logName.optional(),
  AUDIT_LOG_EARLIER_KEYS: earlierKeys.default([]),
});

/** A key in a file is no key for Azure, where an instance of a function app has this variable. */
export function misplacedKey(set: Readonly<Record<string, unknown>>): readonly string[] {
  const key = signingKey.safeParse(set["AUDIT_SIGNING_KEY"]).data;
  if (key?.kind !== "file" || set["WEBSITE_INSTANCE_ID"] === undefined) return [];
  return ["AUDIT_SIGNING_KEY must be a key in Key Vault: a file is for machines of developers"];
}

export interface LogSettings {
  readonly AUDIT_LOG_CONTAINER: string;
  readonly AUDIT_SIGNING_KEY: SigningKey;
  readonly AUDIT_LOG_NAME?: string | undefined;
  readonly AUDIT_LOG_EARLIER_KEYS: readonly VerifierKey[];
}

export function logConfigOf(settings: LogSettings): LogConfig {
  const { AUDIT_LOG_CONTAINER: url } = settings;
  return {
    containerUrl: url,
    signingKey: settings.AUDIT_SIGNING_KEY,
    name: settings.AUDIT_LOG_NAME ?? url.replace(/^https:\/\//i, ""),
    earlierKeys: settings.AUDIT_LOG_EARLIER_KEYS,
  };
}
