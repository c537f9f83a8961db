import { leadTable } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  expression,
  list,
  one,
  sum,
  tableOf,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { AttributionShareRow } from "../store/attribution-share.row.ts";

const share = tableOf(AttributionShareRow);

const sharePpm = share.expression<number>(
  "integer",
  ({ column: of }) => sql`${of(share, "sharePpm")}::integer`,
);

export const shareReads: Source = {
  type: "AttributionShare",
  table: share,
  isPartners: true,
  where: (place) =>
    sql`${place.column(share, "book")} = 'SOURCED' and ${place.column(share, "supersededAt")} is null`,
  fields: {
    sharePpm: column(sharePpm),
    model: column(share.cell("model")),
    settledAt: column(share.cell("settledAt")),
    partner: one("Partner", { id: "partnerId" }),
  },
};

/** The other book: what stands in it is added to nothing. */
export const influenceReads: Source = {
  type: "LeadInfluence",
  table: share,
  isPartners: true,
  where: (place) =>
    sql`${place.column(share, "book")} = 'INFLUENCED' and ${place.column(share, "supersededAt")} is null`,
  fields: {
    role: column(share.cell("role")),
    isLate: column(
      share.expression<boolean>(
        "boolean",
        ({ column: of }) => sql`(${of(share, "model")} = 'LATE_TOUCH')`,
      ),
    ),
    settledAt: column(share.cell("settledAt")),
    partner: one("Partner", { id: "partnerId" }),
  },
};

const WHOLE_PPM = 1_000_000;

const isLocked = leadTable.expression<boolean>(
  "boolean",
  ({ column: of, now }) => sql`(${of(leadTable, "salesQualifiedAt")} is not null
    and app.attribution_locks_at(${of(leadTable, "programId")}, ${of(leadTable, "salesQualifiedAt")}) <= ${now})`,
);

/** To whom a lead is owed: the shares that the viewer may see, the earliest touch first. */
export const leadAttribution: AddedFields = {
  type: "Lead",
  fields: {
    attribution: sum(
      list("AttributionShare", { leadId: "id" }, [ascending("touchRank")]),
      "shares",
      [sharePpm],
      (rows) => {
        if (rows.length === 0) return null;
        const shown = rows.reduce((all, [ppm]) => all + ppm, 0);
        return { othersPpm: WHOLE_PPM - shown };
      },
    ),
    influenced: list("LeadInfluence", { leadId: "id" }, [ascending("touchRank")]),
    attributionLocksAt: expression(
      "timestamptz",
      (of) => sql`app.attribution_locks_at(${of("programId")}, ${of("salesQualifiedAt")})`,
    ),
    isAttributionLocked: column(isLocked),
  },
};
