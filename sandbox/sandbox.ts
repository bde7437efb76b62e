import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { ARM_IN_A_HURRY, appSettings } from "./app-settings.ts";
import { type Arm, startArm } from "./arm/arm.ts";
import type { Change } from "./arm/model.ts";
import { eventSubscriptionName, type Platform, platformAsDeployed, settingsShown } from "./arm/platform.ts";
import { type Certificate, certificateIn } from "./certificates.ts";
import { clockOffsetMs, setClockOffset } from "./clock.ts";
import { type Entra, startEntra } from "./entra/entra.ts";
import { type EventGrid, startEventGrid } from "./event-grid/event-grid.ts";
import { type HostProcess, startHostProcess } from "./host-process.ts";
import { keepOffset, keptOffset } from "./kept-clock.ts";
import type { Ports } from "./settings.ts";
import { signingKeyIn } from "./signing-key.ts";
import { takeFolder } from "./state-folder.ts";
import { auditRecord } from "./storage/audit-record.ts";
import { type Azurite, startAzurite } from "./storage/azurite.ts";
import { makeContainer } from "./storage/make-container.ts";
import { type Playground, startPlayground } from "./teams/playground.ts";
import { startTeamsRelay, type TeamsRelay } from "./teams/relay.ts";
import { namespaces } from "./world.ts";

export interface SandboxOptions {
  /** The project's root. */
  readonly root: string;
  /** The folder of the app that the host runs; by default the project's. */
  readonly app?: string;
  /** All state; held by this sandbox alone, and emptied first when `fresh`. */
  readonly folder: string;
  readonly fresh: boolean;
  readonly ports: Ports;
  /** By default that of the made-up world. */
  readonly policyFile?: string;
  /** A part that now runs, and where. */
  readonly progress: (part: string, where: string) => void;
  /** What the host and the functions log. */
  readonly hear: (line: string) => void;
}

/** Azure and Teams on this machine, with the shipped functions in the middle. */
export interface Sandbox {
  readonly folder: string;
  readonly entra: Entra;
  readonly arm: Arm;
  readonly eventGrid: EventGrid;
  readonly azurite: Azurite;
  readonly relay: TeamsRelay;
  readonly playground: Playground;
  readonly host: HostProcess;
  /** What the templates make around the functions. */
  readonly platform: Platform;
  /** The audit log as lines of JSON. */
  auditRecord(): Promise<string>;
  /** Moves every clock on: host timers, ARM, tokens, storage and the functions follow. */
  moveClock(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { folder, fresh } = options;
  const parts = new AsyncDisposableStack();
  parts.use(takeFolder(folder, { fresh }));
  try {
    setClockOffset(keptOffset(folder));
    const certificate = await certificateIn(join(folder, "certificates"));
    setDefaultCACertificates([...getCACertificates("default"), certificate.ca]);
    const late: Late = { playgroundUrl: "", hostUrl: "", publish: () => {}, platform: platformAsDeployed() };
    const azure = await startAzure(options, certificate, late, parts);
    const around = await startAround(options, certificate, azure, late, parts);
    const app = await startApp(options, certificate, { ...azure, ...around }, late, parts);
    return {
      ...{ folder, platform: late.platform, ...azure, ...around, ...app },
      auditRecord: () => auditRecord(around.azurite.auditTablesUrl, azure.entra),
      moveClock: (ms) => moveClock(folder, [app.host, ...around.azurite.children, teamsClock(around.playground)], ms),
      stop: () => parts.disposeAsync(),
    };
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

/** What parts know of others that start after them. */
interface Late {
  playgroundUrl: string;
  hostUrl: string;
  publish: (change: Change) => void;
  readonly platform: Platform;
}

type Azure = Pick<Sandbox, "entra" | "arm" | "relay">;
type Around = Pick<Sandbox, "azurite" | "playground">;

/** The stand-ins, in this process. */
async function startAzure(
  { folder, ports, progress }: SandboxOptions,
  certificate: Certificate,
  late: Late,
  parts: AsyncDisposableStack,
): Promise<Azure> {
  const keysPath = join(folder, "entra-keys.json");
  const entra = await startEntra({ httpsPort: ports.entra, httpPort: ports.identity, certificate, keysPath });
  parts.defer(() => entra.close());
  progress("Entra", entra.httpsUrl);
  const arm: Arm = await startArm({
    ...{ port: ports.arm, certificate, statePath: join(folder, "arm.sqlite"), settings: ARM_IN_A_HURRY },
    platform: late.platform,
    namespaces: namespaces.map(({ name }) => name),
    verifyToken: (token) => entra.verifyIdentityToken(token, arm.url),
    emit: (change) => late.publish(change),
  });
  parts.defer(() => arm.close());
  progress("Azure Resource Manager", arm.url);
  const relay = await startTeamsRelay({
    ...{
      port: ports.teamsRelay,
      certificate,
      signBotToken: entra.signBotToken,
      verifyToken: entra.verifyIdentityToken,
    },
    recordPath: join(folder, "teams-record.jsonl"),
    playgroundUrl: () => late.playgroundUrl,
    hostUrl: () => late.hostUrl,
  });
  parts.defer(() => relay.close());
  return { entra, arm, relay };
}

/** Microsoft's own programs, each in a process of its own. They take seconds to start, so side by side. */
async function startAround(
  { folder, root, ports, progress }: SandboxOptions,
  certificate: Certificate,
  { relay, entra }: Azure,
  late: Late,
  parts: AsyncDisposableStack,
): Promise<Around> {
  const teams = { port: ports.playground, botUrl: relay.botUrl, root, folder: join(folder, "playground") };
  const [azurite, playground] = await Promise.allSettled([
    startAzurite({ ports, certificate, root, folder }),
    startPlayground({ ...teams, clockOffsetMs: clockOffsetMs() }),
  ]);
  if (azurite.status === "fulfilled") for (const child of azurite.value.children) parts.defer(() => child.stop());
  if (playground.status === "fulfilled") parts.defer(() => playground.value.stop());
  if (azurite.status === "rejected") throw azurite.reason;
  if (playground.status === "rejected") throw playground.reason;
  late.playgroundUrl = playground.value.url;
  progress("Table storage", new URL(azurite.value.tablesUrl).origin);
  await makeContainer(azurite.value.auditLogUrl, entra);
  progress("Blob storage", new URL(azurite.value.auditLogUrl).origin);
  progress("Teams", playground.value.url);
  return { azurite: azurite.value, playground: playground.value };
}

/** The host with the app, and Event Grid, that shakes hands with it. */
async function startApp(
  { folder, root, app = root, ports, progress, hear, policyFile = join(root, "sandbox/policy.yaml") }: SandboxOptions,
  { caPath }: Certificate,
  { entra, arm, relay, azurite }: Azure & Around,
  late: Late,
  parts: AsyncDisposableStack,
): Promise<Pick<Sandbox, "host" | "eventGrid">> {
  const env = appSettings({
    ...{ armUrl: arm.url, ...azurite, ...entra, caPath, policyFile },
    auditSigningKey: await signingKeyIn(folder),
    teamsServiceUrl: relay.serviceUrl,
  });
  const host = await startHostProcess({
    ...{ port: ports.host, app, root, hear },
    env: { ...env, SANDBOX_SIGN_IN_URL: entra.signIn.url, SANDBOX_SIGN_IN_SECRET: entra.signIn.secret },
    statePath: join(folder, "host.sqlite"),
  });
  parts.defer(() => host.stop());
  late.hostUrl = host.url;
  progress("Functions host", host.url);
  const url = `${host.url}/runtime/webhooks/eventgrid?functionName=connectionEvent`;
  const filter = () => late.platform.eventSubscription;
  const to = { url, key: host.keys.eventGrid, schema: "EventGridSchema" } as const;
  const outlet = { name: eventSubscriptionName, ...to, filter };
  const eventGrid = startEventGrid({ subscriptions: [outlet] });
  parts.defer(() => eventGrid.close());
  await eventGrid.ready();
  late.publish = eventGrid.publish;
  Object.assign(late.platform, {
    bot: { ...late.platform.bot, endpoint: `${host.url}/api/messages` },
    settings: () => settingsShown(host.settings()),
    url: () => host.url,
    dropped: () => eventGrid.deadLetters().length,
  } satisfies Partial<Platform>);
  progress("Event Grid", "sends to the Functions host");
  return { host, eventGrid };
}

async function moveClock(
  folder: string,
  followers: readonly { setClock(offsetMs: number): void }[],
  ms: number,
): Promise<void> {
  const offsetMs = clockOffsetMs() + ms;
  keepOffset(folder, offsetMs);
  setClockOffset(offsetMs);
  for (const follower of followers) follower.setClock(offsetMs);
}

function teamsClock(playground: Playground) {
  return { setClock: (offsetMs: number) => playground.setClock({ kind: "clock", offsetMs }) };
}
