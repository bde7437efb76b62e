import { parseNamespaceId } from "../domain/azure-id.ts";
import { entryIn } from "../domain/recorded.ts";
import type { Answered, Call } from "./parts.ts";
import { notFound, Refused } from "./problem.ts";
import { mayRead, type Reader, readerOf } from "./reader.ts";

/** A place in the log says nothing of what else stands there: who may read an entry may have its proof. */
export async function prove({ parts, caller, path }: Call): Promise<Answered> {
  const { store } = parts.world;
  const reader = await readerOf(parts.world, caller);
  const id = [path["request"] ?? "", path["step"] ?? ""];
  const entry = id.every(isKey) ? await store.inbox.find(id.join("/")) : undefined;
  if (!entry || !isReadable(reader, entry)) throw notFound();
  const index = await store.inbox.indexOf(entry);
  const proving = index === undefined ? undefined : await parts.sealedLog.prove(index);
  switch (proving?.kind) {
    case undefined:
    case "not sealed":
      throw new Refused(409, "The entry is on record and will be sealed within a minute: ask again then.", {
        retryAfterSeconds: 30,
      });
    case "unreadable":
      throw new Refused(503, `The sealed log does not prove this entry: ${proving.why}. Somebody must look.`);
    case "made":
      return { bytes: proving.proof, contentType: "text/plain; charset=utf-8" };
  }
}

/** What may stand in a key of table storage. */
function isKey(text: string): boolean {
  return /^[!-~]{1,200}$/.test(text) && !/[/\\#?%]/.test(text);
}

function isReadable(reader: Reader, { bytes }: { readonly bytes: string }): boolean {
  const namespace = parseNamespaceId(entryIn({ bytes })?.namespace ?? "");
  return namespace ? mayRead(reader, namespace) : reader.within === undefined;
}
