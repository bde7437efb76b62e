import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { isPrivate } from "../../src/cli/private-address.ts";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import { aNamespace } from "../support/builders.ts";
import { type DnsServer, startDnsServer, type Zone } from "./a-dns-server.ts";
import { told } from "./told.ts";

const HOST = "contoso-orders.servicebus.windows.net";
const ALIAS = "contoso-orders.privatelink.servicebus.windows.net";
const CLUSTER = "ns-prod-am3-010.westeurope.cloudapp.azure.com";

let dns: DnsServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
beforeEach(() => {
  dns.isDown = false;
});
afterAll(() => dns.close());

const asked = (zone: Zone, name = "contoso-orders", ...more: readonly string[]) => {
  dns.zone = zone;
  return told(["check-dns", name, "--server", dns.address, ...more]);
};
const PRIVATELY: Zone = { [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "10.1.0.5" } };

describe("check-dns", () => {
  it("says where a name leads, by which resolver, and that it is good", async () => {
    expect(await asked(PRIVATELY)).toEqual({
      code: 0,
      out: [
        `Name        ${HOST}`,
        `Resolver    ${dns.address}`,
        `Alias       ${ALIAS}`,
        "Address     10.1.0.5 (private)",
        "Good: the name leads to a private address, by way of the alias.",
      ],
      err: [],
    });
  });

  it.each<[string, Zone, string, number]>([
    ["a record that is lacking", { [HOST]: { CNAME: ALIAS } }, "no-record", 1],
    ["an empty zone", { [HOST]: { CNAME: ALIAS }, [ALIAS]: {} }, "no-record", 1],
    [
      "a zone that is not linked",
      { [HOST]: { CNAME: ALIAS }, [ALIAS]: { CNAME: CLUSTER }, [CLUSTER]: { A: "20.1.2.3" } },
      "public-alias",
      1,
    ],
    ["no private endpoint", { [HOST]: { CNAME: CLUSTER }, [CLUSTER]: { A: "20.1.2.3" } }, "public", 1],
    ["a record of one's own", { [HOST]: { A: "192.168.3.4" } }, "private-otherwise", 0],
    ["both", { [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "10.1.0.5", AAAA: "2603:1020::1" } }, "mixed", 1],
    ["nothing", {}, "unknown-name", 1],
    ["a circle", { [HOST]: { CNAME: ALIAS }, [ALIAS]: { CNAME: HOST } }, "no-record", 1],
  ])("tells %s, with the usual cure", async (_, zone, kind, exit) => {
    const { code, out } = await asked(zone, "contoso-orders", "--json");
    const { verdict } = JSON.parse(out.join("\n"));
    expect([verdict.kind, code]).toEqual([kind, exit]);
    expect(verdict.cure).toMatch(/\w/);
  });

  it("names what cures a zone that is not linked", async () => {
    const { out } = await asked({ [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "20.1.2.3" } });
    expect(out.at(-1)).toContain("az network private-dns link vnet create");
    expect(out.at(-1)).toContain("--zone-name privatelink.servicebus.windows.net");
  });

  it("takes a host name of another cloud, and an id", async () => {
    const gov = "contoso-orders.servicebus.usgovcloudapi.net";
    const alias = "contoso-orders.privatelink.servicebus.usgovcloudapi.net";
    expect((await asked({ [gov]: { CNAME: alias }, [alias]: { AAAA: "fd00::5" } }, gov)).code).toBe(0);
    expect((await asked(PRIVATELY, namespaceIdOf(aNamespace()))).code).toBe(0);
  });

  it("refuses what is no namespace, and what is no server", async () => {
    for (const name of ["x", "contoso-orders.example.com", "../etc", "-contoso"])
      expect(await told(["check-dns", name.replace(/^-/, "1-")])).toMatchObject({ code: 2 });
    expect(await told(["check-dns", "contoso-orders", "--server", "nobody"])).toMatchObject({
      code: 2,
      err: ["--server nobody: give an address like 10.0.0.4, or 10.0.0.4:53."],
    });
  });

  it("tells a resolver that does not answer from a name that is not there", async () => {
    dns.isDown = true;
    expect(await asked(PRIVATELY)).toEqual({
      code: 4,
      out: [],
      err: [`The resolver ${dns.address} gives no answer (EREFUSED). Is port 53 open to it?`],
    });
  });
});

describe("a private address", () => {
  it("is one of a network that is nobody's on the internet", () => {
    const privately = ["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "fd12::1"];
    const publicly = ["11.0.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "127.0.0.1", "2603::1"];
    expect([privately.map(isPrivate), publicly.map(isPrivate)]).toEqual([
      privately.map(() => true),
      publicly.map(() => false),
    ]);
  });
});
