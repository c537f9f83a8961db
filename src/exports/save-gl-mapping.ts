import type { GlMappingId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import type { SaveGlMapping } from "./domain/gl-mapping.ts";
import { queueMapping, readNextNumber, readUnknownProgram } from "./store/gl-mapping-store.ts";

export interface GlMappingDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface GlMappingTouched extends Outcome {
  readonly glMappingId: GlMappingId;
}

/** Says which accounts of the firm's books the ledger goes to. It never changes, and no file goes by it until somebody else approves it. */
export const saveGlMapping = (deps: GlMappingDeps) => (call: Call<SaveGlMapping>) =>
  once<SaveGlMapping, GlMappingTouched>(
    deps.database,
    call,
    async (tx): Promise<GlMappingTouched | Refusal> => {
      const { command, actor, at } = call;
      if (actor.id === null) throw new Error("somebody saves a mapping");
      const unknown = await readUnknownProgram(tx, command.lines);
      if (unknown !== null)
        return refuse("NOT_FOUND", `There is no incentive program ${unknown.programId}.`, {
          path: ["lines", unknown.index, "incentiveProgramId"],
        });
      const number = await readNextNumber(tx);
      const id = deps.newId("glm");
      queueMapping(deps.database, tx, { ...command, id, number }, { at, by: actor.id });
      return { kind: "GlMappingSaved", glMappingId: id, subjects: [id] };
    },
  );
