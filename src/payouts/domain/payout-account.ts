import type { PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { AccountFormat, BankAccount } from "./account-number.ts";

export const PAYOUT_ACCOUNT_STATES = {
  WAITING: "Another person of the vendor's has to verify it.",
  VERIFIED: "The partner's money goes there, from `usableFrom` on.",
  DECLINED: "It was not verified.",
  ENDED: "It was given up, or another took its place.",
} as const;
export type PayoutAccountState = keyof typeof PAYOUT_ACCOUNT_STATES;

/** Where a firm is, by parts, as banks ask for it (ISO 20022). */
export interface PostalAddress {
  readonly street: string | null;
  readonly building: string | null;
  readonly postcode: string | null;
  readonly town: string;
  readonly region: string | null;
  readonly country: string;
}

/** Where a partner's money of one currency shall go. */
export interface PayoutAccountDetails {
  readonly currency: string;
  readonly holderName: string;
  readonly address: PostalAddress;
  readonly account: BankAccount;
}

/** An account as it stands, locked. */
export interface StandingPayoutAccount {
  readonly partnerId: PartnerId;
  readonly currency: string;
  readonly state: PayoutAccountState;
  readonly format: AccountFormat;
  readonly bankCountry: string;
  /** Of an account without an IBAN, where its country has such codes. */
  readonly bankCode: string | null;
  readonly numberMark: Buffer;
  /** Whether who acts entered it, under whichever membership. */
  readonly isOwn: boolean;
  /** How many other partners have the same account, waiting or verified. */
  readonly others: number;
}

const path = ["payoutAccountId"];

/** Why somebody cannot decide over an account, or null. */
export function whyNotDecided({ state, isOwn }: StandingPayoutAccount): Refusal | null {
  if (state !== "WAITING")
    return refuse("ALREADY_DONE", "The account does not wait to be verified any more.", { path });
  if (!isOwn) return null;
  return refuse("BUSINESS_RULE", "You entered this account: somebody else has to verify it.", {
    path,
  });
}

export interface Verification {
  /** By the number that the verifier was told. */
  readonly mark: Buffer;
  /** As the verifier was told it, as banks write it; null where none was said. */
  readonly bankCode: string | null;
  readonly isShared: boolean;
}

/** Why an account cannot be verified so, or null. */
export function whyNotVerified(
  account: StandingPayoutAccount,
  { mark, bankCode, isShared }: Verification,
): Refusal | null {
  const undecidable = whyNotDecided(account);
  if (undecidable) return undecidable;
  if (!mark.equals(account.numberMark))
    return refuse(
      "BUSINESS_RULE",
      "That is not the number that was entered. Ask the partner again, by an address that you knew before; if they say the same, decline this account.",
      { path: ["number"] },
    );
  if (account.bankCode !== null && bankCode !== account.bankCode)
    return refuse(
      "BUSINESS_RULE",
      bankCode === null
        ? "A number alone does not say at which bank: ask the partner for the bank's code too, and send it."
        : "That is not the bank's code that was entered. Ask the partner again, by an address that you knew before; if they say the same, decline this account.",
      { path: ["bankCode"] },
    );
  if (account.others === 0 || isShared) return null;
  return refuse(
    "BUSINESS_RULE",
    `The same account is ${account.others === 1 ? "another partner's" : `that of ${account.others} other partners`}, as sharedWith tells: decline it, or send isShared; name nobody in the note, which the partner reads.`,
    { path: ["isShared"] },
  );
}

/** Why an account cannot be ended, or null. */
export function whyNotEnded({ state }: Pick<StandingPayoutAccount, "state">): Refusal | null {
  if (state === "WAITING" || state === "VERIFIED") return null;
  return refuse("ALREADY_DONE", "The account was declined or ended before.", { path });
}
