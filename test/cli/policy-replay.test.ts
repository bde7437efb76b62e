import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AuditEntry, canonicalJson } from "../../src/domain/audit.ts";
import { connectionIdOf } from "../../src/domain/azure-id.ts";
import { aConnectionId, anEntry, aPrivateEndpoint, LOGISTICS } from "../support/builders.ts";
import { GROUP, RULES, told } from "./told.ts";

function entries(request: string, endpoint: string, decision?: Partial<AuditEntry>): readonly string[] {
  const about = {
    request,
    connection: connectionIdOf(aConnectionId({ connection: `of-${endpoint}` })),
    privateEndpoint: aPrivateEndpoint(endpoint, LOGISTICS),
  };
  const seen = { kind: "request.seen", at: "2026-11-01T09:00:00.000Z", after: "Pending", verdict: undefined } as const;
  const later = { kind: "decision.made", at: "2026-11-02T09:00:00.000Z", ...decision } as const;
  return [seen, ...(decision ? [later] : [])].map((one) => canonicalJson(anEntry({ ...about, ...one })));
}

const record = [
  ...entries("r-same", "x-orders", { verdict: "approve" }),
  ...entries("r-allowed", "pe-orders", { verdict: "approve" }),
  ...entries("r-open", "pe-billing"),
  ...entries("r-against", "pe-banned-1", { verdict: "approve" }),
  ...entries("r-asked", "y-orders", { verdict: "approve", actor: { kind: "rule", ref: "Partners" } }),
].join("\n");

const shown = [
  "REQUEST    SEEN        CONNECTION                     ENDPOINT     THEN                        NOW",
  "r-allowed  2026-11-01  contoso-orders/of-pe-orders    pe-orders    asked, owners said approve  approve by Logistics",
  "r-open     2026-11-01  contoso-orders/of-pe-billing   pe-billing   asked, not decided          approve by Logistics",
  "r-against  2026-11-01  contoso-orders/of-pe-banned-1  pe-banned-1  asked, owners said approve  reject by Banned      !",
  "r-asked    2026-11-01  contoso-orders/of-y-orders     y-orders     approve by Partners         ask",
  "",
  "Requests since 2026-08-22: 5. Treated otherwise: 4. Against what the owners said (!): 1.",
];

let folder: string;
let policy: string;
let server: Server;
let heard: IncomingMessage[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
  policy = await fileWith("policy.yaml", GROUP + RULES);
  server = createServer((request, response) => {
    heard.push(request);
    if (request.url === "/moved") response.writeHead(302, { location: "/record" }).end();
    else if (request.url === "/record") response.end(record);
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function fileWith(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const replayed = (from: string, ...more: readonly string[]) =>
  told(["policy", "replay", policy, "--from", from, ...more]);

describe("policy replay", () => {
  it("shows what the policy would have treated otherwise, of a record in a file", async () => {
    const { code, out } = await replayed(await fileWith("record.ndjson", record));
    expect(out).toEqual(shown);
    expect(code).toBe(0);
  });

  it("takes the record from the standard input", async () => {
    const words = ["policy", "replay", policy, "--from", "-", "--since", "90d"];
    expect((await told(words, { input: record })).out).toEqual(shown);
  });

  it("takes the record from an address, with the token of the environment", async () => {
    heard = [];
    const { port } = server.address() as AddressInfo;
    const words = ["policy", "replay", policy, "--from", `http://127.0.0.1:${port}/record`];
    expect((await told(words, { env: { RELAY_APPROVALS_TOKEN: "t0ken" } })).out).toEqual(shown);
    expect((await told(words)).out).toEqual(shown);
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(["Bearer t0ken", undefined]);
  });

  it.each([
    ["/else", 3, / answers 401\.$/],
    ["/moved", 4, / gives no answer\. Name the record with --from\.$/],
  ])("does not take it from %s, nor from where that leads", async (path, exit, why) => {
    heard = [];
    const { port } = server.address() as AddressInfo;
    const { code, err } = await replayed(`http://127.0.0.1:${port}${path}`);
    expect([code, err]).toEqual([exit, [expect.stringMatching(why)]]);
    expect(heard.map(({ url }) => url)).toEqual([path]);
  });

  it.each([
    ["http://relay-approvals.example/record", 2, "http://relay-approvals.example/record: give an https address."],
    ["http://127.0.0.1:1/record", 4, "http://127.0.0.1:1/record gives no answer. Name the record with --from."],
    ["http://", 2, "http://: give an https address."],
    ["/nowhere/record.ndjson", 2, "/nowhere/record.ndjson cannot be read (ENOENT)."],
  ])("cannot take it from %s, and says why", async (from, code, why) => {
    expect(await replayed(from)).toEqual({ code, out: [], err: [why] });
  });

  it("names the lines of a record that are none", async () => {
    const from = await fileWith("broken.ndjson", `${record}\n{}\n`);
    const { code, err } = await replayed(from);
    const line = record.split("\n").length + 1;
    expect([code, err]).toEqual([
      2,
      [`${from}:${line}: is no audit entry: v is not 1, the only version that is known`],
    ]);
  });

  it.each([
    ["19d", 5],
    ["18d", 0],
    ["457h", 5],
    ["455h", 0],
    ["3w", 5],
    ["2026-11-01", 5],
    ["2026-11-01T09:00:00.001Z", 0],
  ])("looks back to %s", async (since, count) => {
    const { out } = await replayed(await fileWith("record.ndjson", record), "--since", since, "--json");
    expect(JSON.parse(out.join("\n"))).toMatchObject({ requests: count });
  });

  it("may answer in JSON", async () => {
    const { out } = await replayed(await fileWith("record.ndjson", record), "--json");
    const { differences } = JSON.parse(out.join("\n"));
    expect(differences).toHaveLength(4);
    expect(differences[0]).toMatchObject({
      request: "r-allowed",
      was: { said: "approve" },
      wouldBe: { kind: "approve" },
    });
  });

  it("says that nothing would be treated otherwise, and shows ids that are none as they are", async () => {
    const same = entries("r-same", "x-orders").join("\n");
    const from = await fileWith("same.ndjson", same);
    expect((await replayed(from)).out).toEqual([
      "Requests since 2026-08-22: 1. Treated otherwise: 0. Against what the owners said (!): 0.",
    ]);
    const odd = same
      .replace(/"connection":"[^"]*"/, '"connection":"c"')
      .replace(/"namespace":"[^"]*"/, '"namespace":"n"');
    const { out } = await replayed(
      await fileWith("odd.ndjson", odd.replace(/"privateEndpoint":"[^"]*"/, '"privateEndpoint":"e"')),
    );
    expect(out[1]).toBe("r-same   2026-11-01  c           e         asked, not decided  unwatched");
  });

  it.each([[["--from", "-", "--since", "soon"], "--since soon: give an age like 90d, 12h or 2w, or a date."]])(
    "with %j cannot be done, and says why",
    async (more, why) => {
      const { code, err } = await told(["policy", "replay", policy, ...more]);
      expect(code).toBe(2);
      expect(err.join("\n")).toContain(why);
    },
  );
});
