import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, list, page, tableOf } from "../../platform/reading/index.ts";
import type { ColumnOf, Source } from "../../platform/reading/index.ts";
import { DirectClaimRow } from "../store/direct-claim.row.ts";

const claim = tableOf(DirectClaimRow);

const recordedByName = claim.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select claimant.display_name from membership as claimant where claimant.id = ${of(claim, "recordedBy")})`,
);

// the leads of its company, as far as its keys tell them
const lookedAt = (look: ColumnOf, of: ColumnOf): Sql => sql`(
  ${look("lookedAt")} <= ${of("recordedAt")} and exists (
    select
    from company_key as own
    join direct_claim_key as claimed on claimed.key = own.key
    where own.partner_id = ${look("partnerId")} and own.lead_id = ${look("leadId")} and claimed.claim_id = ${of("id")}))`;

const hadLooked = claim.expression<boolean>(
  "boolean",
  ({ column: of }) => sql`exists (
    select
    from direct_claim_key as claimed
    join company_key as own on own.key = claimed.key
    join lead_look as look on look.partner_id = own.partner_id and look.lead_id = own.lead_id
    where claimed.claim_id = ${of(claim, "id")} and look.member_id = ${of(claim, "recordedBy")}
      and look.looked_at <= ${of(claim, "recordedAt")})`,
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
    recorderHadLooked: column(hadLooked),
    looks: page("LeadLook", lookedAt, [ascending("lookedAt"), ascending("id")]),
    confirmedAt: column(claim.cell("confirmedAt")),
    expiresAt: column(claim.cell("expiresAt")),
    endedAt: column(claim.cell("endedAt")),
    version: column(claim.cell("version")),
  },
};
