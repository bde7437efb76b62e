import { createHash } from "node:crypto";
import type { Answer } from "../answer.ts";
import type { Listed } from "./directory.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
button { display: block; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer; }
small { display: block; }`;

const styleHash = createHash("sha256").update(STYLE).digest("base64");

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  // With no-referrer a browser would not say where a form comes from.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

export function signInPage(people: readonly Listed[], backTo: string): Answer {
  const buttons = people.map(
    ({ key, name, userName, roles }) => `<button name="person" value="${escaped(key)}">${escaped(name)}
<small>${escaped(userName)} · ${escaped(roles.join(", ") || "no role")}</small></button>`,
  );
  return page(
    "Sign in",
    `<p>In Azure Entra asks here who you are. In the sandbox you are whom you choose.</p>
<form method="post" action="/.auth/login/aad">
<input type="hidden" name="post_login_redirect_uri" value="${escaped(backTo)}">
${buttons.join("\n")}
</form>`,
  );
}

export function signedOutPage(): Answer {
  return page("You are signed out", `<p><a href="/.auth/login/aad">Sign in again</a></p>`);
}

function page(title: string, content: string): Answer {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style>`;
  const body = `<!doctype html><html lang="en"><head>${head}</head><body><main><h1>${title}</h1>${content}</main></body></html>`;
  return { status: 200, headers: HEADERS, body };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}
