import { diffuse } from "./diffuse";
import { diffuseFixed } from "./diffuse-fixed";
import { exponential } from "./exponential";
import { padGains, padMean, react, replicate, subtractReplicated } from "./pyramid";
import { Scale, Stage, Workspace } from "./records";

/*
 * A strip is some rows of a stage's output. Strips need nothing of each other: each takes the rows around it
 * from the stage's input, so they may be worked on in any order, and at the same time. Every pixel is the same
 * sum in the same order whatever the strips are.
 */

/** Number of strips of a stage. */
export function stripCount(stage: Stage): i32 {
  return (stage.height + stage.stripRows - 1) / stage.stripRows;
}

/** Works on all strips of a stage. */
export function runStage(stage: Stage, room: Workspace): void {
  for (let strip = 0, strips = stripCount(stage); strip < strips; strip++) runStrip(stage, strip, room);
}

/** Works on one strip. */
export function runStrip(stage: Stage, strip: i32, room: Workspace): void {
  const top = strip * stage.stripRows;
  const rows = min(stage.stripRows, stage.height - top);
  const start = <usize>(top * stage.width << 2);
  if (stage.observation == 0) {
    runGainStrip(stage, top, rows, room);
    return;
  }
  react(stage.x + start, stage.observation + start, stage.out + start, stage.reaction, rows * stage.width);
  for (let i = 0; i < stage.scaleCount; i++) {
    const scale = changetype<Scale>(stage.scales + <usize>i * offsetof<Scale>());
    const from = diffuseStrip(stage, scale, top, rows, room);
    const fixed = scale.fixed;
    const weight = fixed !== null && fixed.active ? stage.weight * fixed.outputFactor : stage.weight;
    subtractReplicated(
      from, scale.stride, stage.out + start, rows, stage.width, scale.block, false, weight,
    );
  }
}

function runGainStrip(stage: Stage, top: i32, rows: i32, room: Workspace): void {
  const scale = changetype<Scale>(stage.scales);
  const from = diffuseStrip(stage, scale, top, rows, room);
  const coarse = (rows + scale.block - 1) / scale.block;
  for (let y = 0; y < coarse; y++) {
    for (let x = 0; x < scale.width; x++) {
      const at = from + <usize>((y * scale.stride + x) << 2);
      f32.store(at, stage.weight * exponential(f32.load(at)));
    }
  }
  replicate(
    from, scale.stride, stage.out + <usize>(top * stage.width << 2), rows, stage.width, scale.block,
  );
}

/** The diffusion term of one scale at the coarse pixels of a strip; tells where the first of them is. */
function diffuseStrip(stage: Stage, scale: Scale, top: i32, rows: i32, room: Workspace): usize {
  const block = scale.block;
  const border = scale.size - 1;
  const first = top / block;
  const coarse = (rows + block - 1) / block;
  padMean(
    stage.x, stage.height, stage.width, block, first - border, coarse + 2 * border, border,
    room.padded, scale.stride,
  );
  const fixed = scale.fixed;
  const inFixed = fixed !== null && fixed.active;
  if (stage.gains != 0) {
    padGains(
      stage.gains, stage.height, stage.width, block, first - border / 2, coarse + border, border / 2,
      room.gains, room.inverses, scale.gainStride,
    );
  }
  if (inFixed) diffuseFixed(scale, fixed!, coarse, room, stage.gains != 0);
  else diffuse(scale, coarse, room, stage.gains != 0);
  return room.out + <usize>((border * scale.stride + border) << 2);
}
