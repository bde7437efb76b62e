// Loaded before the Playground, which has no setting for either: its clock follows the sandbox's, and it listens on the loopback address.
import { Server } from "node:net";
import { endWithParent } from "../clock.ts";

endWithParent();

const listen = Server.prototype.listen as (this: Server, ...args: unknown[]) => Server;

Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]) {
  const [port, host] = args;
  return typeof port === "number" && typeof host !== "string"
    ? listen.call(this, port, "127.0.0.1", ...args.slice(1))
    : listen.apply(this, args);
} as typeof Server.prototype.listen;
