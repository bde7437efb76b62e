import type { Activity, ConversationParameters } from "botbuilder";
import type { Card } from "../../domain/card.ts";
import { type Cards, type Clock, Fault, type Log } from "../../ports.ts";
import { drawCard, summaryOf } from "./cards/draw-card.ts";
import type { Connector } from "./connector.ts";
import { isGone, teamsFault } from "./fault.ts";
import type { TeamsSettings } from "./settings.ts";
import { visible } from "./visible.ts";

export interface TeamsCardsParts {
  connector(): Promise<Connector>;
  readonly clock: Clock;
  readonly log: Log;
}

const LONGEST_REPLY = 2000;
const CALL = { timeout: 15_000 };

export function teamsCards(settings: TeamsSettings, { connector, clock, log }: TeamsCardsParts): Cards {
  const call = async <T>(what: string, run: (client: Connector) => Promise<T>): Promise<T> => {
    try {
      return await run(await connector());
    } catch (error) {
      throw teamsFault(what, error, clock());
    }
  };
  /** Somebody deleted the card, the thread or the channel: there is nothing left to tell it to, and waiting brings nothing back. */
  const unlessGone = async (what: string, run: (client: Connector) => Promise<unknown>) => {
    try {
      await call(what, run);
    } catch (error) {
      if (!isGone(error)) throw error;
      log.warn("A card is gone from Teams", { what });
    }
  };
  return {
    async post(channel, card) {
      const posted = await call("a card's post", ({ conversations }) =>
        conversations.createConversation(postOf(settings, channel.id, card), CALL),
      );
      if (!posted.id || !posted.activityId) throw new Fault("Teams took a card's post without saying where it is");
      return { conversation: posted.id, activity: posted.activityId };
    },
    edit: ({ conversation, activity }, card) =>
      unlessGone("a card's edit", ({ conversations }) =>
        conversations.updateActivity(conversation, activity, { ...messageOf(card), id: activity }, CALL),
      ),
    reply: ({ conversation }, text) =>
      unlessGone("a reply", ({ conversations }) => conversations.sendToConversation(conversation, replyOf(text), CALL)),
  };
}

function postOf({ appId, tenantId }: TeamsSettings, channel: string, card: Card): ConversationParameters {
  return {
    isGroup: true,
    bot: { id: `28:${appId}`, name: "Relay Approvals" },
    tenantId,
    channelData: { channel: { id: channel }, tenant: { id: tenantId } },
    activity: messageOf(card),
  };
}

/** The library's type wants what Teams fills in itself. */
function messageOf(card: Card): Activity {
  return {
    type: "message",
    summary: summaryOf(card),
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: drawCard(card) }],
  } as unknown as Activity;
}

function replyOf(text: string): Activity {
  return { type: "message", text: visible(text, LONGEST_REPLY), textFormat: "plain" } as unknown as Activity;
}
