import { parseId, uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaVersionId, LeadId, PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { publishedCriteria, SOME_CRITERION } from "./plant-criteria.ts";
import { plantLead } from "./plant-lead.ts";
import type { PlantedLead } from "./plant-lead.ts";
import type { Json, ServedWorld } from "./served-world.ts";
import type { World } from "./world.ts";

/** Questions of each type, one of which suggests something of the criterion. */
const QUESTIONS: readonly Json[] = [
  { key: "is_urgent", label: "Is it urgent?", type: "YES_NO", required: true },
  {
    ...{ key: "why", label: "Why?", type: "ONE_OF", required: true },
    ...{ criterionKey: "need", condition: "is_urgent" },
    options: [
      { key: "audit", label: "An audit", suggests: "MET" },
      { key: "wish", label: "A wish", suggests: "NOT_MET" },
    ],
  },
  {
    ...{ key: "uses", label: "What do they use?", type: "SOME_OF", required: false },
    options: ["mail", "sheets"].map((key) => ({ key, label: key })),
  },
  { key: "seats", label: "How many seats?", type: "NUMBER", required: false },
  { key: "who", label: "Who says so?", type: "TEXT", required: false },
];

/** What no question is asked for. */
const SHOWN: Json = {
  ...{ ...SOME_CRITERION, key: "shown", slot: "SHOWN", label: "Shown", required: false, weight: 1 },
};

/** Criteria with a questionnaire, for leads of a kind. */
export const plantQuestionnaire = (
  world: ServedWorld,
  people: Readonly<Record<"marketing" | "sales", CastMember>>,
  leadKind: string,
): Promise<CriteriaVersionId> =>
  publishedCriteria(world, people, {
    ...{ name: `Asked of ${leadKind}`, framework: "OWN", leadKind, changeNote: "With questions" },
    ...{ criteria: [SOME_CRITERION, SHOWN], questions: QUESTIONS },
    earliestAt: new Date().toISOString(),
  });

/** Answers to each of its questions. */
export const answersSaying = (why: string, who: string): readonly Json[] => [
  { questionKey: "is_urgent", value: "true" },
  { questionKey: "why", value: why },
  { questionKey: "uses", values: ["mail", "sheets"] },
  { questionKey: "seats", value: "12" },
  { questionKey: "who", value: who },
];

/** A lead that is new, its kind said; registered by a partner and matched. */
export async function registeredOf(
  world: ServedWorld,
  key: string,
  partnerId: PartnerId,
  registration: Json,
): Promise<LeadId> {
  const { lead } = await done(world, key, "registerLead", registration, "lead { id }");
  const parsed = parseId("lead", lead.id);
  if (!parsed.ok) throw new Error(parsed.problem);
  const match = matchLead({ database: world.database, newId, clock: () => new Date() });
  await match({ leadId: parsed.id, partnerId }, "job");
  return parsed.id;
}

/** A lead that both sides answered, twice each, the second time otherwise than one another. */
export async function plantAnswers(
  world: ServedWorld,
  { partner, sales }: Readonly<Record<"partner" | "sales", CastMember>>,
  { leadId, criteriaVersionId }: { readonly leadId: string; readonly criteriaVersionId: string },
  words: string,
): Promise<void> {
  const answers = (by: CastMember, why: string) =>
    done(
      world,
      by.key,
      "answerQuestionnaire",
      { leadId, criteriaVersionId, answers: answersSaying(why, words) },
      "lead { id }",
    );
  for (const why of ["wish", "audit"]) await answers(partner, why);
  await done(world, sales.key, "acceptLead", { leadId }, "lead { id }");
  for (const why of ["audit", "wish"]) await answers(sales, why);
}

/** Leads that both sides answered, half of them alike: so many that rates are told of them. As the owner, and past all triggers. */
export async function plantAgreement(
  world: World,
  questionnaire: string,
  lead: Pick<PlantedLead, "partnerId" | "ownerId">,
): Promise<void> {
  const parsed = parseId("crt", questionnaire);
  if (!parsed.ok) throw new Error(parsed.problem);
  for (let index = 0; index < 12; index += 1) {
    const planted = { ...lead, stage: "SAL", kind: "PRODUCT_QUALIFIED" } as const;
    const leadId = uuidOf(await plantLead(world, planted));
    for (const [table, isUrgent] of [
      ["partner_answers", index % 2 === 0],
      ["sales_answers", index % 4 === 0],
    ] as const)
      await world.asOwner(
        `alter table ${table} disable trigger ${table}_guard;
         insert into ${table} (partner_id, lead_id, number, criteria_version_id, answers, answered_at, answered_by)
         values ('${uuidOf(lead.partnerId)}', '${leadId}', 1, '${uuidOf(parsed.id)}',
           '[{"key": "is_urgent", "type": "YES_NO", "values": ["${isUrgent}"]}]', now(), gen_random_uuid());
         alter table ${table} enable always trigger ${table}_guard`,
      );
  }
}
