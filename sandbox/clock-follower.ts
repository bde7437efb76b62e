// Loaded with --import into Azurite, so that its Date follows the sandbox's clock and it ends with the sandbox.
import "./clock.ts";

const END_WITHIN_MS = 3_000;

/** It saves what it holds every five seconds, and when it is interrupted; at any other signal the rest would be lost. */
function interrupt(): void {
  setTimeout(() => process.exit(), END_WITHIN_MS).unref();
  process.emit("SIGINT", "SIGINT");
  if (process.connected) process.disconnect();
}

process.once("SIGTERM", interrupt);
process.once("disconnect", interrupt);
