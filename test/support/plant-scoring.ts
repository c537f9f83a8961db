import { parseId } from "../../src/kernel/index.ts";
import type { ScoringModelId } from "../../src/kernel/index.ts";
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
