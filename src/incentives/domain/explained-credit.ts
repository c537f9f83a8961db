import type { CreditAccount } from "./credit-account.ts";
import { explainCredit } from "./explanation.ts";
import type { EarnedUnder } from "./explanation.ts";
import type { RecruiterAccount } from "./recruiter-pay.ts";
import { explainRecruiterPay } from "./recruiter-sentences.ts";
import { releaseSentences } from "./release.ts";
import type { ReleaseAccount } from "./release.ts";
import { explainTrueUp } from "./true-up.ts";
import type { TrueUpAccount } from "./true-up.ts";

/** What is kept of a credit for its partner. */
type Account = CreditAccount | RecruiterAccount | ReleaseAccount | TrueUpAccount;

/** How a credit came about, in sentences for its partner, whatever it is. */
export function explainedIn(
  account: Account,
  under: Omit<EarnedUnder, "milestone">,
  reached: string | null,
) {
  if ("recruiter" in account) return explainRecruiterPay(account, under);
  if ("released" in account) return releaseSentences(account);
  if ("trueUp" in account) return explainTrueUp(account);
  return explainCredit(account, { ...under, milestone: reached ?? "" });
}
