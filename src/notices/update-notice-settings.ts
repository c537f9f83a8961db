import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { SettingsChange } from "./store/settings-store.ts";
import { queueSettings } from "./store/settings-store.ts";

/** A person says what it wants to be told, of itself alone; an API key speaks for its member. */
export const updateNoticeSettings =
  (deps: { readonly database: Database }) => (call: Call<SettingsChange>) =>
    once<SettingsChange, Outcome>(deps.database, call, async (tx) => {
      const { session, command, at } = call;
      if (session.actorId === null) return refuse("FORBIDDEN", "Only a member has settings.");
      queueSettings(tx, session, command, at);
      return { kind: "NoticeSettingsUpdated", subjects: [] };
    });
