import { randomUUID } from "node:crypto";

import { idOf, parseId } from "../../src/kernel/index.ts";
import type { CriteriaVersionId } from "../../src/kernel/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { Json, ServedWorld } from "./served-world.ts";

/** The built-in set: for all leads. */
export const CRITERIA_SET = idOf("crs", "01970000-0000-7000-8000-000000000010");

/** A criterion that nothing keeps from being published. */
export const SOME_CRITERION: Json = {
  ...{ key: "need", slot: "NEED", label: "Need", required: true, weight: 10, axis: "INTENT" },
  ...{ guidance: "A problem was described.", example: "Two days a month", evidence: "Notes" },
};

/** A question that asks for it, with everything that can be said of one. */
const SOME_QUESTIONS: readonly Json[] = [
  { key: "is_urgent", label: "Is it urgent?", type: "YES_NO", required: true },
  {
    ...{ key: "why", label: "Why?", type: "ONE_OF", required: true },
    ...{ criterionKey: "need", condition: "is_urgent" },
    labels: [{ language: "de", label: "Warum?" }],
    options: [
      {
        ...{ key: "audit", label: "An audit", suggests: "MET" },
        labels: [{ language: "de", label: "Eine Pr\u00fcfung" }],
      },
      { key: "other", label: "Something else" },
    ],
  },
];

/** The next version of the built-in criteria. */
export const SOME_CRITERIA: Json = {
  criteriaSetId: CRITERIA_SET,
  criteria: [SOME_CRITERION],
  changeNote: "Need alone",
};

/** Criteria that somebody drafts. */
export async function draftCriteria(
  world: ServedWorld,
  author: CastMember,
  criteria: Json = SOME_CRITERIA,
): Promise<CriteriaVersionId> {
  const selection = "criteriaVersion { id }";
  const made = await done(world, author.key, "saveCriteriaDraft", criteria, selection);
  const parsed = parseId("crt", made["criteriaVersion"].id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.id;
}

/** Criteria that marketing drafts and signs, and sales publishes. */
export async function publishedCriteria(
  world: ServedWorld,
  { marketing, sales }: Readonly<Record<"marketing" | "sales", CastMember>>,
  criteria: Json = SOME_CRITERIA,
): Promise<CriteriaVersionId> {
  const criteriaVersionId = await draftCriteria(world, marketing, criteria);
  for (const { key } of [marketing, sales])
    await done(world, key, "publishCriteria", { criteriaVersionId }, "criteriaVersion { id }");
  return criteriaVersionId;
}

/** A set, published, with everything that can be said of criteria, and its next draft; the set's id. */
export async function plantCriteria(
  world: ServedWorld,
  people: Readonly<Record<"marketing" | "sales", CastMember>>,
  scope: Json,
): Promise<string> {
  const whole = {
    ...SOME_CRITERION,
    labels: [{ language: "de", label: "Bedarf" }],
    ...{ axis: "FIT", condition: "value >= 0" },
  };
  const set = { name: `Criteria ${randomUUID()}`, framework: "OWN", ...scope };
  const asked = { criteria: [whole], questions: SOME_QUESTIONS };
  const told = { ...asked, minPoints: 1, minFit: 1, changeNote: "These by themselves" };
  const criteriaVersionId = await publishedCriteria(world, people, {
    ...{ ...set, ...told },
    earliestAt: "2026-01-01T00:00:00Z",
  });
  const { data } = await world.ask(
    people.marketing.key,
    `query ($id: ID!) { criteriaVersion(id: $id) { set { id } } }`,
    { id: criteriaVersionId },
  );
  const criteriaSetId: string = data?.["criteriaVersion"].set.id;
  await draftCriteria(world, people.marketing, { criteriaSetId, ...told });
  return criteriaSetId;
}

/** That leads of the built-in criteria are won less often than before, as if a job had found it. */
export async function plantCriteriaReview(world: ServedWorld): Promise<void> {
  await world.asOwner(`
    insert into criteria_review (id, version_id, cause, found_at, quarter, closed, won, closed_before, won_before)
    select gen_random_uuid(), v.id, 'WON_RATE', now(), date_trunc('quarter', now()) - interval '3 months', 40, 8, 100, 45
    from criteria_version as v
    where v.created_by is null`);
}
