/**
 * Packs files into a zip without compression, because images are compressed already. Equal names get numbers.
 */
export async function zipped(files: readonly File[]): Promise<Blob> {
  const { Zip, ZipPassThrough } = await import("fflate");
  const parts: Blob[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    // Browsers may keep blobs on disk.
    else parts.push(new Blob([new Uint8Array(chunk)]));
  });
  const taken = new Set<string>();
  for (const file of files) {
    const entry = new ZipPassThrough(freeName(file.name, taken));
    zip.add(entry);
    entry.push(new Uint8Array(await file.arrayBuffer()), true);
  }
  zip.end();
  if (failure !== undefined) throw failure;
  return new Blob(parts, { type: "application/zip" });
}

function freeName(name: string, taken: Set<string>): string {
  const [, stem = name, ending = ""] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${stem}-${i}${ending}`;
  taken.add(free);
  return free;
}
