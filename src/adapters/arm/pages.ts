import type { OperationSpec } from "@azure/core-client";
import { Fault } from "../../ports.ts";
import { getNextPage } from "./operations.ts";
import type { Send } from "./sender.ts";
import { readPage } from "./wire.ts";

/** Far above what a subscription may hold; a list that still goes on leads in a circle. */
const MOST_PAGES = 1_000;

/** The items of a list, page by page. */
export async function* pagesOf(
  send: Send,
  operation: OperationSpec,
  names: Readonly<Record<string, unknown>>,
): AsyncGenerator<readonly unknown[]> {
  let { items, nextLink } = readPage((await send(operation, names)).body);
  yield items;
  for (let pages = 1; nextLink !== undefined; pages += 1) {
    if (pages >= MOST_PAGES) throw new Fault("ARM's list does not end");
    ({ items, nextLink } = readPage((await send(getNextPage, { nextLink })).body));
    yield items;
  }
}
