/** An answer that ARM or a resource provider gives instead of the wanted one. */
export class ArmError extends Error {
  override readonly name = "ArmError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  get body() {
    return { error: { code: this.code, message: this.message } };
  }
}

export function badRequest(message: string, code = "BadRequest"): ArmError {
  return new ArmError(400, code, message);
}

export function resourceNotFound(type: string, name: string, group: string): ArmError {
  return new ArmError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function connectionNotFound(name: string): ArmError {
  return new ArmError(404, "NotFound", `Private endpoint connection '${name}' was not found.`);
}

export function authenticationFailed(code: string, description: string, tenant: string): ArmError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenant}", error="invalid_token", error_description="${description}"`;
  return new ArmError(401, code, description, { "www-authenticate": challenge });
}

export function wrongTenant(ofCaller: string, ofSubscription: string): ArmError {
  return authenticationFailed(
    "InvalidAuthenticationTokenTenant",
    `The access token is from the wrong issuer 'https://sts.windows.net/${ofCaller}/'. It must match the tenant 'https://sts.windows.net/${ofSubscription}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${ofSubscription}' to get the token.`,
    ofSubscription,
  );
}
