import { canonicalJson } from "../../domain/audit.ts";
import type { NamespaceId } from "../../domain/azure-id.ts";
import type { ConnectionRequest } from "../../domain/request.ts";
import { inParallel } from "../../in-parallel.ts";
import { Changed } from "../../ports.ts";
import type { Requests } from "../../store.ts";
import { type HashKey, namespaceKey } from "./keys.ts";
import { type OnMisfit, type Rows, unlessMisfit } from "./rows.ts";

/** Of an open request; its keys say it all. */
export type ListedRow = Readonly<Record<string, never>>;

export interface RequestRows {
  readonly requests: Rows<ConnectionRequest>;
  readonly listed: Rows<ListedRow>;
  readonly namespaces: Rows<NamespaceId>;
}

/** Point reads at the same time. */
const AT_ONCE = 32;

/** No request has these ids. */
const NAMESPACES = "namespaces";
const OPEN = "open";

/** Rows `request id / request`; of the open ones `hash of namespace / request id` and `open / request id`; of every namespace `namespaces / hash of namespace`. */
export function tableRequests(
  { requests, listed, namespaces }: RequestRows,
  hashKey: HashKey,
  onMisfit: OnMisfit,
): Requests {
  const rowOf = (requestId: string) => ({ partition: requestId, row: "request" });
  const listedRowOf = ({ connection, id }: ConnectionRequest) => ({
    partition: namespaceKey(hashKey, connection),
    row: id,
  });
  const openRowOf = ({ id }: ConnectionRequest) => ({ partition: OPEN, row: id });
  const find = async (requestId: string) => (await requests.read(rowOf(requestId)))?.content;

  async function openAmong(partition: string): Promise<readonly ConnectionRequest[]> {
    const ids = await listed.list(partition);
    const found = await inParallel(ids, AT_ONCE, ({ row }) => unlessMisfit(() => find(row), onMisfit));
    return found.filter((request) => request !== undefined).filter(({ progress }) => !progress.closed);
  }

  return {
    find,
    async insert(request) {
      const { subscription, resourceGroup, namespace } = request.connection;
      const row = namespaceKey(hashKey, request.connection);
      await namespaces.insert({ partition: NAMESPACES, row }, { subscription, resourceGroup, namespace });
      const kept = await requests.insert(rowOf(request.id), request);
      if (kept.progress.closed) return kept;
      await listed.insert(openRowOf(kept), {});
      await listed.insert(listedRowOf(kept), {});
      return kept;
    },
    /** What was read is known again by its content, so that a request may travel as data between the read and the change. */
    async update(request, change) {
      const kept = await requests.read(rowOf(request.id));
      const changed = { ...request, progress: { ...request.progress, ...change } };
      const isAsRead = kept && canonicalJson(kept.content) === canonicalJson(request);
      const answer = isAsRead ? await requests.change(rowOf(request.id), changed, kept.etag) : "stale";
      if (answer === "stale") throw new Changed(`Somebody else changed request ${request.id} since it was read`);
      return changed;
    },
    openIn: (namespace) => openAmong(namespaceKey(hashKey, namespace)),
    allOpen: () => openAmong(OPEN),
    async namespaces() {
      return (await namespaces.list(NAMESPACES, onMisfit)).map(({ content }) => content);
    },
    async unlist(request) {
      await listed.remove(listedRowOf(request));
      await listed.remove(openRowOf(request));
    },
  };
}
