import { isCurrency, money } from "../../kernel/index.ts";
import type { Cell, AddedFields, Source } from "../../platform/reading/index.ts";
import { column, descending, id, page, tableOf, value } from "../../platform/reading/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { explainCredit } from "../domain/explanation.ts";
import { CreditRow } from "../store/credit.row.ts";

const credit = tableOf(CreditRow);

const amount = (minor: Cell<bigint>) =>
  value([minor, credit.cell("currency")], ([units, currency]) => {
    if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
    return toMoneyType(money(units, currency));
  });

// a beneficiary need not be the lead's own partner: then it sees neither the lead nor its reference
const ownLeadId = credit.expression<string | null>(
  "uuid",
  ({ column: of }) => sql`(select lead.id from lead where lead.id = ${of(credit, "leadId")})`,
);
const externalReference = credit.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select lead.external_reference from lead where lead.id = ${of(credit, "leadId")})`,
);

const outstandingMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' then null
    when ${of(credit, "reversedAt")} is not null then 0
    else ${of(credit, "shareMinor")} + (
      select coalesce(sum(changed.share_minor), 0)
      from credit as changed
      where changed.partner_id = ${of(credit, "partnerId")} and changed.adjusts_credit_id = ${of(credit, "id")})
  end)::bigint`,
);

const weightPpm = credit.expression<number>(
  "integer",
  ({ column: of }) => sql`${of(credit, "weightPpm")}::integer`,
);

/** The weight of whoever shares with nobody. */
const WHOLE = 1_000_000;

export const creditReads: Source = {
  type: "Credit",
  table: credit,
  isPartners: true,
  fields: {
    id: id("crd", credit.cell("id")),
    kind: column(credit.cell("kind")),
    state: column(credit.cell("state")),
    amount: amount(credit.cell("shareMinor")),
    outstanding: value([outstandingMinor, credit.cell("currency")], ([units, currency]) => {
      if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
      return units === null ? null : toMoneyType(money(units, currency));
    }),
    awardGross: value(
      [credit.cell("awardGrossMinor"), credit.cell("currency"), weightPpm],
      ([minor, currency, ppm], { session }) => {
        if (!isCurrency(currency))
          throw new Error(`a credit is in an unknown currency ${currency}`);
        // beside its own part the whole would tell a partner what the others' parts were multiplied by
        const isShared = session.partnerId !== null && ppm !== WHOLE;
        return isShared ? null : toMoneyType(money(minor, currency));
      },
    ),
    weightPpm: column(weightPpm),
    milestone: column(credit.cell("milestone")),
    explanation: value(
      [
        credit.cell("account"),
        credit.cell("programName"),
        credit.cell("programVersion"),
        credit.cell("milestone"),
      ],
      ([account, programName, programVersion, milestone]) =>
        account && explainCredit(account, { programName, programVersion, milestone }),
    ),
    programName: column(credit.cell("programName")),
    programVersion: column(credit.cell("programVersion")),
    partnerName: column(credit.cell("partnerName")),
    leadId: id("lead", ownLeadId),
    leadExternalReference: column(externalReference),
    earnedAt: column(credit.cell("earnedAt")),
    effectiveOn: column(credit.cell("effectiveOn")),
    reversedAt: column(credit.cell("reversedAt")),
    reversalReason: column(credit.cell("reversalReason")),
    reversalStatement: column(credit.cell("reversalStatement")),
    appealUntil: column(credit.cell("appealUntil")),
  },
};

export const NEWEST_CREDIT_FIRST = [descending("earnedAt"), descending("id")];

/** What a lead earned; a partner sees its own share alone. */
export const leadCredits: AddedFields = {
  type: "Lead",
  fields: { credits: page("Credit", { leadId: "id" }, NEWEST_CREDIT_FIRST) },
};
