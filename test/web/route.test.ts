import { describe, expect, it } from "@jest/globals";
import { metricsPath, proofPath, signInAddress } from "../../src/web/api/paths.ts";
import { addressOf, routeOf } from "../../src/web/route.ts";

const ID = `r-${"a".repeat(26)}`;
const at = (address: string) => routeOf(new URL(address, "https://approvals.contoso.com"));

describe("an address of the page", () => {
  it.each([
    "/",
    "/?state=ended",
    "/?state=all&namespace=contoso-orders",
    "/namespaces",
    "/audit",
    "/audit?q=actor%3A%22Olga+Owens%22+a%26b%3Dc&order=oldest",
    "/figures?days=30&namespace=contoso-orders",
    "/figures",
    `/requests/${ID}`,
  ])("holds the whole state: %s", (address) => {
    expect(addressOf(at(address))).toBe(address);
  });

  it("means what is usual where it says nothing that is known", () => {
    expect(at("/?state=closed&other=1")).toEqual({ view: "requests", state: "open", namespace: "" });
    expect(at("/audit?order=random")).toEqual({ view: "audit", query: "", order: "newest" });
    expect(at("/figures?days=7")).toEqual({ view: "figures", days: 90, namespace: "" });
  });

  it.each(["/nowhere", "/audit/", "/requests/", "/requests/r-1", `/requests/${ID}/x`, "/Audit"])(
    "that the page does not know is said to be so: %s",
    (address) => {
      expect(at(address)).toEqual({ view: "unknown" });
    },
  );
});

describe("an address of the API", () => {
  it("has an entry's request and step as segments of their own, whatever stands in them", () => {
    expect(proofPath(`${ID}/vote-p-1`)).toBe(`/api/audit/${ID}/vote-p-1/proof`);
    expect(proofPath("r-1/../../x?y#z")).toBe("/api/audit/r-1/..%2F..%2Fx%3Fy%23z/proof");
  });

  it("asks for figures of whole days, so that it stays the same for a day", () => {
    const path = "/api/metrics?from=2026-10-27T00%3A00%3A00.000Z&to=2026-11-26T00%3A00%3A00.000Z";
    expect(metricsPath(30, "", new Date("2026-11-25T00:00:00Z"))).toBe(path);
    expect(metricsPath(30, "", new Date("2026-11-25T23:59:59Z"))).toBe(path);
  });

  it("signs in and leads back", () => {
    expect(signInAddress("/audit?q=a b")).toBe("/.auth/login/aad?post_login_redirect_uri=%2Faudit%3Fq%3Da+b");
  });
});
