import { beforeEach, describe, expect, it } from "@jest/globals";
import { wordsOn } from "../../../sandbox/teams/record.ts";
import type { Connector } from "../../../src/adapters/teams/connector.ts";
import { teamsCards } from "../../../src/adapters/teams/teams-cards.ts";
import type { Digest } from "../../../src/domain/digest.ts";
import { type Cards, Fault } from "../../../src/ports.ts";
import { aCard } from "./a-card.ts";
import { APP_ID, NOW, settings, TENANT } from "./bot-framework.ts";

interface Sent {
  readonly call: string;
  readonly to: unknown;
  readonly message: { readonly [name: string]: unknown };
}

const channel = { id: "19:relay-approvals@thread.tacv2", name: "Relay approvals" };
const address = { channel: channel.id, conversation: `${channel.id};messageid=1`, activity: "1", postedAt: "" };
const olga = { id: "e0000000-0000-4000-8000-000000000001", name: "Olga Owens" };

let sent: Sent[];
let warned: string[];
/** What the connector answers the next calls with, before it takes one. */
let failures: number[];
let cards: Cards;

beforeEach(() => {
  [sent, warned, failures] = [[], [], []];
  const keep = (call: string, to: unknown, message: unknown) => {
    sent.push({ call, to, message: message as Sent["message"] });
    const statusCode = failures.shift();
    if (statusCode !== undefined) throw Object.assign(new Error("no"), { statusCode });
  };
  const conversations: Connector["conversations"] = {
    async createConversation({ activity, ...to }) {
      keep("create", to, activity);
      return { id: address.conversation, activityId: address.activity };
    },
    updateActivity: async (_conversation, activity, change) => keep("update", activity, change),
    sendToConversation: async (conversation, message) => keep("send", conversation, message),
  };
  const quiet = () => {};
  const log = { info: quiet, warn: (message: string) => void warned.push(message), error: quiet };
  cards = teamsCards(settings, { connector: async () => ({ conversations }), clock: () => NOW, log });
});

const textsSent = () => sent.map(({ message }) => message["text"]);

describe("a card in Teams", () => {
  it("is a message of its own in the channel, and edited where it stands", async () => {
    expect(await cards.post(channel, aCard())).toEqual({ conversation: address.conversation, activity: "1" });
    await cards.edit(address, aCard({ state: "applied" }));
    expect(sent).toMatchObject([
      {
        call: "create",
        to: {
          isGroup: true,
          bot: { id: `28:${APP_ID}` },
          channelData: { channel: { id: channel.id }, tenant: { id: TENANT } },
        },
        message: { type: "message", summary: "A private endpoint asks to join" },
      },
      { call: "update", to: "1", message: { id: "1", summary: "✓ Approved" } },
    ]);
  });

  it.each([404])("that is gone (%d) is not edited or replied to, and that is no fault", async (status) => {
    failures = [status, status];
    await cards.edit(address, aCard());
    await cards.reply(address, "Approved", [olga]);
    expect(warned).toEqual(["A card is gone from Teams", "A card is gone from Teams"]);
    expect(sent).toHaveLength(2);
  });
});

describe("a card that is not the newest", () => {
  it("is edited where it stands to say so", async () => {
    await cards.retire(address, aCard(), { postedAt: "2026-11-20T10:30:00.000Z", channel: undefined });
    await cards.retireLine(address);
    expect(sent).toMatchObject([
      { call: "update", to: "1", message: { id: "1", summary: "See the newer card" } },
      { call: "update", to: "1", message: { id: "1", summary: "See the newer card" } },
    ]);
  });
});

describe("the card of a channel's line", () => {
  const line = { total: 3, since: "2026-11-20T09:00:00.000Z", next: [], untold: 0 };

  it("is a message of its own in the channel, and edited where it stands", async () => {
    expect(await cards.postLine(channel, line)).toEqual({ conversation: address.conversation, activity: "1" });
    expect(await cards.editLine(address, { ...line, total: 2 })).toBe("there");
    expect(sent).toMatchObject([
      {
        call: "create",
        to: { channelData: { channel: { id: channel.id } } },
        message: { summary: "3 more requests wait" },
      },
      { call: "update", to: "1", message: { id: "1", summary: "2 more requests wait" } },
    ]);
  });

  it("may be gone", async () => {
    failures = [404];
    expect(await cards.editLine(address, line)).toBe("gone");
  });
});

describe("a reply", () => {
  it("mentions those whom it is for", async () => {
    await cards.reply(address, "Escalated.", [olga]);
    expect(sent).toMatchObject([
      {
        call: "send",
        to: address.conversation,
        message: {
          text: "<at>Olga Owens</at> Escalated.",
          textFormat: "xml",
          entities: [{ mentioned: { id: olga.id } }],
        },
      },
    ]);
  });

  it("that Teams refuses for its mentions is said without them", async () => {
    failures = [400];
    await cards.reply(address, "Escalated.", [olga]);
    expect(textsSent()).toEqual(["<at>Olga Owens</at> Escalated.", "Olga Owens: Escalated."]);
    expect(warned).toEqual(["Teams refused a reply that mentions people; it is said without mentions"]);
  });

  it.each([
    [400, []],
    [429, [olga]],
    [502, [olga]],
  ])("that Teams answers %d to, mentions %j, is a fault and sent once", async (status, mentions) => {
    failures = [status];
    await expect(cards.reply(address, "Escalated.", mentions)).rejects.toThrow(Fault);
    expect(sent).toHaveLength(1);
  });
});

describe("the weekly digest", () => {
  const expired = (number: number): Digest["expired"][number] => ({
    namespace: { subscription: "s", resourceGroup: "rg", namespace: `contoso-${number}` },
    privateEndpoint: `/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-${number}`,
    requestId: `r-${number}`,
  });
  const digestOf = (requests: number) => ({
    group: "Orders",
    expired: Array.from({ length: requests }, (_, index) => expired(index + 1)),
  });
  const digestSent = async (digest: Digest) => {
    await cards.digest(channel, digest);
    return wordsOn(sent.map(({ message }) => message["attachments"]));
  };

  it("is a message of its own with a line for each request", async () => {
    const text = await digestSent(digestOf(2));
    expect(sent).toMatchObject([{ call: "create", message: { summary: "2 requests that nobody decided" } }]);
    expect(text).toContain("Orders");
    expect(text).toContain("contoso-1 ← pe-1 of 22222222-2222-4222-8222-222222222222");
    expect(text).toContain("contoso-2 ← pe-2 of");
    expect(text).not.toContain("more");
  });

  it("names twenty, and counts the others", async () => {
    const text = await digestSent(digestOf(23));
    expect(text).toContain("contoso-20 ←");
    expect(text).not.toContain("contoso-21");
    expect(text).toContain("and 3 more");
  });

  it("shows an endpoint's id of another form as it is", async () => {
    const one = { ...expired(1), privateEndpoint: "pe of nobody" };
    expect(await digestSent({ group: "Orders", expired: [one] })).toContain("contoso-1 ← pe of nobody");
    expect(sent[0]?.message["summary"]).toBe("1 request that nobody decided");
  });

  it("that Teams does not take is a fault", async () => {
    failures = [429];
    await expect(cards.digest(channel, digestOf(1))).rejects.toThrow("Teams answered 429 to a digest");
  });
});
