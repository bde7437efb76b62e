const unfinished = ["Pending", "Running", "Suspended"] as const;
export const finished = ["Completed", "Failed", "Terminated"] as const;

export type RuntimeStatus = (typeof unfinished)[number] | (typeof finished)[number];

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly executionId: string;
  readonly status: RuntimeStatus;
  /** JSON, as are output and customStatus. */
  readonly input: string;
  readonly output: string;
  readonly customStatus: string;
  /** When the present generation began: it moves with each continue-as-new. */
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface InstanceFilter {
  readonly createdFrom?: Date | undefined;
  readonly createdTo?: Date | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly idPrefix?: string | undefined;
  /** Only instances whose id comes after this one. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

export function isFinished({ status }: Pick<Instance, "status">): boolean {
  return finished.some((known) => known === status);
}
