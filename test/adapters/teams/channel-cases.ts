import { drawAnswer, drawHelp } from "../../../src/adapters/teams/cards/draw-answer.ts";
import { drawCopy } from "../../../src/adapters/teams/cards/draw-copy.ts";
import { drawDigest } from "../../../src/adapters/teams/cards/draw-digest.ts";
import { drawEarlierLine, drawLine } from "../../../src/adapters/teams/cards/draw-line.ts";
import { spanOf, tableOf } from "../../../src/domain/command.ts";
import type { Waiting } from "../../../src/domain/line.ts";
import { base32 } from "../../../src/domain/request-id.ts";
import { sha256 } from "../../support/sha256.ts";
import { type CardCase, endpointOf, FABRIKAM, story } from "./card-stories.ts";

const namespaceNamed = (namespace: string) => ({ subscription: FABRIKAM, resourceGroup: "rg-relay", namespace });
const DIGEST = drawDigest({
  group: "Orders",
  expired: [
    { namespace: namespaceNamed("contoso-orders"), privateEndpoint: endpointOf("pe-order-import"), requestId: "r-1" },
    { namespace: namespaceNamed("contoso-returns"), privateEndpoint: endpointOf("pe-returns"), requestId: "r-2" },
  ],
});

const waiting = (endpoint: string, since: string): Waiting => ({
  ...{ requestId: "r-1", namespace: namespaceNamed("contoso-orders"), privateEndpoint: endpointOf(endpoint) },
  ...{ subscription: FABRIKAM, since },
});
const LINE = drawLine({
  total: 12,
  since: "2026-11-25T08:02:00.000Z",
  next: [waiting("pe-import-01", "2026-11-25T08:02:00.000Z"), waiting("pe-import-02", "2026-11-25T08:03:00.000Z")],
  untold: 3,
});

const REQUEST = "r-k7w3ncx5f2qzj4dtm6vabyrhle";
/** Those that wait longest first, as `pending` answers. */
const PENDING_ROWS = Array.from({ length: 12 }, (_, index) => {
  const number = String(index + 1).padStart(2, "0");
  const id = `r-${base32(sha256(`pe-import-${number}`), 26)}`;
  return [id, "contoso-orders", "to join", `pe-import-${number}`, spanOf((125 - index * 9) * 60_000), "asking"];
});
const PENDING = drawAnswer({
  kind: "table",
  table: tableOf({
    title: "12 requests wait",
    about: undefined,
    asked: { kind: "pending", namespace: undefined, from: 0 },
    columns: ["Request", "Namespace", "Wants", "Endpoint", "Waits for", "State"],
    rows: PENDING_ROWS,
    from: 0,
    note: undefined,
  }),
});
const WHY = drawAnswer({
  kind: "facts",
  title: "Why this request is what it is",
  facts: [
    { label: "Request", value: REQUEST },
    { label: "Namespace", value: "contoso-orders" },
    { label: "Why", value: "No rule fits" },
    { label: "Who decides", value: "The owners" },
    { label: "Policy then", value: "sha256:9c8735c621756ef2, at 2026-11-25T08:12:00.000Z" },
    { label: "Policy now", value: "the same" },
  ],
});

const ANSWERS: readonly CardCase[] = [
  { name: "help", drawn: drawHelp(), says: [undefined, "What you can write to me"] },
  { name: "answer-rows", drawn: PENDING ?? {}, says: [undefined, "12 requests wait"] },
  { name: "answer-facts", drawn: WHY ?? {}, says: [undefined, "Why this request is what it is"] },
];

/** What a channel is told beside the card of each request, and who asks in words. */
export const channelCases: readonly CardCase[] = [
  { name: "digest", drawn: DIGEST, says: ["Weekly digest", "2 requests that nobody decided"] },
  { name: "line", drawn: LINE, says: ["More than fit in this channel", "12 more requests wait"] },
  { name: "earlier-line", drawn: drawEarlierLine(), says: ["An earlier card", "See the newer card"] },
  {
    name: "earlier-card",
    drawn: drawCopy(story({ state: "asking" }), { postedAt: "2026-11-25T08:14:00.000Z", channel: undefined }),
    says: ["An earlier card", "See the newer card"],
  },
  ...ANSWERS,
];
