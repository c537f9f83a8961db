import { Field, ID, InputType } from "type-graphql";

import type { CriteriaVersionId, InputReader, Money } from "../../kernel/index.ts";
import { money, parseId, readAmount } from "../../kernel/index.ts";
import {
  DecideLeadFields,
  DecideLeadWithReasonFields,
  MoveLeadFields,
  MoveLeadForReasonFields,
  readDecision,
  readMove,
  readMoveForReason,
} from "../../leads/index.ts";
import { DateScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { ChangeDeal } from "../change-deal.ts";
import type { ConvertLead } from "../convert-lead.ts";
import type { AnswerState } from "../domain/criterion.ts";
import type { QualifyLead } from "../qualify-lead.ts";
import type { WinLead } from "../win-lead.ts";

import { AnswerStateEnum } from "./criteria.type.ts";

@InputType("CriterionAnswerInput", { description: "What sales found on one criterion" })
export class CriterionAnswerInput {
  @Field(() => String, { description: "The criterion's key within the version" })
  criterionKey: string;

  @Field(() => AnswerStateEnum, { description: "What was found" })
  state: AnswerState;

  @Field(() => String, { nullable: true, description: "In words, up to 2,000 characters" })
  note?: string | null;
}

@InputType("QualifyLeadInput", {
  description: "An accepted lead and what was found on each criterion",
})
export class QualifyLeadInput extends DecideLeadFields {
  @Field(() => ID, {
    description: "The criteria version that counts for the lead, crt_…: `criteriaFor` tells it",
  })
  criteriaVersionId: string;

  @Field(() => [CriterionAnswerInput], {
    description: "Up to 100 answers; a criterion without one counts as UNKNOWN",
  })
  answers: CriterionAnswerInput[];
}

@InputType("DisqualifyLeadInput", {
  description: "An accepted lead that sales ends; reasons of the list DISQUALIFICATION",
})
export class DisqualifyLeadInput extends DecideLeadWithReasonFields {}

@InputType("ConvertLeadInput", { description: "An SQL that becomes an opportunity" })
export class ConvertLeadInput extends MoveLeadFields {
  @Field(() => MoneyInput, { description: "What the deal is worth; 0 where it is not known" })
  amount: MoneyInput;

  @Field(() => DateScalar, { description: "When it is expected to close" })
  closeOn: string;
}

@InputType("WinLeadInput", { description: "An opportunity that was won" })
export class WinLeadInput extends DecideLeadFields {
  @Field(() => MoneyInput, {
    description: "What the deal was worth in the end; 0 where it is not known",
  })
  amount: MoneyInput;

  @Field(() => DateScalar, { description: "When it was closed" })
  closedOn: string;
}

@InputType("ChangeDealInput", { description: "A won deal whose amount was wrong" })
export class ChangeDealInput extends MoveLeadForReasonFields {
  @Field(() => MoneyInput, {
    description: "What it was worth, as it is known now, in the currency that it is in",
  })
  amount: MoneyInput;
}

@InputType("UndoMoveInput", { description: "A lead whose last move is taken back" })
export class UndoMoveInput extends MoveLeadForReasonFields {}

@InputType("LoseLeadInput", {
  description: "An opportunity that was lost; reasons of the list LOSS",
})
export class LoseLeadInput extends DecideLeadWithReasonFields {}

const MAX_ANSWERS = 100;

export function readQualifyLead(reader: InputReader, input: QualifyLeadInput): QualifyLead {
  if (input.answers.length > MAX_ANSWERS) {
    reader.report(["answers"], `may hold ${MAX_ANSWERS} answers, got ${input.answers.length}`);
  }
  return {
    ...readDecision(reader, input),
    criteriaVersionId: readCriteriaVersionId(reader, input.criteriaVersionId),
    answers: input.answers.slice(0, MAX_ANSWERS).map((answer, index) => ({
      criterionKey: answer.criterionKey,
      state: answer.state,
      note: reader.optionalText(["answers", String(index), "note"], answer.note, 2_000, "many"),
    })),
  };
}

export function readConvertLead(reader: InputReader, input: ConvertLeadInput): ConvertLead {
  return {
    ...readMove(reader, input),
    amount: readDealAmount(reader, input.amount),
    closeOn: input.closeOn,
  };
}

export function readWinLead(reader: InputReader, input: WinLeadInput): WinLead {
  return {
    ...readDecision(reader, input),
    amount: readDealAmount(reader, input.amount),
    closedOn: input.closedOn,
  };
}

export function readChangeDeal(reader: InputReader, input: ChangeDealInput): ChangeDeal {
  return {
    ...readMoveForReason(reader, input),
    amount: readDealAmount(reader, input.amount),
  };
}

function readDealAmount(reader: InputReader, input: MoneyInput): Money {
  return reader.optional(["amount"], input, readAmount) ?? money(0n, "EUR");
}

function readCriteriaVersionId(reader: InputReader, text: string): CriteriaVersionId {
  const parsed = parseId("crt", text);
  if (parsed.ok) return parsed.id;
  reader.report(["criteriaVersionId"], `is wrong: ${parsed.problem}`);
  return "crt_";
}
