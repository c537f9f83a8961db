import type { LeadAccelerator } from "./accelerator.ts";
import { earnAward } from "./award.ts";
import type { AwardToEarn } from "./award.ts";
import type { LeadPace } from "./lead-pace.ts";

/** What the part of the partner whose lead it is comes to in each bracket, all else as it is. */
export function partsByBracket(
  facts: AwardToEarn,
  pace: LeadPace,
  { brackets }: LeadAccelerator,
): readonly bigint[] {
  return brackets.map((bracket) => {
    const { credits } = earnAward({ ...facts, pace: { ...pace, ...bracket } });
    const own = credits.find(({ partnerId }) => partnerId === pace.partnerId);
    return own?.amount.minor ?? 0n;
  });
}
