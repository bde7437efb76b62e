import { registry } from "./registry.ts";

/** Stands for `@azure/functions` in the bundle of the simulation: of the triggers only timers are fired by it. */

type Handler = (input: unknown, context: unknown) => unknown;

export const app = {
  timer: (name: string, { handler }: { readonly handler: Handler }) => registry.timers.set(name, handler),
};
