import { base64, fromBase64, hex, joined, type Sha256, utf8 } from "./bytes.ts";

/** Signed notes, as c2sp.org/signed-note describes them. */

/** What the log needs of cryptography. */
export interface LogCrypto {
  readonly sha256: Sha256;
  /** Whether a key signed these bytes; never with a key of a type that it does not know. */
  verifies(key: VerifierKey, bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** ECDSA over SHA-256: the key is a DER SPKI, the signature DER. Other types have a byte of their own. */
export const ECDSA = 0x02;

export interface VerifierKey {
  readonly name: string;
  /** Four bytes in hexadecimal. */
  readonly id: string;
  readonly type: number;
  readonly key: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface Note {
  /** With the newline at its end: the bytes that are signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const KEY_NAME = /^[^\s+\p{Z}]+$/u;

export function isKeyName(text: string): boolean {
  return KEY_NAME.test(text);
}

export function keyOf(sha256: Sha256, name: string, type: number, key: Uint8Array): VerifierKey {
  const named = type === ECDSA ? key : joined([utf8(`${name}\n`), Uint8Array.of(type), key]);
  return { name, id: hex(sha256(named).slice(0, 4)), type, key };
}

const KEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u;

/** `<name>+<id>+<base64 of type and key>`, on one line. */
export function keyText({ name, id, type, key }: VerifierKey): string {
  return `${name}+${id}+${base64(joined([Uint8Array.of(type), key]))}`;
}

/** `undefined` when it is no verifier key, or its id is another one's. */
export function keyFrom(sha256: Sha256, text: string): VerifierKey | undefined {
  const [, name = "", id, material = ""] = KEY.exec(text) ?? [];
  const [type, ...key] = fromBase64(material) ?? [];
  if (!isKeyName(name) || type === undefined || key.length === 0) return undefined;
  const read = keyOf(sha256, name, type, Uint8Array.from(key));
  return read.id === id ? read : undefined;
}

const SIGNATURE = /^\u2014 (\S+) (\S+)$/u;
const MOST_SIGNATURES = 100;
/** A signature of four bytes is a key's id and nothing. */
const SHORTEST_SIGNATURE = 5;

export function noteText({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(signatureLine).join("")}`;
}

function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = Uint8Array.from({ length: 4 }, (_, at) => Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16));
  return `\u2014 ${name} ${base64(joined([id, signature]))}\n`;
}

/** `undefined` when it is no signed note. Says nothing about who signed it. */
export function noteFrom(note: string): Note | undefined {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n") || hasControls(note)) return undefined;
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map(signatureFrom).filter((signature) => signature !== undefined);
  if (signatures.length !== lines.length || lines.length > MOST_SIGNATURES) return undefined;
  return { text: note.slice(0, split + 1), signatures };
}

function hasControls(text: string): boolean {
  return /[^\P{Cc}\n\u007f-\u009f]/u.test(text);
}

function signatureFrom(line: string): NoteSignature | undefined {
  const [, name = "", text = ""] = SIGNATURE.exec(line) ?? [];
  const bytes = fromBase64(text);
  if (!isKeyName(name) || !bytes || bytes.length < SHORTEST_SIGNATURE) return undefined;
  return { name, keyId: hex(bytes.slice(0, 4)), signature: bytes.slice(4) };
}

export type Opened<Content> =
  | (Content & { readonly kind: "opened"; readonly by: readonly VerifierKey[] })
  | { readonly kind: "refused"; readonly why: string };

/** Its text, when a known key signed it. Signatures of unknown keys are ignored; a wrong one of a known key refuses the note. */
export function openNote(
  crypto: LogCrypto,
  keys: readonly VerifierKey[],
  note: string,
): Opened<{ readonly text: string }> {
  const read = noteFrom(note);
  if (!read) return { kind: "refused", why: "it is no signed note" };
  const bytes = utf8(read.text);
  const known = read.signatures.flatMap((signed) => {
    const key = keys.find(({ name, id }) => name === signed.name && id === signed.keyId);
    return key ? [{ key, isRight: crypto.verifies(key, bytes, signed.signature) }] : [];
  });
  if (known.length === 0) return { kind: "refused", why: "no known key has signed it" };
  if (!known.every(({ isRight }) => isRight)) return { kind: "refused", why: "the signature of a known key is wrong" };
  return { kind: "opened", text: read.text, by: known.map(({ key }) => key) };
}
