/** What a diagnostic code means to a person who meets it. */
export interface CodeExplanation {
  /** What in the file leads to it, in one or two plain sentences. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}
