import type { OperationSpec } from "@azure/core-client";
import type { ChangeAnswer } from "../../ports.ts";
import { correlationOf, faultOf, isGone, refusalOf } from "./answers.ts";
import type { Arm } from "./sender.ts";

interface ArmCall {
  /** Whom it concerns, as faults name it. */
  readonly id: string;
  readonly operation: OperationSpec;
  readonly names: Readonly<Record<string, unknown>>;
}

/** Sends a change once, and tells apart what Azure took, what it refused for good and what may go another time. */
export async function change({ send, clock }: Arm, { id, operation, names }: ArmCall): Promise<ChangeAnswer> {
  const method = operation.httpMethod;
  try {
    const { correlation } = await send(operation, names);
    return { kind: "accepted", correlation };
  } catch (error) {
    if (method === "DELETE" && isGone(error)) return { kind: "accepted", correlation: correlationOf(error) };
    const reason = refusalOf(error);
    if (reason !== undefined) return { kind: "refused", reason };
    throw faultOf(error, `${method} of ${id}`, clock());
  }
}
