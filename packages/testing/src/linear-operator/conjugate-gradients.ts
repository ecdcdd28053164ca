import { combine, inner, norm } from "./vector.ts";
import type { Vector, VectorOperator } from "./vector.ts";

/**
 * argmin_x ½‖x − z‖² + (γ/2)‖A x − y‖² by conjugate gradients on (I + γ AᵀA)(x − z) = γ Aᵀ(y − A z).
 */
export async function solveProx(
  { forward, adjoint }: VectorOperator,
  z: Vector,
  y: Vector,
  gamma: number,
): Promise<Vector> {
  const start = await forward(z);
  let residual = scale(gamma, await adjoint(combine(1, y, -1, start)));
  let direction = residual;
  let correction = scale(0, z);
  const enough = 1e-7 * norm(residual);
  for (let i = 0; i < 200 && norm(residual) > enough; i++) {
    const mapped = combine(1, direction, gamma, await adjoint(await forward(direction)));
    const power = inner(residual, residual);
    const step = power / inner(direction, mapped);
    correction = combine(1, correction, step, direction);
    residual = combine(1, residual, -step, mapped);
    direction = combine(1, residual, inner(residual, residual) / power, direction);
  }
  return combine(1, z, 1, correction);
}

function scale(factor: number, x: Vector): Vector {
  return combine(factor, x, 0, x);
}
