import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { requestIdOn } from "../../sandbox/demo/seeing.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { WEB_CHAT_KEY } from "../../sandbox/entra/metadata.ts";
import { botIssuer } from "../../sandbox/entra/tokens.ts";
import { wordsOn } from "../../sandbox/teams/record.ts";
import { contoso, fabrikam, gus, olga, rita, serviceIdentity } from "../../sandbox/world.ts";
import { approvalOf, callBot, changedToken, confusedToken, pressed, tokenOf, unsignedToken } from "./bot-call.ts";
import { A_DEADLINE_IN_BILLING, type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { allTables } from "./stored.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox(A_DEADLINE_IN_BILLING);
  asked = await running.stage.ask("pe-waiting");
  await running.stage.auditHas(asked.requestId, ["card.posted"]);
});
afterAll(() => running.stop());

const approval = (change: Readonly<Record<string, unknown>> = {}) => approvalOf(running.sandbox, asked, change);
const send = async (activity: unknown, token?: string) =>
  callBot(running.sandbox, JSON.stringify(activity), token ?? (await tokenOf(running.sandbox)));

async function expectNothingDecided(): Promise<void> {
  const { arm } = running.sandbox;
  const changes = arm.exchanges
    .list()
    .filter(({ method, caller }) => method !== "GET" && caller === serviceIdentity.clientId);
  const { Requests = [], Votes = [], Decisions = [] } = await allTables(running.sandbox);
  const requests = Requests.filter(({ rowKey }) => rowKey === "request").map(({ partitionKey }) => partitionKey);
  expect({ changes, Votes, Decisions, requests }).toEqual({
    changes: [],
    Votes: [],
    Decisions: [],
    requests: [asked.requestId],
  });
}

const tokenOfEntra = (claims: Readonly<Record<string, string>>) =>
  running.sandbox.entra.signUserToken({
    ...{ audience: serviceIdentity.clientId, person: olga },
    claims: { serviceurl: running.sandbox.relay.serviceUrl, ...claims },
  });

describe("the bot lets nothing pass and decides nothing", () => {
  afterEach(expectNothingDecided);

  it.each<[string, () => Promise<string> | string | undefined]>([
    ["without a token", () => undefined],
    ["with something else for a token", () => "abc"],
    ["with a token of a key that nobody published", () => tokenOf(running.sandbox, { forged: true })],
    ["with a token of an unknown key", () => tokenOf(running.sandbox, { kid: "bot-9" })],
    ["with an expired token", () => tokenOf(running.sandbox, { issuedAt: hoursAgo(2), expiresAt: hoursAgo(1) })],
    ["with a token of tomorrow", () => tokenOf(running.sandbox, { issuedAt: hoursAgo(-24), expiresAt: hoursAgo(-25) })],
    ["with a token for another bot", () => tokenOf(running.sandbox, { audience: fabrikam.tenant })],
    [
      "with a token of the emulator",
      () => tokenOf(running.sandbox, { issuer: `https://sts.windows.net/${contoso.tenant}/` }),
    ],
    ["with a token for another service", () => tokenOf(running.sandbox, { serviceUrl: "https://evil.example/" })],
    [
      "with a person's token",
      () => running.sandbox.entra.signUserToken({ audience: serviceIdentity.clientId, person: olga }),
    ],
    ["with a token without a serviceUrl", () => tokenOf(running.sandbox, { claims: { serviceurl: undefined } })],
    ["with a token for nobody", () => tokenOf(running.sandbox, { claims: { aud: [] } })],
    ["with a token of a key for another channel", () => tokenOf(running.sandbox, { forged: true, kid: WEB_CHAT_KEY })],
    ["with a token that Entra signed in the Bot Framework's name", () => tokenOfEntra({ iss: botIssuer })],
    ["with the bot's own token", () => running.sandbox.entra.signIdentityToken(serviceIdentity.clientId)],
    ["with a token whose signature was cut off", async () => (await tokenOf(running.sandbox)).replace(/[^.]+$/, "")],
    ["with a token above 8 KB", () => tokenOf(running.sandbox, { claims: { padding: "x".repeat(8_192) } })],
    ["with a token whose claims were changed", () => changedToken(running.sandbox)],
    ["with a token that is not signed", () => unsignedToken(running.sandbox)],
    ["with a token signed with the public key as a secret", () => confusedToken(running.sandbox)],
  ])("%s: 401", async (_how, token) => {
    const body = JSON.stringify(approval());
    expect(await callBot(running.sandbox, body, await token())).toEqual({ status: 401, body: "" });
  });

  it("that another service has: 403, and nothing is sent there", async () => {
    const serviceUrl = "https://localhost:1/connector";
    const token = await tokenOf(running.sandbox, { serviceUrl });
    expect(await send(approval({ serviceUrl }), token)).toEqual({ status: 403, body: "" });
  });

  it.each(["", "{", "null", "[]", "7", '"a text"', "{}", '{"type":7}'])(
    "that is no activity, %j: 403",
    async (body) => {
      expect(await callBot(running.sandbox, body, await tokenOf(running.sandbox))).toEqual({ status: 403, body: "" });
    },
  );

  it("that is larger than 256 KB, said before or not: 403", async () => {
    const body = JSON.stringify(approval({ padding: "x".repeat(256 * 1024) }));
    const token = await tokenOf(running.sandbox);
    const refused = { status: 403, body: "" };
    expect(await callBot(running.sandbox, body, token)).toEqual(refused);
    expect(await callBot(running.sandbox, new Blob([body]).stream(), token)).toEqual(refused);
  });

  it("that anybody sends without a token: 401, whatever it is", async () => {
    for (const body of ["", "{", "x".repeat(300_000)]) {
      expect(await callBot(running.sandbox, body)).toEqual({ status: 401, body: "" });
    }
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    [
      "a guest at home in another tenant",
      { from: { id: "29:gus", name: gus.name, aadObjectId: gus.objectId, tenantId: gus.tenant } },
    ],
    ["an owner's name in another tenant", { channelData: { tenant: { id: fabrikam.tenant } } }],
    ["nobody: no object id", { from: { id: "29:olga", name: olga.name } }],
    ["nobody: an object id that is none", { from: { id: "29:olga", name: olga.name, aadObjectId: "olga" } }],
    ["another channel than Teams", { channelId: "emulator" }],
  ])("from %s: 403", async (_who, change) => {
    expect(await send(approval(change))).toEqual({ status: 403, body: "" });
  });

  it("from somebody who is no owner, whatever the call says besides: a refusal for that person only", async () => {
    const from = { id: "29:rita", name: olga.name, aadObjectId: rita.objectId };
    const value = {
      ...pressed("approve", asked.requestId),
      person: olga.objectId,
      from: { aadObjectId: olga.objectId },
    };
    expect(await send(approval({ from, value }))).toMatchObject({
      status: 200,
      body: { type: "application/vnd.microsoft.activity.message", value: expect.stringContaining("Only an owner") },
    });
  });

  it.each([
    "r-aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "../../Decisions",
    "r-' or PartitionKey ne '",
    "R-AAAAAAAAAAAAAAAAAAAAAAAAAA",
    "__proto__",
  ])("for the request %s, which is none of ours: a refusal", async (ref) => {
    expect(await send(approval({ value: pressed("approve", ref) }))).toMatchObject({
      status: 200,
      body: { value: "This card belongs to no request of this service." },
    });
  });

  it.each<[string, unknown]>([
    ["another verb", pressed("confirm-approve", "r-aaaaaaaaaaaaaaaaaaaaaaaaaa")],
    ["a request id that is no text", pressed("approve", { ne: "" })],
  ])("that says %s: 400", async (_what, value) => {
    expect(await send(approval({ value }))).toMatchObject({
      body: { statusCode: 400, value: { message: expect.stringContaining("This button says nothing that I know") } },
    });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no verb", { action: { data: { ref: "r-aaaaaaaaaaaaaaaaaaaaaaaaaa" } } }],
  ])("that says %s: 501, the Bot Framework's answer to an invoke that nobody takes", async (_what, value) => {
    expect(await send(approval({ value }))).toEqual({ status: 501, body: "" });
  });
});

describe("a click after the deadline", () => {
  it("does not count any more: the request expires and the connection stays Pending", async () => {
    const { stage, sandbox } = running;
    const connection = stage.join("pe-late", { namespace: "contoso-billing" });
    const card = await stage.cardFor("pe-late");
    const late = { endpoint: "pe-late", joinedAt: "", connection, card, requestId: requestIdOn(card) };
    await stage.auditHas(late.requestId, ["card.posted"]);
    await sandbox.moveClock(3_600_000);
    const answer = await stage.click(olga, late, "approve", "Too late");
    expect(answer.value).toBe("The time to decide this request is over.");
    await sandbox.moveClock(4 * 60_000);
    await stage.cardSays(late, "Nobody decided in time");
    await stage.auditHas(late.requestId, ["vote.refused", "request.expired", "request.told"]);
    expect((await stage.armShows(connection, "Pending")).status).toBe("Pending");
    expect([stage.puts(connection), await stage.decisions(late.requestId)]).toEqual([[], []]);
  });
});

describe("after all that", () => {
  it("the very call that was refused with each flaw is taken without one", async () => {
    const { stage } = running;
    expect(await send(approval())).toMatchObject({
      status: 200,
      body: { type: "application/vnd.microsoft.card.adaptive" },
    });
    await stage.armShows(asked.connection, "Approved");
    await stage.auditHas(asked.requestId, ["request.told"]);
    expect(stage.puts(asked.connection)).toHaveLength(1);
  });

  it("a click for the ended request changes nothing and shows how it ended", async () => {
    const { stage } = running;
    const answer = await send(approval({ value: pressed("reject", asked.requestId) }));
    expect(answer).toMatchObject({ status: 200, body: { type: "application/vnd.microsoft.card.adaptive" } });
    expect(wordsOn(answer.body)).toContain("✓ Approved");
    expect(await stage.votes(asked.requestId)).toHaveLength(1);
    expect(stage.puts(asked.connection)).toHaveLength(1);
  });
});

function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}
