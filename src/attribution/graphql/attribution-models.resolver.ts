import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  callerOf,
  Cost,
  DateTimeScalar,
  idArgument,
  ListSize,
} from "../../platform/graphql/index.ts";
import { ATTRIBUTION_MODELS, sharesUnder } from "../domain/models.ts";
import type { AttributionModel } from "../domain/models.ts";
import { readSharesAsOf } from "../store/shares-as-of.ts";
import { readTouchedLeads } from "../store/touched-leads.ts";

import { AttributionSnapshotType, ModelAttributionType } from "./attribution-models.type.ts";
import { AttributionModelEnum } from "./attribution-policy.type.ts";

const WHOLE_PPM = 1_000_000;

@Resolver()
export class AttributionModelsResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => [ModelAttributionType], {
    nullable: true,
    description:
      "To whom an SQL would be owed under other models, over the touches by which it was settled: a partner sees its own part of its own lead. Null where it is no SQL, or the caller sees none",
  })
  @Needs("LEADS_READ")
  @Cost(10)
  @ListSize(ATTRIBUTION_MODELS.length)
  async attributionUnder(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Arg("models", () => [AttributionModelEnum], { description: "Each once" })
    models: AttributionModel[],
    @Ctx() context: RequestContext,
  ): Promise<readonly ModelAttributionType[] | null> {
    const id = idArgument("lead", leadId, ["leadId"]);
    const asked = [...new Set(models)];
    if (asked.length === 0 || asked.length !== models.length)
      throw apiError("BAD_USER_INPUT", "models must name each model once, and one at least", {
        inputPath: ["models"],
      });
    const { session } = callerOf(context);
    const own = session.partnerId;
    const isOwn = own === null ? sql`true` : sql`lead.partner_id = ${uuidOf(own)}::uuid`;
    const where = sql`lead.id = ${uuidOf(id)}::uuid and ${isOwn}`;
    const [lead] = await readTouchedLeads(this.#database, session, where, 1);
    if (!lead) return null;
    return asked.map((model) => {
      const shares = sharesUnder({ ...lead.weighing, model }, lead, lead.touches);
      const portions = shares.map(({ partnerId, sharePpm: portion }) => ({
        partnerId,
        // oxlint-disable-next-line house/money -- a share is a million at most, and no money
        sharePpm: Number(portion),
      }));
      return { model, ...shownTo(own, portions) };
    });
  }

  @Query(() => AttributionSnapshotType, {
    nullable: true,
    description:
      "To whom a lead was owed at an instant, as it was known then, whatever was settled since; null where the caller sees no such lead",
  })
  @Needs("LEADS_READ")
  @Cost(5)
  async attributionAsOf(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Arg("at", () => DateTimeScalar, { description: "The instant" }) at: Date,
    @Ctx() context: RequestContext,
  ): Promise<AttributionSnapshotType | null> {
    const id = idArgument("lead", leadId, ["leadId"]);
    const { session } = callerOf(context);
    const shares = await readSharesAsOf(this.#database, session, id, at);
    if (!shares) return null;
    const sourced = shares.filter(({ book }) => book === "SOURCED");
    const influenced = shares.filter(({ book }) => book === "INFLUENCED");
    const told = shownTo(session.partnerId, sourced);
    return {
      at,
      ...told,
      othersPpm: sourced.length === 0 ? 0 : told.othersPpm,
      influencedPartnerIds: influenced.map(({ partnerId }) => partnerId),
    };
  }
}

/** What a partner may know of shares: its own, and what all others come to. */
function shownTo(
  own: PartnerId | null,
  portions: readonly { readonly partnerId: PartnerId; readonly sharePpm: number }[],
) {
  const shares = portions.filter(({ partnerId }) => own === null || partnerId === own);
  const shown = shares.reduce((sum, { sharePpm }) => sum + sharePpm, 0);
  return { shares, othersPpm: WHOLE_PPM - shown };
}
