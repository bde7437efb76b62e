import { parsePrivateEndpointId } from "../../../domain/azure-id.ts";
import { type NetworkAccess, UNREADABLE_NETWORK } from "../../../domain/background.ts";
import type { Card } from "../../../domain/card.ts";
import { visible } from "../visible.ts";
import {
  box,
  type Element,
  line,
  MONOSPACE,
  marked,
  NOT_READABLE,
  outside,
  QUIET,
  type Run,
  STRONG,
  sideBySide,
  VERIFIED,
  words,
} from "./elements.ts";

/** Longer than Azure allows each of these to be, so that what is genuine is never cut. */
const LIMITS = { name: 100, id: 400, region: 60, subscription: 60, message: 300 };

const TENANTS: Readonly<Record<Card["requesterTenant"], string>> = {
  own: "Your own tenant",
  other: "⚠ Another tenant",
  unknown: `⚠ Tenant ${NOT_READABLE}`,
};

/** Where somebody asks to join. */
export function place(card: Card): readonly Element[] {
  return [
    line([outside(card.namespace, LIMITS.name, { ...STRONG, size: "medium" })], { spacing: "small" }),
    line(
      [
        words("Relay namespace in ", QUIET),
        outside(card.resourceGroup, LIMITS.name, QUIET),
        ...(card.region === undefined ? [] : [words(" · ", QUIET), outside(card.region, LIMITS.region, QUIET)]),
        words(` · ${VERIFIED}`, QUIET),
      ],
      { spacing: "none" },
    ),
  ];
}

/** Who asks, as Azure says. The ids stand there in full: a name can be made to look like another one. */
export function requester(card: Card): readonly Element[] {
  return [
    ...subscription(card),
    line([words(TENANTS[card.requesterTenant], { ...STRONG, size: "small" })], { spacing: "none" }),
  ];
}

export function endpoint({ privateEndpoint }: Card): readonly Element[] {
  return [marked("Private endpoint", VERIFIED), ...endpointId(privateEndpoint)];
}

function subscription({ requesterSubscription: id, background }: Card): readonly Element[] {
  const title = "Requester's subscription";
  if (id === undefined) return [marked(title, NOT_READABLE)];
  const name = background?.subscriptionName;
  const called =
    name === undefined ? words(`Name ${NOT_READABLE}`, { ...QUIET, italic: true }) : outside(name, LIMITS.name);
  return [
    marked(title, VERIFIED),
    line([outside(id, LIMITS.subscription, { ...MONOSPACE, ...STRONG })], { spacing: "none" }),
    line([called], { spacing: "none" }),
  ];
}

/** In full, with its name standing out. Clients break no word, and on a phone an id on one line would run out of the card. */
function endpointId(id: string): readonly Element[] {
  const shown = visible(id, LIMITS.id) || "(empty)";
  const nameAt = shown.lastIndexOf("/") + 1;
  const parts = parsePrivateEndpointId(id) ? shown.slice(0, nameAt).match(/\/[^/]+\/[^/]*/g) : undefined;
  const [last = "", ...before] = (parts ?? [shown.slice(0, nameAt)]).toReversed();
  const name = words(shown.slice(nameAt), { ...MONOSPACE, ...STRONG });
  const named = last === "" ? [name] : [words(last, MONOSPACE), name];
  const lines: readonly (readonly Run[])[] = [...before.toReversed().map((part) => [words(part, MONOSPACE)]), named];
  return lines.map((runs) => line(runs, { spacing: "none" }));
}

/** Only somebody who asks to join has written one. */
export function message(card: Card): readonly Element[] {
  if (card.kind !== "approve-or-reject") return [];
  const said =
    card.message.trim() === ""
      ? words("No message was given.", { italic: true })
      : outside(card.message, LIMITS.message, {});
  const title = line([
    words("Message ", { ...STRONG, size: "small" }),
    words("· stated by the requester, not verified", QUIET),
  ]);
  return [box("emphasis", [title, line([said], { spacing: "small" })], { spacing: "medium" })];
}

export function circumstances(card: Card): readonly Element[] {
  const { endpointsUsed: used, endpointsMost: most } = card;
  const counted = words(`${used} of ${most}, ${Math.max(0, most - used)} free`);
  const owners =
    card.askedGroup === undefined
      ? words("None: ask whoever keeps this service's policy")
      : outside(card.askedGroup, LIMITS.name);
  const deadline = card.deadlineAt === undefined ? words("No deadline") : outside(moment(card.deadlineAt), 40, STRONG);
  return [
    sideBySide(["Decide before", deadline], ["Owners asked", owners]),
    marked("The namespace when asked", VERIFIED),
    fact("Endpoints used", counted),
    ...crowding(used, most),
    ...networkOf(card),
    ...earlierOf(card),
  ];
}

const PUBLIC_ACCESS: Readonly<Record<NonNullable<NetworkAccess["publicly"]>, string>> = {
  open: "⚠ on, from anywhere",
  on: "⚠ on",
  some: "on, from chosen addresses",
  closed: "off",
  perimeter: "what its security perimeter allows",
};

/** Only for those who are asked whether to let somebody in. */
function networkOf({ kind, background }: Card): readonly Element[] {
  if (kind !== "approve-or-reject") return [];
  const { publicly, trustedServices } = background?.network ?? UNREADABLE_NETWORK;
  const unread = words(NOT_READABLE, { ...QUIET, italic: true });
  const passes = trustedServices ? "may bypass its rules" : "may not bypass its rules";
  return [
    fact("Public network access", publicly === undefined ? unread : words(PUBLIC_ACCESS[publicly])),
    fact("Trusted Microsoft services", trustedServices === undefined ? unread : words(passes)),
  ];
}

function fact(name: string, value: Run): Element {
  return line([words(`${name}: `), value], { spacing: "none" });
}

/** "2 approved, 1 rejected". */
function earlierOf({ background }: Card): readonly Element[] {
  if (!background) return [];
  const ends = background.earlier.map(({ how, count }) => `${count} ${how}`).join(", ");
  return [
    marked("Earlier requests of this subscription here", "from this service's record"),
    line([words(ends || "None")], { spacing: "none" }),
  ];
}

const CROWDED = 48;
const NEARLY_FULL = 60;

/** In time to ask Azure's support, or to move to another namespace. */
function crowding(used: number, most: number): readonly Element[] {
  if (used < CROWDED) return [];
  const [tone, said] =
    used < NEARLY_FULL ? (["warning", "Filling up"] as const) : (["attention", "Nearly full"] as const);
  const left =
    used >= most
      ? `⚠ Full: Azure lets no more than ${most} private endpoints into a namespace.`
      : `⚠ ${said}: ${most - used} of ${most} private endpoints are left in this namespace.`;
  return [box(tone, [line([words(left, { ...STRONG, size: "small" })])], { spacing: "small" })];
}

/** By which the request is found in the audit log. Its id stands first: a line never ends within it. */
export function reference({ requestId, askedAt, outcome }: Card): Element {
  const ended = outcome ? [words(" · Ended ", QUIET), outside(moment(outcome.at), 40, QUIET)] : [];
  return line(
    [
      ...[words("Request ", QUIET), words(requestId, { ...MONOSPACE, isSubtle: true })],
      ...[words(" · Asked ", QUIET), outside(moment(askedAt), 40, QUIET), ...ended],
    ],
    { spacing: "medium" },
  );
}

/** `25 Nov 2026, 03:22 UTC`: the same for everybody, wherever they are. What is no time is shown as it is. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (-?\d+) (\d\d:\d\d)/.exec(time.toUTCString()) ?? [];
  return `${Number(day)} ${month} ${year}, ${clock} UTC`;
}
