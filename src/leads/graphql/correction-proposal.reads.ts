import { idOf } from "../../kernel/index.ts";
import { column, id, partWhere, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { CorrectionProposalRow } from "../store/correction-proposal.row.ts";

import { isMasked, masked, maskedEmail } from "./masking.ts";

const proposal = tableOf(CorrectionProposalRow);

export const correctionProposalReads: Source = {
  type: "CorrectionProposal",
  table: proposal,
  isPartners: true,
  fields: {
    id: id("cor", proposal.cell("id")),
    state: column(proposal.cell("state")),
    fields: column(proposal.cell("fields")),
    companyName: column(proposal.cell("companyName")),
    companyDomain: column(proposal.cell("companyDomain")),
    companyCountry: column(proposal.cell("companyCountry")),
    companyTaxId: column(proposal.cell("companyTaxId")),
    contactEmail: value([proposal.cell("contactEmail")], ([email], { caller }) =>
      email !== null && isMasked(caller) ? maskedEmail(email) : email,
    ),
    contactPhone: value([proposal.cell("contactPhone")], ([phone], { caller }) =>
      phone !== null && isMasked(caller) ? masked(phone) : phone,
    ),
    productLineIds: value([proposal.cell("productLineIds")], ([lines]) =>
      lines === null ? null : lines.map((uuid) => idOf("pln", uuid)),
    ),
    tender: partWhere([proposal.cell("tenderReference")], ([reference]) => reference !== null, {
      reference: column(proposal.cell("tenderReference")),
      issuer: column(proposal.cell("tenderIssuer")),
      dueOn: column(proposal.cell("tenderDueOn")),
    }),
    proposedAt: column(proposal.cell("proposedAt")),
    decidedAt: column(proposal.cell("decidedAt")),
    declineReason: column(proposal.cell("declineReason")),
  },
};
