import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { AuditAnswer } from "../domain/answers.ts";
import { canonicalJson } from "../domain/audit.ts";
import { utf8 } from "../domain/log/bytes.ts";
import { checkProof, type Proved } from "../domain/log/tlog-proof.ts";
import { logCrypto } from "../log-crypto.ts";
import { type Api, reachApi } from "./api.ts";
import { asksService, command, printJson } from "./command.ts";
import { harmless } from "./harmless.ts";
import { KEY, keysIn } from "./log-folder.ts";
import { refuseUnfit } from "./output-file.ts";
import { pagesOf } from "./pages.ts";
import { textIn } from "./policy-text.ts";
import { oneChunk, saveTo } from "./save.ts";
import { Ended, EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";

export const prove = command({
  words: "prove [id]",
  told: "The proof that an entry stands in the sealed log; or whether such a proof is right",
  options: (parser) =>
    asksService(parser)
      .positional("id", { type: "string", describe: "Id of an entry, as audit --wide shows it: request/step" })
      .option("output", { type: "string", requiresArg: true, describe: "File for the proof, else the standard output" })
      .option("check", { type: "string", requiresArg: true, describe: "A proof to check; needs no service with --key" })
      .option("entry", {
        type: "string",
        requiresArg: true,
        describe: "File for the entry's bytes, or with --check that holds them",
      })
      .option("key", { type: "string", requiresArg: true, describe: "File with the log's key, else the service's own" })
      .conflicts({ check: ["id", "output"] }),
  run: (asked, terminal) => {
    if (asked.check !== undefined) return check({ ...asked, check: asked.check }, terminal);
    if (asked.id === undefined) throw new Unusable("prove: name an entry, or a proof with --check.");
    return fetchProof({ ...asked, id: asked.id }, terminal);
  },
});

interface Asked {
  readonly url: string | undefined;
  readonly scope: string | undefined;
  readonly json: boolean;
  readonly entry: string | undefined;
  readonly key: string | undefined;
}

const ENTRY_ID = /^([a-z0-9-]{1,64})\/([A-Za-z0-9-]{1,200})$/;

async function fetchProof(
  asked: Asked & { readonly id: string; readonly output: string | undefined },
  terminal: Terminal,
): Promise<ExitCode> {
  const { id, entry } = asked;
  const output = asked.output === "-" ? undefined : asked.output;
  const [, request, step] = ENTRY_ID.exec(id) ?? [];
  if (request === undefined) throw new Unusable(`${id}: no entry's id. It is request/step, as audit --wide shows it.`);
  await refuseUnfit({ output, entry });
  const api = reachApi(asked, terminal);
  const proof = (await buffer(await api.read(`api/audit/${request}/${step}/proof`))).toString();
  const bytes = await bytesOf(api, request, id);
  const keys = await keysIfAllowed(asked, terminal);
  if (entry !== undefined) await saveTo(entry, oneChunk(bytes));
  if (output !== undefined) await saveTo(output, oneChunk(proof));
  else if (!asked.json) terminal.print(proof.trimEnd());
  if (keys) return tell(checkProof(logCrypto, keys, proof, bytes), id, asked, terminal);
  terminal.complain(
    "Fetched, and not checked: the key is for those with Audit.Read.All. Name a file with it by --key.",
  );
  return EXIT.done;
}

/** Who may read about some namespaces may have the proof of an entry, but no file of the log. */
async function keysIfAllowed(asked: Asked, terminal: Terminal) {
  try {
    return await keysFor(asked, terminal);
  } catch (error) {
    if (error instanceof Ended && error.exit === EXIT.notAllowed) return undefined;
    throw error;
  }
}

/** As they are on record: an answer is the entry, with what is not part of it. */
async function bytesOf(api: Api, request: string, id: string): Promise<Uint8Array> {
  const read = (cursor?: string) => api.get<AuditAnswer>("api/audit", "entries", { request, top: 500, cursor });
  for await (const { entries } of pagesOf(read)) {
    const found = entries.find((entry) => entry.id === id);
    if (found) return utf8(canonicalJson({ ...found, actorName: undefined, index: undefined }));
  }
  throw new Ended(EXIT.unusable, `${id}: there is no such entry, or none that you may see.`);
}

async function check(asked: Asked & { readonly check: string }, terminal: Terminal): Promise<ExitCode> {
  if (asked.entry === undefined)
    throw new Unusable("prove --check: name the file with the entry's bytes, with --entry.");
  const [proof, entry] = [await textIn(asked.check), await bytesIn(asked.entry)];
  return tell(checkProof(logCrypto, await keysFor(asked, terminal), proof, entry), asked.entry, asked, terminal);
}

/** A line feed at the end is not the entry's: it is one line of an export. */
async function bytesIn(file: string): Promise<Uint8Array> {
  await textIn(file);
  const bytes = await readFile(file);
  return Uint8Array.from(bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
}

async function keysFor(asked: Asked, terminal: Terminal) {
  if (asked.key !== undefined) return keysIn(await textIn(asked.key), asked.key);
  const api = reachApi(asked, terminal);
  return keysIn((await buffer(await api.read(`api/audit/log/${KEY}`))).toString(), "The service");
}

function tell(proved: Proved, what: string, { json }: Asked, terminal: Terminal): ExitCode {
  const isProved = proved.kind === "proved";
  if (json)
    printJson(terminal, isProved ? { ...proved, checkpoint: { ...proved.checkpoint, root: undefined } } : proved);
  else if (isProved) {
    const { index, checkpoint } = proved;
    terminal.complain(harmless(`Proved: ${what} is entry ${index} of the ${checkpoint.size} in ${checkpoint.origin}.`));
  } else terminal.complain(harmless(`Not proved: ${what}: ${proved.why}.`));
  return isProved ? EXIT.done : EXIT.found;
}
