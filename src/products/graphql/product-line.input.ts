import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import { ALL_LINES } from "../domain/scope.ts";
import type { RetireProductLine } from "../retire-product-line.ts";
import type { SaveProductLine } from "../save-product-line.ts";

import { ProductLineType } from "./product-line.type.ts";

@InputType("SaveProductLineInput", { description: "A new product line, or what changes of one" })
export class SaveProductLineInput {
  @Field(() => ID, {
    nullable: true,
    description: "The line that changes, pln_…; a new one if left out",
  })
  productLineId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Its name, up to 100 characters, required of a new line; no two have the same",
  })
  name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The line it stands under; of a new one ALL, else where it is, if left out",
  })
  parentId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The line's version as it was read; required where one changes",
  })
  expectedVersion?: number | null;
}

@InputType("RetireProductLineInput", { description: "A product line that is sold no more" })
export class RetireProductLineInput {
  @Field(() => ID, { description: "The line, pln_…" })
  productLineId: string;

  @Field(() => Int, { description: "The line's version as it was read" })
  expectedVersion: number;
}

/** What every mutation of one line answers. */
export interface ProductLinePayload {
  readonly productLine: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) => payloadOf(verb, "productLine", () => ProductLineType, "line");
export const SaveProductLinePayload = payloadType("saveProductLine");
export const RetireProductLinePayload = payloadType("retireProductLine");

export function readSaveProductLine(
  reader: InputReader,
  input: SaveProductLineInput,
): SaveProductLine {
  const parentId = reader.optionalId(["parentId"], "pln", input.parentId);
  const productLineId = reader.optionalId(["productLineId"], "pln", input.productLineId);
  if (productLineId === null) {
    const name = reader.text(["name"], input.name, 100);
    return { kind: "NEW", name, parentId: parentId ?? ALL_LINES };
  }
  const { expectedVersion } = input;
  if (typeof expectedVersion !== "number") reader.report(["expectedVersion"], "is missing");
  return {
    kind: "CHANGE",
    productLineId,
    name: reader.optionalText(["name"], input.name, 100),
    parentId,
    expectedVersion: expectedVersion ?? 0,
  };
}

export function readRetireProductLine(
  reader: InputReader,
  input: RetireProductLineInput,
): RetireProductLine {
  return {
    productLineId: reader.id(["productLineId"], "pln", input.productLineId),
    expectedVersion: input.expectedVersion,
  };
}
