import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";
import { type Owners, type TeamsBot, teamsBot } from "../../../src/adapters/teams/teams-bot.ts";
import type { Asker, Click, ClickAnswer, NextClick } from "../../../src/domain/click.ts";
import type { Command, CommandAnswer } from "../../../src/domain/command.ts";
import { aCard } from "./a-card.ts";
import { anActivity, type BotFramework, botFramework, NOW, settings } from "./bot-framework.ts";

/** A bot, what it was asked and what it logged. */
export interface BotScene {
  readonly framework: BotFramework;
  bot: TeamsBot;
  clicks: Click[];
  nextClicks: NextClick[];
  logged: unknown[][];
  now: Date;
  /** What a click is answered with. */
  answer: ClickAnswer | Error | Promise<ClickAnswer>;
  /** Ends when the time for a click is up, which was asked for with `until`. */
  timeIsUp: Promise<void>;
  until: Date[];
  /** What was asked in words, and by whom. */
  commands: { readonly command: Command; readonly asker: Asker }[];
  /** What a command is answered with. */
  told: CommandAnswer | Error | "never";
  readonly owners: Owners;
  makeBot(change?: Partial<TeamsSettings>): TeamsBot;
  /** Sends what Teams would, or with a token of one's own. */
  receive(activity?: unknown, token?: string): ReturnType<TeamsBot["receive"]>;
  reset(): void;
}

export async function botScene(): Promise<BotScene> {
  const framework = await botFramework();
  const scene: BotScene = {
    framework,
    ...nothingYet(),
    bot: undefined as unknown as TeamsBot,
    owners: {
      async cast(click) {
        scene.clicks.push(click);
        if (scene.answer instanceof Error) throw scene.answer;
        return scene.answer;
      },
      async take(command, asker) {
        scene.commands.push({ command, asker });
        if (scene.told instanceof Error) throw scene.told;
        if (scene.told === "never") return new Promise(() => {});
        return scene.told;
      },
      async showNext(click) {
        scene.nextClicks.push(click);
        if (scene.answer instanceof Error) throw scene.answer;
        return { kind: "begun", message: "The next one is about contoso-orders." };
      },
    },
    makeBot(change = {}) {
      const keep = (...line: unknown[]) => void scene.logged.push(line);
      const log = { info: keep, warn: keep, error: keep };
      const pause = (until: Date) => {
        scene.until.push(until);
        return scene.timeIsUp;
      };
      const time = { clock: () => scene.now, pause, clickSeconds: 0.8 };
      return teamsBot({ ...settings, ...change }, { ...time, log, fetch: framework.fetch });
    },
    async receive(activity = anActivity(), token = undefined) {
      const authorization = `Bearer ${token ?? (await framework.sign())}`;
      return scene.bot.receive({ authorization, body: async () => JSON.stringify(activity) }, scene.owners);
    },
    reset() {
      framework.fetched.length = 0;
      framework.broken = false;
      Object.assign(scene, nothingYet(), { bot: scene.makeBot() });
    },
  };
  return scene;
}

function nothingYet(): Pick<
  BotScene,
  "clicks" | "nextClicks" | "commands" | "told" | "logged" | "now" | "answer" | "timeIsUp" | "until"
> {
  const answer: ClickAnswer = { kind: "accepted", card: aCard({ state: "applying" }) };
  return {
    ...{ clicks: [], nextClicks: [], commands: [], logged: [], now: NOW, answer },
    told: { kind: "words", text: "Nothing waits for you." },
    timeIsUp: new Promise(() => {}),
    until: [],
  };
}
