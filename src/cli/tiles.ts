/** Leaves, and hashes, a full tile holds. */
const FULL = 256;

export interface Tile {
  /** Below `tile/`: as C2SP tlog-tiles names it. */
  readonly path: string;
  readonly isFull: boolean;
}

/** All tiles and bundles of entries of a tree of that size. */
export function tilesOf(size: number): readonly Tile[] {
  const tiles = [...levelOf("entries", size)];
  for (let [level, hashes] = [0, size]; hashes > 0; [level, hashes] = [level + 1, Math.floor(hashes / FULL)])
    tiles.push(...levelOf(String(level), hashes));
  return tiles;
}

function* levelOf(level: string, hashes: number): Generator<Tile> {
  const full = Math.floor(hashes / FULL);
  for (let n = 0; n < full; n += 1) yield { path: `${level}/${numbered(n)}`, isFull: true };
  const rest = hashes % FULL;
  if (rest > 0) yield { path: `${level}/${numbered(full)}.p/${rest}`, isFull: false };
}

/** 1234067 is `x001/x234/067`. */
function numbered(n: number): string {
  const last = String(n % 1_000).padStart(3, "0");
  const groups = [];
  for (let rest = Math.floor(n / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    groups.unshift(`x${String(rest % 1_000).padStart(3, "0")}`);
  return [...groups, last].join("/");
}
