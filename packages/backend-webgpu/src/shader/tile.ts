/**
 * How the work is divided among workgroups: a square of outputs, and the number of filters processed at a
 * time.
 */
export interface Tile {
  /** Filters are `size` × `size`. */
  readonly size: number;
  /** Sides in pixels of the outputs, of the responses needed for them, and of the image needed for those. */
  readonly outputs: number;
  readonly responses: number;
  readonly image: number;
  /** Number of filters whose responses are in workgroup memory at the same time. */
  readonly group: 2 | 4;
  /** Whether responses are float16, with two neighbours of a row in one word. */
  readonly halves: boolean;
  /** Words per row of responses, and per filter. */
  readonly rowStride: number;
  readonly planeStride: number;
  /** Words of all planes, which hold a float32 for each filter and output at the end of a pass. */
  readonly planesLength: number;
}

/** The tiles of a gradient. */
export interface GradientTiles {
  /** For the gradient with respect to the image; outputs are pixels of the image with its border. */
  readonly back: Tile;
  /** For the sums over responses; every response is in one tile, so outputs and responses are the same. */
  readonly weights: Tile;
}

export interface TileNeeds {
  readonly size: number;
  /** Whether every pixel has its own gain. */
  readonly gains: boolean;
  /** Whether the synthesis filters differ from the analysis filters. */
  readonly synthesis: boolean;
  /** Whether responses are float16. */
  readonly halves: boolean;
}

/** In order of preference: a large tile computes fewer responses twice, and a large group loads less. */
const SHAPES = [
  { outputs: 16, group: 4 },
  { outputs: 16, group: 2 },
  { outputs: 8, group: 4 },
  { outputs: 8, group: 2 },
] as const;

/**
 * The best tile for filters of a given size and a given workgroup memory in bytes; undefined if none fits.
 */
export function chooseTile(needs: TileNeeds, workgroupMemory: number): Tile | undefined {
  return SHAPES.map(({ outputs, group }) => makeTile(needs.size, outputs, group, needs.halves)).find(
    (tile) => 4 * tileWords(tile, needs) <= workgroupMemory,
  );
}

function makeTile(size: number, outputs: number, group: 2 | 4, halves = false): Tile {
  const responses = outputs + size - 1;
  // Neighbouring invocations read four columns, four rows or one plane apart. With these strides, no two of
  // 32 neighbours use the same of 32 memory banks; with float16, two do.
  const words = halves ? responses / 2 : responses;
  const rowStride = Math.ceil((words - 4) / 8) * 8 + 4;
  const planeStride = responses * rowStride + 1;
  const planesLength = Math.max(group * planeStride, group * outputs * outputs);
  const image = responses + size - 1;
  return { size, outputs, responses, image, group, halves, rowStride, planeStride, planesLength };
}

function tileWords(tile: Tile, needs: TileNeeds): number {
  const { size, responses, image, group } = tile;
  const banks = (needs.synthesis ? 2 : 1) * size * size * group;
  // Vectors are aligned to 16 bytes.
  const planes = Math.ceil(tile.planesLength / 4) * 4;
  return image * image + planes + banks + (needs.gains ? responses * responses : 0);
}

/** The best tiles for the gradient; undefined if filters of this size do not fit. */
export function chooseGradientTiles(
  { size, synthesis }: Pick<TileNeeds, "size" | "synthesis">,
  workgroupMemory: number,
): GradientTiles | undefined {
  const fit = (
    tiles: readonly Tile[],
    planesPerFilter: number,
    sums: (tile: Tile) => number,
  ): Tile | undefined =>
    tiles.find((tile) => {
      const { image, group, planeStride } = tile;
      const banks = (synthesis ? 2 : 1) * size * size * group;
      const planes = Math.ceil((planesPerFilter * group * planeStride) / 4) * 4;
      return 4 * (2 * image * image + planes + banks + sums(tile)) <= workgroupMemory;
    });
  const back = fit(
    SHAPES.map(({ outputs, group }) => makeTile(size, outputs, group)),
    1,
    ({ responses }) => responses * responses,
  );
  const weights = fit(
    SHAPES.map(({ outputs, group }) => {
      const { image: _, ...tile } = makeTile(1, outputs, group);
      return { ...tile, size, image: outputs + size - 1 };
    }),
    2,
    () => 0,
  );
  return back && weights && { back, weights };
}
