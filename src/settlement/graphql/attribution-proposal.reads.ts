import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { AttributionProposalRow } from "../store/attribution-proposal.row.ts";

const proposal = tableOf(AttributionProposalRow);

const partners = proposal.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`${of(proposal, "partnerIds")}::text[]`,
);
const shares = proposal.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`${of(proposal, "sharesPpm")}::text[]`,
);

/** For the vendor alone: partners have no row of it. */
export const attributionProposalReads: Source = {
  type: "AttributionProposal",
  table: proposal,
  isPartners: false,
  fields: {
    id: id("atr", proposal.cell("id")),
    state: column(proposal.cell("state")),
    lead: one("Lead", { id: "leadId" }),
    shares: value([partners, shares], ([ids, ppms]) =>
      ids.map((uuid, index) => ({
        partnerId: idOf("prt", uuid),
        sharePpm: Number(ppms[index]),
      })),
    ),
    reason: column(proposal.cell("reason")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    proposedAt: column(proposal.cell("proposedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(proposal.cell("decidedAt")),
  },
};
