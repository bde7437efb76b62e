#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { processTerminal } from "./process-terminal.ts";
import { run } from "./run.ts";

void run(process.argv.slice(2), processTerminal(process.env), packageJson.version).then((code) => {
  process.exitCode = code;
});
