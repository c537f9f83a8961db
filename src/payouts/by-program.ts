import type { PayoutId } from "../kernel/index.ts";
import type { PaidCredits } from "../ledger/index.ts";
import type { NewId } from "../platform/ids.ts";

import type { PaidCredit } from "./store/payout-store.ts";

/** What is posted of payouts: each program's credits by themselves, on a day of its zone. */
export function byProgram<Paid extends PaidCredit>(
  { newId }: { readonly newId: NewId },
  paid: readonly Paid[],
  effectiveOn: (timeZone: string, payoutId: PayoutId) => string,
): readonly (PaidCredits & { readonly credits: readonly Paid[] })[] {
  const groups = Map.groupBy(paid, ({ payoutId, programId }) => `${payoutId} ${programId}`);
  return [...groups.values()].flatMap((credits) => {
    const [first] = credits;
    if (!first) return [];
    const { payoutId, partnerId, programId, currency, timeZone } = first;
    const id = newId("jrn");
    const day = effectiveOn(timeZone, payoutId);
    return [{ id, payoutId, partnerId, programId, currency, credits, effectiveOn: day }];
  });
}
