import type { AuditAnswer } from "../../../src/domain/answers.ts";
import { olga, rita } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

const TICKET = "ticket 8128";

/** "Who let this in, when and why?": asked over the API, with the command line and at the page, and proved. */
export async function audit(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-audited");
  await stage.click(olga, asked, "approve", `Known partner, ${TICKET}`);
  await stage.armShows(asked.connection, "Approved");
  stage.step("Olga approves an endpoint and says why");
  const query = `namespace:contoso-orders actor:olga kind:decision.made "${TICKET}"`;
  const answer = await eventually("the API finds the decision", () => found(stage, query));
  const [decision] = answer.entries;
  expectThat("it is the one decision", answer.entries.length === 1 && decision?.request === asked.requestId);
  expectThat("with the name of who decided", decision?.actorName === olga.name && decision.verdict === "approve");
  stage.step(`Rita, the auditor, asks the API: ${query}`);
  stage.step(`  ${decision?.at} ${decision?.actorName} ${decision?.verdict}: ${decision?.comment}`);
  await atTheCommandLine(stage, query, asked.requestId);
  await atThePage(stage, query);
  await proved(stage, String(decision?.id));
  await ofOthers(stage, query);
}

async function found(stage: Stage, query: string): Promise<AuditAnswer | undefined> {
  const { status, text } = await stage.api(rita, `/api/audit?q=${encodeURIComponent(query)}`);
  if (status !== 200) throw new Error(`The API answers ${status}: ${text}`);
  const answer = JSON.parse(text) as AuditAnswer;
  return answer.entries.length > 0 ? answer : undefined;
}

async function atTheCommandLine(stage: Stage, query: string, requestId: string): Promise<void> {
  const table = await stage.cli(rita, "audit", query);
  expectThat(
    `the command line shows it (${table.err})`,
    table.exit === 0 && table.out.includes(olga.name) && table.out.includes(TICKET),
  );
  stage.step(`the command line, relay-approvals audit '${query}':`);
  for (const line of table.out.trimEnd().split("\n")) stage.step(`  ${line}`);
  const story = await stage.cli(rita, "show", requestId, "--json");
  expectThat("and the whole story of the request", story.out.includes('"change.applied"'));
}

async function atThePage(stage: Stage, query: string): Promise<void> {
  const shown = await stage.page(rita, `/audit?q=${encodeURIComponent(query)}`, TICKET);
  if (shown === undefined) return stage.step("no browser starts here, so the page was not looked at");
  expectThat("the page shows it", shown.includes(olga.name) && shown.includes(TICKET));
  stage.step("the page shows the same to Rita, who signed in with one click");
}

async function proved(stage: Stage, entry: string): Promise<void> {
  const run = await eventually("the entry is sealed and proved", async () => {
    const prove = await stage.cli(rita, "prove", entry);
    return prove.exit === 0 ? prove : undefined;
  });
  expectThat("the proof is one of C2SP's", run.out.includes("tlog-proof"));
  stage.step("relay-approvals prove gives the proof that this very entry stands in the sealed log");
}

async function ofOthers(stage: Stage, query: string): Promise<void> {
  const { text } = await stage.api(olga, `/api/audit?q=${encodeURIComponent(query)}`);
  expectThat("an owner finds what is theirs", (JSON.parse(text) as AuditAnswer).entries.length === 1);
  const elsewhere = await stage.api(olga, "/api/audit?q=kind:policy.changed");
  expectThat("and nothing beyond", (JSON.parse(elsewhere.text) as AuditAnswer).entries.length === 0);
  stage.step("Olga, an owner, finds it too, and nothing beyond her namespaces");
}
