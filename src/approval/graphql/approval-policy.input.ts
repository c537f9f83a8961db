import { Field, ID, InputType, Int } from "type-graphql";

import { readAmount } from "../../kernel/index.ts";
import type { InputReader, Money } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideApprovalPolicy } from "../decide-approval-policy.ts";
import { FEWEST_DAYS, MOST_DAYS } from "../domain/policy.ts";
import type { PolicyTerms } from "../domain/policy.ts";
import type { EndApprovalPolicy } from "../end-approval-policy.ts";

const LONGEST = 2_000;
/** The same number stands in constraint approval_policy_limits. */
const MOST_MINOR = 1_000_000_000_000_000n;

@InputType("SaveApprovalPolicyInput", {
  description: "Under what credit is to be approved without a person",
})
export class SaveApprovalPolicyInput {
  @Field(() => ID, {
    nullable: true,
    description:
      "Of this incentive program alone, inc_…; where left out, of all that have no policy of their own",
  })
  incentiveProgramId?: string | null;

  @Field(() => MoneyInput, {
    description: "The most that a credit may come to; its currency is the policy's",
  })
  mostPerCredit: MoneyInput;

  @Field(() => MoneyInput, {
    description:
      "The most that is approved for a partner in a calendar month of UTC, in the same currency; no less than mostPerCredit",
  })
  mostPerMonth: MoneyInput;

  @Field(() => Int, {
    description: "So many days a credit waits after it was earned or last changed, 1 to 90",
  })
  delayDays: number;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

@InputType("DecideApprovalPolicyInput", { description: "Whether a policy is put in force" })
export class DecideApprovalPolicyInput {
  @Field(() => ID, {
    description: "The policy, pol_…, drafted by somebody else; it is what it was when you read it",
  })
  approvalPolicyId: string;

  @Field(() => Boolean, { description: "Whether credit is approved by it from now on" })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters; needed where it is declined",
  })
  note?: string | null;
}

@InputType("EndApprovalPolicyInput", { description: "Which policy ends" })
export class EndApprovalPolicyInput {
  @Field(() => ID, { description: "The policy, pol_…, which is in force" })
  approvalPolicyId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

export function readSavePolicy(reader: InputReader, input: SaveApprovalPolicyInput): PolicyTerms {
  const perCredit = readLimit(reader, "mostPerCredit", input.mostPerCredit);
  const perMonth = readLimit(reader, "mostPerMonth", input.mostPerMonth);
  if (perCredit && perMonth && perMonth.currency !== perCredit.currency)
    reader.report(["mostPerMonth", "currency"], `must be ${perCredit.currency}, as mostPerCredit`);
  else if (perCredit && perMonth && perMonth.minor < perCredit.minor)
    reader.report(["mostPerMonth", "amount"], "must be no less than mostPerCredit");
  const { delayDays } = input;
  if (delayDays < FEWEST_DAYS || delayDays > MOST_DAYS)
    reader.report(["delayDays"], `must be ${FEWEST_DAYS} to ${MOST_DAYS}, got ${delayDays}`);
  return {
    currency: perCredit?.currency ?? "EUR",
    programId: reader.optionalId(["incentiveProgramId"], "inc", input.incentiveProgramId),
    mostPerCreditMinor: perCredit?.minor ?? 0n,
    mostPerMonthMinor: perMonth?.minor ?? 0n,
    delayDays,
    reason: reader.text(["reason"], input.reason, LONGEST, "many"),
  };
}

function readLimit(reader: InputReader, name: string, given: MoneyInput): Money | null {
  const limit = reader.optional([name], given, readAmount);
  if (limit && limit.minor < 1n) reader.report([name, "amount"], "must be more than 0");
  if (limit && limit.minor > MOST_MINOR) reader.report([name, "amount"], "is too much");
  return limit;
}

export function readDecidePolicy(
  reader: InputReader,
  input: DecideApprovalPolicyInput,
): DecideApprovalPolicy {
  const note = reader.optionalText(["note"], input.note, LONGEST, "many");
  if (!input.isApproved && note === null)
    reader.report(["note"], "is missing: say why it is declined");
  return {
    approvalPolicyId: reader.id(["approvalPolicyId"], "pol", input.approvalPolicyId),
    isApproved: input.isApproved,
    note,
  };
}

export const readEndPolicy = (
  reader: InputReader,
  input: EndApprovalPolicyInput,
): EndApprovalPolicy => ({
  approvalPolicyId: reader.id(["approvalPolicyId"], "pol", input.approvalPolicyId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});
