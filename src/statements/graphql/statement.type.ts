import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { CreditType, MilestoneEnum } from "../../incentives/index.ts";
import { PostingKindEnum } from "../../ledger/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";

@ObjectType("StatementBalance", {
  description: "What a partner is owed, and how far each part of it has come",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
class StatementBalanceType {
  @Field(() => MoneyType, { description: "All of it" })
  total: MoneyType;

  @Field(() => MoneyType, { description: "Earned, and not approved" })
  accrued: MoneyType;

  @Field(() => MoneyType, { description: "Approved, and held back until it vests" })
  heldBack: MoneyType;

  @Field(() => MoneyType, { description: "Approved and due" })
  payable: MoneyType;

  @Field(() => MoneyType, {
    description:
      "In a payout that was not sent yet: what was sent has left the statement, though the bank may not have booked it yet",
  })
  inTransit: MoneyType;

  @Field(() => MoneyType, { description: "What the partner owes, as less than nothing" })
  receivable: MoneyType;
}

@ObjectType("StatementMovement", {
  description: "What all lines of one kind come to",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
class StatementMovementType {
  @Field(() => PostingKindEnum, { description: "What was posted" })
  kind: string;

  @Field(() => Int, { description: "How many lines" })
  lineCount: number;

  @Field(() => MoneyType, {
    description: "By how much they change what is owed in all; 0 of what moves from part to part",
  })
  amount: MoneyType;
}

@ObjectType("StatementLine", {
  description: "What one posting did to what a partner is owed, of one credit",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
class StatementLineType {
  @Field(() => Int, { description: "Its number within the statement: 1, 2, 3 …" })
  number: number;

  @Field(() => PostingKindEnum, { description: "What was posted" })
  kind: string;

  @Field(() => DateScalar, { description: "On which day it is booked" })
  accountingOn: string;

  @Field(() => DateScalar, { description: "About which day it is" })
  effectiveOn: string;

  @Field(() => Boolean, {
    description:
      "Whether it was booked in an earlier month after that had its statement, since the month was opened again",
  })
  isLate: boolean;

  @Field(() => Int, {
    nullable: true,
    description: "REVERSE: the number of the statement in which stands what it takes back",
  })
  correctsNumber: number | null;

  @Field(() => CreditType, { nullable: true, description: "Of which credit; null where of none" })
  credit: CreditType | null;

  @Field(() => String, { description: "The incentive program, as it was called then" })
  programName: string;

  @Field(() => MilestoneEnum, { nullable: true, description: "For what the credit was earned" })
  milestone: string | null;

  @Field(() => MoneyType, {
    description: "By how much it changes what is owed in all; 0 where it moves from part to part",
  })
  amount: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of it was put aside for the tax office; less than nothing where that was taken back",
  })
  withheld: MoneyType;

  @Field(() => StatementBalanceType, { description: "The same by its parts" })
  parts: StatementBalanceType;

  @Field(() => MoneyType, { description: "What is owed in all behind it" })
  balance: MoneyType;
}

export const StatementLineConnection = connectionType(() => StatementLineType, "StatementLine");

@ObjectType("Statement", {
  description:
    "What a partner was owed in a currency as a closed month began, what moved, and what it was owed as it ended. It never changes: what is corrected later stands in a later one",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class StatementType extends Node {
  @Field(() => Int, { description: "Its number among the partner's: 1, 2, 3 …" })
  number: number;

  @Field(() => PartnerType, { nullable: true, description: "Whose it is" })
  @Needs("CREDITS_READ", "PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => DateScalar, { description: "The first day of its month" })
  startsOn: string;

  @Field(() => DateScalar, { description: "The last day of its month" })
  endsOn: string;

  @Field(() => String, { description: "In which currency, such as EUR" })
  currency: string;

  @Field(() => DateTimeScalar, { description: "Since when it is there" })
  issuedAt: Date;

  @Field(() => StatementBalanceType, {
    description: "As the one before ended: what was owed as the month began",
  })
  opening: StatementBalanceType;

  @Field(() => StatementBalanceType, { description: "What was owed as the month ended" })
  closing: StatementBalanceType;

  @Field(() => MoneyType, {
    description:
      "What was withheld for the tax office in the month, less what was taken back of that: it left the statement, and counts for the partner there",
  })
  withheld: MoneyType;

  @Field(() => [StatementMovementType], { description: "What moved, by what was posted" })
  @ListSize(15)
  movements: StatementMovementType[];

  @Field(() => Int, { description: "How many lines it has" })
  lineCount: number;
}

export const StatementConnection = connectionType(() => StatementType, "Statement");
