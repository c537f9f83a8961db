import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { approveGlMapping } from "../approve-gl-mapping.ts";
import { readSaveGlMapping } from "../domain/gl-mapping.ts";
import { saveGlMapping } from "../save-gl-mapping.ts";
import type { GlMappingDeps, GlMappingTouched } from "../save-gl-mapping.ts";

import {
  ApproveGlMappingInput,
  ApproveGlMappingPayload,
  SaveGlMappingInput,
  SaveGlMappingPayload,
} from "./gl-mapping.input.ts";
import { GlMappingConnection } from "./gl-mapping.type.ts";

export interface GlMappingResolverDeps extends GlMappingDeps {
  readonly reading: Reading;
}

/** Which accounts of the firm's books the ledger goes to. */
@Resolver()
export class GlMappingResolver {
  readonly #deps: GlMappingResolverDeps;

  constructor(deps: GlMappingResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => GlMappingConnection, {
    nullable: true,
    description: "Mappings of the ledger to the firm's books, the newest first",
  })
  @Needs("LEDGER_READ")
  glMappings(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "glMappings",
      type: "GlMapping",
      args,
      order: [descending("number"), descending("id")],
      where: (column) => sql`${column("entityId")} = ${DEFAULT_ENTITY_ID}::uuid`,
    });
  }

  @Mutation(() => SaveGlMappingPayload, {
    nullable: true,
    description:
      "Says which accounts of the firm's books the ledger goes to. It never changes, and no file goes by it until somebody else approves it",
  })
  @Needs("GL_MAPPINGS_WRITE")
  @RequiresIdempotency()
  async saveGlMapping(
    @Arg("input", () => SaveGlMappingInput, { description: "The accounts" })
    input: SaveGlMappingInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readSaveGlMapping(reader, input));
    const verb = saveGlMapping(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => ApproveGlMappingPayload, {
    nullable: true,
    description: "Lets files go by a mapping that somebody else has made, from its day on",
  })
  @Needs("GL_MAPPINGS_APPROVE")
  @RequiresIdempotency()
  async approveGlMapping(
    @Arg("input", () => ApproveGlMappingInput, { description: "Which one" })
    input: ApproveGlMappingInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => ({
      glMappingId: reader.id(["glMappingId"], "glm", input.glMappingId),
    }));
    const verb = approveGlMapping(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({ outcome, errors }: Performed<Done<GlMappingTouched>>) {
    return { glMapping: this.#deps.reading.answer(outcome?.glMappingId ?? null), errors };
  }
}
