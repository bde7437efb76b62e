import type { DoctorAnswer, Finding, Setup } from "../domain/answers.ts";
import { CHECK_POLICY } from "../domain/cure-commands.ts";
import {
  aboutOpen,
  aboutSettings,
  type Findings,
  finding,
  RECORDER_ROLE,
  unreachableKeys,
} from "../domain/examination.ts";
import { aboutSchedules, aboutSealing, aboutSweep, type Pauses, type Sealing } from "../domain/examination-timers.ts";
import { type Policy, watchedSubscriptions } from "../domain/policy.ts";
import { Fault, type Standing } from "../ports.ts";
import type { SealedLog } from "../store.ts";
import { aboutAzure, identityOf } from "./examine-azure.ts";
import { orElse, type Telling, unread, whyOf } from "./examine-look.ts";
import type { World } from "./world.ts";

/** What only an examination touches, besides the world. */
export interface Self {
  readonly setup: Omit<Setup, "policyVersion" | "subscriptions">;
  readonly pauses: Pauses;
  readonly standing: Standing;
  /** Each throws when its account cannot be read and written. */
  readonly storage: Readonly<Record<"requests" | "record", () => Promise<void>>>;
  /** Where the keys of tokens are found; each `fetch` throws when none can be had there now. */
  readonly keys: Readonly<Record<"bot" | "api", { readonly url: string; readonly fetch: () => Promise<void> }>>;
  readonly sealedLog: SealedLog;
  /** Why nothing is sealed any more; `undefined` when nothing is wrong. */
  readonly whyStopped: () => Promise<string | undefined>;
}

/** Looks at everything that the service needs. One thing that cannot be looked at keeps nobody from the others. */
export async function examine(world: World, self: Self): Promise<DoctorAnswer> {
  const [identity, policy] = await Promise.all([identityOf(self.standing), policyOf(world)]);
  const now = world.clock();
  const findings = await Promise.all([
    // What fails for want of it comes behind it.
    typeof identity === "string" ? [] : [identity],
    aboutSettings(self.setup, typeof identity === "string"),
    aboutSchedules(self.pauses),
    policy.findings,
    orElse(world, keyless("bot", self), () => self.keys.bot.fetch().then(nothing)),
    orElse(world, keyless("api", self), () => self.keys.api.fetch().then(nothing)),
    orElse(world, stored("TABLES_URL"), () => self.storage.requests().then(nothing)),
    orElse(world, stored("AUDIT_TABLES_URL"), () => self.storage.record().then(nothing)),
    typeof identity === "string" && policy.policy
      ? aboutAzure({ world, standing: self.standing, policy: policy.policy, objectId: identity })
      : [],
    orElse(world, unread("sweep", "when the last sweep ended"), async () =>
      aboutSweep(await world.store.heartbeats.last("sweep"), self.pauses.sweepMinutes, now),
    ),
    orElse(world, unread("requests", "which requests are open"), async () =>
      aboutOpen(await world.store.requests.allOpen(), now),
    ),
    orElse(world, unread("sealing", "how the record is sealed"), async () =>
      aboutSealing(await sealing(world, self), self.pauses.sealMinutes, now),
    ),
  ]);
  const { version } = policy.policy ?? {};
  const setup = {
    ...self.setup,
    ...(version !== undefined && { policyVersion: version }),
    subscriptions: policy.policy ? watchedSubscriptions(policy.policy) : [],
  };
  return { at: now.toISOString(), setup, findings: findings.flat() };
}

const nothing = (): Findings => [];

function keyless(whose: "bot" | "api", { keys }: Self): Telling {
  return (why) => unreachableKeys(whose, keys[whose].url, why);
}

function stored(setting: "TABLES_URL" | "AUDIT_TABLES_URL"): Telling {
  const [id, role] =
    setting === "TABLES_URL" ? ["storage", "Storage Table Data Contributor"] : ["audit-storage", RECORDER_ROLE];
  return (why) =>
    finding("error", id, {
      what: `The account of ${setting} cannot be read and written: ${why}.`,
      where: setting,
      cure: `Make what is missing and assign the role ${role}; where the account is another one, set ${setting} to its address`,
      commands: ["azd provision core"],
    });
}

async function policyOf({ policies }: World): Promise<{ policy: Policy | undefined; findings: Findings }> {
  try {
    const policy = await policies.current();
    const refused = policies.refused?.();
    return { policy, findings: refused === undefined ? [] : [newerRefused(refused, policy.version)] };
  } catch (error) {
    const why = whyOf(error);
    const cure = "Mend what the check names, then deploy the policy; where it is in a blob, upload it (docs/deploy.md)";
    const commands = [CHECK_POLICY, "azd deploy --all"];
    const what = `The policy cannot be read, so nobody may decide: ${why}`;
    return { policy: undefined, findings: [finding("error", "policy", { what, where: "policy", cure, commands })] };
  }
}

function newerRefused(refused: string, inForce: string): Finding {
  return finding("error", "policy-refused", {
    what: `The newest text of the policy (${refused}) has faults: ${inForce} stays in force.`,
    where: "POLICY_BLOB",
    cure: "Mend what the check names, then upload the policy (docs/deploy.md, The policy in a blob)",
    commands: [CHECK_POLICY],
  });
}

/** Oldest first, so that these have the oldest. */
const MOST_WAITING = 256;

async function sealing({ store }: World, { sealedLog, whyStopped }: Self): Promise<Sealing> {
  const [waiting, checkpoint, stopped, key] = await Promise.all([
    store.inbox.waiting(MOST_WAITING),
    readOrWhy(() => sealedLog.read("checkpoint")),
    whyStopped(),
    readOrWhy(() => sealedLog.read("key")),
  ]);
  return {
    ...{ waiting: waiting.map(({ at }) => at), stopped },
    ...{ sealed: sizeIn(checkpoint.bytes), unreadable: checkpoint.why, keyless: key.why },
  };
}

/** Of a fault that says when to come back nothing is wrong with what was read. */
async function readOrWhy(read: () => Promise<Uint8Array | undefined>) {
  try {
    return { bytes: await read(), why: undefined };
  } catch (error) {
    if (error instanceof Fault && error.retryAt !== undefined) throw error;
    return { bytes: undefined, why: whyOf(error) };
  }
}

/** The second line of a C2SP checkpoint. */
function sizeIn(checkpoint: Uint8Array | undefined): number | undefined {
  const size = checkpoint && new TextDecoder().decode(checkpoint).split("\n")[1];
  return size && /^\d{1,15}$/.test(size) ? Number(size) : undefined;
}
