/** What Azure puts in place of what a snapshot cannot know. */
const FROM_AZURE: ReadonlyMap<string, string> = new Map([
  ["environment().suffixes.storage", "core.windows.net"],
  ["environment().resourceManager", "https://management.azure.com/"],
]);

/** By the property that is read from a resource. */
const READ_FROM_RESOURCES: ReadonlyMap<string, string> = new Map([
  ["clientId", "cccccccc-0000-4000-8000-000000000001"],
  ["principalId", "cccccccc-0000-4000-8000-000000000002"],
  ["keyUri", "https://kv.vault.azure.net/keys/audit-log"],
  ["keyUriWithVersion", "https://kv.vault.azure.net/keys/audit-log/0123456789abcdef0123456789abcdef"],
  ["ConnectionString", "InstrumentationKey=00000000-0000-0000-0000-000000000000"],
]);

/** A value like the one that Azure would make of it; `undefined` for an expression that is not known here. */
export function likelyValueOf(text: string): string | undefined {
  if (!text.startsWith("[") || text.startsWith("[[")) return text;
  return meantBy(text.slice(1, -1));
}

function meantBy(expression: string): string | undefined {
  const literal = /^'((?:[^']|'')*)'$/.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const known = FROM_AZURE.get(expression);
  if (known !== undefined) return known;
  const property = /^reference\('[^']+', '[^']+'\)\.(\w+)$/.exec(expression)?.[1];
  if (property) return READ_FROM_RESOURCES.get(property);
  const format = /^format\((.*)\)$/.exec(expression)?.[1];
  return format === undefined ? undefined : formatted(argumentsIn(format).map(meantBy));
}

function formatted([pattern, ...values]: readonly (string | undefined)[]): string | undefined {
  if (pattern === undefined || values.includes(undefined)) return undefined;
  return pattern.replace(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? "");
}

/** Split at the commas that are in no brackets and in no text. */
function argumentsIn(list: string): readonly string[] {
  const pieces = list.match(/(?:'(?:[^']|'')*'|\((?:'(?:[^']|'')*'|[^()'])*\)|[^,'()])+/g) ?? [];
  return pieces.map((piece) => piece.trim());
}
