import { refuse } from "../../kernel/index.ts";
import type { Money, Refusal } from "../../kernel/index.ts";

import type { CapsDrafted } from "./cap-terms.ts";
import { percentOf } from "./percent.ts";

/** What a version pays whoever recruited a partner, of what that partner earns. The database holds the same bounds in constraint incentive_program_version_recruiter. */
export interface RecruiterTerms {
  /** Of what counts, in parts per million. */
  readonly ratePpm: bigint;
  /** From when the recruiter counts; null: as long as it does. */
  readonly months: number | null;
  /** For one partner in all; null where that is not limited. */
  readonly cap: Money | null;
}

export const MOST_RECRUITER_MONTHS = 120;

/** Why a draft does not pay recruiters as it says; null where it does. */
export function refuseRecruiterTerms(
  terms: RecruiterTerms | null,
  { budget }: Pick<CapsDrafted, "budget">,
  currency: string,
): Refusal | null {
  if (terms === null) return null;
  if (terms.cap !== null && terms.cap.currency !== currency)
    return refuse(
      "VALIDATION_FAILED",
      `recruiterPay.cap.currency is ${terms.cap.currency}, but the incentive program pays in ${currency}: give the amount in ${currency}.`,
      { path: ["recruiterPay", "cap", "currency"] },
    );
  // it comes behind what it is of: which of the two the rest of a budget were for would be a matter of seconds
  if (budget !== null)
    return refuse(
      "VALIDATION_FAILED",
      "recruiterPay stands beside no budget: limit it by recruiterPay.cap, or pay recruiters in an incentive program that has no budget.",
      { path: ["recruiterPay"] },
    );
  return null;
}

/** What a simulation of a version leaves out, in sentences. */
export const recruitersLeftOut = (ratePpm: bigint | null): readonly string[] =>
  ratePpm === null
    ? []
    : [
        `Whoever recruited a partner has ${percentOf(ratePpm)} % of what that earns besides, for as long and up to what the version says: it is in no sum here.`,
      ];
