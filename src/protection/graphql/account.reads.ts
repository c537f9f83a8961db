import { column, id, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { AccountRow } from "../store/account.row.ts";

const account = tableOf(AccountRow);

export const accountReads: Source = {
  type: "Account",
  table: account,
  isPartners: false,
  fields: {
    id: id("acc", account.cell("id")),
    name: column(account.cell("name")),
    country: column(account.cell("country")),
    createdAt: column(account.cell("createdAt")),
  },
};
