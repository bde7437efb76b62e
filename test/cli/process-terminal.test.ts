import { describe, expect, it } from "@jest/globals";
import { progressLine } from "../../src/cli/process-terminal.ts";

describe("progress", () => {
  it("is one line of the screen, in which nothing moves the cursor or turns the reading direction", () => {
    const name = "Sub\u001b]0;PWNED\u0007\u001b[2J\u202eevil\nmore";
    expect(progressLine(`Reading ${name}`, 80)).toBe("Reading Sub?]0;PWNED??[2J?evil?more");
    expect(progressLine("x".repeat(200), 80)).toBe(`${"x".repeat(78)}…`);
    expect(progressLine("東".repeat(200), 80)).toBe(`${"東".repeat(39)}…`);
    expect(progressLine("❤️".repeat(200), 80)).toBe(`${"❤️".repeat(39)}…`);
    expect(progressLine(undefined, 80)).toBe("");
  });
});
