import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { BANK_ENTRY_OBSTACLES, BANK_ENTRY_STATES } from "../domain/bank-entry.ts";
import { BANK_ENTRY_DIRECTIONS, BANK_STATEMENT_FORMATS } from "../domain/stated-entry.ts";

import { PayoutType } from "./payout.type.ts";

const BankStatementFormatEnum = describedEnum(
  "BankStatementFormat",
  "What a bank statement is written as",
  BANK_STATEMENT_FORMATS,
);

export const BankEntryStateEnum = describedEnum(
  "BankEntryState",
  "What became of a bank entry",
  BANK_ENTRY_STATES,
);

const BankEntryObstacleEnum = describedEnum(
  "BankEntryObstacle",
  "Why a bank entry is left to a person",
  BANK_ENTRY_OBSTACLES,
);

const BankEntryDirectionEnum = describedEnum(
  "BankEntryDirection",
  "Which way the money went",
  BANK_ENTRY_DIRECTIONS,
);

@ObjectType("BankStatement", {
  description:
    "A file of the bank that says what it booked, and what became of that. The file itself is not kept; the same one is imported once",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class BankStatementType extends Node {
  @Field(() => BankStatementFormatEnum, { description: "What it is written as" })
  format: string;

  @Field(() => String, {
    nullable: true,
    description: "By which the bank names the file; null where it does not",
  })
  messageId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The last characters of the number of the account; null where it is not named",
  })
  accountEnds: string | null;

  @Field(() => String, { description: "SHA-256 of the file's bytes, in hexadecimal digits" })
  sha256: string;

  @Field(() => Int, { description: "How many bytes it has" })
  byteSize: number;

  @Field(() => Int, { description: "How many entries it has; what is not booked is none" })
  entryCount: number;

  @Field(() => Int, { description: "How many of them settled a payout as it was imported" })
  settledCount: number;

  @Field(() => Int, { description: "By how many of them a payout came back as it was imported" })
  returnedCount: number;

  @Field(() => Int, { description: "How many of them another statement had said before" })
  repeatedCount: number;

  @Field(() => Int, { description: "How many of them were left to a person as it was imported" })
  unmatchedCount: number;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who imported it" })
  importedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When it was imported" })
  importedAt: Date;
}

export const BankStatementConnection = connectionType(() => BankStatementType, "BankStatement");

@ObjectType("BankEntry", {
  description:
    "What the bank says that it booked: one payment, or several where it does not say what each came to",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class BankEntryType extends Node {
  @Field(() => BankStatementType, { nullable: true, description: "The statement that it is of" })
  statement: BankStatementType | null;

  @Field(() => Int, { description: "Its place in the statement, counted from 1" })
  position: number;

  @Field(() => BankEntryDirectionEnum, { description: "Which way the money went" })
  direction: string;

  @Field(() => Boolean, { description: "Whether the bank takes an earlier booking back by it" })
  isReversal: boolean;

  @Field(() => MoneyType, { description: "What was booked, without a sign" })
  amount: MoneyType;

  @Field(() => DateScalar, { description: "The day on which the bank booked it" })
  bookedOn: string;

  @Field(() => String, {
    nullable: true,
    description: "Names a payment from end to end; null where the bank names none",
  })
  endToEndId: string | null;

  @Field(() => String, { description: "By which the bank names it" })
  reference: string;

  @Field(() => String, {
    nullable: true,
    description: "Why it came back, as the bank says: a code of ISO 20022, and words",
  })
  reason: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What else is written there, up to 500 characters",
  })
  information: string | null;

  @Field(() => BankEntryStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => BankEntryObstacleEnum, {
    nullable: true,
    description: "Why it was left to a person; null where it was not",
  })
  obstacle: string | null;

  @Field(() => PayoutType, {
    nullable: true,
    description:
      "The payout that it settled, returned or repeats; where it waits or was set aside, the one that it names, if any",
  })
  payout: PayoutType | null;

  @Field(() => MoneyType, {
    description:
      "What of it the bank took for itself, as who decided it says; less than nothing where it gave some back",
  })
  charges: MoneyType;

  @Field(() => MoneyType, {
    description: "What of it paid back what partners owed; the rest of what is UNMATCHED waits",
  })
  repaid: MoneyType;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided it; null where nobody had to, or has",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided it has seen" })
  note: string | null;
}

export const BankEntryConnection = connectionType(() => BankEntryType, "BankEntry");
