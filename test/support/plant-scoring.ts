import { parseId, uuidOf } from "../../src/kernel/index.ts";
import type { ScoringModelId } from "../../src/kernel/index.ts";
import { train } from "../../src/scoring/domain/training.ts";
import { rescoreLeads } from "../../src/scoring/index.ts";

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
