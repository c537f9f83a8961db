import { Field, ID, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import {
  CLAWBACK_STATES,
  REPAYMENT_PROPOSAL_STATES,
  WRITE_OFF_STATES,
} from "../domain/clawback.ts";

export const ClawbackStateEnum = describedEnum(
  "ClawbackState",
  "Whether a partner owes what was taken back",
  CLAWBACK_STATES,
);

export const RepaymentProposalStateEnum = describedEnum(
  "RepaymentProposalState",
  "What becomes of a repayment that somebody proposed",
  REPAYMENT_PROPOSAL_STATES,
);

export const WriteOffStateEnum = describedEnum(
  "WriteOffState",
  "What becomes of a proposal to write off what a partner owes",
  WRITE_OFF_STATES,
);

@ObjectType("Clawback", {
  description:
    "What of a paid credit was taken back: its partner owes it, until it is set off, paid back or written off, or the payout that had paid it comes back. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
export class ClawbackType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Who owes it" })
  partner: PartnerType | null;

  @Field(() => ClawbackStateEnum, { description: "Whether it is owed" })
  state: string;

  @Field(() => ID, { description: "The credit that was paid, crd_…" })
  creditId: string;

  @Field(() => ID, { description: "The payout that had paid it, pay_…" })
  payoutId: string;

  @Field(() => MoneyType, { description: "What was taken back" })
  amount: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of it is owed by now; what a batch that is not sent sets off is not. Nothing once its payout came back",
  })
  outstanding: MoneyType;

  @Field(() => MoneyType, { description: "What of it payouts set off, or are about to" })
  offset: MoneyType;

  @Field(() => MoneyType, { description: "What of it the partner paid back" })
  repaid: MoneyType;

  @Field(() => MoneyType, { description: "What of it is not asked for any more" })
  writtenOff: MoneyType;

  @Field(() => DateTimeScalar, { description: "Since when it is owed" })
  clawedAt: Date;
}

export const ClawbackConnection = connectionType(() => ClawbackType, "Clawback");

@ObjectType("Repayment", {
  description: "What a partner paid back of what it owes, as the bank booked it",
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
class RepaymentType {
  @Field(() => MoneyType, { description: "How much" })
  amount: MoneyType;

  @Field(() => DateScalar, { description: "The day on which the bank booked it" })
  receivedOn: string;

  @Field(() => String, { description: "By which the bank's statement names it" })
  bankReference: string;

  @Field(() => DateTimeScalar, { description: "When it was recorded" })
  recordedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who recorded it; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  recordedBy: PartnerMemberType | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The entry of the bank that shows it, ben_…; null where two persons said so, or one did before that was asked. For the vendor alone",
  })
  @Needs("LEDGER_READ")
  bankEntryId: string | null;
}

export const RepaymentConnection = connectionType(() => RepaymentType, "Repayment");

@ObjectType("RepaymentProposal", {
  description:
    "What somebody says that a partner paid back, of which no entry of the bank was imported, and what another person says to that; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class RepaymentProposalType extends Node {
  @Field(() => ClawbackType, { nullable: true, description: "What is owed" })
  clawback: ClawbackType | null;

  @Field(() => RepaymentProposalStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => MoneyType, { description: "How much of it was paid back" })
  amount: MoneyType;

  @Field(() => DateScalar, { description: "The day on which the bank booked it" })
  receivedOn: string;

  @Field(() => String, { description: "By which the bank's statement names it" })
  bankReference: string;

  @Field(() => String, { description: "What shows it" })
  evidence: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who proposed it" })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When it was proposed" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided; null while it waits",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null while it waits" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;
}

export const RepaymentProposalConnection = connectionType(
  () => RepaymentProposalType,
  "RepaymentProposal",
);

@ObjectType("WriteOff", {
  description:
    "What somebody proposes not to ask a partner for any more, and what another person says to that; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class WriteOffType extends Node {
  @Field(() => ClawbackType, { nullable: true, description: "What is owed" })
  clawback: ClawbackType | null;

  @Field(() => WriteOffStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => MoneyType, { description: "How much of it" })
  amount: MoneyType;

  @Field(() => String, { description: "Why" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who proposed it" })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When it was proposed" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided; null while it waits",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null while it waits" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;
}

export const WriteOffConnection = connectionType(() => WriteOffType, "WriteOff");

@ObjectType("PayoutOffset", {
  description: "What a payout sets off against what its partner owes back",
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
class PayoutOffsetType {
  @Field(() => ClawbackType, { nullable: true, description: "What is owed, as it is now" })
  clawback: ClawbackType | null;

  @Field(() => MoneyType, { description: "How much of it is set off" })
  amount: MoneyType;
}

export const PayoutOffsetConnection = connectionType(() => PayoutOffsetType, "PayoutOffset");
