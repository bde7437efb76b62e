import type { World } from "../../src/orchestration/world.ts";

/** Stands between an activity and the world: each call of a port passes through it, under a name like `store.decisions.insert`. */
export type Gate = <Answer>(call: string, effect: () => Promise<Answer>) => Promise<Answer>;

const PORTS = ["connections", "endpoints", "tenants", "networks", "rights", "cards", "policies"] as const;
/** They answer one after another, which a gate knows nothing of. */
const STREAMS = ["connections.namespaces", "endpoints.list"];

export function gatedWorld(world: World, gate: Gate): World {
  const ports = Object.fromEntries(PORTS.map((name) => [name, gated(world[name], name, gate)]));
  const store = Object.fromEntries(
    Object.entries(world.store)
      .filter(([name]) => name !== "failures")
      .map(([name, port]) => [name, gated(port, `store.${name}`, gate)]),
  );
  // The proxies have the ports' own types; fromEntries forgets them.
  return { ...world, ...ports, store } as World;
}

export function gated<Port extends object>(port: Port, name: string, gate: Gate): Port {
  return new Proxy(port, {
    get(target, method) {
      const value: unknown = Reflect.get(target, method);
      const call = `${name}.${String(method)}`;
      if (typeof value !== "function") return value;
      if (STREAMS.includes(call)) return value.bind(target);
      return (...args: unknown[]) => gate(call, () => value.apply(target, args));
    },
  });
}
