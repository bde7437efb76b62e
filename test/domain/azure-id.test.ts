import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  connectionIdOf,
  foldedId,
  isGuid,
  isSameId,
  namespaceIdOf,
  parseConnectionId,
  parseNamespaceId,
  parsePrivateEndpointId,
} from "../../src/domain/azure-id.ts";
import { aConnectionId, aNamespace, aPrivateEndpoint, FABRIKAM, OWNER_SUBSCRIPTION } from "../support/builders.ts";

const NAMESPACE =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders";
const CONNECTION = `${NAMESPACE}/privateEndpointConnections/97086447-89ef-4090-a1da-e4bb33a72509`;
const ENDPOINT = aPrivateEndpoint();

describe("ids from Azure", () => {
  it("are read into their parts and written as Azure writes them", () => {
    expect(parseNamespaceId(NAMESPACE)).toEqual(aNamespace());
    expect(namespaceIdOf(aNamespace())).toBe(NAMESPACE);
    expect(parseConnectionId(CONNECTION)).toEqual(aConnectionId());
    expect(connectionIdOf(aConnectionId())).toBe(CONNECTION);
    expect(parsePrivateEndpointId(ENDPOINT)).toEqual({
      subscription: FABRIKAM,
      resourceGroup: "rg-app",
      name: "pe-orders",
    });
  });

  it("may lack the leading slash and differ in case: a subscription is lower case then, names stay as they are", () => {
    expect(parseNamespaceId(NAMESPACE.slice(1))).toEqual(aNamespace());
    expect(parseConnectionId(CONNECTION.toUpperCase())).toMatchObject({
      subscription: OWNER_SUBSCRIPTION,
      resourceGroup: "RG-RELAY",
      namespace: "CONTOSO-ORDERS",
    });
  });

  it("name a namespace also by something below it, where that is asked for", () => {
    expect(parseNamespaceId(`${CONNECTION}`, "below")).toEqual(aNamespace());
    expect(parseNamespaceId(`${NAMESPACE}/hybridConnections/x/y`, "below")).toEqual(aNamespace());
    expect(parseNamespaceId(CONNECTION)).toBeUndefined();
  });

  it("are the same whatever their ASCII case and leading slash, but no other letter is folded", () => {
    expect(isSameId(NAMESPACE.slice(1), NAMESPACE.toUpperCase())).toBe(true);
    expect(isSameId("/a/b", "/a/c")).toBe(false);
    expect(foldedId("/\u212A/İ")).toBe("/\u212A/İ");
  });

  it("of subscriptions are GUIDs from end to end", () => {
    expect(isGuid(OWNER_SUBSCRIPTION.toUpperCase())).toBe(true);
    expect(isGuid(`{${OWNER_SUBSCRIPTION}}`)).toBe(false);
    expect(isGuid(`${OWNER_SUBSCRIPTION}\n`)).toBe(false);
  });
});

describe("an id that is not exactly one path of plain segments", () => {
  const connection = (name: string) => `${NAMESPACE}/privateEndpointConnections/${name}`;
  const endpoint = (name: string) => ENDPOINT.replace("pe-orders", name);
  it.each([
    ["is empty", ""],
    ["is a single slash", "/"],
    ["climbs up", connection("..")],
    ["stays where it is", connection(".")],
    ["climbs up in code", connection("%2e%2e")],
    ["hides a slash in code", connection("a%2fb")],
    ["hides a slash the other way", connection("a\\..")],
    ["has a query", connection("a?x=1")],
    ["has a fragment", connection("a#b")],
    ["has a double slash", CONNECTION.replace("/providers", "//providers")],
    ["begins with two slashes", `/${CONNECTION}`],
    ["ends with a slash", `${CONNECTION}/`],
    ["has one segment more", `${CONNECTION}/x`],
    ["has one segment less", CONNECTION.split("/").slice(0, -1).join("/")],
    ["has a space", connection("a b")],
    ["ends with a line break", `${CONNECTION}\n`],
    ["has a null character", connection("a\u0000")],
    ["has a fullwidth dot", connection("\uFF0E\uFF0E")],
    ["has a one dot leader", connection("a\u2024b")],
    ["has a Kelvin sign for a k", ENDPOINT.replace("Network", "Networ\u212A")],
    ["has a long s in its type", CONNECTION.replace("namespaces", "name\u017Fpaces")],
    ["begins its name with a dot", connection(".hidden")],
    ["has braces around its subscription", CONNECTION.replace(OWNER_SUBSCRIPTION, `{${OWNER_SUBSCRIPTION}}`)],
    ["has a subscription of other characters", CONNECTION.replace(OWNER_SUBSCRIPTION, "allowed")],
    ["has text after its subscription", CONNECTION.replace(OWNER_SUBSCRIPTION, `${OWNER_SUBSCRIPTION}x`)],
    ["has a group that ends with a dot", CONNECTION.replace("rg-relay", "rg.")],
    ["has a group that climbs up", CONNECTION.replace("rg-relay", "..")],
    ["has a namespace shorter than six characters", CONNECTION.replace("contoso-orders", "short")],
    ["has a namespace that begins with a digit", CONNECTION.replace("contoso-orders", "1contoso")],
    ["is of another provider", CONNECTION.replace("Microsoft.Relay", "Microsoft.ServiceBus")],
    ["is of another type", CONNECTION.replace("namespaces", "clusters")],
    ["is of another type below", CONNECTION.replace("privateEndpointConnections", "hybridConnections")],
    ["is not below subscriptions", CONNECTION.replace("/subscriptions/", "/tenants/")],
    ["is not below resource groups", CONNECTION.replace("/resourceGroups/", "/groups/")],
    ["is not below providers", CONNECTION.replace("/providers/", "/provider/")],
    ["is an endpoint of another type", ENDPOINT.replace("privateEndpoints", "privateLinkServices")],
    ["is an endpoint with one segment more", `${ENDPOINT}/x`],
    ["is an endpoint that climbs up", endpoint("..")],
    ["is an endpoint without a name", ENDPOINT.split("/").slice(0, -1).join("/")],
    ["is a URL", `https://management.azure.com${CONNECTION}`],
    ["is longer than any id", connection("a".repeat(1_000))],
  ])("is none: it %s", (_, id) => {
    expect(parseConnectionId(id)).toBeUndefined();
    expect(parsePrivateEndpointId(id)).toBeUndefined();
    expect(parseNamespaceId(id)).toBeUndefined();
  });
});

/** A hostile change of one place of an id. */
const mutation = fc.tuple(
  fc.constantFrom(
    "..",
    ".",
    "%2f",
    "%2e%2e",
    "/",
    "//",
    "?",
    "#",
    "\\",
    "\u2024",
    "\uFF0F",
    "\u212A",
    "\u202E",
    "%",
    ";",
    "@",
  ),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat({ max: 8 }),
);
const mutated = (id: string, [piece, at, cut]: readonly [string, number, number]) => {
  const place = Math.floor(at * id.length);
  return id.slice(0, place) + piece + id.slice(place + cut);
};

describe("whatever is read as an id", () => {
  it("makes a path that a URL leaves as it is, and that is the id which was read", () => {
    fc.assert(
      fc.property(fc.constantFrom(CONNECTION, CONNECTION.toUpperCase()), mutation, (id, change) => {
        const hostile = mutated(id, change);
        const parsed = parseConnectionId(hostile);
        if (!parsed) return;
        const path = connectionIdOf(parsed);
        expect(new URL(path, "https://management.azure.com").pathname).toBe(path);
        expect(isSameId(path, hostile)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is no path that leads elsewhere, whatever the name is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (name) => {
        const parsed = parseConnectionId(`${NAMESPACE}/privateEndpointConnections/${name}`);
        const path = parsed ? connectionIdOf(parsed) : CONNECTION;
        expect(new URL(path, "https://management.azure.com").pathname).toBe(path);
        expect(path.split("/")).toHaveLength(11);
      }),
      { numRuns: 10_000 },
    );
  });

  it("names the subscription only in the subscription's place", () => {
    const elsewhere = fc.constantFrom(
      ENDPOINT.replace(FABRIKAM, OWNER_SUBSCRIPTION).replace("rg-app", FABRIKAM),
      ENDPOINT.replace(FABRIKAM, OWNER_SUBSCRIPTION).replace("pe-orders", FABRIKAM),
    );
    fc.assert(
      fc.property(elsewhere, mutation, (id, change) => {
        expect(parsePrivateEndpointId(id)?.subscription).toBe(OWNER_SUBSCRIPTION);
        expect(parsePrivateEndpointId(mutated(id, change))?.subscription ?? OWNER_SUBSCRIPTION).not.toBe(FABRIKAM);
      }),
    );
  });

  it("takes no time on long input", () => {
    const long = `${"/a".repeat(400)}/`;
    expect(parseConnectionId(long)).toBeUndefined();
    expect(parseNamespaceId("/".repeat(100_000))).toBeUndefined();
  });
});
