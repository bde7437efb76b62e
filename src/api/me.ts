import type { MeAnswer } from "../domain/answers.ts";
import { parseNamespaceId } from "../domain/azure-id.ts";
import type { Answered, Call } from "./parts.ts";
import { readerOf } from "./reader.ts";

export async function me({ parts, caller }: Call): Promise<Answered> {
  const { within } = await readerOf(parts.world, caller);
  const names = within?.map((id) => parseNamespaceId(id)?.namespace ?? id).toSorted();
  const json: MeAnswer = { name: caller.person.name, roles: caller.roles, ...(names && { namespaces: names }) };
  return { json };
}
