#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { harmlessLines } from "./harmless.ts";
import { processTerminal } from "./process-terminal.ts";
import { run } from "./run.ts";
import { EXIT } from "./terminal.ts";

const terminal = processTerminal(process.env);

void run(process.argv.slice(2), terminal, packageJson.version).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    terminal.complain("This is a fault of relay-approvals itself. Please report it, with these lines:");
    terminal.complain(harmlessLines(`${packageJson.version} ${(error as Error)?.stack ?? error}`));
    process.exitCode = EXIT.noAnswer;
  },
);
