import type { WatchedGroup } from "../../src/domain/policy.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import type { Wanted } from "../../src/domain/request-kind.ts";
import { aConnection, aGroup, anAllowRule, aPolicy, aPrivateEndpoint, LOGISTICS, omar } from "../support/builders.ts";
import type { Stage } from "../support/stage.ts";
import type { Player, Tale } from "./cut-off.ts";

/** How a tale must end, whatever goes wrong on its way. */
export interface Ending {
  readonly outcome: OutcomeKind;
  /** What our change made of the connection; `undefined`: nothing was changed. */
  readonly changed: Wanted | undefined;
  readonly words: string;
  /** The entries of the request, by the beginning of their steps, sorted. */
  readonly steps: readonly string[];
  /** Whether there is a card in the end. */
  readonly hasCard: boolean;
}

const ASKED = ["asked", "decision", "intent", "outcome", "ruled", "seen", "told"];
const APPROVED: Ending = {
  outcome: "applied",
  changed: "Approved",
  words: "As agreed",
  steps: [...ASKED, "vote"],
  hasCard: true,
};
/** Nobody said how the policy rules: an owner, a sweep or somebody else began it. */
const WITHOUT_RULING = APPROVED.steps.filter((step) => step !== "ruled");

function watched(overrides: Partial<WatchedGroup>) {
  return (stage: Stage) => {
    stage.policies.policy = aPolicy({ groups: [aGroup(overrides)] });
  };
}

async function asked(player: Player): Promise<string> {
  player.stage.connections.set(aConnection());
  await player.look();
  const requestId = player.stage.onlyOpen();
  await player.untilAsked(requestId);
  return requestId;
}

/** A connection that was approved by us; then everything goes wrong. */
async function approved(stage: Stage): Promise<void> {
  const requestId = await stage.asked();
  await stage.click(requestId, "approve", "Known partner");
  await stage.untilOver(requestId);
}

function wished(verb: "revoke" | "remove"): Tale {
  return {
    before: approved,
    async play(player) {
      const first = [...player.stage.store.requests.rows.keys()][0] ?? "";
      await player.click(first, verb);
      const requestId = player.stage.onlyOpen();
      await player.untilOver(requestId);
      return requestId;
    },
  };
}

function challenged(verb: "revoke" | "keep"): Tale {
  return {
    before: watched({ external: "challenge" }),
    async play(player) {
      player.stage.connections.set(aConnection({ status: "Approved" }));
      await player.sweep();
      const requestId = player.stage.onlyOpen();
      await player.untilAsked(requestId);
      await player.click(requestId, verb);
      await player.untilOver(requestId);
      return requestId;
    },
  };
}

function said(verb: "approve" | "reject"): Tale {
  return {
    async play(player) {
      const requestId = await asked(player);
      await player.click(requestId, verb);
      await player.untilOver(requestId);
      return requestId;
    },
  };
}

const byTwo: Tale = {
  before: watched({ quorum: 2, quorumForOtherTenants: 2 }),
  async play(player) {
    const requestId = await asked(player);
    await player.click(requestId, "approve");
    await player.click(requestId, "approve", "As agreed", omar);
    await player.untilOver(requestId);
    return requestId;
  },
};

const afterHold: Tale = {
  before: watched({ expiry: { afterHours: 2, action: "leave" } }),
  async play(player) {
    const requestId = await asked(player);
    await player.click(requestId, "hold", "Which team is this for?");
    player.stage.clock.moveOn({ hours: 3 });
    await player.click(requestId, "approve");
    await player.untilOver(requestId);
    return requestId;
  },
};

const byExpiry: Tale = {
  before: watched({ expiry: { afterHours: 2, action: "reject" } }),
  async play(player) {
    const requestId = await asked(player);
    await player.untilOver(requestId);
    return requestId;
  },
};

const byRule: Tale = {
  before(stage) {
    stage.policies.policy = aPolicy({ allow: [anAllowRule()] });
  },
  async play(player) {
    const privateEndpoint = aPrivateEndpoint("pe-orders", LOGISTICS);
    player.stage.connections.set(aConnection({ privateEndpoint }));
    await player.look();
    const requestId = player.stage.onlyOpen();
    await player.untilOver(requestId);
    return requestId;
  },
};

const cleanedUp: Tale = {
  async play(player) {
    player.stage.connections.set(aConnection({ status: "Disconnected", description: "" }));
    await player.sweep();
    player.stage.clock.moveOn({ hours: 73 });
    await player.sweep();
    const requestId = player.stage.onlyOpen();
    await player.untilOver(requestId);
    return requestId;
  },
};

const RULED = ["asked", "decision", "intent", "outcome", "ruled", "seen", "told"];
const REJECTED: Ending = { ...APPROVED, changed: "Rejected" };

export const TALES: readonly (readonly [string, Tale, Ending])[] = [
  ["to approve", said("approve"), APPROVED],
  ["to reject", said("reject"), REJECTED],
  ["that two owners must agree to", byTwo, { ...APPROVED, steps: [...ASKED, "vote", "vote"] }],
  ["that is held and then approved", afterHold, { ...APPROVED, steps: [...APPROVED.steps, "hold"] }],
  [
    "that nobody decides",
    byExpiry,
    { ...REJECTED, words: "Nobody decided in time. Ask again when you are ready.", steps: ASKED },
  ],
  ["that a rule approves", byRule, { ...APPROVED, words: "Auto-approved: logistics", steps: RULED }],
  ["to revoke", wished("revoke"), { ...REJECTED, steps: WITHOUT_RULING }],
  ["to remove", wished("remove"), { ...APPROVED, changed: "gone", steps: WITHOUT_RULING }],
  ["about somebody else's approval, which is revoked", challenged("revoke"), { ...REJECTED, steps: WITHOUT_RULING }],
  [
    "about somebody else's approval, which is kept",
    challenged("keep"),
    {
      ...APPROVED,
      outcome: "kept",
      changed: undefined,
      steps: ["asked", "decision", "outcome", "seen", "told", "vote"],
    },
  ],
  [
    "to clean up",
    cleanedUp,
    { ...APPROVED, changed: "gone", steps: ["decision", "intent", "outcome", "seen"], hasCard: false },
  ],
];
