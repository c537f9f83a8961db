import { isCurrency, money } from "../../kernel/index.ts";
import type { Cell, AddedFields, Source } from "../../platform/reading/index.ts";
import { column, descending, id, page, tableOf, value } from "../../platform/reading/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { explainedIn } from "../domain/explained-credit.ts";
import { percentOf } from "../domain/percent.ts";
import { CreditRow } from "../store/credit.row.ts";
import { liveInstalments } from "../store/payout-terms-store.ts";

const credit = tableOf(CreditRow);

function inCurrency(units: bigint, currency: string) {
  if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
  return toMoneyType(money(units, currency));
}

const amount = (minor: Cell<bigint>) =>
  value([minor, credit.cell("currency")], ([units, currency]) => inCurrency(units, currency));

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
    when ${of(credit, "kind")} not in ('AWARD', 'RECRUITER') then null
    when ${of(credit, "reversedAt")} is not null then 0
    else ${of(credit, "shareMinor")} + (
      select coalesce(sum(changed.share_minor), 0)
      from credit as changed
      where changed.partner_id = ${of(credit, "partnerId")} and changed.adjusts_credit_id = ${of(credit, "id")}
        and changed.reversed_at is null)
  end)::bigint`,
);

// the days rest while the partner is suspended; what only changed another one is appealed with that
const appealUntil = credit.expression<Date | null>(
  "timestamptz",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' and ${of(credit, "takenBackPpm")} is null then null
    when ${of(credit, "appealUntil")} is not null then app.rested_until(
      ${of(credit, "partnerId")}, coalesce(${of(credit, "reversedAt")}, ${of(credit, "earnedAt")}), ${of(credit, "appealUntil")})
  end)`,
);

const takenMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' then null
    when ${of(credit, "reversedAt")} is not null then 0
    else (
      select -coalesce(sum(part.share_minor), 0)
      from credit as part
      where part.partner_id = ${of(credit, "partnerId")} and part.adjusts_credit_id = ${of(credit, "id")}
        and part.reversed_at is null and part.taken_back_ppm is not null)
  end)::bigint`,
);

const heldMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' then null
    when ${of(credit, "reversedAt")} is not null then 0
    else ${of(credit, "heldMinor")} + (
      select coalesce(sum(changed.held_minor), 0)
      from credit as changed
      where changed.partner_id = ${of(credit, "partnerId")} and changed.adjusts_credit_id = ${of(credit, "id")}
        and changed.reversed_at is null)
  end)::bigint`,
);

const waitingMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} <> 'AWARD' then null
    when ${of(credit, "reversedAt")} is not null then 0
    else ${of(credit, "deferredMinor")} + (
      select coalesce(sum(changed.deferred_minor), 0)
      from credit as changed
      where changed.partner_id = ${of(credit, "partnerId")} and changed.adjusts_credit_id = ${of(credit, "id")}
        and changed.reversed_at is null)
  end)::bigint`,
);

// day and amount of each
const instalments = credit.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' or ${of(credit, "reversedAt")} is not null then '{}'
    else array(
      select concat_ws(' ', held.due_on, held.minor)
      from (${liveInstalments(of(credit, "partnerId"), of(credit, "id"))}) as held
      order by held.due_on, held.n)
  end)::text[]`,
);

// the vendor's alone to ask for: of whose credit it is a percent
const recruitedCreditId = credit.expression<string | null>(
  "uuid",
  ({ column: of }) =>
    sql`(select earned.recruited_credit_id from award as earned where earned.id = ${of(credit, "awardId")})`,
);

const weightPpm = credit.expression<number>(
  "integer",
  ({ column: of }) => sql`${of(credit, "weightPpm")}::integer`,
);

const isApproved = (of: Named): Sql => sql`exists (
      select
      from credit_approval as approval
      where approval.partner_id = ${of.partnerId} and approval.credit_id = coalesce(${of.adjustsCreditId}, ${of.id})
        and approval.ended_at is null)`;

interface Named {
  readonly partnerId: Sql;
  readonly adjustsCreditId: Sql;
  readonly id: Sql;
}

const isOnItsWay = (of: Named): Sql => sql`exists (
      select
      from payout_credit as paid
      join payout on payout.partner_id = paid.partner_id and payout.id = paid.payout_id
      where paid.partner_id = ${of.partnerId} and paid.credit_id = coalesce(${of.adjustsCreditId}, ${of.id})
        and paid.ended_at is null and payout.state in ('SCHEDULED', 'SENT'))`;

const isPaid = (of: Named): Sql => sql`exists (
      select
      from credit_approval as approval
      where approval.partner_id = ${of.partnerId} and approval.credit_id = coalesce(${of.adjustsCreditId}, ${of.id})
        and approval.ended_at is null and approval.amount_minor - coalesce((
          select sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id))
          from credit_clawback as clawed
          where clawed.partner_id = approval.partner_id and clawed.credit_id = approval.credit_id and clawed.ended_at is not null), 0) = (
          select sum(paid.amount_minor)
          from payout_credit as paid
          where paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.ended_at is null))`;

// how far it is follows from what was posted
const state = credit.expression<string>("text", ({ column: of }) => {
  const named = {
    partnerId: of(credit, "partnerId"),
    adjustsCreditId: of(credit, "adjustsCreditId"),
    id: of(credit, "id"),
  };
  return sql`(case
    when ${of(credit, "reversedAt")} is not null then 'REVERSED'
    when ${isOnItsWay(named)} then 'SCHEDULED'
    when ${isPaid(named)} then 'PAID'
    when ${isApproved(named)} then 'APPROVED'
    else 'ACCRUED'
  end)`;
});

const approvedAt = credit.expression<Date | null>(
  "timestamptz",
  ({ column: of }) => sql`(
    select approval.approved_at
    from credit_approval as approval
    where approval.partner_id = ${of(credit, "partnerId")}
      and approval.credit_id = coalesce(${of(credit, "adjustsCreditId")}, ${of(credit, "id")}) and approval.ended_at is null)`,
);

const approvalPolicyId = credit.expression<string | null>(
  "uuid",
  ({ column: of }) => sql`(
    select proposal.policy_id
    from credit_approval as approval
    join approval_proposal as proposal on proposal.id = approval.proposal_id
    where approval.partner_id = ${of(credit, "partnerId")}
      and approval.credit_id = coalesce(${of(credit, "adjustsCreditId")}, ${of(credit, "id")}) and approval.ended_at is null)`,
);

const payableMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' then null
    else coalesce((
      select approval.amount_minor - approval.held_minor + coalesce((
        select sum(vested.amount_minor)
        from credit_vesting as vested
        where vested.partner_id = approval.partner_id and vested.approval_id = approval.id), 0) - coalesce((
        select sum(paid.amount_minor)
        from payout_credit as paid
        where paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.ended_at is null), 0) - coalesce((
        select sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id))
        from credit_clawback as clawed
        where clawed.partner_id = approval.partner_id and clawed.credit_id = approval.credit_id and clawed.ended_at is not null), 0)
      from credit_approval as approval
      where approval.partner_id = ${of(credit, "partnerId")} and approval.credit_id = ${of(credit, "id")}
        and approval.ended_at is null), 0)
  end)::bigint`,
);

const owedMinor = credit.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(case
    when ${of(credit, "kind")} = 'ADJUST' then null
    else coalesce((
      select sum(app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id))
      from credit_clawback as clawed
      where clawed.partner_id = ${of(credit, "partnerId")} and clawed.credit_id = ${of(credit, "id")} and clawed.ended_at is null), 0)
  end)::bigint`,
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
    state: column(state),
    approvedAt: column(approvedAt),
    approvalPolicyId: id("pol", approvalPolicyId),
    amount: amount(credit.cell("shareMinor")),
    outstanding: value([outstandingMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    payable: value([payableMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    takenBack: value([takenMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    owedBack: value([owedMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    takenBackPercent: value([credit.cell("takenBackPpm")], ([ppm]) =>
      ppm === null ? null : percentOf(ppm),
    ),
    holdback: value([heldMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    deferred: value([waitingMinor, credit.cell("currency")], ([units, currency]) =>
      units === null ? null : inCurrency(units, currency),
    ),
    vesting: value([instalments, credit.cell("currency")], ([all, currency]) =>
      all.map((each) => {
        const [dueOn = "", units = ""] = each.split(" ");
        return { dueOn, amount: inCurrency(BigInt(units), currency) };
      }),
    ),
    awardGross: value(
      [credit.cell("awardGrossMinor"), credit.cell("currency"), weightPpm],
      ([minor, currency, ppm], { session }) =>
        // beside its own part the whole would tell a partner what the others' parts were multiplied by
        session.partnerId !== null && ppm !== WHOLE ? null : inCurrency(minor, currency),
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
        account && explainedIn(account, { programName, programVersion }, milestone),
    ),
    programName: column(credit.cell("programName")),
    programVersion: column(credit.cell("programVersion")),
    partnerName: column(credit.cell("partnerName")),
    leadId: id("lead", ownLeadId),
    recruitedCreditId: id("crd", recruitedCreditId),
    leadExternalReference: column(externalReference),
    earnedAt: column(credit.cell("earnedAt")),
    effectiveOn: column(credit.cell("effectiveOn")),
    reversedAt: column(credit.cell("reversedAt")),
    reversalReason: column(credit.cell("reversalReason")),
    reversalStatement: column(credit.cell("reversalStatement")),
    appealUntil: column(appealUntil),
  },
};

export const NEWEST_CREDIT_FIRST = [descending("earnedAt"), descending("id")];

/** What a lead earned; a partner sees its own share alone. */
export const leadCredits: AddedFields = {
  type: "Lead",
  fields: { credits: page("Credit", { leadId: "id" }, NEWEST_CREDIT_FIRST) },
};
