import { app } from "@azure/functions";

app.timer("never", { schedule: "%NOT_SET%", handler: () => undefined });
