import type { Answer } from "./answer.ts";
import type { TypedData } from "./core.ts";

interface RpcCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: { readonly value: string };
  readonly path?: { readonly value: string };
  readonly expires?: { readonly value: { readonly seconds: number } };
  readonly secure?: { readonly value: boolean };
  readonly httpOnly?: { readonly value: boolean };
  readonly sameSite?: string;
  readonly maxAge?: { readonly value: number };
}

interface RpcHttp {
  readonly statusCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcCookie[];
  readonly body?: TypedData;
}

/** The answer of an HTTP function; a function that gives nothing answers 204. */
export function rpcResponseAnswer(returned: TypedData | undefined): Answer {
  if (!returned) return { status: 204 };
  const { statusCode, headers, cookies = [], body } = returned.http as RpcHttp;
  const setCookie = cookies.length > 0 ? { "set-cookie": cookies.map(cookieText) } : {};
  return { status: Number(statusCode), headers: { ...headers, ...setCookie }, body: body?.bytes ?? body?.string ?? "" };
}

const sameSites: Readonly<Record<string, string>> = { lax: "Lax", strict: "Strict", explicitNone: "None" };

function cookieText(cookie: RpcCookie): string {
  const sameSite = sameSites[cookie.sameSite ?? ""];
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    cookie.domain && `Domain=${cookie.domain.value}`,
    cookie.path && `Path=${cookie.path.value}`,
    cookie.maxAge && `Max-Age=${cookie.maxAge.value}`,
    cookie.expires && `Expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.secure?.value && "Secure",
    cookie.httpOnly?.value && "HttpOnly",
    sameSite && `SameSite=${sameSite}`,
  ];
  return parts.filter(Boolean).join("; ");
}
