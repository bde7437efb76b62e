import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

let compiled: ValidateFunction | undefined;

/** Throws unless the bytes are an entry as docs/audit-entry.schema.json says. */
export function expectEntry(bytes: string): void {
  compiled ??= compile();
  const check = compiled;
  if (check(JSON.parse(bytes))) return;
  const faults = (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`${faults.join("; ")}, in the entry ${bytes}`);
}

function compile(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync("docs/audit-entry.schema.json", "utf8")) as object);
}
