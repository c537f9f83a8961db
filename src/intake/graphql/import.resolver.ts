import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";

import { Needs, principalOf } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { ErrorPolicyEnum, ConsentBasisEnum, LeadSourceEnum } from "../../leads/index.ts";
import { LeadKindEnum, PartnerType } from "../../partners/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  PageArgs,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Answer, Reading } from "../../platform/reading/index.ts";
import { cancelImport } from "../cancel-import.ts";
import type { CancelImport } from "../cancel-import.ts";
import type { ImportField } from "../domain/import-fields.ts";
import { readImport } from "../domain/import-run.ts";
import type { ImportFormat, ImportLeads } from "../domain/import-run.ts";
import { importLeads } from "../import-leads.ts";
import type { ImportLeadsDeps } from "../import-leads.ts";
import { importLeadsFor } from "../import-leads-for.ts";
import type { ImportLeadsFor } from "../import-leads-for.ts";

import {
  ImportFieldEnum,
  ImportFormatEnum,
  ImportRunConnection,
  ImportRunType,
} from "./import-run.type.ts";

@InputType("ImportColumnInput", { description: "What one column of a file holds" })
export class ImportColumnInput {
  @Field(() => String, {
    description:
      "Its header, or its path in an object: company.name; case and accents do not count",
  })
  column: string;

  @Field(() => ImportFieldEnum, { nullable: true, description: "What it holds" })
  field?: ImportField | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Or the key of a field of the program's own form that it holds; of several choices, the keys with ; between them",
  })
  customField?: string | null;
}

@InputType("ImportDefaultsInput", {
  description: "What holds for each row that does not say otherwise",
})
export class ImportDefaultsInput {
  @Field(() => ConsentBasisEnum, {
    nullable: true,
    description: "On what ground the persons' data may be passed on",
  })
  consentBasis?: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "NEW_BUSINESS if left out" })
  kind?: string | null;

  @Field(() => LeadSourceEnum, { nullable: true, description: "IMPORT if left out" })
  source?: string | null;

  @Field(() => String, { nullable: true, description: "The campaign, up to 200 characters" })
  campaign?: string | null;

  @Field(() => String, { nullable: true, description: "The currency of amounts, for example EUR" })
  currency?: string | null;
}

@InputType("ImportLeadsInput", { description: "A file of leads to be registered" })
export class ImportLeadsInput {
  @Field(() => ID, { description: "A file that was sent for IMPORT, upl_…" })
  uploadId: string;

  @Field(() => ID, {
    nullable: true,
    description: "The program they are registered under; the default program if left out",
  })
  programId?: string | null;

  @Field(() => ImportFormatEnum, { defaultValue: "CSV", description: "How the file is written" })
  format: ImportFormat;

  @Field(() => [ImportColumnInput], {
    nullable: true,
    description:
      "What columns hold that are not called as usual. All others are found by their headers, in several languages",
  })
  columns?: ImportColumnInput[] | null;

  @Field(() => ImportDefaultsInput, {
    nullable: true,
    description: "What holds for rows that do not say otherwise",
  })
  defaults?: ImportDefaultsInput | null;

  @Field(() => ErrorPolicyEnum, {
    defaultValue: "REJECT_FAILED",
    description: "What becomes of the other rows where one cannot be registered",
  })
  errorPolicy: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True to be told what would become of the rows, with nothing registered",
  })
  dryRun: boolean;
}

@InputType("ImportLeadsForInput", {
  description: "A file of leads that the vendor has registered for a partner",
})
export class ImportLeadsForInput extends ImportLeadsInput {
  @Field(() => ID, { description: "Whose leads they become, prt_…" })
  partnerId: string;
}

@InputType("CancelImportInput", { description: "An import that is to end" })
export class CancelImportInput {
  @Field(() => ID, { description: "Which one, imp_…" })
  importRunId: string;
}

@ObjectType("ImportLeadsPayload", { description: "Result of importLeads", simpleResolvers: true })
@Payload()
class ImportLeadsPayload {
  @Field(() => ImportRunType, {
    nullable: true,
    description: "The import, which waits for its turn; null where none was begun",
  })
  importRun: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("ImportLeadsForPayload", {
  description: "Result of importLeadsFor",
  simpleResolvers: true,
})
@Payload()
class ImportLeadsForPayload {
  @Field(() => ImportRunType, {
    nullable: true,
    description: "The partner's import, which waits for its turn; null where none was begun",
  })
  importRun: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("CancelImportPayload", { description: "Result of cancelImport", simpleResolvers: true })
@Payload()
class CancelImportPayload {
  @Field(() => ImportRunType, {
    nullable: true,
    description: "The import as it is now: it ends in a moment",
  })
  importRun: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@Resolver(() => ImportRunType)
export class ImportResolver {
  readonly #deps: ImportLeadsDeps & { readonly reading: Reading };

  constructor(deps: ImportLeadsDeps & { readonly reading: Reading }) {
    this.#deps = deps;
  }

  @Query(() => ImportRunConnection, {
    nullable: true,
    description: "The imports that the caller may see, the newest first: a partner its own alone",
  })
  @Needs("LEADS_READ")
  importRuns(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("requestedAt"), descending("id")];
    const list = { name: "importRuns", type: "ImportRun", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => ImportLeadsPayload, {
    nullable: true,
    description:
      "Registers the leads of a file that was sent, each row as registerLead does, a hundred in each transaction. A job does it; the import says how far it is",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async importLeads(
    @Arg("input", () => ImportLeadsInput, { description: "Which file, and how it is read" })
    input: ImportLeadsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImportLeadsPayload> {
    const { database, reading } = this.#deps;
    const read = readWith((reader): ImportLeads => readImport(reader, input));
    const principal = principalOf(callerOf(context));
    const { outcome, errors } = await perform(database, context, info, input, read, (call) =>
      importLeads(this.#deps)(call, principal),
    );
    return { importRun: reading.answer(outcome?.runId ?? null), errors };
  }

  @Mutation(() => ImportLeadsForPayload, {
    nullable: true,
    description:
      "Registers the leads of a file of the vendor's for a partner, each row as registerLeadFor does: by the partner's rules, terms and limits. The partner sees the import, and that the vendor asked for it",
  })
  @Needs("LEADS_WRITE", "PARTNERS_WRITE")
  @RequiresIdempotency()
  async importLeadsFor(
    @Arg("input", () => ImportLeadsForInput, { description: "For whom, which file, and how" })
    input: ImportLeadsForInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImportLeadsForPayload> {
    const { database, reading } = this.#deps;
    const read = readWith((reader): ImportLeadsFor => ({
      ...readImport(reader, input),
      partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    }));
    const principal = principalOf(callerOf(context));
    const { outcome, errors } = await perform(database, context, info, input, read, (call) =>
      importLeadsFor(this.#deps)(call, principal),
    );
    return { importRun: reading.answer(outcome?.runId ?? null), errors };
  }

  @Mutation(() => CancelImportPayload, {
    nullable: true,
    description: "Ends an import after the rows under way. What it registered stays",
  })
  @Needs("LEADS_WRITE")
  async cancelImport(
    @Arg("input", () => CancelImportInput, { description: "Which import" })
    input: CancelImportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CancelImportPayload> {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readCancellation(reader, input));
    const { outcome, errors } = await perform(
      database,
      context,
      info,
      input,
      read,
      cancelImport(this.#deps),
    );
    return { importRun: reading.answer(outcome?.runId ?? null), errors };
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: "Whose import it is" })
  @Needs("LEADS_READ", "PARTNERS_READ")
  partner(): never {
    return readWithItsObject();
  }
}

function readCancellation(reader: InputReader, { importRunId }: CancelImportInput): CancelImport {
  return { runId: reader.id(["importRunId"], "imp", importRunId) };
}
