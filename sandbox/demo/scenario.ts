import { allowList } from "./scenarios/allow-list.ts";
import { approve } from "./scenarios/approve.ts";
import { audit } from "./scenarios/audit.ts";
import { bornApproved } from "./scenarios/born-approved.ts";
import { cleanUp } from "./scenarios/clean-up.ts";
import { crash } from "./scenarios/crash.ts";
import { deny } from "./scenarios/deny.ts";
import { duplicateEvents } from "./scenarios/duplicate-events.ts";
import { flood } from "./scenarios/flood.ts";
import { forbidden } from "./scenarios/forbidden.ts";
import { fullNamespace } from "./scenarios/full-namespace.ts";
import { hold } from "./scenarios/hold.ts";
import { lostEvent } from "./scenarios/lost-event.ts";
import { quorum } from "./scenarios/quorum.ts";
import { reCreated } from "./scenarios/re-created.ts";
import { reject } from "./scenarios/reject.ts";
import { reminderEscalationExpiry } from "./scenarios/reminder-escalation-expiry.ts";
import { remove } from "./scenarios/remove.ts";
import { revoke } from "./scenarios/revoke.ts";
import { supersededByPortal } from "./scenarios/superseded-by-portal.ts";
import { tamper } from "./scenarios/tamper.ts";
import { taskHubLost } from "./scenarios/task-hub-lost.ts";
import { throttled } from "./scenarios/throttled.ts";
import { twoOwners } from "./scenarios/two-owners.ts";
import type { Stage } from "./stage.ts";

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Throws when something was not observed. */
  run(stage: Stage): Promise<void>;
}

/** From what owners decide, over what rules and others do, to what goes wrong. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "approve", about: "a connection from Pending to Approved, ten times", run: approve },
  { name: "reject", about: "a hostile message, a non-owner, no comment, a confirmation, then Rejected", run: reject },
  { name: "quorum", about: "two owners must agree; one alone changes nothing", run: quorum },
  { name: "two-owners", about: "opposite clicks at the same time: one decision", run: twoOwners },
  { name: "hold", about: "a question to the requester stops the deadline", run: hold },
  {
    name: "reminder-escalation-expiry",
    about: "three days in which nobody answers, then asked again",
    run: reminderEscalationExpiry,
  },
  { name: "allow-list", about: "a rule lets in without asking, until it is used up", run: allowList },
  { name: "deny", about: "a rule turns away at once, another asks an owner and says why", run: deny },
  { name: "revoke", about: "an owner takes an approval back", run: revoke },
  { name: "remove", about: "an owner has a connection deleted", run: remove },
  {
    name: "superseded-by-portal",
    about: "somebody approves, rejects or removes it elsewhere while owners are asked",
    run: supersededByPortal,
  },
  { name: "re-created", about: "a connection comes back under its old name: a new request", run: reCreated },
  { name: "born-approved", about: "connections that never were Pending: recorded, or asked about", run: bornApproved },
  { name: "clean-up", about: "what stays Disconnected is deleted, on the consumer's side too", run: cleanUp },
  { name: "full-namespace", about: "64 endpoints are in: the next is refused with the reason", run: fullNamespace },
  { name: "flood", about: "fifteen ask at once: ten cards, and one card for the rest, with Show next", run: flood },
  { name: "lost-event", about: "no event is delivered; the sweep finds the connection", run: lostEvent },
  { name: "duplicate-events", about: "each event comes eight times: one request, one card", run: duplicateEvents },
  { name: "throttled", about: "ARM answers 429 and 500 for a while", run: throttled },
  { name: "forbidden", about: "ARM answers 403: told in its words, and asked again later", run: forbidden },
  { name: "crash", about: "kill -9 of the host while the approval waits and after the PUT", run: crash },
  { name: "task-hub-lost", about: "every orchestration is deleted; the sweep starts them again", run: taskHubLost },
  { name: "audit", about: "who approved what, over the API, the command line and the page, and proved", run: audit },
  { name: "tamper", about: "a row of the record is edited in storage: verify finds it", run: tamper },
];
