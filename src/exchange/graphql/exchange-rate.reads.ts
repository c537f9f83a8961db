import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ExchangeRateImportRow } from "../store/exchange-rate-import.row.ts";
import { ExchangeRateRow } from "../store/exchange-rate.row.ts";

const rate = tableOf(ExchangeRateRow);
const file = tableOf(ExchangeRateImportRow);

const published = rate.expression<string>(
  "text",
  ({ column: of }) => sql`trim_scale(${of(rate, "rate")})::text`,
);

export const exchangeRateReads: Source = {
  type: "ExchangeRate",
  table: rate,
  isPartners: false,
  fields: {
    id: id("fxr", rate.cell("id")),
    base: column(rate.cell("base")),
    quote: column(rate.cell("quote")),
    rate: column(published),
    ratedOn: column(rate.cell("ratedOn")),
    source: column(rate.cell("source")),
    revision: column(rate.cell("revision")),
    publishedAt: column(rate.cell("publishedAt")),
    import: one("ExchangeRateImport", { id: "importId" }),
  },
};

export const exchangeRateImportReads: Source = {
  type: "ExchangeRateImport",
  table: file,
  isPartners: false,
  fields: {
    id: id("fxi", file.cell("id")),
    source: column(file.cell("source")),
    base: column(file.cell("base")),
    correctionReason: column(file.cell("correctionReason")),
    added: column(file.cell("added")),
    corrected: column(file.cell("corrected")),
    unchanged: column(file.cell("unchanged")),
    skipped: column(file.cell("skipped")),
    importedAt: column(file.cell("importedAt")),
    importedBy: one("PartnerMember", { id: "importedBy" }),
  },
};
