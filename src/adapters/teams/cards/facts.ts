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
    marked("Private endpoint", VERIFIED),
    line(endpointId(card.privateEndpoint), { spacing: "none" }),
  ];
}

function subscription({ requesterSubscription: id, background }: Card): readonly Element[] {
  const title = "Requester's subscription";
  if (id === undefined) return [marked(title, NOT_READABLE)];
  const name = background?.subscriptionName;
  const called =
    name === undefined ? words(`Name ${NOT_READABLE}`, { ...QUIET, italic: true }) : outside(name, LIMITS.name, STRONG);
  return [
    marked(title, VERIFIED),
    line([called], { spacing: "none" }),
    line([outside(id, LIMITS.subscription, MONOSPACE)], { spacing: "none" }),
  ];
}

/** In full, with its name standing out. */
function endpointId(id: string): readonly Run[] {
  const shown = visible(id, LIMITS.id) || "(empty)";
  const nameAt = shown.lastIndexOf("/") + 1;
  const name = words(shown.slice(nameAt), { ...MONOSPACE, ...STRONG });
  return nameAt === 0 ? [name] : [words(shown.slice(0, nameAt), MONOSPACE), name];
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
    sideBySide(["Endpoints used", counted], ["Asked", outside(moment(card.askedAt), 40)]),
    ...crowding(used, most),
    ...networkOf(card),
    ...earlierOf(card),
  ];
}

const PUBLIC_ACCESS: Readonly<Record<NonNullable<NetworkAccess["publicly"]>, string>> = {
  open: "⚠ On, from anywhere",
  on: "⚠ On",
  some: "On, from chosen addresses",
  closed: "Off",
  perimeter: "By security perimeter",
};

/** Only for those who are asked whether to let somebody in. */
function networkOf({ kind, background }: Card): readonly Element[] {
  if (kind !== "approve-or-reject") return [];
  const { publicly, trustedServices } = background?.network ?? UNREADABLE_NETWORK;
  const unread = words(NOT_READABLE, { ...QUIET, italic: true });
  return [
    sideBySide(
      ["Public network access", publicly === undefined ? unread : words(PUBLIC_ACCESS[publicly])],
      [
        "Trusted Microsoft services",
        trustedServices === undefined ? unread : words(trustedServices ? "May bypass the rules" : "May not bypass"),
      ],
    ),
  ];
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

/** By which the request is found in the audit log. */
export function reference(card: Card): Element {
  return line([words("Request ", QUIET), words(card.requestId, { ...MONOSPACE, isSubtle: true })], {
    spacing: "small",
  });
}

/** `25 Nov 2026, 03:22 UTC`: the same for everybody, wherever they are. What is no time is shown as it is. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (-?\d+) (\d\d:\d\d)/.exec(time.toUTCString()) ?? [];
  return `${Number(day)} ${month} ${year}, ${clock} UTC`;
}
