import type { NamespaceId } from "./azure-id.ts";

/** What a channel is told once a week: requests that nobody decided and that still wait in Azure. */
export interface Digest {
  readonly group: string;
  readonly expired: readonly ExpiredRequest[];
}

export interface ExpiredRequest {
  readonly namespace: NamespaceId;
  /** From Azure, chosen by the requester. */
  readonly privateEndpoint: string;
  readonly requestId: string;
}
