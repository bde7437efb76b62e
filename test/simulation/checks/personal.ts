import { PERSONAL } from "../models/people.ts";
import type { Evidence } from "./invariants.ts";

/** Invariant 8: of a person nothing stands outside People. */
export function nothingPersonal({ account, auditAccount, hub, log }: Evidence): readonly string[] {
  const tables = [...account.all(), ...auditAccount.all()].filter(({ tableName }) => tableName !== "People");
  const places: readonly (readonly [string, string])[] = [
    ["the log", log.join("\n")],
    ...tables.map((table) => [`table ${table.tableName}`, JSON.stringify(table.rows())] as const),
    ["a history", JSON.stringify(hub.all().map(({ input, history }) => ({ input, history })))],
  ];
  const isPersonal = (text: string) => PERSONAL.some((word) => text.toLowerCase().includes(word.toLowerCase()));
  return places.filter(([, text]) => isPersonal(text)).map(([place]) => `8: a person stands in ${place}`);
}
