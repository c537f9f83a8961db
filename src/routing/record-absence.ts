import type { AbsenceId, PartnerMemberId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { SaveDeps } from "./save-named.ts";
import { notInSales } from "./save-team.ts";
import { queueAbsence, queueAbsenceEnded, readAbsence } from "./store/absence-store.ts";
import { readSales } from "./store/staff-queries.ts";

export interface RecordAbsence {
  readonly memberId: PartnerMemberId;
  /** Who takes its leads; null where they go to others. */
  readonly deputyId: PartnerMemberId | null;
  readonly absentFrom: Date;
  readonly absentUntil: Date;
}

export interface AbsenceTouched extends Outcome {
  readonly id: AbsenceId;
}

/** Somebody in sales takes no new leads for a time; what it holds, it holds. */
export const recordAbsence = (deps: SaveDeps) => (call: Call<RecordAbsence>) =>
  once<RecordAbsence, AbsenceTouched>(deps.database, call, async (tx) => {
    const { memberId, deputyId, absentFrom, absentUntil } = call.command;
    if (call.actor.id === null) throw new Error("somebody records an absence");
    if (absentUntil <= absentFrom || absentUntil <= call.at)
      return refuse("VALIDATION_FAILED", "absentUntil must lie ahead, and after absentFrom.", {
        path: ["absentUntil"],
      });
    if (memberId === deputyId)
      return refuse("VALIDATION_FAILED", "Nobody is their own deputy.", { path: ["deputyId"] });
    const asked = deputyId === null ? [memberId] : [memberId, deputyId];
    const sales = await readSales(tx, asked);
    if (!sales.has(memberId)) return notInSales(memberId, ["memberId"]);
    if (deputyId !== null && !sales.has(deputyId)) return notInSales(deputyId, ["deputyId"]);
    const id = deps.newId("abs");
    queueAbsence(tx, { ...call.command, id, at: call.at, by: call.actor.id });
    return { kind: "AbsenceRecorded", id, subjects: [id, memberId] };
  });

/** Somebody is back earlier, or stays: the absence counts no more. */
export const endAbsence =
  (deps: Pick<SaveDeps, "database">) => (call: Call<{ readonly absenceId: AbsenceId }>) =>
    once<{ readonly absenceId: AbsenceId }, AbsenceTouched>(deps.database, call, async (tx) => {
      const { absenceId: id } = call.command;
      const absence = await readAbsence(tx, id);
      if (!absence)
        return refuse("NOT_FOUND", "There is no such absence.", { path: ["absenceId"] });
      if (absence.isEnded || absence.absentUntil <= call.at)
        return refuse("ALREADY_DONE", "The absence is over already.");
      queueAbsenceEnded(tx, id, call.at);
      return { kind: "AbsenceEnded", id, subjects: [id] };
    });
