import type { CriteriaVersionId, GivenAnswer, LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { leadNotThere, readRegistrants, refuseOwnRegistration } from "../leads/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { noSuchCriteria } from "./assess-lead.ts";
import { refuseStage, refuseVersion } from "./domain/answering.ts";
import { decideAnswers } from "./domain/question-answers.ts";
import { goesOnElsewhere } from "./goes-on-elsewhere.ts";
import {
  lockAskedLead,
  queueQuestionAnswers,
  readAskedVersion,
} from "./store/question-answers-store.ts";

export interface AnswerQuestionnaire {
  readonly leadId: LeadId;
  readonly criteriaVersionId: CriteriaVersionId;
  readonly answers: readonly GivenAnswer[];
}

export interface QuestionnaireAnswered extends Outcome {
  readonly leadId: LeadId;
}

/**
 * One side answers the questionnaire of a lead's criteria: its partner while the lead is in review, sales while it
 * assesses it. Each keeps its own answers, and what it saves last counts, whole. It is no event, and nothing is
 * judged by it.
 */
export const answerQuestionnaire =
  (database: Database) => (call: Call<AnswerQuestionnaire>, scopes: ReadonlySet<string>) =>
    once<AnswerQuestionnaire, QuestionnaireAnswered>(
      database,
      call,
      async (tx): Promise<QuestionnaireAnswered | Refusal> => {
        const { command, session, at, actor } = call;
        const { leadId, criteriaVersionId, answers } = command;
        const side = session.partnerId === null ? "SALES" : "PARTNER";
        if (side === "SALES" && !scopes.has("LEADS_QUALIFY")) return notSales();
        if (actor.id === null) throw new Error("somebody answers a questionnaire");
        const [lead, version, own] = await Promise.all([
          lockAskedLead(tx, session, leadId, side),
          readAskedVersion(tx, criteriaVersionId, leadId, at),
          side === "SALES" ? refuseOwn(tx, leadId, actor.id) : null,
        ]);
        if (!lead) return leadNotThere(leadId);
        const moved = refuseStage(side, lead.stage);
        if (moved)
          return lead.stage === "MERGED"
            ? goesOnElsewhere(tx, session, leadId, moved, "answer")
            : moved;
        if (own) return own;
        if (!version) return noSuchCriteria(criteriaVersionId);
        const outdated = refuseVersion(version);
        if (outdated) return outdated;
        const decided = decideAnswers(version.questions, answers);
        if (isRefusal(decided)) return decided;
        queueQuestionAnswers(database, tx, side, {
          ...{ leadId, criteriaVersionId, answers: decided, by: actor.id },
          ...{ partnerId: lead.partnerId, number: lead.saves + 1 },
          // two calls are not always served in the order in which they came
          at: lead.savedAt && lead.savedAt > at ? lead.savedAt : at,
        });
        return { kind: "QuestionnaireAnswered", leadId, subjects: [leadId, criteriaVersionId] };
      },
    );

/** Whoever registered a lead assesses it not, and so answers nothing as sales. */
async function refuseOwn(tx: Transaction, leadId: LeadId, by: string): Promise<Refusal | null> {
  return refuseOwnRegistration(await readRegistrants(tx, [leadId]), by, "qualifyLead");
}

function notSales(): Refusal {
  return refuse(
    "FORBIDDEN",
    "On the vendor's side whoever assesses leads answers their questionnaires: it takes the scope LEADS_QUALIFY.",
  );
}
