/** Looks into JSON of others, of which nothing is certain. */
export function valueIn(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  );
}

export function textIn(value: unknown, ...path: readonly string[]): string {
  const found = valueIn(value, ...path);
  return typeof found === "string" ? found : "";
}

export function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueIn(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsIn(value: unknown, ...path: readonly string[]): readonly string[] {
  return listIn(value, ...path).filter((one) => typeof one === "string");
}
