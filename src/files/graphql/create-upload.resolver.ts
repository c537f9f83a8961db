import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";

import { NeedsOneOf, principalOf } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  DateTimeScalar,
  describedEnum,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UrlScalar,
  UserError,
} from "../../platform/graphql/index.ts";
import type { CreateUploadDeps } from "../create-upload.ts";
import { createUpload } from "../create-upload.ts";
import { PURPOSES } from "../domain/content-types.ts";
import type { Purpose } from "../domain/content-types.ts";
import { readUpload } from "../domain/upload.ts";
import type { FileLinks } from "../links.ts";

const UploadPurpose = describedEnum("UploadPurpose", "What a file is for", {
  EVIDENCE: PURPOSES.EVIDENCE.meaning,
  IMPORT: PURPOSES.IMPORT.meaning,
  BANK_STATEMENT: PURPOSES.BANK_STATEMENT.meaning,
});

const megabytes = (bytes: number): string => `${bytes / 1_048_576} MB`;

@InputType("CreateUploadInput", { description: "A file that is to be sent" })
export class CreateUploadInput {
  @Field(() => UploadPurpose, { description: "What it is for" })
  purpose: Purpose;

  @Field(() => String, {
    description: "Its name, up to 200 characters: shown to people, and nothing else",
  })
  fileName: string;

  @Field(() => String, {
    description:
      "Its media type, for example application/pdf or text/csv; the content is held to it",
  })
  contentType: string;

  @Field(() => Int, {
    description: `How many bytes it has, exactly: up to ${megabytes(PURPOSES.EVIDENCE.mostBytes)} for evidence, ${megabytes(PURPOSES.IMPORT.mostBytes)} for an import and ${megabytes(PURPOSES.BANK_STATEMENT.mostBytes)} for a bank statement`,
  })
  byteSize: number;
}

@ObjectType("CreateUploadPayload", { description: "Result of createUpload", simpleResolvers: true })
@Payload()
class CreateUploadPayload {
  @Field(() => ID, {
    nullable: true,
    description: "What the file is called from now on, upl_…; null where nothing was announced",
  })
  uploadId: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Where it is sent, with PUT and the bytes as the body, once; it needs no other credentials. Relative to the API's own address where the server does not know it",
  })
  uploadUrl: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when its sending must have begun",
  })
  expiresAt: Date | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

export interface CreateUploadResolverDeps extends CreateUploadDeps {
  readonly links: FileLinks;
}

@Resolver()
export class CreateUploadResolver {
  readonly #deps: CreateUploadResolverDeps;

  constructor(deps: CreateUploadResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => CreateUploadPayload, {
    nullable: true,
    description:
      "Announces a file and answers with the address to send it to. What nothing needs is gone a day later",
  })
  @NeedsOneOf("LEADS_WRITE", "PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async createUpload(
    @Arg("input", () => CreateUploadInput, { description: "The file" }) input: CreateUploadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreateUploadPayload> {
    const { database, links } = this.#deps;
    const read = readWith((reader) => readUpload(reader, input));
    const { outcome, errors } = await perform(
      database,
      context,
      info,
      input,
      read,
      createUpload(this.#deps),
    );
    const expiresAt = outcome && new Date(outcome.expiresAt);
    const principal = principalOf(callerOf(context));
    return {
      uploadId: outcome?.uploadId ?? null,
      uploadUrl:
        outcome && expiresAt && principal
          ? links.to({ kind: "upload", id: outcome.uploadId, principal, until: expiresAt })
          : null,
      expiresAt,
      errors,
    };
  }
}
