/** A property that every implementation of a contract must have, with a check that throws if it does not. */
export interface Law<Subject> {
  readonly name: string;
  /** Whether the law applies to the subject. Default: to every subject. */
  readonly applies?: (subject: Subject) => boolean;
  /** @throws Error that says what was expected and what it got. */
  check(subject: Subject): Promise<void>;
}
