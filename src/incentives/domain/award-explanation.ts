import { unreachable } from "../../kernel/index.ts";

import { total } from "./award-step.ts";
import type { AdjustmentTrace, AwardKept, AwardStep, StepOf } from "./award-step.ts";
import { stepsOf } from "./award-steps.ts";
import type { Credited } from "./award-steps.ts";
import type { CapTrace } from "./calculation.ts";
import { deferredBy } from "./deferral.ts";
import {
  amountIn,
  cutInWords,
  paysSentence,
  rateSentence,
  WINDOWS,
  windowsInWords,
} from "./explanation.ts";
import { recruiterSentences } from "./recruiter-sentences.ts";
import { releaseSentences } from "./release.ts";
import {
  factorSentence,
  gateSentences,
  nameOf,
  shareSentence,
  sizeOf,
  takenSentence,
  trueUpSentences,
} from "./step-sentences.ts";
import type { AwardUnder } from "./step-sentences.ts";

export type { AwardUnder } from "./step-sentences.ts";

/** An award as it is told to whoever answers for the money. */
export interface AwardExplained {
  readonly steps: readonly (Omit<AwardStep, "of"> & { readonly label: string })[];
  readonly sentences: readonly string[];
}

/**
 * How an award came about, by steps that each say what they did to the sum, and in sentences that say the same.
 * Where it repeats one that was taken back wrongly, with what each partner is credited again. A kind of step that is
 * new needs its sentence here, and nothing else.
 */
export function explainAward(
  kept: AwardKept,
  under: AwardUnder,
  again: Credited | null = null,
): AwardExplained {
  const [partnerId = null] = under.partners.keys();
  const all = stepsOf(kept, { partnerId, again });
  const steps = all.map(({ of, ...step }) => ({
    ...step,
    label: labelOf({ of, ...step }, under).join(" "),
  }));
  const paid = total(all.filter(({ kind }) => kind === "SHARE"));
  return {
    steps,
    sentences: [
      ...steps.map(({ label }) => label),
      `In all that is ${amountIn(under, paid.toString())}.`,
    ],
  };
}

/** Whether what is kept of an award is told of: what was planted by hand, or by an older system, was not worked out here. */
export const isExplained = (kept: object): boolean =>
  ["base", "takenBack", "trueUp", "released", "followed"].some((key) => key in kept);

/** The sentences of one step. */
function labelOf(step: AwardStep, under: AwardUnder): readonly string[] {
  const { of } = step;
  switch (of.kind) {
    case "BASE":
      return [paysSentence(of.kept, under), ...rateSentence(of.kept)];
    case "TENDER":
      return [tenderSentence(of, under)];
    case "GATE":
      return gateSentences(of, under);
    case "FACTOR":
      return [factorSentence(of, step, under)];
    case "CAP":
      return [capSentence(of.cap, under)];
    case "SHARE":
      return [shareSentence(of.ppm, step, under)];
    case "CHANGE":
      return changeSentences(of.change, under);
    case "TAKEN_BACK":
      return [takenSentence(of.taken, under)];
    case "TRUE_UP":
      return trueUpSentences(of.account, step.partnerId, under);
    case "RELEASED":
      return releaseSentences(of.account, nameOf(step.partnerId, under));
    case "RECRUITER":
      return recruiterSentences(of.kept, nameOf(step.partnerId, under), under);
    case "AGAIN":
      return [
        `It was taken back wrongly and counts again, with all that it had changed by until then, which is ${amountIn(under, step.minor.toString())}.`,
      ];
    case "PLAIN":
      return [plainSentence(step, under)];
    default:
      return unreachable(of);
  }
}

function tenderSentence(
  { partners, left }: Extract<StepOf, { kind: "TENDER" }>,
  under: AwardUnder,
): string {
  return `What it is for is out to tender and earns once: ${amountIn(under, left.toString())} of it were left, for ${partners} who are accepted for it.`;
}

function capSentence(cap: CapTrace, under: AwardUnder): string {
  const [limit, used] = [amountIn(under, cap.limitMinor), amountIn(under, cap.usedMinor)];
  const [before, after] = [amountIn(under, cap.beforeMinor), amountIn(under, cap.afterMinor)];
  const became =
    cap.beforeMinor === cap.afterMinor
      ? `so that all of ${before} went on`
      : `so that of ${before} it became ${after}`;
  switch (cap.kind) {
    case "LEAD":
      return `A lead earns up to ${limit}, and this one had earned ${used}, ${became}.`;
    case "PARTNER": {
      const window = cap.window ? `the ${WINDOWS[cap.window]} from ${cap.startsOn} on` : "all";
      return `${nameOf(cap.partnerId ?? null, under)} earns up to ${limit} in ${window}, and had earned ${used}, ${became}.${waitsInWords(cap, under)}`;
    }
    case "BUDGET":
      return `The program pays up to ${limit}, and had paid ${used}, ${became}.`;
    default:
      return unreachable(cap.kind);
  }
}

function waitsInWords(cap: CapTrace, under: AwardUnder): string {
  const { window, deferWindows } = cap;
  if (window === undefined || deferWindows === undefined) return "";
  const over = amountIn(under, deferredBy(cap).toString());
  return ` ${over} wait for room in the next ${windowsInWords(window, deferWindows)}.`;
}

function changeSentences(change: AdjustmentTrace, under: AwardUnder): readonly string[] {
  const deal = amountIn({ currency: change.dealCurrency }, change.dealMinor);
  return [
    `The deal is worth ${deal} as it is known now, of which the award comes to ${amountIn(under, change.targetMinor)}: it changes by ${amountIn(under, change.grossMinor)}.`,
    ...cutSentences(change, under),
  ];
}

/** How the brackets cut a deal that was corrected, where they do so. */
function cutSentences({ accelerator }: AdjustmentTrace, under: AwardUnder): readonly string[] {
  if (!accelerator || !("cut" in accelerator)) return [];
  const name = nameOf(accelerator.partnerId, under);
  return [`For ${name} count ${cutInWords(accelerator, under)}, as it lay when it came.`];
}

function plainSentence({ kind, minor, partnerId }: AwardStep, under: AwardUnder): string {
  const amount = amountIn(under, minor.toString());
  if (kind === "ROUNDING")
    return `All parts are added up before they are rounded, which is ${amount}.`;
  if (kind === "OVER_LIMIT")
    return `What ${nameOf(partnerId, under)} had over a limit goes first, since it never had it: that changes its part by ${amount}.`;
  if (kind === "PARTNER_ENDED")
    return `${nameOf(partnerId, under)} was terminated more than 90 days before: its part of ${sizeOf(minor, under)} is paid to nobody.`;
  if (kind === "VENDOR_PART")
    return minor < 0n
      ? `The vendor's own part of ${sizeOf(minor, under)} is paid to nobody.`
      : `The vendor's own part, which is paid to nobody, is ${amount} of that.`;
  return `What else the version says changes it by ${amount}.`;
}
