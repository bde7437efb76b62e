import type { Activity } from "botbuilder";
import type { PolicyPerson } from "../../domain/policy.ts";
import { visible } from "./visible.ts";

const LONGEST_REPLY = 2000;
const LONGEST_NAME = 60;
/** Those who are escalated to are few; a message that calls a whole company is a mistake of a policy. */
const MOST_MENTIONS = 20;

/** A message in a thread: plain text. With mentions Teams wants XML, in which the text stays text. The library's type wants what Teams fills in. */
export function replyOf(text: string, mentions: readonly PolicyPerson[] = []): Activity {
  const shown = visible(text, LONGEST_REPLY);
  if (mentions.length === 0) return { type: "message", text: shown, textFormat: "plain" } as unknown as Activity;
  const entities = mentions.slice(0, MOST_MENTIONS).map(mentionOf);
  const called = entities.map((mention) => mention.text).join(" ");
  return {
    type: "message",
    text: `${called} ${escaped(shown)}`,
    textFormat: "xml",
    entities,
  } as unknown as Activity;
}

function mentionOf(person: PolicyPerson) {
  const name = mentionName(person);
  return { type: "mention", mentioned: { id: person.id, name }, text: `<at>${name}</at>` };
}

/** Teams compares what stands in the text with the entity and trips over `&` and the like: so letters, digits and little else. */
function mentionName({ name }: PolicyPerson): string {
  const plain = visible(name ?? "", LONGEST_NAME)
    .replace(/[^\p{L}\p{M}\p{N} '-]/gu, "")
    .trim();
  return plain || "Owner";
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
}
