import type { RelayAPI } from "@azure/arm-relay";
import type { TokenCredential } from "@azure/core-auth";
import type { OperationArguments, OperationSpec } from "@azure/core-client";
import type { Clock, Log } from "../../ports.ts";

export interface ArmAddress {
  /** An origin like `https://management.azure.com`, no path. */
  readonly endpoint: string;
  /** Of Microsoft.Relay. */
  readonly apiVersion: string;
  readonly credential: TokenCredential;
  /** A call that takes longer has failed; 30 s by default. */
  readonly timeoutMs?: number;
}

/** What an adapter of a port asks ARM with. */
export interface Arm {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
}

interface ArmAnswer {
  readonly body: unknown;
  readonly correlation: string | undefined;
}

/** Sends one call, never a second time by itself; errors are the SDK's. `names` fill the operation's path and query. */
export type Send = (operation: OperationSpec, names: Readonly<Record<string, unknown>>) => Promise<ArmAnswer>;

const DEFAULT_TIMEOUT_MS = 30_000;

/** The client is loaded on first use: a start that only answers a click needs no ARM. */
export function armSender(address: ArmAddress): Send {
  let loading: Promise<RelayAPI> | undefined;

  return async (operation, names) => {
    loading ??= import("./relay-api.ts").then(({ relayApi }) => relayApi(address.endpoint, address.credential));
    const relay = await loading;
    let correlation: string | undefined;
    const args: OperationArguments = {
      apiVersion: address.apiVersion,
      ...names,
      options: {
        abortSignal: AbortSignal.timeout(address.timeoutMs ?? DEFAULT_TIMEOUT_MS),
        onResponse: ({ headers }) => {
          correlation = headers.get("x-ms-correlation-request-id");
        },
      },
    };
    const body: unknown = await relay.sendOperationRequest(args, operation);
    return { body, correlation };
  };
}
