import { request } from "node:https";

/** Not `fetch`: it trusts no test CA. */
export function getJson(url: string, ca: string): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asked.on("error", reject).end();
  });
}
