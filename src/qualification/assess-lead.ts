import type { CriteriaVersionId, LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import {
  leadNotThere,
  readRegistrants,
  readSurvivor,
  refuseOwnRegistration,
} from "../leads/index.ts";
import type { Database, Session, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Answer } from "./domain/criterion.ts";
import {
  assessmentConflict,
  callsNamedIn,
  decideSaving,
  findStrayCall,
  mayJudgeBy,
  stillSuggested,
} from "./domain/lead-assessment.ts";
import { refuseOutdated } from "./domain/outdated.ts";
import { readCriteria, readSuccessors } from "./store/criteria-queries.ts";
import { readStandingCalls } from "./store/discovery-call-store.ts";
import {
  awaitAssessment,
  queueAnswers,
  queueLeadAssessment,
  lockAssessedLead,
} from "./store/lead-assessment-store.ts";
import { readSuggestions } from "./store/question-answers-store.ts";
import type { AssessedLead } from "./store/lead-assessment-store.ts";

export interface AssessLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface AssessLead {
  readonly leadId: LeadId;
  readonly criteriaVersionId: CriteriaVersionId;
  /** The version of the open assessment that was read, 0 where none was; null where it does not matter. */
  readonly expectedAssessmentVersion: number | null;
  readonly answers: readonly Answer[];
  /** On criteria on which nothing is found, what the partner's answers suggest is saved as well. */
  readonly takesSuggestions: boolean;
}

export interface LeadAssessed extends Outcome {
  readonly leadId: LeadId;
}

/**
 * Sales saves what it found on an accepted lead, and what was saved on other criteria stays. It is no
 * event: its partner learns nothing of it, and the lead, its version and its times stay as they are.
 * Not for whoever registered it, since the lead may be qualified by what is saved.
 */
export const assessLead = (deps: AssessLeadDeps) => (call: Call<AssessLead>) =>
  once<AssessLead, LeadAssessed>(
    deps.database,
    call,
    async (tx): Promise<LeadAssessed | Refusal> => {
      const { leadId, criteriaVersionId, expectedAssessmentVersion, answers: told } = call.command;
      const [, lead, judged, registrants, suggestions, calls] = await Promise.all([
        awaitAssessment(tx, leadId),
        lockAssessedLead(tx, leadId),
        readCriteria(tx, criteriaVersionId, leadId, call.at),
        readRegistrants(tx, [leadId]),
        call.command.takesSuggestions ? readSuggestions(tx, leadId, criteriaVersionId) : [],
        readStandingCalls(tx, leadId, callsNamedIn(told)),
      ]);
      if (!lead) return leadNotThere(leadId);
      if (lead.stage !== "SAL") return notToAssess(tx, call.session, leadId, lead);
      const own = refuseOwnRegistration(registrants, call.actor.id, "qualifyLead");
      if (own) return own;
      if (!judged) return noSuchCriteria(criteriaVersionId);
      const { criteria, open } = judged;
      const conflict = assessmentConflict(open, expectedAssessmentVersion);
      if (conflict) return conflict;
      if (!mayJudgeBy(criteria, open, call.at)) {
        const { named, current } = await readSuccessors(tx, criteriaVersionId, leadId, call.at);
        return refuseOutdated(named, current, open);
      }
      const stray = findStrayCall(told, calls);
      if (stray) return stray;
      const answers = [
        ...told.map((answer) => ({ ...answer, isSuggested: false })),
        ...stillSuggested(criteria, open, told, suggestions).map(({ criterionKey, state }) => ({
          ...{ criterionKey, state, note: null, isSuggested: true },
        })),
      ];
      const saving = decideSaving(criteria, open, answers);
      if (isRefusal(saving)) return saving;

      const { by, partnerId } = { by: actorOf(call), partnerId: lead.partnerId };
      const under = { criteriaVersionId: uuidOf(criteriaVersionId), at: call.at, by };
      const id = deps.newId("asm");
      if (saving.opens) queueLeadAssessment(deps.database, tx, { ...under, id, leadId, lead });
      const assessmentId = saving.opens || !open ? uuidOf(id) : open.id;
      // two calls are not always served in the order in which they came
      const at = !saving.opens && open && open.savedAt > call.at ? open.savedAt : call.at;
      const { version } = saving;
      queueAnswers(deps.database, tx, { ...under, assessmentId, partnerId, version, answers, at });
      return { kind: "LeadAssessed", leadId, subjects: [leadId, criteriaVersionId] };
    },
  );

async function notToAssess(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
  { stage }: AssessedLead,
): Promise<Refusal> {
  const survivorLeadId = stage === "MERGED" ? await readSurvivor(tx, session, leadId) : null;
  if (survivorLeadId !== null)
    return refuse(
      "LEAD_MERGED",
      `The lead has ended and goes on in ${survivorLeadId}: assess that one.`,
      { details: { survivorLeadId } },
    );
  return refuse(
    "INVALID_TRANSITION",
    `A lead is assessed while it is an SAL, and this one is at ${stage}.`,
    { details: { currentStage: stage } },
  );
}

/** Refuses a version that never was published. */
export function noSuchCriteria(id: CriteriaVersionId): Refusal {
  return refuse("NOT_FOUND", `There is no published criteria version ${id}.`, {
    path: ["criteriaVersionId"],
  });
}

function actorOf(call: Call<AssessLead>): string {
  if (call.actor.id === null) throw new Error("somebody assesses a lead");
  return call.actor.id;
}
