import { type Terminal, Unusable } from "./terminal.ts";

const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Where the API is: of `--url`, or RELAY_APPROVALS_URL. */
export function serviceAddress(url: string | undefined, { env }: Pick<Terminal, "env">): URL {
  const words = url ?? env["RELAY_APPROVALS_URL"];
  if (!words)
    throw new Unusable(
      "Which service? Give its address with --url or in RELAY_APPROVALS_URL, like https://relay-approvals.contoso.com.",
    );
  const address = safeAddress(words);
  if (address.search || address.hash) throw new Unusable(`${shown(words)}: give the address alone, without ? and #.`);
  return new URL(address.href.endsWith("/") ? address.href : `${address.href}/`);
}

/** What stands behind `?` or `#` may be a key, and what stands before `@` a password. */
const shown = (words: string) => (words.includes("@") ? "The address" : words.replace(/[?#].*/s, ""));

/** An address that a token may be sent to: over TLS, or within this machine. */
export function safeAddress(words: string): URL {
  const address = URL.parse(words);
  const isHttp = address?.protocol === "http:" || address?.protocol === "https:";
  if (address?.username || address?.password)
    throw new Unusable("The address holds a user or a password: give it without.");
  if (!address || !isHttp || !(address.protocol === "https:" || LOOPBACK.includes(address.hostname)))
    throw new Unusable(`${shown(words)}: give an https address.`);
  return address;
}
