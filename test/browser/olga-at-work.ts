import { expect } from "@jest/globals";
import type { Asked, Stage } from "../../sandbox/demo/stage.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { runSandbox } from "../e2e/running-sandbox.ts";
import { launchBrowser, screenshot } from "./browser.ts";
import { openTeams, type TeamsPage } from "./teams-page.ts";

/** A sandbox with the page of Teams open in a browser, Olga at the keyboard. In contoso-billing she owns nothing. */
export interface OlgaAtWork {
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  readonly teams: TeamsPage;
  /** Another page of the same channel, at which nobody presses anything. */
  readonly onlooker: TeamsPage;
  /** Somebody asks to join; the card stands on both pages. */
  ask(endpoint: string, message: string, namespace?: string): Promise<Asked>;
  /** Of the whole page, named after the test. */
  lookBack(): Promise<void>;
  stop(): Promise<void>;
}

const OMARS = `
  - name: Billing
    namespaces:
      - { subscription: 11111111-1111-4111-8111-111111111111, name: contoso-billing }
    owners: [e0000000-0000-4000-8000-000000000002]
    channel: { id: "19:relay-approvals@thread.tacv2", name: Relay approvals }
`;

export async function olgaAtWork(): Promise<OlgaAtWork> {
  const parts = new AsyncDisposableStack();
  try {
    const browser = await launchBrowser();
    parts.defer(() => browser.close());
    const { sandbox, stage, stop } = await runSandbox(OMARS);
    parts.defer(stop);
    const teams = await openTeams(browser, sandbox.playground);
    const onlooker = await openTeams(browser, sandbox.playground);
    return {
      ...{ sandbox, stage, teams, onlooker },
      async ask(endpoint, message, namespace = "contoso-orders") {
        const asked = await stage.ask(endpoint, { message, namespace });
        await teams.card(asked.requestId).waitFor();
        await onlooker.card(asked.requestId).waitFor();
        return asked;
      },
      lookBack: () => screenshot(teams.page, `after-${expect.getState().currentTestName?.replace(/\W+/g, "-")}`),
      stop: () => parts.disposeAsync(),
    };
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}
