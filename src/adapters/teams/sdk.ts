// The only file that knows @microsoft/teams-ai and botbuilder. It is loaded on first use, through import() only: it costs a second.
import { Application, TeamsAdapter } from "@microsoft/teams-ai";
import {
  type Activity,
  ConfigurationBotFrameworkAuthentication,
  INVOKE_RESPONSE_KEY,
  type TurnContext,
} from "botbuilder";
import type { TeamsActivity } from "./activity.ts";
import type { InvokeAnswer } from "./click-answer.ts";
import type { Said } from "./command-answer.ts";
import type { Connector } from "./connector.ts";
import type { TeamsSettings } from "./settings.ts";

/** What the bot says to what happens; the library finds out which of the three it is. */
export interface Turns {
  execute(activity: TeamsActivity): Promise<InvokeAnswer>;
  /** Of a client that does not know `Action.Execute`. Answered in the thread, like a message. */
  submit(activity: TeamsActivity): Promise<Said>;
  message(activity: TeamsActivity): Promise<Said>;
}

export interface TurnAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface TeamsSdk {
  /** For an activity that the guard has let in: nothing is verified here. */
  turn(activity: TeamsActivity, turns: Turns): Promise<TurnAnswer>;
  connector(): Promise<Connector>;
}

type ClaimsIdentity = Parameters<ConfigurationBotFrameworkAuthentication["createConnectorFactory"]>[0];

export function teamsSdk(settings: TeamsSettings): TeamsSdk {
  const authentication = new ConfigurationBotFrameworkAuthentication(configuration(settings));
  const adapter = new TeamsAdapter(configuration(settings));
  const application = applicationOf(adapter);
  const identity = identityOf(settings.appId);
  const connectors = authentication.createConnectorFactory(identity);
  const create = async (serviceUrl: string) =>
    withoutRetries(await connectors.create(serviceUrl, settings.connectorAudience));
  const verified = { audience: settings.connectorAudience, claimsIdentity: identity, connectorFactory: { create } };
  return {
    async turn(activity, turns) {
      const turn = await runTurn(adapter, verified, activity, async (context) => {
        context.turnState.set(TURNS, turns);
        await application.run(context);
      });
      if ("failure" in turn) throw turn.failure;
      if (activity.type !== "invoke") return { status: 200 };
      return turn.answer ?? { status: 501 };
    },
    connector: async () => (await create(settings.serviceUrl)) as Connector,
  };
}

type Turn = { readonly failure: unknown } | { readonly answer: TurnAnswer | undefined };

/** The library would wrap a failure in text. */
async function runTurn(
  adapter: TeamsAdapter,
  verified: Exclude<Parameters<TeamsAdapter["processActivityDirect"]>[0], string>,
  activity: TeamsActivity,
  run: (context: TurnContext) => Promise<void>,
): Promise<Turn> {
  let turn: Turn = { answer: undefined };
  await adapter.processActivityDirect(verified, activity as unknown as Activity, async (context) => {
    try {
      await run(context);
      turn = { answer: context.turnState.get(INVOKE_RESPONSE_KEY)?.value };
    } catch (failure) {
      turn = { failure };
    }
  });
  return turn;
}

/** A managed identity and nothing else. Once one of the addresses is given, the library wants all of them. */
function configuration(settings: TeamsSettings): Record<string, string> {
  return {
    MicrosoftAppType: "UserAssignedMsi",
    MicrosoftAppId: settings.appId,
    MicrosoftAppTenantId: settings.tenantId,
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${settings.tenantId}`,
    ToChannelFromBotOAuthScope: settings.connectorAudience,
    ToBotFromChannelTokenIssuer: settings.issuer,
    ToBotFromChannelOpenIdMetadataUrl: settings.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: settings.openIdMetadataUrl,
    OAuthUrl: "https://api.botframework.com",
    CallerId: "urn:botframework:azure",
  };
}

function applicationOf(adapter: TeamsAdapter): Application {
  const application = new Application({ adapter, startTypingTimer: false });
  application.adaptiveCards.actionExecute<object>(
    async ({ activity }) => isExecute(activity),
    async (context) => {
      // The library's own way of answering shows a card with `refresh` to everybody: so the answer is given here, and '' to it.
      const body = await turnsOf(context).execute(activityOf(context));
      await context.sendActivity({ type: "invokeResponse", value: { status: 200, body } });
      return "";
    },
  );
  application.adaptiveCards.actionSubmit<object>(
    async ({ activity }) => isSubmit(activity),
    async (context) => {
      await context.sendActivity(asMessage(await turnsOf(context).submit(activityOf(context))));
    },
  );
  application.activity("message", async (context) => {
    await context.sendActivity(asMessage(await turnsOf(context).message(activityOf(context))));
  });
  return application;
}

/** Where a turn finds what answers it: the application is made once, the answers belong to one call of the function. */
const TURNS = Symbol("turns");

function turnsOf({ turnState }: TurnContext): Turns {
  return turnState.get<Turns>(TURNS);
}

function activityOf({ activity }: TurnContext): TeamsActivity {
  return activity as unknown as TeamsActivity;
}

function asMessage(said: Said): Partial<Activity> {
  if ("text" in said) return { type: "message", text: said.text, textFormat: "plain" };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: said.card }],
  };
}

function isExecute({ type, name, value }: Activity): boolean {
  return type === "invoke" && name === "adaptiveCard/action" && value?.action?.type === "Action.Execute";
}

function isSubmit({ type, text, value }: Activity): boolean {
  return type === "message" && !text && typeof value === "object" && value !== null;
}

/** What the library makes of a verified token: ours was verified by the guard. */
function identityOf(appId: string): ClaimsIdentity {
  const claims = [
    { type: "aud", value: appId },
    { type: "appid", value: appId },
  ];
  return {
    claims,
    isAuthenticated: true,
    getClaimValue: (type: string) => claims.find((claim) => claim.type === type)?.value ?? null,
  } as unknown as ClaimsIdentity;
}

/** When to try again is decided by the durable loop; a POST repeated in here would post a card twice. The pipeline is no public member. */
function withoutRetries<Client extends object>(connector: Client): Client {
  const { client } = connector as unknown as {
    client: { pipeline: { removePolicy(named: { name: string }): unknown } };
  };
  client.pipeline.removePolicy({ name: "defaultRetryPolicy" });
  client.pipeline.removePolicy({ name: "redirectPolicy" });
  return connector;
}
