import { createServer } from "node:https";
import type { Certificate } from "../certificates.ts";
import type { Verified } from "../entra/tokens.ts";
import { listen, stopListening } from "../listening.ts";
import { fabrikamSubscription, logisticsSubscription, ownerSubscription, type Subscription } from "../world.ts";
import { type ArmState, type Consumer, consumerOf, type Portal, portalOf, stateOf } from "./control.ts";
import { type Exchanges, exchangesKept } from "./exchanges.ts";
import { type Faults, faultsOnDemand } from "./faults.ts";
import { armListener } from "./listener.ts";
import { type ArmSettings, type Change, defaultSettings } from "./model.ts";
import { type Network, networkOf } from "./network.ts";
import { type Platform, platformAsDeployed } from "./platform.ts";
import { type Queues, queuesOf } from "./queues.ts";
import { type Relay, type RelayWorld, relayOf } from "./relay.ts";
import type { Route } from "./router.ts";
import { authorizationRoutes } from "./routes/authorization-routes.ts";
import { graphRoutes } from "./routes/graph-routes.ts";
import { labRoutes } from "./routes/lab-routes.ts";
import { networkRoutes } from "./routes/network-routes.ts";
import { platformRoutes } from "./routes/platform-routes.ts";
import { relayRoutes } from "./routes/relay-routes.ts";
import { refuseSubscription, subscriptionRoutes } from "./routes/subscription-routes.ts";
import { fill, seed } from "./seed.ts";
import { openStore, type Store } from "./store.ts";
import { throttleOf } from "./throttle.ts";
import { waits } from "./waits.ts";

export interface ArmOptions {
  readonly port: number;
  readonly certificate: Pick<Certificate, "key" | "cert">;
  /** A file of node:sqlite, or `":memory:"`. */
  readonly statePath: string;
  readonly verifyToken: (token: string) => Promise<Verified>;
  /** Told of each change as soon as ARM accepts it. */
  readonly emit?: (change: Change) => void;
  readonly settings?: Partial<ArmSettings>;
  readonly subscriptions?: readonly Subscription[];
  /** What was deployed around the functions. */
  readonly platform?: Platform;
  /** Names of the owner's namespaces. */
  readonly namespaces?: readonly string[];
}

export interface Arm {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly consumer: Consumer;
  readonly portal: Portal;
  readonly exchanges: Exchanges;
  /** What is stored, for tests and seeds. */
  readonly store: Store;
  /** Puts so many Approved endpoints into a namespace at once, without an event. */
  fill(namespace: string, count: number): void;
  state(): ArmState;
  close(): Promise<void>;
}

const madeUpNamespaces = ["contoso-orders", "contoso-billing"];
const madeUpSubscriptions = [ownerSubscription, fabrikamSubscription, logisticsSubscription];

/** Azure Resource Manager as far as Relay's private endpoint connections go, over https on the loopback address. */
export async function startArm(options: ArmOptions): Promise<Arm> {
  const { certificate, verifyToken, emit = () => {}, subscriptions = madeUpSubscriptions } = options;
  const { platform = platformAsDeployed(), namespaces = madeUpNamespaces } = options;
  const settings: ArmSettings = { ...defaultSettings, ...options.settings };
  const store = openStore(options.statePath);
  seed(store, namespaces);
  const faults = faultsOnDemand();
  const exchanges = exchangesKept();
  const pending = waits();
  const queues = queuesOf(store);
  const world = { store, settings, emit: toBoth(queues.take, emit), unseenMs: faults.unseenMs };
  const relay = relayOf(world);
  const network = networkOf(world);
  const server = createServer({ key: certificate.key, cert: certificate.cert });
  const stop = () => {
    relay.close();
    pending.close();
    store.close();
  };
  const port = await listen(server, options.port, "ARM").catch((error: unknown) => {
    stop();
    throw error;
  });
  const url = `https://localhost:${port}`;
  const front = {
    ...{ origin: url, settings, faults, exchanges, waits: pending, verifyToken, settle: relay.settle },
    routes: routesOf({ world, relay, network, queues, subscriptions, platform }),
    beside: queues.answer,
    throttle: throttleOf(settings.throttle),
    refuseSubscription: (id: string, tenant: string) => refuseSubscription(subscriptions, id, tenant),
  };
  server.on("request", armListener(front));
  return {
    ...{ url, port, faults, exchanges, store },
    consumer: consumerOf(world, relay, network),
    portal: portalOf(world, relay),
    fill: (namespace, count) => fill(store, namespace, count),
    state() {
      relay.settle();
      return stateOf(world);
    },
    async close() {
      await stopListening(server);
      stop();
    },
  };
}

function toBoth(one: (change: Change) => void, other: (change: Change) => void): (change: Change) => void {
  return (change) => {
    one(change);
    other(change);
  };
}

interface Parts {
  readonly world: RelayWorld;
  readonly relay: Relay;
  readonly network: Network;
  readonly queues: Queues;
  readonly subscriptions: readonly Subscription[];
  readonly platform: Platform;
}

function routesOf({ world, relay, network, queues, subscriptions, platform }: Parts): Route[] {
  const { store, settings } = world;
  const subscriptionsOf = (tenant: string) => subscriptions.filter((one) => one.tenant === tenant).map(({ id }) => id);
  return [
    ...subscriptionRoutes(subscriptions),
    ...relayRoutes(relay, { store, settings }),
    ...networkRoutes(network, settings.endpointsPage),
    ...authorizationRoutes(store, settings.assignmentsPage),
    ...platformRoutes(platform),
    ...labRoutes(world, network, queues),
    ...graphRoutes(store, subscriptionsOf, settings.graphPage),
  ];
}
