import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Fault } from "../../sandbox/arm/faults.ts";
import { at, clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { fabrikamSubscription, ownerSubscription } from "../../sandbox/world.ts";
import { removals } from "../../src/cli/live-removal.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { allTold } from "./told.ts";

const SUBSCRIPTION = ownerSubscription.id;

let standIn: Awaited<ReturnType<typeof startStandInArm>>;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-check-"));
  standIn = await startStandInArm({ updateMs: 0, deleteMs: 0, throttle: PATIENT });
});
afterEach(async () => {
  setClockOffset(0);
  await Promise.all([standIn.close(), rm(folder, { recursive: true })]);
});

const A_LOT = { size: 10_000, refillPerSecond: 10_000 };
const PATIENT = { reads: A_LOT, writes: A_LOT, deletes: A_LOT };

type World = Parameters<typeof allTold>[1];
const atStandIn = () => ({ RELAY_APPROVALS_ARM_URL: standIn.arm.url, RELAY_APPROVALS_ARM_TOKEN: "t0ken" });
const run = (words: readonly string[] = ["--yes"], world: World = {}) =>
  allTold(["live-check", "--subscription", SUBSCRIPTION, "--output", join(folder, "answers.json"), ...words], {
    env: atStandIn(),
    ...world,
  });
const report = async () => JSON.parse(await readFile(join(folder, "answers.json"), "utf8"));

const commandsFor = (name: string) => [
  `az eventgrid event-subscription delete --name ${name} --source-resource-id /subscriptions/${SUBSCRIPTION}`,
  `az group delete --subscription ${SUBSCRIPTION} --name ${name} --yes`,
];

/** What of the lab is still there: the made-up world has nothing of this name. */
const leftOvers = () => {
  const { namespaces, endpoints, connections, resources } = standIn.arm.store;
  const all = [namespaces, endpoints, connections, resources].flatMap((shelf) => shelf.all().map(({ id }) => id));
  return all.filter((id) => id.includes("ra-live-"));
};
const asked = (method: string) => standIn.arm.exchanges.list().filter((one) => one.method === method);

const GROUP = /resourceGroups\/[^/]+$/;
const goesWrong = (method: string, pathPattern: RegExp, fault: Fault, times?: number) =>
  standIn.arm.faults.add({ match: { method, pathPattern }, fault, ...(times !== undefined && { times }) });
/** Moves the stand-in's clock on; done when all that was due is done. */
const pass = (milliseconds: number) => {
  const passed = new Promise<void>((resolve) => at(new Date(Date.now() + milliseconds), resolve));
  setClockOffset(clockOffsetMs() + milliseconds);
  return passed;
};
/** The stand-in's clock goes on with what is waited. */
const passing = { onWait: (_: number, milliseconds: number) => pass(milliseconds) };

describe("live-check", () => {
  it("asks Azure what is known from nowhere else, keeps the answers and removes what it made", async () => {
    const { code, out } = await run();
    expect(await report()).toEqual({
      name: expect.stringMatching(/^ra-live-[0-9a-f]{8}$/),
      ...{ subscription: SUBSCRIPTION, location: "westeurope", left: [] },
      ...{ begunAt: "2026-11-20T09:00:00.000Z", endedAt: "2026-11-20T09:00:00.000Z" },
      answers: {
        name: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ...{ isNameGuid: true, message: "relay-approvals live-check: please ignore", systemDataCreatedAt: "absent" },
        wrongPrivateEndpoint: { kind: "accepted", status: 202, endpointAfterwards: "as it was" },
        missingConnection: { kind: "refused", status: 404, code: "NotFound", message: expect.any(String) },
        rejectedToApproved: { kind: "refused", status: 400, code: "BadRequest", message: expect.any(String) },
        ...{ endpointAfterRemoval: "Disconnected", isNameFresh: true },
      },
      events: expect.any(Array),
    });
    const kinds = (await report()).events.map(({ operation }: { operation: string }) =>
      operation.split("/").slice(2).join("/"),
    );
    const joined = ["privateEndpointConnectionProxies/validate/action", "privateEndpointConnectionProxies/write"];
    const rejected = "privateEndpointConnections/write";
    expect(kinds).toEqual([...joined, rejected, "privateEndpointConnections/delete", ...joined]);
    expect(out).toContain("Everything that was made is removed.");
    expect(out.at(-1)).toBe(`9 answers in ${join(folder, "answers.json")}.`);
    expect([code, leftOvers()]).toEqual([0, []]);
  });

  it("tells a PUT that is refused for its private endpoint", async () => {
    await standIn.close();
    standIn = await startStandInArm({ ...{ updateMs: 0, deleteMs: 0, throttle: PATIENT }, strictEndpoint: true });
    expect((await run()).code).toBe(0);
    expect((await report()).answers.wrongPrivateEndpoint).toMatchObject({ kind: "refused", status: 400 });
    expect((await report()).answers.rejectedToApproved).toMatchObject({ kind: "refused", status: 400 });
  });

  it("does nothing without --yes, and says what it would do", async () => {
    const { code, out } = await run([]);
    expect([code, out.join(" ")]).toEqual([1, expect.stringContaining("Say --yes to do it.")]);
    expect(standIn.arm.exchanges.list()).toEqual([]);
    expect(await run(["--subscription", "ours"])).toMatchObject({ code: 2 });
    expect(await allTold(["live-check", "--subscription", "ours", "--yes"])).toMatchObject({ code: 2 });
  });

  it("keeps what it learnt, and cleans up, when a later answer fails", async () => {
    standIn.arm.faults.add({
      match: { method: "DELETE", pathPattern: /privateEndpointConnections/ },
      fault: { kind: "locked" },
    });
    const { code, out } = await run();
    expect(await report()).toMatchObject({
      answers: { rejectedToApproved: { code: "BadRequest" } },
      ...{ failed: expect.stringContaining("409 ScopeLocked"), left: [] },
    });
    expect([code, leftOvers()]).toEqual([1, []]);
    expect(out).not.toContain("No event came.");
    const operations = (await report()).events.map((event: { operation: string }) => event.operation);
    expect(operations).toContain("Microsoft.Relay/namespaces/privateEndpointConnections/write");
  });

  it("says in words that the queue gives no answer, without the key to it", async () => {
    const { fetch } = globalThis;
    const broken = new TypeError("fetch failed", { cause: new Error("other side closed") });
    jest.spyOn(globalThis, "fetch").mockImplementation((to, init) => {
      return String(to).includes("/events/messages") ? Promise.reject(broken) : fetch(to, init);
    });
    const { code } = await run();
    jest.restoreAllMocks();
    const { failed, left } = await report();
    expect([code, left]).toEqual([4, []]);
    expect(failed).toMatch(/^The queue at https:\/\/[\w.:-]+ gives no answer: other side closed\.$/);
  });

  it("makes nothing where the answers could not be kept", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const words = ["live-check", "--subscription", SUBSCRIPTION, "--yes", "--output", join(file, "answers.json")];
    const { code, err } = await allTold(words, { env: atStandIn() });
    expect([code, err.join(" ")]).toEqual([2, expect.stringContaining("cannot be written")]);
    expect(asked("PUT")).toEqual([]);
  });

  it("has in its file, until it ends, what is to be removed if it is cut off", async () => {
    const kept: string[] = [];
    const keep = () => kept.push(readFileSync(join(folder, "answers.json"), "utf8"));
    await run(["--yes"], { onWait: keep });
    const { name, failed, left } = JSON.parse(kept[0] ?? "");
    expect([failed, left]).toEqual(["It was cut off.", commandsFor(name)]);
  });

  it("cleans up what was made when something cannot be made", async () => {
    standIn.arm.faults.add({ match: { method: "PUT", pathPattern: /storageAccounts/ }, fault: { kind: "forbidden" } });
    expect((await run()).code).toBe(1);
    expect(await report()).toMatchObject({ answers: {}, failed: expect.stringContaining("403"), left: [] });
    expect(asked("PUT").map(({ path }) => /\/([a-z]+)\/[^/]+$/i.exec(path.split("?")[0] ?? "")?.[1])).toEqual([
      ...["resourceGroups", "namespaces", "storageAccounts"],
    ]);
    expect(leftOvers()).toEqual([]);
  });

  it("cleans up after an interrupt, wherever it comes", async () => {
    for (const waits of [1, 5]) {
      const { code } = await run(["--yes"], { waits });
      expect([code, leftOvers()]).toEqual([1, []]);
      expect(await report()).toMatchObject({ failed: "Interrupted.", left: [] });
    }
  });

  it("says what it could not remove, with the commands that do", async () => {
    goesWrong("DELETE", GROUP, { kind: "locked" });
    goesWrong("DELETE", /eventSubscriptions/, { kind: "forbidden" });
    const { code, out } = await run();
    const { name, left } = await report();
    expect(left).toEqual(commandsFor(name));
    expect([code, out]).toEqual([1, expect.arrayContaining(["Something is left. Remove it:", ...left])]);
  });

  it("says in its help that nobody has run it against Azure yet", async () => {
    const { out } = await allTold(["live-check", "--help"]);
    expect(out.join("\n")).toContain("not yet run against Azure");
  });
});

describe("what a live check removes", () => {
  it.each([
    ["group", GROUP],
    ["namespace", /Relay\/namespaces\/[^/]+$/],
    ["event subscription", /eventSubscriptions/],
    ["storage account", /storageAccounts\/[^/]+$/],
  ])("is also the %s that comes late, after its PUT got no answer", async (_, path) => {
    goesWrong("PUT", path, { kind: "timeout", afterMs: 0, lateSuccessMs: 60_000 }, 1);
    const { code, out } = await run(["--yes"], passing);
    expect([code, out]).toEqual([4, expect.arrayContaining(["Everything that was made is removed."])]);
    await pass(600_000);
    expect([(await report()).left, leftOvers()]).toEqual([[], []]);
  });

  it("is looked for in vain for five minutes before it counts as removed", async () => {
    goesWrong("PUT", GROUP, { kind: "server-error" }, 1);
    const { waited } = await run();
    expect(waited.length).toBe(59);
    expect(asked("GET").filter(({ path }) => GROUP.test(path.split("?")[0] ?? ""))).toHaveLength(59);
  });

  it.each<Fault>([{ kind: "conflict" }, { kind: "server-error" }, { kind: "timeout", afterMs: 0 }])(
    "is asked for again after %j",
    async (fault) => {
      goesWrong("DELETE", GROUP, fault, 2);
      goesWrong("DELETE", /eventSubscriptions/, fault, 2);
      expect((await run()).code).toBe(0);
      expect([(await report()).left, leftOvers()]).toEqual([[], []]);
    },
  );

  it("is left with its command when Azure is in conflict for a quarter of an hour", async () => {
    goesWrong("DELETE", GROUP, { kind: "conflict" });
    const { code } = await run();
    const { name, left } = await report();
    expect([code, left]).toEqual([1, [commandsFor(name)[1]]]);
    expect(asked("DELETE").filter(({ path }) => GROUP.test(path.split("?")[0] ?? ""))).toHaveLength(180);
  });

  it("is nothing where nothing could be made", async () => {
    goesWrong("PUT", GROUP, { kind: "forbidden" });
    const { code, out } = await run();
    expect([code, out]).toEqual([1, expect.arrayContaining(["Nothing was made."])]);
    expect([(await report()).left, asked("DELETE")]).toEqual([[], []]);
  });

  it("has commands that a shell takes word by word", () => {
    const odd = { subscription: "$(touch here)", name: "o'neill; rm" };
    const args = Object.values(removals(odd)).map((line) => {
      execFileSync("bash", ["-n"], { input: line });
      return execFileSync("bash", ["-c", `az() { printf '%s\\n' "$@"; }\n${line}`], { encoding: "utf8" }).split("\n");
    });
    expect(args[0]).toEqual(expect.arrayContaining([odd.name, `/subscriptions/${odd.subscription}`]));
    expect(args[1]).toEqual(expect.arrayContaining([odd.name, odd.subscription]));
  });
});

describe("a live check that cannot begin", () => {
  it.each([
    [3, { kind: "forbidden" }, "403 AuthorizationFailed"],
    [4, { kind: "server-error" }, "500 InternalServerError"],
    [4, { kind: "timeout", afterMs: 0 }, "gives no answer"],
  ] as const)("ends with %i and makes nothing, nor a file: %j", async (exit, fault, words) => {
    goesWrong("GET", /subscriptions\/[^/]+$/, fault);
    const { code, out, err } = await run();
    expect([code, out, err.join(" ")]).toEqual([exit, [], expect.stringContaining(words)]);
    expect([asked("PUT"), asked("DELETE"), await readdir(folder)]).toEqual([[], [], []]);
  });

  it("says that there is no such subscription, or that it is another tenant's", async () => {
    const runIn = (subscription: string) =>
      allTold(["live-check", "--yes", "--subscription", subscription, "--output", join(folder, "answers.json")], {
        env: atStandIn(),
      });
    expect(await runIn("99999999-9999-4999-8999-999999999999")).toMatchObject({
      ...{ code: 2, err: [expect.stringContaining("404 SubscriptionNotFound")] },
    });
    expect(await runIn(fabrikamSubscription.id)).toMatchObject({
      ...{ code: 3, err: [expect.stringContaining("401 InvalidAuthenticationTokenTenant")] },
    });
  });

  it("says how to sign in to Azure when the token is too old", async () => {
    await standIn.close();
    standIn = await startStandInArm({}, { kind: "expired", reason: "it is of yesterday" });
    const { code, out, err } = await run();
    expect([code, out, err]).toEqual([
      3,
      [],
      [expect.stringMatching(/does not take the token\. One in RELAY_APPROVALS_ARM_TOKEN/)],
    ]);
    expect([asked("PUT"), asked("DELETE"), await readdir(folder)]).toEqual([[], [], []]);
  });

  it("says that a token is none", async () => {
    const env = { ...atStandIn(), RELAY_APPROVALS_ARM_TOKEN: "two words" };
    expect(await run(["--yes"], { env })).toMatchObject({
      ...{ code: 3, err: ["RELAY_APPROVALS_ARM_TOKEN holds what is no token."], out: [] },
    });
  });
});

describe("what a live check has learnt", () => {
  const answersKept = () => Object.keys(JSON.parse(readFileSync(join(folder, "answers.json"), "utf8")).answers).length;

  beforeEach(async () => {
    await standIn.close();
    standIn = await startStandInArm({ updateMs: 5_000, deleteMs: 5_000, throttle: PATIENT });
  });

  it("is in its file at once", async () => {
    const kept = new Set<number>();
    const onWait = (_: number, milliseconds: number) => {
      kept.add(answersKept());
      return pass(milliseconds);
    };
    expect((await run(["--yes"], { onWait })).code).toBe(0);
    expect([...kept]).toEqual(expect.arrayContaining([4, 7, 9]));
  });

  it("does not say that no event came when nobody looked", async () => {
    const { out, err } = await run(["--yes"], { waits: 1 });
    expect(out).toContain("Whether events came was not looked at.");
    expect(err).toEqual([expect.stringMatching(/^Interrupted: what was made is taken away/)]);
    expect(await report()).not.toHaveProperty("events");
  });

  it("is told, and what was made is removed, also when the file cannot be written any more", async () => {
    const onWait = (count: number, milliseconds: number) => {
      if (count === 1) replaceFolder();
      return pass(milliseconds);
    };
    const { code, out, err } = await run(["--yes"], { onWait });
    expect([code, err]).toEqual([2, [expect.stringContaining("answers.json cannot be written")]]);
    expect(out).toContain("Everything that was made is removed.");
    expect(out.join()).not.toContain("answers in");
    expect(leftOvers()).toEqual([]);
  });

  function replaceFolder() {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
  }
});
