import { describe, expect, it } from "@jest/globals";
import { type PageFile, type PageFiles, pageAnswer } from "../../functions/page-files.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (type: string, text: string): PageFile => ({
  type,
  content: bytes(text),
  packed: bytes(`packed ${text}`),
});

const files: PageFiles = {
  page: file("text/html; charset=utf-8", "the page"),
  notFound: file("text/html; charset=utf-8", "nothing here"),
  assets: new Map([["/assets/main-0123456789abcdef.js", file("text/javascript; charset=utf-8", "the script")]]),
};

const asked = (path: string, accepted?: string) => {
  const { status, headers, body } = pageAnswer(files, path, accepted);
  return { status, headers, text: new TextDecoder().decode(body) };
};

const ID = "r-abcdefghijklmnopqrstuvwxyz";

const STRICT = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "",
};

describe("the page's files", () => {
  it.each(["/", "/audit", "/namespaces", "/figures", `/requests/${ID}`])("answer %s with the page", (path) => {
    expect(asked(path)).toMatchObject({ status: 200, text: "the page" });
    expect(asked(path).headers).toMatchObject({ ...STRICT, "Cache-Control": "no-store" });
    expect(asked(path).headers["Content-Type"]).toBe("text/html; charset=utf-8");
  });

  it("are kept for ever under the name of their content, with the same headers", () => {
    const { status, headers, text } = asked("/assets/main-0123456789abcdef.js");
    expect({ status, text }).toEqual({ status: 200, text: "the script" });
    expect(headers).toMatchObject({ ...STRICT, "Cache-Control": "public, max-age=31536000, immutable" });
    expect(headers["Content-Type"]).toBe("text/javascript; charset=utf-8");
  });

  it.each([
    "/assets/main-other.js",
    "/assets/../index.js",
    "/assets/%2e%2e/index.js",
    "/assets/",
    "//",
    "/index.html",
    "/files.json",
    "/constructor",
    "/__proto__",
    "/audit/",
    "/requests/r-short",
    `/requests/${ID}/..`,
    `/requests/${ID}\n`,
    "/api/unknown",
  ])("answer %j with a page that says that there is nothing, and the same strict headers", (path) => {
    expect(asked(path)).toMatchObject({ status: 404, text: "nothing here" });
    expect(asked(path).headers).toMatchObject({ ...STRICT, "Cache-Control": "no-store" });
  });

  it.each([
    ["gzip, deflate, br", "br"],
    ["br;q=0.5", "br"],
    ["gzip, br;q=0", undefined],
    ["gzip, br;q=0.000", undefined],
    ["gzip", undefined],
    ["brotli", undefined],
    [undefined, undefined],
  ])("come packed for whoever accepts %j as %j", (accepted, encoding) => {
    const { headers, text } = asked("/", accepted);
    expect(headers["Content-Encoding"]).toBe(encoding);
    expect(text).toBe(encoding ? "packed the page" : "the page");
    expect(headers["Vary"]).toBe("Accept-Encoding");
  });
});
