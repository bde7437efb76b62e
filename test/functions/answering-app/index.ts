import { Readable } from "node:stream";
import { app } from "@azure/functions";
import { answerAlways } from "../../../functions/http-answers.ts";
import { paced } from "../../../functions/paced.ts";

const PIECE_BYTES = 64 * 1024;

answerAlways();

app.http("throws", {
  handler: () => {
    throw new Error("broken on purpose");
  },
});
app.http("nothing", { handler: () => undefined as never });
app.http("something", { handler: () => ({ status: 201, body: "made" }) });
app.eventGrid("failing", {
  handler: () => {
    throw new Error("an event is sent again");
  },
});

let made = 0;
let isEnded = false;

async function* manyPieces() {
  try {
    for (; made < 4000; made += 1) yield Buffer.alloc(PIECE_BYTES);
  } finally {
    isEnded = true;
  }
}

app.http("many", { handler: (_, { invocationId }) => ({ body: paced(invocationId, manyPieces()) }) });
app.http("made", { handler: () => ({ jsonBody: { made, isEnded } }) });

async function* threePieces() {
  yield* ["one ", "two ", "three"];
}

app.http("short", { handler: (_, { invocationId }) => ({ body: Readable.from(paced(invocationId, threePieces())) }) });
