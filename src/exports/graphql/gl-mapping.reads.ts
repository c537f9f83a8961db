import { idOf } from "../../kernel/index.ts";
import { ascending, column, id, list, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { GlMappingLineRow } from "../store/gl-mapping-line.row.ts";
import { GlMappingRow } from "../store/gl-mapping.row.ts";

const mapping = tableOf(GlMappingRow);
const line = tableOf(GlMappingLineRow);

export const glMappingReads: Source = {
  type: "GlMapping",
  table: mapping,
  isPartners: false,
  fields: {
    id: id("glm", mapping.cell("id")),
    number: column(mapping.cell("number")),
    effectiveOn: column(mapping.cell("effectiveOn")),
    entityCode: column(mapping.cell("entityCode")),
    lines: list("GlMappingLine", { mappingId: "id" }, [ascending("lineNo")]),
    createdAt: column(mapping.cell("createdAt")),
    createdBy: one("PartnerMember", { id: "createdBy" }),
    approvedAt: column(mapping.cell("approvedAt")),
    approvedBy: one("PartnerMember", { id: "approvedBy" }),
  },
};

export const glMappingLineReads: Source = {
  type: "GlMappingLine",
  table: line,
  isPartners: false,
  fields: {
    role: value([line.cell("role")], ([role]) => role.toUpperCase()),
    incentiveProgramId: value([line.cell("programId")], ([uuid]) =>
      uuid === null ? null : idOf("inc", uuid),
    ),
    currency: column(line.cell("currency")),
    accountCode: column(line.cell("accountCode")),
    accountName: column(line.cell("accountName")),
    taxCode: column(line.cell("taxCode")),
    costCenter: column(line.cell("costCenter")),
    trackingName: column(line.cell("trackingName")),
    trackingOption: column(line.cell("trackingOption")),
  },
};
