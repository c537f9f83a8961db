import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { retireProductLine } from "../retire-product-line.ts";
import { saveProductLine } from "../save-product-line.ts";
import type { ProductLineTouched, SaveProductLineDeps } from "../save-product-line.ts";

import type { ProductLinePayload } from "./product-line.input.ts";
import {
  readRetireProductLine,
  readSaveProductLine,
  RetireProductLineInput,
  RetireProductLinePayload,
  SaveProductLineInput,
  SaveProductLinePayload,
} from "./product-line.input.ts";
import { ProductLineConnection, ProductLineType } from "./product-line.type.ts";

export interface ProductLineResolverDeps extends SaveProductLineDeps {
  readonly reading: Reading;
}

@Resolver(() => ProductLineType)
export class ProductLineResolver {
  readonly #deps: ProductLineResolverDeps;

  constructor(deps: ProductLineResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ProductLineConnection, {
    nullable: true,
    description: "What is sold: ALL, and the lines beneath it, the oldest first",
  })
  @NeedsOneOf("PROGRAMS_READ", "LEADS_READ")
  productLines(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    const list = { name: "productLines", type: "ProductLine", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => SaveProductLinePayload, {
    nullable: true,
    description:
      "Adds a product line, renames one or moves it with all beneath it. What is protected for a line is protected for what comes beneath it; a move by which two would hold the same is refused",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async saveProductLine(
    @Arg("input", () => SaveProductLineInput, { description: "The line" })
    input: SaveProductLineInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductLinePayload> {
    const read = readWith((reader) => readSaveProductLine(reader, input));
    const verb = saveProductLine(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => RetireProductLinePayload, {
    nullable: true,
    description: "A product line is sold no more: no new lead names it, those that do stay",
  })
  @Needs("CONFIG_WRITE")
  async retireProductLine(
    @Arg("input", () => RetireProductLineInput, { description: "Which line" })
    input: RetireProductLineInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductLinePayload> {
    const read = readWith((reader) => readRetireProductLine(reader, input));
    const verb = retireProductLine(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @FieldResolver(() => ProductLineType, {
    nullable: true,
    description: "The line that it stands under; null for ALL",
  })
  parent(): never {
    return readWithItsObject();
  }

  #answer({ outcome, errors }: Performed<Done<ProductLineTouched>>): ProductLinePayload {
    return { productLine: this.#deps.reading.answer(outcome?.productLineId ?? null), errors };
  }
}
