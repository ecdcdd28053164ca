import type { Architecture } from "./architecture.ts";
import { centreSpacing } from "./influence-basis.ts";
import { parameterCount, parameterLayout } from "./parameter-layout.ts";

/** The noise level at which a(σ) is initially one. */
const REFERENCE_NOISE = 25;
/** Width of the initial potential log(1 + (z/20)²), in gray levels. */
const WIDTH = 20;
const INITIAL_REACTION = 0.1;
/** Factor of that potential in the initial functions of the gain map. */
const MAP_STRENGTH = 0.1;

/**
 * The plain initialisation for training without another model: filters are the lowest DCT atoms, every φ is
 * the derivative of log(1 + (z/20)²) scaled by 10, 5, 2, 1, 1 … over the stages (and divided by the side of a
 * scale's blocks), λ = ρ = 0.1 and a(σ) = 25/σ. The gain map is initially 1 everywhere: it has the lowest DCT
 * atoms and the potentials log(1 + (z/20)²), but synthesis filters of zero.
 */
export function plainInitialization(architecture: Architecture): Float32Array {
  const parameters = new Float32Array(parameterCount(architecture));
  const { channels, scales, gain, gainMap, families } = architecture;
  const derivative = gaussianWeights(architecture, (z) => (2 * z) / WIDTH ** 2 / (1 + (z / WIDTH) ** 2));
  const potential = gaussianWeights(architecture, (z) => MAP_STRENGTH * Math.log(1 + (z / WIDTH) ** 2));
  const startingGain = (level: number): number => Math.log(REFERENCE_NOISE / level);
  for (const { kind, stage, scale = 0, family = 0, offset, shape } of parameterLayout(architecture)) {
    const [rows = 0, columns = 0] = shape;
    const fillRows = (row: Float32Array): void => {
      for (let i = 0; i < rows; i++) parameters.set(row, offset + i * columns);
    };
    // Initially, each filter sees one channel; the channels take turns.
    const fillAtoms = (size: number, seen: number): void => {
      const atoms = lowestAtoms(size);
      for (let row = 0; row < rows; row++) {
        const atom = atoms[Math.floor(row / seen) % atoms.length]!;
        parameters[offset + row * columns + (row % seen) * atoms.length + atom] = 1;
      }
    };
    switch (kind) {
      case "coefficients":
        fillAtoms(scales[scale]!.size, scales[scale]!.channels.length);
        break;
      case "influence": {
        const strength = ([10, 5, 2][stage] ?? 1) / scales[scale]!.block;
        fillRows(derivative.map((w) => w * strength));
        break;
      }
      case "reaction":
      case "familyPenalty":
        fillRows(new Float32Array(columns).fill(Math.log(INITIAL_REACTION)));
        break;
      case "gain":
        fillRows(Float32Array.from(gain!.knots, startingGain));
        break;
      case "familyGain":
        fillRows(Float32Array.from(families![family]!.knots, startingGain));
        break;
      case "mapCoefficients":
        fillAtoms(gainMap!.size, channels);
        break;
      case "mapInfluence":
        fillRows(potential);
        break;
      case "mapSynthesis":
        break;
    }
  }
  return parameters;
}

/** Indices of the DCT atoms of a filter, from low to high frequency. */
function lowestAtoms(size: number): number[] {
  const frequency = (atom: number): number => Math.hypot((atom + 1) % size, Math.floor((atom + 1) / size));
  return Array.from({ length: size * size - 1 }, (_, atom) => atom).toSorted(
    (a, b) => frequency(a) - frequency(b) || a - b,
  );
}

/**
 * Weights whose Gaussians add up to about `height(z)`: a Gaussian per centre, one spacing wide, sums to √(2π)
 * times a slowly varying height.
 */
function gaussianWeights({ influence }: Architecture, height: (z: number) => number): Float32Array {
  const spacing = centreSpacing(influence);
  return Float32Array.from(
    { length: influence.centres },
    (_, j) => height(j * spacing - influence.radius) / Math.sqrt(2 * Math.PI),
  );
}
