import { beforeAll, describe, expect, it } from "@jest/globals";
import { NAMESPACE, NETWORKING, own, RUNS, rules, shut, subnet, ZONE } from "./powershell-runs.ts";
import { findPwsh, type Ran, ranAll } from "./pwsh.ts";

/** Every script needs it; without it nothing here is checked, and that is said. */
let all: Readonly<Record<keyof typeof RUNS, Ran>> | undefined;

beforeAll(() => {
  const found = findPwsh();
  if (found.kind === "found") all = ranAll(found.program, RUNS);
  else console.warn(`The PowerShell scripts are not run, since ${found.why}`);
});

function check(name: keyof typeof RUNS, expected: (ran: Ran) => void): void {
  if (all) expected(all[name]);
}

const madeIn = ({ calls }: Ran) => calls.map(({ name, given }) => `${name} ${given["Name"]}`);
const methodsOf = ({ calls }: Ran) => calls.map(({ given }) => given["Method"]);
const bodyOf = ({ calls }: Ran) => JSON.parse(String(calls[1]?.given["Payload"]));

describe("asking for an endpoint", () => {
  it("makes a network, an endpoint that waits for the owners, and its names", () => {
    check("first", ({ calls, error }) => {
      expect(error).toBe("");
      const place = { ResourceGroupName: "rg-orders", Location: "westeurope", Tag: { team: "orders" } };
      const subnetOfNew = { Name: "snet-relay", AddressPrefix: ["10.0.0.0/24"], Policies: "Disabled" };
      expect(calls).toEqual([
        {
          name: "New-AzVirtualNetwork",
          given: { ...place, Name: "vnet-relay", AddressPrefix: ["10.0.0.0/16"], Subnet: [subnetOfNew] },
        },
        {
          name: "New-AzPrivateEndpoint",
          given: {
            ...place,
            Name: "pe-contoso-orders",
            Subnet: subnetOfNew,
            ByManualRequest: true,
            PrivateLinkServiceConnection: [
              {
                Name: "pe-contoso-orders",
                PrivateLinkServiceId: NAMESPACE,
                GroupId: ["namespace"],
                RequestMessage: "Order import, ticket 4711",
              },
            ],
          },
        },
        { name: "New-AzPrivateDnsZone", given: { ...own, Name: ZONE, Tag: { team: "orders" } } },
        {
          name: "New-AzPrivateDnsVirtualNetworkLink",
          given: {
            ...own,
            ZoneName: ZONE,
            Name: "to-vnet-relay",
            VirtualNetworkId: `${NETWORKING}/rg-orders/providers/Microsoft.Network/virtualNetworks/vnet-relay`,
            Tag: { team: "orders" },
          },
        },
        {
          name: "New-AzPrivateDnsZoneGroup",
          given: {
            ...own,
            PrivateEndpointName: "pe-contoso-orders",
            Name: "default",
            PrivateDnsZoneConfig: [
              {
                Name: "relay",
                PrivateDnsZoneId: `${NETWORKING}/rg-orders/providers/Microsoft.Network/privateDnsZones/${ZONE}`,
              },
            ],
          },
        },
      ]);
    });
  });

  it("takes network, security group and zone of other resource groups, and makes none", () => {
    check("everything", (ran) => {
      expect(ran.error).toBe("");
      expect(madeIn(ran)).toEqual(["New-AzPrivateEndpoint pe-contoso-orders", "New-AzPrivateDnsZoneGroup default"]);
      expect(ran.calls[0]?.given).toMatchObject({
        Subnet: subnet,
        ByManualRequest: false,
        CustomNetworkInterfaceName: "nic-orders",
        ApplicationSecurityGroup: [{ Id: "asg" }],
        IpConfiguration: [
          { Name: "static", GroupId: "namespace", MemberName: "namespace", PrivateIpAddress: "10.1.0.10" },
        ],
        PrivateLinkServiceConnection: [{ PrivateLinkServiceId: NAMESPACE, GroupId: ["namespace"] }],
      });
      expect(JSON.stringify(ran.calls[0])).not.toContain("RequestMessage");
      expect(ran.calls[1]?.given).toMatchObject({
        PrivateDnsZoneConfig: [
          { PrivateDnsZoneId: `${NETWORKING}/rg-dns/providers/Microsoft.Network/privateDnsZones/${ZONE}` },
        ],
      });
    });
  });

  it("makes only what is missing when it is run again", () => {
    check("half", (ran) =>
      expect(madeIn(ran)).toEqual(["New-AzApplicationSecurityGroup asg-orders", "New-AzPrivateDnsZoneGroup default"]),
    );
    check("again", ({ error, calls, output }) => {
      expect([error, calls]).toEqual(["", []]);
      expect(output).toContain("pe-contoso-orders");
    });
  });

  it("says so when an endpoint of that name leads elsewhere", () => {
    check("other", ({ error, calls }) => {
      expect(calls).toEqual([]);
      expect(error).toBe(`There is an endpoint pe-contoso-orders already, and it leads to ${NAMESPACE}-old.`);
    });
  });

  it("makes no network and no subnet in what belongs to others", () => {
    check("noNetwork", ({ error, calls }) =>
      expect([error, calls]).toEqual(["There is no network vnet-hub in rg-network.", []]),
    );
    check("noSubnet", ({ error, calls }) =>
      expect([error, calls]).toEqual(["The network vnet-hub has no subnet snet-endpoints.", []]),
    );
  });

  it("leaves names to who wants it so, and makes nothing when it is only asked what it would make", () => {
    check("noZone", (ran) =>
      expect(madeIn(ran)).toEqual(["New-AzVirtualNetwork vnet-relay", "New-AzPrivateEndpoint pe-contoso-orders"]),
    );
    check("whatIf", ({ error, calls }) => expect([error, calls]).toEqual(["", []]));
  });

  it("refuses what Azure would refuse", () => {
    for (const name of ["longMessage", "noZoneId"] as const) {
      check(name, ({ error, calls }) => {
        expect(calls).toEqual([]);
        expect(error).toMatch(/^Cannot validate argument on parameter '(?:RequestMessage|ZoneId)'/);
      });
    }
  });
});

describe("closing a namespace", () => {
  it("shuts the public network, lets trusted services pass, and keeps the rules", () => {
    check("closed", (ran) => {
      expect([ran.error, methodsOf(ran)]).toEqual(["", ["GET", "PUT"]]);
      for (const { given } of ran.calls) {
        expect(given["Path"]).toBe(`${NAMESPACE}/networkRuleSets/default?api-version=2024-01-01`);
      }
      expect(bodyOf(ran)).toEqual({
        properties: { ...rules, publicNetworkAccess: "Disabled", trustedServiceAccessEnabled: true },
      });
    });
  });

  it("opens it again as it was, and keeps trusted services out", () => {
    check("opened", (ran) =>
      expect(bodyOf(ran)).toEqual({
        properties: { ...shut, publicNetworkAccess: "Enabled", trustedServiceAccessEnabled: false },
      }),
    );
  });

  it("changes nothing when it is only asked what it would change, or when Azure says no", () => {
    check("onlyAsked", (ran) => expect([ran.error, methodsOf(ran)]).toEqual(["", ["GET"]]));
    check("refused", (ran) => {
      expect(methodsOf(ran)).toEqual(["GET"]);
      expect(ran.error).toContain("Azure answered 403");
    });
  });
});
