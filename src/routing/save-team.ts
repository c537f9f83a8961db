import type { PartnerMemberId, Refusal, TeamId } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { sql } from "../platform/database/index.ts";

import { TEAMS } from "./named-things.ts";
import type { SaveDeps, SaveNamed } from "./save-named.ts";
import { saveNamed } from "./save-named.ts";
import { readSales } from "./store/staff-queries.ts";
import { queueTeamMembers } from "./store/team-store.ts";

export interface SaveTeam extends SaveNamed<"tem"> {
  readonly managerId: PartnerMemberId | null;
  readonly memberIds: readonly PartnerMemberId[];
}

export interface TeamSaved extends Outcome {
  readonly id: TeamId;
}

/** A team is made, or gets another name, manager or other members; whoever joins has the next turn. */
export const saveTeam = (deps: SaveDeps) => (call: Call<SaveTeam>) =>
  once<SaveTeam, TeamSaved>(deps.database, call, async (tx) => {
    const { managerId, memberIds } = call.command;
    const asked = managerId === null ? memberIds : [...memberIds, managerId];
    const sales = await readSales(tx, asked);
    const missing = memberIds.find((member) => !sales.has(member));
    if (missing !== undefined) return notInSales(missing, ["memberIds"]);
    if (managerId !== null && !sales.has(managerId)) return notInSales(managerId, ["managerId"]);
    const manager = managerId === null ? null : uuidOf(managerId);
    const id = await saveNamed(deps, tx, call, TEAMS, { manager_id: sql`${manager}::uuid` });
    if (isRefusal(id)) return id;
    queueTeamMembers(tx, id, memberIds, call.at);
    return { kind: "TeamSaved", id, subjects: [id] };
  });

export const notInSales = (memberId: PartnerMemberId, path: readonly string[]): Refusal =>
  refuse("NOT_FOUND", `There is no active member ${memberId} in sales.`, { path });
