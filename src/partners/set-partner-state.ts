import type { PartnerId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LaterState } from "./domain/partner-state.ts";
import { refuseState } from "./domain/partner-state.ts";
import type { PartnerStateRow } from "./store/partner-state-queries.ts";
import { lockPartner, storeState } from "./store/partner-state-queries.ts";

export interface SetPartnerState {
  readonly partnerId: PartnerId;
  readonly state: LaterState;
  readonly expectedVersion: number;
}

export interface PartnerStateSet extends Outcome {
  readonly kind: "PartnerStateSet";
  readonly partnerId: PartnerId;
}

/**
 * Sets where a partner stands. What its members and keys may do follows from it when identity next
 * looks: on every instance within half a minute.
 */
export const setPartnerState =
  (deps: { readonly database: Database }) => (call: Call<SetPartnerState>) =>
    once<SetPartnerState, PartnerStateSet>(deps.database, call, async (tx) => {
      const { partnerId, state } = call.command;
      const row = await tx.readOne<PartnerStateRow>(lockPartner(partnerId));
      if (!row) return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
      const standing = { state: row.state, version: row.version, isVendor: row.is_vendor };
      const refusal = refuseState(standing, call.command);
      if (refusal) return refusal;

      tx.queue(storeState(partnerId, state, call.at));
      return { kind: "PartnerStateSet", partnerId, subjects: [partnerId] };
    });
