import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import type { PrivateEndpoint } from "../../src/domain/private-endpoint.ts";
import type { Endpoints } from "../../src/ports.ts";
import { aNamespace, aPrivateEndpoint, FABRIKAM, LOGISTICS } from "../support/builders.ts";

/** Without private endpoints at first. */
export interface EndpointsWorld {
  readonly endpoints: Endpoints;
  /** A requester in Contoso Logistics asks to join contoso-orders. */
  ask(endpointName: string): void;
  /** The owner removes the connection of that endpoint. */
  disconnect(endpointName: string): Promise<void>;
  /** So much time passes that a change is carried out. */
  settle(): void;
  close(): Promise<void>;
}

const idOf = (name: string) => aPrivateEndpoint(name, LOGISTICS);

/** What every `Endpoints` promises. */
export function endpointsContract(open: () => Promise<EndpointsWorld>): void {
  let world: EndpointsWorld;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.close());

  const listed = async () => {
    const found: PrivateEndpoint[] = [];
    for await (const endpoint of world.endpoints.list(LOGISTICS)) found.push(endpoint);
    return found;
  };
  const anEndpoint = (name: string, status: "Pending" | "Disconnected"): PrivateEndpoint => ({
    id: idOf(name),
    connections: [{ name, target: namespaceIdOf(aNamespace()), status }],
    provisioning: "done",
  });

  describe("the private endpoints of a subscription", () => {
    it("are none at first", async () => {
      expect(await listed()).toEqual([]);
      expect(await world.endpoints.get(idOf("pe-orders"))).toBe("gone");
    });

    it("show where they lead and in which state", async () => {
      world.ask("pe-orders");
      world.ask("pe-more");
      expect(await world.endpoints.get(idOf("pe-orders"))).toEqual(anEndpoint("pe-orders", "Pending"));
      expect(await listed()).toEqual([anEndpoint("pe-orders", "Pending"), anEndpoint("pe-more", "Pending")]);
    });

    it("stay, Disconnected, when the owner removed the connection", async () => {
      world.ask("pe-orders");
      await world.disconnect("pe-orders");
      world.settle();
      expect(await world.endpoints.get(idOf("pe-orders"))).toEqual(anEndpoint("pe-orders", "Disconnected"));
      expect(await listed()).toEqual([anEndpoint("pe-orders", "Disconnected")]);
    });

    it("are read whatever the case of their ids", async () => {
      world.ask("pe-orders");
      expect(await world.endpoints.get(idOf("pe-orders").toUpperCase())).toEqual(anEndpoint("pe-orders", "Pending"));
    });
  });

  describe("removing a private endpoint", () => {
    it("takes it away, and nothing else", async () => {
      world.ask("pe-orders");
      world.ask("pe-more");
      await world.disconnect("pe-orders");
      world.settle();
      expect((await world.endpoints.remove(idOf("pe-orders"))).kind).toBe("accepted");
      world.settle();
      expect(await world.endpoints.get(idOf("pe-orders"))).toBe("gone");
      expect(await listed()).toEqual([anEndpoint("pe-more", "Pending")]);
    });

    it("is accepted when it is not there", async () => {
      const accepted = { kind: "accepted", correlation: expect.any(String) };
      expect(await world.endpoints.remove(idOf("pe-orders"))).toEqual(accepted);
    });
  });

  it.each([
    "",
    namespaceIdOf(aNamespace()),
    `${idOf("pe-orders")}/..`,
    idOf("pe-orders").replace("Network", "Relay"),
    `/subscriptions/${FABRIKAM}`,
  ])("throws, before anything is sent, on %p", async (id) => {
    await expect(world.endpoints.get(id)).rejects.toThrow("Not the id of a private endpoint");
    await expect(world.endpoints.remove(id)).rejects.toThrow("Not the id of a private endpoint");
    const first = world.endpoints.list(id)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow("Not the id of a subscription");
  });
}
