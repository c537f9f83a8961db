/**
 * An object as it goes into the answer: its values stand under the keys of the answer and are
 * serialised already. Behind it stands of which type it is.
 */
const TYPE = Symbol("type");

export type AnswerObject = Record<string, unknown>;

/** Makes empty answer objects of a type. */
export function answerObjects(typeName: string): () => AnswerObject {
  const behind = Object.freeze({ [TYPE]: typeName });
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

const flawed = new WeakSet<object>();

/** An answer as it was built; where it is not whole, that is remembered of it. */
export function settled(answer: unknown, building: { readonly isWhole: boolean }): unknown {
  if (!building.isWhole && typeof answer === "object" && answer !== null) flawed.add(answer);
  return answer;
}

/** False where an answer is more than values: execution goes over it and says what is the matter. */
export function isWhole(answer: object): boolean {
  return !flawed.has(answer);
}

function isRecord(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === "object" && value !== null;
}
