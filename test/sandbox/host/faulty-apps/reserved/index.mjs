import { app } from "@azure/functions";

app.http("things", { route: "admin/things", handler: () => ({ status: 200 }) });
