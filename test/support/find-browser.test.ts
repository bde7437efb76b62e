import { describe, expect, it } from "@jest/globals";
import { type Browser, findBrowser } from "./find-browser.ts";

const packed: Browser = { name: "from npm", path: "/packed/chromium", env: {} };
const withLibraries: Browser = { ...packed, name: "from npm, with its libraries", env: { LD_LIBRARY_PATH: "/packed" } };
const fromNpm = async () => [packed, withLibraries];
const starts = async () => {};
const fails = async () => {
  throw new Error("browserType.launch: closed\nchromium: error while loading shared libraries: libnss3.so: not found");
};

describe("the browser for the tests", () => {
  it("is the one from npm", async () => {
    expect(await findBrowser({}, fromNpm, starts)).toEqual({ kind: "found", browser: packed });
  });

  it("is the one that CHROMIUM_PATH names, if it is set", async () => {
    const found = await findBrowser({ CHROMIUM_PATH: "/my/chromium" }, fromNpm, starts);
    expect(found).toMatchObject({ kind: "found", browser: { path: "/my/chromium" } });
  });

  it("is no other one when the one that CHROMIUM_PATH names does not start", async () => {
    const found = await findBrowser({ CHROMIUM_PATH: "/my/chromium" }, fromNpm, fails);
    expect(found).toMatchObject({ kind: "none", tried: [expect.stringContaining("CHROMIUM_PATH")] });
  });

  it("brings its libraries where this machine has none", async () => {
    const start = ({ env }: Browser) => ("LD_LIBRARY_PATH" in env ? starts() : fails());
    expect(await findBrowser({}, fromNpm, start)).toEqual({ kind: "found", browser: withLibraries });
  });

  it("is none when none starts, and it is said of each why", async () => {
    const none = async () => {
      throw new Error("Cannot find package");
    };
    const found = await findBrowser({}, none, fails);
    expect(found).toMatchObject({ kind: "none" });
    const [first, ...others] = found.kind === "none" ? found.tried : [];
    expect(first).toBe("@sparticuz/chromium: Cannot find package");
    for (const other of others) expect(other).toContain("libnss3.so: not found");
  });
});
