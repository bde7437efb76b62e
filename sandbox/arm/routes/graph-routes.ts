import { z } from "zod";
import { badRequest } from "../arm-error.ts";
import { type Connection, statuses } from "../model.ts";
import { pageOf } from "../paging.ts";
import { isShown } from "../relay.ts";
import { parentOf } from "../resource-id.ts";
import { type Answer, type ArmRequest, resourceGraph as provider, type Route, route } from "../router.ts";
import type { Store } from "../store.ts";

const queryBody = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  options: z
    .object({
      $skipToken: z.string().optional(),
      $top: z.int().positive().optional(),
      resultFormat: z.string().optional(),
    })
    .optional(),
});

/** Knows one query: the connections of Relay namespaces in the states it names. It never lags, as Azure's does. */
export function graphRoutes(
  store: Store,
  subscriptionsOf: (tenant: string) => readonly string[],
  largestPage: number,
): Route[] {
  const run = ({ body, caller }: ArmRequest): Answer => {
    const parsed = queryBody.safeParse(body);
    if (!parsed.success) throw badRequest(`The request body is invalid: ${z.prettifyError(parsed.error)}`);
    const { query, options = {} } = parsed.data;
    const readable = subscriptionsOf(caller.tenant);
    const asked = parsed.data.subscriptions?.map((id) => id.toLowerCase()) ?? readable;
    const wanted = statusesIn(query);
    const rows = asked
      .filter((id) => readable.includes(id))
      .flatMap((id) => store.connections.under(`/subscriptions/${id}`))
      .filter((one) => isShown(one) && wanted.includes(one.status))
      .map(rowOf)
      .sort((one, other) => one.pecId.localeCompare(other.pecId));
    return answerOf(rows, options.$skipToken, Math.min(options.$top ?? largestPage, largestPage));
  };
  return [route("POST", "/providers/Microsoft.ResourceGraph/resources", provider, run)];
}

function statusesIn(query: string): readonly string[] {
  if (!/microsoft\.relay\/namespaces/i.test(query) || !/privateEndpointConnections/i.test(query))
    throw badRequest("The sandbox answers one query only: connections of Microsoft.Relay/namespaces.", "InvalidQuery");
  const named = statuses.filter((status) => new RegExp(`['"]${status}['"]`, "i").test(query));
  return named.length > 0 ? named : statuses;
}

function rowOf({ id, status }: Connection) {
  return { nsId: parentOf(id), pecId: id, status };
}

function answerOf(rows: readonly ReturnType<typeof rowOf>[], token: string | undefined, size: number): Answer {
  const { items, next } = pageOf(rows, token, size);
  return {
    status: 200,
    headers: { "x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05" },
    body: {
      totalRecords: rows.length,
      count: items.length,
      data: items,
      facets: [],
      resultTruncated: "false",
      ...(next === undefined ? {} : { $skipToken: next }),
    },
  };
}
