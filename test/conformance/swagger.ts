import { join } from "node:path";
import { LiveValidator } from "oav/dist/lib/liveValidation/liveValidator.js";
import type { Exchange } from "../../sandbox/arm/exchanges.ts";
import type { Asking, Reply } from "../sandbox/arm/an-arm.ts";

export interface Swagger {
  /** What is wrong with an exchange; empty when it is as Microsoft describes it. */
  findingsOf(method: string, url: string, asking: Asking, reply: Reply): Promise<readonly string[]>;
}

/** Real answers carry it too, though no description of the API does. */
const undescribed = /groupIds/;

export async function relaySwagger(projectRoot: string): Promise<Swagger> {
  const directory = join(projectRoot, "test/data/relay-swagger");
  const validator = new LiveValidator(
    {
      git: { shouldClone: false },
      directory,
      swaggerPaths: [join(directory, "relay/resource-manager/Microsoft.Relay/stable/2024-01-01/relay.json")],
      isPathCaseSensitive: false,
      loadValidatorInInitialize: true,
      isArmCall: true,
    },
    () => {},
  );
  await validator.initialize();
  return {
    async findingsOf(method, url, asking, reply) {
      const sent = asking.body as Record<string, unknown> | undefined;
      const found = await validator.validateLiveRequestResponse({
        liveRequest: { method, url, ...contentOf(sent) },
        liveResponse: { statusCode: String(reply.status), headers: textHeaders(reply), body: reply.body },
      });
      const exceptions = [found, found.requestValidationResult, found.responseValidationResult];
      const issues = [found.requestValidationResult, found.responseValidationResult].flatMap(({ errors }) => errors);
      return [
        ...exceptions.flatMap(({ runtimeException }) => (runtimeException ? [runtimeException.message] : [])),
        ...issues.map(({ code, message, pathsInPayload }) => `${code} at ${pathsInPayload}: ${message}`),
      ].filter((finding) => !undescribed.test(finding));
    },
  };
}

/** What is wrong with exchanges on record at the stand-in. No headers are: those of its answers are tried in the tests of this folder. */
export async function findingsOfRecorded(
  swagger: Swagger,
  armUrl: string,
  exchanges: readonly Exchange[],
): Promise<readonly string[]> {
  const headers = { "content-type": "application/json" };
  const findings = exchanges.map(({ method, path, status, requestBody, responseBody }) => {
    const reply = { status: Number(status), headers, body: responseBody };
    return swagger.findingsOf(method, armUrl + path, { body: requestBody }, reply);
  });
  return (await Promise.all(findings)).flat();
}

function contentOf(body: Record<string, unknown> | undefined) {
  return body === undefined ? { headers: {} } : { headers: { "content-type": "application/json" }, body };
}

function textHeaders({ headers }: Reply): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
