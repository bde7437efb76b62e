import { EVENT_FUNCTION, EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import { ownerSubscription, serviceIdentity } from "../world.ts";

/** What the templates make around the functions: what it is set to is what the sandbox does. */
export interface Platform {
  /** Of the owner's subscription; `undefined`: nobody made it, and no event comes. */
  eventSubscription: EventFilter | undefined;
  bot: { readonly endpoint: string; readonly appId: string; readonly inTeams: boolean };
  /** Of the function app, as they are now. */
  settings: () => Readonly<Record<string, string>>;
  /** Where the functions are. */
  url: () => string;
  /** Events that were given up. */
  dropped: () => number;
}

export interface EventFilter {
  readonly eventTypes: readonly string[];
  readonly operations: readonly string[];
}

const group = `/subscriptions/${ownerSubscription.id}/resourceGroups/rg-relay-approvals`;
export const topicId = `${group}/providers/Microsoft.EventGrid/systemTopics/evgt-relay-approvals`;
/** The templates give each environment one of its own. */
export const eventSubscriptionName = "relay-approvals-4fzq7wxn2kd6o";
export const siteId = `${group}/providers/Microsoft.Web/sites/func-relay-approvals`;
export const botId = `${group}/providers/Microsoft.BotService/botServices/bot-relay-approvals`;
export const functionId = `${siteId}/functions/${EVENT_FUNCTION}`;

/** As the templates have it, until a test or a person changes it. */
export function platformAsDeployed(): Platform {
  return {
    eventSubscription: { eventTypes: EVENT_TYPES, operations: EVENT_OPERATIONS },
    bot: { endpoint: "", appId: serviceIdentity.clientId, inTeams: true },
    settings: () => ({}),
    url: () => "",
    dropped: () => 0,
  };
}

/** Azure itself adds the identity's endpoint, and the sandbox how people sign in: neither is a setting. */
export function settingsShown(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:SANDBOX|IDENTITY|NODE)_/.test(name)));
}
