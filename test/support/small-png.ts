import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/** The same picture with at most 256 colours, a third as large: the rarest colours become the next best of the others. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, channels, packed } = partsOf(png);
  const pixels = unfiltered(inflateSync(packed), width * channels, channels);
  const colours = Array.from({ length: width * height }, (_, index) => colourAt(pixels, index * channels));
  const palette = mostFrequent(colours);
  const indexOf = nearestIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, index) => {
    rows[index + Math.floor(index / width) + 1] = indexOf(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const table = Buffer.from(palette.flatMap(rgbOf));
  const parts = [chunk("IHDR", header), chunk("PLTE", table), chunk("IDAT", deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...parts, chunk("IEND", Buffer.alloc(0))]);
}

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly packed: Buffer;
}

/** As a browser writes it: 8 bits a channel, not interlaced, with or without transparency. */
function partsOf(png: Buffer): Parts {
  const packed: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
  }
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  if (depth !== 8 || interlaced !== 0 || (kind !== 2 && kind !== 6)) throw new Error("No screenshot of a browser");
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    channels: kind === 6 ? 4 : 3,
    packed: Buffer.concat(packed),
  };
}

/** Each row begins with how it was filtered: by the pixel to the left, above, both, or the best guess of the three around. */
function unfiltered(raw: Buffer, stride: number, channels: number): Buffer {
  const height = raw.length / (stride + 1);
  const pixels = Buffer.alloc(stride * height);
  const at = (row: number, column: number) => (row < 0 || column < 0 ? 0 : (pixels[row * stride + column] ?? 0));
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const [left, above] = [at(row, column - channels), at(row - 1, column)];
      const corner = column < channels ? 0 : at(row - 1, column - channels);
      const value = (raw[row * (stride + 1) + 1 + column] ?? 0) + predicted(filter, left, above, corner);
      pixels[row * stride + column] = value & 0xff;
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  const guesses = [0, left, above, (left + above) >> 1];
  return guesses[filter] ?? nearestOf(left + above - corner, [left, above, corner]);
}

function nearestOf(guess: number, candidates: readonly number[]): number {
  return candidates.reduce((best, one) => (Math.abs(guess - one) < Math.abs(guess - best) ? one : best));
}

function colourAt(pixels: Buffer, at: number): number {
  return pixels.readUIntBE(at, 3);
}

function rgbOf(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function mostFrequent(colours: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort(([, one], [, other]) => other - one);
  return byCount.slice(0, MOST_COLOURS).map(([colour]) => colour);
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  const find = (colour: number) => {
    const distances = palette.map((one) => distance(one, colour));
    return distances.indexOf(Math.min(...distances));
  };
  return (colour) => {
    const index = known.get(colour) ?? find(colour);
    known.set(colour, index);
    return index;
  };
}

function distance(one: number, other: number): number {
  const theirs = rgbOf(other);
  return rgbOf(one).reduce((sum, part, index) => sum + (part - (theirs[index] ?? 0)) ** 2, 0);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
