import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { explain } from "../errors.ts";
import { stampOf } from "../files.ts";
import type { FileStamp } from "@genericdp/image/node";

/** The file in a folder of outputs that records how each was made. */
const RECORD_NAME = ".genericdp.jsonl";

/** A line of the record. */
export interface DoneEntry {
  /** Paths of the written files, the output first, and their states. */
  readonly files: Readonly<Record<string, FileStamp>>;
  /** The input, as a path from the folder of outputs, and its state. */
  readonly input: string;
  readonly inputStamp: FileStamp;
  /** What the output depends on in addition to the input. */
  readonly settings: unknown;
}

export interface DoneRecord {
  /** Whether a run has written the file at a path. */
  knows(place: string): boolean;
  /** Whether the file at a path is unchanged since a run wrote it. */
  isOurs(place: string): Promise<boolean>;
  /** Whether the files at `places` were made by the last run from the same input in the same way. */
  isDone(places: readonly string[], made: Omit<DoneEntry, "files">): Promise<boolean>;
  /**
   * Must be called before the files are renamed to their final paths, so that every file of ours is recorded.
   */
  add(entry: DoneEntry): Promise<void>;
}

/** @throws Error naming the record if it cannot be read. */
export async function readDoneRecord(folder: string): Promise<DoneRecord> {
  const path = join(folder, RECORD_NAME);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && /ENOENT|ENOTDIR/.test(String(cause.code))) return "";
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  });
  const last = new Map<string, DoneEntry>();
  const stamps = new Map<string, Set<string>>();
  const learn = (entry: DoneEntry): void => {
    for (const [place, stamp] of Object.entries(entry.files)) {
      last.set(place, entry);
      stamps.set(place, (stamps.get(place) ?? new Set()).add(show(stamp)));
    }
  };
  for (const line of text.split("\n")) {
    const entry = parse(line);
    if (entry !== undefined) learn(entry);
  }
  // A truncated line must not damage the next one.
  let separator = text === "" || text.endsWith("\n") ? "" : "\n";
  return {
    knows: (place) => stamps.has(place),
    isOurs: async (place) => {
      const stamp = await stampOf(join(folder, place));
      return stamp !== undefined && stamps.get(place)?.has(show(stamp)) === true;
    },
    isDone: async (places, { input, inputStamp, settings }) => {
      const entry = last.get(places[0]!);
      if (entry === undefined || entry.input !== input) return false;
      if (show(entry.inputStamp) !== show(inputStamp)) return false;
      if (JSON.stringify(entry.settings) !== JSON.stringify(settings)) return false;
      for (const place of places) {
        const stamp = await stampOf(join(folder, place));
        const recorded = entry.files[place];
        if (stamp === undefined || recorded === undefined || show(stamp) !== show(recorded)) return false;
      }
      return true;
    },
    add: async (entry) => {
      try {
        const file = await open(path, "a");
        try {
          await file.writeFile(`${separator}${JSON.stringify(entry)}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (cause) {
        throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
      }
      separator = "";
      learn(entry);
    },
  };
}

function show({ size, time }: FileStamp): string {
  return `${size} ${time}`;
}

/** An entry, or undefined for an invalid line, for example after a power failure. */
function parse(line: string): DoneEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is DoneEntry {
  if (typeof value !== "object" || value === null) return false;
  const { files, input, inputStamp } = value as Partial<Record<keyof DoneEntry, unknown>>;
  if (typeof input !== "string" || !isStamp(inputStamp)) return false;
  return typeof files === "object" && files !== null && Object.values(files).every(isStamp);
}

function isStamp(value: unknown): value is FileStamp {
  if (typeof value !== "object" || value === null) return false;
  const { size, time } = value as Partial<Record<keyof FileStamp, unknown>>;
  return typeof size === "number" && typeof time === "number";
}
