/* oxlint-disable no-underscore-dangle -- Emscripten prefixes a library's exports with an underscore. */
import { wasm } from "@genericdp/backend-wasm";
import { fft2 } from "@genericdp/fourier";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { measure } from "./measure.ts";
import type { Contender } from "./measure.ts";
import { loadBenchModule } from "./onnx-runtime.ts";
import type { Report, Row } from "./report.ts";

const SIZES = [480, 500, 512, 1000, 1024];

/** The exports of PFFFT and KissFFT (compiled to WebAssembly by Emscripten) that are used here. */
interface Library {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _pffft_aligned_malloc(bytes: number): number;
  _pffft_new_setup(size: number, complex: 1): number;
  _pffft_transform_ordered(plan: number, from: number, to: number, work: number, backward: 0 | 1): void;
  _kiss_fft_alloc(size: number, inverse: 0, place: 0, length: 0): number;
  _kiss_fft(plan: number, from: number, to: number): void;
}

/** Transforms one line of complex numbers at address `from` to address `to`. */
interface LineTransform {
  readonly library: Library;
  readonly from: number;
  readonly to: number;
  run(): void;
}

/** Two-dimensional transforms of complex squares: ours, PFFFT and KissFFT, each from and to Float32Arrays. */
export async function fourier(repetitions = 5): Promise<Report> {
  await wasm({ threads: 1 }).activate();
  const pffft = await open("@echogarden/pffft-wasm/simd");
  const kissfft = await open("@echogarden/kissfft-wasm");
  const rows: Row[] = [];
  for (const size of SIZES) {
    const [real, imag] = [square(size, 1), square(size, 2)];
    const results = new Map<string, Float32Array>();
    const ours: Contender = {
      name: `ours ${size}`,
      run: () => {
        const [x, y] = [real, imag].map((plane) => tensor4d(plane, [1, size, size, 1])) as Tensor4D[];
        const spectrum = fft2({ real: x!, imag: y! });
        results.set(`ours ${size}`, spectrum.real.dataSync() as Float32Array);
        for (const one of [x!, y!, spectrum.real, spectrum.imag]) one.dispose();
      },
    };
    const theirs = [
      ["PFFFT", pffft && pffftLine(pffft, size)],
      ["KissFFT", kissfft && kissLine(kissfft, size)],
    ] as const;
    const contenders = theirs.flatMap(([name, line]): Contender[] => {
      if (line === undefined) return [];
      const run = (): void => void results.set(`${name} ${size}`, transformSquare(line, real, imag, size));
      return [{ name: `${name} ${size}`, run }];
    });
    const timings = await measure([ours, ...contenders], repetitions);
    const reference = results.get(ours.name)!;
    rows.push(
      ...timings.map(({ name, median, times }) => ({
        name,
        milliseconds: median,
        "relative difference from ours": difference(results.get(name)!, reference),
        times,
      })),
    );
  }
  const missing = pffft === undefined || kissfft === undefined;
  return {
    name: "fourier",
    measures: "two-dimensional complex transforms of squares",
    rows,
    notes: [
      "ours computes in float64, the others in float32; PFFFT takes multiples of 16 only",
      ...(missing ? ["not in the folder GENERICDP_BENCH_MODULES: PFFFT or KissFFT (README)"] : []),
    ],
  };
}

async function open(name: string): Promise<Library | undefined> {
  const module = await loadBenchModule<{ default(): Promise<Library> }>(name);
  return module?.default();
}

function pffftLine(library: Library, size: number): LineTransform | undefined {
  if (size % 16 !== 0) return undefined;
  const plan = library._pffft_new_setup(size, 1);
  const [from, to, work] = [0, 0, 0].map(() => library._pffft_aligned_malloc(8 * size)) as [
    number,
    number,
    number,
  ];
  return { library, from, to, run: () => library._pffft_transform_ordered(plan, from, to, work, 0) };
}

function kissLine(library: Library, size: number): LineTransform {
  const plan = library._kiss_fft_alloc(size, 0, 0, 0);
  const [from, to] = [library._malloc(8 * size), library._malloc(8 * size)];
  return { library, from, to, run: () => library._kiss_fft(plan, from, to) };
}

/** Transforms rows, then columns. Returns the real part. */
function transformSquare(
  line: LineTransform,
  real: Float32Array,
  imag: Float32Array,
  size: number,
): Float32Array {
  const [re, im] = [real.slice(), imag.slice()];
  const { library, from, to, run } = line;
  const pass = (start: number, step: number): void => {
    const heap = library.HEAPF32;
    for (let k = 0; k < size; k++) {
      heap[from / 4 + 2 * k] = re[start + k * step]!;
      heap[from / 4 + 2 * k + 1] = im[start + k * step]!;
    }
    run();
    for (let k = 0; k < size; k++) {
      re[start + k * step] = heap[to / 4 + 2 * k]!;
      im[start + k * step] = heap[to / 4 + 2 * k + 1]!;
    }
  };
  for (let row = 0; row < size; row++) pass(row * size, 1);
  for (let column = 0; column < size; column++) pass(column, size);
  return re;
}

/** Non-repeating gray levels. */
function square(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => 127.5 * (1 + Math.sin(seed * i * i)));
}

function difference(a: Float32Array, b: Float32Array): number {
  let [apart, norm] = [0, 0];
  for (const [i, value] of b.entries()) {
    apart += (a[i]! - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(apart / norm);
}
