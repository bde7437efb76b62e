import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ownerSubscription } from "../../sandbox/world.ts";
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

  it("makes nothing where the answers could not be kept", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const words = ["live-check", "--subscription", SUBSCRIPTION, "--yes", "--output", join(file, "answers.json")];
    const { code, err } = await allTold(words, { env: atStandIn() });
    expect([code, err.join(" ")]).toEqual([2, expect.stringContaining("cannot be written")]);
    expect(standIn.arm.exchanges.list()).toEqual([]);
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
    standIn.arm.faults.add({
      match: { method: "DELETE", pathPattern: /resourceGroups\/[^/]+$/ },
      fault: { kind: "locked" },
    });
    standIn.arm.faults.add({
      match: { method: "DELETE", pathPattern: /eventSubscriptions/ },
      fault: { kind: "locked" },
    });
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
