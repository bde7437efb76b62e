import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ConnectionId } from "../../src/domain/azure-id.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { type ConnectionChange, type Connections, Fault, type Tenants } from "../../src/ports.ts";
import { aNamespace, aPrivateEndpoint, FABRIKAM, LOGISTICS, OWNER_SUBSCRIPTION } from "../support/builders.ts";

/** A world with the namespaces contoso-orders and contoso-billing and no connections. */
export interface ConnectionsWorld {
  readonly connections: Connections & Tenants;
  /** A requester of Fabrikam asks to join contoso-orders. */
  ask(endpointName: string, message: string): ConnectionId;
  /** The requester deletes the endpoint. */
  leave(endpointName: string, connection: ConnectionId): void;
  disconnect(connection: ConnectionId): void;
  /** So much time passes that a change is carried out. */
  settle(): void;
  close(): Promise<void>;
}

/** What every `Connections` promises. */
export function connectionsContract(open: () => Promise<ConnectionsWorld>): void {
  let world: ConnectionsWorld;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.close());

  const change = (status: "Approved" | "Rejected", description: string): ConnectionChange => ({
    privateEndpoint: aPrivateEndpoint("pe-orders"),
    status,
    description,
  });
  const put = async (id: ConnectionId, ...[status, description]: Parameters<typeof change>) => {
    const answer = await world.connections.put(id, change(status, description));
    world.settle();
    return answer.kind;
  };

  describe("the connections of a namespace", () => {
    it("are none at first, and gone when there is no such namespace", async () => {
      expect(await world.connections.list(aNamespace())).toEqual([]);
      expect(await world.connections.list(aNamespace({ namespace: "contoso-nowhere" }))).toBe("gone");
    });

    it("show a Pending one with the requester's message and endpoint", async () => {
      const id = world.ask("pe-orders", "Please");
      const expected: Connection = {
        id,
        privateEndpoint: aPrivateEndpoint("pe-orders"),
        status: "Pending",
        description: "Please",
        provisioning: "done",
        region: "westeurope",
      };
      expect(await world.connections.list(aNamespace())).toEqual([expected]);
      expect(await world.connections.get(id)).toEqual(expected);
    });

    it("are gone when the requester deletes the endpoint", async () => {
      const id = world.ask("pe-orders", "Please");
      world.leave("pe-orders", id);
      world.settle();
      expect(await world.connections.get(id)).toBe("gone");
      expect(await world.connections.list(aNamespace())).toEqual([]);
    });

    it("are read whatever the case of the names", async () => {
      const id = world.ask("pe-orders", "Please");
      const shouted = { ...id, namespace: id.namespace.toUpperCase(), resourceGroup: id.resourceGroup.toUpperCase() };
      expect(await world.connections.get(shouted)).toMatchObject({ status: "Pending" });
    });
  });

  describe("a change", () => {
    it("shows its status at once and is busy until it is carried out", async () => {
      const id = world.ask("pe-orders", "Please");
      const answer = await world.connections.put(id, change("Approved", "Welcome [RA-1]"));
      expect(answer.kind).toBe("accepted");
      const applying = { status: "Approved", description: "Welcome [RA-1]", provisioning: "busy" };
      expect(await world.connections.get(id)).toMatchObject(applying);
      world.settle();
      expect(await world.connections.get(id)).toMatchObject({ ...applying, provisioning: "done" });
    });

    it("faults while another is carried out", async () => {
      const id = world.ask("pe-orders", "Please");
      await world.connections.put(id, change("Approved", "Welcome"));
      await expect(world.connections.put(id, change("Rejected", "No"))).rejects.toBeInstanceOf(Fault);
    });

    it("to Approved is refused once it was Rejected", async () => {
      const id = world.ask("pe-orders", "Please");
      expect(await put(id, "Rejected", "No")).toBe("accepted");
      expect(await put(id, "Approved", "After all")).toBe("refused");
      expect(await world.connections.get(id)).toMatchObject({ status: "Rejected", description: "No" });
    });

    it("to Rejected revokes what was Approved", async () => {
      const id = world.ask("pe-orders", "Please");
      expect(await put(id, "Approved", "Welcome")).toBe("accepted");
      expect(await put(id, "Rejected", "No longer")).toBe("accepted");
      expect(await world.connections.get(id)).toMatchObject({ status: "Rejected", description: "No longer" });
    });

    it("is refused on what is Disconnected", async () => {
      const id = world.ask("pe-orders", "Please");
      world.disconnect(id);
      expect(await put(id, "Approved", "Welcome")).toBe("refused");
    });

    it("is refused on a connection that is not there", async () => {
      const id = world.ask("pe-orders", "Please");
      expect(await put({ ...id, connection: "missing" }, "Approved", "Welcome")).toBe("refused");
    });
  });

  describe("a removal", () => {
    it("shows Disconnected and is busy until the connection is gone", async () => {
      const id = world.ask("pe-orders", "Please");
      expect(await world.connections.remove(id)).toMatchObject({ kind: "accepted", correlation: expect.any(String) });
      const leaving = { status: "Disconnected", provisioning: "busy" };
      expect(await world.connections.get(id)).toMatchObject(leaving);
      expect(await world.connections.list(aNamespace())).toMatchObject([leaving]);
      world.settle();
      expect(await world.connections.get(id)).toBe("gone");
      expect(await world.connections.list(aNamespace())).toEqual([]);
    });

    it.each(["Approved", "Rejected"] as const)("takes away what was %s", async (status) => {
      const id = world.ask("pe-orders", "Please");
      await put(id, status, "Decided");
      await world.connections.remove(id);
      world.settle();
      expect(await world.connections.get(id)).toBe("gone");
    });

    it("takes away what is Disconnected", async () => {
      const id = world.ask("pe-orders", "Please");
      world.disconnect(id);
      await world.connections.remove(id);
      world.settle();
      expect(await world.connections.get(id)).toBe("gone");
    });

    it("is accepted when there is nothing to remove", async () => {
      const id = world.ask("pe-orders", "Please");
      const accepted = { kind: "accepted", correlation: expect.any(String) };
      expect(await world.connections.remove({ ...id, connection: "missing" })).toEqual(accepted);
      expect(await world.connections.remove({ ...id, namespace: "contoso-nowhere" })).toEqual(accepted);
      expect(await world.connections.get(id)).toMatchObject({ status: "Pending" });
    });

    it("faults while a change is carried out, and so does a change while it is", async () => {
      const id = world.ask("pe-orders", "Please");
      await world.connections.put(id, change("Approved", "Welcome"));
      await expect(world.connections.remove(id)).rejects.toBeInstanceOf(Fault);
      world.settle();
      await world.connections.remove(id);
      await expect(world.connections.remove(id)).rejects.toBeInstanceOf(Fault);
      await expect(world.connections.put(id, change("Rejected", "No"))).rejects.toBeInstanceOf(Fault);
    });
  });

  describe("a subscription", () => {
    it("lists its namespaces with their connections", async () => {
      const id = world.ask("pe-orders", "Please");
      const found = new Map<string, readonly Connection[]>();
      for await (const listing of world.connections.namespaces(OWNER_SUBSCRIPTION)) {
        found.set(listing.id.namespace, listing.connections ?? []);
      }
      expect([...found.keys()].sort()).toEqual(["contoso-billing", "contoso-orders"]);
      expect(found.get("contoso-orders")).toMatchObject([{ id, status: "Pending" }]);
      expect(found.get("contoso-billing")).toEqual([]);
    });

    it("is of our tenant, of another, or unknown", async () => {
      expect(await world.connections.tenantOf(LOGISTICS)).toBe("own");
      expect(await world.connections.tenantOf(FABRIKAM)).toBe("other");
      expect(await world.connections.tenantOf("44444444-4444-4444-8444-444444444444")).toBe("unknown");
    });
  });
}
