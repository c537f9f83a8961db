import { forAll, PLAIN, total } from "./award-step.ts";
import type { AdjustmentTrace, AwardStep, AwardStepKind, PartTakenTrace } from "./award-step.ts";
import type { CapTrace } from "./calculation.ts";
import type { ReleaseKept } from "./release.ts";
import type { TrueUpAccount } from "./true-up.ts";

/** Where what limits an award stands among the steps. */
const CAP_STEPS: Readonly<Record<CapTrace["kind"], AwardStepKind>> = {
  LEAD: "LEAD_CAP",
  PARTNER: "PARTNER_CAP",
  BUDGET: "BUDGET",
};

export const capSteps = (caps: readonly CapTrace[]): readonly AwardStep[] =>
  caps.map((cap) => ({
    ...{ kind: CAP_STEPS[cap.kind], partnerId: cap.partnerId ?? null },
    minor: BigInt(cap.afterMinor) - BigInt(cap.beforeMinor),
    of: { kind: "CAP", cap },
  }));

/** What is nobody's besides what limits took; no step where that is nothing. */
export function vendorSteps(
  forfeitedMinor: string,
  limits: readonly AwardStep[],
): readonly AwardStep[] {
  const vendors = -BigInt(forfeitedMinor) - total(limits);
  return vendors === 0n ? [] : [forAll("VENDOR_PART", vendors, PLAIN)];
}

/** From what the deal changes the award by to what of that is credited. */
export function changeSteps(change: AdjustmentTrace): readonly AwardStep[] {
  const { caps = [] } = change;
  const limits = caps.length > 0 ? capSteps(caps) : overLimitSteps(change);
  return [
    forAll("CHANGE", BigInt(change.grossMinor), { kind: "CHANGE", change }),
    ...limits,
    ...vendorSteps(change.forfeitedMinor, limits),
  ];
}

/** Of a deal that shrinks what had been over a limit goes first: nobody loses what it never had. */
const overLimitSteps = ({ shares }: AdjustmentTrace): readonly AwardStep[] =>
  shares.flatMap(({ partnerId, minor, wantedMinor = minor }) => {
    const over = BigInt(minor) - BigInt(wantedMinor);
    return over === 0n ? [] : [{ ...forAll("OVER_LIMIT", over, PLAIN), partnerId }];
  });

export const takenSteps = (taken: PartTakenTrace): readonly AwardStep[] => [
  forAll("TAKEN_BACK", BigInt(taken.grossMinor), { kind: "TAKEN_BACK", taken }),
];

export const releasedSteps = ({ partnerId, account }: ReleaseKept): readonly AwardStep[] => [
  { ...forAll("RELEASED", BigInt(account.minor), { kind: "RELEASED", account }), partnerId },
];

/** A true-up is of one partner alone. */
export const trueUpSteps = (
  account: TrueUpAccount,
  partnerId: string | null,
): readonly AwardStep[] => [
  { ...forAll("TRUE_UP", BigInt(account.minor), { kind: "TRUE_UP", account }), partnerId },
];
