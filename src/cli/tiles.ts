/** Leaves, and hashes, a full tile holds. */
const FULL = 256;

/** The paths, below `tile/`, of all tiles and bundles of entries of a tree of that size, as C2SP tlog-tiles names them. */
export function* tilesOf(size: number): Generator<string> {
  yield* levelOf("entries", size);
  for (let [level, hashes] = [0, size]; hashes > 0; [level, hashes] = [level + 1, Math.floor(hashes / FULL)])
    yield* levelOf(String(level), hashes);
}

function* levelOf(level: string, hashes: number): Generator<string> {
  const full = Math.floor(hashes / FULL);
  for (let n = 0; n < full; n += 1) yield `${level}/${numbered(n)}`;
  const rest = hashes % FULL;
  if (rest > 0) yield `${level}/${numbered(full)}.p/${rest}`;
}

/** 1234067 is `x001/x234/067`. */
function numbered(n: number): string {
  const last = String(n % 1_000).padStart(3, "0");
  const groups = [];
  for (let rest = Math.floor(n / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    groups.unshift(`x${String(rest % 1_000).padStart(3, "0")}`);
  return [...groups, last].join("/");
}
