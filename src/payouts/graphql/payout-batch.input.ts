import { Field, ID, InputType } from "type-graphql";

import { excerpt, isCurrency, readAmount } from "../../kernel/index.ts";
import type { Currency, InputReader } from "../../kernel/index.ts";
import { DateTimeScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { ApprovePayoutBatch } from "../approve-payout-batch.ts";
import type { CancelPayoutBatch } from "../cancel-payout-batch.ts";
import type { DraftPayoutBatch } from "../draft-payout-batch.ts";
import type { SendPayoutBatch } from "../send-payout-batch.ts";

const MOST_PARTNERS = 500;

@InputType("DraftPayoutBatchInput", { description: "What is to be paid" })
export class DraftPayoutBatchInput {
  @Field(() => String, { description: "The currency, a code of ISO 4217" })
  currency: string;

  @Field(() => [ID], {
    nullable: true,
    description: "These partners, prt_…, up to 500; all where left out",
  })
  partnerIds?: string[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Credit that was earned before this instant; all where left out",
  })
  earnedUntil?: Date | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "A partner to whom less than that is payable is left out, and carried on to the next time; nobody is where left out",
  })
  minimum?: MoneyInput | null;
}

@InputType("ApprovePayoutBatchInput", { description: "Which payouts are approved" })
export class ApprovePayoutBatchInput {
  @Field(() => ID, { description: "The batch, bat_…, drafted by somebody else" })
  payoutBatchId: string;

  @Field(() => String, { description: "Of the batch as you read it" })
  selectionHash: string;
}

@InputType("SendPayoutBatchInput", { description: "Which payouts were handed to the bank" })
export class SendPayoutBatchInput {
  @Field(() => ID, { description: "The batch, bat_…, which is approved" })
  payoutBatchId: string;
}

@InputType("CancelPayoutBatchInput", { description: "Which payouts are withdrawn" })
export class CancelPayoutBatchInput {
  @Field(() => ID, { description: "The batch, bat_…, which was not sent" })
  payoutBatchId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

export function readDraft(reader: InputReader, input: DraftPayoutBatchInput): DraftPayoutBatch {
  const currency = readCurrency(reader, input.currency);
  const minimum = reader.optional(["minimum"], input.minimum, readAmount);
  if (minimum && minimum.currency !== currency)
    reader.report(["minimum", "currency"], `must be ${currency}, as the batch`);
  if (minimum && minimum.minor < 0n) reader.report(["minimum", "amount"], "must be 0 or more");
  return {
    currency,
    partnerIds: reader.ids(["partnerIds"], "prt", input.partnerIds, MOST_PARTNERS),
    earnedUntil: input.earnedUntil ?? null,
    minimumMinor: minimum?.minor ?? 0n,
  };
}

function readCurrency(reader: InputReader, given: string): Currency {
  const currency = given.trim().toUpperCase();
  if (isCurrency(currency)) return currency;
  reader.report(
    ["currency"],
    `is no known currency: "${excerpt(given)}"; expected a code of ISO 4217 such as EUR`,
  );
  return "EUR";
}

const readBatchId = (reader: InputReader, { payoutBatchId }: { readonly payoutBatchId: string }) =>
  reader.id(["payoutBatchId"], "bat", payoutBatchId);

export const readApprove = (
  reader: InputReader,
  input: ApprovePayoutBatchInput,
): ApprovePayoutBatch => ({
  payoutBatchId: readBatchId(reader, input),
  selectionHash: reader.text(["selectionHash"], input.selectionHash, 64),
});

export const readSend = (reader: InputReader, input: SendPayoutBatchInput): SendPayoutBatch => ({
  payoutBatchId: readBatchId(reader, input),
});

export const readCancel = (
  reader: InputReader,
  input: CancelPayoutBatchInput,
): CancelPayoutBatch => ({
  payoutBatchId: readBatchId(reader, input),
  reason: reader.text(["reason"], input.reason, 2_000, "many"),
});
