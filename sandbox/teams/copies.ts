import { type Answer, call } from "./http-json.ts";
import type { PostedCard } from "./record.ts";

/** Cards that were posted again: what is said of the first goes to its copies too. */
export interface Copies {
  add(of: PostedCard, channel: string, card: unknown): Promise<Answer>;
  /** Repeats an edit or a reply for each copy; answers as the last one that took it. */
  repeat(method: string, path: string, body: unknown): Promise<Answer | undefined>;
  /**
   * Told of what the Playground says when its page is opened. A page that is loaded again knows no earlier card, and breaks at an edit of
   * one: from then on what is said of it goes to its later copies only.
   */
  pageOpened(conversation: string, posted: readonly Pick<PostedCard, "conversation">[]): void;
  /** A click on a copy is one on the first card: in Teams a card has one place, and the bot knows no other. */
  asOnFirst<Seen extends ClickedOn>(activity: Seen): Seen;
  /** Whether the page no longer knows the card of this path, but a copy of it. */
  hasMoved(path: string): boolean;
}

export interface ClickedOn {
  readonly conversation?: { readonly id?: string };
  readonly replyToId?: string;
}

interface Copy {
  readonly of: Pick<PostedCard, "conversation" | "activity">;
  readonly conversation: string;
  readonly activity: string;
}

export function copiesIn(connectorUrl: () => string): Copies {
  const copies: Copy[] = [];
  const opened = new Set<string>();
  const forgotten = new Set<string>();
  const known = (path: string) =>
    copies.filter(({ of, conversation }) => !forgotten.has(conversation) && path.startsWith(pathOf(of.conversation)));
  return {
    pageOpened(conversation, posted) {
      if (opened.has(conversation)) for (const card of [...posted, ...copies]) forgotten.add(card.conversation);
      opened.add(conversation);
    },
    hasMoved: (path) =>
      [...forgotten].some((conversation) => path.startsWith(pathOf(conversation))) && known(path).length > 0,
    asOnFirst(activity) {
      const copy = copies.find(({ conversation }) => conversation === activity.conversation?.id);
      if (!copy) return activity;
      const replyToId = activity.replyToId === copy.activity ? { replyToId: copy.of.activity } : {};
      return { ...activity, conversation: { ...activity.conversation, id: copy.of.conversation }, ...replyToId };
    },
    async add(of, channel, card) {
      const attachments = [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }];
      const answer = await call("POST", `${connectorUrl()}/v3/conversations`, {
        isGroup: true,
        channelData: { channel: { id: channel } },
        activity: { type: "message", attachments },
      });
      const { id, activityId } = (answer.body ?? {}) as { id?: string; activityId?: string };
      if (id && activityId) copies.push({ of, conversation: id, activity: activityId });
      return answer;
    },
    async repeat(method, path, body) {
      let taken: Answer | undefined;
      for (const copy of known(path)) {
        const rest = path.slice(pathOf(copy.of.conversation).length).replace(copy.of.activity, copy.activity);
        const url = `${connectorUrl()}${encodePath(`${pathOf(copy.conversation)}${rest}`)}`;
        const answer = await call(method, url, {
          ...(body as object),
          ...(method === "PUT" ? { id: copy.activity } : {}),
        });
        if (answer.status < 300) taken = answer;
      }
      return taken;
    },
  };
}

function pathOf(conversation: string): string {
  return `/v3/conversations/${conversation}/activities`;
}

/** A conversation's id holds `:`, `;` and `=`. */
function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
