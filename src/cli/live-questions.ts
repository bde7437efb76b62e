import { isGuid, isSameId } from "../domain/azure-id.ts";
import { RELAY_API } from "./api-versions.ts";
import { ArmRefused } from "./arm.ts";
import { textIn, valueIn } from "./json-in.ts";
import { eventually, type Lab, NETWORK_API } from "./live-lab.ts";

/** What Azure does is on record nowhere: each answer is as it was seen. */
export interface Answers {
  /** Of a new connection. */
  readonly name?: string;
  readonly isNameGuid?: boolean;
  readonly message?: string;
  readonly systemDataCreatedAt?: string | "absent";
  readonly wrongPrivateEndpoint?: PutAnswer & { readonly endpointAfterwards?: string };
  readonly missingConnection?: PutAnswer;
  readonly rejectedToApproved?: PutAnswer;
  /** Once the owner has removed it: what the requester's endpoint shows. */
  readonly endpointAfterRemoval?: string;
  /** Another endpoint of the same name gets a connection of another name. */
  readonly isNameFresh?: boolean;
}

export interface PutAnswer {
  readonly kind: "accepted" | "refused";
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}

const MESSAGE = "relay-approvals live-check: please ignore";
const connectionsOf = (lab: Lab) => `${lab.namespace}/privateEndpointConnections`;

/** Asks one after the other; `learn` is told each answer at once, so that none is lost when a later one fails. */
export async function askAll(lab: Lab, learn: (answers: Answers) => Promise<void>): Promise<void> {
  const first = await join(lab);
  const name = textIn(first, "name");
  const id = `${connectionsOf(lab)}/${name}`;
  await learn({
    ...{ name, isNameGuid: isGuid(name) },
    message: textIn(first, "properties", "privateLinkServiceConnectionState", "description"),
    systemDataCreatedAt: textIn(first, "systemData", "createdAt") || "absent",
  });
  await learn({ wrongPrivateEndpoint: await wrongEndpoint(lab, id) });
  await learn({
    missingConnection: await put(lab, `${connectionsOf(lab)}/00000000-0000-4000-8000-000000000000`, "Rejected"),
  });
  await reject(lab, id);
  await learn({ rejectedToApproved: await put(lab, id, "Approved") });
  await settled(lab, id);
  await learn({ endpointAfterRemoval: await removeByOwner(lab, id) });
  await learn({ isNameFresh: (await nameOfAnother(lab)) !== name });
}

/** Makes a private endpoint that waits, even for an owner; answers its connection. */
async function join(lab: Lab): Promise<unknown> {
  const { arm, location, endpoint, namespace, subnet } = lab;
  lab.terminal.progress("Asking for a private endpoint");
  const link = { privateLinkServiceId: namespace, groupIds: ["namespace"], requestMessage: MESSAGE };
  await arm.put(endpoint, NETWORK_API, {
    location,
    properties: {
      subnet: { id: subnet },
      manualPrivateLinkServiceConnections: [{ name: "live-check", properties: link }],
    },
  });
  return eventually(lab, "the connection is Pending", async () => {
    const connections = await arm.list(connectionsOf(lab), RELAY_API);
    return connections.find((one) => statusOf(one) === "Pending" && isDone(one));
  });
}

const statusOf = (connection: unknown) =>
  textIn(connection, "properties", "privateLinkServiceConnectionState", "status");
const isDone = (connection: unknown) => /^succeeded$/i.test(textIn(connection, "properties", "provisioningState"));

/** Rejects, so that nobody is let in whatever Azure makes of it. */
async function wrongEndpoint(lab: Lab, id: string): Promise<NonNullable<Answers["wrongPrivateEndpoint"]>> {
  const answer = await put(lab, id, "Rejected", `${lab.endpoint}-of-somebody-else`);
  await settled(lab, id);
  const after = textIn(await lab.arm.get(id, RELAY_API), "properties", "privateEndpoint", "id");
  return { ...answer, endpointAfterwards: isSameId(after, lab.endpoint) ? "as it was" : "as the PUT said" };
}

async function reject(lab: Lab, id: string): Promise<void> {
  const now = await lab.arm.get(id, RELAY_API);
  if (statusOf(now) !== "Rejected") await put(lab, id, "Rejected");
  await settled(lab, id);
}

async function put(lab: Lab, id: string, status: string, endpoint = lab.endpoint): Promise<PutAnswer> {
  lab.terminal.progress(`PUT ${status}`);
  const privateLinkServiceConnectionState = { status, description: "relay-approvals live-check" };
  const body = { properties: { privateEndpoint: { id: endpoint }, privateLinkServiceConnectionState } };
  try {
    return { kind: "accepted", status: (await lab.arm.put(id, RELAY_API, body)).status };
  } catch (error) {
    if (!(error instanceof ArmRefused)) throw error;
    return { kind: "refused", status: error.status, code: error.code, message: error.message };
  }
}

function settled(lab: Lab, id: string): Promise<unknown> {
  return eventually(lab, "the connection has settled", async () => {
    const connection = await lab.arm.get(id, RELAY_API);
    return isDone(connection) ? connection : undefined;
  });
}

async function removeByOwner(lab: Lab, id: string): Promise<string> {
  lab.terminal.progress("Removing the connection");
  await lab.arm.remove(id, RELAY_API);
  await eventually(lab, "the connection is gone", () => whenGone(lab, id, RELAY_API));
  const endpoint = await lab.arm.get(lab.endpoint, NETWORK_API);
  const [link] =
    (valueIn(endpoint, "properties", "manualPrivateLinkServiceConnections") as unknown[] | undefined) ?? [];
  return statusOf(link) || "unknown";
}

async function whenGone(lab: Lab, id: string, apiVersion: string): Promise<true | undefined> {
  try {
    await lab.arm.get(id, apiVersion);
    return undefined;
  } catch (error) {
    if (error instanceof ArmRefused && error.isGone) return true;
    throw error;
  }
}

async function nameOfAnother(lab: Lab): Promise<string> {
  await lab.arm.remove(lab.endpoint, NETWORK_API);
  await eventually(lab, "the endpoint is gone", () => whenGone(lab, lab.endpoint, NETWORK_API));
  return textIn(await join(lab), "name");
}
