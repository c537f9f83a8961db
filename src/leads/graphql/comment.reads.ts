import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, page, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { InternalCommentRow } from "../store/internal-comment.row.ts";
import { LeadEventRow } from "../store/lead-event.row.ts";

const event = tableOf(LeadEventRow);
const internal = tableOf(InternalCommentRow);

// of the other side's people a partner sees none, and the name is null
const actorName = event.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select actor.display_name from membership as actor where actor.id = ${of(event, "actorId")})`,
);

const writerName = internal.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select writer.display_name from membership as writer where writer.id = ${of(internal, "writtenBy")})`,
);

/** The events of a lead that say something. */
export const commentReads: Source = {
  type: "Comment",
  table: event,
  isPartners: true,
  where: ({ column: of }) => sql`${of(event, "comment")} is not null`,
  fields: {
    id: id("evt", event.cell("id")),
    text: column(event.cell("comment")),
    saidWith: column(event.cell("type")),
    writtenAt: column(event.cell("at")),
    writtenBy: value([actorName, event.cell("byVendor")], ([name, isVendor]) => ({
      displayName: name ?? (isVendor ? "Vendor" : "Partner"),
      isVendor,
    })),
  },
};

export const internalCommentReads: Source = {
  type: "InternalComment",
  table: internal,
  isPartners: false,
  fields: {
    id: id("icm", internal.cell("id")),
    text: column(internal.cell("text")),
    writtenAt: column(internal.cell("writtenAt")),
    writtenBy: value([writerName], ([name]) => ({ displayName: name ?? "Vendor", isVendor: true })),
  },
};

export const leadComments: AddedFields = {
  type: "Lead",
  fields: {
    comments: page("Comment", { partnerId: "partnerId", leadId: "id" }, [ascending("seq")]),
    internalComments: page("InternalComment", { partnerId: "partnerId", leadId: "id" }, [
      ascending("writtenAt"),
      ascending("id"),
    ]),
  },
};
