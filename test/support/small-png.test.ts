import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { smallPng } from "./small-png.ts";

type Rgb = readonly [number, number, number];

/** Rows of pixels as they stand in the file: with the number of the filter before them, each byte already filtered. */
function truecolour(width: number, rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, rows.length, 8, 2, 0, 0, 0]);
  const parts = [
    part("IHDR", header),
    part("IDAT", deflateSync(Buffer.from(rows.flat()))),
    part("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]);
}

/** The checksum is left out: nothing here reads it. */
function part(name: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(name), content, Buffer.alloc(4)]);
}

function contentOf(png: Buffer, name: string): Buffer {
  const at = png.indexOf(name, 0, "latin1");
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
}

/** Of a picture with a palette, whose rows are not filtered. */
function coloursOf(png: Buffer): readonly (readonly Rgb[])[] {
  const table = contentOf(png, "PLTE");
  const width = png.readUInt32BE(16);
  const raw = inflateSync(contentOf(png, "IDAT"));
  return Array.from({ length: png.readUInt32BE(20) }, (_, row) => {
    const [filter, ...indices] = raw.subarray(row * (width + 1), (row + 1) * (width + 1));
    expect(filter).toBe(0);
    return indices.map((index) => [...table.subarray(index * 3, index * 3 + 3)] as unknown as Rgb);
  });
}

describe("a picture made small", () => {
  it("has the same colours, whichever way its rows were filtered", () => {
    const rows = [
      [0, 10, 20, 30, 200, 100, 50],
      // By the pixel to the left, above, between both, and by the nearest of three.
      [1, 1, 2, 3, 255, 0, 1],
      [2, 9, 9, 9, 56, 0, 0],
      [3, 10, 10, 10, 128, 0, 0],
      [4, 5, 0, 0, 0, 1, 0],
    ];
    expect(coloursOf(smallPng(truecolour(2, rows)))).toEqual([
      [
        [10, 20, 30],
        [200, 100, 50],
      ],
      [
        [1, 2, 3],
        [0, 2, 4],
      ],
      [
        [10, 11, 12],
        [56, 2, 4],
      ],
      [
        [15, 15, 16],
        [163, 8, 10],
      ],
      [
        [20, 15, 16],
        [163, 9, 10],
      ],
    ]);
  });

  it("shows the rarest of too many colours as the nearest other one", () => {
    const grey = Array.from({ length: 240 }, (_, level) => [level, level, level]);
    const rows = [grey, grey].map((pixels) => [0, ...pixels.flat()]);
    const reds = Array.from({ length: 240 }, (_, level) => [level < 20 ? 255 - level : 0, 0, 0]);
    const [first, , third] = coloursOf(smallPng(truecolour(240, [...rows, [0, ...reds.flat()]])));
    expect(first).toEqual(grey);
    expect(third?.[19]).toEqual([240, 0, 0]);
  });

  it("is made of nothing but a browser's screenshot", () => {
    const grey = truecolour(1, [[0, 1, 2, 3]]);
    grey[25] = 0;
    expect(() => smallPng(grey)).toThrow("No screenshot");
  });
});
