import * as z from "zod";
import type { TeamsActivity } from "./activity.ts";

const LONGEST = 2_000;
const Mentions = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));
/** What a client writes for a mention, and what it escapes. It ends before the next `<`, so that each letter is looked at once. */
const TAG = /<at[^<>]*>[^<]*<\/at>/giu;
const ESCAPED: Readonly<Record<string, string>> = { nbsp: " ", amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** What somebody wrote to the bot: without mentions, in one line, and no more than a comment and two ids need. */
export function plainWords({ text, ...activity }: TeamsActivity): string {
  const mentions = (Mentions.safeParse(activity["entities"]).data ?? []).filter(({ type }) => type === "mention");
  const unnamed = mentions.reduce((left, mention) => left.replaceAll(mention.text || TAG_NEVER, " "), text ?? "");
  return unnamed
    .replace(TAG, " ")
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/giu, (_, name: string) => ESCAPED[name.toLowerCase()] ?? " ")
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\s\u200B\uFEFF]+/gu, " ")
    .trim()
    .slice(0, LONGEST)
    .toWellFormed();
}

/** Stands in no text: replacing nothing. */
const TAG_NEVER = "\uFFFF";
