import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { DecideApproval } from "../decide-approval.ts";
import { MOST_CREDITS } from "../domain/approval.ts";
import type { ProposeApproval, Selection } from "../propose-approval.ts";

const LONGEST = 2_000;

@InputType("ApprovableCreditsInput", {
  description: "All that can be approved, the oldest first, up to 500",
})
class ApprovableCreditsInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…; of all where left out" })
  partnerId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Earned before this instant" })
  earnedUntil?: Date | null;
}

@InputType("ProposeApprovalInput", { description: "Which credits should be approved" })
export class ProposeApprovalInput {
  @Field(() => [ID], {
    nullable: true,
    description:
      "The credits, crd_…, each once, up to 500, with all that changed them; left out where all is given",
  })
  creditIds?: string[] | null;

  @Field(() => ApprovableCreditsInput, {
    nullable: true,
    description: "All that can be approved, instead of naming them",
  })
  all?: ApprovableCreditsInput | null;

  @Field(() => String, {
    nullable: true,
    description: "For whoever decides, up to 2,000 characters",
  })
  comment?: string | null;
}

@InputType("DecideApprovalInput", { description: "Whether what was proposed is approved" })
export class DecideApprovalInput {
  @Field(() => ID, { description: "The proposal, apv_…, by somebody else" })
  approvalProposalId: string;

  @Field(() => Boolean, { description: "Whether its credits become payable; all of them or none" })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Of the proposal as you read it: needed where it is approved",
  })
  selectionHash?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters; needed where it is declined",
  })
  note?: string | null;
}

export const readPropose = (reader: InputReader, input: ProposeApprovalInput): ProposeApproval => ({
  selection: readSelection(reader, input),
  comment: reader.optionalText(["comment"], input.comment, LONGEST, "many"),
});

function readSelection(reader: InputReader, input: ProposeApprovalInput): Selection {
  const named = input.creditIds ?? null;
  const all = input.all ?? null;
  if (named === null && all === null) reader.report(["creditIds"], "must be given, or all instead");
  if (named !== null && all !== null)
    reader.report(["all"], "must be left out where creditIds is given: one of the two");
  if (all !== null && named === null)
    return {
      partnerId: reader.optionalId(["all", "partnerId"], "prt", all.partnerId),
      earnedUntil: all.earnedUntil ?? null,
    };
  const ids = named ?? [];
  if (named !== null && ids.length === 0)
    reader.report(["creditIds"], "is empty: name the credits, or send all");
  if (ids.length > MOST_CREDITS)
    reader.report(["creditIds"], `may hold ${MOST_CREDITS}, got ${ids.length}`);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) reader.report(["creditIds", twice], "is named twice");
  const read = ids
    .slice(0, MOST_CREDITS)
    .map((id, index) => reader.id(["creditIds", index], "crd", id));
  return { creditIds: read };
}

export function readDecide(reader: InputReader, input: DecideApprovalInput): DecideApproval {
  const { isApproved } = input;
  if (isApproved && (input.selectionHash ?? null) === null)
    reader.report(["selectionHash"], "is missing: send that of the proposal as you read it");
  if (!isApproved && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say why it is declined");
  return {
    approvalProposalId: reader.id(["approvalProposalId"], "apv", input.approvalProposalId),
    isApproved,
    selectionHash: reader.optionalText(["selectionHash"], input.selectionHash, 64),
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
