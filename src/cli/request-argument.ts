import { isRequestId } from "../domain/request-id.ts";
import { Unusable } from "./terminal.ts";

/** An id that may stand in a path. */
export function requestId(words: string): string {
  if (!isRequestId(words))
    throw new Unusable(`${words}: no request's id. It is r- and 26 letters, as pending shows it.`);
  return words;
}
