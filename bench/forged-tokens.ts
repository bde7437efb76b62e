import { type Activity, ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { teamsBot } from "../src/adapters/teams/teams-bot.ts";
import { anActivity, botFramework, NOW, settings } from "../test/adapters/teams/bot-framework.ts";
import { type Forgery, forgeryOf, MARKED } from "../test/adapters/teams/forgery.ts";
import { heapInUse, stringsInMemory } from "../test/support/heap.ts";
import type { Measured } from "./main.ts";

const FEW = 2_000;
const MANY = 20_000;
const MOST_LEFT = 10;
const MOST_RATIO = 1.05;

/** What the heap holds after calls with forged tokens, and after as many that are well-formed. */
export async function forgedTokens(): Promise<Measured> {
  const bot = await guardedBot();
  // What is made once, such as compiled code and the ring of keys, is made before anything is measured.
  await bot.wellFormed(MANY);
  await bot.forged(FEW);
  const rows = [
    await measured("well-formed", FEW, bot.wellFormed),
    await measured("well-formed", MANY, bot.wellFormed),
    await measured("forged", FEW, bot.forged),
    await measured("forged", MANY, bot.forged),
  ];
  const unguarded = await measured("forged, to the library alone", FEW, unguardedLibrary());
  if (unguarded.left <= MOST_LEFT) throw new Error("The library is known to keep what is forged: nothing was measured");
  return reportOf(rows, unguarded);
}

interface Row {
  readonly what: string;
  readonly calls: number;
  /** Bytes. */
  readonly growth: number;
  readonly heap: number;
  readonly left: number;
}

async function measured(what: string, calls: number, send: (calls: number) => Promise<void>): Promise<Row> {
  const before = await heapInUse();
  await send(calls);
  const heap = await heapInUse();
  return { what, calls, growth: heap - before, heap, left: await stringsInMemory(MARKED) };
}

function reportOf(rows: readonly Row[], unguarded: Row): Measured {
  const idle = rows.find(({ what, calls }) => what === "well-formed" && calls === MANY)?.heap ?? 0;
  const ratio = ({ heap }: Row) => heap / idle;
  const forged = rows.filter(({ what }) => what === "forged");
  const isWithin = forged.every((row) => row.left <= MOST_LEFT && ratio(row) <= MOST_RATIO);
  const told = (row: Row) => [row.what, row.calls, (row.growth / row.calls).toFixed(1)];
  return {
    title: "What calls to the bot leave in memory: each forged one has a key id, a tenant and a signature of its own",
    head: ["calls", "number", "bytes a call", "heap", "forged strings left"],
    rows: [
      ...rows.map((row) => [...told(row), ratio(row).toFixed(3), row.left]),
      [...told(unguarded), "", unguarded.left],
    ],
    verdict:
      "Measured after a garbage collection; the heap as a ratio to that after the well-formed calls. The library's own check, which our\n" +
      `guard stands in front of, shows what growth looks like. Allowed are ${MOST_LEFT} forged strings, which the engine itself may hold for a\n` +
      `while, and a heap of ${MOST_RATIO}${isWithin ? "" : ": EXCEEDED"}.`,
    isWithin,
  };
}

/** The bot as it is shipped, short of its library, which no refused call reaches. */
async function guardedBot() {
  const framework = await botFramework();
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const time = { clock: () => NOW, pause: () => new Promise<void>(() => {}), clickSeconds: 1 };
  const bot = teamsBot(settings, { ...time, log: quiet, fetch: framework.fetch });
  const token = await framework.sign();
  const send = async (authorization: string, status: number) => {
    const body = async () => JSON.stringify(anActivity({ type: "conversationUpdate" }));
    const answer = await bot.receive({ authorization: `Bearer ${authorization}`, body }, noClicks);
    if (answer.status !== status) throw new Error(`A call was answered with ${answer.status} instead of ${status}`);
  };
  const nextForgery = forgeries(["unknown key", "known key", "unsigned"]);
  return {
    async wellFormed(calls: number) {
      for (let call = 0; call < calls; call += 1) await send(token, 200);
    },
    async forged(calls: number) {
      for (let call = 0; call < calls; call += 1) await send(nextForgery(), 401);
    },
  };
}

/** What stands behind the guard, as if there were none. Nobody is asked for keys: nothing listens there. */
function unguardedLibrary() {
  const nowhere = "https://127.0.0.1:1/nowhere";
  const library = new ConfigurationBotFrameworkAuthentication({
    ...{ MicrosoftAppType: "UserAssignedMsi", MicrosoftAppId: settings.appId, MicrosoftAppTenantId: settings.tenantId },
    ...{ ToChannelFromBotLoginUrl: nowhere, OAuthUrl: nowhere, CallerId: "urn:botframework:azure" },
    ...{ ToChannelFromBotOAuthScope: settings.connectorAudience, ToBotFromChannelTokenIssuer: settings.issuer },
    ...{ ToBotFromChannelOpenIdMetadataUrl: nowhere, ToBotFromEmulatorOpenIdMetadataUrl: nowhere },
  });
  const nextForgery = forgeries(["unknown key"]);
  const activity = anActivity() as unknown as Activity;
  return async (calls: number) => {
    for (let call = 0; call < calls; call += 1) {
      const isRefused = await library.authenticateRequest(activity, `Bearer ${nextForgery()}`).then(
        () => false,
        () => true,
      );
      if (!isRefused) throw new Error("The library let a forged call in");
    }
  };
}

function forgeries(kinds: readonly Forgery[]): () => string {
  let number = 0;
  return () => {
    number += 1;
    return forgeryOf(kinds[number % kinds.length] ?? "unknown key", number);
  };
}

const noClicks = {
  cast: () => Promise.reject(new Error("A forged call was taken for a click")),
  take: () => Promise.reject(new Error("A forged call was taken for a command")),
  showNext: () => Promise.reject(new Error("A forged call was taken for a click")),
};
