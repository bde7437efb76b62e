import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AllowRule, DenyRule } from "../../src/domain/policy.ts";
import { type Ruling, rulingOf } from "../../src/domain/ruling.ts";
import {
  aDenyRule,
  aNamespace,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
} from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");
const OURS = aPrivateEndpoint("pe-orders", LOGISTICS);

interface Situation {
  readonly allow?: readonly AllowRule[];
  readonly deny?: readonly DenyRule[];
  readonly privateEndpoint?: string;
  readonly namespace?: string;
  readonly ofSubscription?: number;
  readonly now?: Date;
}

function ruling({ allow = [], deny = [], now = NOW, ...given }: Situation): Ruling {
  const { privateEndpoint = OURS, namespace = "contoso-orders", ofSubscription = 0 } = given;
  const asked = { namespace: aNamespace({ namespace }), privateEndpoint, ofSubscription };
  return rulingOf(aPolicy({ allow, deny }), asked, now);
}

/** `approve logistics`, `reject closed`, or why somebody is asked. */
function inWords(situation: Situation): string {
  const answer = ruling(situation);
  return answer.kind === "ask" ? answer.why : `${answer.kind} ${answer.rule.name}`;
}

describe("a connection that no rule is about", () => {
  it("is a question for an owner", () => {
    expect(ruling({})).toEqual({ kind: "ask", heldBy: undefined, why: "No rule fits" });
    expect(inWords({ allow: [anAllowRule({ subscription: FABRIKAM })] })).toBe("No rule fits");
    expect(inWords({ deny: [aDenyRule({ endpoint: "pe-banned-*" })] })).toBe("No rule fits");
  });
});

describe("an allow rule", () => {
  it("approves an endpoint of its subscription", () => {
    const rule = anAllowRule();
    expect(ruling({ allow: [rule] })).toEqual({ kind: "approve", rule });
  });

  it.each<[string, Partial<AllowRule>, boolean]>([
    ["the namespace by a pattern", { namespace: "contoso-*" }, true],
    ["another namespace", { namespace: "fabrikam-*" }, false],
    ["the resource group of the endpoint", { resourceGroup: "RG-App" }, true],
    ["another resource group", { resourceGroup: "rg-relay" }, false],
    ["the endpoint by a pattern in other letters", { endpoint: "PE-*s" }, true],
    ["an endpoint whose name only begins alike", { endpoint: "pe-order" }, false],
    ["all of it", { namespace: "contoso-orders", resourceGroup: "rg-*", endpoint: "pe-orders" }, true],
    ["all of it but one thing", { namespace: "contoso-orders", resourceGroup: "rg-*", endpoint: "pe-billing" }, false],
    ["the subscription in capital letters", { subscription: LOGISTICS.toUpperCase() }, true],
  ])("that names %s", (_what, overrides, fits) => {
    expect(inWords({ allow: [anAllowRule(overrides)] })).toBe(fits ? "approve logistics" : "No rule fits");
  });

  it("allows so many connections of its subscription, and not one more", () => {
    const allow = [anAllowRule({ atMost: 3 })];
    expect(inWords({ allow, ofSubscription: 2 })).toBe("approve logistics");
    expect(inWords({ allow, ofSubscription: 3 })).toBe('Allow rule "logistics" is used up (3 of 3)');
    expect(inWords({ allow, ofSubscription: 4 })).toBe('Allow rule "logistics" is used up (4 of 3)');
  });

  it("holds before its end, and no longer at it", () => {
    const allow = [anAllowRule({ until: "2027-01-01T00:00:00.000Z" })];
    const at = (time: string) => inWords({ allow, now: new Date(time) });
    expect(at("2026-12-31T23:59:59.999Z")).toBe("approve logistics");
    expect(at("2027-01-01T00:00:00.000Z")).toBe('Allow rule "logistics" ended on 2027-01-01');
  });

  it("that is used up leaves it to the next one that fits", () => {
    const allow = [anAllowRule({ name: "few", atMost: 1 }), anAllowRule({ name: "many" })];
    expect(inWords({ allow, ofSubscription: 1 })).toBe("approve many");
  });

  it("is named before others when none of those that fit counts", () => {
    const allow = [anAllowRule({ endpoint: "x" }), anAllowRule({ name: "few", atMost: 1 }), anAllowRule({ atMost: 1 })];
    expect(inWords({ allow, ofSubscription: 1 })).toBe('Allow rule "few" is used up (1 of 1)');
  });
});

describe("a deny rule", () => {
  it("wins over an allow rule", () => {
    const rule = aDenyRule({ endpoint: "pe-*" });
    expect(ruling({ allow: [anAllowRule()], deny: [rule] })).toEqual({ kind: "reject", rule });
  });

  it("that holds asks an owner and says why, though an allow rule fits", () => {
    const heldBy = aDenyRule({ hold: true, reason: "Ask the network team first" });
    expect(ruling({ allow: [anAllowRule()], deny: [heldBy] })).toEqual({
      kind: "ask",
      heldBy,
      why: 'Rule "closed" holds it for an owner: Ask the network team first',
    });
  });

  it("that rejects wins over one that holds, wherever they stand", () => {
    const [holding, rejecting] = [aDenyRule({ name: "held", hold: true }), aDenyRule()];
    expect(inWords({ deny: [holding, rejecting] })).toBe("reject closed");
    expect(inWords({ deny: [rejecting, holding] })).toBe("reject closed");
  });

  it("holds before its end, and no longer at it", () => {
    const deny = [aDenyRule({ until: "2026-11-20T09:00:00.001Z" })];
    expect(inWords({ deny })).toBe("reject closed");
    expect(inWords({ deny, now: new Date("2026-11-20T09:00:00.001Z") })).toBe("No rule fits");
  });

  it("may be about a subscription, a namespace or anybody", () => {
    expect(inWords({ deny: [aDenyRule({ subscription: LOGISTICS })] })).toBe("reject closed");
    expect(inWords({ deny: [aDenyRule({ subscription: FABRIKAM })] })).toBe("No rule fits");
    expect(inWords({ deny: [aDenyRule({ namespace: "contoso-*" })] })).toBe("reject closed");
    expect(inWords({ deny: [aDenyRule({ namespace: "fabrikam-*" })] })).toBe("No rule fits");
  });
});

describe("an endpoint whose id cannot be read", () => {
  const privateEndpoint = `${OURS}/`;

  it("is never allowed", () => {
    expect(inWords({ allow: [anAllowRule({ endpoint: "*" })], privateEndpoint })).toBe(
      "The private endpoint's id cannot be read, so no allow rule counts",
    );
  });

  it("is denied by a rule about everybody or about the namespace, not by one about endpoints", () => {
    expect(inWords({ deny: [aDenyRule()], privateEndpoint })).toBe("reject closed");
    expect(inWords({ deny: [aDenyRule({ namespace: "contoso-*" })], privateEndpoint })).toBe("reject closed");
    for (const about of [{ subscription: LOGISTICS }, { resourceGroup: "*" }, { endpoint: "*" }]) {
      expect(ruling({ deny: [aDenyRule(about)], privateEndpoint })).toMatchObject({ kind: "ask", heldBy: undefined });
    }
  });
});

describe("an endpoint that Microsoft manages for its customers", () => {
  const inGroup = (group: string, name: string) => aPrivateEndpoint(name, LOGISTICS).replace("/rg-app/", `/${group}/`);
  const factory = inGroup("vnet-33333333-westeurope-55-rg", "adf-logistics.orders");
  const frontDoor = inGroup("eafd-Prod-westeurope", "afead5ea-f213-46d9-a0d0-9d062548e682");
  const WHOSE =
    'Allow rule "logistics" does not say whose endpoint it means: this one looks like one that Microsoft manages for its customers';

  it.each([
    ["of a factory", factory],
    ["of Front Door", frontDoor],
    ["in a managed network's group, whatever its name", inGroup("VNET-33333333-WESTEUROPE-55-RG", "orders")],
    ["in Front Door's group, whatever its name", inGroup("eafd-prod-eastus", "orders")],
    ["with a dot in its name, in any group", inGroup("rg-app", "adf-logistics.orders")],
    ["with a GUID as its name, in any group", inGroup("rg-app", "afead5ea-f213-46d9-a0d0-9d062548e682")],
  ])("%s is not allowed by its subscription alone", (_what, privateEndpoint) => {
    for (const endpoint of [undefined, "*", "**"]) {
      expect(inWords({ allow: [anAllowRule({ endpoint })], privateEndpoint })).toBe(WHOSE);
    }
  });

  it.each([
    ["*.orders", false],
    ["*.*", false],
    ["adf-*", false],
    ["adf-logistics*", false],
    ["adf-logistics.*", true],
    ["ADF-Logistics.ord*", true],
    ["adf-logistics.orders", true],
  ])("of a factory is allowed by the pattern %s: %p", (endpoint, allowed) => {
    expect(inWords({ allow: [anAllowRule({ endpoint })], privateEndpoint: factory })).toBe(
      allowed ? "approve logistics" : WHOSE,
    );
  });

  it("of Front Door is allowed by its whole name only", () => {
    const by = (endpoint: string) => inWords({ allow: [anAllowRule({ endpoint })], privateEndpoint: frontDoor });
    expect(by("afead5ea-*")).toBe(WHOSE);
    expect(by("AFEAD5EA-f213-46d9-a0d0-9d062548e682")).toBe("approve logistics");
  });

  it("is told from others in groups that only sound alike", () => {
    for (const group of ["vnet-rg", "rg-eafd-app", "vnet-logistics-westeurope-1-rg", "vnet-33333333-rg"]) {
      expect(inWords({ allow: [anAllowRule()], privateEndpoint: inGroup(group, "pe-orders") })).toBe(
        "approve logistics",
      );
    }
  });
});

describe("an allow-listed subscription", () => {
  const allow = [anAllowRule()];
  const isAllowed = (privateEndpoint: string) => ruling({ allow, privateEndpoint }).kind === "approve";
  const foreign = aPrivateEndpoint("pe-orders", FABRIKAM);
  const text = fc.string({ unit: "binary", maxLength: 20 });

  it("counts in any letters, and with or without the leading slash", () => {
    const cases = fc.mixedCase(fc.constantFrom(OURS, OURS.slice(1)));
    fc.assert(fc.property(cases, (privateEndpoint) => expect(isAllowed(privateEndpoint)).toBe(true)));
  });

  it("in any other place of another subscription's id allows nothing", () => {
    const segments = foreign.slice(1).split("/");
    const places = fc.integer({ min: 0, max: segments.length - 1 }).filter((place) => place !== 1);
    const written = fc.constantFrom(LOGISTICS, LOGISTICS.toUpperCase(), `x-${LOGISTICS}`, `subscriptions/${LOGISTICS}`);
    fc.assert(
      fc.property(places, written, fc.boolean(), (place, words, isAdded) => {
        const id = `/${segments.toSpliced(place, isAdded ? 0 : 1, words).join("/")}`;
        expect(isAllowed(id)).toBe(false);
      }),
    );
  });

  it("in braces, cut, doubled or with text around it allows nothing", () => {
    const bent = fc.oneof(
      fc.constantFrom(`{${LOGISTICS}}`, `(${LOGISTICS})`, LOGISTICS.replaceAll("-", ""), LOGISTICS.slice(1), ""),
      fc.tuple(text, text).map(([before, after]) => `${before}${LOGISTICS}${after}`),
    );
    fc.assert(
      fc.property(
        bent.filter((words) => words !== LOGISTICS),
        (words) => {
          const id = OURS.replace(LOGISTICS, () => words);
          fc.pre(id !== OURS);
          expect(isAllowed(id)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("allows nothing when text follows the id or comes before it", () => {
    const trailing = text.filter((words) => words !== "" && !/^[a-z0-9._-]+$/i.test(words));
    fc.assert(
      fc.property(trailing, (words) => expect(isAllowed(`${OURS}${words}`)).toBe(false)),
      { numRuns: 2_000 },
    );
    const leading = text.filter((words) => words !== "");
    fc.assert(
      fc.property(leading, (words) => expect(isAllowed(`${words}${OURS}`)).toBe(false)),
      { numRuns: 2_000 },
    );
  });

  it("allows nothing without an id", () => {
    for (const missing of ["", "/", LOGISTICS, `/subscriptions/${LOGISTICS}`, `${OURS}?x=${LOGISTICS}`]) {
      expect(isAllowed(missing)).toBe(false);
    }
  });

  it("allows nothing of any other subscription, whatever its endpoints are called", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/);
    fc.assert(
      fc.property(
        fc.uuid().filter((id) => id !== LOGISTICS),
        name,
        (subscription, called) => {
          expect(isAllowed(aPrivateEndpoint(called, subscription))).toBe(false);
        },
      ),
    );
  });
});

describe("any ruling", () => {
  const rules = { until: fc.option(fc.constantFrom("2026-01-01", "2027-01-01"), { nil: undefined }) };
  const pattern = fc.option(fc.constantFrom("*", "pe-*", "pe-orders", "x*"), { nil: undefined });
  const denyRules = fc.array(
    fc.record({ ...rules, endpoint: pattern, hold: fc.boolean() }).map((overrides) => aDenyRule(overrides)),
    { maxLength: 3 },
  );
  const allowRules = fc.array(
    fc
      .record({ ...rules, endpoint: pattern, subscription: fc.constantFrom(LOGISTICS, FABRIKAM) })
      .map((overrides) => anAllowRule(overrides)),
    { maxLength: 3 },
  );

  it("is approved only without a deny rule that is about it, and by a rule of its own subscription", () => {
    const endpoints = fc.constantFrom(OURS, aPrivateEndpoint("x1", FABRIKAM), "");
    fc.assert(
      fc.property(allowRules, denyRules, endpoints, (allow, deny, privateEndpoint) => {
        const answer = ruling({ allow, deny, privateEndpoint });
        if (answer.kind !== "approve") return;
        expect(privateEndpoint).toContain(answer.rule.subscription);
        expect(ruling({ deny, privateEndpoint })).toEqual({ kind: "ask", heldBy: undefined, why: "No rule fits" });
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not hang on the order of the deny rules", () => {
    fc.assert(
      fc.property(denyRules, (deny) => {
        const kinds = [deny, deny.toReversed()].map((one) => ruling({ deny: one }).kind);
        expect(kinds[0]).toBe(kinds[1]);
      }),
    );
  });
});
