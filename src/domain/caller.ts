import type { Person } from "./person.ts";

/** App roles of the API's registration in Entra. */
export const API_ROLES = ["Audit.Read", "Audit.Read.All", "Audit.Export", "Audit.Repair", "Requests.Decide"] as const;

export type ApiRole = (typeof API_ROLES)[number];

/** Who calls the API, after the token was verified. */
export interface Caller {
  readonly kind: "person" | "app";
  /** Object id and tenant are believed; the name is for showing only. */
  readonly person: Person;
  readonly roles: readonly ApiRole[];
  /** `page`: signed in at the page, by a cookie that a browser sends by itself, so it may read only. */
  readonly via: "token" | "page";
}

export function hasRole({ roles }: Caller, ...anyOf: readonly ApiRole[]): boolean {
  return anyOf.some((role) => roles.includes(role));
}
