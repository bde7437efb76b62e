import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { sayAs } from "../../sandbox/teams/act.ts";
import { type Exchange, wordsOn } from "../../sandbox/teams/record.ts";
import { approvalsChannel } from "../../sandbox/teams/teams-world.ts";
import { olga, type Person, rita } from "../../sandbox/world.ts";
import { approvalOf, callBot, tokenOf } from "./bot-call.ts";
import { type RunningSandbox, runSandbox } from "./running-sandbox.ts";

const PERSONAL = "a:olga-and-relay-approvals";

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox();
  asked = await running.stage.ask("pe-asked-about");
  await running.stage.auditHas(asked.requestId, ["card.posted"]);
});
afterAll(() => running.stop());

/** Says it in the Playground, or as somebody who is not at its keyboard, and waits for the bot's own message. */
async function say(text: string, person: Person = olga, conversation: string = approvalsChannel.id): Promise<Exchange> {
  const { relay, playground } = running.sandbox;
  const before = relay.record.length;
  if (person === olga) await sayAs(playground.url, person, conversation, text);
  else await sayFrom(person, text);
  return eventually(`an answer to "${text}"`, () =>
    relay.record
      .slice(before)
      .find(({ method, path }) => method === "POST" && /^\/v3\/conversations\/.*\/activities/u.test(path)),
  );
}

async function sayFrom({ objectId, name }: Person, text: string): Promise<void> {
  const from = { id: `29:${objectId}`, name, aadObjectId: objectId };
  const activity = approvalOf(running.sandbox, asked, {
    type: "message",
    name: undefined,
    value: undefined,
    text,
    from,
  });
  await callBot(running.sandbox, JSON.stringify(activity), await tokenOf(running.sandbox));
}

const told = async (...words: Parameters<typeof say>) => wordsOn((await say(...words)).body);

/** Presses the only button of an answer, as whoever it is. */
async function press({ body }: Exchange, person: Person, more: object = {}) {
  const card = (body as { attachments: { content: { actions: { verb: string; data: object }[] } }[] }).attachments[0];
  const [button] = card?.content.actions ?? [];
  if (!button) throw new Error("The answer has no button");
  const value = {
    action: { type: "Action.Execute", verb: button.verb, data: { ...button.data, ...more } },
    trigger: "manual",
  };
  const from = { id: `29:${person.objectId}`, name: person.name, aadObjectId: person.objectId };
  const activity = approvalOf(running.sandbox, asked, { value, from });
  return callBot(running.sandbox, JSON.stringify(activity), await tokenOf(running.sandbox));
}

describe("somebody who writes to the bot", () => {
  it.each([approvalsChannel.id, PERSONAL])("is helped in %s", async (conversation) => {
    expect(await told("help", olga, conversation)).toContain("pending [namespace]");
  });

  it("is told what waits, why, and what is on record", async () => {
    const { requestId } = asked;
    const waiting = await told("pending contoso-orders");
    expect(waiting).toContain("1 request waits");
    expect(waiting).toContain(requestId);
    expect(await told(`why ${requestId.slice(0, 10)}`, olga, PERSONAL)).toContain("The owners");
    expect(await told(`audit ${requestId} since 1d`)).toContain("card.posted");
    expect(await told("connections contoso-orders")).toContain("0 of 64 places used, 64 free");
    expect(await told(`show ${requestId}`)).toContain("pe-asked-about");
    expect(await told("policy", olga, PERSONAL)).toContain("Relay team");
  });

  it("and may not decide finds nothing, whether it exists or not", async () => {
    const nothing = "I find nothing of that name that is yours to decide.";
    expect(await told("pending contoso-orders", rita)).toBe(nothing);
    expect(await told("pending contoso-nothing", rita)).toBe(nothing);
    expect(await told(`show ${asked.requestId}`, rita)).toBe(nothing);
    expect(await told("revoke contoso-orders/pe-asked-about because", rita)).toBe(nothing);
  });

  it("has a connection revoked that was approved elsewhere, after saying so twice", async () => {
    const { stage } = running;
    const born = stage.join("pe-elsewhere", { manual: false, namespace: "contoso-billing" });
    const first = await say(`revoke contoso-billing/${born.name} The contract ended`);
    expect(wordsOn(first.body)).toContain("Revoke it for good?");
    expect((await stage.armShows(born, "Approved")).status).toBe("Approved");
    expect(await press(first, rita, { comment: "mine" })).toMatchObject({
      body: { value: "I find nothing of that name that is yours to decide." },
    });
    expect(await press(first, olga, { comment: "The contract ended" })).toMatchObject({
      body: { value: "It is on record and under way." },
    });
    const { description } = await stage.armShows(born, "Rejected");
    expect(description).toContain("The contract ended");
  });
});
