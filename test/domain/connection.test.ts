import { describe, expect, it } from "@jest/globals";
import { approvedAmong } from "../../src/domain/connection.ts";
import { aConnection } from "../support/builders.ts";

describe("how many endpoints a namespace has let in", () => {
  it("counts what is Approved, and nothing else: Azure's limit is about those", () => {
    const all = (["Pending", "Approved", "Rejected", "Disconnected", "Other", "Approved"] as const).map((status) =>
      aConnection({ status }),
    );
    expect(approvedAmong(all)).toBe(2);
    expect(approvedAmong([])).toBe(0);
  });
});
