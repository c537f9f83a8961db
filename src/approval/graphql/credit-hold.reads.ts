import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  tableOf,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { CreditHoldRow } from "../store/credit-hold.row.ts";
import { HoldReleaseRow } from "../store/hold-release.row.ts";

const hold = tableOf(CreditHoldRow);
const release = tableOf(HoldReleaseRow);

export const creditHoldReads: Source = {
  type: "CreditHold",
  table: hold,
  isPartners: true,
  fields: {
    id: id("hld", hold.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    credit: one("Credit", { id: "creditId" }),
    told: column(hold.cell("told")),
    kind: column(hold.cell("kind")),
    reason: column(hold.cell("reason")),
    evidence: column(hold.cell("evidence")),
    placedBy: one("PartnerMember", { id: "placedBy" }),
    placedAt: column(hold.cell("placedAt")),
    releasedAt: column(hold.cell("releasedAt")),
    releases: list(
      "HoldRelease",
      (asked, of) => sql`${asked("id")} in (
        select latest.id
        from hold_release as latest
        where latest.hold_id = ${of("id")}
        order by latest.requested_at desc, latest.id desc
        limit 20)`,
      [descending("requestedAt"), descending("id")],
    ),
  },
};

/** For the vendor alone: partners have no row of it. */
export const holdReleaseReads: Source = {
  type: "HoldRelease",
  table: release,
  isPartners: false,
  fields: {
    state: column(release.cell("state")),
    reason: column(release.cell("reason")),
    requestedBy: one("PartnerMember", { id: "requestedBy" }),
    requestedAt: column(release.cell("requestedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(release.cell("decidedAt")),
    note: column(release.cell("note")),
  },
};

/** What holds a credit: of itself, of what it changes, or of all of its partner. */
export const creditHolds: AddedFields = {
  type: "Credit",
  fields: {
    holds: list(
      "CreditHold",
      (held, of) => sql`${held("id")} in (
        select active.id
        from credit_hold as active
        where active.partner_id = ${of("partnerId")} and active.released_at is null
          and (active.credit_id is null or active.credit_id = coalesce(${of("adjustsCreditId")}, ${of("id")}))
        order by active.placed_at, active.id
        limit 20)`,
      [ascending("placedAt"), ascending("id")],
    ),
  },
};
