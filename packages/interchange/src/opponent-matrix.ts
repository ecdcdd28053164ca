import { toOpponent } from "@genericdp/image";

/** The matrix, row by row, from RGB to the opponent colours of models with three channels. */
export function opponentMatrix(): number[][] {
  // The opponent planes of the three unit vectors are the rows.
  return toOpponent(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)).map((row) => Array.from(row));
}
