import type { CriteriaVersionId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideSignature } from "./domain/publish.ts";
import type { CriteriaDeps, CriteriaTouched } from "./save-criteria-draft.ts";
import { lockVersion, queueSignature } from "./store/criteria-set-store.ts";

export interface PublishCriteria {
  readonly criteriaVersionId: CriteriaVersionId;
}

/** Signs a draft for sales or for marketing. With both signatures, of two persons, leads are judged by it. */
export const publishCriteria =
  (deps: Pick<CriteriaDeps, "database">) => (call: Call<PublishCriteria>) =>
    once<PublishCriteria, CriteriaTouched>(
      deps.database,
      call,
      async (tx): Promise<CriteriaTouched | Refusal> => {
        const { criteriaVersionId: id } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody signs criteria");
        const draft = await lockVersion(tx, id, by);
        if (!draft)
          return refuse("NOT_FOUND", `There is no criteria version ${id}.`, {
            path: ["criteriaVersionId"],
          });
        const signed = decideSignature(draft, call.at);
        if (isRefusal(signed)) return signed;
        queueSignature(tx, id, signed.side, signed.effectiveAt, { at: call.at, by });
        return { kind: signed.kind, criteriaVersionId: id, subjects: [id, draft.setId] };
      },
    );
