/**
 * An object as it goes into the answer: its values stand under the keys of the answer and are
 * serialised already. Behind it stands of which type it is.
 */
const TYPE = Symbol("type");

export type AnswerObject = Record<string, unknown>;

/** Makes empty answer objects of a type. */
export function answerObjects(typeName: string): () => AnswerObject {
  // no other object stands behind it: a key of the answer may be spelled __proto__
  const behind: object = Object.freeze({ __proto__: null, [TYPE]: typeName });
  return (): AnswerObject => {
    const made: unknown = Object.create(behind);
    if (!isRecord(made)) throw new Error("an object is none");
    return made;
  };
}

/** The type's name of an answer object; null for any other value. */
export function answerTypeOf(value: unknown): string | null {
  if (!isRecord(value)) return null;
  const name = value[TYPE];
  return typeof name === "string" ? name : null;
}

function isRecord(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === "object" && value !== null;
}
