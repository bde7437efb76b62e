import type { Metafile } from "esbuild";

type Outputs = Metafile["outputs"];

/** The entry and what it imports statically, directly or not: all of it is read and compiled before the first function runs. */
export function startOf(outputs: Outputs, entry: string): readonly string[] {
  const files = new Set([entry]);
  for (const file of files) {
    const imports = outputs[file]?.imports ?? [];
    for (const { path, kind } of imports) if (kind === "import-statement" && path in outputs) files.add(path);
  }
  return [...files];
}

/** `  1568 KB`. */
export function sizeOf(outputs: Outputs, files: readonly string[]): string {
  return kilobytes(files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0));
}

export function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`.padStart(9);
}
