import type { Currency } from "../../kernel/index.ts";

import type { CapWindow } from "./cap-terms.ts";
import { amountIn, WINDOWS, windowsInWords } from "./explanation.ts";

/** How what had waited under a partner's cap came to be earned: all of it the partner's own. JSON values only. */
export interface ReleaseAccount {
  readonly currency: Currency;
  /** What is earned of it. */
  readonly minor: string;
  readonly ppm: string;
  readonly gate: null;
  readonly released: {
    readonly window: CapWindow;
    readonly startsOn: string;
    readonly limitMinor: string;
    /** Of that, by what was earned in the window before. */
    readonly usedMinor: string;
    /** What had waited until then. */
    readonly waitedMinor: string;
    /** What is paid to nobody, since this was the last window. */
    readonly forfeitedMinor: string;
    /** In which window of how many it is earned. */
    readonly attempt: number;
    readonly windows: number;
  };
}

/** The same of the award by which it is earned. */
export interface ReleaseKept {
  readonly engineVersion: string;
  readonly adjusts: string;
  readonly partnerId: string;
  readonly account: ReleaseAccount;
  /** So that it is told from other changes. */
  readonly released: true;
}

/** In sentences for whoever earns, and with its name for others. */
export function releaseSentences(
  { currency, minor, released }: ReleaseAccount,
  name: string | null = null,
): readonly string[] {
  const { window, startsOn, limitMinor, usedMinor, waitedMinor, forfeitedMinor } = released;
  const amount = (units: string): string => amountIn({ currency }, units);
  const left = BigInt(waitedMinor) - BigInt(minor) - BigInt(forfeitedMinor);
  const [who, earns] = name === null ? ["You", "earn"] : [name, "earns"];
  return [
    `${amount(waitedMinor)} of the part had waited for room under the cap. ${who} ${earns} up to ${amount(limitMinor)} in the ${WINDOWS[window]} from ${startsOn} on, and had earned ${amount(usedMinor)}, so that ${amount(minor)} of it are earned.`,
    ...(left > 0n
      ? [`${amount(left.toString())} of it wait for the next ${WINDOWS[window]}.`]
      : []),
    ...(BigInt(forfeitedMinor) > 0n
      ? [
          `${amount(forfeitedMinor)} of it are paid to nobody: that was the last ${windowsInWords(window, 1)} of ${released.windows}.`,
        ]
      : []),
  ];
}
