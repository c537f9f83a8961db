import type { Refusal, TouchpointId } from "../kernel/index.ts";
import { allOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Done, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideTouches } from "./domain/touchpoint.ts";
import type { TouchItem, TouchRecorded, TouchSource } from "./domain/touchpoint.ts";
import { queueTouches, readTouchFacts } from "./store/touchpoint-store.ts";

export interface RecordTouchpointsDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** A touch as the edge read it, or all that is wrong with it. */
export type ReadTouch =
  | { readonly ok: true; readonly command: TouchItem }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

export interface RecordTouchpoints {
  readonly items: readonly ReadTouch[];
  readonly isImport: boolean;
  /** Where one cannot be recorded none is. */
  readonly allOrNone: boolean;
}

/** What became of a touch, as it is kept for a replay: ids and codes, and nothing that was typed. */
export type TouchOutcome = {
  readonly touchpointId: TouchpointId | null;
  readonly refused: readonly Pick<Refusal, "code" | "path" | "details">[];
};

export interface TouchpointsRecorded extends Outcome {
  readonly items: readonly TouchOutcome[];
}

/** Why touches were refused, in their order; an empty list where one was not. */
export type TouchRefusals = readonly (readonly Refusal[])[];

export interface DoneWithTouches extends Done<TouchpointsRecorded> {
  readonly refusals: TouchRefusals;
}

/** Nothing was recorded, and nothing is kept of the call. */
export type NothingRecorded = Refusal & { readonly items: TouchRefusals };

type Decided = TouchRecorded | readonly Refusal[];

/**
 * Records touches: the vendor those of any partner on any lead, a partner its own on its own leads.
 * A reference that was sent before, with the same touch, is answered with what was recorded then.
 */
export const recordTouchpoints =
  (deps: RecordTouchpointsDeps) =>
  async (call: Call<RecordTouchpoints>): Promise<DoneWithTouches | NothingRecorded> => {
    let told: TouchRefusals = [];
    const { command, session, actor, at } = call;
    const done = await once<RecordTouchpoints, TouchpointsRecorded>(
      deps.database,
      call,
      async (tx) => {
        if (actor.id === null) throw new Error("somebody records a touch");
        const source = sourceOf(call);
        const sound = command.items.flatMap((item) => (item.ok ? [item.command] : []));
        const facts = await readTouchFacts(tx, session, sound, source);
        const decided = decideTouches(sound, {
          ...facts,
          newId: () => deps.newId("tch"),
        }).values();
        const results = command.items.map((item): Decided => {
          if (!item.ok) return item.problems;
          const { value } = decided.next();
          if (!value) throw new Error("a touch was not decided");
          return isRefusal(value) ? allOf(value) : value;
        });
        told = results.map((result) => ("id" in result ? [] : result));
        const refused = refusalOfAll(told, command.allOrNone);
        if (refused) return refused;
        const fresh = results.flatMap((each) => ("id" in each && each.isNew ? [each] : []));
        queueTouches(deps.database, tx, fresh, { source, at, by: actor.id });
        return {
          kind: "TouchpointsRecorded",
          items: results.map(outcomeOf),
          subjects: fresh.map(({ id }) => id),
        };
      },
    );
    if (isRefusal(done)) return { ...done, items: told };
    return { ...done, refusals: done.replayed ? done.outcome.items.map(refusedAgain) : told };
  };

function sourceOf({ session, command }: Call<RecordTouchpoints>): TouchSource {
  if (session.partnerId !== null) return "PARTNER";
  return command.isImport ? "IMPORT" : "SALES";
}

function refusalOfAll(told: TouchRefusals, allOrNone: boolean): Refusal | null {
  const failed = told.filter((refusals) => refusals.length > 0).length;
  if (failed === 0 || (!allOrNone && failed < told.length)) return null;
  return refuse(
    "BUSINESS_RULE",
    `Nothing was recorded, since ${failed} of ${told.length} touches were refused: correct them and send all again.`,
    { path: ["items"] },
  );
}

function outcomeOf(result: Decided): TouchOutcome {
  if ("id" in result) return { touchpointId: result.id, refused: [] };
  return {
    touchpointId: null,
    refused: result.map(({ code, path, details }) => ({ code, path, details })),
  };
}

/** What was said of a touch when the call was made, but for the words: those are not kept. */
function refusedAgain({ refused }: TouchOutcome): readonly Refusal[] {
  return refused.map(({ code, path, details }) =>
    refuse(code, `The touch was refused with ${code} when it was first sent.`, { path, details }),
  );
}
