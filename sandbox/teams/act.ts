import type { Person } from "../world.ts";
import type { PostedCard } from "./record.ts";
import { botId, botName, teamsIdOf } from "./teams-world.ts";

export interface CardClick {
  readonly person: Pick<Person, "objectId">;
  readonly card: Pick<PostedCard, "conversation" | "activity">;
  readonly verb: string;
  readonly requestId: string;
  readonly comment: string;
}

export interface ClickShown {
  /** Of the Playground's own interface: 200, or what it makes of a bot that refuses. */
  readonly status: number;
  /** `application/vnd.microsoft.card.adaptive`, `….activity.message` or `….error`. */
  readonly type: string | undefined;
  readonly value: unknown;
}

/** Presses a button of a card (Action.Execute) as anybody in the team, over the interface that the Playground's own page uses. */
export async function clickAs(playgroundUrl: string, click: CardClick): Promise<ClickShown> {
  const { verb, requestId, comment } = click;
  const action = { type: "Action.Execute", id: verb, verb, data: { ref: requestId, comment } };
  const response = await post(`${playgroundUrl}/_conversation/v1/invoke`, {
    name: "adaptiveCard/action",
    value: { action, trigger: "manual" },
    ...whereOf(click),
  });
  const { type, value } = ((await response.json().catch(() => undefined)) ?? {}) as Partial<ClickShown>;
  return { status: response.status, type, value };
}

/** The same of a client that knows only Action.Submit; it is answered in the thread. */
export async function submitAs(playgroundUrl: string, click: CardClick): Promise<void> {
  const { verb, requestId, comment } = click;
  await post(`${playgroundUrl}/_conversation/v1/submit`, {
    value: { verb, ref: requestId, comment },
    ...whereOf(click),
  });
}

/** Says something to the bot in a channel or chat. */
export async function sayAs(
  playgroundUrl: string,
  person: Pick<Person, "objectId">,
  conversation: string,
  text: string,
): Promise<void> {
  const mention = `<at>${botName}</at>`;
  await post(`${playgroundUrl}/_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`, {
    from: { id: teamsIdOf(person) },
    text: `${mention} ${text}`,
    textFormat: "plain",
    mentions: [{ mentioned: { id: botId }, text: mention }],
  });
}

function whereOf({ person, card }: CardClick) {
  return { from: { id: teamsIdOf(person) }, conversation: { id: card.conversation }, replyToId: card.activity };
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
