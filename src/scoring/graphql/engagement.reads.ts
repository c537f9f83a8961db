import { column, descending, page, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { EngagementDayRow } from "../store/engagement.row.ts";

const day = tableOf(EngagementDayRow);

export const engagementDayReads: Source = {
  type: "EngagementDay",
  table: day,
  isPartners: false,
  fields: {
    kind: column(day.cell("kind")),
    day: column(day.cell("day")),
    events: column(day.cell("events")),
  },
};

/** What the prospect of a lead did, beside what the lead's own module tells. */
export const leadEngagement: AddedFields = {
  type: "Lead",
  fields: {
    engagement: page("EngagementDay", { leadId: "id" }, [descending("day"), descending("kind")]),
  },
};
