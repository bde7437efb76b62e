import { type Answer, call } from "./http-json.ts";
import type { PostedCard } from "./record.ts";

/** Cards that were posted again: what is said of the first goes to its copies too. */
export interface Copies {
  add(of: PostedCard, channel: string, card: unknown): Promise<Answer>;
  /** Repeats an edit or a reply for each copy; answers as the last one that took it. */
  repeat(method: string, path: string, body: unknown): Promise<Answer | undefined>;
}

interface Copy {
  readonly of: Pick<PostedCard, "conversation" | "activity">;
  readonly conversation: string;
  readonly activity: string;
}

export function copiesIn(connectorUrl: () => string): Copies {
  const copies: Copy[] = [];
  return {
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
      for (const copy of copies.filter(({ of }) => path.startsWith(pathOf(of.conversation)))) {
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
