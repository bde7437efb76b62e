import type { AuditEntry } from "../../src/domain/audit.ts";
import { deploy } from "./app-under-test.ts";
import { violationsIn } from "./checks/invariants.ts";
import { watchChanges, watchWrites } from "./checks/writes.ts";
import { configNamed } from "./configs.ts";
import { HOUR, MINUTE } from "./engine/schedule.ts";
import { Simulation } from "./engine/simulation.ts";
import { DurableClientModel } from "./host/client.ts";
import { reach } from "./host/durable-functions.ts";
import { TaskHub } from "./host/task-hub.ts";
import { ArmModel } from "./models/arm.ts";
import { ArmState } from "./models/arm-state.ts";
import { EndpointsModel } from "./models/endpoints.ts";
import { EventGridModel } from "./models/event-grid.ts";
import { LineReadersModel } from "./models/line-readers.ts";
import { PeopleModel } from "./models/owners.ts";
import { PoliciesModel } from "./models/policies.ts";
import { RequestersModel, someNamespaces } from "./models/requesters.ts";
import { RightsModel } from "./models/rights.ts";
import { sweepFromNowOn, tellAndPurge } from "./models/sweeps.ts";
import { TableAccount } from "./models/tables.ts";
import { TeamsModel } from "./models/teams.ts";
import { someTimes } from "./models/windows.ts";
import { NOTHING_REMOVED, type Removed } from "./safeguards.ts";

/** Two days in which things go wrong, and three hours in which everything that was begun must come to its end. */
const ACTIVE_MS = 48 * HOUR;
const QUIET_MS = 3 * HOUR;

export interface RunOrder {
  readonly seed: number;
  readonly config: string;
  readonly traced?: boolean;
  readonly removed?: Removed;
}

export interface RunResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[] | undefined;
  readonly stats: Readonly<Record<string, number>>;
}

/** Everything of one run. */
export interface Stage {
  readonly sim: Simulation;
  readonly removed: Removed;
  readonly hub: TaskHub;
  readonly state: ArmState;
  readonly teams: TeamsModel;
  readonly people: PeopleModel;
  readonly lineReaders: LineReadersModel;
  readonly account: TableAccount;
  readonly auditAccount: TableAccount;
  readonly policies: PoliciesModel;
  readonly rights: RightsModel;
  readonly endpoints: EndpointsModel;
  readonly cleanUp: "delete" | "dry-run";
  readonly log: readonly string[];
}

export async function run({ seed, config, traced = false, removed = NOTHING_REMOVED }: RunOrder): Promise<RunResult> {
  const sim = new Simulation(configNamed(config), seed, traced);
  const stage = stageFor(sim, removed);
  await sim.schedule.runUntil(ACTIVE_MS);
  sim.calmDown();
  await sim.schedule.runUntil(ACTIVE_MS + QUIET_MS);
  for (const violation of violationsIn(stage)) sim.violate(violation);
  return { seed, violations: sim.violations, trace: sim.trace, stats: statsOf(stage) };
}

function stageFor(sim: Simulation, removed: Removed): Stage {
  const { random } = sim;
  const log: string[] = [];
  const state = new ArmState(sim, someNamespaces(sim));
  const requesters = new RequestersModel(sim, state, ACTIVE_MS);
  const isLocked = someTimes(sim, sim.config.locks, { leastMs: 10 * MINUTE, mostMs: 12 * HOUR });
  const isDown = someTimes(sim, sim.config.outages, { leastMs: 10 * MINUTE, mostMs: 14 * HOUR });
  const arm = new ArmModel(sim, state, { checksEndpoint: random.chance(0.3), isLocked }, requesters.swap);
  const teams = new TeamsModel(sim, isDown);
  const insertOverwrites = (table: string) => removed.insertIfAbsent && ["Decisions", "Changes"].includes(table);
  const onWrite = watchWrites(sim);
  const account = new TableAccount(sim, { insertOverwrites, onWrite });
  const auditAccount = new TableAccount(sim, { insertOverwrites, onWrite });
  const policies = new PoliciesModel(sim, ACTIVE_MS);
  const rights = new RightsModel(sim, ACTIVE_MS);
  const endpoints = new EndpointsModel(sim, state);
  watchChanges(sim, { state, endpoints }, auditAccount);
  const cleanUp = random.pick(["delete", "delete", "dry-run"] as const);
  const hub = new TaskHub(sim);
  reach(new DurableClientModel(sim, hub));
  const parts = {
    sim,
    ...{ arm, endpoints, rights, cards: teams, account, auditAccount, policy: policies.current, cleanUp },
    onLog: (text: string) => log.push(text),
  };
  const deployed = { app: deploy(parts, "0.1.0") };
  const app = () => deployed.app;
  const people = new PeopleModel(sim, app, teams, ACTIVE_MS);
  const lineReaders = new LineReadersModel(sim, app, teams, ACTIVE_MS);
  new EventGridModel(sim, app, state);
  if (!removed.sweep) sweepFromNowOn(sim);
  tellAndPurge(sim, ACTIVE_MS);
  mishaps(sim, hub, (version) => {
    deployed.app = deploy(parts, version);
  });
  return {
    ...{ sim, removed, hub, state, teams, people, lineReaders, account, auditAccount, policies, rights, endpoints },
    ...{ cleanUp, log },
  };
}

/** What happens to the whole service: the task hub is deleted, a new version is deployed. */
function mishaps(sim: Simulation, hub: TaskHub, redeploy: (version: string) => void): void {
  const { random, config } = sim;
  const at = (times: number, work: (index: number) => void) => {
    const count = times >= 1 ? random.whole(1, times) : Number(random.chance(times));
    for (let index = 0; index < count; index += 1) sim.schedule.at(random.between(0, ACTIVE_MS), () => work(index));
  };
  at(config.hubDeletions, () => hub.delete());
  at(config.deploys, (index) => {
    sim.note(() => "a new version is deployed");
    sim.restart();
    redeploy(`0.${index + 2}.0`);
  });
}

/** How often each kind of entry stands in the audit log: what a run was about. */
function kindsIn(auditAccount: TableAccount): Readonly<Record<string, number>> {
  const kinds = auditAccount
    .table("AuditEntries")
    .rows()
    .map(({ bytes }) => (JSON.parse(String(bytes)) as AuditEntry).kind);
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, same]) => [kind, same.length]));
}

function statsOf({
  sim,
  hub,
  state,
  teams,
  people,
  lineReaders,
  endpoints,
  account,
  auditAccount,
}: Stage): Readonly<Record<string, number>> {
  return {
    ...kindsIn(auditAccount),
    happened: sim.schedule.happened,
    ...hub.counts,
    requests: account
      .table("Requests")
      .rows()
      .filter(({ rowKey }) => rowKey === "request").length,
    changes: state.happenings.filter(({ by, kind }) => by === "service" && kind === "begun").length,
    cards: teams.posted.length,
    lines: teams.lines.length,
    "shown by hand": lineReaders.shown,
    copies: teams.posted.filter(({ isRetired }) => isRetired).length,
    clicks: people.accepted.length,
    digests: teams.digests,
    endpoints: endpoints.deletions.length,
  };
}
