import type { Config } from "jest";
import { common, testTimeout } from "../../jest.config.ts";

/** Not among the projects of `npm test`: these need a browser, which `npm run test:browser` looks for. */
const config: Config = {
  ...common,
  testTimeout,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/browser/**/*.test.ts"],
  maxWorkers: 1,
  verbose: true,
};

export default config;
