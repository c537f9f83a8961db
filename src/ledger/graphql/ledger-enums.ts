import { describedEnum } from "../../platform/graphql/index.ts";
import { ACCOUNT_ROLES, POSTING_KINDS } from "../domain/chart.ts";

export const AccountRoleEnum = describedEnum(
  "AccountRole",
  "What an account of the ledger stands for",
  ACCOUNT_ROLES,
);
export const PostingKindEnum = describedEnum("PostingKind", "What was posted", POSTING_KINDS);
