import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, list, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { DirectClaimRow } from "../store/direct-claim.row.ts";

const claim = tableOf(DirectClaimRow);

const recordedByName = claim.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select claimant.display_name from membership as claimant where claimant.id = ${of(claim, "recordedBy")})`,
);

export const directClaimReads: Source = {
  type: "DirectClaim",
  table: claim,
  isPartners: false,
  fields: {
    id: id("dcl", claim.cell("id")),
    companyName: column(claim.cell("companyName")),
    companyDomain: column(claim.cell("companyDomain")),
    companyCountry: column(claim.cell("companyCountry")),
    companyTaxId: column(claim.cell("companyTaxId")),
    productLines: list(
      "ProductLine",
      (line, of) => sql`${line("id")} = any(${of("productLineIds")})`,
      [ascending("createdAt"), ascending("id")],
    ),
    evidence: column(claim.cell("evidence")),
    countsFrom: column(claim.cell("countsFrom")),
    contactedAt: column(claim.cell("contactedAt")),
    recordedAt: column(claim.cell("recordedAt")),
    recordedByName: column(recordedByName),
    confirmedAt: column(claim.cell("confirmedAt")),
    expiresAt: column(claim.cell("expiresAt")),
    endedAt: column(claim.cell("endedAt")),
    version: column(claim.cell("version")),
  },
};
