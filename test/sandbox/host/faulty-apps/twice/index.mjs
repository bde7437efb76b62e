import { app } from "@azure/functions";

app.http("same", { handler: () => ({ status: 200 }) });
app.http("Same", { handler: () => ({ status: 200 }) });
