import type { Status } from "./model.ts";

/**
 * What an owner's PUT may do to a connection. Rejected is final: only the consumer can ask again. The code and the words of
 * Azure's own refusal are not known.
 */
export function refusalOf(from: Status, to: Status): string | undefined {
  if (to !== "Approved" && to !== "Rejected") return `The status '${to}' cannot be set by the owner of the namespace.`;
  if (from === "Disconnected") return "The connection is Disconnected; its state cannot be changed any more.";
  if (from === "Rejected" && to === "Approved") return "The connection was Rejected and cannot be changed to Approved.";
  return undefined;
}
