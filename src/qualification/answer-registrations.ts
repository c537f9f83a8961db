import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { AnsweringRegistration, AnswerRegistrations, HeldAnswers } from "../leads/index.ts";
import type { Database } from "../platform/database/index.ts";

import { decideAnswers } from "./domain/question-answers.ts";
import { queueRegisteredAnswers, readCountingVersions } from "./store/question-answers-store.ts";
import type { CountingVersion } from "./store/question-answers-store.ts";

/** What partners answer as they register: held against the questionnaire that counts then, and kept with the lead. */
export const answerRegistrations = (database: Database): AnswerRegistrations => ({
  hold: async (tx, registrations, at) => {
    const versions = await readCountingVersions(tx, registrations, at);
    return registrations.map((each, index) => holdOne(each, versions[index] ?? null));
  },
  keep: (tx, answers) => queueRegisteredAnswers(database, tx, answers),
});

function holdOne(
  { answers }: AnsweringRegistration,
  version: CountingVersion | null,
): HeldAnswers | Refusal {
  if (version === null || version.questions.length === 0)
    return refuse(
      "BUSINESS_RULE",
      version === null
        ? "No criteria count for such a lead, and so there is no questionnaire: leave the answers out."
        : `Criteria version ${version.number}, which counts for such a lead, has no questionnaire: leave the answers out.`,
      { path: ["answers"] },
    );
  const decided = decideAnswers(version.questions, answers);
  return isRefusal(decided) ? decided : { criteriaVersionId: version.id, answers: decided };
}
