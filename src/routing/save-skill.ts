import type { SkillId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { SKILLS } from "./named-things.ts";
import type { SaveDeps, SaveNamed } from "./save-named.ts";
import { saveNamed } from "./save-named.ts";

export interface SkillSaved extends Outcome {
  readonly id: SkillId;
}

/** A skill is made, or gets another name. */
export const saveSkill = (deps: SaveDeps) => (call: Call<SaveNamed<"skl">>) =>
  once<SaveNamed<"skl">, SkillSaved>(deps.database, call, async (tx) => {
    const id = await saveNamed(deps, tx, call, SKILLS);
    return isRefusal(id) ? id : { kind: "SkillSaved", id, subjects: [id] };
  });
