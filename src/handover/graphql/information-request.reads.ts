import { sql } from "../../platform/database/index.ts";
import {
  column,
  descending,
  expression,
  id,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { InformationRequestRow } from "../store/information-request.row.ts";

const request = tableOf(InformationRequestRow);

export const informationRequestReads: Source = {
  type: "InformationRequest",
  table: request,
  isPartners: true,
  fields: {
    id: id("irq", request.cell("id")),
    state: column(request.cell("state")),
    beforeAcceptance: column(request.cell("beforeAcceptance")),
    questions: value([request.cell("fields"), request.cell("questions")], ([fields, questions]) =>
      fields.map((field, index) => ({ field, question: questions[index] ?? "" })),
    ),
    askedAt: column(request.cell("askedAt")),
    dueOn: column(request.cell("dueOn")),
    closedAt: column(request.cell("closedAt")),
    evidence: column(request.cell("evidence")),
  },
};

/** What is asked of a lead, beside what its own module tells. */
export const leadRequests: AddedFields = {
  type: "Lead",
  fields: {
    actionRequired: expression(
      "boolean",
      (lead) =>
        sql`(exists (select from information_request as asked where asked.partner_id = ${lead("partnerId")} and asked.lead_id = ${lead("id")} and asked.state = 'OPEN' and asked.before_acceptance))`,
    ),
    informationRequests: page("InformationRequest", { partnerId: "partnerId", leadId: "id" }, [
      descending("askedAt"),
      descending("id"),
    ]),
  },
};
