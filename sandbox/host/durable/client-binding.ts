export interface DurableUrls {
  /** Where the host is reached, `http://localhost:7071`. */
  readonly origin: string;
  readonly port: number;
  readonly hubName: string;
  readonly key: string;
}

export const webhookPath = "/runtime/webhooks/durabletask";
/** What the app's own durable client uses: loopback only, no key. */
export const rpcPath = "/durabletask";

const commands = {
  sendEventPostUri: "/raiseEvent/{eventName}",
  terminatePostUri: "/terminate",
  rewindPostUri: "/rewind",
  restartPostUri: "/restart",
  suspendPostUri: "/suspend",
  resumePostUri: "/resume",
};

/** The JSON that a durable client binding gives the app. */
export function clientBinding(urls: DurableUrls): string {
  const base = `${urls.origin}${webhookPath}`;
  const query = requiredQuery(urls);
  const start = `${base}/orchestrators/{functionName}[/{instanceId}]?${query}`;
  return JSON.stringify({
    taskHubName: urls.hubName,
    creationUrls: {
      createNewInstancePostUri: start,
      createAndWaitOnNewInstancePostUri: `${start}&timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}`,
    },
    managementUrls: managementUrls("INSTANCEID", urls),
    baseUrl: base,
    requiredQueryStringParameters: query,
    rpcBaseUrl: `http://127.0.0.1:${urls.port}${rpcPath}/`,
  });
}

/** Where one instance is asked and told; `{eventName}` and `{text}` stay for the caller to fill in. */
export function managementUrls(instanceId: string, urls: DurableUrls): Record<string, string> {
  const instance = `${urls.origin}${webhookPath}/instances/${instanceId}`;
  const query = requiredQuery(urls);
  const withReason = (name: string) =>
    name === "sendEventPostUri" || name === "restartPostUri" ? "" : "reason={text}&";
  const commandUrls = Object.entries(commands).map(([name, path]) => [
    name,
    `${instance}${path}?${withReason(name)}${query}`,
  ]);
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    ...Object.fromEntries(commandUrls),
  };
}

function requiredQuery({ hubName, key }: DurableUrls): string {
  return `taskHub=${hubName}&connection=Storage&code=${key}`;
}
