import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { drawJpeg, quantizeJpeg } from "@genericdp/noise";
import type { SimulatedPicture } from "./simulate-picture.ts";

const SIDE = 224;

/** Ink coverage of a pixel, 0..1. */
type Ink = (x: number, y: number) => number;

/** A picture whose best level is known without measuring: the level of its white noise. */
export interface Graphic extends SimulatedPicture {
  readonly best: number;
}

/**
 * A picture that is not a photo. Either text, line art, halftones, screens or patterns, without noise, as PNG
 * or JPEG; or smooth shades with white noise.
 */
export function simulateGraphic(random: RandomStream): Graphic {
  return random.uniform() < 0.3 ? shades(random) : drawing(random);
}

function shades(random: RandomStream): Graphic {
  const channels = random.uniform() < 0.4 ? 1 : 3;
  const waves = Array.from({ length: channels }, () => ({
    base: 60 + 130 * random.uniform(),
    height: 60 * random.uniform(),
    slope: (2 * random.uniform() - 1) * 0.4,
    lengths: [8 + 60 * random.uniform(), 8 + 60 * random.uniform()] as const,
  }));
  const data = new Float32Array(SIDE * SIDE * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const { base, height, slope, lengths } = waves[i % channels]!;
    data[i] = base + slope * x + height * Math.sin(x / lengths[0]) * Math.cos(y / lengths[1]);
  }
  const best = random.uniform() < 0.2 ? 0 : Math.exp(Math.log(55) * random.uniform());
  const growth = random.uniform() < 0.3 ? random.uniform() : 0;
  const white = new Float32Array(addGaussianNoise(new Float32Array(data.length), best, random));
  const noisy = data.map((level, i) => {
    const share = Math.sqrt(Math.max(0.1, 1 + growth * (level / 64 - 2)));
    const sum = level + share * white[i]!;
    return best > 20 ? sum : Math.round(Math.min(255, Math.max(0, sum)));
  });
  const image = { width: SIDE, height: SIDE, channels, bitDepth: 8 } as const;
  return {
    kind: "shades",
    clean: { ...image, data },
    noisy: { ...image, data: noisy },
    jpeg: undefined,
    best,
  };
}

function drawing(random: RandomStream): Graphic {
  const inks = [text, lines, halftone, boxes, stripes];
  const ink = inks[random.integer(inks.length)]!(random);
  const colour = (): number[] => {
    const extreme = random.uniform() < 0.5;
    const gray = random.uniform() < 0.5;
    const level = (): number => (extreme ? 255 * random.integer(2) : random.integer(256));
    const first = level();
    return gray ? [first, first, first] : [first, level(), level()];
  };
  const channels = random.uniform() < 0.3 ? 1 : 3;
  const [paper, black] = [colour(), colour()];
  const soft = random.uniform() < 0.4 ? 0.3 + random.uniform() : 0;
  const shade = random.uniform() < 0.3 ? 40 * random.uniform() : 0;
  const data = new Float32Array(SIDE * SIDE * channels);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const part = soft === 0 ? ink(x, y) : blurred(ink, x, y, soft);
    for (let c = 0; c < channels; c++) {
      const level = paper[c]! + part * (black[c]! - paper[c]!) - (shade * x) / SIDE;
      data[channels * i + c] = Math.round(Math.min(255, Math.max(0, level)));
    }
  }
  const clean: PixelImage = { data, width: SIDE, height: SIDE, channels, bitDepth: 8 };
  if (channels === 1 || random.uniform() < 0.6)
    return { kind: "graphic", clean, noisy: clean, jpeg: undefined, best: 0 };
  const tables = drawJpeg(random);
  const noisy = { ...clean, data: quantizeJpeg(data, clean, tables) };
  return { kind: "graphic", clean, noisy, jpeg: random.uniform() < 0.7 ? tables : undefined, best: 0 };
}

function blurred(ink: Ink, x: number, y: number, by: number): number {
  const around = ink(x - 1, y) + ink(x + 1, y) + ink(x, y - 1) + ink(x, y + 1);
  return (ink(x, y) + (by * around) / 4) / (1 + by);
}

/** Lines of letters made of random strokes; some lines are empty. */
function text(random: RandomStream): Ink {
  const size = 6 + random.integer(14);
  const gap = Math.ceil(size * (1.2 + random.uniform()));
  const width = Math.ceil(size * (0.6 + 0.3 * random.uniform()));
  const stroke = Math.max(1, Math.round(size / (5 + 4 * random.uniform())));
  const letters = Array.from({ length: 61 }, () => Array.from({ length: 5 }, () => random.integer(2)));
  return (x, y) => {
    const [column, row] = [Math.floor(x / width), Math.floor(y / gap)];
    const letter = letters[Math.abs(column * 17 + row * 29) % 61]!;
    const [u, v] = [x % width, y % gap];
    if (v >= size || u >= width - 2 || letter.every((part) => part === 0)) return 0;
    if (u < stroke && letter[0]) return 1;
    if (u >= width - 2 - stroke && letter[1]) return 1;
    if (v < stroke && letter[2]) return 1;
    if (v >= size - stroke && letter[3]) return 1;
    return Math.abs(v - size / 2) < stroke / 2 && letter[4] ? 1 : 0;
  };
}

function lines(random: RandomStream): Ink {
  const strokes = Array.from({ length: 6 + random.integer(40) }, () => ({
    angle: Math.PI * random.uniform(),
    offset: (2 * random.uniform() - 1) * SIDE,
    width: 0.5 + 2 * random.uniform(),
    wave: random.uniform() < 0.5 ? 0 : 30 * random.uniform(),
  }));
  return (x, y) =>
    strokes.reduce((most, { angle, offset, width, wave }) => {
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      const across = y * Math.cos(angle) - x * Math.sin(angle) - offset + wave * Math.sin(along / 40);
      return Math.max(most, Math.min(1, Math.max(0, width - Math.abs(across) + 0.5)));
    }, 0);
}

/** Halftone dots whose size follows a slow gradient. */
function halftone(random: RandomStream): Ink {
  const pitch = 3 + 7 * random.uniform();
  const angle = Math.PI * random.uniform();
  const [slow, phase] = [30 + 100 * random.uniform(), 6 * random.uniform()];
  const [cos, sin] = [(Math.cos(angle) * 2 * Math.PI) / pitch, (Math.sin(angle) * 2 * Math.PI) / pitch];
  const sharp = 1 + 6 * random.uniform();
  return (x, y) => {
    const dots = Math.cos(x * cos + y * sin) + Math.cos(y * cos - x * sin);
    return 1 / (1 + Math.exp(-sharp * (dots - 1.5 * Math.sin(x / slow + phase) * Math.cos(y / slow))));
  };
}

/** Windows, buttons and charts. */
function boxes(random: RandomStream): Ink {
  const all = Array.from({ length: 5 + random.integer(30) }, () => ({
    left: random.integer(SIDE),
    top: random.integer(SIDE),
    width: 3 + random.integer(90),
    height: 3 + random.integer(60),
    ink: random.integer(5) / 4,
  }));
  const words = text(random);
  return (x, y) => {
    const box = all.findLast(({ left, top, width, height }) => {
      return x >= left && x < left + width && y >= top && y < top + height;
    });
    return box === undefined ? 0.1 + 0.9 * words(x, y) : box.ink;
  };
}

function stripes(random: RandomStream): Ink {
  const [across, down] = [2 + random.integer(12), 2 + random.integer(12)];
  const kind = random.integer(3);
  return (x, y) => {
    if (kind === 0) return Math.floor(x / across) % 2;
    if (kind === 1) return Math.floor(y / down) % 2;
    return (Math.floor(x / across) + Math.floor(y / down)) % 2;
  };
}
