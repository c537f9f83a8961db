import type { ProductLineId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseRetiring } from "./domain/product-line.ts";
import type { ProductLineTouched } from "./save-product-line.ts";
import { countBeneath, queueRetired, readTreeFacts } from "./store/product-line-store.ts";

export interface RetireProductLine {
  readonly productLineId: ProductLineId;
  readonly expectedVersion: number;
}

/** A line is sold no more: no new lead names it, and those that do stay as they are. */
export const retireProductLine =
  (deps: { readonly database: Database }) => (call: Call<RetireProductLine>) =>
    once<RetireProductLine, ProductLineTouched>(deps.database, call, async (tx) => {
      const { productLineId, expectedVersion } = call.command;
      const [{ line }, beneath] = await Promise.all([
        readTreeFacts(tx, productLineId, null),
        countBeneath(tx, productLineId),
      ]);
      const refusal = refuseRetiring(line, { expectedVersion, beneath });
      if (refusal) return refusal;
      queueRetired(tx, productLineId, call.at);
      return { kind: "ProductLineRetired", productLineId, subjects: [productLineId] };
    });
