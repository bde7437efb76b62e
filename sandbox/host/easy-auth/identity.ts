import { decodeJwt } from "jose";
import type { SentHeaders } from "../request-headers.ts";

interface Claim {
  readonly typ: string;
  readonly val: string;
}

const SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const ENTRA = "http://schemas.microsoft.com/identity/claims";
/** App Service gives some claims by the names that .NET knows them by. */
const NAMES: Readonly<Record<string, string>> = {
  sub: `${SOAP}/nameidentifier`,
  oid: `${ENTRA}/objectidentifier`,
  tid: `${ENTRA}/tenantid`,
};

/** What App Service authentication adds to the request of somebody who is signed in. */
export function identityHeaders(idToken: string): SentHeaders {
  const { oid, preferred_username: userName } = decodeJwt(idToken);
  const principal = {
    auth_typ: "aad",
    claims: claimsOf(idToken),
    name_typ: `${SOAP}/emailaddress`,
    role_typ: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
  };
  return {
    "x-ms-client-principal": Buffer.from(JSON.stringify(principal)).toString("base64"),
    "x-ms-client-principal-id": String(oid),
    "x-ms-client-principal-name": String(userName),
    "x-ms-client-principal-idp": "aad",
    "x-ms-token-aad-id-token": idToken,
  };
}

/** What `/.auth/me` answers. */
export function signedIn(idToken: string) {
  const { exp = 0, preferred_username: user_id } = decodeJwt(idToken);
  const expires_on = new Date(exp * 1000).toISOString();
  return [{ provider_name: "aad", user_id, expires_on, id_token: idToken, user_claims: claimsOf(idToken) }];
}

function claimsOf(idToken: string): readonly Claim[] {
  return Object.entries(decodeJwt(idToken)).flatMap(([name, value]) =>
    [value].flat().map((each) => ({ typ: NAMES[name] ?? name, val: String(each) })),
  );
}
