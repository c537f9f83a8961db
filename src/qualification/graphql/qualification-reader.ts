import type { CriteriaVersionId, LeadId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, inOrderOf } from "../../platform/graphql/index.ts";
import { assessmentsOfLeads } from "../store/assessment-store.ts";
import { criteriaByIds } from "../store/criteria-queries.ts";
import { opportunitiesOfLeads } from "../store/opportunity-store.ts";

import type { AssessmentType } from "./assessment.type.ts";
import { toAssessmentType } from "./assessment.type.ts";
import type { CriteriaVersionType } from "./criteria.type.ts";
import { toCriteriaVersionType } from "./criteria.type.ts";
import type { OpportunityType } from "./opportunity.type.ts";
import { toOpportunityType } from "./opportunity.type.ts";

/** Reads what qualification adds to leads, side by side in one statement each. */
export class QualificationReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  criteriaVersion = async (
    context: RequestContext,
    id: CriteriaVersionId,
  ): Promise<CriteriaVersionType | null> => {
    const view = await context.loading.over(context, this.#criteria).load(id);
    return view ? toCriteriaVersionType(view) : null;
  };

  assessmentOf = async (context: RequestContext, id: LeadId): Promise<AssessmentType | null> => {
    const view = await context.loading.over(context, this.#assessments).load(id);
    return view ? toAssessmentType(view) : null;
  };

  opportunityOf = async (context: RequestContext, id: LeadId): Promise<OpportunityType | null> => {
    const view = await context.loading.over(context, this.#opportunities).load(id);
    return view ? toOpportunityType(view) : null;
  };

  #criteria = async (context: RequestContext, ids: readonly CriteriaVersionId[]) => {
    const rows = await criteriaByIds(this.#database, callerOf(context).session, ids, context.at);
    return inOrderOf(ids, rows, (row) => idOf("crt", row.id));
  };

  #assessments = async (context: RequestContext, ids: readonly LeadId[]) => {
    const rows = await assessmentsOfLeads(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("lead", row.lead_id));
  };

  #opportunities = async (context: RequestContext, ids: readonly LeadId[]) => {
    const rows = await opportunitiesOfLeads(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("lead", row.lead_id));
  };
}
