import { describe, expect, it } from "@jest/globals";
import { startingStatus, wantedStatus } from "../../src/domain/request.ts";

describe("a request", () => {
  it("to approve or reject starts from Pending, one to revoke from Approved", () => {
    expect(startingStatus("approve-or-reject")).toBe("Pending");
    expect(startingStatus("revoke")).toBe("Approved");
  });

  it("wants the state that its verdict names", () => {
    expect(wantedStatus("approve")).toBe("Approved");
    expect(wantedStatus("reject")).toBe("Rejected");
  });
});
