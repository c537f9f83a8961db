import type { Criterion, OutcomePolicy } from "./criterion.ts";
import type { Suggestion } from "./suggestion.ts";

/** The languages in which a verdict is told. */
export const TONGUES = { EN: "English.", DE: "German." } as const;
export type Tongue = keyof typeof TONGUES;

/** What answers come to, as far as it is told in words. */
export interface Tellable {
  readonly policy: OutcomePolicy;
  readonly passes: boolean;
  readonly points: number;
  readonly fit: number;
  /** Required, and not met. */
  readonly unmet: readonly Criterion[];
  /** The fewest criteria that would have to be met besides; null where no answers are enough. */
  readonly least: readonly Criterion[] | null;
  /** Those that no answer meets, since their condition does not hold of the lead. */
  readonly closed: readonly Criterion[];
}

const SENTENCES = {
  EN: {
    passes: "It qualifies as it is.",
    unmet: (labels: string) =>
      `Required and not met: ${labels}. The lead qualifies when each of them is MET or CONFIRMED.`,
    points: (has: number, asked: number) =>
      `What is met weighs ${has} in all, and ${asked} are asked for.`,
    fit: (has: number, asked: number) =>
      `What the prospect is weighs ${has}, and ${asked} are asked for.`,
    least: (labels: string) =>
      `It would qualify with the fewest other answers if these were met: ${labels}.`,
    suggested: (labels: string) =>
      `The partner's answers suggest: ${labels}. None of it counts until sales saves it.`,
    nothing: "No answers would be enough.",
    closed: (labels: string) =>
      `No answers would be enough: the lead's own facts do not meet ${labels}.`,
  },
  DE: {
    passes: "So, wie er ist, qualifiziert er sich.",
    unmet: (labels: string) =>
      `Erforderlich und nicht erfüllt: ${labels}. Der Lead qualifiziert sich, wenn jedes davon MET oder CONFIRMED ist.`,
    points: (has: number, asked: number) =>
      `Was erfüllt ist, wiegt zusammen ${has}, gefordert sind ${asked}.`,
    fit: (has: number, asked: number) =>
      `Was der Interessent ist, wiegt ${has}, gefordert sind ${asked}.`,
    least: (labels: string) =>
      `Mit den wenigsten anderen Antworten würde er sich qualifizieren, wenn dies erfüllt wäre: ${labels}.`,
    suggested: (labels: string) =>
      `Die Antworten des Partners legen nahe: ${labels}. Nichts davon zählt, bis der Vertrieb es speichert.`,
    nothing: "Keine Antworten würden genügen.",
    closed: (labels: string) =>
      `Keine Antworten würden genügen: Was der Lead selbst angibt, erfüllt nicht: ${labels}.`,
  },
} as const;

/** Says what stands in the way of a lead, and the fewest other answers that would do where they are not just what is required. */
export function tellVerdict(told: Tellable, tongue: Tongue): readonly string[] {
  const say = SENTENCES[tongue];
  const { points, fit, unmet, least, closed } = told;
  const [minPoints, minFit] = [told.policy.minPoints ?? 0, told.policy.minFit ?? 0];
  if (told.passes) return [say.passes];
  return [
    ...(unmet.length > 0 ? [say.unmet(named(unmet))] : []),
    ...(points < minPoints ? [say.points(points, minPoints)] : []),
    ...(fit < minFit ? [say.fit(fit, minFit)] : []),
    ...(least && least.length > unmet.length ? [say.least(named(least))] : []),
    ...(least ? [] : [closed.length > 0 ? say.closed(named(closed)) : say.nothing]),
  ];
}

/** Says what the partner's answers suggest, and that it does not count. */
export function tellSuggestions(
  criteria: readonly Criterion[],
  suggestions: readonly Suggestion[],
  tongue: Tongue,
): readonly string[] {
  const told = criteria.flatMap(({ key, label }) =>
    suggestions.flatMap(({ criterionKey, state }) =>
      criterionKey === key ? [`${label} ${state}`] : [],
    ),
  );
  return told.length > 0 ? [SENTENCES[tongue].suggested(told.join(", "))] : [];
}

const named = (all: readonly Criterion[]): string => all.map(({ label }) => label).join(", ");
