import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateScalar, DecimalScalar, ListSize } from "../../platform/graphql/index.ts";
import { MOST_NAMED } from "../../qualification/index.ts";

@InputType("CriteriaDiagnosticsInput", {
  description: "Which leads, and since how long, criteria are looked at by",
})
export class CriteriaDiagnosticsInput {
  @Field(() => DateScalar, {
    description: "The first day on which something was decided, in each program's time zone",
  })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out, at most five years later" })
  to: string;

  @Field(() => ID, { nullable: true, description: "This program's leads alone, prg_…" })
  programId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "What was judged by this set alone, crs_…; of leads that were not, those that are of its program, kind and product line",
  })
  criteriaSetId?: string | null;

  @Field(() => Int, {
    defaultValue: 90,
    description:
      "An SQL that is no opportunity so many days later was under-qualified; one that is younger is not counted. 1 to 730",
  })
  opportunityDays: number;

  @Field(() => Int, {
    defaultValue: 10,
    description: "Of fewer than this nothing is said but how many there are; 1 to 1,000",
  })
  leastLeads: number;
}

@ObjectType("MeasuredShare", {
  description: "How many of a number, with the bounds within which the true share lies",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class MeasuredShareType {
  @Field(() => Int, { description: "How many of them" })
  part: number;

  @Field(() => Int, { description: "How many in all" })
  whole: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Part / whole to four decimals; null where there are fewer than `leastLeads`",
  })
  rate: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The lower bound of the rate, by Wilson's interval of 95 %",
  })
  rateLow: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: "The upper bound of the rate" })
  rateHigh: string | null;
}

@ObjectType("CriterionInfluence", {
  description: "Whether a criterion decided anything",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class CriterionInfluenceType {
  @Field(() => ID, { description: "The criteria version, crt_…" })
  criteriaVersionId: string;

  @Field(() => String, { description: "The criterion's key" })
  criterionKey: string;

  @Field(() => String, { description: "What the criterion is called" })
  label: string;

  @Field(() => MeasuredShareType, {
    description:
      "Of how many of the leads that were judged by the version the outcome hung on it: with all else as it was found, one that is met passes and one that is not does not",
  })
  decided: MeasuredShareType;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether no outcome hung on it; null where fewer leads were judged than `leastLeads`",
  })
  isIdle: boolean | null;
}

@ObjectType("CriteriaDiagnostics", {
  description:
    "Whether criteria are too strict, too lax, read alike by all, or ask what decides nothing. Of partners' leads; one that went on in another lead is counted as that one",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class CriteriaDiagnosticsType {
  @Field(() => MeasuredShareType, {
    description:
      "Of the leads that were accepted, rejected or returned in the period, those that were accepted; one that was returned and accepted later is accepted",
  })
  acceptance: MeasuredShareType;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether fewer are accepted than the 65 to 70 % that are healthy; null where there are fewer than `leastLeads`",
  })
  isAcceptanceBelow: boolean | null;

  @Field(() => MeasuredShareType, {
    description:
      "Criteria are too strict: of the leads that were rejected or disqualified in the period, those of whose company another lead was won later, by whichever partner. Without leads of prospects that somebody else had",
  })
  overQualification: MeasuredShareType;

  @Field(() => [ID], {
    description: `The latest of them, lead_…, at most ${MOST_NAMED}`,
  })
  overQualifiedLeadIds: readonly string[];

  @Field(() => MeasuredShareType, {
    description:
      "Criteria are too lax: of the leads that became SQLs in the period, so long ago that their days are over, those that became no opportunity within `opportunityDays`",
  })
  underQualification: MeasuredShareType;

  @Field(() => [ID], {
    description: `The latest of them, lead_…, at most ${MOST_NAMED}`,
  })
  underQualifiedLeadIds: readonly string[];

  @Field(() => Int, {
    description:
      "Of how many leads two people saved something on the same criterion, in an assessment that was opened in the period",
  })
  doubleAssessedLeads: number;

  @Field(() => MeasuredShareType, {
    description:
      "Of the criteria on which two people saved something, those on which they found the same: the latest of each of the first two, UNKNOWN left out, CONFIRMED taken for MET. No rate where fewer than `leastLeads` leads were assessed twice",
  })
  agreement: MeasuredShareType;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Cohen's kappa of it to four decimals: 1 where they always agree, 0 where as often as by chance; null as the rate is, and where all found the same on everything",
  })
  kappa: string | null;

  @Field(() => [CriterionInfluenceType], {
    description:
      "The criteria of each version by which leads were qualified in the period, or disqualified after something was saved of them; by set, version and place",
  })
  @ListSize(50)
  criteria: readonly CriterionInfluenceType[];
}
