import type { AllowRule, DenyRule, Policy, WatchedGroup } from "../../../src/domain/policy.ts";
import { currentFiber } from "../engine/fiber.ts";
import type { Random } from "../engine/random.ts";
import type { Simulation } from "../engine/simulation.ts";
import { asNamed, DEPUTIES, OWNERS } from "./people.ts";
import { REQUESTERS, SUBSCRIPTION } from "./requesters.ts";

interface Version {
  readonly from: number;
  readonly policy: Policy;
}

/** The policy of a run and what it is changed to; each machine keeps what it read for some time. */
export class PoliciesModel {
  readonly versions: readonly Version[];
  private readonly sim: Simulation;

  constructor(sim: Simulation, untilMs: number) {
    this.sim = sim;
    const { random } = sim;
    const versions: Version[] = [{ from: 0, policy: aPolicy(random, sim.config.quorum) }];
    for (let changes = random.pick([0, 0, 1, 2]); changes > 0; changes -= 1) {
      const last = versions.at(-1) as Version;
      const from = random.between(last.from, untilMs);
      const version = `sha256:${String(versions.length + 1).padStart(16, "0")}`;
      versions.push({ from, policy: { ...changed(random, last.policy), version } });
      sim.schedule.at(from, () => {
        sim.changes += 1;
        sim.note(() => `the policy changes to ${version}`);
      });
    }
    this.versions = versions;
  }

  /** As the machine has it that asks. */
  readonly current = (): Policy => this.at(this.sim.schedule.now - (currentFiber()?.machine.policyAgeMs ?? 0));

  at(time: number): Policy {
    const version = this.versions.findLast(({ from }) => from <= time) ?? this.versions[0];
    if (!version) throw new Error("There is no policy");
    return version.policy;
  }

  /** All that were in force in some machine within a time. */
  within(from: number, until: number): readonly Policy[] {
    const later = this.versions.filter((version) => version.from > from && version.from <= until);
    return [this.at(from), ...later.map(({ policy }) => policy)];
  }
}

function aPolicy(random: Random, quorum: number | undefined): Policy {
  return {
    version: "sha256:0123456789abcdef",
    groups: [aGroup(random, quorum ?? random.pick([1, 1, 2]))],
    allow: random.chance(0.4) ? [anAllowRule(random)] : [],
    deny: random.chance(0.2) ? [aDenyRule(random)] : [],
    cleanUp: {
      graceHours: random.whole(1, 8),
      mostARun: random.whole(1, 3),
      consumerSubscriptions: random.chance(0.4) ? [random.pick(REQUESTERS)] : [],
    },
  };
}

function aGroup(random: Random, quorum: number): WatchedGroup {
  const expiry = { afterHours: random.whole(4, 30), action: random.pick(["leave", "reject"] as const) };
  const escalation = { afterHours: random.whole(1, 10), to: DEPUTIES.map(asNamed) };
  return {
    name: "Relay team",
    namespaces: [{ subscription: SUBSCRIPTION, resourceGroup: undefined, name: "contoso-*" }],
    owners: OWNERS.map(asNamed),
    ownersByAzureRole: random.chance(0.3),
    channel: { id: "19:relayapprovals@thread.tacv2", name: "Relay approvals" },
    quorum,
    quorumForOtherTenants: Math.max(quorum, random.pick([1, 1, 2])),
    comment: random.pick(["on-reject", "on-reject", "never", "always"]),
    remindEveryHours: random.pick([undefined, undefined, 0.5, random.whole(1, 12)]),
    escalation: random.chance(0.4) ? escalation : undefined,
    expiry: random.chance(0.4) ? expiry : undefined,
    holdHours: random.whole(1, 8),
    external: random.pick(["accept", "challenge"]),
  };
}

function anAllowRule(random: Random): AllowRule {
  const atMost = random.pick([undefined, 1, 1, 2]);
  return { ...aRule("allowed", random), subscription: random.pick(REQUESTERS), atMost };
}

function aDenyRule(random: Random): DenyRule {
  return { ...aRule("denied", random), subscription: random.pick(REQUESTERS), hold: random.chance(0.5) };
}

function aRule(name: string, random: Random) {
  const endpoint = random.pick([undefined, undefined, "pe-*", "pe-1*"]);
  return {
    ...{ name, endpoint, namespace: undefined, resourceGroup: undefined, until: undefined },
    ...{ reason: "as agreed", addedBy: "the platform team" },
  };
}

/** An owner leaves, or the rules are other ones. */
function changed(random: Random, policy: Policy): Policy {
  if (random.chance(0.5)) return { ...policy, groups: policy.groups.map((group) => withoutOne(random, group)) };
  return {
    ...policy,
    allow: policy.allow.length > 0 ? [] : [anAllowRule(random)],
    deny: policy.deny.length > 0 || random.chance(0.5) ? [] : [aDenyRule(random)],
  };
}

function withoutOne(random: Random, group: WatchedGroup): WatchedGroup {
  const leaving = random.pick(group.owners);
  return { ...group, owners: group.owners.filter((owner) => owner !== leaving) };
}
