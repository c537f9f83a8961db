import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, Cost, idArgument } from "../../platform/graphql/index.ts";
import { explainAssessment } from "../explain-assessment.ts";
import type { Explained } from "../explain-assessment.ts";
import type { Answer } from "../domain/criterion.ts";
import type { Suggestion } from "../domain/suggestion.ts";
import type { Tongue } from "../domain/tell-verdict.ts";

import type { ExplainedCriterion } from "../store/explained-queries.ts";

import {
  AssessmentExplanationType,
  ExplanationLanguageEnum,
} from "./assessment-explanation.type.ts";
import type { ExplainedCriterionType } from "./assessment-explanation.type.ts";
import type { SuggestedAnswerType } from "./question-answers.type.ts";

@Resolver()
export class AssessmentExplanationResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => AssessmentExplanationType, {
    nullable: true,
    description:
      "Whether an SAL would qualify now by what was saved of it, and the fewest other answers by which it would; null where it is no SAL that the caller sees",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @Cost(5)
  async explainAssessment(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Arg("language", () => ExplanationLanguageEnum, {
      nullable: true,
      description:
        "English where left out; criteria that have no label in it are named by their own",
    })
    language: Tongue | null,
    @Ctx() context: RequestContext,
  ): Promise<AssessmentExplanationType | null> {
    const explained = await explainAssessment(this.#database, callerOf(context).session, {
      ...{ leadId: idArgument("lead", leadId, ["leadId"]), tongue: language ?? "EN" },
      at: context.at,
    });
    return explained && toExplanation(explained);
  }
}

function toExplanation({
  criteria,
  explanation,
  suggestions,
  sentences,
}: Explained): AssessmentExplanationType {
  const { passes, points, fit, unmet, least, policy, found } = explanation;
  return {
    ...{ criteriaVersionId: idOf("crt", criteria.id), criteriaVersionNumber: criteria.number },
    ...{ passes, points, fit, meetsRequired: unmet.length === 0, canPass: least !== null },
    missingPoints: Math.max(0, (policy.minPoints ?? 0) - points),
    missingFit: Math.max(0, (policy.minFit ?? 0) - fit),
    sentences: [...sentences],
    criteria: found.map(({ criterion, state, earned, isOpen }, index) => ({
      ...{ criterionKey: criterion.key, label: criterion.label, axis: criterion.axis, state },
      ...{ required: criterion.required, weight: criterion.weight, points: earned, isOpen },
      ...evidenceOf(criteria.criteria[index], explanation.answers[index]),
      wouldHelp: least?.includes(criterion) ?? false,
      suggestion: toSuggestion(
        suggestions.find(({ criterionKey }) => criterionKey === criterion.key),
      ),
    })),
  };
}

/** A call is evidence where some is asked for. */
function evidenceOf(
  asked: ExplainedCriterion | undefined,
  answer: Answer | undefined,
): Pick<ExplainedCriterionType, "evidence" | "evidenceCallId"> {
  const evidence = asked?.evidence ?? null;
  return { evidence, evidenceCallId: evidence === null ? null : (answer?.discoveryCallId ?? null) };
}

function toSuggestion(suggestion: Suggestion | undefined): SuggestedAnswerType | null {
  return suggestion ? { ...suggestion, questionKeys: [...suggestion.questionKeys] } : null;
}
