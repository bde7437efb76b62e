import type { Browser, Locator } from "playwright-core";
import type { Playground } from "../../sandbox/teams/playground.ts";
import { approvalsChannel, botName } from "../../sandbox/teams/teams-world.ts";
import { newPage, type OpenPage, picture } from "./browser.ts";

/** The Playground's own page, with Olga at the keyboard. */
export interface TeamsPage extends OpenPage {
  /** The channel's post that shows these words, with its thread. */
  post(words: string): Locator;
  /** The card on such a post. */
  card(words: string): Locator;
  /** What stands in its thread, not on the card. */
  reply(words: string, said: string): Locator;
  /** Writes into the card's box as a person does, and leaves it. */
  comment(card: Locator, text: string): Promise<void>;
  press(card: Locator, button: string): Promise<void>;
  /** A new post in the channel that mentions the bot, with what is answered below it. */
  askInChannel(text: string): Promise<Locator>;
  askInPersonalChat(text: string): Promise<void>;
  /** What stands in the conversation, not in the list of them, which shows the beginning of the last message. */
  said(words: string): Locator;
  /** What lies over other words or ends at the edge, on any card that is shown. */
  cutOff(): Promise<readonly string[]>;
  showChannel(): Promise<void>;
  /** Of the post alone, no wider than a card needs. */
  picture(of: Locator, name: string): Promise<void>;
}

/** The list of chats folds away when the page is narrower. */
const WIDE = { width: 1280, height: 1300 };
const NARROW = { width: 620, height: 1300 };

const CUT_OFF = `[...document.querySelectorAll(".ac-adaptiveCard :is(.ac-textBlock, .ac-richTextBlock)")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)`;

/** What the Playground says below a card about itself: in Teams it is not there. */
const REMARK = 'div:has(> div > span:text("is not supported yet in Microsoft 365 Agents"))';

/** The channel is open: what is posted from now on is shown. */
export async function openTeams(browser: Browser, { url }: Pick<Playground, "url">): Promise<TeamsPage> {
  const open = await newPage(browser, { ...WIDE, scale: 2 });
  const { page } = open;
  await page.goto(url);
  const showChannel = () => page.getByRole("treeitem", { name: approvalsChannel.name }).click();
  const installed = page.waitForResponse((response) => response.url().includes(approvalsChannel.id));
  await showChannel();
  await installed;
  await page.getByTitle("Toggle Log Panel").click();
  const post = (words: string) => page.getByRole("group").filter({ hasText: words });
  return {
    ...open,
    post,
    showChannel,
    said: (words) => page.getByText(words).and(page.locator(":not([role=treeitem] *)")).last(),
    cutOff: () => page.evaluate(CUT_OFF),
    card: (words) => post(words).locator(".ac-adaptiveCard"),
    reply: (words, said) => post(words).getByText(said).and(page.locator(":not(.ac-adaptiveCard *)")),
    async picture(of, name) {
      await page.setViewportSize(NARROW);
      await of.locator(REMARK).evaluateAll((remarks) => {
        for (const remark of remarks) remark.style.display = "none";
      });
      await picture(of, name);
      await page.setViewportSize(WIDE);
      // The list of chats slides in again; what is pressed or typed meanwhile can get lost.
      await page.waitForFunction("document.querySelector('[role=treeitem]').getBoundingClientRect().left >= 0");
    },
    async comment(card, text) {
      const box = card.getByRole("textbox");
      await box.click();
      await box.pressSequentially(text);
      await page.keyboard.press("Tab");
    },
    press: (card, button) => card.getByRole("button", { name: button, exact: true }).click(),
    async askInChannel(text) {
      const box = page.getByRole("textbox").first();
      await box.click();
      await box.pressSequentially("@");
      await page.getByRole("listbox").getByRole("menuitem", { name: botName }).click();
      await box.filter({ hasText: botName }).waitFor();
      await page.keyboard.type(` ${text}`);
      await box.filter({ hasText: text }).waitFor();
      await page.getByRole("button", { name: "Post", exact: true }).click();
      const asked = page.getByText(text).and(page.locator(":not(.ac-adaptiveCard *)"));
      return page.getByRole("group").filter({ has: asked });
    },
    async askInPersonalChat(text) {
      await page.getByRole("treeitem", { name: "Personal Chat" }).click();
      const box = page.getByRole("textbox").first();
      await box.click();
      await box.pressSequentially(text);
      await page.getByRole("button", { name: "Send Message" }).click();
    },
  };
}
