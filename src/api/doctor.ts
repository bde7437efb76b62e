import { examine } from "../orchestration/examine.ts";
import type { Answered, Call } from "./parts.ts";

export async function doctor({ parts }: Call): Promise<Answered> {
  return { json: await examine(parts.world, { ...parts.self, sealedLog: parts.sealedLog }) };
}
