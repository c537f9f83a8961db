import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { GoneSignal } from "../departure.ts";

/** The login roles that serve, one pool each; which rows a role sees is decided in the database. */
export const SERVING_ROLES = ["partner", "vendor", "jobs", "auth"] as const;
export type ServingRole = (typeof SERVING_ROLES)[number];

/** For whom a transaction runs. Row-level security reads it from transaction-local settings. */
export interface Session {
  readonly role: ServingRole;
  /** The partner acted for; null for the vendor's side. */
  readonly partnerId: PartnerId | null;
  /** The member, key or system component that acts, as a uuid; null sees nothing. */
  readonly actorId: string | null;
  readonly requestId: string;
  /** Aborted when nobody waits for what is read any more; what is written is never given up. */
  readonly signal?: GoneSignal;
}

/** The actor of jobs and of everything that no person did. */
export const SYSTEM_ACTOR = "01970000-0000-7000-8000-00000000000a";

export const systemSession = (requestId: string): Session => ({
  role: "jobs",
  partnerId: null,
  actorId: SYSTEM_ACTOR,
  requestId,
});

/** How the login flow reads and writes before a partner is known. */
export const authSession = (requestId: string): Session => ({
  role: "auth",
  partnerId: null,
  actorId: null,
  requestId,
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const openings = new Map<string, string>();
const OPENINGS_KEPT = 5_000;

/** The text that opens a transaction; made once for whoever asks often. */
export function openingOf(session: Session): string {
  const name = `${session.partnerId ?? ""} ${session.actorId ?? ""}`;
  const known = openings.get(name);
  if (known !== undefined) return known;
  if (openings.size >= OPENINGS_KEPT) openings.clear();
  const opening = newOpening(session);
  openings.set(name, opening);
  return opening;
}

/** SET takes no parameters, so what is put into it is checked to be a uuid and nothing else. */
function newOpening(session: Session): string {
  const settings = [];
  if (session.partnerId !== null) {
    settings.push(`set local app.partner_id = '${checkedUuid(uuidOf(session.partnerId))}'`);
  }
  if (session.actorId !== null) {
    settings.push(`set local app.actor_id = '${checkedUuid(session.actorId)}'`);
  }
  return ["begin", ...settings].join("; ");
}

function checkedUuid(text: string): string {
  if (!UUID.test(text)) throw new Error("a session setting that is not a uuid was refused");
  return text;
}
