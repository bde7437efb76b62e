import type { Config } from "jest";

const toCommonJs = [
  "@swc/jest",
  { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
] as const;

/** For every project, and for the tests in a browser. */
export const common: NonNullable<Config["projects"]>[number] & object = {
  // These are published as ES modules only, and Jest loads CommonJS.
  transform: {
    "\\.ts$|/node_modules/(?:jose|@seriousme)/.*\\.js$": [...toCommonJs],
    "/node_modules/(?:yargs|string-width)/index\\.m?js$": "<rootDir>/test/support/bundling-transformer.ts",
  },
  transformIgnorePatterns: ["/node_modules/(?!jose/|@seriousme/|yargs/index|string-width/index)"],
  testEnvironment: "node",
  // What is deployed has a package.json of the same name.
  modulePathIgnorePatterns: ["<rootDir>/deploy/"],
};

/** For what hangs: a machine that is busy with something else makes no test fail. Jest takes it for all projects or for none. */
export const testTimeout = 120_000;

const config: Config = {
  maxWorkers: 2,
  testTimeout,
  coverageReporters: ["text-summary"],
  coverageThreshold: {
    global: {},
    "./src/domain/": { branches: 100, functions: 100, lines: 100 },
    "./src/orchestration/": { branches: 100, functions: 100, lines: 100 },
  },
  collectCoverageFrom: ["src/domain/**/*.ts", "src/orchestration/**/*.ts"],
  projects: [
    {
      ...common,
      displayName: "service",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/test/e2e/", "/test/conformance/", "/test/browser/"],
    },
    { ...common, displayName: "conformance", testMatch: ["<rootDir>/test/conformance/**/*.test.ts"] },
    { ...common, displayName: "e2e", testMatch: ["<rootDir>/test/e2e/**/*.test.ts"] },
  ],
};

export default config;
