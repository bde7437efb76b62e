import type { ConnectionState } from "../arm/control.ts";
import type { Exchange as ArmExchange } from "../arm/exchanges.ts";
import type { Sandbox } from "../sandbox.ts";
import { type ClickShown, clickAs } from "../teams/act.ts";
import { cardsPosted, type PostedCard, repliesTo, shownNow, wordsOn } from "../teams/record.ts";
import { fabrikamSubscription, type Person, serviceIdentity } from "../world.ts";
import { eventually } from "./eventually.ts";
import { type Rows, storedRows } from "./stored-rows.ts";

/** One endpoint's way through the sandbox, seen in the parts that own it. */
export interface Asked {
  readonly endpoint: string;
  /** Just before the endpoint was created. */
  readonly joinedAt: string;
  readonly connection: ConnectionState;
  readonly requestId: string;
  readonly card: PostedCard;
}

/** What a scenario does and sees. Nothing here asks the service itself: ARM, the Playground's connector and storage are asked. */
export interface Stage extends Doing, Seeing, Rows {
  readonly sandbox: Sandbox;
  /** Says what was observed; it becomes a line of the timeline. */
  step(what: string): void;
}

interface Doing {
  join(endpoint: string, change?: { readonly message?: string; readonly namespace?: string }): ConnectionState;
  /** Joins, and waits for the card. */
  ask(endpoint: string, change?: { readonly message?: string }): Promise<Asked>;
  click(person: Person, asked: Asked, verb: "approve" | "reject", comment: string): Promise<ClickShown>;
}

interface Seeing {
  /** The card of an endpoint's request, once the Playground's connector has accepted it. */
  cardFor(endpoint: string): Promise<PostedCard>;
  cardsFor(endpoint: string): readonly PostedCard[];
  /** The PUTs that ARM got from the service for a connection, in order. */
  puts(connection: ConnectionState): readonly ArmExchange[];
  armShows(connection: ConnectionState, status: string): Promise<ConnectionState>;
  cardSays(asked: Asked, words: string): Promise<void>;
  threadSays(asked: Asked, words: string): Promise<void>;
}

export function stageOf(sandbox: Sandbox, step: (what: string) => void): Stage {
  const seeing = seeingIn(sandbox);
  return { sandbox, step, ...seeing, ...doingIn(sandbox, seeing), ...storedRows(sandbox) };
}

function doingIn({ arm, playground }: Sandbox, { cardFor }: Seeing): Doing {
  const join: Doing["join"] = (name, change = {}) => {
    const usual = {
      subscription: fabrikamSubscription.id,
      namespace: "contoso-orders",
      message: "Please let our order importer in",
    };
    return arm.consumer.createPrivateEndpoint({ name, ...usual, ...change });
  };
  return {
    join,
    async ask(endpoint, change) {
      const joinedAt = new Date().toISOString();
      const connection = join(endpoint, change);
      const card = await cardFor(endpoint);
      return { endpoint, joinedAt, connection, card, requestId: requestIdOn(card) };
    },
    click: (person, { card, requestId }, verb, comment) =>
      clickAs(playground.url, { person, card, verb, requestId, comment }),
  };
}

function seeingIn(sandbox: Sandbox): Seeing {
  const { arm, relay } = sandbox;
  const cardsFor = (endpoint: string) => cardsPosted(relay.record, endpoint);
  return {
    cardsFor,
    cardFor: (endpoint) =>
      eventually(`a card for ${endpoint} in the Playground's connector`, () => cardsFor(endpoint)[0]),
    puts: ({ name }) => arm.exchanges.list().filter((exchange) => isOurPut(exchange, name)),
    armShows: ({ id }, status) =>
      eventually(`ARM shows ${status} and Succeeded`, () =>
        connectionsIn(sandbox).find(
          (shown) => shown.id === id && shown.status === status && shown.provisioningState === "Succeeded",
        ),
      ),
    cardSays: async ({ card }, words) => {
      await eventually(
        `the card says "${words}"`,
        () => wordsOn(shownNow(relay.record, card).card).includes(words) || undefined,
      );
    },
    threadSays: async ({ card }, words) => {
      await eventually(`the thread says "${words}"`, () =>
        repliesTo(relay.record, card).find(({ text }) => text.includes(words)),
      );
    },
  };
}

function isOurPut({ method, path, caller }: ArmExchange, connection: string): boolean {
  return method === "PUT" && path.includes(connection) && caller === serviceIdentity.clientId;
}

function connectionsIn({ arm }: Sandbox): readonly ConnectionState[] {
  return arm.state().namespaces.flatMap(({ connections }) => connections);
}

/** The card's buttons carry it. */
export function requestIdOn({ card }: PostedCard): string {
  const found = /"ref":"(r-[a-z2-7]{26})"/.exec(JSON.stringify(card))?.[1];
  if (!found) throw new Error("The card names no request");
  return found;
}
