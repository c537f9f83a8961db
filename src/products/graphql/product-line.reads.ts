import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ProductLineRow } from "../store/product-line.row.ts";

const line = tableOf(ProductLineRow);

export const productLineReads: Source = {
  type: "ProductLine",
  table: line,
  isPartners: false,
  fields: {
    id: id("pln", line.cell("id")),
    name: column(line.cell("name")),
    parent: one("ProductLine", { id: "parentId" }),
    retiredAt: column(line.cell("retiredAt")),
    version: column(line.cell("version")),
  },
};
