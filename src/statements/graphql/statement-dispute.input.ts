import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { DecideStatementDispute } from "../decide-statement-dispute.ts";
import type { DisputeStatementLine } from "../dispute-statement-line.ts";
import { DISPUTE_OUTCOMES, DISPUTE_REASONS } from "../domain/dispute.ts";
import type { DisputeOutcome, DisputeReason, Subject } from "../domain/dispute.ts";
import type { ProposeDisputeOutcome } from "../propose-dispute-outcome.ts";
import type { WithdrawStatementDispute } from "../withdraw-statement-dispute.ts";

import { DisputeOutcomeEnum, DisputeReasonEnum } from "./statement-dispute.type.ts";

const LONGEST = 2_000;

@InputType("DisputeStatementLineInput", {
  description: "What of a statement is disputed, a line or what is missed there, and why",
})
export class DisputeStatementLineInput {
  @Field(() => ID, { description: "The statement, stm_…, of one's own" })
  statementId: string;

  @Field(() => Int, {
    nullable: true,
    description: "The number of the line; left out where something is missed",
  })
  lineNumber?: number | null;

  @Field(() => ID, {
    nullable: true,
    description: "With MISSING: a credit of one's own, crd_…, of which no line is",
  })
  missingCreditId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "With MISSING: a lead of one's own, lead_…, of whose credit no line is",
  })
  missingLeadId?: string | null;

  @Field(() => DisputeReasonEnum, {
    description: "Why: MISSING with a credit or a lead that is missed, and only with it",
  })
  reason: string;

  @Field(() => String, { description: "Why, in words, up to 2,000 characters" })
  grounds: string;

  @Field(() => String, { nullable: true, description: "What shows it, up to 2,000 characters" })
  evidence?: string | null;
}

@InputType("WithdrawStatementDisputeInput", { description: "Which dispute is taken back" })
export class WithdrawStatementDisputeInput {
  @Field(() => ID, { description: "The dispute, sdp_…, of one's own" })
  statementDisputeId: string;
}

@InputType("ProposeDisputeOutcomeInput", { description: "How a dispute is to be answered" })
export class ProposeDisputeOutcomeInput {
  @Field(() => ID, { description: "The dispute, sdp_…, that is open" })
  statementDisputeId: string;

  @Field(() => DisputeOutcomeEnum, { description: "What is to become of it" })
  outcome: string;

  @Field(() => String, {
    description: "Told to the partner once another person approves, up to 2,000 characters",
  })
  answer: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "With UPHELD: the partner's credit, crd_…, that was made, changed, taken back or paid since the dispute was opened",
  })
  correctingCreditId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "With UPHELD, where it is no credit: the posting, jrn_…, to the partner's accounts",
  })
  correctingPostingId?: string | null;
}

@InputType("DecideStatementDisputeInput", {
  description: "Whether a dispute ends as another person has proposed",
})
export class DecideStatementDisputeInput {
  @Field(() => ID, { description: "The dispute, sdp_…, to which somebody else proposed an answer" })
  statementDisputeId: string;

  @Field(() => Boolean, {
    description: "Whether it ends so; else it stays open, to be answered otherwise",
  })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      "Why, for the vendor alone, up to 2,000 characters; needed where it is not approved",
  })
  note?: string | null;
}

export const readDispute = (
  reader: InputReader,
  input: DisputeStatementLineInput,
): DisputeStatementLine => ({
  statementId: reader.id(["statementId"], "stm", input.statementId),
  subject: readSubject(reader, input),
  reason: readReason(input.reason),
  grounds: reader.text(["grounds"], input.grounds, LONGEST, "many"),
  evidence: reader.optionalText(["evidence"], input.evidence, LONGEST, "many"),
});

function readSubject(reader: InputReader, input: DisputeStatementLineInput): Subject {
  const { lineNumber = null, missingCreditId = null, missingLeadId = null, reason } = input;
  const [first, ...others] = Object.entries({ missingLeadId, missingCreditId, lineNumber }).flatMap(
    ([name, given]) => (given === null ? [] : [name]),
  );
  if (first === undefined)
    reader.report(["lineNumber"], "must be given, or missingCreditId or missingLeadId instead");
  for (const other of others)
    reader.report([other], `must be left out where ${first} is given: one of the three`);
  if (
    first !== undefined &&
    others.length === 0 &&
    (reason === "MISSING") !== (lineNumber === null)
  )
    reader.report(
      ["reason"],
      "is MISSING where a credit or a lead is missed, and only there: of a line it says what is wrong with it",
    );
  if (missingCreditId !== null)
    return { missingCreditId: reader.id(["missingCreditId"], "crd", missingCreditId) };
  if (missingLeadId !== null)
    return { missingLeadId: reader.id(["missingLeadId"], "lead", missingLeadId) };
  return { lineNumber: lineNumber ?? 0 };
}

const isReason = (text: string): text is DisputeReason => Object.hasOwn(DISPUTE_REASONS, text);
const isOutcome = (text: string): text is DisputeOutcome => Object.hasOwn(DISPUTE_OUTCOMES, text);

function readReason(text: string): DisputeReason {
  if (!isReason(text)) throw new Error(`a dispute is for a reason that is not there: ${text}`);
  return text;
}

export const readWithdraw = (
  reader: InputReader,
  input: WithdrawStatementDisputeInput,
): WithdrawStatementDispute => ({
  statementDisputeId: reader.id(["statementDisputeId"], "sdp", input.statementDisputeId),
});

export function readPropose(
  reader: InputReader,
  input: ProposeDisputeOutcomeInput,
): ProposeDisputeOutcome {
  const { outcome, correctingCreditId = null, correctingPostingId = null } = input;
  if (!isOutcome(outcome)) throw new Error(`a dispute ends in a way that is not there: ${outcome}`);
  const named = Object.entries({ correctingCreditId, correctingPostingId }).flatMap(
    ([name, given]) => (given === null ? [] : [name]),
  );
  if (outcome === "UPHELD" && named.length === 0)
    reader.report(
      ["correctingCreditId"],
      "must be given, or correctingPostingId instead: what was booked for the partner",
    );
  for (const surplus of outcome === "UPHELD" ? named.slice(1) : named)
    reader.report(
      [surplus],
      outcome === "UPHELD"
        ? "must be left out where correctingCreditId is given: one of the two"
        : "goes with UPHELD, and only with it",
    );
  return {
    statementDisputeId: reader.id(["statementDisputeId"], "sdp", input.statementDisputeId),
    outcome,
    answer: reader.text(["answer"], input.answer, LONGEST, "many"),
    correctingCreditId: reader.optionalId(["correctingCreditId"], "crd", correctingCreditId),
    correctingPostingId: reader.optionalId(["correctingPostingId"], "jrn", correctingPostingId),
  };
}

export function readDecide(
  reader: InputReader,
  input: DecideStatementDisputeInput,
): DecideStatementDispute {
  const { isApproved } = input;
  if (!isApproved && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say how it is to be answered");
  return {
    statementDisputeId: reader.id(["statementDisputeId"], "sdp", input.statementDisputeId),
    isApproved,
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
