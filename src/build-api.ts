import { type ApiGuard, apiGuard } from "./adapters/entra/api-guard.ts";
import { publishedKeys } from "./adapters/published-keys.ts";
import { allowanceByCaller } from "./api/allowance.ts";
import { type Api, answerTo, REFUSAL_WORDS } from "./api/answer.ts";
import { cachedFor } from "./api/cached.ts";
import { sealedCursors } from "./api/cursor.ts";
import type { ApiParts } from "./api/parts.ts";
import type { Snapshot } from "./api/snapshot.ts";
import type { Config } from "./config.ts";
import { fewLines } from "./few-lines.ts";
import type { World } from "./orchestration/world.ts";
import type { Clock } from "./ports.ts";
import type { SealedLog } from "./store.ts";

/** What Azure shows is read at most so often, whoever asks. */
const SNAPSHOT_SECONDS = 20;

export interface ApiSources {
  readonly config: Config;
  readonly clock: Clock;
  readonly sealedLog: SealedLog;
  /** What cursors are signed with; the same in every instance. */
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly self: ApiParts["self"];
}

export interface ReadyApi {
  readonly answerTo: typeof answerTo;
  /** For one invocation, which has a log of its own. */
  readonly within: (world: World) => Omit<Api, "orchestrations">;
}

/** The HTTP API with everything that lives as long as the process: keys, allowances, what was read a moment ago. */
export function buildApi({ config, clock, sealedLog, cursorKey, self }: ApiSources): ReadyApi {
  const shared = {
    ...{ sealedLog, self },
    admit: guardOf(config, clock),
    allow: allowanceByCaller(),
    noteCall: fewLines(REFUSAL_WORDS, clock),
    cursors: sealedCursors(cursorKey),
    snapshot: cachedFor<Snapshot>(SNAPSHOT_SECONDS, clock),
  };
  return { answerTo, within: (world) => ({ ...shared, world }) };
}

function guardOf(
  { apiClientId: clientId, apiOpenIdMetadataUrl, tenantId }: Config,
  clock: Clock,
): ApiGuard | undefined {
  return clientId === undefined
    ? undefined
    : apiGuard({ clientId, tenantId }, publishedKeys(apiOpenIdMetadataUrl, clock), clock);
}
