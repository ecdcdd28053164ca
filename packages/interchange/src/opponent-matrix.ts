import { toOpponent } from "@genericdp/image";

/** The matrix, row by row, from RGB to the opponent colours that models of three channels work in. */
export function opponentMatrix(): number[][] {
  // Of the three unit vectors, each opponent plane is a row.
  return toOpponent(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)).map((row) => Array.from(row));
}
