import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { readAmount } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  callerOf,
  Cost,
  idArgument,
  ListSize,
  toMoneyType,
} from "../../platform/graphql/index.ts";
import type { Estimate } from "../domain/estimate.ts";
import { multiplierOf } from "../domain/tier-multipliers.ts";
import { estimateLead, estimateNew } from "../estimate-earnings.ts";
import type { EstimateDeps } from "../estimate-earnings.ts";

import { EarningEstimateType, LeadToEstimateInput } from "./estimate.type.ts";

/** What a lead may earn yet. */
@Resolver()
export class EstimateResolver {
  readonly #deps: EstimateDeps;

  constructor(deps: EstimateDeps) {
    this.#deps = deps;
  }

  @Query(() => [EarningEstimateType], {
    nullable: true,
    description:
      "What a lead's partner may earn by it yet, per milestone and rule, and why: of a lead, or for a partner of one that is not registered yet. Null where the caller sees no such lead, or it may earn nothing any more. What a recruiter has besides is no part of it",
  })
  @Needs("LEADS_READ", "CREDITS_READ")
  @Cost(3)
  @ListSize(10)
  async estimateEarnings(
    @Arg("leadId", () => ID, { nullable: true, description: "The lead, lead_…" })
    leadId: string | null,
    @Arg("draft", () => LeadToEstimateInput, {
      nullable: true,
      description: "In place of a lead, one that is not registered yet; for partners",
    })
    draft: LeadToEstimateInput | null,
    @Ctx() context: RequestContext,
  ): Promise<readonly EarningEstimateType[] | null> {
    const { session } = callerOf(context);
    const estimates = leadId
      ? await estimateLead(this.#deps, session, idArgument("lead", leadId, ["leadId"]), context.at)
      : await estimateNew(this.#deps, session, readDraft(draft), context.at);
    return estimates && estimates.map(toEstimateType);
  }
}

function readDraft(draft: LeadToEstimateInput | null) {
  if (!draft)
    throw apiError("BAD_USER_INPUT", "Name a lead by leadId, or tell of one in draft", {
      inputPath: ["leadId"],
    });
  return {
    programId: idArgument("prg", draft.programId, ["draft", "programId"]),
    deal: draft.estimatedValue ? readDeal(draft.estimatedValue) : null,
  };
}

function readDeal(given: { readonly amount: string; readonly currency: string }): Money {
  const read = readAmount(given);
  if (read.ok) return read.value;
  throw apiError("BAD_USER_INPUT", `draft.estimatedValue ${read.problem}`, {
    inputPath: ["draft", "estimatedValue"],
  });
}

function toEstimateType({ amount, capLeft, factor, sharePpm, ...estimate }: Estimate) {
  return {
    ...estimate,
    amount: amount && toMoneyType(amount),
    capLeft: capLeft && toMoneyType(capLeft),
    // oxlint-disable-next-line house/money -- a share is a million at most, and no money
    sharePpm: Number(sharePpm),
    tier: factor?.tier ?? null,
    multiplier: factor && multiplierOf(factor.multiplierPpm),
  };
}
