import { createHash } from "node:crypto";
import type { InvocationContext } from "@azure/functions";
import { oneLine } from "./adapters/error-words.ts";
import { PolicyRefused, policyTextNow } from "./adapters/policy/policy-text.ts";
import { localSigner } from "./adapters/signing/local-signer.ts";
import type { TeamsBot } from "./adapters/teams/teams-bot.ts";
import type { ReadyApi } from "./build-api.ts";
import type { ReadyWorld } from "./build-world.ts";
import { type Config, ConfigFault, DEFAULT_POLICY_FILE, readConfig } from "./config.ts";
import type { Hash } from "./domain/request-id.ts";
import { invocationLog, processLog } from "./json-log.ts";
import { orchestrationsOf } from "./orchestration/durable.ts";
import type { SealWorld } from "./orchestration/seal-world.ts";
import type { World } from "./orchestration/world.ts";
import type { Clock, Orchestrations } from "./ports.ts";

/**
 * The whole service, with every adapter behind its port: what the functions get. What gives a promise is loaded when first asked
 * for, so that a start reads the settings, and nothing that only some functions need.
 */
export interface App {
  readonly config: Config;
  readonly hash: Hash;
  readonly clock: Clock;
  /** Throws a `PolicyRefused` when the file at hand is no policy. */
  checkPolicy(): Promise<void>;
  bot(): Promise<TeamsBot>;
  /** What an activity may touch; its log belongs to the invocation. */
  world(context: InvocationContext): Promise<World>;
  orchestrations(context: InvocationContext): Orchestrations;
  sealWorld(context: InvocationContext): Promise<SealWorld>;
  api(context: InvocationContext): Promise<ReadyCall>;
  health(): Promise<Health>;
}

export interface ReadyCall {
  readonly answerTo: ReadyApi["answerTo"];
  readonly api: ReturnType<ReadyApi["within"]>;
}

export type Health = Readonly<Record<keyof ReadyWorld["reads"], "ok" | "failing">>;

const clock: Clock = () => new Date();
const hash: Hash = (text) => createHash("sha256").update(text).digest();

export interface Build {
  readonly serviceVersion: string;
  /** Digest of a policy that the build has checked: that one is not checked at each start. */
  readonly checkedPolicy: string;
}

/** Throws a `ConfigFault` that names every wrong setting, a policy file that cannot be read among them. */
export function appFrom(env: Readonly<Record<string, string | undefined>>, build: Build): App {
  try {
    return buildApp(readConfig(env), build);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    throw new ConfigFault([...error.faults, ...faultsOfPolicy(env["POLICY_FILE"] || DEFAULT_POLICY_FILE)]);
  }
}

function faultsOfPolicy(path: string): readonly string[] {
  try {
    policyTextNow(path);
    return [];
  } catch (error) {
    if (error instanceof PolicyRefused) return [error.message];
    throw error;
  }
}

function buildApp(config: Config, { serviceVersion, checkedPolicy }: Build): App {
  checkSigningKey(config);
  const text = policyTextNow(config.policyFile);
  const ready = once(async () =>
    (await import("./build-world.ts")).buildWorld({ config, hash, clock, serviceVersion }),
  );
  const world = async (context: InvocationContext) => (await ready()).within(invocationLog(context));
  const readyApi = once(async () => {
    const [{ buildApi }, { cursorKey, sealedLog, self }] = await Promise.all([import("./build-api.ts"), ready()]);
    return buildApi({ config, clock, sealedLog, cursorKey, self });
  });
  return {
    config,
    hash,
    clock,
    async checkPolicy() {
      if (Buffer.from(hash(text)).toString("hex") === checkedPolicy) return;
      const { policyIn } = await import("./adapters/policy/policy-file.ts");
      policyIn(config.policyFile, text, hash);
    },
    bot: async () => (await ready()).bot,
    world,
    sealWorld: async (context) => ({ ...(await ready()).sealing, log: invocationLog(context) }),
    api: async (context) => {
      const { answerTo, within } = await readyApi();
      return { answerTo, api: within(await world(context)) };
    },
    orchestrations: (context) => orchestrationsOf(context, { hash, clock, waits: config.waits }),
    health: async () => healthOf((await ready()).reads),
  };
}

/** One in a file; that of a vault is asked for when something is signed. */
function checkSigningKey({ sealedLog: { signingKey, name } }: Config): void {
  try {
    if (signingKey.kind === "file") localSigner(signingKey.path, name);
  } catch (error) {
    throw new ConfigFault([`AUDIT_SIGNING_KEY: the file cannot be used: ${oneLine(String(error))}`]);
  }
}

/** What failed is tried anew by the next who asks. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** The reason of a failure is in the log, not for everybody. */
async function healthOf(reads: ReadyWorld["reads"]): Promise<Health> {
  const check = async (what: keyof Health) => {
    try {
      await reads[what]();
      return "ok" as const;
    } catch (error) {
      processLog.error("The service is not healthy", { what, why: String(error) });
      return "failing" as const;
    }
  };
  const [policy, storage, audit] = await Promise.all([check("policy"), check("storage"), check("audit")]);
  return { policy, storage, audit };
}
