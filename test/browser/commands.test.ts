import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Locator } from "playwright-core";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { COMMANDS } from "../../src/adapters/teams/command-list.ts";
import { type OlgaAtWork, olgaAtWork } from "./olga-at-work.ts";

jest.setTimeout(90_000);

const MESSAGE = "[See here](https://evil.example) <img src=x onerror=alert(1)> **now**";

let olga: OlgaAtWork;
let orders: Asked;
let hostile: Asked;
let invoices: Asked;

beforeAll(async () => {
  olga = await olgaAtWork();
  orders = await olga.ask("pe-orders-import", "Nightly order import, ticket CHG-20417");
  hostile = await olga.ask("pe-reporting", MESSAGE);
  invoices = await olga.ask("pe-invoices", "Invoice export", "contoso-billing");
});
afterEach(() => olga?.lookBack());
afterAll(() => olga?.stop());

const cardIn = (place: Locator) => place.locator(".ac-adaptiveCard");

async function saidUnder(card: Locator, heading: string): Promise<string> {
  await card.getByRole("heading", { name: heading }).waitFor();
  return card.innerText();
}

describe("a command in the channel, where the bot is mentioned", () => {
  it("is answered below it: help names every command", async () => {
    const post = await olga.teams.askInChannel("help");
    const words = await saidUnder(cardIn(post), "What you can write to me");
    for (const { name } of COMMANDS) expect(words).toContain(name);
    expect(await olga.teams.cutOff()).toEqual([]);
  });

  it("pending shows what waits for the one who asks, and nothing of what is not theirs to decide", async () => {
    const post = await olga.teams.askInChannel("pending");
    const words = await saidUnder(cardIn(post), "2 requests wait");
    for (const mine of [orders.requestId, "pe-orders-import", "pe-reporting"]) expect(words).toContain(mine);
    for (const notMine of [invoices.requestId, "pe-invoices"]) expect(words).not.toContain(notMine);
    expect(await olga.teams.cutOff()).toEqual([]);
    await olga.teams.picture(post, "teams-command");
  });

  it("audit shows a hostile message as text", async () => {
    const post = await olga.teams.askInChannel(`audit ${hostile.requestId}`);
    expect(await saidUnder(cardIn(post), "on record")).toContain(
      "[See here](https[:]//evil.example) <img src=x onerror=alert(1)> **now**",
    );
    expect(await cardIn(post).locator("a, img, script, b, strong, em, [href], [onerror]").count()).toBe(0);
    expect(await olga.teams.cutOff()).toEqual([]);
  });
});

describe("a command in the personal chat", () => {
  it("pending shows the same, without a mention", async () => {
    await olga.teams.askInPersonalChat("pending");
    const words = await saidUnder(cardIn(olga.teams.page.locator("body")), "2 requests wait");
    expect(words).toContain(orders.requestId);
    expect(words).not.toContain(invoices.requestId);
  });

  it("that is none gets the nearest one", async () => {
    await olga.teams.askInPersonalChat("pendign");
    await olga.teams.said("Did you mean: pending?").waitFor();
  });

  it("about what is not Olga's tells nothing of it", async () => {
    await olga.teams.askInPersonalChat(`show ${invoices.requestId}`);
    await olga.teams.said("I find nothing of that name that is yours to decide").waitFor();
  });
});
