/** Something that every implementation of a contract does, as a check that throws where it does not. */
export interface Law<Subject> {
  readonly name: string;
  /** Whether the subject has what the law is about; a law without this is about every subject. */
  readonly applies?: (subject: Subject) => boolean;
  /** @throws Error that says what was expected and what came. */
  check(subject: Subject): Promise<void>;
}
