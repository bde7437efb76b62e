import { text } from "node:stream/consumers";
import { run } from "./run.ts";

void run(process.argv.slice(2), {
  env: process.env,
  now: () => new Date(),
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  input: () => text(process.stdin),
}).then((code) => {
  process.exitCode = code;
});
