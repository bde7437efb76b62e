import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { namespaceOf } from "../../../src/adapters/event-grid/namespace-of.ts";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";

const SAMPLES = join(process.cwd(), "test/data/events");

function samplesOf(name: string): readonly unknown[] {
  const read: unknown = JSON.parse(readFileSync(join(SAMPLES, name), "utf8"));
  return Array.isArray(read) ? read : [read];
}

const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
const NAMESPACE_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-relay`;
const OPERATION = "Microsoft.Relay/namespaces/privateEndpointConnections/write";

interface Told {
  readonly subject?: string;
  readonly topic?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An event as Event Grid writes it, and the same as CloudEvents writes it. */
function bothSchemas({ subject = `${NAMESPACE_ID}/privateEndpointConnections/pe`, topic, data }: Told = {}) {
  const told = { subject, data: { operationName: OPERATION, resourceUri: subject, ...data } };
  const type = "Microsoft.Resources.ResourceWriteSuccess";
  const source = topic ?? `/subscriptions/${SUBSCRIPTION}`;
  return [
    { ...told, topic: source, eventType: type },
    { ...told, source, type, specversion: "1.0" },
  ];
}

describe("the namespace that an event names", () => {
  it.each(readdirSync(SAMPLES).filter((name) => /^(eg|ce)-(01|02|03|04|05|06|20)/.test(name)))(
    "is found in %s",
    (name) => {
      for (const event of samplesOf(name)) {
        expect(namespaceOf(event)).toEqual({
          subscription: SUBSCRIPTION,
          resourceGroup: "rg-relay",
          namespace: "contoso-relay",
        });
      }
    },
  );

  it.each(readdirSync(SAMPLES).filter((name) => /^(eg|ce)-(07|08|09|30)/.test(name)))("is none in %s", (name) => {
    for (const event of samplesOf(name)) expect(namespaceOf(event)).toBeUndefined();
  });

  it("is found whatever the case of the operation", () => {
    for (const event of bothSchemas({ data: { operationName: OPERATION.toUpperCase() } })) {
      expect(namespaceOf(event)).toBeDefined();
    }
  });

  it("is none when the topic, or the event itself, is of another subscription", () => {
    const other = "22222222-2222-4222-8222-222222222222";
    const strange = [
      { topic: `/subscriptions/${other}` },
      { topic: "/tenants/contoso" },
      { data: { subscriptionId: other } },
    ];
    for (const event of strange.flatMap(bothSchemas)) expect(namespaceOf(event)).toBeUndefined();
  });

  it("is none when subject and resource differ", () => {
    const resourceUri = NAMESPACE_ID.replace("contoso-relay", "contoso-other");
    for (const event of bothSchemas({ data: { resourceUri } })) expect(namespaceOf(event)).toBeUndefined();
  });

  it("carries nothing of who called", () => {
    const claims = { name: "canary@contoso.example" };
    for (const event of bothSchemas({ data: { claims, httpRequest: { clientIpAddress: "canary" } } })) {
      expect(Object.keys(namespaceOf(event) ?? {}).sort()).toEqual(["namespace", "resourceGroup", "subscription"]);
      expect(JSON.stringify(namespaceOf(event))).not.toContain("canary");
    }
  });

  it("is the one that is written, or none, however an id is bent", () => {
    const bends = [
      "..",
      "%2f",
      "//",
      "?",
      "#",
      "\\",
      "%2e%2e",
      "\u2024",
      "\uff0f",
      "K",
      "\u0000",
      " ",
      "@",
      "/..",
      "{",
      "x",
    ];
    const bent = fc
      .tuple(fc.nat(NAMESPACE_ID.length), fc.constantFrom(...bends), fc.nat(3))
      .map(([at, bend, cut]) => NAMESPACE_ID.slice(0, at) + bend + NAMESPACE_ID.slice(at + cut));
    fc.assert(
      fc.property(bent, (subject) => {
        for (const event of bothSchemas({ subject })) {
          const found = namespaceOf(event);
          if (found) expect(subject.toLowerCase()).toMatch(new RegExp(`^${escaped(namespaceIdOf(found))}(/|$)`));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is none in anything else, and nothing is thrown", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (anything) => {
        expect(namespaceOf(anything)).toBeUndefined();
        for (const event of bothSchemas()) expect(() => namespaceOf({ ...event, data: anything })).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it("pollutes no prototype", () => {
    const hostile = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
    const [event] = bothSchemas();
    namespaceOf(JSON.parse(JSON.stringify(event).replace(/^\{/, `${hostile.slice(0, -1)},`)));
    namespaceOf({ ...event, data: JSON.parse(hostile) });
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("polluted");
  });
});

function escaped(text: string): string {
  return text.toLowerCase().replace(/[.()]/g, "\\$&");
}
