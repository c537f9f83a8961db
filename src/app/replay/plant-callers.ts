import pg from "pg";

import { hashOfSecret } from "../../identity/index.ts";
import type { Role } from "../../identity/index.ts";
import { putBountyInForce } from "../../incentives/index.ts";
import { idOf, money, uuidOf } from "../../kernel/index.ts";
import type { PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { newId } from "../../platform/ids.ts";
import { plantKey } from "../planting/plant-key.ts";
import { plantMember } from "../planting/plant-member.ts";
import { plantPartner } from "../planting/plant-partner.ts";

import type { Tokens } from "./tokens.ts";

/** What an SQL earns on a server of the replay's own. */
export const BOUNTY = money(20_000n, "EUR");
const EPOCH = new Date("2017-01-01T00:00:00Z");

/**
 * Plants, as the database's owner, whoever the replay acts as and is not there yet: a partner for
 * each origin, sales, finance, and the bounty with the two persons it takes. Tokens that still open
 * something are kept. All in one transaction.
 */
export async function plantCallers(
  ownerUrl: string,
  origins: readonly string[],
  known: Tokens | null,
  now: Date,
): Promise<Tokens> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query("begin");
    const planting = new Planting(owner, now);
    const partners = new Map(Object.entries(known?.partners ?? {}));
    for (const origin of origins) {
      const partnerId = await planting.partner(origin);
      partners.set(origin, await planting.token("PARTNER_MEMBER", partnerId, partners.get(origin)));
    }
    const tokens = {
      partners: Object.fromEntries(partners),
      sales: await planting.token("SALES_REP", null, known?.sales),
      finance: await planting.token("FINANCE", null, known?.finance),
    };
    await planting.bounty();
    await owner.query("commit");
    return tokens;
  } finally {
    await owner.end();
  }
}

class Planting {
  readonly #owner: pg.Client;
  readonly #now: Date;

  constructor(owner: pg.Client, now: Date) {
    this.#owner = owner;
    this.#now = now;
  }

  async partner(name: string): Promise<PartnerId> {
    const known = await this.#uuid("select id from partner where name = $1 and not is_vendor", [
      name,
    ]);
    if (known !== null) return idOf("prt", known);
    const id = newId("prt");
    await plantPartner(this.#owner, { id, name, tierId: null, country: null }, this.#now);
    return id;
  }

  /** The token that is known, if it opens something; else a new key of a member in the role. */
  async token(role: Role, partnerId: PartnerId | null, known: string | undefined): Promise<string> {
    if (known !== undefined && (await this.#opens(known))) return known;
    const memberId = await this.#member(role, partnerId);
    return plantKey(this.#owner, { memberId, partnerId, role }, "Replay", this.#now);
  }

  async bounty(): Promise<void> {
    const version = await this.#uuid("select id from incentive_program_version limit 1", []);
    if (version !== null) return;
    await putBountyInForce(this.#owner, {
      amount: BOUNTY,
      effectiveAt: EPOCH,
      draftedBy: await this.#member("MARKETING_OPS", null),
      approvedBy: await this.#member("CONTROLLER", null),
    });
  }

  async #member(role: Role, partnerId: PartnerId | null): Promise<PartnerMemberId> {
    const known = await this.#uuid(
      `select id
       from membership
       where partner_id is not distinct from $1 and $2 = any(roles) and deactivated_at is null
       order by created_at
       limit 1`,
      [partnerId === null ? null : uuidOf(partnerId), role],
    );
    if (known !== null) return idOf("mem", known);
    const memberId = newId("mem");
    const email = `${memberId}@replay.example`;
    const member = { memberId, partnerId, role, name: `Replay, ${role}`, email };
    await plantMember(this.#owner, member, null, this.#now);
    return memberId;
  }

  async #opens(token: string): Promise<boolean> {
    const key = await this.#uuid(
      "select id from api_key where key_hash = $1 and revoked_at is null and expires_at > $2",
      [hashOfSecret(token), this.#now],
    );
    return key !== null;
  }

  async #uuid(text: string, values: readonly unknown[]): Promise<string | null> {
    const { rows } = await this.#owner.query<{ id: string }>(text, [...values]);
    return rows[0]?.id ?? null;
  }
}
