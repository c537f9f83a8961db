import { column, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { IncentiveConditionRow } from "../store/incentive-condition.row.ts";

const condition = tableOf(IncentiveConditionRow);

export const incentiveConditionReads: Source = {
  type: "IncentiveCondition",
  table: condition,
  isPartners: false,
  fields: {
    key: column(condition.cell("key")),
    label: column(condition.cell("label")),
    expression: column(condition.cell("expression")),
  },
};
