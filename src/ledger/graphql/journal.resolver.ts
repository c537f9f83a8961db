import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { ChainAnchorConnection } from "./chain-anchor.type.ts";
import { matchesJournal, readJournalFilter } from "./journal-filter.ts";
import { JournalFilterInput, JournalTransactionConnection } from "./journal.type.ts";

/** The ledger as those read it who answer for the books; partners read none of it. */
@Resolver()
export class JournalResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => JournalTransactionConnection, {
    nullable: true,
    description:
      "Sealed postings with their lines, the last one sealed first; what was posted a second ago may not be sealed yet",
  })
  @Needs("LEDGER_READ")
  journalTransactions(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => JournalFilterInput, { nullable: true, description: "Which postings" })
    input: JournalFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readJournalFilter(input);
    return this.#reading.page(context, info, {
      name: "journalTransactions",
      type: "JournalTransaction",
      args,
      order: [descending("seq"), descending("id")],
      filter,
      where: (column) => matchesJournal(filter, column),
    });
  }

  @Query(() => ChainAnchorConnection, {
    nullable: true,
    description:
      "Daily anchors of the chain of postings, the latest first: whoever kept one elsewhere can tell that the chain is the same",
  })
  @Needs("LEDGER_READ")
  chainAnchors(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.page(context, info, {
      name: "chainAnchors",
      type: "ChainAnchor",
      args,
      order: [descending("anchoredAt"), descending("id")],
    });
  }
}
