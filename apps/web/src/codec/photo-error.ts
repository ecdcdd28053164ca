/** What a person is told when a file is no photo that can be opened or saved: a headline and what to do. */
export class PhotoError extends Error {
  override readonly name = "PhotoError";
  readonly advice: string;

  constructor(headline: string, advice: string) {
    super(headline);
    this.advice = advice;
  }
}
