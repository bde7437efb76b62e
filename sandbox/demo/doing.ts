import type { ConnectionState } from "../arm/control.ts";
import { loseTaskHub } from "../host/durable/lose-task-hub.ts";
import type { Sandbox } from "../sandbox.ts";
import { type ClickShown, clickAs } from "../teams/act.ts";
import { wordsOn } from "../teams/record.ts";
import { fabrikamSubscription, type Person } from "../world.ts";
import { eventually, expectThat } from "./eventually.ts";
import { requestIdOn, type Seeing } from "./seeing.ts";
import type { Asked, Carded } from "./stage.ts";

export interface Joining {
  /** Fabrikam's, if it is not said. */
  readonly subscription?: string;
  readonly message?: string;
  /** contoso-orders, if it is not said. */
  readonly namespace?: string;
  readonly connectionName?: string;
  /** False for one that is born Approved. */
  readonly manual?: boolean;
}

export type Verb = "approve" | "reject" | "hold" | "ask-again" | "revoke" | "remove" | "keep";
type FinalVerb = "reject" | "revoke" | "remove";

/** What people do: the requester, the owners, somebody in the portal, and whoever runs the service. */
export interface Doing {
  join(endpoint: string, joining?: Joining): ConnectionState;
  /** The requester deletes an endpoint. */
  leave(endpoint: string, subscription?: string): void;
  /** Joins, and waits for the card. */
  ask(endpoint: string, joining?: Joining): Promise<Asked>;
  click(person: Person, asked: Carded, verb: Verb, comment: string): Promise<ClickShown>;
  /** Clicks what Azure can't undo: is asked once more, and says it again. */
  insist(person: Person, asked: Asked, verb: FinalVerb, comment: string): Promise<ClickShown>;
  /** Moves the sandbox's clock on. */
  pass(time: { readonly days?: number; readonly hours?: number; readonly minutes?: number }): Promise<void>;
  /** Runs a timer function now, as an operator may. */
  run(timer: "sweep" | "digest"): Promise<void>;
  /** Runs the sweep, and waits until it has been through the owner's namespaces: it asks ARM for the consumers' endpoints then. */
  sweep(): Promise<void>;
  /** Stops the host, takes every orchestration from it, and starts it again. */
  loseTheTaskHub(): Promise<void>;
}

export function doingIn(sandbox: Sandbox, seeing: Seeing): Doing {
  const { playground } = sandbox;
  const send = (person: Person, { card, requestId }: Carded, verb: string, comment: string) =>
    clickAs(playground.url, { person, card, verb, requestId, comment });
  return {
    ...asRequester(sandbox, seeing),
    ...asOperator(sandbox),
    click: send,
    async insist(person, asked, verb, comment) {
      const question = await send(person, asked, verb, comment);
      expectThat(`${person.name} is asked once more`, wordsOn(question.value).includes("Not done yet"));
      return send(person, asked, `confirm-${verb}`, comment);
    },
  };
}

function asOperator({
  arm,
  folder,
  host,
  moveClock,
}: Sandbox): Pick<Doing, "pass" | "run" | "sweep" | "loseTheTaskHub"> {
  const run: Doing["run"] = async (timer) => {
    const headers = { "content-type": "application/json", "x-functions-key": host.keys.master };
    const { status } = await fetch(`${host.url}/admin/functions/${timer}`, { method: "POST", headers, body: "{}" });
    expectThat(`the host runs ${timer}`, status === 202);
  };
  return {
    pass: ({ days = 0, hours = 0, minutes = 0 }) => moveClock(((days * 24 + hours) * 60 + minutes) * 60_000),
    run,
    async sweep() {
      const began = new Date().toISOString();
      await run("sweep");
      await eventually("the sweep has been through", () =>
        arm.exchanges.list().find(({ at, path }) => at >= began && ENDPOINTS_OF_CONSUMERS.test(path)),
      );
    },
    async loseTheTaskHub() {
      await host.stop();
      loseTaskHub(`${folder}/host.sqlite`);
      await host.start();
    },
  };
}

const ENDPOINTS_OF_CONSUMERS = /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Network\/privateEndpoints\b/i;

function asRequester({ arm }: Sandbox, { cardFor }: Seeing): Pick<Doing, "join" | "leave" | "ask"> {
  const join: Doing["join"] = (name, joining = {}) => {
    const usual = {
      subscription: fabrikamSubscription.id,
      namespace: "contoso-orders",
      message: "Please let our order importer in",
    };
    return arm.consumer.createPrivateEndpoint({ name, ...usual, ...joining });
  };
  return {
    join,
    leave(name, subscription = fabrikamSubscription.id) {
      arm.consumer.deletePrivateEndpoint({ subscription, name });
    },
    async ask(endpoint, joining) {
      const joinedAt = new Date().toISOString();
      const connection = join(endpoint, joining);
      const card = await cardFor(endpoint);
      return { endpoint, joinedAt, connection, card, requestId: requestIdOn(card) };
    },
  };
}
