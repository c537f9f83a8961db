import type { ProductLineId, Refusal } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LineChange } from "./domain/product-line.ts";
import { refuseChange, refuseNewLine } from "./domain/product-line.ts";
import { queueLineChange, queueNewLine, readTreeFacts } from "./store/product-line-store.ts";

export interface SaveProductLineDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** A new line, or what is to change of one. */
export type SaveProductLine =
  | { readonly kind: "NEW"; readonly name: string; readonly parentId: ProductLineId }
  | ({ readonly kind: "CHANGE"; readonly productLineId: ProductLineId } & LineChange);

export interface ProductLineTouched extends Outcome {
  readonly productLineId: ProductLineId;
}

/**
 * Adds a product line, renames one, or moves it with all beneath it. What is protected or claimed
 * for a line is so for all beneath, also for those that come there later; a move by which two
 * partners would come to hold the same is refused.
 */
export const saveProductLine = (deps: SaveProductLineDeps) => (call: Call<SaveProductLine>) =>
  once<SaveProductLine, ProductLineTouched>(deps.database, call, (tx) =>
    call.command.kind === "NEW"
      ? add(deps, tx, call.command, call.at)
      : change(tx, call.command, call.at),
  );

async function add(
  deps: SaveProductLineDeps,
  tx: Transaction,
  { name, parentId }: SaveProductLine & { kind: "NEW" },
  at: Date,
): Promise<ProductLineTouched | Refusal> {
  const refusal = refuseNewLine(await readTreeFacts(tx, null, parentId));
  if (refusal) return refusal;
  const productLineId = deps.newId("pln");
  queueNewLine(tx, { id: productLineId, name, parentId, at });
  return { kind: "ProductLineAdded", productLineId, subjects: [productLineId] };
}

async function change(
  tx: Transaction,
  command: SaveProductLine & { kind: "CHANGE" },
  at: Date,
): Promise<ProductLineTouched | Refusal> {
  const { productLineId, parentId } = command;
  const refusal = refuseChange(await readTreeFacts(tx, productLineId, parentId), command);
  if (refusal) return refusal;
  queueLineChange(tx, productLineId, command, at);
  return { kind: "ProductLineChanged", productLineId, subjects: [productLineId] };
}
