import { describe, expect, it } from "@jest/globals";
import type { Finding, Setup } from "../../src/domain/answers.ts";
import { aboutOpen, aboutSettings } from "../../src/domain/examination.ts";
import { aboutSchedules, aboutSealing, aboutSweep } from "../../src/domain/examination-timers.ts";
import { NO_PROGRESS } from "../../src/domain/progress.ts";
import { aRequest, TENANT } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const ids = (findings: readonly Finding[]) => findings.map(({ id, severity }) => `${severity} ${id}`);

const IDENTITY = "cccccccc-0000-4000-8000-000000000001";
const aSetup = (overrides: Partial<Setup> = {}) => ({
  ...{ identity: IDENTITY, botAppId: IDENTITY, cleanUp: "delete" as const },
  botKeysUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
  ...overrides,
});

describe("doctor on settings", () => {
  it("finds nothing in those of the templates", () => {
    expect(aboutSettings(aSetup(), true)).toEqual([]);
  });

  it("tells of a dry run, and warns of another bot and of keys that are not Microsoft's", () => {
    const risky = aSetup({ botAppId: TENANT, cleanUp: "dry-run", botKeysUrl: "https://keys.example/v1" });
    const found = aboutSettings(risky, true);
    expect(ids(found)).toEqual(["warning bot-app-id", "info bot-keys", "info clean-up-dry-run"]);
    expect(found[0]?.commands).toEqual([expect.stringContaining(` --settings BOT_APP_ID=${IDENTITY}`)]);
    expect(found[1]?.what).toContain("keys.example");
  });

  it("makes no bot's id like an identity that is none", () => {
    expect(aboutSettings(aSetup({ botAppId: TENANT }), false)).toEqual([]);
  });
});

describe("doctor on the sweep", () => {
  it("wants one in half an hour", () => {
    expect(aboutSweep({ at: minutesAgo(30), failed: 0 }, 5, NOW)).toEqual([]);
    const [late, ...others] = aboutSweep({ at: minutesAgo(31), failed: 0 }, 5, NOW);
    expect([late?.id, late?.what, others]).toEqual(["sweep-late", expect.stringContaining("31 minutes ago"), []]);
  });

  it("tells when none ever ended, and when one could not look at everything", () => {
    expect(ids(aboutSweep(undefined, 5, NOW))).toEqual(["warning no-sweep"]);
    expect(ids(aboutSweep({ at: minutesAgo(1), failed: 2 }, 5, NOW))).toEqual(["warning sweep-failed"]);
  });
});

describe("doctor on schedules", () => {
  it("has nothing against those that alerts bear", () => {
    expect(aboutSchedules({ sweepMinutes: 30, sealMinutes: 10 })).toEqual([]);
  });

  it("warns of those that alerts do not bear, with how late all is", () => {
    const found = aboutSchedules({ sweepMinutes: 60, sealMinutes: 15 });
    expect(ids(found)).toEqual(["warning sweep-slow", "warning seal-slow"]);
    expect(found.map(({ what }) => what.split(/[:,] /)[0])).toEqual([
      "Sweeps are up to 60 minutes apart",
      "The record is sealed up to 15 minutes late",
    ]);
    expect(found[0]?.commands).toEqual([expect.stringContaining(" --settings 'SWEEP_SCHEDULE=0 */5 * * * *'")]);
    const apart = (sweepMinutes: number) => aboutSchedules({ sweepMinutes, sealMinutes: 1 })[0]?.what;
    expect([apart(121), apart(2_880)]).toEqual([
      expect.stringContaining(" 3 hours apart"),
      expect.stringContaining(" 2 days apart"),
    ]);
  });

  it("calls a sweep late after two pauses and twenty minutes", () => {
    const sweepEvery = (pause: number, minutes: number) =>
      ids(aboutSweep({ at: minutesAgo(minutes), failed: 0 }, pause, NOW));
    expect([sweepEvery(60, 140), sweepEvery(60, 141)]).toEqual([[], ["error sweep-late"]]);
    expect([sweepEvery(1, 30), sweepEvery(1, 31)]).toEqual([[], ["error sweep-late"]]);
    expect(aboutSweep(undefined, 60, NOW)[0]?.what).toContain("within 60 minutes.");
  });

  it("calls the seal late after two pauses, and an error eight minutes later", () => {
    const sealed = { waiting: [], sealed: 12, unreadable: undefined, stopped: undefined, keyless: undefined };
    const sealEvery = (pause: number, minutes: number) =>
      ids(aboutSealing({ ...sealed, waiting: [minutesAgo(minutes)] }, pause, NOW));
    expect([30, 31, 38, 39].map((minutes) => sealEvery(15, minutes))).toEqual([
      ...[[], ["warning seal-late"], ["warning seal-late"], ["error seal-late"]],
    ]);
  });
});

describe("doctor on open requests", () => {
  const rule = { of: "policy", name: "Logistics", verdict: "approve", comment: "" } as const;

  it("finds those that have neither card nor place in a line after ten minutes", () => {
    const waits = (id: string, minutes: number, more = {}) => aRequest({ id, seenAt: minutesAgo(minutes), ...more });
    const open = [
      waits("r-young", 9),
      waits("r-later", 11),
      waits("r-first", 12),
      waits("r-rule", 60, { rule }),
      waits("r-card", 60, { progress: { ...NO_PROGRESS, firstCardAt: minutesAgo(59) } }),
      waits("r-line", 60, { progress: { ...NO_PROGRESS, line: "19:channel" } }),
    ];
    expect(aboutOpen(open, NOW)).toEqual([
      expect.objectContaining({ id: "no-card", where: "r-first", what: expect.stringContaining("2 requests are") }),
    ]);
    expect(aboutOpen([waits("r-later", 11)], NOW)[0]?.what).toContain("1 request is");
  });

  it("counts those that are open for more than a day, and tells how long the oldest is", () => {
    const progress = { ...NO_PROGRESS, firstCardAt: minutesAgo(1) };
    expect(aboutOpen([aRequest({ seenAt: minutesAgo(1_440), progress })], NOW)).toEqual([]);
    const aged = (id: string, minutes: number) => aRequest({ id, seenAt: minutesAgo(minutes), progress });
    const long = { id: "open-long", severity: "info", where: "r-old", commands: ["relay-approvals show r-old"] };
    expect(aboutOpen([aged("r-new", 5), aged("r-old", 1_501)], NOW)).toEqual([
      expect.objectContaining({ ...long, what: "1 request is open for more than a day, the oldest for 25 hours." }),
    ]);
    expect(aboutOpen([aged("r-new", 5), aged("r-older", 1_441), aged("r-old", 2 * 1_440 + 1)], NOW)).toEqual([
      expect.objectContaining({ ...long, what: "2 requests are open for more than a day, the oldest for 2 days." }),
    ]);
    expect(aboutOpen([], NOW)).toEqual([]);
  });
});

describe("doctor on the seal", () => {
  const sealed = { waiting: [], sealed: 12, unreadable: undefined, stopped: undefined, keyless: undefined };

  it("finds nothing while entries wait no longer than two runs of a seal each minute", () => {
    expect(aboutSealing(sealed, 0.5, NOW)).toEqual([]);
    expect(aboutSealing({ ...sealed, waiting: [minutesAgo(2)] }, 0.5, NOW)).toEqual([]);
  });

  it("warns from two minutes on, and is an error after ten", () => {
    const [late, ...others] = aboutSealing({ ...sealed, waiting: [minutesAgo(0), minutesAgo(3)] }, 0.5, NOW);
    expect([late?.severity, late?.what, others]).toEqual([
      ...["warning", "Entries wait to be sealed for 3 minutes. The newest checkpoint holds 12 entries.", []],
    ]);
    const [later] = aboutSealing({ ...sealed, waiting: [minutesAgo(11)], sealed: undefined }, 0.5, NOW);
    expect([later?.severity, later?.what]).toEqual(["error", expect.stringContaining("There is no checkpoint.")]);
  });

  it("tells why it was stopped, which is why entries wait", () => {
    const found = aboutSealing({ ...sealed, stopped: "a fork", waiting: [minutesAgo(60)] }, 0.5, NOW);
    expect([ids(found), found[0]?.what]).toEqual([["error seal-stopped"], expect.stringContaining(": a fork. The")]);
  });

  it("tells why its files cannot be read, and says then nothing of what they hold", () => {
    const unreadable = "Storage answered 404 ContainerNotFound to list checkpoints of the log";
    const found = aboutSealing({ ...sealed, sealed: undefined, unreadable, waiting: [minutesAgo(11)] }, 0.5, NOW);
    expect(ids(found)).toEqual(["error sealed-log", "error seal-late"]);
    expect(found.map(({ what }) => what)).toEqual([
      `The files of the sealed log cannot be read: ${unreadable}. Nothing more is sealed.`,
      "Entries wait to be sealed for 11 minutes.",
    ]);
    expect(found[0]?.commands).toEqual(["azd provision core"]);
  });

  it("tells why the key cannot be read", () => {
    const found = aboutSealing({ ...sealed, keyless: "the vault answered 403" }, 0.5, NOW);
    expect([ids(found), found[0]?.what]).toEqual([["error seal-key"], expect.stringContaining("answered 403.")]);
    expect(found[0]?.commands).toEqual(["azd provision core"]);
  });
});
