import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import type { AddedFields, Cell, Source } from "../../platform/reading/index.ts";
import { column, descending, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import { explainAward } from "../domain/award-explanation.ts";
import type { AdjustmentTrace } from "../domain/award-steps.ts";
import type { Calculation } from "../domain/calculation.ts";
import { AwardRow } from "../store/award.row.ts";

const award = tableOf(AwardRow);

const calculation = award.expression<Calculation | AdjustmentTrace>("jsonb", ({ column: of }) =>
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

/** How those who have a part in it were called then, by their uuids. */
const partnerNames = award.expression<Readonly<Record<string, string>> | null>(
  "json",
  ({ column: of }) => sql`(
    select json_object_agg(part.partner_id, part.partner_name)
    from credit as part
    where part.award_id in (${of(award, "id")}, ${of(award, "adjustsAwardId")}))`,
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
    lead: one("Lead", { id: "leadId" }),
    incentiveProgram: one("IncentiveProgram", { id: "incentiveProgramId" }),
    programVersion: column(programVersion),
    milestone: column(award.cell("milestone")),
    generation: column(award.cell("generation")),
    gross: amount(award.cell("grossMinor")),
    forfeited: amount(award.cell("forfeitedMinor")),
    gate: column(award.cell("gate")),
    explanation: value(
      [
        calculation,
        award.cell("currency"),
        award.cell("milestone"),
        programName,
        programVersion,
        partnerNames,
      ],
      ([kept, currency, milestone, name, number, names]) => {
        // what was planted by hand, or told of an older system, was not worked out here
        if (!Object.hasOwn(kept, "base")) return null;
        const under = { currency, milestone, programName: name, programVersion: number };
        const { steps, sentences } = explainAward(kept, { ...under, partnerNames: namesOf(names) });
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

const namesOf = (names: Readonly<Record<string, string>> | null): ReadonlyMap<string, string> =>
  new Map(Object.entries(names ?? {}).map(([uuid, name]) => [idOf("prt", uuid), name]));

/** What a lead earned in all, for the vendor alone. */
export const leadAwards: AddedFields = {
  type: "Lead",
  fields: {
    awards: page("Award", { leadId: "id" }, [descending("eventAt"), descending("id")]),
  },
};
