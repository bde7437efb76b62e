import { at } from "../clock.ts";
import type { AzureEvent } from "./event.ts";
import type { EventFaultsToUse } from "./event-faults.ts";

/** Events on their way to one webhook, disturbed as the faults want it. */
export interface Disturbed {
  put(event: AzureEvent): void;
  /** Sends what is held back. */
  release(): void;
  close(): void;
}

export function disturbed(send: (event: AzureEvent) => Promise<void>, faults: Pick<EventFaultsToUse, "of">): Disturbed {
  const held = new Map<AzureEvent, Disposable>();
  const letGo = (event: AzureEvent) => {
    held.get(event)?.[Symbol.dispose]();
    if (held.delete(event)) void send(event);
  };
  const hold = (event: AzureEvent, ms: number) => {
    held.set(
      event,
      at(new Date(Date.now() + ms), () => letGo(event)),
    );
  };
  const behind = new Set<AzureEvent>();
  const overtake = async (event: AzureEvent) => {
    const waiting = [...behind];
    behind.clear();
    await send(event);
    for (const earlier of waiting) letGo(earlier);
  };
  return {
    put(event) {
      const fault = faults.of(event.data.operationName);
      switch (fault?.kind) {
        case undefined:
          void overtake(event);
          break;
        case "duplicate":
          for (let copy = 1; copy <= fault.copies; copy += 1) void overtake(event);
          break;
        case "reorder":
          hold(event, fault.atMostMs ?? 60_000);
          behind.add(event);
          break;
        case "delay":
          hold(event, fault.ms);
          break;
        case "drop":
          break;
      }
    },
    release() {
      for (const event of [...held.keys()]) letGo(event);
    },
    close() {
      for (const timer of held.values()) timer[Symbol.dispose]();
      held.clear();
    },
  };
}
