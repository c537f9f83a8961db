import { Field, ID, InputType, Int } from "type-graphql";

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
import type { QualifyLead } from "../qualify-lead.ts";
import type { WinLead } from "../win-lead.ts";

import { CriterionAnswerInput, readAnswers } from "./answer.input.ts";

@InputType("QualifyLeadInput", {
  description: "An accepted lead and what was found on each criterion",
})
export class QualifyLeadInput extends DecideLeadFields {
  @Field(() => ID, {
    description:
      "The criteria version that counts for the lead, crt_…: `criteriaFor` tells it. Or that of its open assessment, seven days from when it was opened",
  })
  criteriaVersionId: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The version of the open assessment as it was read, 0 where none was open; refused if it has another by now",
  })
  expectedAssessmentVersion?: number | null;

  @Field(() => [CriterionAnswerInput], {
    nullable: true,
    description:
      "Up to 100 answers; a criterion without one counts as it was saved in the open assessment under the same version, else as UNKNOWN",
  })
  answers?: CriterionAnswerInput[] | null;
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

export function readQualifyLead(reader: InputReader, input: QualifyLeadInput): QualifyLead {
  return {
    ...readDecision(reader, input),
    criteriaVersionId: readCriteriaVersionId(reader, input.criteriaVersionId),
    expectedAssessmentVersion: input.expectedAssessmentVersion ?? null,
    answers: readAnswers(reader, input.answers ?? []),
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
