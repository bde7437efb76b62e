import * as z from "zod";
import type { TeamsActivity } from "./activity.ts";

const LONGEST = 2_000;
const Mentions = z.array(
  z.looseObject({
    type: z.string(),
    text: z.string().optional(),
    mentioned: z.looseObject({ id: z.string().optional() }).optional(),
  }),
);
/** What a client writes for a mention of somebody else, whose name stays, and what it escapes. It ends before the next `<`, so that each letter is looked at once. */
const TAG = /<at[^<>]*>([^<]*)<\/at>/giu;
/** Whoever calls the bot begins with that. */
const FIRST_TAG = /^\s*<at[^<>]*>[^<]*<\/at>/iu;
const ESCAPED: Readonly<Record<string, string>> = { nbsp: " ", amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** What somebody wrote to the bot: without calling it, in one line, and no more than a comment and two ids need. */
export function plainWords({ text, recipient, ...activity }: TeamsActivity): string {
  const entities = Mentions.safeParse(activity["entities"]).data ?? [];
  const ours = entities.filter(({ type, mentioned }) => type === "mention" && mentioned?.id === recipient.id);
  const called = (text ?? "").replace(FIRST_TAG, " ");
  return ours
    .reduce((left, mention) => left.replaceAll(mention.text || NEVER, " "), called)
    .replace(TAG, " $1 ")
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/giu, (_, name: string) => ESCAPED[name.toLowerCase()] ?? " ")
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\s\u200B\uFEFF]+/gu, " ")
    .trim()
    .slice(0, LONGEST)
    .toWellFormed();
}

/** Stands in no text: replacing nothing. */
const NEVER = "\uFFFF";
