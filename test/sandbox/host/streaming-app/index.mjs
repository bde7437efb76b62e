import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "@azure/functions";

app.setup({ enableHttpStream: true });

/** What a test can see of the functions' effects: a line for each, in EFFECTS_DIR. */
function effect(name, what) {
  appendFileSync(join(process.env.EFFECTS_DIR, name), `${JSON.stringify(what)}\n`);
}

const gates = new Map();

/** Closed until a test calls /let/NAME. */
function gate(name) {
  if (!gates.has(name)) gates.set(name, Promise.withResolvers());
  return gates.get(name);
}

app.http("let", {
  route: "let/{name}",
  handler: ({ params }) => {
    gate(params.name).resolve();
    return { status: 200 };
  },
});

async function* threePieces(name) {
  yield Buffer.from("one,");
  await gate(`${name}-2`).promise;
  yield Buffer.from("two,");
  await gate(`${name}-3`).promise;
  yield Buffer.alloc(1024 * 1024, "3");
  effect("streamed", name);
}

app.http("slow", {
  route: "slow/{name}",
  methods: ["GET", "HEAD"],
  handler: ({ params }) => ({ headers: { "x-kind": "slow" }, body: threePieces(params.name) }),
});

async function* manyPieces() {
  for (let piece = 0; piece < 64; piece += 1) yield Buffer.alloc(512 * 1024, piece);
}

app.http("large", { handler: () => ({ body: manyPieces() }) });

app.http("seen", {
  route: "seen/{id}",
  methods: ["GET", "POST", "DELETE"],
  handler: async (request) => ({
    jsonBody: {
      url: request.url,
      method: request.method,
      params: request.params,
      query: [...request.query],
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    },
  }),
});

app.http("limited", {
  methods: ["POST"],
  handler: async (request) => {
    const reader = request.body.getReader();
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      bytes += read.value.length;
      if (bytes > 1000) return { status: 413, body: "too long" };
    }
    return { body: `${bytes}` };
  },
});

app.http("cancelled", {
  methods: ["POST"],
  handler: async (request) => {
    for await (const _ of request.body) return { status: 413, body: "that was enough" };
    return { status: 200 };
  },
});

app.http("upload", {
  route: "upload/{name}",
  methods: ["POST"],
  handler: async ({ params, body }) => {
    try {
      for await (const chunk of body) effect(`${params.name}-arrived`, Buffer.from(chunk).toString());
      effect(params.name, "to the end");
    } catch {
      effect(params.name, "cut off");
    }
    return { status: 200 };
  },
});

app.http("throws", {
  handler: () => {
    throw new Error("broken on purpose");
  },
});
app.http("nothing", { handler: () => undefined });
app.http("noContent", { handler: () => ({ status: 204, headers: { "x-kind": "empty" } }) });
app.http("cookies", {
  handler: () => ({
    status: 201,
    cookies: [
      { name: "one", value: "1", httpOnly: true },
      { name: "two", value: "2" },
    ],
  }),
});

async function* breaking() {
  yield Buffer.from("a beginning");
  await gate("breaking").promise;
  throw new Error("no end");
}

app.http("breaks", { handler: () => ({ body: breaking() }) });

app.http("environment", {
  handler: () => ({ jsonBody: Object.keys(process.env).filter((name) => name.includes("SIGN_IN")) }),
});

app.http("zzRest", { route: "{*path}", handler: ({ params }) => ({ jsonBody: { rest: params.path ?? "" } }) });
