/** How a JPEG file was quantised. */
export interface JpegTables {
  /** 64 steps of luma, row by row, starting with the constant. */
  readonly luma: readonly number[];
  /** The same for chroma; absent in gray files. */
  readonly chroma?: readonly number[];
  /** Luma pixels per chroma pixel in each direction: [1, 1], [2, 1], [2, 2] and so on. */
  readonly subsampling?: readonly [across: number, down: number];
  /** Pixels to the left of and above the first whole block. Default: [0, 0]. */
  readonly origin?: readonly [left: number, top: number];
}

/** Annex K of ITU-T T.81, tables K.1 and K.2. */
// prettier-ignore
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
// prettier-ignore
const CHROMA = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/**
 * The example tables of the standard at a quality from 1 to 100, scaled as the Independent JPEG Group's
 * library does.
 */
export function standardTables(quality: number): Required<Pick<JpegTables, "luma" | "chroma">> {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const scale = (table: readonly number[]): number[] =>
    table.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
  return { luma: scale(LUMA), chroma: scale(CHROMA) };
}

/** The quality whose standard luma table is nearest: exact for most encoders, otherwise comparable. */
export function jpegQuality({ luma }: JpegTables): number {
  let best = 100;
  let least = Infinity;
  for (let quality = 100; quality >= 1; quality--) {
    const table = standardTables(quality).luma;
    const distance = luma.reduce((sum, step, i) => sum + Math.abs(Math.log(step / table[i]!)), 0);
    if (distance < least) [least, best] = [distance, quality];
  }
  return best;
}

/** Position of the k-th number of a file's table: zigzag from the constant to the highest frequency. */
const ZIGZAG: readonly number[] = Array.from({ length: 64 }, (_, i) => i).toSorted((a, b) => {
  const [row, column] = [Math.floor(a / 8), a % 8];
  const [otherRow, otherColumn] = [Math.floor(b / 8), b % 8];
  const [diagonal, other] = [row + column, otherRow + otherColumn];
  if (diagonal !== other) return diagonal - other;
  return diagonal % 2 === 0 ? otherRow - row : row - otherRow;
});

/** A segment of the header of a JPEG file: its marker, without 0xff, and what follows its length. */
export interface JpegSegment {
  readonly marker: number;
  /** Shorter than the file says if the bytes end before. */
  readonly content: Uint8Array;
}

/** The segments before the compressed pixels; none if it is not a JPEG. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void, void> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda) return;
    const length = 256 * bytes[at + 2]! + bytes[at + 3]!;
    yield { marker, content: bytes.subarray(at + 4, at + 2 + length) };
    at += 2 + Math.max(2, length);
  }
}

/**
 * The tables in the header of a JPEG file, not those of thumbnails inside it; undefined if there are none or
 * it is not a JPEG.
 */
export function readJpegTables(bytes: Uint8Array): JpegTables | undefined {
  const tables = new Map<number, number[]>();
  let components: { readonly table: number; readonly across: number; readonly down: number }[] = [];
  for (const { marker, content } of jpegSegments(bytes)) {
    if (marker === 0xdb) addTables(content, tables);
    if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      components = Array.from({ length: content[5] ?? 0 }, (_, c) => ({
        across: content[7 + 3 * c]! >> 4,
        down: content[7 + 3 * c]! & 15,
        table: content[8 + 3 * c]!,
      }));
    }
  }
  const [first, second] = components;
  const luma = tables.get(first?.table ?? 0);
  if (luma === undefined || luma.includes(0)) return undefined;
  const chroma = second && tables.get(second.table);
  if (first === undefined || second === undefined || chroma === undefined || chroma.includes(0)) {
    return { luma };
  }
  return { luma, chroma, subsampling: [first.across / second.across, first.down / second.down] };
}

/**
 * Tables for a picture that has been turned upright.
 *
 * @param orientation of EXIF, 1 to 8.
 * @param size of the upright picture.
 */
export function uprightTables(
  { luma, chroma, subsampling = [1, 1] }: JpegTables,
  orientation: number,
  { width, height }: { readonly width: number; readonly height: number },
): JpegTables {
  const isTransposed = orientation >= 5;
  const turn = (table: readonly number[]): readonly number[] =>
    isTransposed ? table.map((_, i) => table[8 * (i % 8) + (i >> 3)]!) : table;
  const [across, down] = isTransposed ? [subsampling[1], subsampling[0]] : subsampling;
  // Blocks start at what was the left or upper edge.
  const left = [2, 3, 6, 7].includes(orientation) ? width % (8 * across) : 0;
  const top = [3, 4, 7, 8].includes(orientation) ? height % (8 * down) : 0;
  return {
    luma: turn(luma),
    ...(chroma && { chroma: turn(chroma), subsampling: [across, down] }),
    ...((left > 0 || top > 0) && { origin: [left, top] }),
  };
}

/** A segment holds one or several tables. */
function addTables(segment: Uint8Array, tables: Map<number, number[]>): void {
  let at = 0;
  while (at < segment.length) {
    const [precision, name] = [segment[at]! >> 4, segment[at]! & 15];
    const bytes = precision === 0 ? 1 : 2;
    if (at + 1 + 64 * bytes > segment.length) return;
    const table = new Array<number>(64).fill(0);
    for (let k = 0; k < 64; k++) {
      const i = at + 1 + k * bytes;
      table[ZIGZAG[k]!] = bytes === 1 ? segment[i]! : 256 * segment[i]! + segment[i + 1]!;
    }
    tables.set(name, table);
    at += 1 + 64 * bytes;
  }
}
