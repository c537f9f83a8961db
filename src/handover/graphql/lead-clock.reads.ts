import { leadTable } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { clockState, dueInstant } from "../domain/clock.ts";
import { ClockFiringRow, ClockWatchRow, LeadClockRow } from "../store/lead-clock.row.ts";

const review = leadTable.withOptional(LeadClockRow, { partnerId: "partnerId", leadId: "id" }, [
  "isReview",
]);

const OF_REVIEW = [
  review.cell("dueAt"),
  review.cell("pausedAt"),
  review.cell("stoppedAt"),
  review.cell("answered"),
] as const;

/** By when the vendor must answer a lead, and all its clocks. */
export const leadClocks: AddedFields = {
  type: "Lead",
  fields: {
    acceptanceDueAt: value(OF_REVIEW, ([dueAt, pausedAt, stoppedAt, answered]) =>
      dueAt === null
        ? null
        : dueInstant({ dueAt, pausedAt, stoppedAt, answered: answered === true }),
    ),
    acceptanceState: value(OF_REVIEW, ([dueAt, pausedAt, stoppedAt, answered], { at }) =>
      dueAt === null
        ? null
        : clockState({ dueAt, pausedAt, stoppedAt, answered: answered === true }, at),
    ),
    clocks: page("LeadClock", { partnerId: "partnerId", leadId: "id" }, [
      descending("startedAt"),
      descending("id"),
    ]),
  },
};

const clock = tableOf(LeadClockRow);
// the vendor's own: a partner's statement does not so much as name it
const watch = clock.withOptional(ClockWatchRow, { partnerId: "partnerId", clockId: "id" });

/** Of the vendor's other clocks a partner sees no row: the table's policy says so. */
export const leadClockReads: Source = {
  type: "LeadClock",
  table: clock,
  isPartners: true,
  fields: {
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    kind: column(clock.cell("kind")),
    state: value(
      [
        clock.cell("dueAt"),
        clock.cell("pausedAt"),
        clock.cell("stoppedAt"),
        clock.cell("answered"),
      ],
      ([dueAt, pausedAt, stoppedAt, answered], { at }) =>
        clockState({ dueAt, pausedAt, stoppedAt, answered }, at),
    ),
    startedAt: column(clock.cell("startedAt")),
    dueAt: column(clock.cell("dueAt")),
    pausedAt: column(clock.cell("pausedAt")),
    stoppedAt: column(clock.cell("stoppedAt")),
    policy: one(
      "SlaPolicy",
      (policy, of) =>
        sql`${policy("id")} = (select promised.policy_id from clock_watch as promised where promised.partner_id = ${of("partnerId")} and promised.clock_id = ${of("id")})`,
    ),
    targetMinutes: column(watch.cell("targetMinutes")),
    inBusinessHours: column(watch.cell("inBusinessHours")),
    warnAtPercent: column(watch.cell("warnAt")),
    consequence: column(watch.cell("consequence")),
    nextStepAt: column(watch.cell("firesAt")),
    firings: page("ClockFiring", { partnerId: "partnerId", clockId: "id" }, [ascending("percent")]),
  },
};

const firing = tableOf(ClockFiringRow);

const memberNames = firing.expression<readonly string[]>(
  "text[]",
  ({ column: of }) =>
    sql`array(select told.display_name from membership as told where told.id = any(${of(firing, "memberIds")}) order by told.display_name, told.id)`,
);

export const clockFiringReads: Source = {
  type: "ClockFiring",
  table: firing,
  isPartners: true,
  fields: {
    percent: column(firing.cell("percent")),
    dueAt: column(firing.cell("dueAt")),
    firedAt: column(firing.cell("firedAt")),
    outcome: column(firing.cell("outcome")),
    heldBackBy: column(firing.cell("heldBackBy")),
    memberNames: column(memberNames),
    eventId: id("evt", firing.cell("eventId")),
  },
};
