import { sql } from "../../platform/database/index.ts";
import { column, descending, id, list, one, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { PartnerTierPeriodRow } from "../store/partner-tier-period.row.ts";
import { PartnerTierRow } from "../store/partner-tier.row.ts";
import { PartnerRow } from "../store/partner.row.ts";
import { RecruitmentRow } from "../store/recruitment.row.ts";

const partner = tableOf(PartnerRow);

export const partnerReads: Source = {
  type: "Partner",
  table: partner,
  isPartners: true,
  fields: {
    id: id("prt", partner.cell("id")),
    name: column(partner.cell("name")),
    state: column(partner.cell("state")),
    tier: one("PartnerTier", { id: "tierId" }),
    tierPeriods: list("PartnerTierPeriod", { partnerId: "id" }, [descending("n")]),
    recruitments: list(
      "Recruitment",
      (asked, of) => sql`${asked("partnerId")} = ${of("id")} and ${asked("n")} > (
        select coalesce(max(latest.n), 0) - 20
        from recruitment as latest
        where latest.partner_id = ${of("id")})`,
      [descending("n")],
    ),
    country: column(partner.cell("country")),
    isVendor: column(partner.cell("isVendor")),
    version: column(partner.cell("version")),
    createdAt: column(partner.cell("createdAt")),
    updatedAt: column(partner.cell("updatedAt")),
  },
};

const tier = tableOf(PartnerTierRow);

export const tierReads: Source = {
  type: "PartnerTier",
  table: tier,
  isPartners: false,
  fields: {
    id: id("tir", tier.cell("id")),
    name: column(tier.cell("name")),
    rank: column(tier.cell("rank")),
    openLeadsLimit: column(tier.cell("openLeadsLimit")),
    leadsPerDayLimit: column(tier.cell("leadsPerDayLimit")),
    version: column(tier.cell("version")),
  },
};

const period = tableOf(PartnerTierPeriodRow);

export const tierPeriodReads: Source = {
  type: "PartnerTierPeriod",
  table: period,
  isPartners: true,
  fields: {
    tier: one("PartnerTier", { id: "tierId" }),
    startsAt: column(period.cell("startsAt")),
    endsAt: column(period.cell("endsAt")),
  },
};

const recruitment = tableOf(RecruitmentRow);

/** For the vendor alone: partners have no row of it. */
export const recruitmentReads: Source = {
  type: "Recruitment",
  table: recruitment,
  isPartners: false,
  fields: {
    recruiter: one("Partner", { id: "recruiterId" }),
    reason: column(recruitment.cell("reason")),
    recordedBy: one("PartnerMember", { id: "recordedBy" }),
    startsAt: column(recruitment.cell("startsAt")),
    endsAt: column(recruitment.cell("endsAt")),
    endedBy: one("PartnerMember", { id: "endedBy" }),
    endReason: column(recruitment.cell("endReason")),
  },
};

/** What identity knows by id alone gets its partner here, one rung above. */
export const partnerOfMember: AddedFields = {
  type: "PartnerMember",
  fields: { partner: one("Partner", { id: "partnerId" }) },
};

export const partnerOfAuditEntry: AddedFields = {
  type: "AuditEntry",
  fields: { partner: one("Partner", { id: "partnerId" }) },
};
