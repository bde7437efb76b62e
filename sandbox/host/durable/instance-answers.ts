import { type Answer, jsonAnswer, textAnswer } from "../answer.ts";
import { type DurableUrls, managementUrls } from "./client-binding.ts";
import type { HistoryEvent } from "./history.ts";
import { type Instance, type InstanceFilter, isFinished } from "./instance.ts";
import { finishedOnly } from "./instance-queries.ts";
import type { Store } from "./store.ts";

export function statusAnswer(store: Store, instance: Instance, query: URLSearchParams, urls: DurableUrls): Answer {
  const historyEvents = isOn(query, "showHistory") ? shown(store.historyOf(instance.id), query) : undefined;
  const body = { ...statusBody(instance, query), ...(historyEvents && { historyEvents }) };
  if (!isFinished(instance)) {
    const location = managementUrls(instance.id, urls)["statusQueryGetUri"] ?? "";
    return jsonAnswer(202, body, { location, "retry-after": "5" });
  }
  const isWantedAsFailure = instance.status === "Failed" && isOn(query, "returnInternalServerErrorOnFailure");
  return jsonAnswer(isWantedAsFailure ? 500 : 200, body);
}

/** One page; the header `x-ms-continuation-token` leads to the next and is empty on the last. */
export function listInstances(store: Store, query: URLSearchParams, token: string | undefined): Answer {
  const pageSize = Number(query.get("pageSize") ?? query.get("top") ?? 100);
  const filter = filterOf(query);
  if (!filter || !Number.isInteger(pageSize) || pageSize < 1) return textAnswer(400, "The filter can't be read");
  const afterId = token ? Buffer.from(token, "base64url").toString() : undefined;
  const found = store.list({ ...filter, afterId, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const last = found.length > pageSize ? page.at(-1) : undefined;
  return jsonAnswer(
    200,
    page.map((instance) => statusBody(instance, query)),
    { "x-ms-continuation-token": last ? Buffer.from(last.id).toString("base64url") : "" },
  );
}

export function purgeInstances(store: Store, query: URLSearchParams): Answer {
  const filter = filterOf(query);
  if (!filter?.createdFrom) return textAnswer(400, "createdTimeFrom must be given to purge instances");
  const found = store.list(finishedOnly({ ...filter, limit: 1_000_000 }));
  if (found.length === 0) return textAnswer(404, "No instance to purge");
  for (const { id } of found) store.purge(id);
  return jsonAnswer(200, { instancesDeleted: found.length });
}

/** Undefined when a time of the filter can't be read. */
function filterOf(query: URLSearchParams): Omit<InstanceFilter, "limit"> | undefined {
  const createdFrom = timeOf(query.get("createdTimeFrom"));
  const createdTo = timeOf(query.get("createdTimeTo"));
  if (createdFrom === "unreadable" || createdTo === "unreadable") return undefined;
  const statuses = (query.get("runtimeStatus") ?? "").split(",").filter(Boolean);
  return {
    ...{ createdFrom, createdTo, idPrefix: query.get("instanceIdPrefix") ?? undefined },
    statuses: statuses.length > 0 ? statuses : undefined,
  };
}

function timeOf(text: string | null): Date | "unreadable" | undefined {
  if (!text) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? "unreadable" : time;
}

function statusBody(instance: Instance, query: URLSearchParams) {
  const { id, name, status, input, output, customStatus, createdAt, updatedAt } = instance;
  return {
    name,
    instanceId: id,
    runtimeStatus: status,
    input: isOn(query, "showInput", true) ? JSON.parse(input) : null,
    customStatus: JSON.parse(customStatus),
    output: JSON.parse(output),
    createdTime: inSeconds(createdAt),
    lastUpdatedTime: inSeconds(updatedAt),
  };
}

/** The present generation's events, as an orchestrator trigger gets them. */
function shown(history: readonly HistoryEvent[], query: URLSearchParams): unknown[] {
  if (isOn(query, "showHistoryOutput")) return [...history];
  return history.map((event) => ("Result" in event ? { ...event, Result: null } : event));
}

function inSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function isOn(query: URLSearchParams, name: string, otherwise = false): boolean {
  return (query.get(name) ?? String(otherwise)).toLowerCase() === "true";
}
