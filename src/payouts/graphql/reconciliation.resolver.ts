import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { money } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, Cost, DateScalar, toMoneyType } from "../../platform/graphql/index.ts";
import { differenceOf, isReconciled } from "../domain/reconciliation.ts";
import type { ClearingStanding } from "../domain/reconciliation.ts";
import { readStandings } from "../store/reconciliation.ts";

import { ReconciliationType } from "./reconciliation.type.ts";

@Resolver()
export class ReconciliationResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => ReconciliationType, {
    nullable: true,
    description:
      "Holds what stands on the clearing accounts of payouts against the payouts that are as far as that, and against what the bank said, up to a day",
  })
  @Needs("LEDGER_READ")
  @Cost(100)
  async reconciliation(
    @Arg("effectiveTo", () => DateScalar, {
      nullable: true,
      description: "What is about this day or earlier; today, as the books count days, if left out",
    })
    given: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ReconciliationType> {
    const { session } = callerOf(context);
    const asked = { on: given ?? null, at: context.at };
    const { on, accounts } = await readStandings(this.#database, session, asked);
    return {
      reconciledOn: on,
      isReconciled: isReconciled(accounts),
      accounts: accounts.map(toAccount),
    };
  }
}

function toAccount(standing: ClearingStanding) {
  const of = (minor: bigint) => toMoneyType(money(minor, standing.currency));
  return {
    ...{ role: standing.role.toUpperCase(), currency: standing.currency },
    ...{ balance: of(standing.balanceMinor), openPayouts: of(standing.openMinor) },
    ...{ openPayoutCount: standing.openCount, difference: of(differenceOf(standing)) },
    unmatchedDebits: of(standing.waitingDebits),
    ...{ unmatchedCredits: of(standing.waitingCredits), unmatchedCount: standing.waitingCount },
  };
}
