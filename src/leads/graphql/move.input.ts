import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader, LeadId } from "../../kernel/index.ts";
import { parseId } from "../../kernel/index.ts";
import { readFeedback } from "../domain/feedback.ts";
import type { MoveLead, MoveLeadWithReason } from "../move-lead.ts";

import { FeedbackInput } from "./feedback.type.ts";

/** What every input that moves a lead has. */
@InputType()
export abstract class MoveLeadFields {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => Int, {
    nullable: true,
    description: "The lead's version as it was read; refused if it has another by now",
  })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: "For both sides, up to 2,000 characters" })
  comment?: string | null;
}

/** What an input that must say why has besides. */
@InputType()
export abstract class MoveLeadWithReasonFields extends MoveLeadFields {
  @Field(() => String, {
    description: "A code of the list that the mutation names; `reasons` has them",
  })
  reasonCode: string;

  @Field(() => String, {
    nullable: true,
    description: "For the vendor alone, up to 2,000 characters",
  })
  note?: string | null;
}

const FEEDBACK = {
  nullable: true,
  description: "What the lead's partner can learn from it; partner and vendor read it",
} as const;

/** What an input has of a decision from which the lead's partner can learn. */
@InputType()
export abstract class DecideLeadFields extends MoveLeadFields {
  @Field(() => FeedbackInput, FEEDBACK)
  feedback?: FeedbackInput | null;
}

/** The same where it must say why. */
@InputType()
export abstract class DecideLeadWithReasonFields extends MoveLeadWithReasonFields {
  @Field(() => FeedbackInput, FEEDBACK)
  feedback?: FeedbackInput | null;
}

/** What an input has besides that must say why in words. */
@InputType()
export abstract class MoveLeadForReasonFields extends MoveLeadFields {
  @Field(() => String, { description: "Why, for the vendor alone: 1 to 2,000 characters" })
  reason: string;
}

const COMMENT_LENGTH = 2_000;

/** Reads the fields that every move has. */
export function readMove(reader: InputReader, input: MoveLeadFields): MoveLead {
  return {
    leadId: readLeadId(reader, input.leadId),
    expectedVersion: input.expectedVersion ?? null,
    comment: reader.optionalText(["comment"], input.comment, COMMENT_LENGTH, "many"),
  };
}

/** Reads the fields of a move with a reason. */
export function readMoveWithReason(
  reader: InputReader,
  input: MoveLeadWithReasonFields,
): MoveLeadWithReason {
  return {
    ...readMove(reader, input),
    reason: {
      code: reader.text(["reasonCode"], input.reasonCode, 60),
      note: reader.optionalText(["note"], input.note, COMMENT_LENGTH, "many"),
    },
  };
}

/** Reads the fields of a decision. */
export function readDecision(reader: InputReader, input: DecideLeadFields): MoveLead {
  return { ...readMove(reader, input), feedback: readFeedback(reader, input.feedback) };
}

/** Reads the fields of a decision with a reason. */
export function readDecisionWithReason(
  reader: InputReader,
  input: DecideLeadWithReasonFields,
): MoveLeadWithReason {
  return { ...readMoveWithReason(reader, input), feedback: readFeedback(reader, input.feedback) };
}

/** Reads the fields of a move that says why in words. */
export function readMoveForReason(
  reader: InputReader,
  input: MoveLeadForReasonFields,
): MoveLead & { readonly reason: string } {
  return {
    ...readMove(reader, input),
    reason: reader.text(["reason"], input.reason, COMMENT_LENGTH),
  };
}

function readLeadId(reader: InputReader, text: string): LeadId {
  const parsed = parseId("lead", text);
  if (parsed.ok) return parsed.id;
  reader.report(["leadId"], `is wrong: ${parsed.problem}`);
  return "lead_";
}
