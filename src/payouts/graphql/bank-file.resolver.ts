import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import type { FileLinks } from "../../files/index.ts";
import { Needs, principalOf } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  PageArgs,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { requestBankFile } from "../request-bank-file.ts";
import type { PayoutDeps } from "../draft-payout-batch.ts";

import {
  RequestBankFileInput,
  RequestBankFilePayload,
  BankFileConnection,
  BankFileFetchConnection,
  BankFileType,
  readRequestBankFile,
} from "./bank-file.type.ts";
import { PayoutBatchType } from "./payout-batch.type.ts";

export interface BankFileResolverDeps extends PayoutDeps {
  readonly links: FileLinks;
}

@Resolver(() => BankFileType)
export class BankFileResolver {
  readonly #deps: BankFileResolverDeps;

  constructor(deps: BankFileResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => RequestBankFilePayload, {
    nullable: true,
    description:
      "Requests what a sent batch says to the bank, and answers with an address that opens once, within five minutes, for who asked. That a batch cannot go as a CREDIT_TRANSFER is refused with why: its PAYMENT_LIST can be had",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async requestBankFile(
    @Arg("input", () => RequestBankFileInput, { description: "Which file" })
    input: RequestBankFileInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RequestBankFilePayload> {
    const { database, links } = this.#deps;
    const read = readWith((reader) => readRequestBankFile(reader, input));
    const { outcome, errors } = await perform(
      ...([database, context, info, input, read] as const),
      requestBankFile(this.#deps),
    );
    const expiresAt = outcome && new Date(outcome.expiresAt);
    const principal = principalOf(callerOf(context));
    const downloadUrl =
      outcome && expiresAt && principal
        ? links.to({ kind: "bankFile", id: outcome.fetchId, principal, until: expiresAt })
        : null;
    return { downloadUrl, expiresAt, errors };
  }

  @FieldResolver(() => BankFileFetchConnection, {
    nullable: true,
    description: "Who asked for it and fetched it, the latest first",
  })
  @Needs("LEDGER_READ")
  fetches(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

/** The files of a batch. */
@Resolver(() => PayoutBatchType)
export class BatchBankFilesResolver {
  @FieldResolver(() => BankFileConnection, {
    nullable: true,
    description:
      "What it says to the bank, in each format by which it can go; none before it is sent",
  })
  @Needs("LEDGER_READ")
  bankFiles(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
