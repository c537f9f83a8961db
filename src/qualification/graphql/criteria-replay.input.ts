import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader, LeadKind, Prefix } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import { DateScalar } from "../../platform/graphql/index.ts";
import type { CancelReplay } from "../cancel-replay.ts";
import { MOST_LEAST_LEADS, MOST_NAMED_IN_COHORT, REPLAYED_DECISIONS } from "../domain/replay.ts";
import type { ReplayedDecision } from "../domain/replay.ts";
import type { ReplayCriteria } from "../replay-criteria.ts";

import { ReplayedDecisionEnum } from "./criteria-replay.type.ts";

const ALL_DECISIONS = Object.keys(REPLAYED_DECISIONS);
const LONGEST_YEARS = 5;

@InputType("ReplayCohortInput", { description: "Which leads that were decided" })
export class ReplayCohortInput {
  @Field(() => DateScalar, {
    description: "The first day on which leads were decided, in each program's time zone",
  })
  from: string;

  @Field(() => DateScalar, {
    description: `The day after the last one; at most ${LONGEST_YEARS} years later`,
  })
  until: string;

  @Field(() => [ReplayedDecisionEnum], {
    defaultValue: ALL_DECISIONS,
    description: "Leads that were decided in these ways",
  })
  decisions: ReplayedDecision[];

  @Field(() => [ID], { nullable: true, description: "These partners' leads alone, prt_…" })
  partnerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "These programs' leads alone, prg_…" })
  programIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Leads about these product lines or what is beneath them alone, pln_…",
  })
  productLineIds?: string[] | null;

  @Field(() => [LeadKindEnum], { nullable: true, description: "Leads of these kinds alone" })
  kinds?: LeadKind[] | null;
}

@InputType("ReplayCriteriaInput", { description: "Which criteria are tried on which leads" })
export class ReplayCriteriaInput {
  @Field(() => ID, { description: "The criteria version, crt_…; a draft as well" })
  criteriaVersionId: string;

  @Field(() => ReplayCohortInput, { description: "On which leads" })
  cohort: ReplayCohortInput;

  @Field(() => Int, {
    defaultValue: 10,
    description: `Of fewer leads than this no rate is told; 1 to ${MOST_LEAST_LEADS}`,
  })
  leastLeads: number;
}

@InputType("CancelReplayInput", { description: "A replay that is to end" })
export class CancelReplayInput {
  @Field(() => ID, { description: "Which one, crp_…" })
  criteriaReplayId: string;
}

export function readReplayCriteria(
  reader: InputReader,
  { criteriaVersionId, cohort, leastLeads }: ReplayCriteriaInput,
): ReplayCriteria {
  const { from, until, decisions, kinds } = cohort;
  readPeriod(reader, from, until);
  if (decisions.length === 0)
    reader.report(["cohort", "decisions"], "is empty: name one at least, or leave it out");
  if (leastLeads < 1 || leastLeads > MOST_LEAST_LEADS)
    reader.report(["leastLeads"], `must be 1 to ${MOST_LEAST_LEADS}, got ${leastLeads}`);
  const uuids = <P extends Prefix>(
    field: string,
    prefix: P,
    given: string[] | null | undefined,
  ): readonly string[] =>
    reader.ids(["cohort", field], prefix, given, MOST_NAMED_IN_COHORT).map(uuidOf);
  return {
    criteriaVersionId: reader.id(["criteriaVersionId"], "crt", criteriaVersionId),
    cohort: {
      ...{ startsOn: from, endsOn: until, decisions: [...new Set(decisions)] },
      partnerIds: uuids("partnerIds", "prt", cohort.partnerIds),
      programIds: uuids("programIds", "prg", cohort.programIds),
      productLineIds: uuids("productLineIds", "pln", cohort.productLineIds),
      kinds: [...new Set(kinds ?? [])],
    },
    leastLeads,
  };
}

/** Both are dates as YYYY-MM-DD, which compare as text. */
function readPeriod(reader: InputReader, from: string, until: string): void {
  const path = ["cohort", "until"];
  const year = Number(from.slice(0, 4)) + LONGEST_YEARS;
  const latest = year > 9999 ? "9999-12-31" : `${String(year).padStart(4, "0")}${from.slice(4)}`;
  if (until <= from)
    reader.report(path, "must be later than from: it is the first day that is out");
  else if (until > latest)
    reader.report(path, `must be no more than ${LONGEST_YEARS} years after from`);
}

export const readCancelReplay = (
  reader: InputReader,
  { criteriaReplayId }: CancelReplayInput,
): CancelReplay => ({ replayId: reader.id(["criteriaReplayId"], "crp", criteriaReplayId) });
