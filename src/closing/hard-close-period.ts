import type { Call } from "../platform/mutation/index.ts";

import { whyNotClosed } from "./domain/period.ts";
import { stepOfPeriod } from "./soft-close-period.ts";
import type { ClosingDeps, NamePeriod } from "./soft-close-period.ts";
import { periodFaults } from "./store/period-checks.ts";
import type { FoundFaults } from "./store/period-checks.ts";

/**
 * Closes a period that somebody else has prepared, if its books are in order. The database keeps the last seal and the
 * trial balance at it, so that both can be computed again.
 */
export const hardClosePeriod = (deps: ClosingDeps) => (call: Call<NamePeriod>) =>
  stepOfPeriod(deps, call, async (period, tx) => {
    const early = whyNotClosed(period, []);
    if (early) return early;
    const findings = await tx.read<FoundFaults>(periodFaults(call.command.accountingPeriodId));
    return whyNotClosed(period, findings) ?? { kind: "CLOSED" };
  });
