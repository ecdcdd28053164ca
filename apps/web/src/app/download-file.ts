/** Offers a file for download. */
export function downloadFile(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // Not at once: the browser has to have begun reading it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
