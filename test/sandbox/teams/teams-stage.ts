import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Certificate, certificateIn } from "../../../sandbox/certificates.ts";
import { type Entra, startEntra } from "../../../sandbox/entra/entra.ts";
import { type Playground, startPlayground } from "../../../sandbox/teams/playground.ts";
import { startTeamsRelay, type TeamsRelay } from "../../../sandbox/teams/relay.ts";
import { contoso, serviceIdentity } from "../../../sandbox/world.ts";
import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";

/** Everything around the bot, as the sandbox has it. */
export interface TeamsStage {
  readonly folder: string;
  readonly root: string;
  readonly certificate: Certificate;
  readonly recordPath: string;
  readonly entra: Entra;
  readonly relay: TeamsRelay;
  readonly playground: Playground;
  readonly settings: TeamsSettings;
  close(): Promise<void>;
}

export async function teamsStage(hostUrl: () => string): Promise<TeamsStage> {
  const root = resolve(process.cwd());
  const folder = await mkdtemp(join(tmpdir(), "teams-"));
  const certificate = await certificateIn(join(folder, "tls"));
  const entra = await startEntra({ httpsPort: 0, httpPort: 0, certificate });
  const { signBotToken, verifyIdentityToken: verifyToken } = entra;
  const playgroundUrl = () => playground.url;
  const recordPath = join(folder, "teams-record.jsonl");
  const calls = { signBotToken, verifyToken, playgroundUrl, hostUrl };
  const relay = await startTeamsRelay({ port: 0, certificate, recordPath, ...calls });
  const playground = await startPlayground({ port: 0, botUrl: relay.botUrl, folder: join(folder, "playground"), root });
  return {
    folder,
    root,
    certificate,
    recordPath,
    entra,
    relay,
    playground,
    settings: {
      appId: serviceIdentity.clientId,
      tenantId: contoso.tenant,
      serviceUrl: relay.serviceUrl,
      serviceHosts: [new URL(relay.serviceUrl).host],
      openIdMetadataUrl: entra.botMetadataUrl,
      issuer: "https://api.botframework.com",
      connectorAudience: "https://api.botframework.com",
    },
    async close() {
      await playground.stop();
      await Promise.all([relay.close(), entra.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
