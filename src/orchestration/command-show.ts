import type { CommandAnswer, Fact } from "../domain/command.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { NOT_FOUND, requestNamed, type Scope, severalOf } from "./command-scope.ts";
import { loadStory } from "./load-story.ts";
import { draw } from "./talk.ts";
import type { World } from "./world.ts";

export async function showRequest(world: World, scope: Scope, name: string): Promise<CommandAnswer> {
  const request = await requestNamed(world, scope, name);
  if (isNone(request)) return notOne(request);
  const card = await draw(world, await loadStory(world, request, "gone"));
  return { kind: "copy", card, at: world.clock().toISOString() };
}

/** Which rule of which policy made it what it is. */
export async function whyRequest(world: World, scope: Scope, name: string): Promise<CommandAnswer> {
  const request = await requestNamed(world, scope, name);
  if (isNone(request)) return notOne(request);
  return { kind: "facts", title: "Why this request is what it is", facts: factsOf(request, scope) };
}

function factsOf(
  { id, why, rule, policyVersion, seenAt, connection }: ConnectionRequest,
  { policy }: Scope,
): readonly Fact[] {
  const decides = rule
    ? `Rule ${rule.name}: ${rule.verdict}${rule.of === "service" ? " (one of the service's own)" : ""}`
    : "The owners";
  const isSame = policyVersion === policy.version;
  return [
    { label: "Request", value: id },
    { label: "Namespace", value: connection.namespace },
    { label: "Why", value: why },
    { label: "Who decides", value: decides },
    { label: "Policy then", value: `${policyVersion}, at ${seenAt}` },
    { label: "Policy now", value: isSame ? "the same" : policy.version },
  ];
}

type None = "none" | readonly string[];

export function isNone(request: ConnectionRequest | None): request is None {
  return request === "none" || Array.isArray(request);
}

export function notOne(none: None): CommandAnswer {
  return { kind: "words", text: none === "none" ? NOT_FOUND : severalOf("requests", none) };
}
