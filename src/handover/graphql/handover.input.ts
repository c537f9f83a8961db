import { Field, ID, InputType } from "type-graphql";

import type { InputReader, PartnerMemberId } from "../../kernel/index.ts";
import { parseId } from "../../kernel/index.ts";
import {
  DecideLeadFields,
  DecideLeadWithReasonFields,
  MoveLeadFields,
  MoveLeadForReasonFields,
  readDecision,
  readDecisionWithReason,
} from "../../leads/index.ts";
import { MOST_POINTS } from "../../partners/index.ts";
import { DateScalar } from "../../platform/graphql/index.ts";
import type { AcceptLead } from "../accept-lead.ts";
import type { ReturnLead } from "../return-lead.ts";

@InputType("AcceptLeadInput", { description: "A lead that sales accepts" })
export class AcceptLeadInput extends DecideLeadFields {
  @Field(() => ID, {
    nullable: true,
    description: "Who will work on it, mem_…; the caller if left out",
  })
  ownerId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "What is confirmed, by the keys of the program's handoverChecklist: all of them; left out where it has none",
  })
  checklist?: string[] | null;
}

@InputType("PromoteLeadInput", { description: "A lead that marketing raises to MQL" })
export class PromoteLeadInput extends MoveLeadFields {}

@InputType("ResumeLeadInput", { description: "A returned lead that the vendor takes up again" })
export class ResumeLeadInput extends MoveLeadFields {}

@InputType("ReopenLeadInput", { description: "A closed lead that is begun anew" })
export class ReopenLeadInput extends MoveLeadForReasonFields {}

@InputType("RejectLeadInput", {
  description: "A lead that sales refuses; reasons of the list REJECTION",
})
export class RejectLeadInput extends DecideLeadWithReasonFields {}

@InputType("ReturnLeadInput", {
  description: "A lead that sales returns for now; reasons of the list RECYCLE",
})
export class ReturnLeadInput extends DecideLeadWithReasonFields {
  @Field(() => DateScalar, {
    description: "When it is looked at again: a day after today, in its program's time zone",
  })
  revisitOn: string;
}

export function readAcceptLead(reader: InputReader, input: AcceptLeadInput): AcceptLead {
  return {
    ...readDecision(reader, input),
    ownerId: readOwnerId(reader, input.ownerId),
    checklist: readConfirmed(reader, input.checklist ?? []),
  };
}

export function readReturnLead(reader: InputReader, input: ReturnLeadInput): ReturnLead {
  return { ...readDecisionWithReason(reader, input), revisitOn: input.revisitOn };
}

function readConfirmed(reader: InputReader, keys: readonly string[]): readonly string[] {
  if (keys.length > MOST_POINTS)
    reader.report(["checklist"], `may name ${MOST_POINTS} points, got ${keys.length}`);
  const known = keys.slice(0, MOST_POINTS);
  if (known.length < keys.length) return known;
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice !== -1) reader.report(["checklist", twice], "is named twice: confirm each point once");
  return known;
}

function readOwnerId(reader: InputReader, text: string | null | undefined): PartnerMemberId | null {
  if (text === null || text === undefined) return null;
  const parsed = parseId("mem", text);
  if (parsed.ok) return parsed.id;
  reader.report(["ownerId"], `is wrong: ${parsed.problem}`);
  return null;
}
