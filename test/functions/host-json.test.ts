import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readHostJson } from "../../sandbox/host/host-json.ts";

const hostJson = JSON.parse(readFileSync("host.json", "utf8"));
const { durableTask } = hostJson.extensions;

/** docs/decisions/task-hub.md gives the reasons. */
describe("the host's settings", () => {
  it("keep an idle task hub cheap, and stand where the extension looks for them", () => {
    expect(durableTask.storageProvider).toEqual({
      type: "AzureStorage",
      partitionCount: 1,
      maxQueuePollingInterval: "00:00:10",
    });
    expect(durableTask).not.toHaveProperty("partitionCount");
    expect(durableTask).not.toHaveProperty("maxQueuePollingInterval");
  });

  it("keep an older deployment from going on with what a newer one began", () => {
    expect(durableTask).toMatchObject({
      defaultVersion: "1.0",
      versionMatchStrategy: "CurrentOrOlder",
      versionFailureStrategy: "Reject",
    });
  });

  it("ask for an extension bundle that knows these versions, and for no next major one", () => {
    const [, least, below] = /^\[(\d+\.\d+)\.\d+, (\d+)\.0\.0\)$/.exec(hostJson.extensionBundle.version) ?? [];
    expect(Number(least?.split(".")[1])).toBeGreaterThanOrEqual(26);
    expect([least?.split(".")[0], below]).toEqual(["4", "5"]);
  });

  it("keep what Durable Functions writes at each step out of the log", () => {
    expect(hostJson.logging.logLevel).toMatchObject({
      DurableTask: "Warning",
      "Host.Triggers.DurableTask": "Warning",
    });
  });

  it("lose no line that an alert looks for", () => {
    const { excludedTypes } = hostJson.logging.applicationInsights.samplingSettings;
    expect(excludedTypes.split(";")).toEqual(expect.arrayContaining(["Request", "Trace"]));
    expect(hostJson).not.toHaveProperty("telemetryMode");
  });

  it("are what the local host runs with too", () => {
    expect(readHostJson(process.cwd(), {})).toMatchObject({ routePrefix: "", hubName: "RelayApprovals" });
  });
});
