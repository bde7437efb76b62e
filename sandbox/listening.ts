import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Somebody else listens there; the caller knows which setting moves the port. */
export class PortInUse extends Error {
  override readonly name = "PortInUse";
  readonly port: number;
  constructor(port: number, what: string, cause: unknown) {
    super(`Port ${port} is in use, ${what} cannot listen there`, { cause });
    this.port = port;
  }
}

/** Listens on the loopback address only; port 0 takes a free one. Answers the port. */
export function listen(server: Server, port: number, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port, what, error) : error),
    );
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Ends open connections too. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
