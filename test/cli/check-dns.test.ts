import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { reachOf } from "../../src/cli/private-address.ts";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import { aNamespace } from "../support/builders.ts";
import { type DnsServer, startDnsServer, type Zone } from "./a-dns-server.ts";
import { expectToStandAlone } from "./stands-alone.ts";
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
    ["a filter that answers in its place", { [HOST]: { A: "0.0.0.0" } }, "sinkhole", 1],
    ["this machine", { [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "127.0.0.1", AAAA: "::1" } }, "sinkhole", 1],
    ["an address of this link only", { [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "169.254.7.7" } }, "sinkhole", 1],
    ["an alias that ends nowhere", { [HOST]: { CNAME: CLUSTER } }, "broken-alias", 1],
    ["a circle", { [HOST]: { CNAME: ALIAS }, [ALIAS]: { CNAME: HOST } }, "no-record", 1],
  ])("tells %s, with the usual cure", async (_, zone, kind, exit) => {
    const { code, out } = await asked(zone, "contoso-orders", "--json");
    const { verdict } = JSON.parse(out.join("\n"));
    expect([verdict.kind, code]).toEqual([kind, exit]);
    expect(verdict.cure).toMatch(/\w/);
    for (const line of verdict.commands) expectToStandAlone(line);
  });

  it("names what cures a zone that is not linked, or falls back to the internet", async () => {
    const { out } = await asked({ [HOST]: { CNAME: ALIAS }, [ALIAS]: { A: "20.1.2.3" } });
    expect(out.at(-4)).toContain("or the zone has no record of it and lets names fall back to the internet");
    expect(out.slice(-2)).toEqual([
      "            $ az network private-dns link vnet create --resource-group '<group>' --zone-name privatelink.servicebus.windows.net --name '<link>' --virtual-network '<network>' --registration-enabled false",
      "            $ az network private-dns record-set a show --resource-group '<group>' --zone-name privatelink.servicebus.windows.net --name contoso-orders",
    ]);
  });

  it("says where an alias ends that has no address", async () => {
    const { out } = await asked({ [HOST]: { CNAME: CLUSTER } });
    expect(out.at(-2)).toContain(`It leads to ${CLUSTER}, which has no address, and not by way of ${ALIAS}`);
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

  it("tells a resolver that fails from one that is silent, and from a name that is not there", async () => {
    dns.isDown = true;
    expect(await asked(PRIVATELY)).toEqual({
      code: 4,
      out: [],
      err: [
        `The resolver ${dns.address} says of ${HOST} that it does not answer this machine (REFUSED). Mostly the address is not one that it serves. --server asks another one.`,
      ],
    });
    const nobody = await startDnsServer();
    await nobody.close();
    const { code, err } = await told(["check-dns", "contoso-orders", "--server", nobody.address]);
    expect([code, err]).toEqual([4, [expect.stringMatching(/gives no answer \(E\w+\)\. Is port 53 open to it\?$/)]]);
  });
});

describe("an address", () => {
  it.each([
    ["private", ["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "fd12::1"]],
    ["public", ["11.0.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "169.253.0.1", "223.255.0.1", "2603::1"]],
    ["nobody's", ["0.0.0.0", "127.0.0.1", "169.254.7.7", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1"]],
  ])("is %s", (reach, addresses) => {
    expect(addresses.map(reachOf)).toEqual(addresses.map(() => reach));
  });
});
