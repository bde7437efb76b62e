import { createHttpHeaders, type PipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "@jest/globals";
import { storageTables } from "../../../src/adapters/storage/tables.ts";
import { canonicalJson } from "../../../src/domain/audit.ts";
import { Fault } from "../../../src/ports.ts";
import { emulatorTables } from "../../support/azurite.ts";
import { anIntent, aRequest } from "../../support/builders.ts";
import { entryOf } from "./audit-reading.ts";
import { storeOn } from "./storage-fixture.ts";

type Answer = (request: PipelineRequest) => {
  readonly status: number;
  readonly body?: unknown;
  readonly retryAfter?: string;
  readonly more?: Readonly<Record<string, string>>;
};

/** A store on a storage account that answers everything in one way; `sent` counts the calls. */
function storeThat(answer: Answer) {
  const sent: string[] = [];
  const httpClient = {
    async sendRequest(request: PipelineRequest) {
      sent.push(request.method);
      const { status, body, retryAfter, more } = answer(request);
      const headers = createHttpHeaders({ "content-type": "application/json", ...more });
      if (retryAfter) headers.set("retry-after", retryAfter);
      return { request, status, headers, bodyAsText: JSON.stringify(body ?? {}) };
    },
  };
  return { store: storeOn(emulatorTables("http://127.0.0.1:1/devstoreaccount1", { httpClient })), sent };
}

const A_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJlMDAwIn0.c2lnbmF0dXJl";
const anError = (code: string) => ({ "odata.error": { code, message: { value: "Storage's words" } } });

describe("a storage account that is not well", () => {
  it.each([429, 503])("and answers %i says when to come back, and is not asked again before", async (status) => {
    const { store, sent } = storeThat(() => ({ status, body: anError("ServerBusy"), retryAfter: "7" }));
    const fault = await store.intents.find("r-1").catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({
      message: `Storage answered ${status} ServerBusy to read in table Changes`,
      retryAt: new Date("2026-11-20T09:00:07.000Z"),
    });
    expect(sent).toEqual(["GET"]);
  });

  it.each([401, 403, 500])("and answers %i is a fault that time may cure", async (status) => {
    const { store } = storeThat(() => ({ status, body: anError("Whatever") }));
    await expect(store.votes.of("r-1")).rejects.toBeInstanceOf(Fault);
    await expect(store.requests.insert(aRequest())).rejects.toBeInstanceOf(Fault);
  });

  it.each([
    [
      new RestError("connect ECONNREFUSED 10.0.0.4:443", { code: "ECONNREFUSED" }),
      "ECONNREFUSED: connect ECONNREFUSED 10.0.0.4:443",
    ],
    [
      new RestError("getaddrinfo ENOTFOUND relay.example", { code: "ENOTFOUND" }),
      "ENOTFOUND: getaddrinfo ENOTFOUND relay.example",
    ],
    [Object.assign(new Error("The operation was aborted."), { name: "AbortError" }), "it took too long"],
    [
      Object.assign(new Error("No identity:\n  is it assigned?"), { name: "CredentialUnavailableError" }),
      "CredentialUnavailableError: No identity: is it assigned?",
    ],
    [
      new Error(`Sent Bearer ${A_TOKEN}, or ${A_TOKEN}, to https://relay.example?sv=1&sig=abc%3D&se=2`),
      "Error: Sent (secret) or (secret), to https://relay.example?sv=1&(secret)&se=2",
    ],
  ])("and gives no answer is a fault that says why: %s", async (cause, why) => {
    const { store } = storeThat(() => {
      throw cause;
    });
    await expect(store.intents.insert("r-1", anIntent())).rejects.toMatchObject({
      message: `Storage gave no answer to insert in table Changes: ${why}`,
      retryAt: undefined,
    });
  });

  it("and whose token is not given is a fault that says why", async () => {
    const getToken = () => Promise.reject(new Error("ManagedIdentityCredential: no response from the endpoint"));
    const store = storeOn(storageTables("https://relay.invalid", { getToken }));
    await expect(store.requests.find("r-1")).rejects.toMatchObject({
      message:
        "Storage gave no answer to read in table Requests: Error: ManagedIdentityCredential: no response from the endpoint",
    });
  });

  it("and refuses a row for good is an error that is no fault", async () => {
    const { store } = storeThat(() => ({ status: 400, body: anError("PropertyValueTooLarge") }));
    const error = await store.intents.insert("r-1", anIntent()).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(Fault);
    expect(error).toMatchObject({ message: "Storage answered 400 PropertyValueTooLarge to insert in table Changes" });
  });

  it("and lost the row between the conflict and the look is a fault, never taken for an insert", async () => {
    const { store } = storeThat(({ method }) =>
      method === "POST"
        ? { status: 409, body: anError("EntityAlreadyExists") }
        : { status: 404, body: anError("ResourceNotFound") },
    );
    await expect(store.intents.insert("r-1", anIntent())).rejects.toThrow(
      "A row of Changes went away while it was read",
    );
  });

  it("and finds no place for rows that are written together is a fault: none of them is taken for written", async () => {
    const { store } = storeThat(() => ({ status: 404, body: anError("ResourceNotFound") }));
    await expect(store.inbox.copy([recorded("r-1")])).rejects.toBeInstanceOf(Fault);
  });
});

describe("a storage account that answers a page without rows, and that there are more", () => {
  it("is asked on for the record: only its end is the end", async () => {
    const { id, bytes } = recorded("r-1");
    const pages = [
      { value: [], more: { "x-ms-continuation-NextPartitionKey": "r", "x-ms-continuation-NextRowKey": "s" } },
      { value: [{ PartitionKey: "r-1", RowKey: id.slice("r-1/".length), bytes }], more: {} },
    ];
    const { store, sent } = storeThat(() => {
      const { value = [], more = {} } = pages.shift() ?? {};
      return { status: 200, body: { value }, more };
    });
    expect((await store.index.pageAfter("")).map((entry) => entry.id)).toEqual([id]);
    expect(sent).toHaveLength(2);
    expect(await store.index.pageAfter(id)).toEqual([]);
  });
});

describe("what waits to be sealed", () => {
  it("is read once, however many ranges are asked for", async () => {
    const { store, sent } = storeThat(() => ({ status: 200, body: { value: [] } }));
    const span = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" };
    const ranges = ["p-one", "p-two", "p-three"].map((value) => ({ by: "actor", value, span }) as const);
    expect(await store.index.readInbox(ranges)).toEqual([]);
    expect(sent).toEqual(["GET"]);
  });
});

function recorded(request: string) {
  const entry = entryOf(request);
  return { id: entry.id, at: entry.at, bytes: canonicalJson(entry) };
}
