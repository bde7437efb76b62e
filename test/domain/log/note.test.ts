import { describe, expect, it } from "@jest/globals";
import { verifyCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import fc from "fast-check";
import { base64, fromBase64, hex, isSame, textFrom, utf8 } from "../../../src/domain/log/bytes.ts";
import {
  checkpointFrom,
  checkpointPath,
  checkpointText,
  openCheckpoint,
  sizeInPath,
} from "../../../src/domain/log/checkpoint.ts";
import { keyFrom, keyText, noteFrom, noteText, openNote, type VerifierKey } from "../../../src/domain/log/note.ts";
import { logCrypto } from "../../../src/log-crypto.ts";
import { aLogKey, ORIGIN, sha256Of } from "../../support/a-log.ts";

/** Keys and checkpoints of two public logs, as transparency-dev's formats publishes them for tests. */
const REKOR = {
  key: "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
  note: "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n",
};
/** The example of c2sp.org/signed-note: a key and a note of Ed25519, which this log knows nothing of. */
const SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const SPEC_NOTE =
  "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

const key = aLogKey();
const other = aLogKey();
const root = sha256Of(Uint8Array.of(1));
const text = checkpointText({ origin: ORIGIN, size: 7, root: Uint8Array.from(root) });

function keyIn(line: string): VerifierKey {
  const read = keyFrom(sha256Of, line);
  if (!read) throw new Error(`${line} is no key`);
  return read;
}

describe("base64", () => {
  it("gives back what it was given, and knows one way to write it", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(fromBase64(base64(bytes))).toEqual(bytes)));
    for (const wrong of ["YQ", "YR==", "Y Q==", "YQ==\n", "YQ===", "_w=="]) expect(fromBase64(wrong)).toBeUndefined();
    expect(fromBase64("YQ==")).toEqual(utf8("a"));
  });
});

describe("bytes", () => {
  it("are the same when they are as many and each is", () => {
    const bytes = Uint8Array.of(1, 2);
    expect([isSame(bytes, Uint8Array.of(1, 2)), isSame(bytes, Uint8Array.of(1, 3))]).toEqual([true, false]);
    expect([isSame(bytes, Uint8Array.of(1)), isSame(bytes, undefined)]).toEqual([false, false]);
  });
});

describe("bytes that are no UTF-8", () => {
  it("are no text", () => {
    expect(textFrom(Uint8Array.of(0xc3, 0x28))).toBeUndefined();
    expect(textFrom(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  });
});

describe("a verifier key", () => {
  it.each([REKOR.key, SPEC_KEY, keyText(key.verifier)])("is read and written as it is: %s", (line) => {
    expect(keyText(keyIn(line))).toBe(line);
  });

  it("of ECDSA has the id that the SHA-256 of its SPKI begins with; others that of name, type and key", () => {
    expect(keyIn(REKOR.key)).toMatchObject({ name: "rekor.sigstore.dev", id: "c0d23d6a", type: 2 });
    expect(keyIn(SPEC_KEY)).toMatchObject({ name: "example.com/foo", id: "530d903a", type: 1 });
  });

  it.each([
    REKOR.key.replace("c0d23d6a", "c0d23d6b"),
    REKOR.key.replace("rekor", "re kor"),
    REKOR.key.slice(REKOR.key.indexOf("+")),
    "name+00000000+",
    "name+00000000+Ag==",
    "name+00000000+*",
    "name",
    "",
  ])("is not %s", (line) => {
    expect(keyFrom(sha256Of, line)).toBeUndefined();
  });
});

describe("a signed note", () => {
  it.each([REKOR.note, SPEC_NOTE, key.signed("One\n\nTwo\n")])("is read and written as it is: %#", (note) => {
    const read = noteFrom(note);
    expect(read && noteText(read)).toBe(note);
  });

  it("ends its text at the last empty line", () => {
    expect(noteFrom(key.signed("One\n\nTwo\n"))?.text).toBe("One\n\nTwo\n");
  });

  it.each([
    ["without a signature", "Text\n\n"],
    ["without an empty line", SPEC_NOTE.replace("\n\n", "\n")],
    ["with a control character", SPEC_NOTE.replace("This", "Th\u0007is")],
    ["with a carriage return", SPEC_NOTE.replace("message.\n", "message.\r\n")],
    ["without the last newline", SPEC_NOTE.slice(0, -1)],
    ["with a line that is no signature", `${SPEC_NOTE}signed\n`],
    ["with a name that has a plus", SPEC_NOTE.replace("com/foo", "com+foo")],
    ["with a signature of four bytes", "Text\n\n— example.com/foo Uw2QOg==\n"],
    ["with a signature that is no base64", "Text\n\n— example.com/foo Uw2QOkn8*\n"],
    ["with more than a hundred signatures", `Text\n\n${"— example.com/foo Uw2QOkn8\n".repeat(101)}`],
  ])("is not one %s", (_, note) => {
    expect(noteFrom(note)).toBeUndefined();
    expect(openNote(logCrypto, [key.verifier], note)).toEqual({ kind: "refused", why: "it is no signed note" });
  });

  it("of another log is opened with that log's key", () => {
    const rekor = keyIn(REKOR.key);
    expect(openNote(logCrypto, [rekor], REKOR.note)).toEqual({
      kind: "opened",
      text: "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n",
      by: [rekor],
    });
  });

  it("that nobody known has signed is refused, whoever else did", () => {
    const refused = { kind: "refused", why: "no known key has signed it" };
    expect(openNote(logCrypto, [key.verifier], REKOR.note)).toEqual(refused);
    expect(openNote(logCrypto, [], key.signed(text))).toEqual(refused);
    // The same name with another key, and the same key under another name, are unknown too.
    expect(openNote(logCrypto, [key.verifier], other.signed(text))).toEqual(refused);
    expect(openNote(logCrypto, [{ ...key.verifier, name: "elsewhere" }], key.signed(text))).toEqual(refused);
  });

  it("with signatures of unknown keys besides is opened all the same", () => {
    const both = `${key.signed(text)}${other.signed(text).split("\n\n")[1]}`;
    expect(openNote(logCrypto, [key.verifier], both)).toEqual({ kind: "opened", text, by: [key.verifier] });
    expect(openNote(logCrypto, [other.verifier, key.verifier], both)).toMatchObject({
      by: [key.verifier, other.verifier],
    });
  });

  it("with a wrong signature of a known key is refused, though another one is right", () => {
    const wrong = key.signed("Something else\n").split("\n\n")[1];
    const refused = { kind: "refused", why: "the signature of a known key is wrong" };
    expect(openNote(logCrypto, [key.verifier], `${text}\n${wrong}`)).toEqual(refused);
    expect(openNote(logCrypto, [key.verifier, other.verifier], `${other.signed(text)}${wrong}`)).toEqual(refused);
  });

  it("is never opened with a key of a type that is not known here, or that is none", () => {
    expect(openNote(logCrypto, [keyIn(SPEC_KEY)], SPEC_NOTE)).toMatchObject({ kind: "refused" });
    const broken = { ...key.verifier, key: Uint8Array.of(1, 2, 3) };
    expect(openNote(logCrypto, [broken], key.signed(text))).toMatchObject({ kind: "refused" });
  });

  it("is refused after any change of its text", () => {
    const note = key.signed(text);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("x", "0", "\n"), (at, letter) => {
        fc.pre(text[at] !== letter);
        const changed = note.slice(0, at) + letter + note.slice(at + 1);
        expect(openNote(logCrypto, [key.verifier], changed).kind).toBe("refused");
      }),
    );
  });
});

describe("a checkpoint", () => {
  it("is the name of the log, its size and its root", () => {
    expect(text).toBe(`${ORIGIN}\n7\n${Buffer.from(root).toString("base64")}\n`);
    expect(openCheckpoint(logCrypto, [key.verifier], key.signed(text))).toEqual({
      kind: "opened",
      checkpoint: { origin: ORIGIN, size: 7, root: Uint8Array.from(root) },
      by: [key.verifier],
    });
  });

  it("may say more, which is left unread", () => {
    expect(checkpointFrom(`${text}Timestamp: 1688058656\n`)).toEqual({
      origin: ORIGIN,
      size: 7,
      root: Uint8Array.from(root),
    });
  });

  it.each([
    ["a size with a zero before it", text.replace("\n7\n", "\n07\n")],
    ["a size that is no number", text.replace("\n7\n", "\n7e3\n")],
    ["a size beyond all logs", text.replace("\n7\n", "\n1000000000000\n")],
    ["no name", text.replace(ORIGIN, "")],
    ["a short root", `${ORIGIN}\n7\n${base64(Uint8Array.of(1, 2))}\n`],
    ["a root that is none", `${ORIGIN}\n7\nroot\n`],
    ["an empty line", `${text}\nmore\n`],
    ["no newline at its end", text.slice(0, -1)],
    ["a name only", ORIGIN],
    ["two lines", `${ORIGIN}\n7\n`],
  ])("is not one with %s", (_, wrong) => {
    expect(checkpointFrom(wrong)).toBeUndefined();
    if (wrong.endsWith("\n"))
      expect(openCheckpoint(logCrypto, [key.verifier], key.signed(wrong))).toEqual({
        kind: "refused",
        why: "what is signed is no checkpoint",
      });
  });

  it("of another log is refused, though a known key signed it", () => {
    const foreign = checkpointText({ origin: "elsewhere.example", size: 7, root: Uint8Array.from(root) });
    expect(openCheckpoint(logCrypto, [key.verifier], key.signed(foreign))).toEqual({
      kind: "refused",
      why: "it is signed for another log",
    });
    expect(openCheckpoint(logCrypto, [keyIn(REKOR.key)], REKOR.note)).toMatchObject({ kind: "refused" });
  });

  it("is accepted by Sigstore's verifier with the same key", () => {
    const tlog = { logID: Buffer.from(key.verifier.id, "hex"), publicKey: key.publicKey, baseURL: ORIGIN };
    const entry = (note: string) => ({ inclusionProof: { checkpoint: { envelope: note } } });
    expect(verifyCheckpoint(entry(key.signed(text)) as never, [tlog] as never)).toMatchObject({
      origin: ORIGIN,
      logSize: 7n,
      logHash: Buffer.from(root),
    });
    expect(() => verifyCheckpoint(entry(other.signed(text)) as never, [tlog] as never)).toThrow("invalid checkpoint");
  });
});

describe("the path of a checkpoint that is kept", () => {
  it("puts the greatest size first in a listing by name", () => {
    expect(checkpointPath(7)).toBe("checkpoints/999999999992-7");
    expect([checkpointPath(9), checkpointPath(10), checkpointPath(100_000)].sort()).toEqual([
      checkpointPath(100_000),
      checkpointPath(10),
      checkpointPath(9),
    ]);
  });

  it("says its size, and only as it is written", () => {
    expect(sizeInPath(checkpointPath(1_234))).toBe(1_234);
    for (const path of ["checkpoints/7", "checkpoints/999999999992-8", "checkpoints/999999999992-07", "checkpoint", ""])
      expect(sizeInPath(path)).toBeUndefined();
  });
});

describe("hexadecimal", () => {
  it("has two digits a byte", () => {
    expect(hex(Uint8Array.of(0, 15, 255))).toBe("000fff");
  });
});
