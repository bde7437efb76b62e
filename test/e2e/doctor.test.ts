import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { DenyAssignment } from "../../sandbox/arm/model.ts";
import { contributor, reader } from "../../sandbox/arm/roles.ts";
import { anAssignment } from "../../sandbox/arm/seed.ts";
import { eventually } from "../../sandbox/demo/eventually.ts";
import {
  fabrikamSubscription,
  logisticsSubscription,
  namespaceIdOf,
  olga,
  ownerSubscription,
  rita,
  serviceIdentity,
} from "../../sandbox/world.ts";
import type { Finding } from "../../src/domain/answers.ts";
import { EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import { told } from "../cli/told.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";

jest.setTimeout(120_000);

let running: RunningSandbox;
beforeAll(async () => {
  running = await runSandbox();
  await nextSweep(running);
});
afterAll(() => running?.stop());

const MINUTE_MS = 60_000;
const SEAL_MS = 30_000;
const NOBODY = "99999999-0000-4000-8000-000000000009";
const NOWHERE = "https://localhost:1";
/** What of the sandbox is not as in Azure, and of no harm. */
const NOTES = ["bot-keys"];

/** Azure lets nobody ask as often as these tests do; ten seconds later it answers again. */
async function examined() {
  return eventually("an answer to everything that was asked", async () => {
    const seen = await examinedOnce();
    if (!seen.findings.some(({ id, where }) => id === "not-checked" && where === "Azure")) return seen;
    await sandbox().moveClock(10_000);
    return undefined;
  });
}

async function examinedOnce() {
  const { entra, arm, host } = running.sandbox;
  const env = {
    RELAY_APPROVALS_URL: host.url,
    RELAY_APPROVALS_TOKEN: await entra.signApiToken(rita),
    RELAY_APPROVALS_ARM_URL: arm.url,
    RELAY_APPROVALS_ARM_TOKEN: await entra.signArmToken(rita, arm.url),
  };
  const { code, out, err } = await told(["doctor", "--json"], { env });
  expect(err).toEqual([]);
  const { findings } = JSON.parse(out.join("\n")) as { readonly findings: readonly Finding[] };
  return { code, findings };
}

const isFault = ({ severity }: Finding) => severity !== "info";

async function expectNothing(): Promise<void> {
  // What a moved clock has made late is sealed when the next run is due.
  const { code, findings } = await eventually("nothing waits to be sealed", async () => {
    const seen = await examined();
    const ids = seen.findings.map(({ id }) => id);
    // One that was due while something was wrong.
    if (ids.includes("sweep-failed")) await nextSweep(running);
    else if (ids.includes("seal-late")) await sandbox().moveClock(SEAL_MS);
    else return seen;
    return undefined;
  });
  expect([findings.map(({ id }) => id), code]).toEqual([NOTES, 0]);
}

interface Plant {
  readonly found: string;
  readonly alone?: boolean;
  /** Of all faults. */
  readonly comesFirst?: boolean;
  /** What a reader would be led astray by. */
  readonly without?: readonly string[];
  readonly says: string | RegExp;
  /** In its words or its commands. */
  readonly cure: string;
  readonly plant: () => Promise<unknown> | unknown;
  readonly cured: () => Promise<unknown> | unknown;
}

const sandbox = () => running.sandbox;
const setting = (changes: Readonly<Record<string, string | undefined>>) => sandbox().host.set(changes);

/** A setting that is wrong until it is what it was. */
function wrong(name: string, value: string | ((right: string | undefined) => string)): Pick<Plant, "plant" | "cured"> {
  let right: string | undefined;
  return {
    async plant() {
      right = sandbox().host.settings()[name];
      await setting({ [name]: typeof value === "string" ? value : value(right) });
    },
    cured: () => setting({ [name]: right }),
  };
}

const scope = `/subscriptions/${ownerSubscription.id}`;
const logistics = `/subscriptions/${logisticsSubscription.id}`;
const serviceRole = (at = scope) => {
  const all = sandbox().arm.store.assignments.all();
  const found = all.find((one) => one.principal === serviceIdentity.objectId && one.scope === at);
  if (!found) throw new Error("The service has no role");
  return found;
};
/** As a deployment stack makes it: for everyone. */
const noWrites: DenyAssignment = {
  id: `${namespaceIdOf("contoso-orders")}/providers/Microsoft.Authorization/denyAssignments/${NOBODY}`,
  ...{ scope: namespaceIdOf("contoso-orders"), name: "No changes", actions: ["*/write"], notActions: [] },
  ...{ principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }], excludePrincipals: [] },
};
const onlyReads = anAssignment(logistics, serviceIdentity.objectId, reader);
const tooBroad = anAssignment(scope, serviceIdentity.objectId, contributor);

/** The policy is read again after some seconds. */
function policyWith(change: (text: string) => string): Pick<Plant, "plant" | "cured"> {
  let text = "";
  const file = () => String(sandbox().host.settings()["POLICY_FILE"]);
  return {
    async plant() {
      text = await readFile(file(), "utf8");
      await writeFile(file(), change(text));
      await sandbox().moveClock(10_000);
    },
    async cured() {
      await writeFile(file(), text);
      await sandbox().moveClock(10_000);
    },
  };
}

let kept: ReturnType<typeof serviceRole>;
const deployed = { eventTypes: EVENT_TYPES, operations: EVENT_OPERATIONS };
const filter = (planted: typeof deployed | undefined): Pick<Plant, "plant" | "cured"> => ({
  plant: () => {
    sandbox().platform.eventSubscription = planted;
  },
  cured: () => {
    sandbox().platform.eventSubscription = deployed;
  },
});

const PLANTS: Readonly<Record<string, Plant>> = {
  "a role that is missing": {
    ...{ found: "role-missing", alone: true, says: "privateEndpointConnectionsApproval/action" },
    cure: `infra/add-subscription.sh ${ownerSubscription.id}`,
    plant: () => {
      kept = serviceRole();
      sandbox().arm.store.assignments.remove(kept.id);
    },
    cured: () => sandbox().arm.store.assignments.put(kept),
  },
  "a role for the clean-up that only reads": {
    ...{ found: "clean-up-role", alone: true, says: "may not: Microsoft.Network/privateEndpoints/delete." },
    cure: `az deployment sub create --subscription ${logisticsSubscription.id}`,
    plant: () => {
      kept = serviceRole(logistics);
      sandbox().arm.store.assignments.remove(kept.id);
      sandbox().arm.store.assignments.put(onlyReads);
    },
    cured: () => {
      sandbox().arm.store.assignments.remove(onlyReads.id);
      sandbox().arm.store.assignments.put(kept);
    },
  },
  "a deny assignment": {
    ...{ found: "role-denied", alone: true, cure: "denyAssignments" },
    says: /: Microsoft\.Relay\/namespaces\/privateEndpointConnections\/write\.$/,
    plant: () => sandbox().arm.store.denials.put(noWrites),
    cured: () => sandbox().arm.store.denials.remove(noWrites.id),
  },
  "a role that is too broad": {
    ...{ found: "role-too-broad", alone: true, says: "more than it has to: *.", cure: "--include-groups" },
    plant: () => sandbox().arm.store.assignments.put(tooBroad),
    cured: () => sandbox().arm.store.assignments.remove(tooBroad.id),
  },
  "an event subscription that nobody made": {
    ...{
      found: "no-events",
      alone: true,
      says: "minutes late",
      cure: `infra/add-subscription.sh ${ownerSubscription.id}`,
    },
    ...filter(undefined),
  },
  "a filter that leaves an operation out": {
    ...{
      found: "events-unheard",
      alone: true,
      says: /: Microsoft\.Relay\/namespaces\/privateEndpointConnectionProxies\/write\.$/,
    },
    cure: "infra/add-subscription.sh",
    ...filter({ ...deployed, operations: EVENT_OPERATIONS.slice(1) }),
  },
  "a filter without what is deleted": {
    ...{ found: "events-types", alone: true, says: "ResourceDeleteSuccess", cure: "infra/add-subscription.sh" },
    ...filter({ ...deployed, eventTypes: EVENT_TYPES.slice(0, 1) }),
  },
  "a policy with a fault": {
    ...{ found: "policy", alone: true, says: "owners[0].id is no GUID", cure: "relay-approvals policy check" },
    ...policyWith((text) => text.replace(olga.objectId, "olga")),
  },
  "a subscription in the policy that cannot be read": {
    ...{
      found: "subscription",
      says: "InvalidAuthenticationTokenTenant",
      cure: `add-subscription.sh ${fabrikamSubscription.id}`,
    },
    ...policyWith((text) =>
      text.replace(
        "namespaces:",
        `namespaces:\n      - { subscription: ${fabrikamSubscription.id}, name: fabrikam-* }`,
      ),
    ),
  },
  "a bot that calls another address": {
    ...{ found: "bot-endpoint", alone: true, says: "https://old.example/api/messages", cure: "az bot update" },
    plant: () => {
      const { platform } = sandbox();
      platform.bot = { ...platform.bot, endpoint: "https://old.example/api/messages" };
    },
    cured: () => {
      const { platform, host } = sandbox();
      platform.bot = { ...platform.bot, endpoint: `${host.url}/api/messages` };
    },
  },
  "an identity that the app does not have": {
    ...{ found: "identity", says: "got no token", cure: "Cure this first", comesFirst: true, without: ["bot-app-id"] },
    ...wrong("AZURE_CLIENT_ID", NOBODY),
  },
  "the app id of another bot": {
    ...{ found: "no-bot", says: NOBODY, cure: `--settings BOT_APP_ID=${serviceIdentity.clientId}` },
    ...wrong("BOT_APP_ID", NOBODY),
  },
  "an address of Teams' keys where nothing is": {
    ...{
      found: "bot-keys-unreachable",
      alone: true,
      says: "cannot be had from https://localhost:1/",
      cure: "BOT_OPENID_METADATA_URL=",
    },
    ...wrong("BOT_OPENID_METADATA_URL", `${NOWHERE}/keys`),
  },
  "sweeps that are rarer than the alert bears": {
    ...{ found: "sweep-slow", alone: true, says: "up to 60 minutes apart", cure: "'SWEEP_SCHEDULE=0 */5 * * * *'" },
    ...wrong("SWEEP_SCHEDULE", "0 0 * * * *"),
  },
  "a seal that is rarer than the alert bears": {
    ...{ found: "seal-slow", alone: true, says: "up to 15 minutes late", cure: "'SEAL_SCHEDULE=*/30 * * * * *'" },
    ...wrong("SEAL_SCHEDULE", "0 */15 * * * *"),
  },
  "another app registration": {
    ...{ found: "api-client-id", says: NOBODY, cure: "--settings API_CLIENT_ID=dddddddd-0000-4000-8000-000000000001" },
    ...wrong("API_CLIENT_ID", NOBODY),
  },
  "a container of the sealed log that nobody made": {
    ...{ found: "sealed-log", alone: true, says: "404 ContainerNotFound", cure: "azd provision core" },
    ...wrong("AUDIT_LOG_CONTAINER", (url) => `${url}-elsewhere`),
  },
  "a storage account that cannot be reached": {
    ...{ found: "audit-storage", says: "AUDIT_TABLES_URL", cure: "Relay Approvals Recorder" },
    ...wrong("AUDIT_TABLES_URL", `${NOWHERE}/devstoreaccount1audit`),
  },
};

describe("doctor on the sandbox", () => {
  it("finds nothing that is wrong", expectNothing);

  it.each(Object.entries(PLANTS))("finds %s, with its cure, and nothing once it is cured", async (_, planted) => {
    await planted.plant();
    try {
      const { code, findings } = await examined();
      const faults = findings.filter(isFault);
      const ids = faults.map(({ id }) => id);
      expect(ids).toContain(planted.found);
      if (planted.comesFirst) expect(ids[0]).toBe(planted.found);
      expect(ids.filter((id) => planted.without?.includes(id))).toEqual([]);
      const one = faults.find(({ id }) => id === planted.found);
      expect(one?.what).toEqual(
        typeof planted.says === "string" ? expect.stringContaining(planted.says) : expect.stringMatching(planted.says),
      );
      expect([one?.cure, ...(one?.commands ?? [])].join("\n")).toContain(planted.cure);
      if (planted.alone) expect(faults).toHaveLength(1);
      expect(code).toBe(1);
    } finally {
      await planted.cured();
    }
    await expectNothing();
  });

  it("finds that nothing is sealed", async () => {
    const { plant, cured } = wrong("AzureWebJobs.seal.Disabled", "true");
    await plant();
    const place = { namespace: namespaceIdOf("contoso-orders"), subscription: fabrikamSubscription.id };
    sandbox().arm.consumer.createPrivateEndpoint({ ...place, name: "pe-unsealed" });
    await nextSweep(running);
    await sandbox().moveClock(11 * MINUTE_MS);
    const found = await eventually("the seal", async () =>
      (await examined()).findings.find(({ id }) => id === "seal-late"),
    );
    expect(found).toMatchObject({ severity: "error", cure: expect.stringContaining("SEAL_SCHEDULE") });
    await cured();
    await expectNothing();
  });

  it("calls no sweep late that is not due", async () => {
    const { plant, cured } = wrong("SWEEP_SCHEDULE", "0 0 0 1 1 *");
    await plant();
    await sandbox().moveClock(60 * MINUTE_MS);
    const faults = (await examined()).findings.filter(isFault);
    expect(faults.map(({ id }) => id)).toContain("sweep-slow");
    expect(faults.map(({ id }) => id)).not.toContain("sweep-late");
    await cured();
    await nextSweep(running);
    await expectNothing();
  });

  it("finds a request that nobody is asked about", async () => {
    const { TEAMS_SERVICE_URL, TEAMS_SERVICE_HOSTS } = sandbox().host.settings();
    await setting({ TEAMS_SERVICE_URL: `${NOWHERE}/connector`, TEAMS_SERVICE_HOSTS: "localhost:1" });
    sandbox().arm.consumer.createPrivateEndpoint({
      namespace: namespaceIdOf("contoso-orders"),
      subscription: fabrikamSubscription.id,
      name: "pe-unasked",
    });
    await nextSweep(running);
    await sandbox().moveClock(11 * MINUTE_MS);
    const found = await eventually("the request", async () =>
      (await examined()).findings.find(({ id }) => id === "no-card"),
    );
    expect(found).toMatchObject({
      severity: "error",
      where: expect.stringMatching(/^r-/),
      cure: expect.stringContaining("TEAMS_SERVICE_URL"),
    });
    await setting({ TEAMS_SERVICE_URL, TEAMS_SERVICE_HOSTS });
  });

  it("finds that no sweep runs", async () => {
    const { plant, cured } = wrong("AzureWebJobs.sweep.Disabled", "true");
    await plant();
    await sandbox().moveClock(60 * MINUTE_MS);
    const { findings } = await examined();
    expect(findings.find(({ id }) => id === "sweep-late")).toMatchObject({
      severity: "error",
      what: expect.stringMatching(/ended 6\d minutes ago/),
      cure: expect.stringContaining("SWEEP_SCHEDULE"),
    });
    await cured();
    await nextSweep(running);
    await eventually("a card for what nobody was asked about, too", async () =>
      (await examined()).findings.filter(isFault).length === 0 ? true : undefined,
    );
  });
});
