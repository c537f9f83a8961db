/** A piece of a recorded value: text that stays, or what each run of it makes anew. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** A new id; the same number is the same id within a run. */
  | { readonly kind: "id"; readonly number: number }
  | { readonly kind: "now" }
  /** What no other run has. */
  | { readonly kind: "serial" }
  | { readonly kind: "lead" }
  /** The partner that acts, or whose lead it is. */
  | { readonly kind: "partner" }
  | { readonly kind: "actor" }
  /** The lead's number, as in its company's domain. */
  | { readonly kind: "lead-number" };

export interface RecordedStatement {
  readonly text: string;
  /** PostgreSQL's names of the parameters' types. */
  readonly types: readonly string[];
  /** Null is SQL's. */
  readonly values: readonly (readonly Piece[] | null)[];
}

/** What one flush sends: answered as a whole before the next is sent. */
export interface RecordedFlush {
  readonly statements: readonly RecordedStatement[];
}

export interface RecordedOperation {
  readonly name: string;
  readonly flushes: readonly RecordedFlush[];
}
