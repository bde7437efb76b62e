import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { OWNER_SUBSCRIPTION, olga } from "../support/builders.ts";
import { ApiStage, aCaller, anAuditor, jsonOf } from "./an-api.ts";

describe("what is wrong with the deployment", () => {
  it("is told to who reads everything", async () => {
    const api = new ApiStage();
    api.files.set("key", "a key");
    const answer = await api.ask("apiDoctor", anAuditor);
    expect([answer.status, jsonOf(answer)]).toMatchObject([
      200,
      { setup: { serviceVersion: "0.1.0", subscriptions: [OWNER_SUBSCRIPTION] }, findings: [{ id: "no-sweep" }] },
    ]);
    expect((await api.ask("apiDoctor", aCaller(olga, "Audit.Read"))).status).toBe(403);
  });

  it("is told also when what is needed for anything else fails", async () => {
    const api = new ApiStage();
    api.stage.policies.failures.fail("current", new Fault("no policy"));
    api.stage.store.failures.fail("requests.allOpen", new Fault("no storage"), 2);
    const { status, body } = await api.ask("apiDoctor", anAuditor);
    expect([status, body]).toEqual([200, expect.stringMatching(/no policy.*no storage/s)]);
  });
});
