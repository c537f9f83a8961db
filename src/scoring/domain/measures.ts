import { logitOf, sigmoid } from "./chance.ts";

/** A chance that was given, and what came of it. */
export interface Judged {
  readonly chance: number;
  readonly isPositive: boolean;
}

/** How well chances tell what comes: none where only one outcome is there. */
export interface Measures {
  readonly leads: number;
  readonly positives: number;
  /** How often a positive one stands before a negative one; a tie is half. */
  readonly auc: number;
  /** The mean square of how far off the chances are. */
  readonly brier: number;
  /** How many times as many positives the best fifth has as all have. */
  readonly liftAt20: number;
  /** 1 where chances are neither too bold nor too shy: more than 1 is too shy. */
  readonly slope: number;
}

export function measuresOf(judged: readonly Judged[]): Measures | null {
  const leads = judged.length;
  const positives = judged.filter(({ isPositive }) => isPositive).length;
  if (positives === 0 || positives === leads) return null;
  return {
    ...{ leads, positives, auc: aucOf(judged), brier: brierOf(judged) },
    ...{ liftAt20: liftOf(judged, 0.2), slope: slopeOf(judged) },
  };
}

/** The area under the curve, by ranks; ties share theirs. */
export function aucOf(judged: readonly Judged[]): number {
  const ordered = judged.toSorted((one, other) => one.chance - other.chance);
  let ranks = 0;
  let positives = 0;
  for (let from = 0; from < ordered.length;) {
    let until = from;
    let tied = 0;
    while (until < ordered.length && ordered[until]?.chance === ordered[from]?.chance) {
      if (ordered[until]?.isPositive === true) tied += 1;
      until += 1;
    }
    ranks += (tied * (from + 1 + until)) / 2;
    positives += tied;
    from = until;
  }
  const negatives = ordered.length - positives;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export const brierOf = (judged: readonly Judged[]): number =>
  meanOf(judged.map(({ chance, isPositive }) => (chance - (isPositive ? 1 : 0)) ** 2));

/** Those whose chances are equal at the border count by their part. */
function liftOf(judged: readonly Judged[], part: number): number {
  const ordered = judged.toSorted((one, other) => other.chance - one.chance);
  const room = ordered.length * part;
  const border = ordered[Math.ceil(room) - 1]?.chance ?? 0;
  const above = ordered.filter(({ chance }) => chance > border);
  const at = ordered.filter(({ chance }) => chance === border);
  const found = rateOf(above) * above.length + rateOf(at) * (room - above.length);
  return found / room / rateOf(ordered);
}

const rateOf = (judged: readonly Judged[]): number =>
  judged.length === 0 ? 0 : meanOf(judged.map(({ isPositive }) => (isPositive ? 1 : 0)));

/** The slope of a line through logits that explains the outcomes best. */
function slopeOf(judged: readonly Judged[]): number {
  return lineThrough(judged.map(({ chance, isPositive }) => ({ by: logitOf(chance), isPositive })))
    .slope;
}

/** Newton's way to the line `sigmoid(start + slope · by)` that makes the outcomes most likely. */
export function lineThrough(
  points: readonly { readonly by: number; readonly isPositive: boolean }[],
): { readonly start: number; readonly slope: number } {
  let start = 0;
  let slope = 1;
  for (let step = 0; step < 50; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, -1e-6 * slope, 1e-9, 0, 1e-6];
    for (const { by, isPositive } of points) {
      const chance = sigmoid(start + slope * by);
      const off = (isPositive ? 1 : 0) - chance;
      const weight = chance * (1 - chance);
      g0 += off;
      g1 += off * by;
      h00 += weight;
      h01 += weight * by;
      h11 += weight * by * by;
    }
    const det = h00 * h11 - h01 * h01;
    if (det <= 0) break;
    const by0 = (h11 * g0 - h01 * g1) / det;
    const by1 = (h00 * g1 - h01 * g0) / det;
    start += by0;
    slope += by1;
    if (Math.abs(by0) + Math.abs(by1) < 1e-9) break;
  }
  return { start, slope };
}

export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
