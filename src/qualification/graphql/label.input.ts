import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { MOST_LABELS } from "../domain/criteria-draft.ts";
import type { CriterionLabel } from "../domain/criteria-draft.ts";

export const NAME_LENGTH = 100;
export const KEY = /^[a-z][a-z0-9_]{0,39}$/u;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/u;

@InputType("CriterionLabelInput", {
  description: "What a criterion, a question or an option is called in another language",
})
export class CriterionLabelInput {
  @Field(() => String, { description: "The language, as a tag such as de or pt-BR" })
  language: string;

  @Field(() => String, { description: "What it is called in it, up to 100 characters" })
  label: string;
}

/** Labels in other languages, each language once. */
export function readLabels(
  reader: InputReader,
  of: readonly string[],
  given: readonly CriterionLabelInput[],
): readonly CriterionLabel[] {
  const path = [...of, "labels"];
  if (given.length > MOST_LABELS)
    reader.report(path, `may hold ${MOST_LABELS}, got ${given.length}`);
  return given.slice(0, MOST_LABELS).map(({ language, label }, index) => {
    const isTag = LANGUAGE.test(language);
    if (!isTag) reader.report([...path, index, "language"], "must be a tag such as de or pt-BR");
    if (given.findIndex((other) => other.language === language) < index)
      reader.report([...path, index, "language"], "is told again: each language stands once");
    const text = reader.text([...path, String(index), "label"], label, NAME_LENGTH);
    return { language: isTag ? language : "", label: text };
  });
}
