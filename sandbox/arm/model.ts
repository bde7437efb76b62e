import type { Caller } from "../entra/tokens.ts";

export const statuses = ["Pending", "Approved", "Rejected", "Disconnected"] as const;
export type Status = (typeof statuses)[number];

export interface Namespace {
  readonly id: string;
  readonly location: string;
  readonly publicNetworkAccess: "Enabled" | "Disabled" | "SecuredByPerimeter";
  /** Of its network rules; yes where nobody said no. */
  readonly trustedServices?: boolean;
  /** Of its network rules; else as public network access says. */
  readonly defaultAction?: "Allow" | "Deny";
  readonly createdAt: string;
}

/** A private endpoint connection as the owner's side holds it. */
export interface Connection {
  readonly id: string;
  readonly location: string;
  readonly privateEndpoint: string;
  readonly status: Status;
  readonly description?: string | undefined;
  /** The resource that the network provider writes for it, `{endpoint}.{guid}`; events name it. */
  readonly proxy: string;
  /** Neither list nor get shows it before. */
  readonly shownFrom?: string | undefined;
  /** What Azure still works on. */
  readonly change?: { readonly kind: "Update" | "Delete"; readonly until: string } | undefined;
}

/** A private endpoint as the consumer's side holds it. */
export interface Endpoint {
  readonly id: string;
  readonly location: string;
  readonly namespace: string;
  readonly connection: string;
  /** What the consumer calls its link to the namespace; no connection has this name. */
  readonly linkName: string;
  readonly manual: boolean;
  readonly message: string;
  readonly status: Status;
  readonly description?: string | undefined;
}

export interface Resource {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  readonly principal: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  /** Of a group: who belongs to it, directly or through other groups. */
  readonly members?: readonly string[];
  /** The GUID of the role definition. */
  readonly role: string;
  readonly condition?: string;
}

export interface DenyAssignment {
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly principals: readonly Principal[];
  readonly excludePrincipals: readonly Principal[];
}

/** `SystemDefined` with an id of zeros is everyone. */
export interface Principal {
  readonly id: string;
  readonly type: "User" | "Group" | "ServicePrincipal" | "SystemDefined";
}

/** One change that went through ARM, for Event Grid. */
export interface Change {
  readonly at: string;
  readonly operation: string;
  readonly resource: string;
  readonly subscription: string;
  readonly method: "PUT" | "POST" | "DELETE";
  readonly caller: Caller;
}

export interface ArmSettings {
  /** From PUT's 202 to Succeeded; seen about 32 s. */
  readonly updateMs: number;
  /** From DELETE's 202 to gone; seen about 33 s. */
  readonly deleteMs: number;
  readonly namespacesPage: number;
  readonly connectionsPage: number;
  readonly graphPage: number;
  readonly endpointsPage: number;
  /** Of role and deny assignments. */
  readonly assignmentsPage: number;
  readonly bodyLimitBytes: number;
  readonly endpointsPerNamespace: number;
  /** Refuse a PUT that names another private endpoint than the stored one. Whether Azure does is not known. */
  readonly strictEndpoint: boolean;
  /** Token buckets a caller, subscription and kind. */
  readonly throttle: { readonly reads: Bucket; readonly writes: Bucket; readonly deletes: Bucket };
}

export interface Bucket {
  readonly size: number;
  readonly refillPerSecond: number;
}

export const defaultSettings: ArmSettings = {
  updateMs: 32_000,
  deleteMs: 33_000,
  namespacesPage: 100,
  connectionsPage: 100,
  graphPage: 1000,
  endpointsPage: 1000,
  assignmentsPage: 1000,
  bodyLimitBytes: 4 * 1024 * 1024,
  endpointsPerNamespace: 64,
  strictEndpoint: false,
  throttle: {
    reads: { size: 250, refillPerSecond: 25 },
    writes: { size: 200, refillPerSecond: 10 },
    deletes: { size: 200, refillPerSecond: 10 },
  },
};
