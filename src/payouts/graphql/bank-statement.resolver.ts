import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  Payload,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { importBankStatement } from "../import-bank-statement.ts";
import type { ImportBankStatementDeps } from "../import-bank-statement.ts";
import { matchBankEntry } from "../match-bank-entry.ts";
import { setAsideBankEntries } from "../set-aside-bank-entries.ts";

import {
  ImportBankStatementInput,
  MatchBankEntryInput,
  readImportStatement,
  readMatchEntry,
  readSetAside,
  SetAsideBankEntriesInput,
} from "./bank-statement.input.ts";
import {
  BankEntryConnection,
  BankEntryStateEnum,
  BankEntryType,
  BankStatementConnection,
  BankStatementType,
} from "./bank-statement.type.ts";

const ImportBankStatementPayload = payloadOf(
  ...(["importBankStatement", "bankStatement", () => BankStatementType, "statement"] as const),
);
const MatchBankEntryPayload = payloadOf(
  ...(["matchBankEntry", "bankEntry", () => BankEntryType, "entry"] as const),
);

@ObjectType("SetAsideBankEntriesPayload", {
  description: "Result of setAsideBankEntries",
  simpleResolvers: true,
})
@Payload()
class SetAsideBankEntriesPayload {
  @Field(() => [ID], {
    nullable: true,
    description: "The entries that were set aside; null where none was",
  })
  bankEntryIds: readonly string[] | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

interface BankStatementResolverDeps extends ImportBankStatementDeps {
  readonly reading: Reading;
}

@Resolver(() => BankStatementType)
export class BankStatementResolver {
  readonly #deps: BankStatementResolverDeps;

  constructor(deps: BankStatementResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => ImportBankStatementPayload, {
    nullable: true,
    description:
      "Imports what the bank booked, from a file that was sent as a BANK_STATEMENT: camt.053 or camt.054, or a CSV of which the input says what its columns hold. An entry that names a payout by its end-to-end id, and is of its amount and currency, settles it, or returns it, as settlePayout and returnPayout do; all others are UNMATCHED, and a person decides. A file is imported once; what another said before changes nothing. A pain.002 is refused: it is no proof of payment",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async importBankStatement(
    @Arg("input", () => ImportBankStatementInput, { description: "The file" })
    input: ImportBankStatementInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readImportStatement(reader, input));
    const verb = importBankStatement(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { bankStatement: reading.answer(outcome?.bankStatementId ?? null), errors };
  }

  @Mutation(() => MatchBankEntryPayload, {
    nullable: true,
    description:
      "Says of which payout an unmatched entry is, which is of its amount and currency: a debit settles it and a credit returns it, on the bank's day and under its reference. What the bank took for itself is named as charges, and booked as such; an entry may be nothing but that",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async matchBankEntry(
    @Arg("input", () => MatchBankEntryInput, { description: "Which entry, and which payout" })
    input: MatchBankEntryInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readMatchEntry(reader, input));
    const verb = matchBankEntry(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { bankEntry: reading.answer(outcome?.bankEntryId ?? null), errors };
  }

  @Mutation(() => SetAsideBankEntriesPayload, {
    nullable: true,
    description:
      "Says of unmatched entries that they are of no payout, or were dealt with otherwise: all of them, or none",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async setAsideBankEntries(
    @Arg("input", () => SetAsideBankEntriesInput, { description: "Which entries, and why" })
    input: SetAsideBankEntriesInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SetAsideBankEntriesPayload> {
    const { database } = this.#deps;
    const read = readWith((reader) => readSetAside(reader, input));
    const verb = setAsideBankEntries(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { bankEntryIds: outcome?.bankEntryIds ?? null, errors };
  }

  @Query(() => BankStatementConnection, {
    nullable: true,
    description: "What the bank said, the latest import first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  bankStatements(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      ...{ name: "bankStatements", type: "BankStatement", args },
      order: [descending("importedAt"), descending("id")],
      filter: null,
      where: () => sql`true`,
    });
  }

  @Query(() => BankEntryConnection, {
    nullable: true,
    description: "What the bank booked, the latest day first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  bankEntries(
    @Arg("state", () => BankEntryStateEnum, {
      nullable: true,
      description: "Only those of which this became, such as UNMATCHED; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      ...{ name: "bankEntries", type: "BankEntry", args },
      order: [descending("bookedOn"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @FieldResolver(() => BankEntryConnection, {
    nullable: true,
    description: "What it says, in its order",
  })
  @Needs("LEDGER_READ")
  entries(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
