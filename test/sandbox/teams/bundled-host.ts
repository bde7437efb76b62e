// Bundled like the deployed app and run in a process of its own: the bot behind a bare HTTP server, with cards at its parent's word.
import { createServer } from "node:http";
import { jsonOf, send } from "../../../sandbox/teams/http-json.ts";
import { approvalsChannel } from "../../../sandbox/teams/teams-world.ts";
import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";
import { type Owners, teamsBot } from "../../../src/adapters/teams/teams-bot.ts";
import { aCard } from "../../adapters/teams/a-card.ts";

const settings = JSON.parse(process.env["TEAMS_SETTINGS"] ?? "{}") as TeamsSettings;
const say = (message: unknown) => process.send?.(message);
const quiet = () => {};
const owners: Owners = {
  async cast(click) {
    say({ click });
    return { kind: "accepted", card: aCard({ state: "applying" }) };
  },
  take: async () => ({ kind: "words", text: "Nothing waits for you." }),
  showNext: async () => ({ kind: "refused", reason: "Nobody waits.", card: undefined }),
};
const bot = teamsBot(settings, {
  clock: () => new Date(),
  pause: () => new Promise(() => {}),
  clickSeconds: 1,
  log: { info: quiet, warn: quiet, error: quiet },
});

const server = createServer((request, response) => {
  void jsonOf(request).then(async (body) =>
    send(
      response,
      await bot.receive(
        { authorization: request.headers.authorization, body: async () => JSON.stringify(body) },
        owners,
      ),
    ),
  );
});
server.listen(0, "127.0.0.1", () => say({ listening: server.address() }));

async function tellStory(): Promise<void> {
  const address = {
    channel: approvalsChannel.id,
    ...(await bot.cards.post(approvalsChannel, aCard())),
    postedAt: new Date().toISOString(),
  };
  say({ address });
  await new Promise((clicked) => process.once("message", clicked));
  await bot.cards.edit(address, aCard({ state: "applied" }));
  await bot.cards.reply(address, "Approved by Olga Owens");
  say({ told: true });
}

process.once("message", () => {
  tellStory().catch((error: unknown) => say({ failed: String(error) }));
});
process.once("disconnect", () => process.exit());
