import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import type { AddedFields, Cell, ColumnOf, Source } from "../../platform/reading/index.ts";
import { column, descending, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import { explainAward, isExplained } from "../domain/award-explanation.ts";
import type { AwardKept } from "../domain/award-step.ts";
import { AwardRow } from "../store/award.row.ts";

const award = tableOf(AwardRow);

const calculation = award.expression<AwardKept>("jsonb", ({ column: of }) =>
  of(award, "calculation"),
);

const reversedAt = award.expression<Date | null>(
  "timestamptz",
  ({ column: of }) =>
    sql`(select own.reversed_at from award as own where own.id = ${of(award, "id")})`,
);

/** The program's name and version, as the posting had them. */
const programName = award.expression<string>(
  "text",
  ({ column: of }) =>
    sql`(select paying.name from incentive_program as paying where paying.id = ${of(award, "incentiveProgramId")})`,
);

const programVersion = award.expression<number>(
  "integer",
  ({ column: of }) =>
    sql`(select paid_by.number from incentive_program_version as paid_by where paid_by.id = ${of(award, "versionId")})`,
);

interface PartOf {
  readonly name: string;
  readonly minor: string | null;
  readonly held: string | null;
}

/** By partners' uuids how they were called then, and what each has of it; of a change of all who have a part in what it changes. */
const parts = award.expression<Readonly<Record<string, PartOf>> | null>(
  "json",
  ({ column: of }) => sql`(
    select json_object_agg(part.partner_id, json_build_object(
      'name', part.partner_name, 'minor', own.share_minor::text, 'held', own.held_minor::text))
    from credit as part
    left join credit as own on own.award_id = ${of(award, "id")} and own.partner_id = part.partner_id
    where part.award_id = coalesce(${of(award, "adjustsAwardId")}, ${of(award, "id")}))`,
);

/** What its rule asks of a lead, by the conditions' keys. */
const expressions = award.expression<Readonly<Record<string, string>> | null>(
  "json",
  ({ column: of }) => sql`(
    select json_object_agg(asked.key, asked.expression)
    from incentive_condition as asked
    where asked.version_id = ${of(award, "versionId")} and asked.rule_key = ${of(award, "ruleKey")})`,
);

const amountOf = (minor: bigint, currency: string) => {
  if (!isCurrency(currency)) throw new Error(`an award is in an unknown currency ${currency}`);
  return toMoneyType(money(minor, currency));
};

const amount = (minor: Cell<bigint>) =>
  value([minor, award.cell("currency")], ([units, currency]) => amountOf(units, currency));

export const awardReads: Source = {
  type: "Award",
  table: award,
  isPartners: false,
  fields: {
    id: id("awd", award.cell("id")),
    kind: column(award.cell("kind")),
    recruitedCreditId: id("crd", award.cell("recruitedCreditId")),
    lead: one("Lead", { id: "leadId" }),
    incentiveProgram: one("IncentiveProgram", { id: "incentiveProgramId" }),
    programVersion: column(programVersion),
    milestone: column(award.cell("milestone")),
    occurrence: column(award.cell("occurrence")),
    generation: column(award.cell("generation")),
    gross: amount(award.cell("grossMinor")),
    forfeited: amount(award.cell("forfeitedMinor")),
    deferred: amount(award.cell("deferredMinor")),
    gate: column(award.cell("gate")),
    explanation: value(
      [
        calculation,
        award.cell("currency"),
        award.cell("milestone"),
        programName,
        programVersion,
        parts,
        expressions,
        award.cell("reinstatesAwardId"),
      ],
      ([kept, currency, milestone, name, number, all, asked, reinstates]) => {
        if (!isExplained(kept)) return null;
        const under = { currency, milestone, programName: name, programVersion: number };
        const partners = partnersOf(all);
        const { steps, sentences } = explainAward(
          kept,
          { ...under, partners, expressions: new Map(Object.entries(asked ?? {})) },
          reinstates === null ? null : creditedOf(partners),
        );
        return {
          sentences,
          steps: steps.map(({ minor, ...step }) => ({
            ...step,
            amount: amountOf(minor, currency),
          })),
        };
      },
    ),
    adjustsId: id("awd", award.cell("adjustsAwardId")),
    eventAt: column(award.cell("eventAt")),
    effectiveOn: column(award.cell("effectiveOn")),
    reversedAt: column(reversedAt),
  },
};

function partnersOf(all: Readonly<Record<string, PartOf>> | null) {
  return new Map(
    Object.entries(all ?? {}).map(([uuid, { name, minor, held }]) => [
      idOf("prt", uuid),
      { name, minor: BigInt(minor ?? 0), held: BigInt(held ?? 0) },
    ]),
  );
}

const creditedOf = (partners: ReturnType<typeof partnersOf>): ReadonlyMap<string, bigint> =>
  new Map([...partners].map(([partnerId, { minor }]) => [partnerId, minor]));

const earnedBy = (earned: ColumnOf, of: ColumnOf) => sql`(${earned("id")} = any(array(
      select own.id
      from award as own
      where own.lead_id = ${of("id")}
      union all
      select follower.id
      from credit as followed
      join award as follower on follower.recruited_credit_id = followed.id
      where followed.lead_id = ${of("id")})))`;

/** What a lead earned in all, for the vendor alone. */
export const leadAwards: AddedFields = {
  type: "Lead",
  fields: {
    // with what recruiters have of it
    awards: page("Award", earnedBy, [descending("eventAt"), descending("id")]),
  },
};
