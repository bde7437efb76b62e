import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { isGuid } from "../../domain/azure-id.ts";
import type { Clock } from "../../ports.ts";
import type { FindKey, PublishedKey } from "../published-keys.ts";
import { activityOf, bodyOf, type TeamsActivity, tenantOf, tenantsOf } from "./activity.ts";
import { isAllowedService, type TeamsSettings } from "./settings.ts";

export interface BotRequest {
  readonly authorization: string | undefined;
  /** Reads the body; `undefined` when it is larger than allowed. Asked for once whoever calls is known. */
  readonly body: () => Promise<string | undefined>;
}

/** What passes was signed for us by the Bot Framework and happened in Teams, in our tenant. */
export type Admission =
  | { readonly kind: "admitted"; readonly activity: TeamsActivity }
  | { readonly kind: "refused"; readonly status: RefusedStatus; readonly why: string };

/** 401: what the call is signed with. 403: what it is used for. 503 only when no keys can be had: then nothing can be said about it. */
type RefusedStatus = 401 | 403 | 503;

class Refusal extends Error {
  readonly status: RefusedStatus;
  constructor(status: RefusedStatus, why: string) {
    super(why);
    this.status = status;
  }
}

const LONGEST_TOKEN = 8192;
const CLOCK_TOLERANCE_SECONDS = 300;
const CHANNEL = "msteams";

/** The only way into the bot. */
export function botGuard(settings: TeamsSettings, findKey: FindKey, clock: Clock) {
  return async (request: BotRequest): Promise<Admission> => {
    try {
      return { kind: "admitted", activity: await admit(request, settings, findKey, clock) };
    } catch (error) {
      if (error instanceof Refusal) return { kind: "refused", status: error.status, why: error.message };
      throw error;
    }
  };
}

/** The token first: of whoever has none, not a byte of the body is read. */
async function admit({ authorization, body }: BotRequest, settings: TeamsSettings, findKey: FindKey, clock: Clock) {
  const token = bearerOf(authorization);
  const key = await keyOf(token, findKey);
  const claims = await claimsOf(token, key, settings, clock());
  const said = saidIn(await body());
  if (claims["serviceurl"] !== said["serviceUrl"]) throw new Refusal(401, "the token is for another serviceUrl");
  const activity = activityOf(said);
  if (!activity) throw new Refusal(403, "the activity lacks what Teams always sends");
  checkOrigin(activity, settings);
  return activity;
}

function saidIn(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) throw new Refusal(403, "the body is larger than allowed");
  const said = bodyOf(text);
  if (!said) throw new Refusal(403, "the body is no activity");
  return said;
}

function bearerOf(authorization = ""): string {
  const scheme = "Bearer ";
  const token = authorization.slice(scheme.length);
  const isBearer = authorization.slice(0, scheme.length).toLowerCase() === scheme.toLowerCase();
  if (!isBearer || token.length > LONGEST_TOKEN) throw new Refusal(401, "there is no bearer token of a sane size");
  return token;
}

async function keyOf(token: string, findKey: FindKey): Promise<PublishedKey> {
  const found = await findKey(kidOf(token));
  if (found === "no keys") throw new Refusal(503, "the Bot Framework's keys can't be had");
  if (found === "unknown") throw new Refusal(401, "the token's key is not known");
  if (!found.endorsements.includes(CHANNEL)) throw new Refusal(401, "the token's key is not endorsed for Teams");
  return found;
}

function kidOf(token: string): string {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg === "RS256" && typeof kid === "string") return kid;
  } catch {
    // Falls through: whatever is wrong with the header, the answer is the same.
  }
  throw new Refusal(401, "the token's header is not that of an RS256 token with a key id");
}

async function claimsOf(token: string, { key }: PublishedKey, settings: TeamsSettings, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["RS256"],
      issuer: settings.issuer,
      audience: settings.appId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
      requiredClaims: ["exp", "serviceurl"],
    });
    return payload;
  } catch (error) {
    throw new Refusal(401, `the token does not hold: ${error instanceof errors.JOSEError ? error.code : "unreadable"}`);
  }
}

function checkOrigin(activity: TeamsActivity, settings: TeamsSettings): void {
  const isOurs = (tenant: string) => tenant.toLowerCase() === settings.tenantId.toLowerCase();
  if (!isAllowedService(settings, activity.serviceUrl)) throw new Refusal(403, "the serviceUrl is not on the list");
  if (activity.channelId !== CHANNEL) throw new Refusal(403, "the channel is not Teams");
  if (tenantOf(activity) === undefined) throw new Refusal(403, "the activity names no tenant");
  if (!tenantsOf(activity).every(isOurs)) throw new Refusal(403, "it comes from another tenant");
  if (asksSomething(activity) && !isGuid(activity.from.aadObjectId ?? ""))
    throw new Refusal(403, "nobody stands behind it");
}

/** Teams tells of an installation by policy without a person; nothing is done about those. */
export function asksSomething({ type }: TeamsActivity): boolean {
  return type === "message" || type === "invoke";
}
