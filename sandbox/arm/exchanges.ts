export interface Exchange {
  /** When the request came in. */
  readonly at: string;
  readonly method: string;
  /** With its query, but for what is signed. */
  readonly path: string;
  /** Undefined until it is answered, `timeout` when it never is. */
  readonly status: number | "timeout" | undefined;
  /** The app id of the token. */
  readonly caller: string | undefined;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
}

export interface Exchanges {
  /** The last 500, oldest first. */
  list(): readonly Exchange[];
  /** The first answered exchange that fits, among those kept or to come. */
  find(wanted: (exchange: Exchange) => boolean): Promise<Exchange>;
  clear(): void;
}

export interface ExchangeRecord {
  /** Answers what completes the entry. */
  begin(method: string, url: URL): (rest: Partial<Exchange>) => void;
}

const kept = 500;
const signed = ["t", "c", "s", "h"];

export function exchangesKept(): Exchanges & ExchangeRecord {
  const entries: Exchange[] = [];
  const waiting = new Set<() => void>();
  return {
    list: () => [...entries],
    clear: () => void entries.splice(0),
    find: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = entries.find((entry) => entry.status !== undefined && wanted(entry));
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    begin(method, url) {
      let entry: Exchange = { ...blank, at: new Date().toISOString(), method, path: unsigned(url) };
      entries.push(entry);
      if (entries.length > kept) entries.shift();
      return (rest) => {
        const index = entries.indexOf(entry);
        entry = { ...entry, ...rest };
        if (index >= 0) entries[index] = entry;
        for (const look of [...waiting]) look();
      };
    },
  };
}

const blank = { status: undefined, caller: undefined, requestBody: undefined, responseBody: undefined };

function unsigned(url: URL): string {
  const query = new URLSearchParams(url.search);
  for (const name of signed) query.delete(name);
  return query.size > 0 ? `${url.pathname}?${query}` : url.pathname;
}
