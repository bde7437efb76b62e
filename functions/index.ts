import packageJson from "../package.json" with { type: "json" };
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { registerConnectionEvent } from "./connection-event.ts";
import { registerHealth } from "./health.ts";
import { registerMessages } from "./messages.ts";
import { registerDurable } from "./orchestrations.ts";
import { registerSweep } from "./sweep.ts";

const app = buildApp(readConfig(process.env), packageJson.version);

registerConnectionEvent(app);
registerDurable(app);
registerSweep(app);
registerMessages(app);
registerHealth(app);
