import type { Asker } from "../domain/click.ts";
import type { Command, CommandAnswer } from "../domain/command.ts";
import type { Orchestrations } from "../ports.ts";
import { askAgain } from "./command-ask-again.ts";
import { trailOf } from "./command-audit.ts";
import { changeConnection } from "./command-change.ts";
import { connectionsIn } from "./command-connections.ts";
import { pendingFor } from "./command-pending.ts";
import { policyFor } from "./command-policy.ts";
import { NOT_FOUND, scopeOf } from "./command-scope.ts";
import { showRequest, whyRequest } from "./command-show.ts";
import type { World } from "./world.ts";

/** Answers what somebody asked in words: only what they may see or do, each time anew. */
export async function takeCommand(
  world: World,
  orchestrations: Orchestrations,
  command: Command,
  asker: Asker,
): Promise<CommandAnswer> {
  const answer = await answerTo(world, orchestrations, command, asker);
  // What is not somebody's is answered like what does not exist; whoever keeps the service sees that it was tried.
  if (CHANGING.includes(command.kind) && answer.kind === "words" && answer.text === NOT_FOUND) {
    const { ref: by } = await world.store.people.pseudonymOf(asker.person);
    world.log.warn("A command would change what is not the asker's", { command: command.kind, by });
  }
  return answer;
}

const CHANGING: readonly Command["kind"][] = ["revoke", "remove", "ask-again"];

async function answerTo(
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
