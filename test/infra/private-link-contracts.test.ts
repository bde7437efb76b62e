import { describe, expect, it } from "@jest/globals";
import { changed, committed, faultsIn, withText } from "./changed.ts";

describe("the templates of requester and owner", () => {
  it("make nothing before what it names", () => {
    const snapshots = committed();
    const [network, ...others] = snapshots.get("consumer") ?? [];
    const late = new Map([...snapshots, ["consumer", [...others, network].filter((one) => one !== undefined)]]);
    expect(faultsIn(late)).toEqual([
      "consumer: order: privatelink.servicebus.windows.net/to-vnet-relay does not wait for vnet-relay",
      "consumer: order: pe-contoso-orders does not wait for vnet-relay",
    ]);
  });

  const endpoints = "Microsoft.Network/privateEndpoints";

  it("ask for a namespace, with a message where somebody decides", () => {
    expect(faultsIn(changed("consumer", endpoints, withText('["namespace"]', '["hybridConnection"]')))).toEqual([
      "consumer: asks for no namespace by manualPrivateLinkServiceConnections",
      "consumer: its message is not where it belongs",
    ]);
    const automatic = withText('"manualPrivateLinkServiceConnections":[{', '"otherConnections":[{');
    expect(faultsIn(changed("consumer", endpoints, automatic))).toContain(
      "consumer: asks for no namespace by manualPrivateLinkServiceConnections",
    );
    const silent = withText('"requestMessage":', '"message":');
    expect(faultsIn(changed("consumer", endpoints, silent))).toEqual(["consumer: its message is not where it belongs"]);
  });

  it("have records where Relay's names are looked up, and none of machines", () => {
    const elsewhere = withText("privatelink.servicebus.windows.net", "servicebus.windows.net");
    expect(faultsIn(changed("consumer-existing", `${endpoints}/privateDnsZoneGroups`, elsewhere))).toEqual([
      "consumer-existing: records in another zone",
    ]);
    const registering = withText('"registrationEnabled":false', '"registrationEnabled":true');
    const links = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
    expect(faultsIn(changed("consumer", links, registering))).toEqual(["consumer: registers machines"]);
  });

  it("make no network and no zone where there are some", () => {
    const snapshots = committed();
    const both = new Map([...snapshots, ["consumer-existing", snapshots.get("consumer") ?? []]]);
    expect(faultsIn(both)).toContainEqual(expect.stringMatching(/^consumer-existing: makes virtualNetworks, /));
  });

  it("shut the public network, and let trusted services pass", () => {
    const rules = "Microsoft.Relay/namespaces/networkRuleSets";
    expect(faultsIn(changed("owner", rules, withText('"Disabled"', '"Enabled"')))).toEqual([
      "owner: public network access is Enabled",
    ]);
    const untrusted = withText('"trustedServiceAccessEnabled":true', '"trustedServiceAccessEnabled":false');
    expect(faultsIn(changed("owner", rules, untrusted))).toEqual(["owner: trusted services: not true"]);
    expect(faultsIn(changed("owner-open", rules, withText('"Deny"', '"Allow"')))).toEqual([
      "owner-open: others get Allow",
    ]);
  });
});
