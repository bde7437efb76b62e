import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { invocationLog } from "../../src/json-log.ts";

const LEVELS = ["info", "warn", "error"] as const;

function written(level: (typeof LEVELS)[number], message: string, details?: Record<string, string | number | boolean>) {
  const lines: [string, unknown][] = [];
  const hear = (name: string) => (line: unknown) => void lines.push([name, line]);
  invocationLog({ info: hear("info"), warn: hear("warn"), error: hear("error") })[level](message, details);
  return lines;
}

describe("the log", () => {
  it("is one line of JSON a record, whatever stands in it", () => {
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean());
    const details = fc.dictionary(
      fc.string().filter((name) => name !== "message" && name !== "__proto__"),
      value,
    );
    fc.assert(
      fc.property(fc.constantFrom(...LEVELS), fc.string({ unit: "binary" }), details, (level, message, more) => {
        const [[name, line] = [], ...others] = written(level, message, more);
        expect([name, others]).toEqual([level, []]);
        expect(String(line)).not.toMatch(/[\n\r]/);
        expect(JSON.parse(String(line))).toEqual({ message, ...more });
      }),
    );
  });

  it("leaves out what is not known", () => {
    expect(written("info", "Swept")).toEqual([["info", '{"message":"Swept"}']]);
  });
});
