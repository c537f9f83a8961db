import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Id, Prefix } from "../../kernel/index.ts";
import { idOf, isCurrency, money } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost, idArgument, toMoneyType } from "../../platform/graphql/index.ts";
import { balanceOf, totalsOf } from "../domain/trial-balance.ts";
import type { Posted } from "../domain/trial-balance.ts";
import { readTrialBalance } from "../store/trial-balance.ts";
import type { TrialBalanceCut, TrialBalanceLine } from "../store/trial-balance.ts";

import { readSeq } from "./journal-filter.ts";
import { TrialBalanceInput, TrialBalanceType } from "./trial-balance.type.ts";

/** So many accounts are told at most: more is refused, so that none is missing unseen. */
const MOST_ROWS = 5_000;

@Resolver()
export class TrialBalanceResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => TrialBalanceType, {
    nullable: true,
    description:
      "The trial balance of the books: each account's debits and credits, of sealed postings alone. With a number of the chain it is the same for ever",
  })
  @Needs("LEDGER_READ")
  @Cost(200)
  async trialBalance(
    @Arg("input", () => TrialBalanceInput, {
      nullable: true,
      description: "Up to when, and of which accounts",
    })
    input: TrialBalanceInput | null,
    @Ctx() context: RequestContext,
  ): Promise<TrialBalanceType> {
    const cut = readCut(input ?? {});
    const { session } = callerOf(context);
    const found = await readTrialBalance(this.#database, session, cut, MOST_ROWS + 1);
    const [first] = found;
    if (!first && cut.atSeq !== null && cut.atSeq !== "0") throw notReached(cut.atSeq);
    if (found.length > MOST_ROWS) throw tooMany();
    const rows = found.flatMap(toRow);
    return {
      atSeq: first?.mark ?? "0",
      hash: first?.hash ?? null,
      rows: rows.map(({ posted, ...account }) => ({ ...account, ...moneyOf(posted) })),
      totals: totalsOf(rows.map(({ posted }) => posted)).map((posted) => ({
        currency: posted.currency,
        ...moneyOf(posted),
      })),
    };
  }
}

function readCut(input: TrialBalanceInput): TrialBalanceCut {
  const at = (field: string): readonly string[] => ["input", field];
  return {
    atSeq: readSeq(input.atSeq ?? null, at("atSeq")),
    accountingTo: input.accountingTo ?? null,
    effectiveTo: input.effectiveTo ?? null,
    partnerId: optionalId("prt", input.partnerId, at("partnerId")),
    programId: optionalId("inc", input.incentiveProgramId, at("incentiveProgramId")),
  };
}

function optionalId<P extends Prefix>(
  prefix: P,
  text: string | null | undefined,
  path: readonly string[],
): Id<P> | null {
  return text === null || text === undefined ? null : idArgument(prefix, text, [...path]);
}

function toRow(line: TrialBalanceLine) {
  const { account_id: id, currency, partner_id: partner, program_id: program } = line;
  if (id === null) return [];
  if (!isCurrency(currency)) throw new Error(`an account is in an unknown currency ${currency}`);
  const posted: Posted = {
    currency,
    debit: BigInt(line.debit_minor),
    credit: BigInt(line.credit_minor),
  };
  return [
    {
      accountId: idOf("led", id),
      role: line.role.toUpperCase(),
      partnerId: partner === null ? null : idOf("prt", partner),
      incentiveProgramId: program === null ? null : idOf("inc", program),
      posted,
    },
  ];
}

function moneyOf(posted: Posted) {
  const of = (minor: bigint) => toMoneyType(money(minor, posted.currency));
  return { debit: of(posted.debit), credit: of(posted.credit), balance: of(balanceOf(posted)) };
}

const notReached = (atSeq: string) =>
  apiError(
    "BAD_USER_INPUT",
    `input.atSeq: no posting has the number ${atSeq} yet; leave it out for all that are sealed`,
    { inputPath: ["input", "atSeq"] },
  );

const tooMany = () =>
  apiError(
    "LIMIT_EXCEEDED",
    `There are more than ${MOST_ROWS} accounts: ask for those of a partner or of an incentive program`,
    { counted: "accounts", limit: MOST_ROWS },
  );
