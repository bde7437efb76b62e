import { later } from "../domain/waits.ts";
import type { Clock } from "../ports.ts";
import type { SealWorld } from "./seal-world.ts";

const MOST_MINUTES = 10;

/** Throws when the log is stopped, or when something waits to be sealed for much too long, whyever. */
export async function mustBeSealing({ head, inbox }: Pick<SealWorld, "head" | "inbox">, clock: Clock): Promise<void> {
  const { stopped } = (await head.read()).head;
  if (stopped !== undefined) throw new Error(`The sealed log is stopped: ${stopped}`);
  const [oldest] = await inbox.waiting(1);
  const latest = later(clock(), { minutes: -MOST_MINUTES }).toISOString();
  if (oldest && oldest.at < latest) throw new Error(`Entry ${oldest.id} of ${oldest.at} still waits to be sealed`);
}
