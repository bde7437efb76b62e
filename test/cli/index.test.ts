import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";

async function commandLine(words: readonly string[], input = "") {
  const child = spawn(process.execPath, ["src/cli/index.ts", ...words], { stdio: "pipe" });
  child.stdin.end(input);
  const ended = new Promise((resolve) => child.on("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

describe("the command line", () => {
  it("says that the policy of the example is without faults, and that its cases pass", async () => {
    expect(await commandLine(["policy", "check", "policy.yaml"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No faults\. /),
      err: "",
    });
    expect(await commandLine(["policy", "test", "policy.yaml"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\n6 passed, 0 failed\n$/),
    });
  }, 30_000);

  it("reads the standard input, and complains on the standard error", async () => {
    const words = ["policy", "replay", "policy.yaml", "--from", "-"];
    expect(await commandLine(words)).toMatchObject({ code: 0, out: expect.stringMatching(/^Requests since .*: 0\./) });
    expect(await commandLine(words, "{")).toEqual({
      code: 2,
      out: "",
      err: "-:1: is no audit entry: it is no JSON object\n",
    });
  }, 30_000);
});
