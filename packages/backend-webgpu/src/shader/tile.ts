/** How a workgroup cuts up the work: a square of outputs, and how many filters it takes at a time. */
export interface Tile {
  /** Filters are `size` × `size`. */
  readonly size: number;
  /** Sides in pixels: of the outputs, of the responses that they take, and of the image that those take. */
  readonly outputs: number;
  readonly responses: number;
  readonly image: number;
  /** Filters whose responses stand in workgroup memory at the same time. */
  readonly group: 2 | 4;
  /** Whether responses are float16, two of a row in a word. */
  readonly halves: boolean;
  /** Words from row to row of a filter's responses, and from filter to filter. */
  readonly rowStride: number;
  readonly planeStride: number;
  /** Words of all planes, which at the end of a pass hold a float32 for each filter and output. */
  readonly planesLength: number;
}

/** The tiles of a gradient. */
export interface GradientTiles {
  /** Of the gradient by the image: outputs are places of the image with its border. */
  readonly back: Tile;
  /** Of the sums over responses: every response is in one tile, so outputs and responses are the same. */
  readonly weights: Tile;
}

export interface TileNeeds {
  readonly size: number;
  /** Whether every pixel has a gain of its own. */
  readonly gains: boolean;
  /** Whether other filters put the responses together than took them apart. */
  readonly synthesis: boolean;
  /** Whether responses are float16. */
  readonly halves: boolean;
}

/** In the order of preference: a large tile computes fewer responses twice, a large group loads less. */
const SHAPES = [
  { outputs: 16, group: 4 },
  { outputs: 16, group: 2 },
  { outputs: 8, group: 4 },
  { outputs: 8, group: 2 },
] as const;

/** The best tile for filters of a size in so many bytes of workgroup memory; undefined where none fits. */
export function chooseTile(needs: TileNeeds, workgroupMemory: number): Tile | undefined {
  return SHAPES.map(({ outputs, group }) => makeTile(needs.size, outputs, group, needs.halves)).find(
    (tile) => 4 * tileWords(tile, needs) <= workgroupMemory,
  );
}

function makeTile(size: number, outputs: number, group: 2 | 4, halves = false): Tile {
  const responses = outputs + size - 1;
  // Invocations read four columns and four rows apart, and one plane apart: with these strides no two of 32
  // neighbours meet in one of 32 memory banks; of float16, two do.
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

/** The best tiles for the gradient; undefined where there is no room for filters of this size. */
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
