import type { Call } from "../platform/mutation/index.ts";

import { whyNotDecided } from "./domain/period.ts";
import { stepOfPeriod } from "./soft-close-period.ts";
import type { ClosingDeps, NamePeriod } from "./soft-close-period.ts";

export interface DecideReopening extends NamePeriod {
  /** Why it is declined; null where it is opened. */
  readonly declined: string | null;
}

/** Opens a period again as somebody else has asked, for the days that they named; or declines it. */
export const decideReopening = (deps: ClosingDeps) => (call: Call<DecideReopening>) =>
  stepOfPeriod(deps, call, (period) => {
    const { declined } = call.command;
    const refusal = whyNotDecided(period);
    if (refusal) return refusal;
    return declined === null
      ? { kind: "REOPENED" }
      : { kind: "REOPENING_DECLINED", reason: declined };
  });
