import { diffuse } from "./diffuse";
import { exponential } from "./exponential";
import { padGains, padMean, react, replicate, subtractReplicated } from "./pyramid";
import { Scale, Stage, Workspace } from "./records";

/*
 * A strip is some rows of the output of a stage. Strips are independent: each reads the rows around it from the input
 * of the stage, so they can be processed in any order, also at the same time. Every pixel is the same sum in the same
 * order for any division into strips.
 */

/** Number of strips of a stage. */
export function stripCount(stage: Stage): i32 {
  return (stage.height + stage.stripRows - 1) / stage.stripRows;
}

/** Processes all strips of a stage. */
export function runStage(stage: Stage, room: Workspace): void {
  for (let strip = 0, strips = stripCount(stage); strip < strips; strip++) runStrip(stage, strip, room);
}

/** Processes one strip. */
export function runStrip(stage: Stage, strip: i32, room: Workspace): void {
  const top = strip * stage.stripRows;
  const rows = min(stage.stripRows, stage.height - top);
  if (stage.observation == 0) {
    runGainStrip(stage, top, rows, room);
    return;
  }
  for (let c = 0; c < stage.channels; c++) {
    const at = planeAt(stage, c, top);
    const reaction = f32.load(stage.reactions + <usize>(c << 2));
    react(stage.x + at, stage.observation + at, stage.out + at, reaction, rows * stage.width);
  }
  for (let i = 0; i < stage.scaleCount; i++) {
    const scale = changetype<Scale>(stage.scales + <usize>i * offsetof<Scale>());
    const weight = f32.load(stage.weights + <usize>(i << 2));
    let from = diffuseStrip(stage, scale, top, rows, room);
    for (let k = 0; k < scale.outputCount; k++) {
      const to = stage.out + planeAt(stage, i32.load(scale.outputs + <usize>(k << 2)), top);
      subtractReplicated(from, scale.stride, to, rows, stage.width, scale.block, false, weight);
      from += scale.plane;
    }
  }
}

function runGainStrip(stage: Stage, top: i32, rows: i32, room: Workspace): void {
  const scale = changetype<Scale>(stage.scales);
  const coarse = (rows + scale.block - 1) / scale.block;
  let from = diffuseStrip(stage, scale, top, rows, room);
  for (let k = 0; k < scale.outputCount; k++) {
    const weight = f32.load(stage.weights + <usize>(k << 2));
    for (let y = 0; y < coarse; y++) {
      for (let x = 0; x < scale.width; x++) {
        const at = from + <usize>((y * scale.stride + x) << 2);
        f32.store(at, weight * exponential(f32.load(at)));
      }
    }
    replicate(from, scale.stride, stage.out + planeAt(stage, k, top), rows, stage.width, scale.block);
    from += scale.plane;
  }
}

/** The address of a row of a plane of an image. */
function planeAt(stage: Stage, plane: i32, row: i32): usize {
  return (<usize>plane * <usize>stage.height + <usize>row) * <usize>stage.width << 2;
}

/** Computes the diffusion term of one scale at the coarse pixels of a strip, and returns the address of the first. */
function diffuseStrip(stage: Stage, scale: Scale, top: i32, rows: i32, room: Workspace): usize {
  const block = scale.block;
  const border = scale.size - 1;
  const first = top / block;
  const coarse = (rows + block - 1) / block;
  let padded = room.padded;
  for (let k = 0; k < scale.channelCount; k++) {
    const from = stage.x + planeAt(stage, i32.load(scale.channels + <usize>(k << 2)), 0);
    padMean(
      from, stage.height, stage.width, block, first - border, coarse + 2 * border, border, padded, scale.stride,
    );
    padded += scale.plane;
  }
  if (stage.gains != 0) {
    padGains(
      stage.gains + planeAt(stage, scale.gain, 0), stage.height, stage.width, block, first - border / 2,
      coarse + border, border / 2, room.gains, room.inverses, scale.gainStride,
    );
  }
  diffuse(scale, coarse, room, stage.gains != 0);
  return room.out + <usize>((border * scale.stride + border) << 2);
}
