import { EVENT_GRID_API, RELAY_API } from "./api-versions.ts";
import type { Arm } from "./arm.ts";
import { textIn } from "./json-in.ts";
import { type Made, noting } from "./live-made.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";

export const NETWORK_API = "2024-05-01";
export const STORAGE_API = "2025-01-01";
const RESOURCES_API = "2022-09-01";

export const LOOK_EVERY_MS = 5_000;
/** Ten minutes. */
const MOST_LOOKS = 120;

/** What a live check makes, all of it under one name that nobody else has. */
export interface Lab extends LabPlace {
  /** What is or may be there, by id; what is removed is struck off. */
  readonly made: Map<string, Made>;
  /** Id of the resource group. */
  readonly group: string;
  readonly namespace: string;
  readonly account: string;
  readonly subnet: string;
  readonly endpoint: string;
  readonly eventSubscription: string;
}

export interface LabPlace {
  readonly arm: Arm;
  /** `ra-live-` and letters. */
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C: nothing more is made, what is there is taken away. */
  readonly interrupted: AbortSignal;
}

export function labAt(place: LabPlace): Lab {
  const { name, subscription } = place;
  const group = `/subscriptions/${subscription}/resourceGroups/${name}`;
  const made = new Map<string, Made>();
  return {
    ...place,
    ...{ arm: noting(place.arm, made), made, group },
    namespace: `${group}/providers/Microsoft.Relay/namespaces/${name}`,
    account: `${group}/providers/Microsoft.Storage/storageAccounts/${name.replaceAll("-", "")}`,
    subnet: `${group}/providers/Microsoft.Network/virtualNetworks/${name}/subnets/endpoints`,
    endpoint: `${group}/providers/Microsoft.Network/privateEndpoints/${name}`,
    eventSubscription: `/subscriptions/${subscription}/providers/Microsoft.EventGrid/eventSubscriptions/${name}`,
  };
}

/** The ground for the questions: a namespace, a network, and a queue into which Event Grid writes. */
export async function build(lab: Lab): Promise<void> {
  const { location } = lab;
  const tags = { purpose: "relay-approvals live-check: may be deleted at any time" };
  await make(lab, "a resource group", lab.group, RESOURCES_API, { location, tags });
  await make(lab, "a namespace", lab.namespace, RELAY_API, {
    ...{ location, sku: { name: "Standard", tier: "Standard" } },
    properties: { publicNetworkAccess: "Disabled" },
  });
  await make(lab, "a storage account", lab.account, STORAGE_API, {
    ...{ location, kind: "StorageV2", sku: { name: "Standard_LRS" } },
    properties: { minimumTlsVersion: "TLS1_2", allowBlobPublicAccess: false, supportsHttpsTrafficOnly: true },
  });
  await make(lab, "a queue", `${lab.account}/queueServices/default/queues/events`, STORAGE_API, { properties: {} });
  await make(lab, "an event subscription", lab.eventSubscription, EVENT_GRID_API, { properties: eventsInto(lab) });
  await make(lab, "a network", lab.subnet.replace(/\/subnets\/.*/, ""), NETWORK_API, {
    location,
    properties: {
      addressSpace: { addressPrefixes: ["10.99.0.0/24"] },
      subnets: [{ name: "endpoints", properties: { addressPrefix: "10.99.0.0/27" } }],
    },
  });
}

/** Whatever happens at Relay in the group, also what the service would not ask for. */
function eventsInto({ account, group }: Lab): object {
  return {
    destination: { endpointType: "StorageQueue", properties: { resourceId: account, queueName: "events" } },
    eventDeliverySchema: "EventGridSchema",
    filter: {
      subjectBeginsWith: group,
      includedEventTypes: ["Write", "Delete", "Action"].map((kind) => `Microsoft.Resources.Resource${kind}Success`),
      advancedFilters: [
        { operatorType: "StringBeginsWith", key: "data.operationName", values: ["Microsoft.Relay/namespaces/"] },
      ],
    },
  };
}

async function make(lab: Lab, what: string, id: string, apiVersion: string, body: object): Promise<void> {
  goOnOnly(lab);
  lab.terminal.progress(`Making ${what}`);
  await lab.arm.put(id, apiVersion, body);
  await eventually(lab, `${what} is ready`, async () => {
    const state = textIn(await lab.arm.get(id, apiVersion), "properties", "provisioningState");
    if (/^(?:failed|canceled)$/i.test(state)) throw new Ended(EXIT.found, `Azure could not make ${what}: ${state}.`);
    return state === "" || /^succeeded$/i.test(state) ? true : undefined;
  });
}

function goOnOnly({ interrupted }: Lab): void {
  if (interrupted.aborted) throw new Ended(EXIT.found, "Interrupted.");
}

/** Looks until there is an answer; an interrupt ends it, and so does time. */
export async function eventually<Value>(
  lab: Lab,
  what: string,
  look: () => Promise<Value | undefined>,
  most = MOST_LOOKS,
): Promise<Value> {
  for (let looks = 1; looks <= most; looks += 1) {
    goOnOnly(lab);
    const found = await look();
    if (found !== undefined) return found;
    lab.terminal.progress(`Waiting until ${what}: ${looks} of at most ${most} looks`);
    await lab.terminal.wait(LOOK_EVERY_MS, lab.interrupted);
  }
  throw new Ended(EXIT.noAnswer, `It did not come about that ${what}.`);
}
