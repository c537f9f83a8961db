import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { ListSize, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { ProductLineType } from "../../products/index.ts";
import { endCustomer, markCustomer } from "../mark-customer.ts";
import type { CustomerTouched, MarkCustomerDeps } from "../mark-customer.ts";

import { AccountType } from "./account.type.ts";
import type { CustomerPayload } from "./customer.input.ts";
import {
  EndCustomerInput,
  EndCustomerPayload,
  MarkCustomerInput,
  MarkCustomerPayload,
  readEndCustomer,
  readMarkCustomer,
} from "./customer.input.ts";
import { CustomerType } from "./customer.type.ts";

export interface CustomerResolverDeps extends MarkCustomerDeps {
  readonly reading: Reading;
}

/** Who is a customer: of the vendor's knowledge alone. */
@Resolver(() => CustomerType)
export class CustomerResolver {
  readonly #deps: CustomerResolverDeps;

  constructor(deps: CustomerResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => MarkCustomerPayload, {
    nullable: true,
    description:
      "Says that an organisation is a customer of product lines; a deal that is won says so by itself. No partner is told",
  })
  @Needs("LEADS_TRIAGE")
  @RequiresIdempotency()
  async markCustomer(
    @Arg("input", () => MarkCustomerInput, { description: "Who, of what, since when" })
    input: MarkCustomerInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomerPayload> {
    const read = readWith((reader) => readMarkCustomer(reader, input));
    const verb = markCustomer(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => EndCustomerPayload, {
    nullable: true,
    description: "An account is no customer any more, of some product lines or of all",
  })
  @Needs("LEADS_TRIAGE")
  async endCustomer(
    @Arg("input", () => EndCustomerInput, { description: "Who, of what" }) input: EndCustomerInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomerPayload> {
    const read = readWith((reader) => readEndCustomer(reader, input));
    const verb = endCustomer(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @FieldResolver(() => ProductLineType, {
    nullable: true,
    description: "The product line, with all beneath it",
  })
  productLine(): never {
    return readWithItsObject();
  }

  #answer({ outcome, errors }: Performed<Done<CustomerTouched>>): CustomerPayload {
    return { account: this.#deps.reading.answer(outcome?.accountId ?? null), errors };
  }
}

@Resolver(() => AccountType)
export class AccountCustomersResolver {
  @FieldResolver(() => [CustomerType], {
    nullable: true,
    description: "Of what it is or was a customer, the longest first",
  })
  @ListSize(20)
  customers(): never {
    return readWithItsObject();
  }
}

@Resolver(() => LeadType)
export class LeadCustomersResolver {
  @FieldResolver(() => [CustomerType], {
    nullable: true,
    description:
      "Of what its company is or was a customer, for the vendor, by the keys of the company before acceptance",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @ListSize(20)
  customers(): never {
    return readWithItsObject();
  }
}
