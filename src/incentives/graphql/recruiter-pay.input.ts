import { Field, InputType, Int } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import { readRate } from "../domain/percent.ts";
import { MOST_RECRUITER_MONTHS } from "../domain/recruiter-terms.ts";
import type { RecruiterTerms } from "../domain/recruiter-terms.ts";

@InputType("RecruiterPayInput", {
  description: "What whoever recruited a partner has of what that partner earns, besides it",
})
export class RecruiterPayInput {
  @Field(() => String, {
    description:
      'How much, in percent of what counts of the partner\'s credit, more than 0, up to 100, with up to four decimals, for example "5"',
  })
  percent: string;

  @Field(() => Int, {
    nullable: true,
    description: `For how many months from when the recruiter counts, 1 to ${MOST_RECRUITER_MONTHS}, to the same day and time in the incentive program's zone; as long as it counts if left out`,
  })
  months?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "How much in all for one partner while one recruiter of it counts, under all versions of the program, in its currency; more than 0. Not limited if left out",
  })
  cap?: MoneyInput | null;
}

/** What a draft pays recruiters; null where it was not given. */
export function readRecruiterPay(
  reader: InputReader,
  given: RecruiterPayInput | null | undefined,
): RecruiterTerms | null {
  if (!given) return null;
  const { percent, months = null, cap } = given;
  const ratePpm = reader.optional(["recruiterPay", "percent"], percent, readRate) ?? 1n;
  if (ratePpm === 0n)
    reader.report(
      ["recruiterPay", "percent"],
      "is 0: leave recruiterPay out to pay recruiters nothing",
    );
  if (months !== null && (months < 1 || months > MOST_RECRUITER_MONTHS))
    reader.report(
      ["recruiterPay", "months"],
      `must be 1 to ${MOST_RECRUITER_MONTHS}, got ${months}; leave it out to pay as long as the recruiter counts`,
    );
  const limit = cap ? reader.optional(["recruiterPay", "cap"], cap, readAmount) : null;
  if (limit?.minor === 0n)
    reader.report(
      ["recruiterPay", "cap"],
      "is 0: leave recruiterPay out to pay recruiters nothing",
    );
  return { ratePpm, months, cap: cap ? (limit ?? money(0n, "EUR")) : null };
}
