import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Locator } from "playwright-core";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { omar, rita } from "../../sandbox/world.ts";
import { type OlgaAtWork, olgaAtWork } from "./olga-at-work.ts";
import type { TeamsPage } from "./teams-page.ts";

jest.setTimeout(90_000);

let olga: OlgaAtWork;
let teams: TeamsPage;

beforeAll(async () => {
  olga = await olgaAtWork();
  teams = olga.teams;
});
afterEach(() => olga?.lookBack());
afterAll(() => olga?.stop());

const buttons = (card: Locator) => card.getByRole("button").allInnerTexts();
const heading = (card: Locator, text: string) => card.getByRole("heading", { name: text }).waitFor();

describe("an owner who approves in Teams", () => {
  let asked: Asked;
  let card: Locator;

  it("sees the card with what there is to decide", async () => {
    asked = await olga.ask("pe-orders-import", "Nightly order import, ticket CHG-20417");
    card = teams.card(asked.requestId);
    await heading(card, "A private endpoint asks to join");
    const words = await card.innerText();
    for (const fact of ["contoso-orders", "Nightly order import, ticket CHG-20417", "Another tenant", "0 of 64"]) {
      expect(words).toContain(fact);
    }
    expect(await buttons(card)).toEqual(["Approve", "Reject", "Ask the requester"]);
    await teams.picture(teams.post(asked.requestId), "teams-asking");
  });

  it("types a comment, presses Approve, and the card changes under the eyes until Azure is done", async () => {
    await teams.comment(card, "Known partner, see CHG-20417");
    await teams.press(card, "Approve");
    await heading(card, "✓ Approved");
    expect(olga.stage.armHas(asked.connection, "Approved")).toBe(true);
    expect(await card.innerText()).toContain("Approved by Olga Owens: Known partner, see CHG-20417");
    expect(await buttons(card)).toEqual(["Revoke", "Remove"]);
  });

  it("has changed it for everybody who has the channel open", async () => {
    await heading(olga.onlooker.card(asked.requestId), "✓ Approved");
    expect(await buttons(olga.onlooker.card(asked.requestId))).toEqual(["Revoke", "Remove"]);
  });

  it("finds a reply in the thread of the card", async () => {
    await teams.reply(asked.requestId, "Approved by Olga Owens: Known partner, see CHG-20417").waitFor();
    await teams.picture(teams.post(asked.requestId), "teams-approved");
  });
});

describe("an owner who rejects in Teams", () => {
  let asked: Asked;
  let card: Locator;

  it("is told when the comment is missing, and nothing is done", async () => {
    asked = await olga.ask("pe-fabrikam-test", "Just trying things out");
    card = teams.card(asked.requestId);
    await teams.press(card, "Reject");
    await teams.post(asked.requestId).getByText("A comment is needed").waitFor();
    expect(await olga.stage.votes(asked.requestId)).toEqual([]);
  });

  it("is asked to confirm, with the comment kept, and nothing is done before", async () => {
    await teams.comment(card, "Please use the test namespace for this");
    await teams.press(card, "Reject");
    await heading(card, "Reject it for good?");
    expect(await card.getByRole("textbox").inputValue()).toBe("Please use the test namespace for this");
    expect(await olga.stage.votes(asked.requestId)).toEqual([]);
    expect(olga.stage.armHas(asked.connection, "Pending")).toBe(true);
    await teams.picture(teams.post(asked.requestId), "teams-confirm-rejection");
  });

  it("is asked alone: for everybody else the card stays as it was", async () => {
    await heading(olga.onlooker.card(asked.requestId), "A private endpoint asks to join");
    expect(await olga.onlooker.post(asked.requestId).innerText()).not.toMatch(/for good|test namespace/);
  });

  it("confirms, and the card and its thread say so", async () => {
    await teams.press(card, "Yes, reject");
    await heading(card, "✕ Rejected");
    await teams.reply(asked.requestId, "Rejected by Olga Owens: Please use the test namespace for this").waitFor();
    expect(olga.stage.armHas(asked.connection, "Rejected")).toBe(true);
    expect(await buttons(card)).toEqual([]);
    await heading(olga.onlooker.card(asked.requestId), "✕ Rejected");
  });
});

describe("a card in Teams", () => {
  it("changes under an owner's eyes when another one decides", async () => {
    const asked = await olga.ask("pe-reporting", "Monthly reports");
    await olga.stage.click(omar, asked, "approve", "Reporting team, known");
    await heading(teams.card(asked.requestId), "✓ Approved");
    await teams.reply(asked.requestId, "Approved by Omar Osei: Reporting team, known").waitFor();
  });

  it("refuses whoever is no owner, says why to nobody else, and stays as it is", async () => {
    const asked = await olga.ask("pe-invoices", "Invoice export, ticket CHG-20502", "contoso-billing");
    const card = teams.card(asked.requestId);
    await teams.comment(card, "Looks fine to me");
    await teams.press(card, "Approve");
    await teams.post(asked.requestId).getByText("Only an owner of contoso-billing may decide").waitFor();
    await teams.picture(teams.post(asked.requestId), "teams-refused");
    expect(await olga.stage.votes(asked.requestId)).toEqual([]);
    expect(olga.stage.armHas(asked.connection, "Pending")).toBe(true);
    await heading(card, "A private endpoint asks to join");
    await olga.stage.click(omar, asked, "approve", "Known invoices");
    await olga.onlooker.reply(asked.requestId, "Approved by Omar Osei: Known invoices").waitFor();
    expect(await olga.onlooker.post(asked.requestId).innerText()).not.toMatch(/Only an owner|Looks fine to me/);
  });

  it("shows nothing at this page of somebody else's refused click", async () => {
    const asked = await olga.ask("pe-audit-export", "Export for the auditors");
    const answer = await olga.stage.click(rita, asked, "approve", "May I?");
    expect(JSON.stringify(answer.value)).toContain("Only an owner of contoso-orders may decide");
    await olga.stage.click(omar, asked, "approve", "You may");
    await teams.reply(asked.requestId, "Approved by Omar Osei: You may").waitFor();
    expect(await teams.post(asked.requestId).innerText()).not.toMatch(/Only an owner|Rita|May I/);
  });
});

describe("a hostile message in Teams", () => {
  const MESSAGE =
    "[Approve here](https://evil.example) <img src=x onerror=alert(1)> <at>Olga Owens</at> **now** \u202egnp.exe";
  const SHOWN =
    "[Approve here](https[:]//evil.example) <img src=x onerror=alert(1)> < at>Olga Owens< /at> **now** ⟨U+202E⟩gnp.exe";

  it("is shown as text: every letter of it, no link, no picture, no element of its own", async () => {
    const asked = await olga.ask("pe-hostile", MESSAGE);
    const card = teams.card(asked.requestId);
    await card.getByText(SHOWN, { exact: true }).waitFor();
    expect(await card.locator("a, img, script, iframe, b, strong, em, [onerror], [href]").count()).toBe(0);
    expect(await card.getByText("evil.example").locator("*").count()).toBe(0);
    await teams.picture(teams.post(asked.requestId), "teams-hostile-message");
  });

  it("is no more than text as a comment either, on the card and in its thread", async () => {
    const asked = await olga.ask("pe-hostile-comment", "Harmless");
    await olga.stage.click(omar, asked, "approve", MESSAGE);
    await heading(teams.card(asked.requestId), "✓ Approved");
    await teams.reply(asked.requestId, "Approved by Omar Osei").waitFor();
    expect(await teams.post(asked.requestId).locator("a, script, iframe, [onerror], [href]").count()).toBe(0);
    expect(await teams.post(asked.requestId).locator('img:not([src^="data:"])').count()).toBe(0);
  });

  it("made the page ask nobody outside for anything", () => {
    const others = teams.askedOutside.filter((url) => !url.startsWith("https://res-1.cdn.office.net/"));
    expect(others).toEqual([]);
    expect(teams.errors).toEqual([]);
  });
});
