import { forAll } from "./award-step.ts";
import type { AwardStep } from "./award-step.ts";
import { amountIn } from "./explanation.ts";
import type { EarnedUnder } from "./explanation.ts";
import { percentOf } from "./percent.ts";
import type { RecruiterAccount, RecruiterKept } from "./recruiter-pay.ts";

/** What a recruiter has, in sentences for itself: whose credit it is of it knows, or does not learn here. */
export function explainRecruiterPay(
  { recruiter, currency, minor }: RecruiterAccount,
  { programName, programVersion }: Pick<EarnedUnder, "programName" | "programVersion">,
): readonly string[] {
  const percent = `${percentOf(BigInt(recruiter.ratePpm))} % of what a partner earns whom you recruited, under ${programName} (version ${programVersion})`;
  const amount = amountIn({ currency }, minor);
  return [
    recruiter.isChange
      ? `You have ${percent}. What counts of that has changed, and with it what you have: ${amount}.`
      : `You have ${percent}: ${amount}.`,
    ...capSentence(recruiter, currency),
  ];
}

function capSentence(
  { capMinor, capUsedMinor, isCapped }: RecruiterAccount["recruiter"],
  currency: string,
): readonly string[] {
  if (capMinor === null || capUsedMinor === null || !isCapped) return [];
  return [
    `For one partner that is ${amountIn({ currency }, capMinor)} at most, of which you had ${amountIn({ currency }, capUsedMinor)}: what is over is not paid.`,
  ];
}

/** The one step of it. */
export const recruiterSteps = (kept: RecruiterKept): readonly AwardStep[] => [
  {
    ...forAll("RECRUITER", BigInt(kept.grossMinor), { kind: "RECRUITER", kept }),
    partnerId: kept.recruiterId,
  },
];

/** The same for whoever answers for the money, with names. */
export function recruiterSentences(
  { followed, grossMinor }: RecruiterKept,
  name: string,
  under: { readonly currency: string },
): readonly string[] {
  const amount = (minor: string): string => amountIn(under, minor);
  const isLess = BigInt(grossMinor) < 0n;
  const size = amount(isLess ? grossMinor.slice(1) : grossMinor);
  const { countsMinor, wantedMinor, hadMinor, capMinor, capUsedMinor } = followed;
  const cap =
    capMinor === null || capUsedMinor === null
      ? ""
      : `, of ${amount(capMinor)} for this partner in all, of which ${amount(capUsedMinor)} were used`;
  return [
    `${name} recruited ${followed.partnerName} and has ${percentOf(BigInt(followed.ratePpm))} % of what counts of its credit ${followed.creditId}, which is ${amount(countsMinor)}: ${amount(wantedMinor)}. Of that it had ${amount(hadMinor)}${cap}, and has ${size} ${isLess ? "less" : "more"}.`,
  ];
}
