import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Metafile } from "esbuild";
import { bundleApp } from "../../build/bundle-app.ts";
import { startOf } from "../../build/sizes.ts";
import { copyOfProject, type ProjectCopy } from "../support/project-copy.ts";

jest.setTimeout(60_000);

let project: ProjectCopy;
let outputs: Metafile["outputs"];
/** What the start reads. */
let files: readonly string[];
/** The sources in it. */
let read: readonly string[];

beforeAll(async () => {
  project = await copyOfProject();
  ({ outputs } = await bundleApp(project.root, { keepOld: false }));
  files = startOf(outputs, "dist/index.js");
  read = files.flatMap((file) =>
    Object.entries(outputs[file]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) => (bytesInOutput ? [input] : [])),
  );
}, 60_000);
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

describe("the start", () => {
  it("reads the app and its settings, and half a megabyte at most", () => {
    expect(read).toEqual(expect.arrayContaining(["src/app.ts", "src/config.ts"]));
    expect(files.reduce((bytes, file) => bytes + (outputs[file]?.bytes ?? 0), 0)).toBeLessThan(500_000);
  });

  it.each([
    ...["node_modules/@microsoft/teams-ai/", "node_modules/botbuilder/", "src/adapters/teams/teams-bot.ts"],
    ...["node_modules/@azure/identity/", "node_modules/@azure/data-tables/", "node_modules/@azure/core-"],
    ...["node_modules/@azure/arm-relay/", "node_modules/@azure/eventgrid/", "node_modules/@azure/storage-"],
    ...["node_modules/@azure/keyvault-", "node_modules/yaml/", "node_modules/jose/", "src/api/answer.ts"],
    ...["node_modules/zod/v4/locales/fr", "mime-db/"],
    // Of durable-functions.
    ...["/axios/", "/moment/", "/validator/", "/lodash/", "/uuid/", "/debug/", "@opentelemetry/api/"],
  ])("does not read %s", (part) => {
    expect(read.filter((input) => input.includes(part))).toEqual([]);
  });

  it("leaves nothing out: all of that is in other files, which are read on first use", () => {
    const all = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    for (const part of ["/@azure/identity/", "/yaml/", "/axios/", "/moment/", "/validator/", "/botbuilder/"]) {
      expect(all.filter((input) => input.includes(part))).not.toEqual([]);
    }
  });
});
