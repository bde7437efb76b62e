import { parsePrivateEndpointId } from "../../../domain/azure-id.ts";
import type { Digest, ExpiredRequest } from "../../../domain/digest.ts";
import { box, type Element, heading, label, line, note, outside, QUIET, STRONG, words } from "./elements.ts";
import { frame } from "./frame.ts";

const MOST_LINES = 20;

/** Longer than Azure allows each of these to be. */
const LIMITS = { group: 100, namespace: 60, name: 80, subscription: 40 };

export function drawDigest({ group, expired }: Digest): Element {
  const title = digestTitle(expired.length);
  const more = expired.length - MOST_LINES;
  const body = [
    box("emphasis", [label("Weekly digest"), heading(title), line([outside(group, LIMITS.group, STRONG)])], {
      bleed: true,
    }),
    ...expired.slice(0, MOST_LINES).map(expiredLine),
    ...(more > 0 ? [note(`and ${more} more`)] : []),
    line([words("They still wait in Azure. An owner can decide there, or have one asked again on its card.", QUIET)], {
      spacing: "medium",
    }),
  ];
  return frame(`Weekly digest: ${title}.`, body);
}

/** Our own words. */
export function digestTitle(requests: number): string {
  return requests === 1 ? "1 request that nobody decided" : `${requests} requests that nobody decided`;
}

function expiredLine({ namespace, privateEndpoint }: ExpiredRequest): Element {
  const id = parsePrivateEndpointId(privateEndpoint);
  const from = id ? [words(" of "), outside(id.subscription, LIMITS.subscription, QUIET)] : [];
  return line(
    [
      outside(namespace.namespace, LIMITS.namespace, { weight: "bolder" }),
      words(" ← "),
      outside(id?.name ?? privateEndpoint, LIMITS.name),
      ...from,
    ],
    { spacing: "small" },
  );
}
