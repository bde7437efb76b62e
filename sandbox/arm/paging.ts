import { badRequest } from "./arm-error.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

export function pageOf<Item>(items: readonly Item[], token: string | null | undefined, size: number): Page<Item> {
  const start = token ? startOf(token) : 0;
  const end = start + size;
  const next = end < items.length ? Buffer.from(`from=${end}`).toString("base64url") : undefined;
  return { items: items.slice(start, end), next };
}

function startOf(token: string): number {
  const start = /^from=(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (start === undefined) throw badRequest("The $skipToken is invalid.", "InvalidSkipToken");
  return Number(start);
}

/** ARM's list answer: `nextLink` is absolute and absent on the last page. */
export function listBody<Item>(items: readonly Item[], url: URL, size: number) {
  const { items: value, next } = pageOf(items, url.searchParams.get("$skipToken"), size);
  if (next === undefined) return { value };
  const link = new URL(url);
  link.searchParams.set("$skipToken", next);
  return { value, nextLink: link.href };
}
