/** The operations of the product's public API that are measured. */
export const R1 = `query R1($stages: [LeadStage!]!, $after: String) {
  leads(first: 50, after: $after, filter: { stages: $stages }) {
    nodes {
      id stage kind source version externalReference stageEnteredAt claimedAt updatedAt
      estimatedValue { amount currency }
      owner { displayName }
      company { name domain country }
      contact { name email phone jobTitle }
      attribution { shares { sharePpm settledAt } othersPpm }
      credits(first: 3) {
        nodes {
          id state milestone programName programVersion earnedAt effectiveOn weightPpm
          amount { amount currency }
          awardGross { amount currency }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const R1_STAGES = ["SAL", "SQL", "OPPORTUNITY"] as const;

export const R2 = `query R2($id: ID!) {
  lead(by: { id: $id }) {
    id stage version externalReference claimedAt
    company { name domain }
    contact { name email }
    timeline(first: 20) {
      nodes { seq type fromStage toStage occurredAt reasonCode comment }
    }
  }
}`;

export const R3 = `query R3($funnel: FunnelReportInput!, $credits: CreditReportInput!) {
  funnelReport(input: $funnel) { rows { stages { stage entered advanced conversionRate current } } }
  creditReport(input: $credits) { rows { month amount { amount currency } credits } }
}`;

/** What R3 asks for: a span of days, and the months that it touches. */
export function reportsOf(span: { readonly from: string; readonly to: string } | undefined) {
  if (!span) throw new Error("no span of days");
  const [year = 0, month = 0] = span.to.split("-").map(Number);
  const next =
    month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
  return { funnel: span, credits: { from: `${span.from.slice(0, 7)}-01`, to: next } };
}

export const W1 = `mutation W1($input: RegisterLeadInput!, $key: String!) {
  registerLead(input: $input) @idempotent(key: $key) {
    lead { id reference stage claimedAt version }
    errors { code message path }
  }
}`;

export const W2 = `mutation W2($input: QualifyLeadInput!, $key: String!) {
  qualifyLead(input: $input) @idempotent(key: $key) {
    lead { id stage salesQualifiedAt version }
    errors { code message path }
  }
}`;

/** The same page of PostGraphile's; row-level security narrows it, or the filter does. */
export const PEER_R1 = `query R1($filter: LeadFilter!) {
  allLeads(first: 50, filter: $filter, orderBy: [CLAIMED_AT_DESC, ROW_ID_DESC]) {
    nodes {
      rowId stage kind source version externalReference stageEnteredAt claimedAt updatedAt
      valueMinor valueCurrency
      ownerName
      companyByPartnerIdAndLeadId { name domain country }
      contactsByPartnerIdAndLeadId(first: 1) { nodes { name email phone jobTitle } }
      attributionSharesByLeadId(condition: SHARES, first: 3) { nodes { sharePpm settledAt } }
      creditsByLeadId(condition: CREDITS, first: 3) {
        nodes {
          rowId state milestone programName programVersion earnedAt effectiveOn weightPpm shareMinor currency awardGrossMinor
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const PEER_R2 = `query R2($id: UUID!) {
  leadByRowId(rowId: $id) {
    rowId stage version externalReference claimedAt
    companyByPartnerIdAndLeadId { name domain }
    contactsByPartnerIdAndLeadId(first: 1) { nodes { name email } }
    leadEventsByPartnerIdAndLeadId(first: 20, orderBy: [PRIMARY_KEY_ASC]) {
      nodes { seq type fromStage toStage at reasonCode comment }
    }
  }
}`;
