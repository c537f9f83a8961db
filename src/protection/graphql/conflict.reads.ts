import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  one,
  page,
  tableOf,
} from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ConflictRow } from "../store/conflict.row.ts";

const conflict = tableOf(ConflictRow);

export const conflictReads: Source = {
  type: "Conflict",
  table: conflict,
  isPartners: false,
  fields: {
    id: id("cfl", conflict.cell("id")),
    state: column(conflict.cell("state")),
    matchedOn: column(conflict.cell("matchedOn")),
    compared: column(conflict.cell("compared")),
    agreedWords: column(conflict.cell("agreedWords")),
    confidencePpm: column(conflict.cell("confidencePpm")),
    openedAt: column(conflict.cell("openedAt")),
    endedAt: column(conflict.cell("endedAt")),
    version: column(conflict.cell("version")),
    decision: one("ConflictDecision", { conflictId: "id" }, [
      descending("decidedAt"),
      descending("id"),
    ]),
    incumbent: one("Lead", { id: "incumbentLeadId" }),
    challenger: one("Lead", { id: "challengerLeadId" }),
    looks: page(
      "LeadLook",
      (look, of) => sql`${look("leadId")} in (${of("incumbentLeadId")}, ${of("challengerLeadId")})`,
      [ascending("lookedAt"), ascending("id")],
    ),
  },
};
