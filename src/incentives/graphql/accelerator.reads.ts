import { sql } from "../../platform/database/index.ts";
import { column, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { multiplierOf } from "../domain/tier-multipliers.ts";
import { AcceleratorRow } from "../store/accelerator.row.ts";

import { amountIn } from "./amount-in.ts";

const accelerator = tableOf(AcceleratorRow);

const multipliers = accelerator.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`${of(accelerator, "multipliersPpm")}::text[]`,
);

const aboveMinor = accelerator.expression<readonly string[] | null>(
  "text[]",
  ({ column: of }) => sql`${of(accelerator, "aboveMinor")}::text[]`,
);

const currency = accelerator.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select paying.currency
    from incentive_program_version as promised
    join incentive_program as paying on paying.id = promised.incentive_program_id
    where promised.id = ${of(accelerator, "versionId")})`,
);

export const acceleratorReads: Source = {
  type: "Accelerator",
  table: accelerator,
  isPartners: false,
  fields: {
    kind: column(accelerator.cell("kind")),
    measure: column(accelerator.cell("measure")),
    period: column(accelerator.cell("period")),
    brackets: value(
      [accelerator.cell("fromUnits"), aboveMinor, multipliers, currency],
      ([leads, amounts, ppms, code]) =>
        ppms.map((ppm, index) => ({
          fromLead: leads?.[index] ?? null,
          aboveAmount: amounts === null ? null : amountIn(BigInt(amounts[index] ?? "0"), code),
          multiplier: multiplierOf(BigInt(ppm)),
        })),
    ),
  },
};
