import { describe, expect, it } from "@jest/globals";
import { platformOf } from "../../build/infra/bicep-cli.ts";

describe("the Bicep CLI", () => {
  it("comes in a package for each platform", () => {
    expect(platformOf("linux", "x64")).toBe("linux-x64");
    expect(platformOf("darwin", "arm64")).toBe("osx-arm64");
    expect(platformOf("win32", "x64")).toBe("win-x64");
    expect(platformOf("freebsd", "x64")).toBeUndefined();
  });
});
