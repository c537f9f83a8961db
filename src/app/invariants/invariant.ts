/** A promise the data keeps at all times, as SQL that must return no rows. */
export interface Invariant {
  /** Kebab case, unique, stable: alerts and reports name it. */
  readonly name: string;
  /** What holds, in one sentence. */
  readonly meaning: string;
  /** One statement without parameters; each row it returns is a fault. */
  readonly sql: string;
  /** Which role sees all that it looks at; app_jobs, where this is left out. */
  readonly as?: "auth" | "owner";
  /** It says how soon a running server does something: there is nothing to ask where none runs. */
  readonly whileServing?: true;
}
