import type { Refusal } from "../kernel/index.ts";
import { allOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Call, Done, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideEngagement } from "./domain/engagement.ts";
import type { EngagementDecided, EngagementItem } from "./domain/engagement.ts";
import type { ScoringModelDeps } from "./save-scoring-model.ts";
import { queueEngagement, readEngagementFacts } from "./store/engagement-store.ts";

/** An item as the edge read it, or all that is wrong with it. */
export type ReadEngagement =
  | { readonly ok: true; readonly command: EngagementItem }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

export interface RecordEngagement {
  readonly items: readonly ReadEngagement[];
}

/** What became of an item, as it is kept for a replay: codes, and nothing that was typed. */
export type EngagementOutcome = {
  readonly isRecorded: boolean;
  readonly refused: readonly Pick<Refusal, "code" | "path">[];
};

export interface EngagementRecorded extends Outcome {
  readonly items: readonly EngagementOutcome[];
}

/** Why items were refused, in their order; an empty list where one was not. */
export type EngagementRefusals = readonly (readonly Refusal[])[];

export interface DoneWithEngagement extends Done<EngagementRecorded> {
  readonly refusals: EngagementRefusals;
}

/** Nothing was recorded, and nothing is kept of the call. */
export type NoEngagement = Refusal & { readonly items: EngagementRefusals };

/**
 * Records what prospects did, as the vendor's systems tell it. What was told before under the same
 * reference is recorded once; where some cannot be recorded, the others are.
 */
export const recordEngagement =
  (deps: ScoringModelDeps) =>
  async (call: Call<RecordEngagement>): Promise<DoneWithEngagement | NoEngagement> => {
    let told: EngagementRefusals = [];
    const { command, actor, at } = call;
    const done = await once<RecordEngagement, EngagementRecorded>(
      deps.database,
      call,
      async (tx) => {
        if (actor.id === null) throw new Error("somebody records what prospects do");
        const sound = command.items.flatMap((item) => (item.ok ? [item.command] : []));
        const facts = await readEngagementFacts(tx, sound);
        const decided = decideEngagement(sound, facts);
        const inTurn = decided.values();
        told = command.items.map((item) =>
          item.ok ? refusalsOf(inTurn.next().value) : item.problems,
        );
        const failed = told.filter((refusals) => refusals.length > 0).length;
        if (failed === told.length)
          return refuse("BUSINESS_RULE", `Nothing was recorded: all ${failed} were refused.`, {
            path: ["items"],
          });
        queueEngagement(deps, tx, decided, { at, by: actor.id });
        return {
          kind: "EngagementRecorded",
          items: told.map((refused) => ({
            isRecorded: refused.length === 0,
            refused: refused.map(({ code, path }) => ({ code, path })),
          })),
          subjects: [...facts.leads.keys()],
        };
      },
    );
    if (isRefusal(done)) return { ...done, items: told };
    return { ...done, refusals: done.replayed ? done.outcome.items.map(refusedAgain) : told };
  };

function refusalsOf(decided: EngagementDecided | Refusal | undefined): readonly Refusal[] {
  if (!decided) throw new Error("an item was not decided");
  return isRefusal(decided) ? allOf(decided) : [];
}

/** What was said of an item when the call was made, but for the words: those are not kept. */
function refusedAgain({ refused }: EngagementOutcome): readonly Refusal[] {
  return refused.map(({ code, path }) =>
    refuse(code, `It was refused with ${code} when it was first sent.`, { path }),
  );
}
