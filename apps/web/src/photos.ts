// Where the photos are while developing; the build puts in where it wrote them, see build/photos.ts.

/** The noisy sample. */
export const sampleUrl = "/sample.jpg";
/** One that moved, and one that was saved to be small. */
export const sampleBlurredUrl = "/sample-blurred.jpg";
export const sampleSavedUrl = "/sample-saved.jpg";
/** A clean, gray part of it for "How it works". */
export const studyUrl = "/study.jpg";
