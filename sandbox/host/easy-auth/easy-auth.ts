import type { IncomingMessage } from "node:http";
import { type Answer, bodyOf, jsonAnswer, textAnswer } from "../answer.ts";
import type { SentHeaders } from "../request-headers.ts";
import type { Directory } from "./directory.ts";
import { identityHeaders, signedIn } from "./identity.ts";
import { signedOutPage, signInPage } from "./pages.ts";
import { sessions } from "./session.ts";

/** As much of App Service authentication as a page needs to be signed in. */
export interface EasyAuth {
  /** Answers `/.auth/…`. */
  answer(request: IncomingMessage, url: URL): Promise<Answer>;
  /** What is added to a request; nothing when nobody is signed in: the app decides what that means. */
  identityOf(request: IncomingMessage, url: URL): Promise<SentHeaders | "refused">;
}

const longestFormBytes = 16 * 1024;
const BACK_TO = "post_login_redirect_uri";

export function easyAuth(directory: Directory, sessionKey: string): EasyAuth {
  const session = sessions(sessionKey);
  const idTokenOf = async (request: IncomingMessage) => {
    const person = session.personOf(request);
    return person === undefined ? undefined : directory.idToken(person);
  };
  const signIn = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    if (isOfForeignPage(request, url)) return textAnswer(403, "A sign-in is taken from this page only");
    const form = new URLSearchParams((await bodyOf(request, longestFormBytes)).toString());
    const person = form.get("person") ?? "";
    if ((await directory.idToken(person)) === undefined) return textAnswer(400, "Nobody of that name is here");
    return redirect(pathOf(form.get(BACK_TO), url), session.begin(person));
  };
  const me = async (request: IncomingMessage): Promise<Answer> => {
    const idToken = await idTokenOf(request);
    return idToken === undefined
      ? { status: 401 }
      : jsonAnswer(200, signedIn(idToken), { "cache-control": "no-store" });
  };
  const page = async (_: IncomingMessage, url: URL) =>
    signInPage(await directory.people(), pathOf(url.searchParams.get(BACK_TO), url));
  const signOut = async (_: IncomingMessage, url: URL) => redirect(signedOutPath(url), session.end());
  const answers: ReadonlyMap<string, (request: IncomingMessage, url: URL) => Promise<Answer>> = new Map([
    ["GET /.auth/login/aad", page],
    ["POST /.auth/login/aad", signIn],
    ["GET /.auth/logout", signOut],
    ["GET /.auth/logout/complete", async () => signedOutPage()],
    ["GET /.auth/me", me],
  ]);
  return {
    answer: async (request, url) => {
      if (!isLoopback(url)) return { status: 403 };
      return (await answers.get(`${request.method} ${url.pathname}`)?.(request, url)) ?? { status: 404 };
    },
    identityOf: async (request, url) => {
      const idToken = await idTokenOf(request);
      if (idToken === undefined) return {};
      // A cookie comes with whatever another page makes the browser send.
      const isChange = !["GET", "HEAD", "OPTIONS"].includes(request.method ?? "");
      return isChange && isOfForeignPage(request, url) ? "refused" : identityHeaders(idToken);
    },
  };
}

function signedOutPath(url: URL): string {
  const wanted = url.searchParams.get("post_logout_redirect_uri");
  return wanted === null ? "/.auth/logout/complete" : pathOf(wanted, url);
}

/** A path of the same origin, so that nobody is led elsewhere from here; `/` for all else. */
function pathOf(wanted: string | null, { origin }: URL): string {
  if (!wanted?.startsWith("/") || !URL.canParse(wanted, origin)) return "/";
  const target = new URL(wanted, origin);
  return target.origin === origin ? `${target.pathname}${target.search}${target.hash}`.replace(/^\/{2,}/, "/") : "/";
}

function isOfForeignPage({ headers: { origin } }: IncomingMessage, url: URL): boolean {
  return origin !== undefined && origin !== url.origin;
}

/** Another name that was pointed at this machine has no business here. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === "127.0.0.1" || hostname === "localhost";
}

function redirect(location: string, cookie: string): Answer {
  return { status: 302, headers: { location, "set-cookie": cookie, "cache-control": "no-store" } };
}
