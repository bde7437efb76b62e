import type { Arm } from "../arm/arm.ts";
import type { Entra } from "../entra/entra.ts";
import type { EventGrid } from "../event-grid/event-grid.ts";
import type { HostProcess } from "../host-process.ts";
import type { Playground } from "../teams/playground.ts";
import type { TeamsRelay } from "../teams/relay.ts";

/** As much of the sandbox as the control page looks at and changes. */
export interface ControlledSandbox {
  readonly folder: string;
  readonly entra: Pick<Entra, "signApiToken" | "signArmToken">;
  readonly arm: Pick<Arm, "url" | "consumer" | "portal" | "faults" | "exchanges" | "state">;
  readonly eventGrid: Pick<EventGrid, "faults" | "delivered" | "deadLetters">;
  readonly relay: Pick<TeamsRelay, "record" | "cardsFor" | "openRequests" | "postAgain">;
  readonly playground: Pick<Playground, "url">;
  readonly host: Pick<HostProcess, "url" | "state" | "kill" | "start"> & {
    readonly keys: Pick<HostProcess["keys"], "master">;
  };
  /** The audit log as lines of JSON. */
  auditRecord(): Promise<string>;
  moveClock(ms: number): Promise<void>;
}
