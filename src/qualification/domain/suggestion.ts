import type { QuestionAnswer } from "../../kernel/index.ts";
import type { Question, SuggestedState } from "./question.ts";

/** What answers suggest of a criterion, and by which questions; nothing is judged by it. */
export interface Suggestion {
  readonly criterionKey: string;
  readonly state: SuggestedState;
  readonly questionKeys: readonly string[];
}

const STRENGTH = { NOT_MET: 0, PARTIAL: 1, MET: 2 } as const satisfies Record<
  SuggestedState,
  number
>;

/** What answers suggest, criterion by criterion, in the order of the questions; the weakest where they differ. */
export function suggestionsOf(
  questions: readonly Question[],
  answers: readonly QuestionAnswer[],
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { key, criterionKey, options } of questions) {
    const chosen = answers.find((answer) => answer.key === key)?.values ?? [];
    const states = options.flatMap((option) =>
      option.suggests !== null && chosen.includes(option.key) ? [option.suggests] : [],
    );
    if (criterionKey === null || states.length === 0) continue;
    const before = found.get(criterionKey);
    found.set(criterionKey, {
      criterionKey,
      state: weakestOf(before ? [before.state, ...states] : states),
      questionKeys: [...(before?.questionKeys ?? []), key],
    });
  }
  return [...found.values()];
}

const weakestOf = (states: readonly SuggestedState[]): SuggestedState =>
  states.reduce((weakest, each) => (STRENGTH[each] < STRENGTH[weakest] ? each : weakest));
