import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackage } from "./build-package.ts";
import { kilobytes, sizeOf, startOf } from "./sizes.ts";

const options = {
  quiet: { type: "boolean", default: false },
  "keep-old": { type: "boolean", default: false },
} as const;
const { values } = parseArgs({ options });
const { outputs, zipBytes } = await buildPackage(join(import.meta.dirname, ".."), { keepOld: values["keep-old"] });
if (!values.quiet) {
  const files = Object.keys(outputs).filter((file) => /\.c?js$/.test(file));
  const start = startOf(outputs, "dist/index.js");
  console.log(`at the start ${sizeOf(outputs, start)} in ${start.length} files`);
  console.log(`in all       ${sizeOf(outputs, files)} in ${files.length} files`);
  console.log(`the package  ${kilobytes(zipBytes)}`);
}
