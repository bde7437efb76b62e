import type { Command, CommandAnswer } from "../domain/command.ts";
import type { Asker, Orchestrations } from "../ports.ts";
import { askAgain } from "./command-ask-again.ts";
import { trailOf } from "./command-audit.ts";
import { changeConnection } from "./command-change.ts";
import { connectionsIn } from "./command-connections.ts";
import { pendingFor } from "./command-pending.ts";
import { policyFor } from "./command-policy.ts";
import { scopeOf } from "./command-scope.ts";
import { showRequest, whyRequest } from "./command-show.ts";
import type { World } from "./world.ts";

/** Answers what somebody asked in words: only what they may see or do, each time anew. */
export async function takeCommand(
  world: World,
  orchestrations: Orchestrations,
  command: Command,
  asker: Asker,
): Promise<CommandAnswer> {
  const scope = await scopeOf(world, asker);
  switch (command.kind) {
    case "pending":
      return pendingFor(world, scope, command);
    case "show":
      return showRequest(world, scope, command.request);
    case "why":
      return whyRequest(world, scope, command.request);
    case "connections":
      return connectionsIn(world, scope, command);
    case "audit":
      return trailOf(world, scope, command);
    case "policy":
      return policyFor(scope, asker);
    case "ask-again":
      return askAgain(world, orchestrations, { scope, asker, ...command });
    case "revoke":
    case "remove":
      return changeConnection(world, orchestrations, { scope, asker, change: command });
  }
}
