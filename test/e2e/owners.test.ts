import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { repliesTo, shownNow, wordsOn } from "../../sandbox/teams/record.ts";
import { olga, omar } from "../../sandbox/world.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { contentOf, inOrder, rowsIn } from "./stored.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
beforeAll(async () => {
  running = await runSandbox();
});
afterAll(() => running.stop());

const wordsNow = ({ card }: Asked) => wordsOn(shownNow(running.sandbox.relay.record, card).card);
/** Once it has been told how it ended. */
async function kindsOf(requestId: string): Promise<readonly string[]> {
  return inOrder(await running.stage.auditHas(requestId, ["request.told"])).map(({ kind }) => kind);
}

describe("a question to the requester", () => {
  it("stands on the card and in a row of its own, stops the deadline, and an owner may still decide", async () => {
    const { stage, sandbox } = running;
    const asked = await stage.ask("pe-held", { namespace: "contoso-deadlines" });
    const before = Date.now();
    const answer = await stage.click(olga, asked, "hold", "Which **system** is it?");
    expect(wordsOn(answer.value)).toContain("Olga Owens asks the requester: Which **system** is it?");
    await stage.cardSays(asked, "Held: waiting for the requester's answer");
    const [hold, ...others] = await rowsIn(sandbox, "Holds", asked.requestId);
    expect(others).toEqual([]);
    const { until, question } = contentOf(hold);
    expect(question).toBe("Which **system** is it?");
    const hours = (Date.parse(String(until)) - before) / 3_600_000;
    expect(hours).toBeGreaterThan(47.9);
    expect(hours).toBeLessThan(48.1);
    await stage.click(omar, asked, "approve", "I know them");
    await stage.armShows(asked.connection, "Approved");
    await stage.threadSays(asked, "Approved by Omar Osei: I know them");
    expect(await kindsOf(asked.requestId)).toEqual([
      ...["request.seen", "policy.ruled", "card.posted", "request.held", "vote.cast", "decision.made"],
      ...["change.intended", "change.applied", "request.told"],
    ]);
  });
});

describe("two owners who must agree", () => {
  it("change nothing as long as one has agreed, and one against ends it", async () => {
    const { stage } = running;
    const asked = await stage.ask("pe-two", { namespace: "contoso-payments" });
    await stage.click(olga, asked, "approve", "Fine with me");
    await stage.cardSays(asked, "1 of 2 approvals: Olga Owens");
    expect(stage.armHas(asked.connection, "Pending")).toBe(true);
    await stage.insist(omar, asked, "reject", "Not with me");
    await stage.threadSays(asked, "Rejected by Omar Osei: Not with me");
    expect((await stage.armShows(asked.connection, "Rejected")).description).toMatch(/^Not with me \[RA-/);
    expect(stage.puts(asked.connection)).toHaveLength(1);
    expect(await stage.decisions(asked.requestId)).toHaveLength(1);
  });

  it("must agree to a revocation too: to want it is the first vote", async () => {
    const { stage } = running;
    const asked = await stage.ask("pe-two-approved", { namespace: "contoso-payments" });
    for (const owner of [olga, omar]) await stage.click(owner, asked, "approve", "Agreed");
    await stage.auditHas(asked.requestId, ["request.told"]);
    expect(await stage.click(olga, asked, "revoke", "")).toMatchObject({ value: "A comment is needed: say why." });
    await stage.insist(olga, asked, "revoke", "The contract has ended");
    const revoking = await stage.next(asked);
    expect(wordsNow(revoking)).toContain("1 of 2 votes to revoke: Olga Owens");
    expect(stage.armHas(asked.connection, "Approved")).toBe(true);
    await stage.threadSays(revoking, "1 of 2: Olga Owens");
    await stage.insist(omar, revoking, "revoke", "So it has");
    await stage.armShows(asked.connection, "Rejected");
    await stage.threadSays(revoking, "Revoked by Olga Owens and Omar Osei: The contract has ended; So it has");
    expect(repliesTo(running.sandbox.relay.record, revoking.card).map(({ text }) => text)).toEqual([
      "1 of 2: Olga Owens votes to revoke: The contract has ended",
      "Decided to revoke, by Olga Owens and Omar Osei. Azure is working on it.",
      "Revoked by Olga Owens and Omar Osei: The contract has ended; So it has",
    ]);
    const [asking, first, ...rest] = await kindsOf(revoking.requestId);
    expect([asking, first].sort()).toEqual(["request.asked", "vote.cast"]);
    expect(rest).toEqual([
      ...["card.posted", "vote.cast", "decision.made", "change.intended", "change.applied", "request.told"],
    ]);
  });
});

describe("a task hub that is lost", () => {
  it("costs nothing but time: the sweep starts the approval again, and it ends well", async () => {
    const { stage } = running;
    const asked = await stage.ask("pe-hub-lost");
    // Before, a crash would cost a second card: Teams cannot be asked what was posted.
    await stage.auditHas(asked.requestId, ["card.posted"]);
    await stage.loseTheTaskHub();
    await nextSweep(running);
    const started = running.hostLog.filter((line) => line.includes("was gone and is started"));
    expect(started.filter((line) => line.includes(asked.requestId))).toHaveLength(1);
    await stage.click(olga, asked, "approve", "After the loss");
    await stage.threadSays(asked, "Approved by Olga Owens");
    expect(stage.cardsFor(asked.endpoint)).toHaveLength(1);
    expect(stage.puts(asked.connection)).toHaveLength(1);
  });
});
