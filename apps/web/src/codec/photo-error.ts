/** The error shown if a photo cannot be opened or saved: a headline and some advice. */
export class PhotoError extends Error {
  override readonly name = "PhotoError";
  readonly advice: string;

  constructor(headline: string, advice: string) {
    super(headline);
    this.advice = advice;
  }
}
