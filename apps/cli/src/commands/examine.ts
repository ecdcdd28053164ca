import { resolve } from "node:path";
import { jpegQuality } from "@genericdp/image";
import { describeBlur, describeExamination, examine as examineImage } from "genericdp";
import type { Context } from "../context.ts";
import { readSample } from "../picture.ts";
import { printJson, printLine } from "../print.ts";
import { parseReadFlags } from "../read-options.ts";
import type { ReadFlags } from "../read-options.ts";
import { readStdin } from "../standard-streams.ts";

export interface ExamineFlags extends ReadFlags {
  readonly json?: boolean;
}

/** `genericdp examine IN`: says what is wrong with an image and what helps; `-` is standard input. */
export async function examine(input: string, flags: ExamineFlags, context: Context): Promise<void> {
  const source = input === "-" ? await readStdin(context) : resolve(context.folder, input);
  const { facts, sample } = await readSample(source, parseReadFlags(flags));
  const found = examineImage(sample);
  const { noise, quantization, blur, impulses, remedy } = found;
  const command = remedy?.task ?? "none";
  if (flags.json !== true) {
    const option = remedy?.task === "deblur" ? ` --kernel ${describeBlur(blur!)}` : "";
    const helps = remedy === undefined ? "nothing to restore" : `genericdp ${command}${option} helps`;
    return printLine(context.stdout, `${describeExamination(found)}; ${helps}`);
  }
  const { width, height, channels } = facts;
  return printJson(context.stdout, {
    input,
    width,
    height,
    channels,
    ...(blur && { blur: { kernel: describeBlur(blur), evidence: blur.evidence } }),
    ...(quantization && { jpegQuality: jpegQuality(quantization) }),
    ...(impulses && { impulses }),
    noise,
    command,
  });
}
