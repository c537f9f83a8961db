import type { Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { ApproveGlMapping } from "./domain/gl-mapping.ts";
import type { GlMappingDeps, GlMappingTouched } from "./save-gl-mapping.ts";
import { lockMapping, queueApproval } from "./store/gl-mapping-store.ts";

/** Lets files go by a mapping that somebody else has made, from its day on. */
export const approveGlMapping =
  ({ database }: Pick<GlMappingDeps, "database">) =>
  (call: Call<ApproveGlMapping>) =>
    once<ApproveGlMapping, GlMappingTouched>(
      database,
      call,
      async (tx): Promise<GlMappingTouched | Refusal> => {
        const { glMappingId } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody approves a mapping");
        const mapping = await lockMapping(tx, glMappingId, by);
        if (!mapping) return refused("NOT_FOUND", `There is no GL mapping ${glMappingId}.`);
        if (mapping.isApproved)
          return refused("ALREADY_DONE", "The GL mapping was approved before: save it anew.");
        if (mapping.isOwn)
          return refused(
            "BUSINESS_RULE",
            "You made this GL mapping: somebody else has to approve it.",
          );
        queueApproval(tx, glMappingId, { at: call.at, by });
        return { kind: "GlMappingApproved", glMappingId, subjects: [glMappingId] };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["glMappingId"] });
