import type { DoctorAnswer, Finding, Setup } from "../domain/answers.ts";
import type { NamespaceId } from "../domain/azure-id.ts";
import {
  aboutOpen,
  aboutSealing,
  aboutSettings,
  aboutSweep,
  changeSetting,
  type Findings,
  finding,
  RECORDER_ROLE,
  type Sealing,
} from "../domain/examination.ts";
import { groupOf, type Policy, watchedSubscriptions } from "../domain/policy.ts";
import { Fault, type Standing } from "../ports.ts";
import type { SealedLog } from "../store.ts";
import { aboutRights, givesRole } from "./examine-rights.ts";
import type { World } from "./world.ts";

/** What only an examination touches, besides the world. */
export interface Self {
  readonly setup: Omit<Setup, "policyVersion" | "subscriptions">;
  readonly standing: Standing;
  /** Each throws when its account cannot be read and written. */
  readonly storage: Readonly<Record<"requests" | "record", () => Promise<void>>>;
  readonly sealedLog: SealedLog;
  /** Why nothing is sealed any more; `undefined` when nothing is wrong. */
  readonly whyStopped: () => Promise<string | undefined>;
}

/** Looks at everything that the service needs. One thing that cannot be looked at keeps nobody from the others. */
export async function examine(world: World, self: Self): Promise<DoctorAnswer> {
  const policy = await policyOf(world);
  const now = world.clock();
  const findings = await Promise.all([
    aboutSettings({ ...self.setup, subscriptions: [] }),
    policy.findings,
    orElse(world, stored("TABLES_URL"), () => self.storage.requests().then(nothing)),
    orElse(world, stored("AUDIT_TABLES_URL"), () => self.storage.record().then(nothing)),
    policy.policy ? aboutAzure(world, self.standing, policy.policy) : [],
    orElse(world, unread("sweep", "when the last sweep ended"), async () =>
      aboutSweep(await world.store.heartbeats.last("sweep"), now),
    ),
    orElse(world, unread("requests", "which requests are open"), async () =>
      aboutOpen(await world.store.requests.allOpen(), now),
    ),
    orElse(world, unread("sealing", "how the record is sealed"), async () =>
      aboutSealing(await sealing(world, self), now),
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

type Told = (why: string) => Finding;

/** The findings of a look, or the one that says why it could not be taken. What is no fault of others is for the log alone. */
async function orElse({ log }: World, told: Told, look: () => Promise<Findings>): Promise<Findings> {
  try {
    return await look();
  } catch (error) {
    const why = whyOf(error);
    if (error instanceof Fault && error.retryAt !== undefined) return [tooBusy(why)];
    if (!(error instanceof Fault)) log.error("Something could not be examined", { why });
    return [told(error instanceof Fault ? why : "the service's log says why")];
  }
}

/** Throttling says nothing about the deployment. */
function tooBusy(why: string): Finding {
  const what = `This could not be looked at just now: ${why}.`;
  return finding("info", "not-checked", { what, where: "Azure", cure: "Run doctor again in a minute" });
}

/** Ports throw nothing but errors. */
const whyOf = (error: unknown) => (error as Error).message;

function stored(setting: "TABLES_URL" | "AUDIT_TABLES_URL"): Told {
  const [id, role] =
    setting === "TABLES_URL" ? ["storage", "Storage Table Data Contributor"] : ["audit-storage", RECORDER_ROLE];
  return (why) =>
    finding("error", id, {
      what: `The account of ${setting} cannot be read and written: ${why}.`,
      where: setting,
      cure: `azd provision core makes what is missing and assigns the role ${role}; where the account is another one, ${changeSetting(`${setting}=<address>`)}`,
    });
}

function unread(where: string, what: string): Told {
  return (why) =>
    finding("error", `${where}-unknown`, {
      what: `It cannot be read ${what}: ${why}.`,
      where,
      cure: "Cure the storage first",
    });
}

async function policyOf({ policies }: World): Promise<{ policy: Policy | undefined; findings: Findings }> {
  try {
    const policy = await policies.current();
    const refused = policies.refused?.();
    return { policy, findings: refused === undefined ? [] : [newerRefused(refused, policy.version)] };
  } catch (error) {
    const why = whyOf(error);
    const cure = "relay-approvals policy check policy.yaml, then deploy what it passes: azd deploy --all";
    const what = `The policy cannot be read, so nobody may decide: ${why}`;
    return { policy: undefined, findings: [finding("error", "policy", { what, where: "policy", cure })] };
  }
}

function newerRefused(refused: string, inForce: string): Finding {
  return finding("error", "policy-refused", {
    what: `The newest text of the policy (${refused}) has faults: ${inForce} stays in force.`,
    where: "POLICY_BLOB",
    cure: "relay-approvals policy check policy.yaml, then upload what it passes",
  });
}

async function aboutAzure(world: World, standing: Standing, policy: Policy): Promise<Findings> {
  let objectId: string;
  try {
    objectId = await standing.identity();
  } catch (error) {
    const cure = `az functionapp identity assign --resource-group <group> --name <function app> --identities <identity>; then ${changeSetting("AZURE_CLIENT_ID=<its client id>")}`;
    return [finding("error", "identity", { what: `${whyOf(error)}.`, where: "AZURE_CLIENT_ID", cure })];
  }
  const watched = watchedSubscriptions(policy);
  const found = await Promise.all(watched.map((one) => aboutSubscription({ world, standing, policy, objectId }, one)));
  return found.flat();
}

interface Asking {
  readonly world: World;
  readonly standing: Standing;
  readonly policy: Policy;
  readonly objectId: string;
}

async function aboutSubscription(asking: Asking, subscription: string): Promise<Findings> {
  const where = `/subscriptions/${subscription}`;
  const { world, policy, objectId } = asking;
  const unreadable: Told = (why) =>
    finding("error", "subscription", {
      what: `The policy watches namespaces here, and they cannot be listed: ${why}.`,
      where,
      cure: `infra/add-subscription.sh ${subscription}; or take the subscription out of the policy`,
    });
  return orElse(world, unreadable, async () => {
    const namespaces: NamespaceId[] = [];
    for await (const { id } of world.connections.namespaces(subscription)) if (groupOf(policy, id)) namespaces.push(id);
    if (namespaces.length > 0)
      return orElse(world, unknownRole(where, subscription), () => aboutRights(asking.standing, objectId, namespaces));
    const cure =
      "relay-approvals policy check policy.yaml shows what it watches; compare the names with az relay namespace list";
    const what = "The policy watches namespaces here, and none fits.";
    return [finding("warning", "nothing-watched", { what, where, cure })];
  });
}

function unknownRole(where: string, subscription: string): Told {
  return (why) =>
    finding("error", "role-unknown", {
      what: `The identity cannot read its own roles, nor those of owners by role: ${why}.`,
      where,
      cure: givesRole(subscription),
    });
}

/** Oldest first, so that these have the oldest. */
const MOST_WAITING = 256;

async function sealing({ store }: World, { sealedLog, whyStopped }: Self): Promise<Sealing> {
  const [waiting, checkpoint, stopped, keyless] = await Promise.all([
    store.inbox.waiting(MOST_WAITING),
    sealedLog.read("checkpoint"),
    whyStopped(),
    sealedLog.read("key").then(() => undefined, whyOf),
  ]);
  return { waiting: waiting.map(({ at }) => at), sealed: sizeIn(checkpoint), stopped, keyless };
}

/** The second line of a C2SP checkpoint. */
function sizeIn(checkpoint: Uint8Array | undefined): number | undefined {
  const size = checkpoint && new TextDecoder().decode(checkpoint).split("\n")[1];
  return size && /^\d{1,15}$/.test(size) ? Number(size) : undefined;
}
