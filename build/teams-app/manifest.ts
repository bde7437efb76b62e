import type { ListedCommand } from "../../src/adapters/teams/command-list.ts";
import type { TeamsAppSettings } from "./settings.ts";

const MANIFEST_VERSION = "1.25";
/** Where the bot may be spoken to. */
export const SCOPES = ["team", "groupChat", "personal"] as const;

const SHORT = "Asks the owners of Azure Relay namespaces who may connect.";
const FULL =
  "When somebody's private endpoint asks to join an Azure Relay namespace, Relay Approvals asks the namespace's owners in a channel: " +
  "who asks, from which subscription and endpoint, and with what message. They approve or reject with a comment; the decision is carried " +
  "out in Azure, told to everybody, and recorded. Commands tell what waits, who let whom in, when and why.";

export type Manifest = Readonly<Record<string, unknown>>;

/** The app's manifest: nothing but a bot. It asks for no permission, reads no messages but those that name it, and no files. */
export function manifestOf(settings: TeamsAppSettings, commands: readonly ListedCommand[]): Manifest {
  const { appId, botId, name, version, developer, websiteUrl, privacyUrl, termsOfUseUrl, validDomains } = settings;
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}/MicrosoftTeams.schema.json`,
    manifestVersion: MANIFEST_VERSION,
    version,
    id: appId,
    developer: { name: developer, websiteUrl, privacyUrl, termsOfUseUrl },
    name: { short: name, full: `${name} for Azure Relay private endpoints` },
    description: { short: SHORT, full: FULL },
    icons: { color: "color.png", outline: "outline.png" },
    accentColor: "#1F4E8C",
    supportsChannelFeatures: "tier1",
    bots: [
      {
        botId,
        needsChannelSelector: true,
        isNotificationOnly: false,
        supportsFiles: false,
        supportsCalling: false,
        supportsVideo: false,
        scopes: SCOPES,
        commandLists: SCOPES.map((scope) => ({ scopes: [scope], commands: commands.map(listed) })),
      },
    ],
    validDomains,
  };
}

/** What the client offers is typed as it stands: the name alone; how it goes on is told beside it. */
function listed({ name, usage, description }: ListedCommand) {
  return { title: name, description: usage === "" ? description : `${description}: ${name} ${usage}` };
}
