import type {
  PartnerMemberId,
  Prefix,
  Refusal,
  RepProfileId,
  SkillId,
  TerritoryId,
} from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { refuseOtherVersion } from "../partners/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { SKILLS, TERRITORIES } from "./named-things.ts";
import type { SaveDeps } from "./save-named.ts";
import { notInSales } from "./save-team.ts";
import type { NamedTable } from "./store/named-store.ts";
import { queueProfile, readProfile } from "./store/rep-profile-store.ts";
import { readMissing, readSales } from "./store/staff-queries.ts";

export interface SetRepProfile {
  readonly memberId: PartnerMemberId;
  /** Open leads at once; null for any number. */
  readonly capacity: number | null;
  readonly skillIds: readonly SkillId[];
  readonly territoryIds: readonly TerritoryId[];
  /** Of the profile as it was read; null where there was none. */
  readonly expectedVersion: number | null;
}

export interface RepProfileSet extends Outcome {
  readonly id: RepProfileId;
}

/** Says of somebody in sales how many leads at once, with which skills and where. Leads that are held stay. */
export const setRepProfile = (deps: SaveDeps) => (call: Call<SetRepProfile>) =>
  once<SetRepProfile, RepProfileSet>(deps.database, call, async (tx) => {
    const { memberId, skillIds, territoryIds, expectedVersion } = call.command;
    const [sales, before, noSkills, noTerritories] = await Promise.all([
      readSales(tx, [memberId]),
      readProfile(tx, memberId),
      readMissing(tx, SKILLS, skillIds),
      readMissing(tx, TERRITORIES, territoryIds),
    ]);
    if (!sales.has(memberId)) return notInSales(memberId, ["memberId"]);
    const missing =
      refuseMissing(SKILLS, noSkills, "skillIds") ??
      refuseMissing(TERRITORIES, noTerritories, "territoryIds");
    if (missing) return missing;
    const stale = before && refuseOtherVersion("profile", before.version, expectedVersion);
    if (stale) return stale;
    const id = before?.id ?? deps.newId("rep");
    queueProfile(tx, id, call.command, call.at);
    return { kind: "RepProfileSet", id, subjects: [id, memberId] };
  });

/** Refuses what names things that are not there. */
export function refuseMissing<P extends Prefix>(
  { what }: NamedTable<P>,
  [missing]: readonly string[],
  field: string,
): Refusal | null {
  if (missing === undefined) return null;
  return refuse("NOT_FOUND", `There is no ${what} ${missing}.`, { path: [field] });
}
