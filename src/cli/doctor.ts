import type { Finding } from "../domain/answers.ts";
import { addSubscription, changesSetting } from "../domain/cure-commands.ts";
import { serviceAddress } from "./address.ts";
import { reachArm } from "./arm.ts";
import { asksService, command, printJson, printLines, refuseNoId } from "./command.ts";
import { type AzureLooked, azureFindings } from "./doctor-azure.ts";
import { aboutBotAnswer, callBot } from "./doctor-bot-call.ts";
import { addSubscriptionTo, filledIn, isAppId } from "./doctor-cures.ts";
import { isWell, linesOf, summary } from "./doctor-lines.ts";
import { inside } from "./doctor-service.ts";
import { EXIT, type Terminal, Unusable } from "./terminal.ts";

export const doctor = command({
  words: "doctor",
  told: "What is wrong with a deployment, each with what cures it",
  options: (parser) =>
    asksService(parser)
      .option("subscription", {
        type: "string",
        requiresArg: true,
        describe: "Subscription whose events are looked at; by default those of the policy",
      })
      .option("function-app", {
        type: "string",
        requiresArg: true,
        describe: "Resource id of the function app; by default the one that gets the events",
      })
      .option("azure", {
        type: "boolean",
        default: true,
        describe: "Ask Azure too, as whoever is signed in; --no-azure asks the service only",
      }),
  async run(asked, terminal) {
    const looked = await examined(asked, terminal).finally(() => terminal.progress());
    const { answer, findings, exit } = looked;
    if (asked.json) printJson(terminal, { ...answer, findings });
    else
      printLines(terminal, [
        ...findings.flatMap((one) => linesOf(one, terminal.screen)),
        ...howSettingsStay(findings),
        summary(findings, terminal.screen),
      ]);
    return isWell(findings) ? exit : EXIT.found;
  },
});

interface Asked {
  readonly url: string | undefined;
  readonly scope: string | undefined;
  readonly subscription: string | undefined;
  readonly functionApp: string | undefined;
  readonly azure: boolean;
}

/** What is wrong with the words ends it before anything is asked. */
async function examined({ url, scope, subscription, functionApp, azure }: Asked, terminal: Terminal) {
  const address = serviceAddress(url, terminal);
  const app = functionApp && appIdIn(functionApp);
  refuseNoId(subscription);
  const arm = azure ? reachArm(terminal) : undefined;
  terminal.progress(`Asking ${address.host}, for a minute at most`);
  const [own, bot] = await Promise.all([inside({ url, scope }, terminal), callBot(address)]);
  const { answer } = own;
  const asked = { address, scope, subscription, app, setup: answer?.setup };
  const looked = arm ? await azureFindings(arm, asked, terminal) : { ...NOT_ASKED, app };
  const findings = [...own.findings, ...aboutBotAnswer(bot, own.isOurs), ...looked.findings]
    .map((one) => ({ ...one, commands: one.commands.map((line) => completed(line, looked)) }))
    .toSorted((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
  return { answer, findings, exit: looked.exit };
}

const NOT_ASKED = { findings: [], topics: new Map(), exit: EXIT.done } as const;

const ORDER: readonly Finding["severity"][] = ["error", "warning", "info"];

/** The templates write all settings anew. */
function howSettingsStay(findings: readonly Finding[]): readonly string[] {
  const isByHand = findings.some(({ commands }) => commands.some(changesSetting));
  return isByHand
    ? ["What is set by hand lasts until the next azd provision core: docs/settings.md#for-good says how it stays.", ""]
    : [];
}

function appIdIn(words: string): string {
  const id = words.startsWith("/") ? words : `/${words}`;
  if (isAppId(id)) return id;
  throw new Unusable(
    `--function-app: give a resource id, like /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Web/sites/<name>; not ${words}.`,
  );
}

/** The service knows neither what it is called in Azure nor which topics there are. */
function completed(line: string, { app, topics }: Pick<AzureLooked, "app" | "topics">): string {
  const known = [...topics].find(([subscription]) => line === addSubscription(subscription));
  if (known) return addSubscriptionTo(known[1], known[0]);
  return app === undefined ? line : filledIn(line, app);
}
