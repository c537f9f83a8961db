import { column, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { percentOf } from "../domain/percent.ts";
import { multiplierOf } from "../domain/tier-multipliers.ts";
import { IncentiveQualityRow } from "../store/incentive-quality.row.ts";

const quality = tableOf(IncentiveQualityRow);

export const incentiveQualityReads: Source = {
  type: "IncentiveQuality",
  table: quality,
  isPartners: false,
  fields: {
    targetPercent: value([quality.cell("targetPpm")], ([ppm]) => percentOf(ppm)),
    prior: column(quality.cell("prior")),
    windowDays: column(quality.cell("windowDays")),
    floor: value([quality.cell("floorPpm")], ([ppm]) => multiplierOf(ppm)),
    ceiling: value([quality.cell("ceilingPpm")], ([ppm]) => multiplierOf(ppm)),
  },
};
