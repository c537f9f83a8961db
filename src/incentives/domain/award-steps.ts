import { allocate } from "../../kernel/index.ts";

import { forAll, PLAIN, total } from "./award-step.ts";
import type { AwardKept, AwardStep } from "./award-step.ts";
import type { Calculation, EndedTrace } from "./calculation.ts";
import {
  capSteps,
  changeSteps,
  releasedSteps,
  takenSteps,
  trueUpSteps,
  vendorSteps,
} from "./change-steps.ts";
import { factorSteps } from "./factor-steps.ts";
import { recruiterSteps } from "./recruiter-sentences.ts";

/** What is credited to each partner, where that is not what the award was worked out to. */
export type Credited = ReadonlyMap<string, bigint>;

/** Of whom an award is, besides what it keeps. */
export interface AwardOf {
  /** Of a true-up: whose it is. */
  readonly partnerId: string | null;
  /** Of an award that repeats one which was taken back wrongly: what it credits, with the changes of that one. */
  readonly again: Credited | null;
}

/** The steps of an award, of what is kept of it, in the order in which they were taken. */
export function stepsOf(kept: AwardKept, of: AwardOf): readonly AwardStep[] {
  const shares = sharesOf(kept, of);
  const steps = [...ownSteps(kept, of)];
  const changed = total(shares) - total(steps);
  if (of.again && changed !== 0n) steps.push(forAll("CHANGE", changed, { kind: "AGAIN" }));
  // a step that is not known here would leave a difference: it is told, and not hidden
  const rest = total(shares) - total(steps);
  return [...steps, ...(rest === 0n ? [] : [forAll("OTHER", rest, PLAIN)]), ...shares];
}

function ownSteps(kept: AwardKept, { partnerId }: AwardOf): readonly AwardStep[] {
  if ("followed" in kept) return recruiterSteps(kept);
  if ("trueUp" in kept) return trueUpSteps(kept, partnerId);
  if ("takenBack" in kept) return takenSteps(kept);
  if ("released" in kept) return releasedSteps(kept);
  if ("adjusts" in kept) return changeSteps(kept);
  return [...grossSteps(kept), ...limitSteps(kept)];
}

/** What each partner has of it in the end. */
function sharesOf(kept: AwardKept, { partnerId, again }: AwardOf): readonly AwardStep[] {
  const shareOf = (of: string | null, minor: bigint, ppm: string | null): AwardStep => ({
    ...{ kind: "SHARE", minor, partnerId: of },
    of: { kind: "SHARE", ppm },
  });
  if ("followed" in kept) return [shareOf(kept.recruiterId, BigInt(kept.grossMinor), null)];
  if ("trueUp" in kept) return [shareOf(partnerId, BigInt(kept.minor), null)];
  if ("takenBack" in kept)
    return kept.takenBack.map(({ partnerId: of, minor }) => shareOf(of, -BigInt(minor), null));
  if ("released" in kept) return [shareOf(kept.partnerId, BigInt(kept.account.minor), null)];
  if ("adjusts" in kept)
    return kept.shares.map(({ partnerId: of, minor }) => shareOf(of, BigInt(minor), null));
  return kept.shares.map(({ partnerId: of, minor, ppm }) =>
    shareOf(of, again?.get(of) ?? BigInt(minor), ppm),
  );
}

/** From what the rule pays to what the lead earned in all. */
function grossSteps(kept: Calculation): readonly AwardStep[] {
  const { base, tender, gate } = kept;
  const baseMinor = BigInt(base.minor);
  const begun = [forAll("BASE", baseMinor, { kind: "BASE", kept })];
  const amount = tender ? tenderPartOf(tender) : baseMinor;
  if (tender)
    begun.push(
      forAll("TENDER", amount - baseMinor, {
        ...{ kind: "TENDER", partners: tender.partners, left: BigInt(tender.leftMinor) },
      }),
    );
  if (gate !== null) {
    const asked = kept.conditions ?? null;
    return [...begun, forAll("GATE", -total(begun), { kind: "GATE", gate, asked })];
  }
  const multiplied = factorSteps(kept, amount);
  const rounding = BigInt(kept.grossMinor) - total(begun) - total(multiplied);
  return [
    ...begun,
    ...multiplied,
    ...(rounding === 0n ? [] : [forAll("ROUNDING", rounding, PLAIN)]),
  ];
}

function tenderPartOf({ leftMinor, partners }: NonNullable<Calculation["tender"]>): bigint {
  const [part = 0n] = allocate(
    BigInt(leftMinor),
    Array.from({ length: partners }, () => 1n),
  );
  return part;
}

const endedSteps = (ended: readonly EndedTrace[]): readonly AwardStep[] =>
  ended.map(({ partnerId, minor }) => ({
    ...forAll("PARTNER_ENDED", -BigInt(minor), PLAIN),
    partnerId,
  }));

/** From what the lead earned in all to what is paid. */
function limitSteps({
  caps = [],
  ended = [],
  forfeitedMinor = "0",
  deferredMinor = "0",
}: Calculation): readonly AwardStep[] {
  const limits = [...capSteps(caps), ...endedSteps(ended)];
  // what waits is among what limits took
  const nobodys = BigInt(forfeitedMinor) + BigInt(deferredMinor);
  return [...limits, ...vendorSteps(nobodys.toString(), limits)];
}
