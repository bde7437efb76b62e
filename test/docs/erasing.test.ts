import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rowsIn, storeOn } from "../adapters/storage/storage-fixture.ts";
import { type StartedAzurite, startAzurite } from "../support/azurite.ts";
import { olga, omar } from "../support/builders.ts";
import { textOf } from "./manual.ts";

let azurite: StartedAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

/** As a shell hands them to az, for this person. */
function filtersFor(ref: string): readonly string[] {
  const [, chapter = ""] = textOf("docs/operations.md").split("## Erase a person");
  const quoted = [...chapter.matchAll(/--filter "((?:\\"|[^"])+)"/g)].flatMap(([, filter]) => filter ?? []);
  return quoted.map((filter) => filter.replaceAll('\\"', '"').replaceAll("p-…", ref));
}

describe("what docs/operations.md says of erasing a person", () => {
  it("finds every row of theirs, under every name that they had, and nobody else's", async () => {
    const { people } = storeOn(azurite.tables);
    await people.pseudonymOf(omar);
    const others = await rowsIn(azurite.tables, "People");
    const { ref } = await people.pseudonymOf({ ...olga, name: "Olga Miller" });
    await people.pseudonymOf({ ...olga, name: "Olga Owens" });
    const filters = filtersFor(ref);
    expect(filters).toHaveLength(3);
    const table = azurite.tables("People");
    for (const filter of filters) {
      const found: { readonly partitionKey?: string; readonly rowKey?: string }[] = [];
      for await (const row of table.listEntities({ queryOptions: { filter } })) found.push(row);
      expect(found.length).toBeGreaterThan(0);
      for (const { partitionKey = "", rowKey = "" } of found) await table.deleteEntity(partitionKey, rowKey);
    }
    expect(await rowsIn(azurite.tables, "People")).toEqual(others);
    expect(await people.refOf(olga)).toBeUndefined();
    expect(await people.named("owens")).toEqual([]);
  });
});
