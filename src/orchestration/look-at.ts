import type { Connection } from "../domain/connection.ts";
import { seenAsConnection } from "../domain/private-endpoint.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { World } from "./world.ts";

/** What a request is about, as Azure shows it now. */
export async function lookAt(
  { connections, endpoints }: Pick<World, "connections" | "endpoints">,
  { kind, connection, privateEndpoint }: Pick<ConnectionRequest, "kind" | "connection" | "privateEndpoint">,
): Promise<Connection | "gone"> {
  if (kind !== "clean-up-endpoint") return connections.get(connection);
  const endpoint = await endpoints.get(privateEndpoint);
  return endpoint === "gone" ? "gone" : seenAsConnection(endpoint, connection);
}
