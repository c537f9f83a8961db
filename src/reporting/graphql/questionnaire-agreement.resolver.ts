import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, Cost, idArgument } from "../../platform/graphql/index.ts";
import { questionnaireAgreement } from "../../qualification/index.ts";
import type { AgreedQuestion } from "../../qualification/index.ts";
import { problemOf } from "../domain/period.ts";

import {
  QuestionnaireAgreementInput,
  QuestionnaireAgreementType,
} from "./questionnaire-agreement.type.ts";
import type { QuestionAgreementType } from "./questionnaire-agreement.type.ts";
import { boundedRows, MAX_ROWS, readPeriod } from "./report-bounds.ts";

@Resolver()
export class QuestionnaireAgreementResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => QuestionnaireAgreementType, {
    nullable: true,
    description:
      "How far partners and sales agree in their answers to questionnaires, question by question: which are understood alike, and whose answers can be relied on",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @Cost(100)
  async questionnaireAgreement(
    @Arg("input", () => QuestionnaireAgreementInput, { description: "Which leads" })
    input: QuestionnaireAgreementInput,
    @Ctx() context: RequestContext,
  ): Promise<QuestionnaireAgreementType> {
    const { criteriaVersionId = null, partnerId = null, byPartner } = input;
    const cohort = {
      ...readPeriod(input, problemOf),
      criteriaVersionId:
        criteriaVersionId === null
          ? null
          : idArgument("crt", criteriaVersionId, ["input", "criteriaVersionId"]),
      partnerId: partnerId === null ? null : idArgument("prt", partnerId, ["input", "partnerId"]),
      byPartner,
    };
    const { session } = callerOf(context);
    const rows = await questionnaireAgreement(this.#database, session, cohort, MAX_ROWS + 1);
    return { rows: boundedRows(rows).map(toRow) };
  }
}

function toRow({ chance: _, share, kappa, ...row }: AgreedQuestion): QuestionAgreementType {
  return { ...row, share: share?.toFixed(4) ?? null, kappa: kappa?.toFixed(4) ?? null };
}
