import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { appFrom } from "../src/app.ts";
import { registerApi } from "./api.ts";
import { registerConnectionEvent } from "./connection-event.ts";
import { registerDigest } from "./digest.ts";
import { registerHealth } from "./health.ts";
import { answerAlways } from "./http-answers.ts";
import { registerMessages } from "./messages.ts";
import { registerDurable } from "./orchestrations.ts";
import { registerPage } from "./page.ts";
import { refuseWithoutPolicy } from "./policy.ts";
import { registerPurge } from "./purge.ts";
import { registerSeal } from "./seal.ts";
import { registerSweep } from "./sweep.ts";

/** Put in by the build. */
declare const CHECKED_POLICY: string;

const app = appFrom(process.env, { serviceVersion: packageJson.version, checkedPolicy: CHECKED_POLICY });

refuseWithoutPolicy(app);
answerAlways();
registerConnectionEvent(app);
registerDurable(app);
registerSweep(app);
registerSeal(app);
registerDigest(app);
registerPurge(app);
registerMessages(app);
registerHealth(app);
registerApi(app);
registerPage(join(import.meta.dirname, "web"));
