import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { ReversalAppealRow } from "../store/reversal-appeal.row.ts";

const appeal = tableOf(ReversalAppealRow);

export const reversalAppealReads: Source = {
  type: "ReversalAppeal",
  table: appeal,
  isPartners: true,
  fields: {
    id: id("rap", appeal.cell("id")),
    state: column(appeal.cell("state")),
    grounds: column(appeal.cell("grounds")),
    credit: one("Credit", { partnerId: "partnerId", id: "creditId" }),
    openedAt: column(appeal.cell("openedAt")),
    decidedAt: column(appeal.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(appeal.cell("note")),
  },
};

/** What its partner said against its being taken back. */
export const creditAppeal: AddedFields = {
  type: "Credit",
  fields: { appeal: one("ReversalAppeal", { partnerId: "partnerId", creditId: "id" }) },
};
