/** One call over the connector, as the Playground answered it. */
export interface Exchange {
  readonly at: string;
  readonly method: string;
  /** Of the connector, from `/v3/` on, decoded. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

export interface PostedCard {
  readonly at: string;
  readonly conversation: string;
  readonly activity: string;
  readonly card: CardJson;
}

type CardJson = Readonly<Record<string, unknown>>;

/** Cards that show this request's id and were accepted by the Playground, the first first. */
export function cardsPosted(record: readonly Exchange[], requestId: string): readonly PostedCard[] {
  return allCardsPosted(record).filter(({ card }) => JSON.stringify(card).includes(JSON.stringify(requestId)));
}

export function allCardsPosted(record: readonly Exchange[]): readonly PostedCard[] {
  return record.flatMap((exchange) => {
    const card =
      exchange.path === "/v3/conversations" && isDone(exchange) ? cardIn(activityIn(exchange.body)) : undefined;
    const { id, activityId } = (exchange.answer ?? {}) as { id?: string; activityId?: string };
    if (!card || !id || !activityId) return [];
    return [{ at: exchange.at, conversation: id, activity: activityId, card }];
  });
}

/** What a posted card shows since its last edit, and since when. */
export function shownNow(record: readonly Exchange[], posted: PostedCard): Pick<PostedCard, "at" | "card"> {
  const edits = record.filter(
    ({ method, path, ...exchange }) =>
      method === "PUT" && path.endsWith(`/activities/${posted.activity}`) && isDone(exchange),
  );
  const last = edits.at(-1);
  const card = last && cardIn(last.body);
  return last && card ? { at: last.at, card } : posted;
}

/** Requests whose card still has buttons, the oldest first. */
export function openRequests(record: readonly Exchange[]): readonly string[] {
  const refs = record.flatMap(({ path, body }) =>
    path === "/v3/conversations" ? refsOn(cardIn(activityIn(body))) : [],
  );
  return [...new Set(refs)].filter((requestId) => {
    const last = cardsPosted(record, requestId).at(-1);
    return last !== undefined && refsOn(shownNow(record, last).card).includes(requestId);
  });
}

function refsOn(card: CardJson | undefined): readonly string[] {
  const actions = (card?.["actions"] ?? []) as { data?: { ref?: unknown } }[];
  return actions.flatMap(({ data }) => (typeof data?.ref === "string" ? [data.ref] : []));
}

/** The texts in a card's thread. */
export function repliesTo(record: readonly Exchange[], posted: PostedCard): readonly { at: string; text: string }[] {
  return record.flatMap(({ at, method, path, body, ...exchange }) => {
    const isReply = method === "POST" && path.startsWith(`/v3/conversations/${posted.conversation}/activities`);
    const text = (body as { text?: unknown } | undefined)?.text;
    return isReply && isDone(exchange) && typeof text === "string" ? [{ at, text }] : [];
  });
}

/** All words on a card, as somebody reads them: one line a block. */
export function wordsOn(card: unknown): string {
  if (Array.isArray(card)) return card.map(wordsOn).filter(Boolean).join("\n");
  if (typeof card !== "object" || card === null) return "";
  const { text, inlines, ...rest } = card as { text?: unknown; inlines?: { text?: string }[] };
  const own = [text, inlines?.map((run) => run.text ?? "").join("")].filter((part) => typeof part === "string");
  return [...own, ...Object.values(rest).map(wordsOn)].filter(Boolean).join("\n");
}

/** The titles of a card's buttons, in their order. */
export function buttonsOn(card: CardJson): readonly string[] {
  const actions = (card["actions"] ?? []) as { title?: unknown }[];
  return actions.flatMap(({ title }) => (typeof title === "string" ? [title] : []));
}

function isDone({ status }: Pick<Exchange, "status">): boolean {
  return status >= 200 && status < 300;
}

function activityIn(body: unknown): unknown {
  return (body as { activity?: unknown } | undefined)?.activity;
}

function cardIn(activity: unknown): CardJson | undefined {
  const { attachments } = (activity ?? {}) as { attachments?: { content?: CardJson }[] };
  return attachments?.[0]?.content;
}
