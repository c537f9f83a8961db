import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  CurrencyCodeScalar,
  DateScalar,
  DateTimeScalar,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";

import { AccountRoleEnum, PostingKindEnum } from "./ledger-enums.ts";

@ObjectType("LedgerAccount", {
  description: "An account of the ledger: one for each role, partner, incentive program, currency",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class LedgerAccountType extends Node {
  @Field(() => AccountRoleEnum, { description: "What it stands for" })
  role: string;

  @Field(() => CurrencyCodeScalar, { description: "In which currency it is kept" })
  currency: string;

  @Field(() => PartnerType, {
    nullable: true,
    description: "Whose it is; null where it is no partner's",
  })
  @Needs("LEDGER_READ", "PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => ID, {
    nullable: true,
    description: "The incentive program that it is about, inc_…; null where it is about none",
  })
  incentiveProgramId: string | null;
}

@ObjectType("LedgerEntry", {
  description: "A line of a posting: so much to the debit or the credit of an account",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class LedgerEntryType {
  @Field(() => Int, { description: "Its number within the posting: 1, 2, 3 …" })
  lineNo: number;

  @Field(() => LedgerAccountType, { nullable: true, description: "The account" })
  account: LedgerAccountType | null;

  @Field(() => MoneyType, { description: "How much: above 0 to the debit, below to the credit" })
  amount: MoneyType;

  @Field(() => ID, {
    nullable: true,
    description: "The credit whose money it is, crd_…; null where it is of none",
  })
  creditId: string | null;
}

@ObjectType("JournalTransaction", {
  description:
    "A sealed posting: balanced lines that never change. A correction is another posting",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class JournalTransactionType extends Node {
  @Field(() => String, { description: "Its number in the chain: 1, 2, 3 …" })
  seq: string;

  @Field(() => String, {
    description: "SHA-256 of the posting and of the hash before it, in hexadecimal digits",
  })
  hash: string;

  @Field(() => PostingKindEnum, { description: "What was posted" })
  kind: string;

  @Field(() => DateScalar, {
    description: "The day that it is about, in the incentive program's time zone",
  })
  effectiveOn: string;

  @Field(() => DateScalar, {
    description:
      "The day on which it is booked: that day, or the first of the next open period where that was closed",
  })
  accountingOn: string;

  @Field(() => DateTimeScalar, { description: "When it was posted" })
  postedAt: Date;

  @Field(() => Boolean, {
    description: "Whether it was posted while its month was open again, after it had been closed",
  })
  isFromReopening: boolean;

  @Field(() => ID, { description: "For what, such as an award, awd_…" })
  sourceId: string;

  @Field(() => String, { nullable: true, description: "What whoever posted it noted" })
  memo: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "By whose doing; null where nobody's, or who is no member",
  })
  @Needs("LEDGER_READ", "PARTNERS_READ")
  actor: PartnerMemberType | null;

  @Field(() => JournalTransactionType, {
    nullable: true,
    description: "The posting that it reverses; null where it reverses none",
  })
  reverses: JournalTransactionType | null;

  @Field(() => JournalTransactionType, {
    nullable: true,
    description: "The posting that reverses it; null while it stands",
  })
  reversedBy: JournalTransactionType | null;

  @Field(() => [LedgerEntryType], { description: "Its lines, which sum to 0 in each currency" })
  @ListSize(20)
  entries: LedgerEntryType[];
}

export const JournalTransactionConnection = connectionType(
  () => JournalTransactionType,
  "JournalTransaction",
);

@InputType("JournalFilter", {
  description: "Conditions on postings; all that are given must hold",
})
export class JournalFilterInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Up to this number in the chain: what is sealed later is left out, now and for ever",
  })
  untilSeq?: string | null;

  @Field(() => ID, { nullable: true, description: "With a line on this account, led_…" })
  accountId?: string | null;

  @Field(() => ID, { nullable: true, description: "With a line on an account of this partner" })
  partnerId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "With a line on an account of this incentive program, inc_…",
  })
  incentiveProgramId?: string | null;

  @Field(() => ID, { nullable: true, description: "With a line of this credit, crd_…" })
  creditId?: string | null;

  @Field(() => ID, { nullable: true, description: "For this award, awd_…" })
  sourceId?: string | null;

  @Field(() => PostingKindEnum, { nullable: true, description: "Of this kind" })
  kind?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Booked in this period, such as "2027-02"',
  })
  period?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "About this day or later" })
  effectiveFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "About this day or earlier" })
  effectiveTo?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Booked on this day or later" })
  accountingFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Booked on this day or earlier" })
  accountingTo?: string | null;
}
