import type { Call } from "../platform/mutation/index.ts";

import { whyNotExported } from "./domain/period.ts";
import { stepOfPeriod } from "./soft-close-period.ts";
import type { ClosingDeps, NamePeriod } from "./soft-close-period.ts";

export interface MarkGlExported extends NamePeriod {
  /** What the books of the firm call it, such as the number of the journal. */
  readonly glReference: string;
}

/** Says that a closed period went to the books of the firm. It is never opened again: what comes later is an adjustment. */
export const markGlExported = (deps: ClosingDeps) => (call: Call<MarkGlExported>) =>
  stepOfPeriod(deps, call, (period) => {
    const { glReference } = call.command;
    return whyNotExported(period) ?? { kind: "GL_EXPORTED", glReference };
  });
