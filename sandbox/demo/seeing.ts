import type { ConnectionState } from "../arm/control.ts";
import type { Exchange as ArmExchange } from "../arm/exchanges.ts";
import type { Sandbox } from "../sandbox.ts";
import { buttonsOn, cardsPosted, type PostedCard, repliesTo, shownNow, wordsOn } from "../teams/record.ts";
import { serviceIdentity } from "../world.ts";
import { eventually } from "./eventually.ts";
import type { Asked } from "./stage.ts";

/** What ARM and the Playground's connector show. Whatever waits fails after half a minute, and says what was not seen. */
export interface Seeing {
  /** The card of an endpoint's request, once the Playground's connector has accepted it. */
  cardFor(endpoint: string): Promise<PostedCard>;
  cardsFor(endpoint: string): readonly PostedCard[];
  /** The next request about the same endpoint, once it has a card. */
  next(asked: Asked): Promise<Asked>;
  /** The PUTs that ARM got from the service for a connection, in order. */
  puts(connection: ConnectionState): readonly ArmExchange[];
  armShows(connection: ConnectionState, status: string): Promise<ConnectionState>;
  /** Until ARM has no such connection any more. */
  armLacks(connection: ConnectionState): Promise<void>;
  /** Whether ARM shows the connection in this state at this moment. */
  armHas(connection: ConnectionState, status: string): boolean;
  cardSays(asked: Asked, words: string): Promise<void>;
  /** The titles of the buttons that a card has now. */
  buttonsOf(asked: Asked): readonly string[];
  threadSays(asked: Asked, words: string): Promise<void>;
}

export function seeingIn(sandbox: Sandbox): Seeing {
  return { ...seeingArm(sandbox), ...seeingTeams(sandbox) };
}

function seeingArm({ arm }: Sandbox): Pick<Seeing, "puts" | "armShows" | "armLacks" | "armHas"> {
  const shown = (id: string) =>
    arm
      .state()
      .namespaces.flatMap(({ connections }) => connections)
      .find((connection) => connection.id === id);
  return {
    puts: ({ name }) => arm.exchanges.list().filter((exchange) => isOurPut(exchange, name)),
    armShows: ({ id }, status) =>
      eventually(`ARM shows ${status} and Succeeded`, () => {
        const connection = shown(id);
        return connection?.status === status && connection.provisioningState === "Succeeded" ? connection : undefined;
      }),
    armHas: ({ id }, status) => shown(id)?.status === status,
    async armLacks({ id }) {
      await eventually("ARM has no such connection any more", () => shown(id) === undefined || undefined);
    },
  };
}

function isOurPut({ method, path, caller }: ArmExchange, connection: string): boolean {
  return method === "PUT" && path.includes(connection) && caller === serviceIdentity.clientId;
}

function seeingTeams({ relay }: Sandbox): Omit<Seeing, "puts" | "armShows" | "armLacks" | "armHas"> {
  const cardsFor = (endpoint: string) => cardsPosted(relay.record, endpoint);
  const shown = ({ card }: Pick<Asked, "card">) => shownNow(relay.record, card).card;
  return {
    cardsFor,
    cardFor: (endpoint) =>
      eventually(`a card for ${endpoint} in the Playground's connector`, () => cardsFor(endpoint)[0]),
    async next(asked) {
      const card = await eventually(`another card for ${asked.endpoint}`, () =>
        cardsFor(asked.endpoint).find(({ at, card: drawn }) => at > asked.card.at && isOfAnother(drawn, asked)),
      );
      return { ...asked, card, requestId: requestIdOn(card) };
    },
    buttonsOf: (asked) => buttonsOn(shown(asked)),
    cardSays: async (asked, words) => {
      await eventually(`the card says "${words}"`, () => wordsOn(shown(asked)).includes(words) || undefined);
    },
    threadSays: async ({ card }, words) => {
      await eventually(`the thread says "${words}"`, () =>
        repliesTo(relay.record, card).find(({ text }) => text.includes(words)),
      );
    },
  };
}

/** A digest names endpoints too, and no request. */
function isOfAnother(card: unknown, { requestId }: Asked): boolean {
  const found = requestIn(card);
  return found !== undefined && found !== requestId;
}

/** Each card names its request. */
export function requestIdOn({ card }: Pick<PostedCard, "card">): string {
  const found = requestIn(card);
  if (!found) throw new Error("The card names no request");
  return found;
}

function requestIn(card: unknown): string | undefined {
  return /\br-[a-z2-7]{26}\b/.exec(JSON.stringify(card))?.[0];
}
