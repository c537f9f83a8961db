import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { EndSecondPersonWaiver } from "../end-second-person-waiver.ts";
import type { ReviewWaivedDecision } from "../review-waived-decision.ts";
import type { WaiveSecondPerson } from "../waive-second-person.ts";

const LONGEST = 2_000;

@InputType("WaiveSecondPersonInput", { description: "For how long one person decides, and why" })
export class WaiveSecondPersonInput {
  @Field(() => DateTimeScalar, { description: "Until when, 90 days ahead at most" })
  standsUntil: Date;

  @Field(() => String, {
    description: "Why there is no second person, up to 2,000 characters",
  })
  reason: string;
}

@InputType("EndSecondPersonWaiverInput", { description: "Which waiver ends, and why" })
export class EndSecondPersonWaiverInput {
  @Field(() => ID, { description: "The waiver, wvr_…" })
  secondPersonWaiverId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

@InputType("ReviewWaivedDecisionInput", { description: "What another person finds of a decision" })
export class ReviewWaivedDecisionInput {
  @Field(() => ID, { description: "The decision, wvd_…, made by somebody else" })
  waivedDecisionId: string;

  @Field(() => Boolean, { description: "Whether you would have decided so; else you object" })
  isAccepted: boolean;

  @Field(() => String, {
    nullable: true,
    description: "What you found, up to 2,000 characters; needed where you object",
  })
  note?: string | null;
}

export const readWaive = (
  reader: InputReader,
  { standsUntil, reason }: WaiveSecondPersonInput,
): WaiveSecondPerson => ({
  standsUntil,
  reason: reader.text(["reason"], reason, LONGEST, "many"),
});

export const readEndWaiver = (
  reader: InputReader,
  input: EndSecondPersonWaiverInput,
): EndSecondPersonWaiver => ({
  secondPersonWaiverId: reader.id(["secondPersonWaiverId"], "wvr", input.secondPersonWaiverId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});

export function readReview(
  reader: InputReader,
  input: ReviewWaivedDecisionInput,
): ReviewWaivedDecision {
  const { isAccepted } = input;
  if (!isAccepted && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say why you object");
  return {
    waivedDecisionId: reader.id(["waivedDecisionId"], "wvd", input.waivedDecisionId),
    isAccepted,
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
