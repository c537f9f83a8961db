import { parseId, uuidOf } from "../../src/kernel/index.ts";
import type { ScoringModelId, ScoringScheduleId } from "../../src/kernel/index.ts";
import { train } from "../../src/scoring/domain/training.ts";
import { newId } from "../../src/platform/ids.ts";
import { rescoreLeads, trainOnSchedule } from "../../src/scoring/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { Json, ServedWorld } from "./served-world.ts";

/** Fit for whoever is registered, engagement for events and mails. */
export const SOME_MODEL: Json = {
  fit: [{ label: "First try", condition: "cycle == 1", points: 30 }],
  engagement: [{ label: "Fair", signal: "EVENT", points: 40, halfLifeDays: 30, cap: 60 }],
  ...{ fitCap: 60, engagementCap: 60 },
  ...{ gradeAFrom: 80, gradeBFrom: 60, gradeCFrom: 30 },
};

/** A model that one person drafts. */
export async function draftModel(
  world: ServedWorld,
  author: CastMember,
  model: Json = SOME_MODEL,
): Promise<ScoringModelId> {
  const made = await done(world, author.key, "saveScoringModel", model, "scoringModel { id }");
  const parsed = parseId("scm", made["scoringModel"].id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.id;
}

/** A model that is published by another person; all open leads are scored by it, as the job does. */
export async function plantScoring(
  world: ServedWorld,
  { author, publisher }: Readonly<Record<"author" | "publisher", CastMember>>,
  model: Json = SOME_MODEL,
): Promise<ScoringModelId> {
  const scoringModelId = await draftModel(world, author, model);
  await done(
    world,
    publisher.key,
    "publishScoringModel",
    { scoringModelId },
    "scoringModel { id }",
  );
  const deps = { database: world.database, clock: () => new Date() };
  await rescoreLeads(deps)({ modelId: scoringModelId }, "test");
  return scoringModelId;
}

/** What a model is to be learned from: all that was decided in a month of the past. */
export const SOME_TRAINING: Json = {
  ...{ outcome: "SQL", decidedFrom: "2026-03-01", decidedUntil: "2026-04-01" },
  ...{ gradeAFrom: 75, gradeBFrom: 50, gradeCFrom: 25 },
};

/** Leads of the past, of which those from fairs fared better. */
const PAST = Array.from({ length: 240 }, (_, at) => ({
  values: { source: at % 3 === 0 ? "Fair" : "List" },
  isPositive: at % 12 < 5,
  decidedAt: new Date(Date.UTC(2026, 2, 1) + at * 3_600_000),
}));

/** A model that one person has drafted, and that a job has learned, or could not. */
export async function plantTraining(
  world: ServedWorld,
  author: CastMember,
  failure: string | null = null,
): Promise<ScoringModelId> {
  const input = { ...SOME_TRAINING, leftOut: ["campaign"] };
  const made = await done(world, author.key, "trainScoringModel", input, "scoringModel { id }");
  const parsed = parseId("scm", made["scoringModel"].id);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { model, report } = train([{ name: "source", axis: "FIT", label: "Source" }], PAST);
  const learned = failure === null ? [report.positives, report.negatives] : [null, null];
  await world.asOwner(
    `update scoring_training
     set status = $2, started_at = requested_at, finished_at = requested_at, failure = $3, positives = $4, negatives = $5, report = $6,
       artefact = $7, artefact_sha256 = encode(sha256(convert_to($7, 'UTF8')), 'hex')
     where id = $1`,
    [
      ...[uuidOf(parsed.id), failure === null ? "DONE" : "FAILED", failure, ...learned],
      ...(failure === null ? [JSON.stringify(report), JSON.stringify(model)] : [null, null]),
    ],
  );
  return parsed.id;
}

/** A model that was published, and that another one has taken the place of. */
export async function plantPastModel(
  world: ServedWorld,
  people: Readonly<Record<"author" | "publisher", CastMember>>,
): Promise<ScoringModelId> {
  const past = await plantScoring(world, people);
  await plantScoring(world, people);
  return past;
}

/** All that a learned model may be: failed, published with explanations, and taken up again. */
export async function plantLearned(
  world: ServedWorld,
  people: Readonly<Record<"author" | "publisher", CastMember>>,
): Promise<void> {
  await plantTraining(world, people.author, "Too few leads");
  const scoringModelId = await plantTraining(world, people.author);
  const explanations = [{ feature: "source", explanation: "It is known at registration" }];
  const { key } = people.publisher;
  await done(world, key, "publishScoringModel", { scoringModelId, explanations });
  await plantScoring(world, people);
  await done(world, key, "restoreScoringModel", { scoringModelId, note: "It did better" });
}

/** When models are trained by themselves: every third month, and where they drifted. */
export const SOME_SCHEDULE: Json = {
  ...{
    everyMonths: 3,
    whenDrifted: true,
    learnsFromMonths: 12,
    outcome: "SQL",
    leftOut: ["campaign"],
  },
  ...{ gradeAFrom: 75, gradeBFrom: 50, gradeCFrom: 25, mqlFrom: 60 },
  reason: "Seasons differ",
};

/** A schedule in the place of another one, by which a model is being trained; and how those that were learned fared. */
export async function plantSchedule(
  world: ServedWorld,
  author: CastMember,
): Promise<ScoringScheduleId> {
  for (const more of [{ whenDrifted: false }, {}]) {
    const saved = { ...SOME_SCHEDULE, ...more };
    await done(world, author.key, "saveScoringSchedule", saved);
  }
  await plantChecks(world, 1);
  const inHundredDays = () => new Date(Date.now() + 100 * 86_400_000);
  const { database } = world;
  await trainOnSchedule({ database, newId, clock: inHundredDays })("test");
  const { data } = await world.ask(author.key, "{ scoringSchedule { id } }");
  const parsed = parseId("sch", data?.["scoringSchedule"].id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.id;
}

/** How each learned model fared in so many months from 2015 on. */
export async function plantChecks(world: ServedWorld, months: number): Promise<void> {
  const measures = { leads: 120, positives: 60, auc: 0.7, brier: 0.2, liftAt20: 1.5, slope: 0.9 };
  const features = [{ name: "source", label: "Source", shift: 0.31 }];
  await world.asOwner(
    `insert into scoring_check (id, training_id, month, checked_at, leads, positives, shift, is_shifted, measures, is_worse, features)
     select gen_random_uuid(), training.id, month::date, month + interval '40 days', 120, 60, 0.3, true, $2::jsonb, true, $3::jsonb
     from scoring_training as training
     cross join generate_series(timestamptz '2015-01-01Z', timestamptz '2015-01-01Z' + make_interval(months => $1 - 1), interval '1 month') as month
     where training.status = 'DONE'
     on conflict do nothing`,
    [months, JSON.stringify(measures), JSON.stringify(features)],
  );
}
