// URLs of the photos during development. The build replaces them, see build/photos.ts.

/** The noisy sample. */
export const sampleUrl = "/sample.jpg";
/** The sample with motion blur, and the strongly compressed one. */
export const sampleBlurredUrl = "/sample-blurred.jpg";
export const sampleSavedUrl = "/sample-saved.jpg";
/** A clean gray part of the sample, for "How it works". */
export const studyUrl = "/study.jpg";
