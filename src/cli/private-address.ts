import { BlockList, isIPv6 } from "node:net";

const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
// Virtual networks may be made of it too.
PRIVATE.addSubnet("100.64.0.0", 10);
PRIVATE.addSubnet("fc00::", 7, "ipv6");

/** This machine, this link, or many: by RFC 6890 no host of another network has such an address. */
const NOBODYS = new BlockList();
NOBODYS.addSubnet("0.0.0.0", 8);
NOBODYS.addSubnet("127.0.0.0", 8);
NOBODYS.addSubnet("169.254.0.0", 16);
NOBODYS.addSubnet("224.0.0.0", 3);
NOBODYS.addAddress("::", "ipv6");
NOBODYS.addAddress("::1", "ipv6");
NOBODYS.addSubnet("fe80::", 10, "ipv6");
NOBODYS.addSubnet("ff00::", 8, "ipv6");

export type Reach = "private" | "public" | "nobody's";

/** From where an address can be reached; `nobody's`: no name of Azure leads there. */
export function reachOf(address: string): Reach {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (NOBODYS.check(address, family)) return "nobody's";
  return PRIVATE.check(address, family) ? "private" : "public";
}
