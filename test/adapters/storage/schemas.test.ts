import { describe, expect, it } from "@jest/globals";
import { requestRow } from "../../../src/adapters/storage/schemas.ts";
import { aRequest } from "../../support/builders.ts";

describe("the row of a request", () => {
  it("that an earlier version wrote is read, without what it did not know", () => {
    const { background: _notKnown, progress, ...rest } = aRequest();
    const { remarked: _norThis, ...before } = progress;
    const written: unknown = JSON.parse(JSON.stringify({ ...rest, progress: before }));
    expect(requestRow.parse(written)).toEqual(aRequest());
  });
});
