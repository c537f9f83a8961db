import { isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import {
  ascending,
  column,
  id,
  one,
  page,
  part,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { Cell, Source } from "../../platform/reading/index.ts";
import { PartnerStatementRow } from "../store/partner-statement.row.ts";
import { StatementLineRow } from "../store/statement-line.row.ts";

const statement = tableOf(PartnerStatementRow);
const line = tableOf(StatementLineRow);

function inCurrency(minor: bigint, currency: string) {
  if (!isCurrency(currency)) throw new Error(`a statement is in an unknown currency ${currency}`);
  return toMoneyType(money(minor, currency));
}

interface Parts {
  readonly accrued: Cell<bigint>;
  readonly heldBack: Cell<bigint>;
  readonly payable: Cell<bigint>;
  readonly inTransit: Cell<bigint>;
  readonly receivable: Cell<bigint>;
}

const totalOf = ({ accrued, heldBack, payable, inTransit, receivable }: Parts, of: Cell<string>) =>
  value(
    [accrued, heldBack, payable, inTransit, receivable, of],
    ([first, second, third, fourth, fifth, currency]) =>
      inCurrency(first + second + third + fourth + fifth, currency),
  );

function balance(parts: Parts, of: Cell<string>) {
  const amount = (minor: Cell<bigint>) =>
    value([minor, of], ([units, currency]) => inCurrency(units, currency));
  return part({
    total: totalOf(parts, of),
    accrued: amount(parts.accrued),
    heldBack: amount(parts.heldBack),
    payable: amount(parts.payable),
    inTransit: amount(parts.inTransit),
    receivable: amount(parts.receivable),
  });
}

const currency = statement.cell("currency");

// kind, count and amount of each
const movements = statement.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`array(
    select concat_ws(' ', moved.kind, count(*),
      sum(moved.accrued_minor + moved.held_minor + moved.payable_minor + moved.transit_minor + moved.receivable_minor))
    from partner_statement_line as moved
    where moved.partner_id = ${of(statement, "partnerId")} and moved.statement_id = ${of(statement, "id")}
    group by moved.kind
    order by min(moved.number))`,
);

const withheldMinor = statement.expression<bigint>(
  "bigint",
  ({ column: of }) => sql`(
    select coalesce(sum(line.withheld_minor), 0)::bigint
    from partner_statement_line as line
    where line.partner_id = ${of(statement, "partnerId")} and line.statement_id = ${of(statement, "id")})`,
);

export const statementReads: Source = {
  type: "Statement",
  table: statement,
  isPartners: true,
  fields: {
    id: id("stm", statement.cell("id")),
    number: column(statement.cell("number")),
    partner: one("Partner", { id: "partnerId" }),
    startsOn: column(statement.cell("startsOn")),
    endsOn: column(statement.cell("endsOn")),
    currency: column(currency),
    issuedAt: column(statement.cell("issuedAt")),
    opening: balance(
      {
        accrued: statement.cell("openingAccruedMinor"),
        heldBack: statement.cell("openingHeldMinor"),
        payable: statement.cell("openingPayableMinor"),
        inTransit: statement.cell("openingTransitMinor"),
        receivable: statement.cell("openingReceivableMinor"),
      },
      currency,
    ),
    closing: balance(
      {
        accrued: statement.cell("closingAccruedMinor"),
        heldBack: statement.cell("closingHeldMinor"),
        payable: statement.cell("closingPayableMinor"),
        inTransit: statement.cell("closingTransitMinor"),
        receivable: statement.cell("closingReceivableMinor"),
      },
      currency,
    ),
    withheld: value([withheldMinor, currency], ([minor, of]) => inCurrency(minor, of)),
    movements: value([movements, currency], ([all, of]) =>
      all.map((each) => {
        const [kind = "", count = "", minor = ""] = each.split(" ");
        return { kind, lineCount: Number(count), amount: inCurrency(BigInt(minor), of) };
      }),
    ),
    lineCount: column(statement.cell("lineCount")),
    lines: page("StatementLine", { partnerId: "partnerId", statementId: "id" }, [
      ascending("number"),
    ]),
  },
};

const PARTS: Parts = {
  accrued: line.cell("accruedMinor"),
  heldBack: line.cell("heldMinor"),
  payable: line.cell("payableMinor"),
  inTransit: line.cell("transitMinor"),
  receivable: line.cell("receivableMinor"),
};

const lineCurrency = line.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select whole.currency
    from partner_statement as whole
    where whole.partner_id = ${of(line, "partnerId")} and whole.id = ${of(line, "statementId")})`,
);

export const statementLineReads: Source = {
  type: "StatementLine",
  table: line,
  isPartners: true,
  fields: {
    number: column(line.cell("number")),
    kind: column(line.cell("kind")),
    accountingOn: column(line.cell("accountingOn")),
    effectiveOn: column(line.cell("effectiveOn")),
    isLate: column(line.cell("isLate")),
    correctsNumber: column(line.cell("correctsNumber")),
    credit: one("Credit", { partnerId: "partnerId", id: "creditId" }),
    programName: column(line.cell("programName")),
    milestone: column(line.cell("milestone")),
    amount: totalOf(PARTS, lineCurrency),
    withheld: value([line.cell("withheldMinor"), lineCurrency], ([minor, of]) =>
      inCurrency(minor, of),
    ),
    parts: balance(PARTS, lineCurrency),
    balance: value([line.cell("balanceMinor"), lineCurrency], ([minor, of]) =>
      inCurrency(minor, of),
    ),
  },
};
