import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Cost, DateScalar, DecimalScalar, ListSize } from "../../platform/graphql/index.ts";

import { MAX_ROWS } from "./report-bounds.ts";

@InputType("QuestionnaireAgreementInput", {
  description: "Which leads that both sides answered the questionnaire of",
})
export class QuestionnaireAgreementInput {
  @Field(() => DateScalar, {
    description: "The first day on which sales answered last, in each program's time zone",
  })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out, at most five years later" })
  to: string;

  @Field(() => ID, {
    nullable: true,
    description: "Answers to this criteria version's questionnaire alone, crt_…",
  })
  criteriaVersionId?: string | null;

  @Field(() => ID, { nullable: true, description: "This partner's leads alone, prt_…" })
  partnerId?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "A row for each question and partner; else one for each question",
  })
  byPartner: boolean;
}

@ObjectType("QuestionAgreement", {
  description: "How far partners and sales agree in their answers to one question",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
@Cost(0)
export class QuestionAgreementType {
  @Field(() => ID, { description: "The criteria version whose question it is, crt_…" })
  criteriaVersionId: string;

  @Field(() => String, { description: "The question's key within the version" })
  questionKey: string;

  @Field(() => String, { description: "What is asked" })
  label: string;

  @Field(() => ID, { nullable: true, description: "The partner, prt_…, where it is by partner" })
  partnerId: string | null;

  @Field(() => Int, { description: "How many leads of which both sides answered it" })
  leads: number;

  @Field(() => Int, { description: "Those of which both answered the same" })
  equal: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Equal / leads to four decimals; null where there are fewer than ten leads",
  })
  share: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Cohen's kappa to four decimals: 1 where they always agree, 0 where they do as often as by chance, below 0 where less. Null of fewer than ten leads, and where both gave one and the same answer to all",
  })
  kappa: string | null;
}

@ObjectType("QuestionnaireAgreement", {
  description:
    "How far partners and sales agree in what they answered last to the same questionnaire of a lead",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class QuestionnaireAgreementType {
  @Field(() => [QuestionAgreementType], {
    description:
      "By version, question and partner; questions that both sides answered of one lead at least. Texts are not compared",
  })
  @ListSize(MAX_ROWS)
  rows: QuestionAgreementType[];
}
