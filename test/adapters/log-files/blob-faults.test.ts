import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listen, stopListening } from "../../../sandbox/listening.ts";
import { blobLogFiles } from "../../../src/adapters/log-files/blob-log-files.ts";
import { Fault } from "../../../src/ports.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../../support/trusted-certificate.ts";
import { tokensFor } from "../../support/unsigned-tokens.ts";

let server: Server;
let url: string;
let script: (response: ServerResponse) => void;
beforeAll(async () => {
  const { cert, key } = await holdTrustedCertificate();
  server = createServer({ cert, key }, (request, response) => {
    request.resume();
    request.on("end", () => script(response));
  });
  url = `https://localhost:${await listen(server, 0, "Storage")}/account/log`;
});
afterAll(async () => {
  await stopListening(server);
  releaseTrustedCertificate();
});

const files = (at = url) =>
  blobLogFiles(at, { credential: tokensFor("https://storage.azure.com"), clock: new FakeClock().now });

const answer = (status: number, code: string, headers: Readonly<Record<string, string>> = {}) => {
  script = (response) => {
    response.writeHead(status, { "x-ms-error-code": code, ...headers });
    response.end();
  };
};

describe("blob storage that fails", () => {
  it.each([
    [403, "AuthorizationPermissionMismatch"],
    [404, "ContainerNotFound"],
    [500, "InternalError"],
  ])("is a fault that says so: %i %s", async (status, code) => {
    answer(status, code);
    const fault = `Storage answered ${status} ${code} to`;
    await expect(files().read("tile/0/000")).rejects.toThrow(`${fault} read tile/0/000 of the log`);
    await expect(files().create("tile/0/000", Uint8Array.of(1))).rejects.toThrow(`${fault} create tile/0/000`);
    await expect(files().first("checkpoints/")).rejects.toBeInstanceOf(Fault);
  });

  it("says when to come back", async () => {
    answer(503, "ServerBusy", { "retry-after": "7" });
    await expect(files().read("tile/0/000")).rejects.toMatchObject({ retryAt: new Date("2026-11-20T09:00:07.000Z") });
  });

  it("may give no answer", async () => {
    await expect(files("https://localhost:1/account/log").read("checkpoint")).rejects.toThrow(
      /^Storage gave no answer to read checkpoint: ECONNREFUSED/,
    );
  });
});

describe("a listing", () => {
  it("goes on after a page without blobs that is not the last", async () => {
    const page = (blobs: string, next: string) =>
      `<?xml version="1.0"?><EnumerationResults ServiceEndpoint="${url}" ContainerName="log"><Blobs>${blobs}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
    const blob = "<Blob><Name>checkpoints/1</Name><Properties><Etag>e</Etag></Properties></Blob>";
    const pages = [page("", "more"), page(blob, "")];
    script = (response) => {
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(pages.shift());
    };
    expect(await files().first("checkpoints/")).toBe("checkpoints/1");
    expect(pages).toEqual([]);
  });
});

describe("a blob that is locked", () => {
  it("is there", async () => {
    answer(409, "BlobImmutableDueToPolicy");
    expect(await files().create("tile/0/000", Uint8Array.of(1))).toBe("there");
  });
});
