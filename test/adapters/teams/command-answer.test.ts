import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { TeamsActivity } from "../../../src/adapters/teams/activity.ts";
import { askedByButton } from "../../../src/adapters/teams/asked-by-button.ts";
import { drawAnswer, drawHelp } from "../../../src/adapters/teams/cards/draw-answer.ts";
import type { Element } from "../../../src/adapters/teams/cards/elements.ts";
import { answerMessage, type Said } from "../../../src/adapters/teams/command-answer.ts";
import { COMMANDS } from "../../../src/adapters/teams/command-list.ts";
import { type CommandAnswer, type Table, tableOf } from "../../../src/domain/command.ts";
import { aConnectionId } from "../../support/builders.ts";
import { aCard } from "./a-card.ts";
import { anActivity } from "./bot-framework.ts";
import { type BotScene, botScene } from "./bot-scene.ts";

let scene: BotScene;
beforeAll(async () => {
  scene = await botScene();
});
beforeEach(() => scene.reset());

const PERSONAL = { id: "a:1", conversationType: "personal", tenantId: "aaaaaaaa-0000-4000-8000-000000000001" };
const message = (text: string, change: Readonly<Record<string, unknown>> = {}) =>
  anActivity({ type: "message", text, value: undefined, ...change }) as unknown as TeamsActivity;

function answered(text: string, change = {}): Promise<Said> {
  const pause = () => scene.timeIsUp;
  const keep = (...line: unknown[]) => void scene.logged.push(line);
  const log = { info: keep, warn: keep, error: keep };
  const limits = { clock: () => scene.now, pause, clickSeconds: 1, log };
  return answerMessage(message(text, change), scene.owners, limits);
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => [`r-${at}`, "contoso-orders"]);
const asked = { kind: "connections", namespace: "/subscriptions/1", from: 0 } as const;

function table(change: Partial<Omit<Table, "total">> = {}): CommandAnswer {
  const all = { title: "12 wait", about: "about", asked, columns: ["Request", "Namespace"], rows: rows(12) };
  return { kind: "table", table: tableOf({ ...all, from: 0, note: "since yesterday", ...change }) };
}

const buttonsOn = (card: Element | undefined) => (card?.["actions"] ?? []) as readonly Element[];

describe("a message to the bot", () => {
  it("is answered with what the command brings, for the person and the channel that asked", async () => {
    expect(await answered("<at>Relay</at> pending contoso-orders")).toEqual({ text: "Nothing waits for you." });
    expect(scene.commands).toEqual([
      {
        command: { kind: "pending", namespace: "contoso-orders", from: 0 },
        asker: {
          channel: "19:relay-approvals@thread.tacv2",
          person: expect.objectContaining({ objectId: "e0000000-0000-4000-8000-000000000001" }),
        },
      },
    ]);
  });

  it("in a personal chat is read by the person only", async () => {
    await answered("policy", { conversation: PERSONAL });
    expect(scene.commands).toMatchObject([{ asker: { channel: undefined } }]);
  });

  it("for help shows each command, and asks nobody", async () => {
    const words = JSON.stringify(await answered("help"));
    for (const { name, description } of COMMANDS) {
      expect(words).toContain(name);
      expect(words).toContain(description);
    }
    expect(scene.commands).toEqual([]);
  });

  it("that is no command is told which is near", async () => {
    expect(await answered("pendin")).toEqual({ text: "I do not know that command. Did you mean: pending?" });
  });

  it("is answered though the command fails, or takes too long", async () => {
    const again = { text: "That did not work just now. Please try again in a minute." };
    scene.told = new Error("tables are away");
    expect(await answered("policy")).toEqual(again);
    expect(JSON.stringify(scene.logged)).toContain("tables are away");
    scene.told = "never";
    scene.timeIsUp = Promise.resolve();
    expect(await answered("policy")).toEqual(again);
  });

  it.each(["revoke c1 it is old", "remove c1 it is old", "ask-again r-abcde"])(
    "never says that it was not done when it may be going on: %s",
    async (text) => {
      const uncertain = { text: expect.stringContaining("It is not certain that this was recorded.") };
      scene.told = new Error("tables are away");
      expect(await answered(text)).toEqual(uncertain);
      scene.told = "never";
      scene.timeIsUp = Promise.resolve();
      expect(await answered(text)).toEqual(uncertain);
    },
  );

  it("gets words from outside made visible", async () => {
    scene.told = { kind: "words", text: "see\u202E https://evil.example" };
    expect(await answered("policy")).toEqual({ text: "see⟨U+202E⟩ https[:]//evil.example" });
  });
});

describe("an answer's card", () => {
  it("shows ten rows, which they are, and a button for more", () => {
    const card = drawAnswer(table());
    expect(JSON.stringify(card)).toContain("Rows 1 to 10 of 12");
    expect(buttonsOn(card)).toMatchObject([
      {
        ...{ type: "Action.Execute", verb: "command", title: "Show more" },
        data: { ask: { kind: "connections", of: "/subscriptions/1", from: 10 } },
        fallback: { type: "Action.Submit", data: { verb: "command", ask: { from: 10 } } },
      },
    ]);
    expect(buttonsOn(drawAnswer(table({ from: 10 })))).toEqual([]);
  });

  it.each<[string, NonNullable<Table["asked"]>, object]>([
    ["pending", { kind: "pending", namespace: undefined, from: 0 }, { kind: "pending", from: 10 }],
    [
      "audit",
      { kind: "audit", about: "r-x", sinceHours: 48, from: 0 },
      { kind: "audit", of: "r-x", hours: 48, from: 10 },
    ],
  ])("asks for more of %s", (_what, of, ask) => {
    expect(buttonsOn(drawAnswer(table({ asked: of })))).toMatchObject([{ data: { ask } }]);
  });

  it("has no button where there is no more, and no table without rows", () => {
    const card = drawAnswer(table({ rows: [], asked: undefined, about: undefined, note: undefined }));
    expect([buttonsOn(card), JSON.stringify(card).includes("TableRow")]).toEqual([[], false]);
    expect(buttonsOn(drawAnswer(table({ asked: undefined })))).toEqual([]);
  });

  it("says above the request's card why nothing was done", () => {
    const words = JSON.stringify(
      drawAnswer({ kind: "refused", reason: "It is Rejected in Azure now.", card: aCard() }),
    );
    expect(words).toContain("It is Rejected in Azure now.");
    expect(words).toContain("contoso-orders");
  });

  it("is the request's own where one is shown, and none where words are enough", () => {
    expect(JSON.stringify(drawAnswer({ kind: "card", card: aCard() }))).toContain("contoso-orders");
    const copy = drawAnswer({ kind: "copy", card: aCard({ state: "asking" }), at: "2026-11-26T01:00:00.000Z" });
    expect([buttonsOn(copy), JSON.stringify(copy).includes("26 Nov 2026, 01:00 UTC")]).toEqual([[], true]);
    expect(drawAnswer({ kind: "words", text: "x" })).toBeUndefined();
  });

  it.each(["revoke", "remove"] as const)(
    "asks once more before it does %s, with the comment to be read again",
    (kind) => {
      const change = { kind, connection: "c1", comment: "It is old", confirmedFor: undefined } as const;
      const card = drawAnswer({
        kind: "confirm",
        change,
        connection: aConnectionId(),
        card: aCard(),
        isOnRecord: true,
      });
      const words = JSON.stringify(card);
      expect(words).toContain("It is old");
      expect(words).toContain("for good?");
      expect(buttonsOn(card)).toMatchObject([
        {
          title: `Yes, ${kind}`,
          data: { ask: { kind, of: expect.stringContaining("/privateEndpointConnections/"), seen: aCard().requestId } },
        },
      ]);
    },
  );

  it("asked once more names the connection, and the request only where there was one", () => {
    const change = { kind: "revoke", connection: "c1", comment: "It is old", confirmedFor: undefined } as const;
    const drawn = (isOnRecord: boolean) =>
      JSON.stringify(
        drawAnswer({ kind: "confirm", change, connection: aConnectionId(), card: aCard(), isOnRecord })?.["body"],
      );
    expect(drawn(true)).toContain(aCard().requestId);
    expect(drawn(false)).not.toContain(aCard().requestId);
    expect(drawn(false)).toContain(aConnectionId().connection);
  });

  it("says of a command that nothing was done, and of no click", () => {
    const words = JSON.stringify(drawAnswer({ kind: "refused", reason: "It has ended", card: aCard() }));
    expect(words).toContain("Nothing was done");
    expect(words).not.toContain("Your click");
  });

  it("keeps what comes from outside in runs of text, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary", maxLength: 400 }), { minLength: 2, maxLength: 2 }),
        fc.string(),
        (row, about) => {
          const card = drawAnswer(table({ rows: Array(12).fill(row.map((cell) => `§${cell}§`)), about: `§${about}§` }));
          const facts = drawAnswer({ kind: "facts", title: "Why", facts: [{ label: "Why", value: `§${row[0]}§` }] });
          for (const drawn of [card, facts]) {
            expect(Buffer.byteLength(JSON.stringify(drawn))).toBeLessThan(20_000);
            expect(textOutsideOfRuns(drawn)).not.toContain("§");
          }
        },
      ),
    );
  });

  it("for help is small enough", () => {
    expect(Buffer.byteLength(JSON.stringify(drawHelp()))).toBeLessThan(20_000);
  });
});

function textOutsideOfRuns(element: unknown): string {
  if (typeof element === "string") return element;
  if (Array.isArray(element)) return element.map(textOutsideOfRuns).join(" ");
  if (typeof element !== "object" || element === null) return "";
  return "type" in element && element.type === "TextRun" ? "" : textOutsideOfRuns(Object.values(element));
}

describe("a button of an answer", () => {
  const pressed = (ask: unknown, more = {}) =>
    anActivity({
      value: { action: { type: "Action.Execute", verb: "command", data: { ask, ...more } } },
    }) as unknown as TeamsActivity;

  it.each<[object, object]>([
    [
      { kind: "pending", from: 10 },
      { kind: "pending", namespace: undefined, from: 10 },
    ],
    [
      { kind: "connections", of: "n", from: 20 },
      { kind: "connections", namespace: "n", from: 20 },
    ],
    [
      { kind: "audit", of: "n", hours: 24 },
      { kind: "audit", about: "n", sinceHours: 24, from: 0 },
    ],
    [
      { kind: "remove", of: "c", seen: "r-seen" },
      { kind: "remove", connection: "c", comment: "so be it", confirmedFor: "r-seen" },
    ],
  ])("%j asks for %j", (ask, command) => {
    expect(askedByButton(pressed(ask, { comment: "so be it" }))).toEqual(command);
  });

  it.each([
    undefined,
    { kind: "policy" },
    { kind: "connections" },
    { kind: "audit", of: "n" },
    { kind: "audit", of: "n", hours: 0 },
    { kind: "pending", from: -1 },
    { kind: "revoke", of: { ne: "" } },
    { kind: "revoke", of: "x".repeat(1_001) },
    { kind: "revoke", of: "c", seen: "x".repeat(101) },
  ])("%j asks for nothing", (ask) => {
    expect(askedByButton(pressed(ask))).toBeUndefined();
  });

  it("of a client without Action.Execute says the same", () => {
    const value = { verb: "command", ask: { kind: "pending", from: 10 } };
    expect(askedByButton(message("", { text: undefined, value }))).toMatchObject({ kind: "pending", from: 10 });
  });

  it("is answered with the card to the one who pressed, or with words", async () => {
    scene.told = table();
    const ask = pressed({ kind: "pending", from: 10 });
    expect(await scene.receive(ask)).toMatchObject({
      status: 200,
      body: { statusCode: 200, type: "application/vnd.microsoft.card.adaptive" },
    });
    scene.told = { kind: "words", text: "Nothing waits for you." };
    expect(await scene.receive(ask)).toMatchObject({
      body: { type: "application/vnd.microsoft.activity.message", value: "Nothing waits for you." },
    });
  });
});
