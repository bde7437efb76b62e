import { z } from "zod";
import type { ArmState } from "../arm/control.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";
import type { HostControl } from "./host-control.ts";
import type { NamedFaults } from "./named-faults.ts";
import { type OneAtATime, oneAtATime } from "./one-at-a-time.ts";
import type { OpenCards } from "./open-cards.ts";
import { Refusal } from "./refusal.ts";
import { consumers, endpointParts } from "./view.ts";

export interface Controls {
  readonly sandbox: ControlledSandbox;
  readonly faults: NamedFaults;
  readonly cards: OpenCards;
  readonly host: HostControl;
}

/** Does what a person asked; answers what to tell them. Throws a `Refusal`, or an `ArmError` when Azure would refuse. */
type Action = (body: unknown) => Promise<string>;

const LONGEST_MESSAGE = 140;
const LONGEST_MOVE_MINUTES = 30 * 24 * 60;

/** By the last part of their path, `/api/…`. */
export function actionsOf(controls: Controls): ReadonlyMap<string, Action> {
  const { sandbox, faults, cards, host } = controls;
  const clock = oneAtATime();
  return new Map<string, Action>([
    ["join", action(joinBody, async (body) => join(sandbox, body))],
    ["leave", action(connectionBody, async ({ connection }) => leave(sandbox, connection))],
    ["portal", action(portalBody, async (body) => inThePortal(sandbox, body))],
    ["card", action(connectionBody, ({ connection }) => showAgain(sandbox, cards, connection))],
    ["fault", action(faultBody, async (body) => turnFault(faults, body))],
    ["clock", action(clockBody, ({ minutes }) => moveClock(sandbox, clock, minutes))],
    ["host", action(hostBody, ({ wanted }) => (wanted === "kill" ? host.kill() : host.start()))],
    ["sweep", action(z.strictObject({}), () => host.sweep())],
  ]);
}

const connectionBody = z.strictObject({ connection: z.string().max(500) });

const joinBody = z.strictObject({
  subscription: z.enum(consumers.map(({ id }) => id)),
  endpoint: z
    .string()
    .max(80, "An endpoint's name has at most 80 characters.")
    .regex(
      /^[a-z\d]([\w.-]*\w)?$/i,
      "An endpoint's name has letters, digits, dots, hyphens and underscores, and starts with a letter or a digit.",
    ),
  namespace: z.string().max(100),
  message: z.string().max(LONGEST_MESSAGE, `Azure takes a message of at most ${LONGEST_MESSAGE} characters.`),
  /** As somebody who may approve it. */
  approved: z.boolean().default(false),
});

const portalBody = z.strictObject({ connection: z.string().max(500), verb: z.enum(["approve", "reject", "remove"]) });

const faultBody = z.strictObject({
  name: z.string().max(50),
  on: z.boolean(),
  times: z.int().min(1).max(100).optional(),
});

const clockBody = z.strictObject({ minutes: z.int().min(1).max(LONGEST_MOVE_MINUTES) });

const hostBody = z.strictObject({ wanted: z.enum(["kill", "start"]) });

function action<Body>(schema: z.ZodType<Body>, run: (body: Body) => Promise<string>): Action {
  return async (body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(parsed.data);
    throw new Refusal(400, parsed.error.issues.map(faultIn).join(" "));
  };
}

/** Our own words are sentences and name the field themselves. */
function faultIn({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return message.endsWith(".") || path.length === 0 ? message : `${path.join(".")}: ${message}.`;
}

function join({ arm }: ControlledSandbox, body: z.infer<typeof joinBody>): string {
  const { subscription, endpoint: name, namespace, message, approved } = body;
  const { namespaces, privateEndpoints } = arm.state();
  if (!namespaces.some((one) => one.name === namespace)) throw new Refusal(404, `There is no namespace ${namespace}.`);
  const suffix = `/privateEndpoints/${name}`.toLowerCase();
  const known = privateEndpoints.find(
    ({ id }) => id.toLowerCase().endsWith(suffix) && endpointParts(id).subscription === subscription,
  );
  if (known && known.status !== "Rejected")
    throw new Refusal(409, `An endpoint ${name} is there already: it is ${known.status}. Choose another name.`);
  arm.consumer.createPrivateEndpoint({ subscription, name, namespace, message, manual: !approved });
  if (approved) return `${name} is in ${namespace}, Approved from the start. The service puts it on record.`;
  return `${name} ${known ? "asks again" : "asks"} to join ${namespace}. Look for its card in Teams.`;
}

function leave({ arm }: ControlledSandbox, id: string): string {
  const { privateEndpoint } = connectionIn(arm.state(), id);
  const { subscription = "", group = "", endpoint = "" } = endpointParts(privateEndpoint);
  const left = arm.consumer.deletePrivateEndpoint({ subscription, resourceGroup: group, name: endpoint });
  return left === "gone" ? `${endpoint} is gone already.` : `${endpoint} is deleted, and its connection with it.`;
}

const PORTAL_WORDS = { approve: "Approved in the portal", reject: "Rejected in the portal" } as const;

function inThePortal({ arm }: ControlledSandbox, { connection, verb }: z.infer<typeof portalBody>): string {
  const { privateEndpoint } = connectionIn(arm.state(), connection);
  const { endpoint } = endpointParts(privateEndpoint);
  if (verb === "remove") {
    arm.portal.remove(connection);
    return `The connection of ${endpoint} is removed in the portal.`;
  }
  arm.portal[verb](connection, PORTAL_WORDS[verb]);
  return `${endpoint}: ${PORTAL_WORDS[verb].toLowerCase()}, behind the service's back.`;
}

async function showAgain({ arm, relay }: ControlledSandbox, cards: OpenCards, id: string): Promise<string> {
  const { privateEndpoint, namespace } = connectionIn(arm.state(), id);
  const card = cards.find({ namespace, privateEndpoint });
  const shown = card ? await relay.postAgain(card.requestId) : "unknown";
  if (shown === "posted") return "The card was posted again. It shows only in a Teams page that is open now.";
  if (shown === "failed") throw new Refusal(502, "Teams did not take the card.");
  throw new Refusal(
    404,
    "No open card is known for this connection: the service has not asked yet, has already had its answer, or asked before the sandbox kept a record.",
  );
}

function turnFault(faults: NamedFaults, { name, on, times }: z.infer<typeof faultBody>): string {
  if (!faults.turn(name, { on, times })) throw new Refusal(404, `There is no fault ${name}.`);
  const title = faults.list().find((fault) => fault.name === name)?.title ?? name;
  if (!on) return `${title}: off.`;
  return times === undefined ? `${title}: on until you turn it off.` : `${title}: on, ${times} times.`;
}

async function moveClock({ moveClock: move }: ControlledSandbox, clock: OneAtATime, minutes: number): Promise<string> {
  await clock.run(() => move(minutes * 60_000));
  return "The clock was moved on. What was due by now happens at once.";
}

function connectionIn({ namespaces }: ArmState, id: string) {
  for (const { name: namespace, connections } of namespaces) {
    const found = connections.find((connection) => connection.id.toLowerCase() === id.toLowerCase());
    if (found) return { namespace, ...found };
  }
  throw new Refusal(404, "This connection is gone.");
}
