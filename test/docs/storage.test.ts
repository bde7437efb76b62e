import { describe, expect, it } from "@jest/globals";
import { textOf } from "./manual.ts";

interface Host {
  readonly extensions: {
    readonly durableTask: { readonly hubName: string; readonly storageProvider: { readonly partitionCount: number } };
  };
}

describe("what docs/operations.md has deleted for a new task hub", () => {
  const { hubName, storageProvider } = (JSON.parse(textOf("host.json")) as Host).extensions.durableTask;
  const page = textOf("docs/operations.md");

  it("is called as Durable Functions calls it by the name in host.json", () => {
    const queues = Array.from({ length: storageProvider.partitionCount }, (_, number) => `-control-0${number}`);
    const inSmallLetters = [...queues, "-workitems", "-leases", "-applease", "-largemessages"];
    const made = [
      ...["History", "Instances", "Partitions"].map((table) => `${hubName}${table}`),
      ...inSmallLetters.map((end) => `${hubName.toLowerCase()}${end}`),
    ];
    const named = [...page.matchAll(/^for name in ([^;]+);/gm)].flatMap(([, names = ""]) => names.split(" "));
    expect([...named].sort()).toEqual([...made].sort());
  });
});

describe("the storage of docs/architecture.md", () => {
  it("has each table that the code knows", () => {
    const [, kinds = ""] = /type TableName =([^;]+);/.exec(textOf("src/adapters/storage/tables.ts")) ?? [];
    const tables = [...kinds.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
    const [, chapter = ""] = textOf("docs/architecture.md").split("## Storage");
    const told = [...chapter.matchAll(/^\| (\w+) \|/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => name !== "table");
    expect(tables.length).toBeGreaterThan(10);
    expect([...told].sort()).toEqual([...tables].sort());
  });
});
