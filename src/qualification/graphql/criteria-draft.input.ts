import { Field, ID, InputType, Int } from "type-graphql";

import { LONGEST_CONDITION, MOST_QUESTIONS } from "../../kernel/index.ts";
import type { InputReader, LeadKind } from "../../kernel/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import { DateTimeScalar, payloadOf } from "../../platform/graphql/index.ts";
import {
  MOST_CRITERIA,
  MOST_LABELS,
  MOST_WEIGHT,
  problemsOfCriteria,
} from "../domain/criteria-draft.ts";
import type { WrittenCriterion } from "../domain/criteria-draft.ts";
import type { CriterionAxis } from "../domain/criterion.ts";
import { readCriterionCondition } from "../domain/lead-condition.ts";
import { MOST_REVIEW_MONTHS, REVIEW_MONTHS } from "../domain/review.ts";
import type { PublishCriteria } from "../publish-criteria.ts";
import type { RetireCriteria } from "../retire-criteria.ts";
import type { SaveCriteriaDraft } from "../save-criteria-draft.ts";

import { CriteriaSetType } from "./criteria-set.type.ts";
import { CriteriaVersionType, CriterionAxisEnum } from "./criteria.type.ts";
import { CriterionLabelInput, KEY, NAME_LENGTH, readLabels } from "./label.input.ts";
import { QuestionInput, readQuestions } from "./question.input.ts";

const FRAMEWORK_LENGTH = 40;
const TEXT_LENGTH = 2_000;

@InputType("CriterionInput", { description: "One question that a lead must answer" })
class CriterionInput {
  @Field(() => String, {
    description: "Once within the version: lower-case letters, digits and _, up to 40 characters",
  })
  key: string;

  @Field(() => String, { description: "Its place in the framework, for example BUDGET" })
  slot: string;

  @Field(() => String, { description: "What it is called, up to 100 characters" })
  label: string;

  @Field(() => [CriterionLabelInput], {
    nullable: true,
    description: `What it is called in other languages: ${MOST_LABELS} at most`,
  })
  labels?: CriterionLabelInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: "How to tell whether it is met, up to 2,000 characters",
  })
  guidance?: string | null;

  @Field(() => String, { nullable: true, description: "One for which it is met" })
  example?: string | null;

  @Field(() => Boolean, { description: "True where a lead cannot become an SQL without it" })
  required: boolean;

  @Field(() => Int, { description: `What it weighs where it is met, 0 to ${MOST_WEIGHT}` })
  weight: number;

  @Field(() => CriterionAxisEnum, { description: "What it is about" })
  axis: CriterionAxis;

  @Field(() => String, { nullable: true, description: "What has to be shown to confirm it" })
  evidence?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'In CEL (cel.dev), up to 1,000 characters, over kind, source, campaign, country, companyDomain, value, currency, productLines and fields, for example `value >= 50000 && currency == "EUR"`',
  })
  condition?: string | null;
}

@InputType("SaveCriteriaDraftInput", {
  description:
    "The next version of a set; without criteriaSetId it begins a set, for which name and framework are needed",
})
export class SaveCriteriaDraftInput {
  @Field(() => ID, { nullable: true, description: "The set, crs_…" })
  criteriaSetId?: string | null;

  @Field(() => String, { nullable: true, description: "What a new set is called" })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The framework that a new set follows, for example MEDDIC, up to 40 characters",
  })
  framework?: string | null;

  @Field(() => ID, { nullable: true, description: "A new set is for leads of this program" })
  programId?: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "A new set is for this kind of leads" })
  leadKind?: LeadKind | null;

  @Field(() => ID, {
    nullable: true,
    description: "A new set is for leads about this product line or one beneath it",
  })
  productLineId?: string | null;

  @Field(() => [CriterionInput], {
    description: `The criteria, in their order: ${MOST_CRITERIA} at most`,
  })
  criteria: CriterionInput[];

  @Field(() => [QuestionInput], {
    nullable: true,
    description: `The questionnaire, in its order: ${MOST_QUESTIONS} questions at most`,
  })
  questions?: QuestionInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "What the weights of what is met must add up to; left out, that is not asked",
  })
  minPoints?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The same of the criteria about what the prospect is",
  })
  minFit?: number | null;

  @Field(() => Int, {
    defaultValue: REVIEW_MONTHS,
    description: `After how many months in force it is to be reviewed, 1 to ${MOST_REVIEW_MONTHS}: whoever publishes criteria is told then`,
  })
  reviewMonths: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when on it is to hold; left out: from when both sides have signed",
  })
  earliestAt?: Date | null;

  @Field(() => String, { description: "What is changed, and why, up to 2,000 characters" })
  changeNote: string;
}

@InputType("PublishCriteriaInput", { description: "A draft that is signed" })
export class PublishCriteriaInput {
  @Field(() => ID, { description: "The draft, crt_…" })
  criteriaVersionId: string;
}

@InputType("RetireCriteriaInput", { description: "A set that is to count no more" })
export class RetireCriteriaInput {
  @Field(() => ID, { description: "The set, crs_…; not the one for all leads" })
  criteriaSetId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  note: string;
}

export const SaveCriteriaDraftPayload = payloadOf(
  "saveCriteriaDraft",
  "criteriaVersion",
  () => CriteriaVersionType,
  "draft",
);
export const PublishCriteriaPayload = payloadOf(
  "publishCriteria",
  "criteriaVersion",
  () => CriteriaVersionType,
  "version",
);
export const RetireCriteriaPayload = payloadOf(
  "retireCriteria",
  "criteriaSet",
  () => CriteriaSetType,
  "set",
);

export function readSaveCriteriaDraft(
  reader: InputReader,
  input: SaveCriteriaDraftInput,
): SaveCriteriaDraft {
  if (input.criteria.length > MOST_CRITERIA)
    reader.report(["criteria"], `may hold ${MOST_CRITERIA}, got ${input.criteria.length}`);
  const criteria = input.criteria
    .slice(0, MOST_CRITERIA)
    .map((each, index) => readCriterion(reader, each, index));
  for (const [index, { key }] of criteria.entries())
    if (criteria.findIndex((other) => other.key === key) < index)
      reader.report(["criteria", index, "key"], `says ${key} again: each key stands once`);
  const { reviewMonths } = input;
  if (reviewMonths < 1 || reviewMonths > MOST_REVIEW_MONTHS)
    reader.report(["reviewMonths"], `must be 1 to ${MOST_REVIEW_MONTHS}, got ${reviewMonths}`);
  const policy = { minPoints: input.minPoints ?? null, minFit: input.minFit ?? null };
  for (const [field, problem] of problemsOfCriteria({ criteria, ...policy }))
    reader.report([field], problem);
  return {
    ...{ set: readSet(reader, input), criteria, earliestAt: input.earliestAt ?? null },
    questions: readQuestions(
      reader,
      input.questions ?? [],
      criteria.map(({ key }) => key),
    ),
    ...{ ...policy, reviewMonths },
    changeNote: reader.text(["changeNote"], input.changeNote, TEXT_LENGTH, "many"),
  };
}

function readSet(reader: InputReader, input: SaveCriteriaDraftInput): SaveCriteriaDraft["set"] {
  const setId = reader.optionalId(["criteriaSetId"], "crs", input.criteriaSetId);
  if (input.criteriaSetId === null || input.criteriaSetId === undefined)
    return {
      name: reader.text(["name"], input.name, NAME_LENGTH),
      framework: reader.text(["framework"], input.framework, FRAMEWORK_LENGTH),
      programId: reader.optionalId(["programId"], "prg", input.programId),
      leadKind: input.leadKind ?? null,
      productLineId: reader.optionalId(["productLineId"], "pln", input.productLineId),
    };
  for (const field of ["name", "framework", "programId", "leadKind", "productLineId"] as const)
    if (input[field] !== null && input[field] !== undefined)
      reader.report([field], "is of a new set alone: a set keeps what it is for");
  return setId ?? reader.id(["criteriaSetId"], "crs", input.criteriaSetId);
}

function readCriterion(
  reader: InputReader,
  input: CriterionInput,
  index: number,
): WrittenCriterion {
  const path = ["criteria", String(index)];
  if (!KEY.test(input.key))
    reader.report(
      [...path, "key"],
      "must be lower-case letters, digits and _, begin with a letter, and have 40 characters at most",
    );
  if (input.weight < 0 || input.weight > MOST_WEIGHT)
    reader.report([...path, "weight"], `must be 0 to ${MOST_WEIGHT}, got ${input.weight}`);
  const optional = (field: "guidance" | "example" | "evidence") =>
    reader.optionalText([...path, field], input[field], TEXT_LENGTH, "many");
  const condition = reader.optionalText(
    [...path, "condition"],
    input.condition,
    LONGEST_CONDITION,
    "many",
  );
  const read = condition === null ? null : readCriterionCondition(condition);
  if (read && !read.ok) reader.report([...path, "condition"], read.problem);
  return {
    key: KEY.test(input.key) ? input.key : `key_${index}`,
    slot: reader.text([...path, "slot"], input.slot, FRAMEWORK_LENGTH),
    label: reader.text([...path, "label"], input.label, NAME_LENGTH),
    labels: readLabels(reader, path, input.labels ?? []),
    ...{ guidance: optional("guidance") ?? "", example: optional("example") },
    ...{ required: input.required, weight: input.weight, axis: input.axis },
    ...{ evidence: optional("evidence"), condition },
  };
}

export const readPublishCriteria = (
  reader: InputReader,
  input: PublishCriteriaInput,
): PublishCriteria => ({
  criteriaVersionId: reader.id(["criteriaVersionId"], "crt", input.criteriaVersionId),
});

export const readRetireCriteria = (
  reader: InputReader,
  input: RetireCriteriaInput,
): RetireCriteria => ({
  criteriaSetId: reader.id(["criteriaSetId"], "crs", input.criteriaSetId),
  note: reader.text(["note"], input.note, TEXT_LENGTH, "many"),
});
