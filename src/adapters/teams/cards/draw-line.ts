import { parsePrivateEndpointId } from "../../../domain/azure-id.ts";
import { isEmpty, type Line, type Waiting } from "../../../domain/line.ts";
import { box, type Element, heading, label, line, note, outside, QUIET, STRONG, words } from "./elements.ts";
import { moment } from "./facts.ts";
import { frame } from "./frame.ts";

/** What the button of a line's card sends. The channel is the one that it stands in. */
export const SHOW_NEXT = "show-next";

/** Longer than Azure allows each of these to be. */
const LIMITS = { namespace: 60, name: 80, subscription: 40, moment: 40 };

/** The one card of all who wait for room in a channel. */
export function drawLine(waits: Line): Element {
  const title = lineTitle(waits);
  const body = [
    box(waits.total > 0 ? "warning" : "emphasis", [label("More than fit in this channel"), heading(title)], {
      bleed: true,
    }),
    ...since(waits),
    ...waits.next.map(waitingLine),
    ...(waits.total > waits.next.length ? [note(`and ${waits.total - waits.next.length} more`)] : []),
    ...untold(waits),
    ...(waits.total > 0 ? [line([words(MEANING, QUIET)], { spacing: "medium" })] : []),
  ];
  return frame(`${title}.`, body, waits.total > 0 ? { actions: [showNext()] } : {});
}

const MEANING =
  "Each gets a card of its own as soon as another one here is decided, and its deadline counts from then. Nothing is lost meanwhile: they stay as they are in Azure.";

/** Our own words. */
export function lineTitle(waits: Line): string {
  if (isEmpty(waits)) return "Nobody waits any more";
  if (waits.total === 0) return "Rules decided more than fits here";
  return waits.total === 1 ? "1 more request waits" : `${waits.total} more requests wait`;
}

function since({ since: first }: Line): readonly Element[] {
  if (first === undefined) return [];
  return [
    line([words("The first one since ", QUIET), outside(moment(first), LIMITS.moment, QUIET)], { spacing: "medium" }),
  ];
}

function waitingLine({ namespace, privateEndpoint, since: first }: Waiting): Element {
  const id = parsePrivateEndpointId(privateEndpoint);
  const from = id ? [words(" of "), outside(id.subscription, LIMITS.subscription, QUIET)] : [];
  return line(
    [
      outside(namespace.namespace, LIMITS.namespace, STRONG),
      words(" ← "),
      outside(id?.name ?? privateEndpoint, LIMITS.name),
      ...from,
      words(" since ", QUIET),
      outside(moment(first), LIMITS.moment, QUIET),
    ],
    { spacing: "small" },
  );
}

function untold({ untold: count }: Line): readonly Element[] {
  if (count === 0) return [];
  const those = count === 1 ? "1 request was" : `${count} requests were`;
  return [note(`${those} decided by rules in the last hour without a card: see the audit log.`)];
}

/** Clients that don't know `Action.Execute` send the same as a message. */
function showNext(): Element {
  const looks = { title: "Show next", style: "positive" };
  const fallback = { type: "Action.Submit", id: SHOW_NEXT, ...looks, data: { verb: SHOW_NEXT } };
  return { type: "Action.Execute", id: SHOW_NEXT, verb: SHOW_NEXT, ...looks, data: {}, fallback };
}

/** Another card of the line stands further down. */
export function drawEarlierLine(): Element {
  const title = "See the newer card";
  return frame(`${title}.`, [
    box("emphasis", [label("An earlier card"), heading(title)], { bleed: true }),
    line([words("Who waits stands on the newer card in this channel.")], { spacing: "medium" }),
  ]);
}
