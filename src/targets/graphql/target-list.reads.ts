import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  expression,
  id,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { TargetListRow } from "../store/target-list.row.ts";
import { TargetRow } from "../store/target.row.ts";

const list = tableOf(TargetListRow);
const target = tableOf(TargetRow);

// accounts in all, with leads, with open ones, with an SQL, won
const coverage = list.expression<readonly number[]>(
  "integer[]",
  ({ column: of }) => sql`(
    select array[count(*), count(*) filter (where told.leads > 0), count(*) filter (where told.open > 0),
      count(*) filter (where told.sqls > 0), count(*) filter (where told.won > 0)]::integer[]
    from target
    cross join lateral (
      select count(*) as leads,
        count(*) filter (where lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED')) as open,
        count(*) filter (where lead.sales_qualified_at is not null) as sqls, count(*) filter (where lead.stage = 'WON') as won
      from (
        select linked.partner_id, linked.lead_id
        from account_lead as linked
        where linked.account_id = target.account_id
        union
        select own.partner_id, own.lead_id
        from account_key as known
        join account on account.id = known.account_id
        join company_key as own on own.key = known.key
        join company on company.partner_id = own.partner_id and company.lead_id = own.lead_id
          and (account.country = company.country) is distinct from false
        where known.account_id = target.account_id
      ) as found
      join lead on lead.partner_id = found.partner_id and lead.id = found.lead_id and lead.stage not in ('REJECTED', 'WITHDRAWN', 'MERGED')
    ) as told
    where target.list_id = ${of(list, "id")} and target.removed_at is null)`,
);

/** For the vendor alone: partners have no row of it. */
export const targetListReads: Source = {
  type: "TargetList",
  table: list,
  isPartners: false,
  fields: {
    id: id("tgl", list.cell("id")),
    name: column(list.cell("name")),
    purpose: column(list.cell("purpose")),
    version: column(list.cell("version")),
    coverage: value([coverage], ([all]) => {
      const [accounts = 0, withLeads = 0, withOpenLeads = 0, withSql = 0, won = 0] = all;
      return { accounts, withLeads, withOpenLeads, withSql, won };
    }),
    targets: page(
      "Target",
      (told, of) => sql`${told("listId")} = ${of("id")} and ${told("removedAt")} is null`,
      [ascending("addedAt"), ascending("accountId")],
    ),
    createdAt: column(list.cell("createdAt")),
    createdBy: one("PartnerMember", { id: "createdBy" }),
    retiredAt: column(list.cell("retiredAt")),
    retireReason: column(list.cell("retireReason")),
  },
};

export const targetReads: Source = {
  type: "Target",
  table: target,
  isPartners: false,
  fields: {
    account: one("Account", { id: "accountId" }),
    addedAt: column(target.cell("addedAt")),
    addedBy: one("PartnerMember", { id: "addedBy" }),
  },
};

export const leadTargetLists: AddedFields = {
  type: "Lead",
  fields: {
    targetLists: expression(
      "text[]",
      (of) => sql`app.target_lists_of(${of("partnerId")}, ${of("id")})`,
    ),
  },
};
