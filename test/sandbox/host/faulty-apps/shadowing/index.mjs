import { app } from "@azure/functions";

app.http("health", { route: "health/{id}", handler: () => ({ status: 200 }) });
app.http("aRest", { route: "{*path}", handler: () => ({ status: 200 }) });
