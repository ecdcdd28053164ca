import { psnr } from "@genericdp/metrics";
import { element, figure, slider } from "./dom.ts";
import type { OperatorAnswer, OperatorRequest } from "./operator-protocol.ts";
import { clipped, grayOf, imageData, loadPhoto } from "./photo.ts";
import type { Photo } from "./photo.ts";

const EXAMPLE = `import { defineLinearOperator } from "@genericdp/core";
import { add, mul, pad, slice } from "@tensorflow/tfjs-core";

// The camera moved by 8 pixels between the two halves of the exposure.
const distance = 8;
const right = (x) => slice(pad(x, [[0, 0], [0, 0], [distance, 0], [0, 0]]), [0, 0, 0, 0], x.shape);
const left = (y) => slice(pad(y, [[0, 0], [0, 0], [0, distance], [0, 0]]), [0, 0, distance, 0], y.shape);

export function operator() {
  return defineLinearOperator({
    name: "double exposure",
    outputShape: (shape) => shape,
    forward: (x) => mul(add(x, right(x)), 0.5),
    adjoint: (y) => mul(add(y, left(y)), 0.5),
  });
}
`;

/** A larger error means that the adjoint is wrong; a smaller one is rounding. */
const TOLERANCE = 1e-5;

/** Lets the visitor edit an operator; shows its effect on a picture and the restored picture. */
export async function mount(place: HTMLElement): Promise<void> {
  const photo = grayOf(await loadPhoto());
  const [before, after] = [figure("A x + noise"), figure("Restored")];
  const code = element("textarea", { value: EXAMPLE, rows: 18, spellcheck: false, ariaLabel: "Operator" });
  const status = element("p", { className: "live-status" });
  const button = element("button", { type: "button", textContent: "Run" });
  let worker: Worker | undefined;

  const run = (): void => {
    // Terminates code that never ends.
    worker?.terminate();
    worker = new Worker(new URL("./operator-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<OperatorAnswer>) => show(data));
    worker.addEventListener("error", ({ message }) => show({ type: "failed", message }));
    status.textContent = "Working …";
    place.dataset["state"] = "working";
    const request: OperatorRequest = { code: code.value, photo, noiseLevel: level.input.valueAsNumber };
    worker.postMessage(request);
  };
  const quality = ({ data }: Photo): string =>
    data.length === photo.data.length ? `${psnr(photo.data, clipped(data)).toFixed(2)} dB` : "";
  const show = (answer: OperatorAnswer): void => {
    if (answer.type === "progress") {
      status.textContent = `Restoring: ${Math.round(100 * answer.share)} %`;
      return;
    }
    if (answer.type === "measured") {
      before.show(imageData(answer.photo), quality(answer.photo));
      adjoint = adjointMessage(answer.adjointError);
      status.textContent = "Restoring …";
      return;
    }
    if (answer.type === "restored") after.show(imageData(answer.photo), quality(answer.photo));
    status.textContent = answer.type === "restored" ? adjoint : answer.message;
    place.dataset["state"] = answer.type;
  };
  let adjoint = "";

  const level = slider("Noise level σ", { min: 0, max: 25, value: 2, onChange: () => undefined });
  button.addEventListener("click", run);
  const row = element("div", { className: "live-row" }, level.row, button);
  place.append(code, row, status, element("div", { className: "live-pair" }, before.box, after.box));
  run();
}

function adjointMessage(error: number): string {
  const size = error.toExponential(0);
  return error < TOLERANCE
    ? `The adjoint is right: ⟨A u, v⟩ and ⟨u, Aᵀ v⟩ agree up to ${size}.`
    : `This is not the adjoint: ⟨A u, v⟩ and ⟨u, Aᵀ v⟩ differ by ${size}.`;
}
