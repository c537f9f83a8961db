import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { describedEnum } from "../../platform/graphql/index.ts";
import type { DecideAttributionDispute } from "../decide-attribution-dispute.ts";
import type { DecideAttributionProposal } from "../decide-attribution-proposal.ts";
import type { DisputeAttribution } from "../dispute-attribution.ts";
import type { Part } from "../domain/settling-again.ts";
import type { ProposeAttribution } from "../propose-attribution.ts";
import type { SettleLeadAnew } from "../settle-lead-anew.ts";

const LONGEST = 2_000;
const MOST_PARTS = 20;

const DisputeOutcomeEnum = describedEnum("AttributionDisputeOutcome", "What becomes of a dispute", {
  UPHELD: "The lead is owed otherwise, as `shares` says.",
  REJECTED: "What was settled stands.",
});

@InputType("AttributionPartInput", { description: "What a partner has of a lead" })
export class AttributionPartInput {
  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => Int, { description: "Parts per million, 1 to 1,000,000" })
  sharePpm: number;
}

@InputType("SettleAttributionInput", { description: "Which lead is settled anew, and why" })
export class SettleAttributionInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => String, { description: "Why, for the vendor alone, up to 2,000 characters" })
  reason: string;
}

@InputType("ProposeAttributionInput", { description: "To whom a lead shall be owed, by hand" })
export class ProposeAttributionInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => [AttributionPartInput], {
    description: "Each partner once, up to 20, 1,000,000 in all",
  })
  shares: AttributionPartInput[];

  @Field(() => String, { description: "Why, for the vendor alone, up to 2,000 characters" })
  reason: string;
}

@InputType("DecideAttributionProposalInput", { description: "What becomes of a proposal" })
export class DecideAttributionProposalInput {
  @Field(() => ID, { description: "The proposal, atr_…, by somebody else" })
  attributionProposalId: string;

  @Field(() => Boolean, { description: "Whether the lead is owed so from now on" })
  isApproved: boolean;
}

@InputType("DisputeAttributionInput", {
  description: "What is disputed, by its lead or by a credit of it, and why",
})
export class DisputeAttributionInput {
  @Field(() => ID, {
    nullable: true,
    description: "The lead, lead_…: a partner's own; left out where a credit is named",
  })
  leadId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "A credit, crd_…, also of another's lead; left out where a lead is named",
  })
  creditId?: string | null;

  @Field(() => String, { description: "What is said against it, up to 2,000 characters" })
  statement: string;
}

@InputType("DecideAttributionDisputeInput", { description: "What becomes of a dispute" })
export class DecideAttributionDisputeInput {
  @Field(() => ID, {
    description: "The dispute, atd_…, of a lead that somebody else qualified and settled",
  })
  attributionDisputeId: string;

  @Field(() => DisputeOutcomeEnum, { description: "Whether it is upheld" })
  outcome: string;

  @Field(() => String, { description: "Told to whoever opened it, up to 2,000 characters" })
  answer: string;

  @Field(() => [AttributionPartInput], {
    nullable: true,
    description: "With UPHELD, and only then: each partner once, up to 20, 1,000,000 in all",
  })
  shares?: AttributionPartInput[] | null;
}

export const readSettle = (reader: InputReader, input: SettleAttributionInput): SettleLeadAnew => ({
  leadId: reader.id(["leadId"], "lead", input.leadId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});

export const readPropose = (
  reader: InputReader,
  input: ProposeAttributionInput,
): ProposeAttribution => ({
  leadId: reader.id(["leadId"], "lead", input.leadId),
  parts: readParts(reader, input.shares),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});

export const readDecideProposal = (
  reader: InputReader,
  input: DecideAttributionProposalInput,
): DecideAttributionProposal => ({
  attributionProposalId: reader.id(["attributionProposalId"], "atr", input.attributionProposalId),
  isApproved: input.isApproved,
});

export function readDispute(
  reader: InputReader,
  input: DisputeAttributionInput,
): DisputeAttribution {
  const leadId = input.leadId ?? null;
  const creditId = input.creditId ?? null;
  if (leadId === null && creditId === null)
    reader.report(["leadId"], "must be given, or creditId instead");
  if (leadId !== null && creditId !== null)
    reader.report(["creditId"], "must be left out where leadId is given: one of the two");
  return {
    disputed:
      creditId === null
        ? { leadId: reader.id(["leadId"], "lead", leadId ?? "") }
        : { creditId: reader.id(["creditId"], "crd", creditId) },
    statement: reader.text(["statement"], input.statement, LONGEST, "many"),
  };
}

export const readDecideDispute = (
  reader: InputReader,
  input: DecideAttributionDisputeInput,
): DecideAttributionDispute => ({
  attributionDisputeId: reader.id(["attributionDisputeId"], "atd", input.attributionDisputeId),
  isUpheld: input.outcome === "UPHELD",
  answer: reader.text(["answer"], input.answer, LONGEST, "many"),
  parts: readParts(reader, input.shares ?? []),
});

function readParts(reader: InputReader, given: readonly AttributionPartInput[]): readonly Part[] {
  if (given.length > MOST_PARTS)
    reader.report(["shares"], `may hold ${MOST_PARTS}, got ${given.length}`);
  return given.slice(0, MOST_PARTS).map(({ partnerId, sharePpm }, index) => ({
    partnerId: reader.id(["shares", index, "partnerId"], "prt", partnerId),
    sharePpm,
  }));
}
