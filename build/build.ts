import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackage } from "./build-package.ts";
import { bundleCli } from "./bundle-cli.ts";
import { kilobytes, sizeOf, startOf } from "./sizes.ts";

const options = {
  quiet: { type: "boolean", default: false },
  "keep-old": { type: "boolean", default: false },
} as const;
const { values } = parseArgs({ options });
const root = join(import.meta.dirname, "..");
const { outputs, page, zipBytes } = await buildPackage(root, { keepOld: values["keep-old"] });
const { outputs: cli } = await bundleCli(root);
if (!values.quiet) {
  const files = Object.keys(outputs).filter((file) => /\.c?js$/.test(file));
  const start = startOf(outputs, "dist/index.js");
  console.log(`at the start ${sizeOf(outputs, start)} in ${start.length} files`);
  console.log(`in all       ${sizeOf(outputs, files)} in ${files.length} files`);
  console.log(`command line ${sizeOf(cli, ["dist/cli.js"])} in 1 file`);
  console.log(`the page     ${kilobytes(sum("bytes"))}, ${kilobytes(sum("packed")).trim()} on the wire`);
  console.log(`the package  ${kilobytes(zipBytes)}`);
}

function sum(of: "bytes" | "packed"): number {
  return page.reduce((bytes, file) => bytes + file[of], 0);
}
