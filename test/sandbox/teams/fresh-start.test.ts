import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startPlayground } from "../../../sandbox/teams/playground.ts";
import { startTeamsRelay } from "../../../sandbox/teams/relay.ts";
import { type BotOnStage, botOnStage, decidedCard } from "./bot-on-stage.ts";

let scene: BotOnStage;

beforeAll(async () => {
  scene = await botOnStage();
}, 60_000);

afterAll(() => scene?.close());

describe("a card of before", () => {
  it("is found open, and posted again, by a relay and a Playground that start anew", async () => {
    const { address, requestId } = await scene.posted();
    const again = await startTeamsRelay({
      port: 0,
      certificate: scene.stage.certificate,
      signBotToken: scene.stage.entra.signBotToken,
      verifyToken: scene.stage.entra.verifyIdentityToken,
      playgroundUrl: () => fresh.url,
      hostUrl: () => "http://localhost:1",
      recordPath: scene.stage.recordPath,
    });
    const fresh = await startPlayground({
      port: 0,
      botUrl: again.botUrl,
      folder: join(scene.stage.folder, "fresh"),
      root: scene.stage.root,
    });
    try {
      expect(again.openRequests()).toContain(requestId);
      expect(await again.postAgain(requestId)).toBe("posted");
      const serviceHosts = [new URL(again.serviceUrl).host];
      const { cards } = scene.makeBot({ ...scene.stage.settings, serviceUrl: again.serviceUrl, serviceHosts });
      await cards.edit(address, decidedCard(requestId, "reject", "applied"));
      expect(again.record.at(-1)).toMatchObject({ method: "PUT", status: 200 });
      expect(again.openRequests()).not.toContain(requestId);
    } finally {
      await fresh.stop();
      await again.close();
    }
  });
});
