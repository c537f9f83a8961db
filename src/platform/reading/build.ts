import type { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageRequest } from "../graphql/index.ts";

import { answerObjects } from "./answer-object.ts";
import type { AnswerObject } from "./answer-object.ts";
import { inBraces } from "./json-text.ts";
import type { Telling } from "./json-text.ts";
import type { Viewing } from "./tables.ts";

/** A page as a request asks for it; where it asks for none that there is, the error that says so. */
export interface AskedPage {
  readonly request: PageRequest;
  readonly error: ApiError | null;
}

/** An answer while it is made. */
export interface Answering extends Telling {
  readonly viewing: Viewing;
  readonly seal: CursorSeal;
  /** In the order of their planning. */
  readonly pages: readonly AskedPage[];
}

/** A row as it was read. */
export type Cells = readonly unknown[];

/** Makes a value of the answer out of what was read: for execution, or as JSON. */
export interface BuildOf<From> {
  readonly value: (from: From, answering: Answering) => unknown;
  readonly text: (from: From, answering: Answering) => string;
}

export type Build = BuildOf<Cells>;

/** An object of the fields' values. */
export function objectOf<From>(
  typeName: string,
  fields: readonly (BuildOf<From> & { readonly key: string })[],
): BuildOf<From> {
  const newObject = answerObjects(typeName);
  return {
    value: (from, answering) => {
      const made: AnswerObject = newObject();
      for (const field of fields) made[field.key] = field.value(from, answering);
      return made;
    },
    text: inBraces(fields),
  };
}

/** A text that is the same for all rows. */
export function always<From>(text: string): BuildOf<From> {
  const json = JSON.stringify(text);
  return { value: () => text, text: () => json };
}
