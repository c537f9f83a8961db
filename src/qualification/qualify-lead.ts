import type { AssessmentId, CriteriaVersionId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { readSettlingFacts, settleAttribution } from "../attribution/index.ts";
import { awardAgain, awardMilestone, readAwardFacts } from "../incentives/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove, readRegistrants, refuseOwnRegistration } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readSharing } from "../protection/index.ts";

import { askConditions } from "./ask-conditions.ts";
import { noSuchCriteria } from "./assess-lead.ts";
import type { Answer } from "./domain/criterion.ts";
import {
  answersWith,
  assessmentConflict,
  callsNamedIn,
  findStrayCall,
  mayJudgeBy,
} from "./domain/lead-assessment.ts";
import { refuseOutdated } from "./domain/outdated.ts";
import { evaluate } from "./domain/verdict.ts";
import { queueAssessment } from "./store/assessment-store.ts";
import { readCriteria, readSuccessors } from "./store/criteria-queries.ts";
import { readStandingCalls } from "./store/discovery-call-store.ts";

export interface QualifyLead extends MoveLead {
  readonly criteriaVersionId: CriteriaVersionId;
  /** The version of the open assessment that was read, 0 where none was; null where it does not matter. */
  readonly expectedAssessmentVersion?: number | null;
  /** What is not answered was saved in the open assessment, if that is under the same version. */
  readonly answers: readonly Answer[];
}

export interface QualifyLeadDeps extends MoveLeadDeps {
  /**
   * Where leads of an older system are told: they were qualified by what held there, whether criteria
   * were in force here or not, and earn here only where that is asked for.
   */
  readonly past?: { readonly awards: boolean };
}

export interface LeadQualified extends LeadMoved {
  readonly assessmentId: AssessmentId;
}

/**
 * Sales qualifies a lead to SQL. In this one transaction the assessment is kept, the lead is owed
 * to its partner, and the award, its credits and their posting are written: a lead is never
 * qualified with nobody credited. Not for whoever registered it. What sales saved while it assessed the lead
 * counts where nothing else is answered. Answers that do not meet the criteria write nothing.
 */
export const qualifyLead = (deps: QualifyLeadDeps) => (call: Call<QualifyLead>) =>
  once<QualifyLead, LeadQualified>(deps.database, call, async (tx) => {
    const { leadId, criteriaVersionId, expectedAssessmentVersion = null } = call.command;
    const { answers: told } = call.command;
    const [movable, judged, awardFacts, shared, owing, registrants, calls] = await Promise.all([
      // locks the lead: whoever saves of it has done so by then, or waits
      beginMove(deps, tx, call, "qualifyLead"),
      readCriteria(tx, criteriaVersionId, leadId, call.at),
      readAwardFacts(tx, leadId, call.at),
      readSharing(tx, leadId),
      readSettlingFacts(tx, leadId, { at: call.at, by: actorOf(call) }),
      readRegistrants(tx, [leadId]),
      readStandingCalls(tx, leadId, callsNamedIn(told)),
    ]);
    if (isRefusal(movable)) return movable;
    const own = refuseOwnRegistration(registrants, call.actor.id, "qualifyLead");
    if (own) return own;
    if (!judged) return noSuchCriteria(criteriaVersionId);
    const { criteria } = judged;
    const open = deps.past ? null : judged.open;
    const conflict = assessmentConflict(open, expectedAssessmentVersion);
    if (conflict) return conflict;
    if (!deps.past && !mayJudgeBy(criteria, open, call.at)) {
      const { named, current } = await readSuccessors(tx, criteriaVersionId, leadId, call.at);
      return refuseOutdated(named, current, open);
    }
    const stray = findStrayCall(told, calls);
    if (stray) return stray;
    const holds = deps.past ? () => null : await askConditions(tx, criteria, leadId);
    const verdict = evaluate(criteria, answersWith(criteria, open, told), holds);
    if (isRefusal(verdict)) return verdict;

    const { lead, at } = movable;
    const isFirst = !lead.reached.includes("SQL");
    if (isFirst && shared.sharing.length === 0 && owing.isToldByActor) return toldByYou();
    const assessmentId = deps.newId("asm");
    const moved = completeMove(deps, tx, call, movable, "LeadQualified", {
      eventType: "QUALIFIED",
    });
    queueAssessment(deps.database, tx, {
      id: assessmentId,
      lead,
      criteriaVersionId,
      answers: verdict.answers,
      at,
      by: actorOf(call),
    });
    // one that was an SQL before, and came back, is owed to whom it was, and earns what was taken back
    if (isFirst) {
      const shares = settleAttribution(deps.database, tx, { ...shared, ...owing, lead, at });
      if (deps.past?.awards !== false)
        await awardMilestone(deps, tx, { leadId, at, shares }, awardFacts);
    } else if (deps.past?.awards !== false)
      await awardAgain(deps, tx, { leadId, at, milestone: "SQL" }, awardFacts);
    return { ...moved, assessmentId, subjects: [...moved.subjects, assessmentId] };
  });

function toldByYou() {
  return refuse(
    "BUSINESS_RULE",
    "You recorded a partner's touch by which the lead would be shared: somebody else qualifies it, or takes the touch back first.",
  );
}

function actorOf(call: Call<QualifyLead>): string {
  if (call.actor.id === null) throw new Error("somebody qualifies a lead");
  return call.actor.id;
}
