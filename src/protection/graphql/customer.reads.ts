import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, list, one, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { CustomerRow } from "../store/customer.row.ts";

const customer = tableOf(CustomerRow);

export const customerReads: Source = {
  type: "Customer",
  table: customer,
  isPartners: false,
  fields: {
    id: id("cus", customer.cell("id")),
    productLine: one("ProductLine", { id: "productLineId" }),
    source: column(customer.cell("source")),
    customerFrom: column(customer.cell("since")),
    customerUntil: column(customer.cell("until")),
  },
};

const inOrder = [ascending("since"), ascending("id")];

export const accountCustomers: AddedFields = {
  type: "Account",
  fields: { customers: list("Customer", { accountId: "id" }, inOrder) },
};

/** Of the lead's account, or before it has one of those that are known by a key of its company. */
export const leadCustomers: AddedFields = {
  type: "Lead",
  fields: {
    customers: list(
      "Customer",
      (told, lead) => sql`${told("accountId")} in (
        select linked.account_id
        from account_lead as linked
        where linked.partner_id = ${lead("partnerId")} and linked.lead_id = ${lead("id")}
        union all
        select known.account_id
        from company_key as own
        join company on company.partner_id = own.partner_id and company.lead_id = own.lead_id
        join account_key as known on known.key = own.key
        join account on account.id = known.account_id
        where own.partner_id = ${lead("partnerId")} and own.lead_id = ${lead("id")}
          and (account.country = company.country) is distinct from false)`,
      inOrder,
    ),
  },
};
