import type { Activity, ConversationParameters } from "botbuilder";
import type { Card } from "../../domain/card.ts";
import type { CardSpot } from "../../domain/copies.ts";
import type { Line } from "../../domain/line.ts";
import type { PolicyPerson } from "../../domain/policy.ts";
import type { CardAddress } from "../../domain/progress.ts";
import { type CardPresence, type Cards, type Clock, Fault, type Log } from "../../ports.ts";
import { drawCard, summaryOf } from "./cards/draw-card.ts";
import { drawCopy, NEWER } from "./cards/draw-copy.ts";
import { digestTitle, drawDigest } from "./cards/draw-digest.ts";
import { drawEarlierLine, drawLine, lineTitle } from "./cards/draw-line.ts";
import type { Element } from "./cards/elements.ts";
import type { Connector, PostedActivity } from "./connector.ts";
import { isGone, isRefusedMessage, teamsFault } from "./fault.ts";
import type { TeamsSettings } from "./settings.ts";
import { replyOf } from "./thread-reply.ts";

export interface TeamsCardsParts {
  connector(): Promise<Connector>;
  readonly clock: Clock;
  readonly log: Log;
}

const CALL = { timeout: 15_000 };

export function teamsCards(settings: TeamsSettings, { connector, clock, log }: TeamsCardsParts): Cards {
  const call = async <T>(what: string, run: (client: Connector) => Promise<T>): Promise<T> => {
    try {
      return await run(await connector());
    } catch (error) {
      throw teamsFault(what, error, clock());
    }
  };
  const unlessGone = async (what: string, run: (client: Connector) => Promise<unknown>): Promise<CardPresence> => {
    try {
      await call(what, run);
      return "there";
    } catch (error) {
      if (!isGone(error)) throw error;
      log.warn("A card is gone from Teams", { what });
      return "gone";
    }
  };
  const post = (what: string, channel: string, message: Activity) =>
    call(what, ({ conversations }) => conversations.createConversation(postOf(settings, channel, message), CALL));
  const say = ({ conversation }: CardAddress, text: string, mentions: readonly PolicyPerson[]) =>
    unlessGone("a reply", ({ conversations }) =>
      conversations.sendToConversation(conversation, replyOf(text, mentions), CALL),
    );
  const postCard = async (what: string, channel: string, message: Activity) =>
    spotOfPosted(await post(what, channel, message));
  const edit = (what: string, { conversation, activity }: CardSpot, message: Activity) =>
    unlessGone(what, ({ conversations }) =>
      conversations.updateActivity(conversation, activity, { ...message, id: activity }, CALL),
    );
  return {
    post: (channel, card) => postCard("a card's post", channel.id, messageOf(card)),
    edit: (spot, card) => edit("a card's edit", spot, messageOf(card)),
    retire: (copy, card, newer) => edit("a copy's edit", copy, messageWith(drawCopy(card, newer), NEWER)),
    postLine: (channel, line) => postCard("the post of a line's card", channel.id, messageOfLine(line)),
    editLine: (spot, line) => edit("the edit of a line's card", spot, messageOfLine(line)),
    retireLine: (copy) => edit("a copy's edit", copy, messageWith(drawEarlierLine(), NEWER)),
    /** Somebody who cannot be called, since they left, is no reason to tell the others nothing. */
    async reply(address, text, mentions = []) {
      try {
        return await say(address, text, mentions);
      } catch (error) {
        if (mentions.length === 0 || !isRefusedMessage(error)) throw error;
        log.warn("Teams refused a reply that mentions people; it is said without mentions", { why: String(error) });
        return say(address, `${mentions.map(({ name, id }) => name ?? id).join(", ")}: ${text}`, []);
      }
    },
    async digest(channel, digest) {
      await post("a digest", channel.id, messageWith(drawDigest(digest), digestTitle(digest.expired.length)));
    },
  };
}

function postOf({ appId, tenantId }: TeamsSettings, channel: string, activity: Activity): ConversationParameters {
  return {
    isGroup: true,
    bot: { id: `28:${appId}`, name: "Relay Approvals" },
    tenantId,
    channelData: { channel: { id: channel }, tenant: { id: tenantId } },
    activity,
  };
}

function spotOfPosted({ id, activityId }: PostedActivity): CardSpot {
  if (!id || !activityId) throw new Fault("Teams took a card's post without saying where it is");
  return { conversation: id, activity: activityId };
}

function messageOfLine(line: Line): Activity {
  return messageWith(drawLine(line), lineTitle(line));
}

function messageOf(card: Card): Activity {
  return messageWith(drawCard(card), summaryOf(card));
}

/** The library's type wants what Teams fills in itself. */
function messageWith(content: Element, summary: string): Activity {
  return {
    type: "message",
    summary,
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
  } as unknown as Activity;
}
