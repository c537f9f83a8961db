import type { TerritoryId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Area } from "./domain/territory.ts";
import { TERRITORIES } from "./named-things.ts";
import type { SaveDeps, SaveNamed } from "./save-named.ts";
import { saveNamed } from "./save-named.ts";

export interface SaveTerritory extends SaveNamed<"ter"> {
  readonly areas: readonly Area[];
}

export interface TerritorySaved extends Outcome {
  readonly id: TerritoryId;
}

/** A territory is made, or gets another name or other areas. Leads that were routed stay where they are. */
export const saveTerritory = (deps: SaveDeps) => (call: Call<SaveTerritory>) =>
  once<SaveTerritory, TerritorySaved>(deps.database, call, async (tx) => {
    const areas = JSON.stringify(call.command.areas);
    const id = await saveNamed(deps, tx, call, TERRITORIES, { areas: sql`${areas}::jsonb` });
    return isRefusal(id) ? id : { kind: "TerritorySaved", id, subjects: [id] };
  });
