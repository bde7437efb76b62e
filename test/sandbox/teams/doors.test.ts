import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PortInUse } from "../../../sandbox/listening.ts";
import { startPlayground } from "../../../sandbox/teams/playground.ts";
import { type TeamsStage, teamsStage } from "./teams-stage.ts";

const trusted = getCACertificates("default");
let stage: TeamsStage;

beforeAll(async () => {
  stage = await teamsStage(() => "http://localhost:1");
  setDefaultCACertificates([...trusted, stage.certificate.ca]);
}, 60_000);

afterAll(async () => {
  setDefaultCACertificates(trusted);
  await stage?.close();
});

describe("the sandbox's Teams", () => {
  it("listens on the loopback address only", async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal);
    if (!outside) return;
    const socket = createConnection({ host: outside.address, port: Number(new URL(stage.playground.url).port) });
    const result = await new Promise((done) => {
      socket.once("connect", () => done("connected"));
      socket.once("error", ({ code }: NodeJS.ErrnoException) => done(code));
    });
    socket.destroy();
    expect(result).toBe("ECONNREFUSED");
  });

  it("takes no call without the bot's own token", async () => {
    const call = (authorization: string) =>
      fetch(`${stage.relay.serviceUrl}/v3/conversations`, { method: "POST", body: "{}", headers: { authorization } });
    const length = stage.relay.record.length;
    const forged = await stage.entra.signIdentityToken("https://api.botframework.com", { forged: true });
    expect((await call("Bearer x")).status).toBe(401);
    expect((await call(`Bearer ${forged}`)).status).toBe(401);
    expect(stage.relay.record).toHaveLength(length);
  });

  it("names a port that is in use", async () => {
    const port = Number(new URL(stage.playground.url).port);
    const again = startPlayground({
      port,
      botUrl: stage.relay.botUrl,
      folder: join(stage.folder, "other"),
      root: stage.root,
    });
    await expect(again).rejects.toThrow(PortInUse);
  });
});
