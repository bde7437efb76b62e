/** The numbers of history events in the Durable Functions JSON contract. */
export const eventTypes = {
  executionStarted: 0,
  executionCompleted: 1,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
} as const;

type Types = typeof eventTypes;

interface Common {
  /** The id of the action that a decision belongs to; -1 for what arrived. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  readonly Timestamp: string;
}

interface ExecutionStarted {
  readonly EventType: Types["executionStarted"];
  readonly OrchestrationInstance: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly ParentInstance: null;
  readonly Name: string;
  readonly Version: string;
  /** JSON. */
  readonly Input: string;
  readonly Tags: null;
}

export interface EventRaised {
  readonly EventType: Types["eventRaised"];
  readonly Name: string;
  /** JSON. */
  readonly Input: string;
}

export type TaskEnded =
  | { readonly EventType: Types["taskCompleted"]; readonly TaskScheduledId: number; readonly Result: string | null }
  | {
      readonly EventType: Types["taskFailed"];
      readonly TaskScheduledId: number;
      readonly Reason: string;
      readonly Details: string;
      readonly FailureDetails: unknown;
    };

interface ExecutionTerminated {
  readonly EventType: Types["executionTerminated"];
  /** The reason. */
  readonly Input: string;
}

/** What reaches an instance from outside of its own turns. */
export type Arrival =
  | ExecutionStarted
  | EventRaised
  | TaskEnded
  | ExecutionTerminated
  | { readonly EventType: Types["timerFired"]; readonly TimerId: number; readonly FireAt: string };

/** What an instance decided in a turn. */
export type Decided =
  | {
      readonly EventType: Types["taskScheduled"];
      readonly Name: string;
      readonly Version: null;
      readonly Input: null;
    }
  | { readonly EventType: Types["timerCreated"]; readonly FireAt: string }
  | {
      readonly EventType: Types["executionCompleted"];
      readonly OrchestrationStatus: "Completed" | "Failed";
      readonly Result: string;
    };

type Turn = { readonly EventType: Types["orchestratorStarted"] | Types["orchestratorCompleted"] };

export type HistoryEvent = Common & (Arrival | Decided | Turn);
export type ArrivedEvent = Common & Arrival;

export function arrived<T extends Arrival>(arrival: T, at: Date): Common & T {
  return { ...arrival, EventId: -1, IsPlayed: false, Timestamp: at.toISOString() };
}

export function decided<T extends Decided>(id: number, decision: T, at: Date): Common & T {
  return { EventId: id, IsPlayed: false, Timestamp: at.toISOString(), ...decision };
}

export function turnMark(kind: "orchestratorStarted" | "orchestratorCompleted", at: Date): Common & Turn {
  return { EventId: -1, IsPlayed: false, Timestamp: at.toISOString(), EventType: eventTypes[kind] };
}
