import { app, output } from "@azure/functions";
import * as df from "durable-functions";

df.app.entity("counter", () => undefined);
app.storageQueue("fromQueue", { queueName: "one", connection: "none", handler: () => undefined });
app.http("toQueue", {
  extraOutputs: [output.storageQueue({ queueName: "one", connection: "none" })],
  handler: () => ({ status: 200 }),
});
