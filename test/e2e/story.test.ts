import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { repliesTo, shownNow, wordsOn } from "../../sandbox/teams/record.ts";
import { olga } from "../../sandbox/world.ts";
import { findingsOfRecorded, relaySwagger } from "../conformance/swagger.ts";
import { elementsOn, textsOn } from "./card-parts.ts";
import { type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { allTables, contentOf, inOrder, rowsIn } from "./stored.ts";

jest.setTimeout(90_000);

const NAMESPACE =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders";
const ENDPOINT =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints";
const MESSAGE = "Let us in [click](https://evil.example) **now** \u202egnp.exe";

/** Everything that an entry may hold, in the order of canonical JSON. */
const ENVELOPE = [
  ...["actor", "after", "at", "before", "comment", "connection", "correlation", "id", "kind", "namespace"],
  ...["policyVersion", "privateEndpoint", "request", "requester", "serviceVersion", "v", "verdict"],
];

interface ConnectionBody {
  readonly properties: {
    readonly privateEndpoint: unknown;
    readonly privateLinkServiceConnectionState: { readonly status: string; readonly description: string };
  };
}

let running: RunningSandbox;
beforeAll(async () => {
  running = await runSandbox();
});
afterAll(() => running.stop());

async function entriesOf({ requestId }: Asked) {
  const rows = await rowsIn(running.sandbox, "AuditEntries", requestId);
  return inOrder(rows.map(({ rowKey, bytes }) => ({ rowKey, bytes: String(bytes), ...JSON.parse(String(bytes)) })));
}

const shown = ({ card }: Asked) => shownNow(running.sandbox.relay.record, card).card;

describe("a connection from Pending to Approved", () => {
  const comment = "Known partner, ticket 4711. ".repeat(8).trim();
  let asked: Asked;

  it("begins with an event that the service takes, and a card", async () => {
    asked = await running.stage.ask("pe-approve", { message: MESSAGE });
    const delivery = await running.sandbox.eventGrid.delivered.find(({ operation }) =>
      operation.endsWith("privateEndpointConnectionProxies/write"),
    );
    expect(delivery.status).toBe(202);
    expect(asked.connection).toMatchObject({ status: "Pending", description: MESSAGE });
  });

  it("shows an owner what there is to decide", () => {
    const lines = wordsOn(asked.card.card).split("\n");
    expect(lines).toEqual(expect.arrayContaining(["contoso-orders", "22222222-2222-4222-8222-222222222222"]));
    expect(lines.join("")).toContain(`${ENDPOINT}/pe-approve`);
    expect(lines).toContain("Relay namespace in rg-relay · westeurope · ✓ verified");
    expect(lines).toContain("⚠ Another tenant");
    expect(lines).toContain("Public network access: off");
    expect(lines).toContain("Trusted Microsoft services: may bypass its rules");
    expect(lines).toContain("Endpoints used: 0 of 64, 64 free");
    expect(lines.join()).toContain("A rejection is final in Azure");
    expect(elementsOn(asked.card.card, "Input.Text")).toMatchObject([{ id: "comment" }]);
    expect(elementsOn(asked.card.card, "Action.Execute").map(({ title }) => title)).toEqual([
      "Approve",
      "Reject",
      "Ask the requester",
    ]);
  });

  it("shows the requester's message as text only, and makes visible what hides in it", () => {
    const places = textsOn(asked.card.card).filter(({ text }) => text.includes("Let us in"));
    expect(places).toEqual([
      {
        type: "TextRun",
        property: "text",
        text: "Let us in [click](https[:]//evil.example) **now** ⟨U+202E⟩gnp.exe",
      },
    ]);
  });

  it("takes the owner's click and answers it with the card", async () => {
    const answer = await running.stage.click(olga, asked, "approve", comment);
    expect(answer).toMatchObject({ status: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(wordsOn(answer.value)).toContain("Decided to approve — Azure is working on it");
    expect(elementsOn(answer.value, "Action.Execute")).toEqual([]);
  });

  it("sends ARM one PUT: the endpoint that was shown, and the comment in at most 140 characters with a mark", async () => {
    await running.stage.armShows(asked.connection, "Approved");
    const [put, ...others] = running.stage.puts(asked.connection);
    const { properties } = (put?.requestBody ?? {}) as ConnectionBody;
    const { description, status } = properties.privateLinkServiceConnectionState;
    expect(others).toEqual([]);
    expect(properties.privateEndpoint).toEqual({ id: `${ENDPOINT}/pe-approve` });
    expect(status).toBe("Approved");
    expect(description).toMatch(/^Known partner, ticket 4711\. Known .*… \[RA-[a-z2-7]{10}\]$/);
    expect(description.length).toBe(140);
  });

  it("reads ARM until it says Succeeded, and only then says so", async () => {
    await running.stage.cardSays(asked, "✓ Approved");
    const reads = running.sandbox.arm.exchanges
      .list()
      .filter(({ method, path }) => method === "GET" && path.includes(asked.connection.name))
      .map(({ at, responseBody }) => ({ at, state: JSON.stringify(responseBody) }));
    const done = reads.find(
      ({ state }) => state.includes('"Approved"') && state.includes('"provisioningState":"Succeeded"'),
    );
    const saidAt = running.sandbox.relay.record.find(({ body }) => wordsOn(body).includes("✓ Approved"))?.at ?? "";
    expect(done?.at.localeCompare(saidAt)).toBe(-1);
  });

  it("ends in a card for everyone, with what may still be done, and two replies in its thread", async () => {
    await running.stage.threadSays(asked, "Approved by Olga Owens");
    const { record } = running.sandbox.relay;
    expect(wordsOn(shown(asked))).toContain(`Approved by Olga Owens: ${comment}`);
    expect(elementsOn(shown(asked), "Action.Execute").map(({ title }) => title)).toEqual(["Revoke", "Remove"]);
    expect(repliesTo(record, asked.card).map(({ text }) => text)).toEqual([
      "Decided to approve, by Olga Owens. Azure is working on it.",
      `Approved by Olga Owens: ${comment}`,
    ]);
    expect(running.stage.cardsFor(asked.endpoint)).toHaveLength(1);
  });

  it("is on record step by step, in the order of time", async () => {
    await running.stage.auditHas(asked.requestId, ["request.told"]);
    const entries = await entriesOf(asked);
    expect(entries.map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ["request.seen", undefined, "Pending"],
      ["policy.ruled", undefined, undefined],
      ["card.posted", undefined, undefined],
      ["vote.cast", undefined, undefined],
      ["decision.made", undefined, undefined],
      ["change.intended", "Pending", "Approved"],
      ["change.applied", "Pending", "Approved"],
      ["request.told", undefined, undefined],
    ]);
    expect(entries[0]).toMatchObject({ comment: MESSAGE, actor: { kind: "azure", ref: "Microsoft.Relay" } });
    expect(entries[4]).toMatchObject({ verdict: "approve", comment });
    expect(entries[6]?.correlation).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("has entries of one fixed form, in canonical bytes", async () => {
    for (const { rowKey, bytes, ...entry } of await entriesOf(asked)) {
      expect(bytes).toBe(sortedJson(entry));
      expect(ENVELOPE).toEqual(expect.arrayContaining(Object.keys(entry)));
      expect(entry).toMatchObject({
        v: 1,
        id: `${asked.requestId}/${rowKey}`,
        request: asked.requestId,
        namespace: NAMESPACE,
        connection: asked.connection.id,
        privateEndpoint: `${ENDPOINT}/pe-approve`,
        requester: { subscription: "22222222-2222-4222-8222-222222222222", tenant: "other" },
        serviceVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
    }
  });

  it("names who decided by a pseudonym that People resolves, with a commitment that holds", async () => {
    const decision = (await entriesOf(asked)).find(({ kind }) => kind === "decision.made");
    expect(decision?.actor).toEqual({
      kind: "person",
      ref: expect.stringMatching(/^p-/),
      commitment: expect.anything(),
    });
    const [row] = await rowsIn(running.sandbox, "People", decision?.actor.ref);
    const { objectId, name, salt } = contentOf(row);
    expect([objectId, name]).toEqual([olga.objectId, olga.name]);
    const commitment = createHash("sha256").update(`${salt}\n${objectId}`).digest("base64url");
    expect(decision?.actor.commitment).toBe(commitment);
  });

  it("leaves one vote, one decision and no open request", async () => {
    const { Requests = [], Votes = [], Decisions = [] } = await allTables(running.sandbox);
    const ofIt = ({ partitionKey }: Readonly<Record<string, unknown>>) => partitionKey === asked.requestId;
    expect([Votes.filter(ofIt).length, Decisions.filter(ofIt).length]).toEqual([1, 1]);
    expect(contentOf(Requests.find(ofIt))).toMatchObject({ progress: { closed: true } });
    expect(Requests.filter(({ rowKey }) => rowKey === asked.requestId)).toEqual([]);
  });

  it("asks ARM, and is answered, as Microsoft describes it", async () => {
    const swagger = await relaySwagger(process.cwd());
    const { exchanges, url } = running.sandbox.arm;
    const asks = exchanges.list().filter(({ path }) => path.includes("/providers/Microsoft.Relay/"));
    expect(await findingsOfRecorded(swagger, url, asks)).toEqual([]);
    expect(new Set(asks.map(({ method, status }) => `${method} ${status}`))).toEqual(new Set(["GET 200", "PUT 202"]));
  });
});

/** Keys sorted, no spaces: written anew here, not the service's own. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, member) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
