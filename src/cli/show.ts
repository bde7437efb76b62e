import type { RequestStory } from "../domain/answers.ts";
import { storyTable } from "./audit-table.ts";
import { painted } from "./colour.ts";
import { asking, asksService, printJson, printLines } from "./command.ts";
import { harmless } from "./harmless.ts";
import { requestId } from "./request-argument.ts";
import { EXIT, type Screen } from "./terminal.ts";
import { age, connectionName, endpointName, minuteOf } from "./words.ts";

export const show = asking({
  words: "show <request>",
  told: "One request with everything that is on record about it",
  options: (parser) =>
    asksService(parser).positional("request", { type: "string", demandOption: true, describe: "Id of a request" }),
  async run({ request, json }, api, terminal) {
    const story = await api.get<RequestStory>(`api/requests/${requestId(request)}`, "history");
    if (json) printJson(terminal, story);
    else printLines(terminal, storyLines(story, terminal.now(), terminal.screen));
    return EXIT.done;
  },
});

function storyLines(story: RequestStory, now: Date, screen: Screen | undefined): readonly string[] {
  const facts = factsOf(story, now).filter(([, value]) => value !== undefined && value !== "");
  const widest = Math.max(...facts.map(([name]) => name.length));
  return [
    ...facts.map(([name, value]) => `${painted(name.padEnd(widest), "dim", screen)}  ${harmless(value ?? "")}`),
    "",
    ...storyTable(story.history, screen),
  ];
}

type Fact = readonly [name: string, value: string | undefined];

function factsOf(story: RequestStory, now: Date): readonly Fact[] {
  const { card, requester, decision, outcome, deadlineAt } = story;
  const { why, askedBy, askedGroup, held } = card;
  return [
    ["Request", story.id],
    ["State", `${story.state} (${story.kind}, round ${story.round})`],
    ["Connection", connectionName(story.connection)],
    ["Endpoint", endpointName(story.privateEndpoint)],
    ["Requester", `subscription ${requester.subscription ?? "not known"}, ${tenantInWords(requester.tenant)}`],
    ["Message", story.message],
    ["Seen", `${minuteOf(story.seenAt)} UTC (${age(story.seenAt, now)} ago)`],
    ["Deadline", deadlineAt && `${minuteOf(deadlineAt)} UTC (${leftUntil(deadlineAt, now)})`],
    ["Why asked", why],
    ["Asked by", askedBy && `${askedBy.by}: ${askedBy.text}`],
    ["Who decides", askedGroup ?? "nobody"],
    ["Places", `${card.endpointsUsed} of ${card.endpointsMost} used`],
    ["Votes", `${story.votes} of ${story.votesNeeded}${votersIn(story)}`],
    ["Held", held && `until ${minuteOf(held.until)} UTC, ${held.by} asks: ${held.text}`],
    [
      "Decision",
      decision && `${decision.verdict} by ${decision.by}, ${minuteOf(decision.at)} UTC${afterColon(decision.comment)}`,
    ],
    ["Outcome", outcome && `${outcome.kind}, ${minuteOf(outcome.at)} UTC${afterColon(outcome.reason)}`],
    ["May be said", story.verbs.join(", ")],
  ];
}

function leftUntil(deadlineAt: string, now: Date): string {
  return Date.parse(deadlineAt) > now.getTime() ? `in ${age(deadlineAt, now)}` : "over";
}

function tenantInWords(tenant: "own" | "other" | "unknown"): string {
  return tenant === "unknown" ? "tenant not known" : `${tenant === "own" ? "our own" : "another"} tenant`;
}

function votersIn({ card: { votes } }: RequestStory): string {
  return votes.length > 0 ? `: ${votes.map(({ by, verdict }) => `${by} says ${verdict}`).join(", ")}` : "";
}

function afterColon(text: string): string {
  return text ? `: ${text}` : "";
}
