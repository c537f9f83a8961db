import type { PartnerId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";

import { isPaidPartner } from "./store/tax-profile-store.ts";

/** Of which partner something is said: a partner's people speak of their own alone, the vendor's of one that is paid. */
export async function whoseTax(
  tx: Transaction,
  session: Session,
  named: PartnerId | null,
): Promise<PartnerId | Refusal> {
  const partnerId = session.partnerId ?? named;
  if (partnerId === null)
    return refuse("VALIDATION_FAILED", "partnerId is missing: say of which partner it is.", {
      path: ["partnerId"],
    });
  const isThere =
    session.partnerId === null
      ? await isPaidPartner(tx, partnerId)
      : named === null || named === session.partnerId;
  if (isThere) return partnerId;
  return refuse("NOT_FOUND", `There is no partner ${named ?? ""} that is paid.`, {
    path: ["partnerId"],
  });
}
