import type { InfluenceArchitecture } from "./architecture.ts";

/** Linear pieces of a tabulated influence function. */
const PIECES = 1024;

/** Nodes of a tabulated influence function. */
export const TABLE_NODES: number = PIECES + 1;

/** γ, the distance between centres and the standard deviation of each Gaussian. */
export function centreSpacing({ centres, radius }: InfluenceArchitecture): number {
  return (2 * radius) / (centres - 1);
}

/** The table extends one spacing beyond the outermost centres and is constant beyond. */
export function tableRadius(influence: InfluenceArchitecture): number {
  return influence.radius + centreSpacing(influence);
}

/** Positions of the nodes of a table, from −tableRadius to tableRadius. */
export function tableNode(influence: InfluenceArchitecture, node: number): number {
  return tableRadius(influence) * ((2 * node) / PIECES - 1);
}

/**
 * Every Gaussian at every node of the table, `[centres, TABLE_NODES]`: weights `[filters, centres]` times
 * this basis are the tables of the influence functions, and it is the transpose that takes gradients back.
 */
export function influenceBasis(influence: InfluenceArchitecture): Float32Array {
  const { centres, radius } = influence;
  const spacing = centreSpacing(influence);
  const basis = new Float32Array(centres * TABLE_NODES);
  for (let j = 0; j < centres; j++) {
    const centre = -radius + j * spacing;
    for (let n = 0; n < TABLE_NODES; n++) {
      const t = (tableNode(influence, n) - centre) / spacing;
      basis[j * TABLE_NODES + n] = Math.exp(-0.5 * t * t);
    }
  }
  return basis;
}

/**
 * Tables of influence functions, φ_i at the nodes, `[filters, TABLE_NODES]`, as a plain array;
 * `tabulateInfluence` of core computes the same as a tensor.
 *
 * @param weights w, `[filters, centres]`.
 */
export function influenceTables(influence: InfluenceArchitecture, weights: Float32Array): Float32Array {
  const { centres } = influence;
  const basis = influenceBasis(influence);
  const count = weights.length / centres;
  return Float32Array.from({ length: count * TABLE_NODES }, (_, at) => {
    const [i, node] = [Math.floor(at / TABLE_NODES), at % TABLE_NODES];
    let sum = 0;
    for (let j = 0; j < centres; j++) sum += weights[i * centres + j]! * basis[j * TABLE_NODES + node]!;
    return sum;
  });
}
