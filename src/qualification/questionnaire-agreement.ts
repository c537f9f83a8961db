import type { Database, Session } from "../platform/database/index.ts";

import { agreementOf } from "./domain/agreement.ts";
import type { Agreement } from "./domain/agreement.ts";
import { readCountedAnswers } from "./store/agreement-queries.ts";
import type { AgreementCohort, CountedQuestion } from "./store/agreement-queries.ts";

export type AgreedQuestion = CountedQuestion & Agreement;

/** How far partners and sales agree in what they answer to questionnaires, question by question. One statement, and nothing is written. */
export async function questionnaireAgreement(
  database: Database,
  session: Session,
  cohort: AgreementCohort,
  most: number,
): Promise<readonly AgreedQuestion[]> {
  const counted = await readCountedAnswers(database, session, cohort, most);
  return counted.map((question) => ({ ...question, ...agreementOf(question) }));
}
