import type { LeadId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";

import { askConditions } from "./ask-conditions.ts";
import type { CriteriaVersion } from "./domain/criterion.ts";
import { answersWith, stillSuggested } from "./domain/lead-assessment.ts";
import type { Suggestion } from "./domain/suggestion.ts";
import { tellSuggestions, tellVerdict } from "./domain/tell-verdict.ts";
import type { Tongue } from "./domain/tell-verdict.ts";
import { explain } from "./domain/verdict.ts";
import type { Explanation, Holds } from "./domain/verdict.ts";
import { readToExplain } from "./store/explained-queries.ts";
import type { ExplainedCriterion, ToExplain } from "./store/explained-queries.ts";

export interface Explained {
  readonly criteria: ToExplain["criteria"];
  readonly explanation: Explanation;
  /** What the partner's answers suggest of criteria on which sales saved nothing; it does not count. */
  readonly suggestions: readonly Suggestion[];
  readonly sentences: readonly string[];
}

/**
 * What an SAL would be found if it were qualified now by what was saved of it; null where it is no SAL.
 * One statement, and where its criteria have conditions the lead's facts besides.
 */
export async function explainAssessment(
  database: Database,
  session: Session,
  { leadId, tongue, at }: { readonly leadId: LeadId; readonly tongue: Tongue; readonly at: Date },
): Promise<Explained | null> {
  const read = await readToExplain(database, session, leadId, at);
  if (!read) return null;
  const criteria = { ...read.criteria, criteria: read.criteria.criteria.map(labelledIn(tongue)) };
  const holds = await conditionsOf(database, session, criteria, leadId);
  const explanation = explain(criteria, answersWith(criteria, read.open, []), holds);
  const suggestions = stillSuggested(criteria, read.open, [], read.suggestions);
  const sentences = [
    ...tellVerdict(explanation, tongue),
    ...tellSuggestions(criteria.criteria, suggestions, tongue),
  ];
  return { criteria, explanation, suggestions, sentences };
}

async function conditionsOf(
  database: Database,
  session: Session,
  criteria: CriteriaVersion,
  leadId: LeadId,
): Promise<Holds> {
  if (criteria.criteria.every(({ condition }) => condition === null)) return () => null;
  const holds = await database.transaction(session, (tx) => askConditions(tx, criteria, leadId));
  return isRefusal(holds) ? () => null : holds;
}

/** With the label of the language, where there is one. */
const labelledIn =
  (tongue: Tongue) =>
  (criterion: ExplainedCriterion): ExplainedCriterion => {
    const told = criterion.labels.find(
      ({ language }) => language.split("-")[0]?.toUpperCase() === tongue,
    );
    return told ? { ...criterion, label: told.label } : criterion;
  };
