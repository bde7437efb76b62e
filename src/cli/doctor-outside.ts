import type { DoctorAnswer, Finding } from "../domain/answers.ts";
import { finding } from "../domain/examination.ts";
import { reachApi } from "./api.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import { appFindings, appsAt } from "./doctor-app.ts";
import { eventFindings } from "./doctor-events.ts";
import { textIn } from "./json-in.ts";
import { tokensFor } from "./sign-in.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";

export interface Reached {
  readonly url: string | undefined;
  readonly scope: string | undefined;
}

/** What the service finds at itself; that it does not answer is a finding too. */
export async function inside(
  reached: Reached,
  terminal: Terminal,
): Promise<DoctorAnswer | { readonly findings: readonly Finding[] }> {
  try {
    return await reachApi(reached, terminal).get<DoctorAnswer>("api/doctor", "findings");
  } catch (error) {
    if (!(error instanceof Ended) || error.exit === EXIT.unusable) throw error;
    return { findings: [unanswered(error)] };
  }
}

function unanswered({ exit, message }: Ended): Finding {
  const where = "api/doctor";
  if (exit === EXIT.notAllowed)
    return finding("error", "api-access", {
      what: `The service does not tell you: ${message}`,
      where,
      cure: "Sign in for the app registration of the API (--scope api://<API_CLIENT_ID>/.default), and have the role Audit.Read.All assigned: Entra admin center, Enterprise applications, Users and groups. If nobody gets in, compare API_CLIENT_ID with the registration",
    });
  return finding("error", "api-unreachable", {
    what: `The service does not answer: ${message}`,
    where,
    cure: "az functionapp restart --resource-group <group> --name <function app>; its log says why it does not start: az webapp log tail, or Application Insights",
  });
}

const WITHIN_MS = 60_000;

/** The bot's endpoint must be open to Teams, and take nothing that Teams has not signed. */
export async function endpointFindings(address: URL): Promise<readonly Finding[]> {
  const url = new URL("api/messages", address);
  const where = url.href;
  const body = JSON.stringify({ type: "message", text: "relay-approvals doctor" });
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) } as const;
  const status = await fetch(url, init).then(
    (answer) => answer.status,
    () => undefined,
  );
  if (status === 401) return [];
  if (status !== undefined && status < 300)
    return [
      finding("error", "bot-open", {
        what: `The bot takes what nobody signed: it answers ${status}. Whoever finds the address may click as anybody.`,
        where,
        cure: "Take the app from the network at once (az functionapp stop), and deploy a version of this repository",
      }),
    ];
  return [
    finding("error", "bot-unreachable", {
      what: `The bot's endpoint ${status === undefined ? "gives no answer" : `answers ${status}`} where it should answer 401: Teams does not get through.`,
      where,
      cure: "az functionapp config access-restriction show, and App Service authentication: /api/messages must be open to Teams (excluded path, unauthenticated requests allowed)",
    }),
  ];
}

export interface AzureAsked {
  readonly address: URL;
  readonly scope: string | undefined;
  /** `undefined`: nobody said, so those that send their events to the service are looked for. */
  readonly subscriptions: readonly string[] | undefined;
  readonly app: string | undefined;
}

export interface AzureLooked {
  readonly findings: readonly Finding[];
  /** Resource id of the function app, where it is known. */
  readonly app: string | undefined;
}

/** What Azure says about the deployment, to whoever is signed in. What may not be read is told, and is no fault. */
export async function azureFindings(arm: Arm, asked: AzureAsked, terminal: Terminal): Promise<AzureLooked> {
  const found: Finding[] = [];
  const apps = new Set(asked.app ? [asked.app] : []);
  const look = async (subscription: string) => {
    const { findings, apps: wired } = await eventFindings(arm, subscription, terminal.now());
    if (!asked.app) for (const app of wired) apps.add(app);
    return asked.subscriptions || wired.length > 0 ? findings : [];
  };
  const lookAtAll = async () => {
    for (const one of asked.subscriptions ?? (await readable(arm)))
      found.push(...(await unlessHidden(`/subscriptions/${one}`, () => look(one))));
    return [];
  };
  found.push(...(await unlessHidden("/subscriptions", lookAtAll)));
  const around = { address: asked.address, audience: await audienceOf(asked.scope, terminal) };
  const own = await appsAt(arm, [...apps], asked.address);
  for (const app of own) found.push(...(await unlessHidden(app, () => appFindings(arm, app, around))));
  return { findings: found, app: own[0] };
}

async function readable(arm: Arm): Promise<readonly string[]> {
  return (await arm.list("/subscriptions", "2022-12-01")).map((one) => textIn(one, "subscriptionId"));
}

async function unlessHidden(where: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ArmRefused || error instanceof Ended)) throw error;
    const cure = "az login with an identity that may read it (Reader; Website Contributor for the settings)";
    return [
      finding("info", "not-checked", { what: `This could not be checked from outside: ${error.message}`, where, cure }),
    ];
  }
}

/** Our own token: only the service has to verify it. */
async function audienceOf(scope: string | undefined, terminal: Terminal): Promise<string | undefined> {
  try {
    const token = await tokensFor(scope, terminal)();
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return textIn(payload, "aud") || undefined;
  } catch {
    return undefined;
  }
}
