import { app } from "@azure/functions";
import { answerAlways } from "../../../functions/http-answers.ts";

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
