import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { buttonsOn, type PostedCard, shownNow, wordsOn } from "../../sandbox/teams/record.ts";
import { gus, olga, omar, people, rita } from "../../sandbox/world.ts";
import { type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { allTables, hostState, inOrder } from "./stored.ts";

jest.setTimeout(90_000);

const COMMENT = "Ask the platform team first";
/** Azure's events carry it; the made-up world has it from the documentation's range. */
const CALLER_ADDRESS = "203.0.113.7";
const PERSONAL = [...people.flatMap(({ name, objectId, userName }) => [name, objectId, userName]), CALLER_ADDRESS];

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox();
  asked = await running.stage.ask("pe-reject");
});
afterAll(() => running.stop());

describe("a connection from Pending to Rejected", () => {
  it("is not decided by somebody who is no owner", async () => {
    const { stage } = running;
    const answer = await stage.click(rita, asked, "reject", COMMENT);
    expect(answer).toMatchObject({ status: 200, type: "application/vnd.microsoft.activity.message" });
    expect(answer.value).toBe('Only an owner of contoso-orders may decide: ask group "Relay team".');
  });

  it("is not rejected without a word to the requester", async () => {
    const answer = await running.stage.click(olga, asked, "reject", "  ");
    expect(answer.value).toBe("A comment is needed: it is all that the requester will read.");
    expect(await running.stage.votes(asked.requestId)).toEqual([]);
    expect(running.stage.puts(asked.connection)).toEqual([]);
  });

  it("is rejected in Azure with the owner's comment, and everybody can read it", async () => {
    const { stage, sandbox } = running;
    const question = await stage.click(olga, asked, "reject", COMMENT);
    expect(wordsOn(question.value)).toContain("Reject it for good?");
    expect(buttonsOn(question.value as PostedCard["card"])).toEqual(["Yes, reject", "Approve", "Ask the requester"]);
    expect(await stage.votes(asked.requestId)).toEqual([]);
    const answer = await stage.insist(olga, asked, "reject", COMMENT);
    expect(wordsOn(answer.value)).toContain("Decided to reject — Azure is working on it");
    const connection = await stage.armShows(asked.connection, "Rejected");
    expect(connection.description).toMatch(/^Ask the platform team first \[RA-[a-z2-7]{10}\]$/);
    await stage.threadSays(asked, `Rejected by Olga Owens: ${COMMENT}`);
    const card = wordsOn(shownNow(sandbox.relay.record, asked.card).card);
    expect(card).toContain(`Rejected by Olga Owens: ${COMMENT}`);
    expect(card).toContain("Only the requester can ask again.");
  });

  it("is on record with the refused clicks and their reasons", async () => {
    const entries = await running.stage.auditHas(asked.requestId, ["request.told"]);
    const kinds = inOrder(entries).map(({ kind }) => kind);
    expect(kinds).toEqual([
      ...["request.seen", "policy.ruled", "card.posted", "vote.refused", "vote.refused"],
      ...["vote.cast", "decision.made", "change.intended", "change.applied", "request.told"],
    ]);
    const refused = entries.filter(({ kind }) => kind === "vote.refused");
    expect(JSON.stringify(refused)).toContain("Only an owner of contoso-orders may decide");
  });
});

describe("what is kept", () => {
  let tables: Awaited<ReturnType<typeof allTables>>;
  let hub: string;

  beforeAll(async () => {
    const { stage, sandbox } = running;
    const approved = await stage.ask("pe-approve");
    await stage.click(omar, approved, "hold", "Who are you?");
    await stage.click(omar, approved, "approve", "Known partner");
    await stage.threadSays(approved, "Approved by Omar Osei");
    // In the portal, so that the event names a person, and a click from another tenant.
    const byHand = await stage.ask("pe-by-hand");
    await stage.click(gus, byHand, "approve", "Let me in");
    sandbox.arm.portal.approve(byHand.connection.id, "By hand", olga);
    await stage.auditHas(byHand.requestId, ["request.superseded", "request.told"]);
    tables = await allTables(sandbox);
    await sandbox.host.stop();
    hub = await hostState(sandbox);
  });

  it("was looked for in every place", () => {
    const known = [
      "AuditEntries",
      "Changes",
      "Decisions",
      "People",
      "Requests",
      "Rounds",
      "Votes",
      "Holds",
      "Channels",
    ];
    expect(Object.keys(tables)).toEqual(expect.arrayContaining(known));
    expect(hub).toContain(asked.requestId);
    expect(running.hostLog.join("\n")).toContain(asked.requestId);
    const { AuditEntries: log = [] } = tables;
    expect(log.length).toBeGreaterThan(20);
  });

  it("has people in People", () => {
    for (const person of [olga, omar, rita]) expect(JSON.stringify(tables["People"])).toContain(person.objectId);
  });

  it.each(PERSONAL)("has %s nowhere else", (personal) => {
    const { People: _, ...others } = tables;
    const places = { ...others, hub, hostLog: running.hostLog };
    const found = Object.entries(places).filter(([, content]) =>
      JSON.stringify(content).toLowerCase().includes(personal.toLowerCase()),
    );
    expect(found.map(([name]) => name)).toEqual([]);
  });

  it("has no token and no key", () => {
    const { identityHeader } = running.sandbox.entra;
    const everything = JSON.stringify([tables, running.hostLog]) + hub;
    expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}\./);
    expect(everything).not.toMatch(/bearer /i);
    expect(everything).not.toContain(identityHeader);
    // The host takes them out of its log: there must have been none.
    expect(running.hostLog.join("\n")).not.toMatch(/\[token\]|\[key\]/);
    expect(JSON.stringify([tables, running.hostLog])).not.toContain(running.sandbox.host.keys.master);
  });
});
