import { isRefusal, uuidOf } from "../../kernel/index.ts";
import type { PartnerMemberId } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { newId } from "../../platform/ids.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import { publishScoringModel, saveScoringModel } from "../../scoring/index.ts";
import type { SaveScoringModel } from "../../scoring/index.ts";

const MODEL: SaveScoringModel = {
  fit: [
    { label: "Large deal", condition: "value >= 50000", points: 30 },
    { label: "Middling deal", condition: "value >= 15000 && value < 50000", points: 15 },
    { label: "In our region", condition: 'country in ["DE", "AT", "CH"]', points: 20 },
    { label: "Said where it comes from", condition: 'campaign != ""', points: 10 },
    { label: "Was returned", condition: 'stage == "RECYCLED"', points: -10 },
  ],
  engagement: [
    { label: "Saw a demo", signal: "DEMO", points: 30, halfLifeDays: 30, cap: 40 },
    { label: "Met us", signal: "MEETING", points: 20, halfLifeDays: 30, cap: 40 },
    { label: "Came to an event", signal: "EVENT", points: 15, halfLifeDays: 45, cap: 30 },
  ],
  fitCap: 60,
  engagementCap: 60,
  gradeAFrom: 60,
  gradeBFrom: 45,
  gradeCFrom: 25,
  mqlFrom: null,
  note: "What we know of good leads",
};

/**
 * Lets one person draft and another publish a model by which the demo's leads are scored; the job that
 * scores them all is enqueued with it. Told again after an interruption, it does nothing twice.
 */
export async function tellScoring(
  database: Database,
  { author, publisher }: Readonly<Record<"author" | "publisher", PartnerMemberId>>,
  at: Date,
): Promise<void> {
  const call = <Command>(
    mutation: string,
    command: Command,
    by: PartnerMemberId,
  ): Call<Command> => {
    const actorId = uuidOf(by);
    return {
      ...{ mutation, command, at, key: "demo-scoring", fingerprint: fingerprintOf(command) },
      actor: { kind: "MEMBER", id: actorId, partnerId: null },
      session: { role: "vendor", partnerId: null, actorId, requestId: "demo" },
    };
  };
  const saved = await saveScoringModel({ database, newId })(
    call("saveScoringModel", MODEL, author),
  );
  if (isRefusal(saved)) throw new Error(`the demo was refused: ${saved.message}`);
  const { scoringModelId } = saved.outcome;
  const published = await publishScoringModel({ database })(
    call("publishScoringModel", { scoringModelId, explanations: [] }, publisher),
  );
  if (isRefusal(published)) throw new Error(`the demo was refused: ${published.message}`);
}
