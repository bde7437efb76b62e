import type { DecideAnswer } from "../domain/answers.ts";
import { isRequestId } from "../domain/request-id.ts";
import { asking, asksService } from "./command.ts";
import { decide, vote } from "./decide.ts";

export const revoke = changing("revoke", "Takes an approval back, which Azure cannot undo");
export const remove = changing("remove", "Deletes a connection, which Azure cannot undo");

function changing(change: "revoke" | "remove", told: string) {
  return asking({
    words: `${change} <connection>`,
    told,
    options: (parser) =>
      asksService(parser)
        .positional("connection", {
          type: "string",
          demandOption: true,
          describe: "namespace/connection, a connection's id, or a request of that kind to vote for",
        })
        .option("comment", { type: "string", requiresArg: true, demandOption: true, describe: "Why" })
        .option("yes", { type: "boolean", default: false, describe: "Do not ask once more" }),
    run({ connection, comment, yes, json }, api, terminal) {
      const say = isRequestId(connection)
        ? vote(api, connection, change, comment)
        : (confirmed?: { readonly confirmedFor: string | undefined }) =>
            api.post<DecideAnswer>("api/changes", "kind", { change, connection, comment, ...confirmed });
      return decide(say, { to: change, yes, json }, terminal);
    },
  });
}
