import { shellLine } from "../domain/shell-word.ts";
import { type Reach, reachOf } from "./private-address.ts";
import type { RelayHost } from "./relay-host.ts";

export interface Resolved {
  /** From the host name on, each name that the one before leads to. */
  readonly aliases: readonly string[];
  readonly addresses: readonly string[];
}

export type VerdictKind =
  | "private"
  | "private-otherwise"
  | "mixed"
  | "public-alias"
  | "public"
  | "sinkhole"
  | "no-record"
  | "broken-alias"
  | "unknown-name";

interface Words {
  readonly says: string;
  /** What to do, in words. */
  readonly cure: string | undefined;
  /** What does it: lines for a POSIX shell, as those of doctor's findings. */
  readonly commands: readonly string[];
}

export interface Verdict extends Words {
  readonly kind: VerdictKind;
  readonly isGood: boolean;
}

/** What an answer means for who wants to reach a namespace by its private endpoint. */
export function verdictOn({ host, alias }: RelayHost, resolved: Resolved): Verdict {
  const kind = kindOf(alias, resolved);
  const zone = alias.slice(alias.indexOf(".") + 1);
  const last = resolved.aliases.at(-1) ?? host;
  return { kind, isGood: kind.startsWith("private"), ...wordsFor(kind, { host, alias, zone, last }) };
}

function kindOf(alias: string, { aliases, addresses }: Resolved): VerdictKind {
  const hasAlias = aliases.includes(alias);
  if (addresses.length > 0) return kindOfAddresses(new Set(addresses.map(reachOf)), hasAlias);
  if (hasAlias) return "no-record";
  return aliases.length > 0 ? "broken-alias" : "unknown-name";
}

function kindOfAddresses(reaches: ReadonlySet<Reach>, hasAlias: boolean): VerdictKind {
  if (reaches.has("nobody's")) return "sinkhole";
  if (reaches.size > 1) return "mixed";
  if (reaches.has("private")) return hasAlias ? "private" : "private-otherwise";
  return hasAlias ? "public-alias" : "public";
}

interface Names extends RelayHost {
  readonly zone: string;
  /** Where the chain of aliases ends. */
  readonly last: string;
}

function wordsFor(kind: VerdictKind, names: Names): Words {
  switch (kind) {
    case "private":
      return {
        says: "Good: the name leads to a private address, by way of the alias.",
        cure: undefined,
        commands: [],
      };
    case "private-otherwise":
      return {
        says: "It leads to a private address, but not by way of the alias: a record of your own, in a zone or at the resolver, which nobody keeps up to date.",
        cure: "Take that record out, and have a private zone",
        commands: [recording(names)],
      };
    case "mixed":
      return {
        says: "It leads to private and to public addresses: some calls take the private way, some do not.",
        cure: `Leave only the endpoint's address in ${names.zone}`,
        commands: [showing(names)],
      };
    case "public-alias":
    case "public":
      return publicWords(kind, names);
    case "sinkhole":
      return {
        says: "It leads to an address that no namespace has: something answers in its place, like a filter at the resolver or a record that was set to block it.",
        cure: "Have the name let through at the resolver; --server asks another one",
        commands: [],
      };
    case "no-record":
    case "broken-alias":
    case "unknown-name":
      return lackingWords(kind, names);
  }
}

function publicWords(kind: "public-alias" | "public", names: Names): Words {
  if (kind === "public")
    return {
      says: "It leads to a public address, and no alias is there: no private endpoint of this namespace is approved yet, or Azure does not tell of it yet.",
      cure: "Wait for the approval, then look again after some minutes",
      commands: ["relay-approvals pending"],
    };
  return {
    says: `The namespace has a private endpoint, but this machine is told the public address: its resolver does not know the private zone, or the zone has no record of it and lets names fall back to the internet.`,
    cure: `Link the zone to this network, and see that it has the record. Where the resolver is not that of Azure (168.63.129.16), have it forward ${withoutPrivateLink(names.zone)} there`,
    commands: [linking(names), showing(names)],
  };
}

function lackingWords(kind: "no-record" | "broken-alias" | "unknown-name", names: Names): Words {
  switch (kind) {
    case "no-record":
      return {
        says: `The alias is there, and ${names.alias} has no address: the private zone is linked and lacks the record. Azure's policies make none for manual connections.`,
        cure: "Have the endpoint write its record into the zone",
        commands: [recording(names)],
      };
    case "broken-alias":
      return {
        says: `It leads to ${names.last}, which has no address, and not by way of ${names.alias}: a record of your own, or a namespace that is just made or taken away.`,
        cure: `Look for a record of the name in a zone or at the resolver, and take it out; if there is none, look again after some minutes`,
        commands: [],
      };
    case "unknown-name":
      return {
        says: "There is no such name: no such namespace, or a private zone for all of it that lacks the record.",
        cure: `Check the name; see that no private zone is called ${withoutPrivateLink(names.zone)}`,
        commands: [
          shellLine("az", "relay", "namespace", "list", "--query", "[].name"),
          shellLine("az", "network", "private-dns", "zone", "list", "--query", "[].name"),
        ],
      };
  }
}

const withoutPrivateLink = (zone: string) => zone.replace("privatelink.", "");

const recording = ({ zone }: Names) =>
  shellLine(
    ...["az", "network", "private-endpoint", "dns-zone-group", "create", "--resource-group", "<group>"],
    ...["--endpoint-name", "<endpoint>", "--name", "default", "--zone-name", "servicebus", "--private-dns-zone", zone],
  );

const showing = ({ zone, host }: Names) =>
  shellLine(
    ...["az", "network", "private-dns", "record-set", "a", "show", "--resource-group", "<group>"],
    ...["--zone-name", zone, "--name", host.slice(0, host.indexOf("."))],
  );

const linking = ({ zone }: Names) =>
  shellLine(
    ...["az", "network", "private-dns", "link", "vnet", "create", "--resource-group", "<group>", "--zone-name", zone],
    ...["--name", "<link>", "--virtual-network", "<network>", "--registration-enabled", "false"],
  );
