import { isPrivate } from "./private-address.ts";
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
  | "no-record"
  | "unknown-name";

export interface Verdict {
  readonly kind: VerdictKind;
  readonly isGood: boolean;
  readonly says: string;
  readonly cure: string | undefined;
}

/** What an answer means for who wants to reach a namespace by its private endpoint. */
export function verdictOn({ host, alias }: RelayHost, { aliases, addresses }: Resolved): Verdict {
  const zone = alias.slice(alias.indexOf(".") + 1);
  const kind = kindOf(aliases.includes(alias), aliases.length > 0, addresses);
  return { kind, isGood: kind.startsWith("private"), ...wordsFor(kind, { host, alias, zone }) };
}

function kindOf(hasAlias: boolean, isKnown: boolean, addresses: readonly string[]): VerdictKind {
  const privately = addresses.filter(isPrivate).length;
  if (addresses.length === 0) return isKnown ? "no-record" : "unknown-name";
  if (privately === addresses.length) return hasAlias ? "private" : "private-otherwise";
  if (privately > 0) return "mixed";
  return hasAlias ? "public-alias" : "public";
}

interface Names extends RelayHost {
  readonly zone: string;
}

function wordsFor(kind: VerdictKind, { host, alias, zone }: Names): Pick<Verdict, "says" | "cure"> {
  const record = `az network private-endpoint dns-zone-group create --resource-group <group> --endpoint-name <endpoint> --name default --zone-name servicebus --private-dns-zone ${zone}`;
  const link = `az network private-dns link vnet create --resource-group <group> --zone-name ${zone} --name <link> --virtual-network <network> --registration-enabled false; where the resolver is not Azure's (168.63.129.16), have it forward ${zone.replace("privatelink.", "")} there`;
  switch (kind) {
    case "private":
      return { says: "Good: the name leads to a private address, by way of the alias.", cure: undefined };
    case "private-otherwise":
      return {
        says: "It leads to a private address, but not by way of the alias: a record of your own, in a zone or at the resolver, which nobody keeps up to date.",
        cure: `Take that record out, and have a private zone: ${record}`,
      };
    case "mixed":
      return {
        says: "It leads to private and to public addresses: some calls take the private way, some do not.",
        cure: `Leave only the endpoint's address in ${zone}: az network private-dns record-set a show --zone-name ${zone} --name ${host.split(".")[0]} --resource-group <group>`,
      };
    case "public-alias":
      return {
        says: "The namespace has a private endpoint, but this machine is told the public address: its resolver does not know the private zone.",
        cure: link,
      };
    case "public":
      return {
        says: "It leads to a public address, and no alias is there: no private endpoint of this namespace is approved yet, or Azure does not tell of it yet.",
        cure: "Wait for the approval (relay-approvals pending), then look again after some minutes",
      };
    case "no-record":
      return {
        says: `The alias is there, and ${alias} has no address: the private zone is linked and lacks the record. Azure's policies make none for manual connections.`,
        cure: record,
      };
    case "unknown-name":
      return {
        says: "There is no such name: no such namespace, or a private zone for all of it that lacks the record.",
        cure: `Check the name: az relay namespace list --query "[].name"; see that no private zone is called ${zone.replace("privatelink.", "")}`,
      };
  }
}
