import { leadTable } from "../../leads/index.ts";
import { value } from "../../platform/reading/index.ts";
import type { AddedFields } from "../../platform/reading/index.ts";
import { clockState, dueInstant } from "../domain/acceptance-clock.ts";
import { AcceptanceClockRow } from "../store/acceptance-clock.row.ts";

const clock = leadTable.withOptional(AcceptanceClockRow, { partnerId: "partnerId", leadId: "id" });

const TIMES = [
  clock.cell("dueAt"),
  clock.cell("pausedAt"),
  clock.cell("stoppedAt"),
  clock.cell("answered"),
] as const;

/** By when the vendor must answer a lead. */
export const leadAcceptanceClock: AddedFields = {
  type: "Lead",
  fields: {
    acceptanceDueAt: value(TIMES, ([dueAt, pausedAt, stoppedAt, answered]) =>
      dueAt === null
        ? null
        : dueInstant({ dueAt, pausedAt, stoppedAt, answered: answered === true }),
    ),
    acceptanceState: value(TIMES, ([dueAt, pausedAt, stoppedAt, answered], { at }) =>
      dueAt === null
        ? null
        : clockState({ dueAt, pausedAt, stoppedAt, answered: answered === true }, at),
    ),
  },
};
