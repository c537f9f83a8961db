import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import { declinePayoutAccount } from "../decline-payout-account.ts";
import { compact } from "../domain/account-number.ts";
import { endPayoutAccount } from "../end-payout-account.ts";
import { savePayoutAccount } from "../save-payout-account.ts";
import type { PayoutAccountTouched } from "../save-payout-account.ts";
import { verifyPayoutAccount } from "../verify-payout-account.ts";
import type { VerifyPayoutAccountDeps } from "../verify-payout-account.ts";

import {
  DeclinePayoutAccountInput,
  EndPayoutAccountInput,
  readDecline,
  readEnd,
  readSave,
  readVerify,
  SavePayoutAccountInput,
  VerifyPayoutAccountInput,
} from "./payout-account.input.ts";
import {
  PayoutAccountConnection,
  PayoutAccountStateEnum,
  PayoutAccountType,
} from "./payout-account.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "payoutAccount", () => PayoutAccountType, "account");
const SavePayoutAccountPayload = payloadType("savePayoutAccount");
const VerifyPayoutAccountPayload = payloadType("verifyPayoutAccount");
const DeclinePayoutAccountPayload = payloadType("declinePayoutAccount");
const EndPayoutAccountPayload = payloadType("endPayoutAccount");

export interface PayoutAccountResolverDeps extends VerifyPayoutAccountDeps {
  readonly reading: Reading;
}

@Resolver()
export class PayoutAccountResolver {
  readonly #deps: PayoutAccountResolverDeps;

  constructor(deps: PayoutAccountResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => SavePayoutAccountPayload, {
    nullable: true,
    description:
      "Says where a partner's money of one currency shall go: its own administrator, or the vendor for it. Somebody else of the vendor's has to verify it; until then what was verified before stands. All who run the partner's side are told",
  })
  @Needs("PAYOUT_ACCOUNTS_WRITE")
  @RequiresIdempotency()
  savePayoutAccount(
    @Arg("input", () => SavePayoutAccountInput, { description: "Whose, and where" })
    input: SavePayoutAccountInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = savePayoutAccount(this.#deps);
    const kept = this.#withoutNumbers(input);
    return this.#touch(context, info, { input, kept }, readSave, verb);
  }

  @Mutation(() => VerifyPayoutAccountPayload, {
    nullable: true,
    description:
      "Verifies an account that somebody else entered, by its number as the partner says it when asked by a way that was known before. It takes the place of the one before, and is paid to some days later: time to object",
  })
  @Needs("PAYOUT_ACCOUNTS_VERIFY")
  @RequiresIdempotency()
  verifyPayoutAccount(
    @Arg("input", () => VerifyPayoutAccountInput, { description: "Which one, and its number" })
    input: VerifyPayoutAccountInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const kept = this.#withoutNumbers(input);
    const verb = verifyPayoutAccount(this.#deps);
    return this.#touch(context, info, { input, kept }, readVerify, verb);
  }

  @Mutation(() => DeclinePayoutAccountPayload, {
    nullable: true,
    description: "Declines an account that somebody else entered: what was verified before stands",
  })
  @Needs("PAYOUT_ACCOUNTS_VERIFY")
  @RequiresIdempotency()
  declinePayoutAccount(
    @Arg("input", () => DeclinePayoutAccountInput, { description: "Which one, and why" })
    input: DeclinePayoutAccountInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = declinePayoutAccount(this.#deps);
    return this.#touch(context, info, { input, kept: input }, readDecline, verb);
  }

  @Mutation(() => EndPayoutAccountPayload, {
    nullable: true,
    description:
      "Gives an account up at once, whether it waits or is verified: a partner its own, or the vendor where something is wrong with it. Nothing is paid to it from then on",
  })
  @NeedsOneOf("PAYOUT_ACCOUNTS_WRITE", "PAYOUT_ACCOUNTS_VERIFY")
  @RequiresIdempotency()
  endPayoutAccount(
    @Arg("input", () => EndPayoutAccountInput, { description: "Which one, and why" })
    input: EndPayoutAccountInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = endPayoutAccount(this.#deps);
    return this.#touch(context, info, { input, kept: input }, readEnd, verb);
  }

  @Query(() => PayoutAccountConnection, {
    nullable: true,
    description: "Where partners' money goes, the oldest first; a partner sees its own alone",
  })
  @Needs("PAYOUTS_READ")
  payoutAccounts(
    @Arg("state", () => PayoutAccountStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "payoutAccounts",
      type: "PayoutAccount",
      args,
      order: [ascending("proposedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  /** An input with marks instead of numbers: by what is kept of a call nobody shall be able to try numbers out. */
  #withoutNumbers(input: object): object {
    const { vault } = this.#deps;
    const marked: Record<string, unknown> = {};
    for (const field of Object.keys(input)) {
      const value: unknown = Reflect.get(input, field);
      const isNumber = typeof value === "string" && (field === "iban" || field === "number");
      if (isNumber) marked[field] = vault.mark(compact(value)).toString("hex");
      else
        marked[field] =
          value !== null && typeof value === "object" ? this.#withoutNumbers(value) : value;
    }
    return marked;
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    { input, kept }: { readonly input: Input; readonly kept: object },
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<PayoutAccountTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, kept, command, verb);
    return { payoutAccount: reading.answer(outcome?.payoutAccountId ?? null), errors };
  }
}

/** The accounts of a partner. */
@Resolver(() => PartnerType)
export class PartnerPayoutAccountsResolver {
  @FieldResolver(() => PayoutAccountConnection, {
    nullable: true,
    description: "Where its money goes and went, the latest first",
  })
  @Needs("PAYOUTS_READ")
  payoutAccounts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
