import { sql } from "../../platform/database/index.ts";
import { column, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { multiplierOf } from "../domain/tier-multipliers.ts";
import { AcceleratorRow } from "../store/accelerator.row.ts";

const accelerator = tableOf(AcceleratorRow);

const multipliers = accelerator.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`${of(accelerator, "multipliersPpm")}::text[]`,
);

export const acceleratorReads: Source = {
  type: "Accelerator",
  table: accelerator,
  isPartners: false,
  fields: {
    kind: column(accelerator.cell("kind")),
    period: column(accelerator.cell("period")),
    brackets: value([accelerator.cell("fromUnits"), multipliers], ([fromUnits, ppms]) =>
      fromUnits.map((fromLead, index) => ({
        fromLead,
        multiplier: multiplierOf(BigInt(ppms[index] ?? "0")),
      })),
    ),
  },
};
