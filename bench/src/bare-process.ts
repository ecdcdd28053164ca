/*
 * Started by serving with an IPC channel: receives a picture, denoises it as often as the job says, and
 * answers with the processor time.
 */
import { once } from "node:events";
import { nodeBackend } from "@genericdp/backend-node";
import { encodeImage, readImage } from "@genericdp/image/node";
import { restorer } from "genericdp";

export interface BareJob {
  /** A JPEG, in base64. */
  readonly picture: string;
  /** Whether each run also decodes the file and encodes the result, as the server does. */
  readonly files: boolean;
  readonly count: number;
}

const [message] = await once(process, "message");
const { picture, files, count } = message as BareJob;
const file = new Uint8Array(Buffer.from(picture, "base64"));
const image = await readImage(file);
const bare = restorer({ inline: true, backend: nodeBackend({ threads: 1 }) });
const work = async (): Promise<void> => {
  const restored = await bare.denoise(files ? await readImage(file) : image, { noiseLevel: 25 });
  if (files) await encodeImage(restored, { format: "jpeg" });
};
await work();
const start = process.cpuUsage();
for (let i = 0; i < count; i++) await work();
const { user, system } = process.cpuUsage(start);
process.send!((user + system) / 1e6, () => process.exit());
