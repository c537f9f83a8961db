import type { Call } from "../platform/mutation/index.ts";

import { whyNotReopened } from "./domain/period.ts";
import { stepOfPeriod } from "./soft-close-period.ts";
import type { ClosingDeps, NamePeriod } from "./soft-close-period.ts";

export interface ReopenPeriod extends NamePeriod {
  readonly reason: string;
  /** For how many days, from when somebody else lets it. */
  readonly days: number;
}

/** Asks to open a closed period again. Nothing is open before somebody else has decided it. */
export const reopenPeriod = (deps: ClosingDeps) => (call: Call<ReopenPeriod>) =>
  stepOfPeriod(deps, call, (period) => {
    const { reason, days } = call.command;
    return whyNotReopened(period) ?? { kind: "REOPENING_ASKED", reason, days };
  });
