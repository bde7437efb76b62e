import { isGuid } from "../../domain/azure-id.ts";

export interface TeamsSettings {
  /** The bot's app id: the client id of the service's managed identity. */
  readonly appId: string;
  /** Our tenant: what happens in another one is refused. */
  readonly tenantId: string;
  /** Where cards are posted. */
  readonly serviceUrl: string;
  /** Hosts (with the port, if it is not 443) that may be a `serviceUrl`: our token is sent there. */
  readonly serviceHosts: readonly string[];
  /** Where the keys of the Bot Framework's tokens are found. */
  readonly openIdMetadataUrl: string;
  /** Who signs the tokens that reach us. */
  readonly issuer: string;
  /** The audience of the token that we send. */
  readonly connectorAudience: string;
}

/** Azure's public cloud: "Authenticate requests with the Bot Connector API". */
export const PUBLIC_CLOUD_TEAMS = {
  serviceUrl: "https://smba.trafficmanager.net/teams",
  serviceHosts: ["smba.trafficmanager.net"],
  openIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
  issuer: "https://api.botframework.com",
  connectorAudience: "https://api.botframework.com",
} as const satisfies Omit<TeamsSettings, "appId" | "tenantId">;

/** The bot's library takes an empty app id for "no authentication": there is no such mode here. */
export function checkTeamsSettings(settings: TeamsSettings): void {
  const faults = [
    isGuid(settings.appId) ? undefined : "appId must be a GUID",
    isGuid(settings.tenantId) ? undefined : "tenantId must be a GUID",
    isAllowedService(settings, settings.serviceUrl)
      ? undefined
      : "serviceUrl must be https and its host in serviceHosts",
    URL.parse(settings.openIdMetadataUrl)?.protocol === "https:" ? undefined : "openIdMetadataUrl must be https",
    settings.issuer === "" ? "issuer must not be empty" : undefined,
    settings.connectorAudience === "" ? "connectorAudience must not be empty" : undefined,
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new Error(`Teams settings: ${faults.join("; ")}`);
}

export function isAllowedService({ serviceHosts }: Pick<TeamsSettings, "serviceHosts">, serviceUrl: string): boolean {
  const url = URL.parse(serviceUrl);
  if (url === null || url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  return serviceHosts.includes(url.host);
}
