import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleApp } from "./bundle-app.ts";
import { sizeOf, startOf } from "./sizes.ts";

const options = {
  quiet: { type: "boolean", default: false },
  "keep-old": { type: "boolean", default: false },
} as const;
const { values } = parseArgs({ options });
const { outputs } = await bundleApp(join(import.meta.dirname, ".."), { keepOld: values["keep-old"] });
if (!values.quiet) {
  const files = Object.keys(outputs).filter((file) => file.endsWith(".js"));
  const start = startOf(outputs, "dist/index.js");
  console.log(`at the start ${sizeOf(outputs, start)} in ${start.length} files`);
  console.log(`in all       ${sizeOf(outputs, files)} in ${files.length} files`);
}
