import type { ClientBase } from "pg";

import { idOf, money, uuidOf } from "../../kernel/index.ts";
import type { Id, PartnerMemberId, Prefix } from "../../kernel/index.ts";
import { hashOfSecret, newApiKey, scopesOf } from "../../identity/index.ts";
import type { Role } from "../../identity/index.ts";
import { putBountyInForce } from "../../incentives/index.ts";
import { newId } from "../../platform/ids.ts";

import { DEMO_PARTNERS, DEMO_STAFF, DEMO_TIERS, mailOf, VENDOR_MAIL_DOMAIN } from "./people.ts";
import type { Cast } from "./tell-story.ts";

/** A member of the demo, with the role its token has. */
export interface CastMember {
  readonly memberId: PartnerMemberId;
  readonly partnerId: Id<"prt"> | null;
  readonly role: Role;
  readonly name: string;
}

const BOUNTY_MINOR = 20_000n;
const EPOCH = new Date("2020-01-01T00:00:00Z");
const BUILT_IN_CRITERIA = "01970000-0000-7000-8000-000000000011";

/** Ids that are the same in every demo: the cast is planted, not registered. */
function fixedId<P extends Prefix>(prefix: P, number: number): Id<P> {
  return idOf(prefix, `01970000-0000-7000-8000-00000d${number.toString(16).padStart(6, "0")}`);
}

/** The demo's cast by their fixed ids, planted or not. */
export function castMembers(): readonly CastMember[] {
  const partners = DEMO_PARTNERS.flatMap((partner, index): CastMember[] => {
    const partnerId = fixedId("prt", 0x100 + index);
    return [
      {
        memberId: fixedId("mem", 0x200 + 2 * index),
        partnerId,
        role: "PARTNER_ADMIN",
        name: partner.admin,
      },
      {
        memberId: fixedId("mem", 0x201 + 2 * index),
        partnerId,
        role: "PARTNER_MEMBER",
        name: partner.member,
      },
    ];
  });
  const staff = DEMO_STAFF.map((person, index): CastMember => ({
    memberId: fixedId("mem", 0x300 + index),
    partnerId: null,
    role: person.role,
    name: person.name,
  }));
  return [...partners, ...staff];
}

function inRole(role: Role): PartnerMemberId {
  const member = castMembers().find((each) => each.role === role);
  if (!member) throw new Error(`nobody in the demo is ${role}`);
  return member.memberId;
}

/** Plants tiers, partners, logins, members and a bounty, as the database's owner. */
export async function plantCast(owner: ClientBase, passwordHash: string, now: Date): Promise<void> {
  for (const [index, name] of DEMO_TIERS.entries()) {
    await owner.query(
      "insert into partner_tier (id, name, rank, created_at, updated_at) values ($1, $2, $3, $4, $4)",
      [uuidOf(fixedId("tir", 0x10 + index)), name, index + 1, now],
    );
  }
  for (const [index, partner] of DEMO_PARTNERS.entries()) {
    const tier = fixedId("tir", 0x10 + DEMO_TIERS.indexOf(partner.tier));
    await owner.query(
      "insert into partner (id, name, state, tier_id, country, created_at, updated_at) values ($1, $2, 'ACTIVE', $3, $4, $5, $5)",
      [uuidOf(fixedId("prt", 0x100 + index)), partner.name, uuidOf(tier), partner.country, now],
    );
  }
  const members = castMembers();
  for (const member of members) await plantMember(owner, member, passwordHash, now);

  await putBountyInForce(owner, {
    amount: money(BOUNTY_MINOR, "EUR"),
    effectiveAt: EPOCH,
    draftedBy: inRole("MARKETING_OPS"),
    approvedBy: inRole("CONTROLLER"),
  });
}

/** Who acts in the demo's story. */
export function storyCast(): Cast {
  const members = castMembers();
  return {
    partners: members.flatMap(({ memberId, partnerId, role }) =>
      partnerId !== null && role === "PARTNER_MEMBER" ? [{ partnerId, memberId }] : [],
    ),
    salesRep: inRole("SALES_REP"),
    criteriaVersionId: idOf("crt", BUILT_IN_CRITERIA),
  };
}

/** Makes a new API key with all scopes of the member's role; older demo keys of its go on. */
export async function plantKey(owner: ClientBase, member: CastMember, now: Date): Promise<string> {
  const key = newApiKey();
  const inTwoYears = new Date(now.getTime() + 700 * 86_400_000);
  await owner.query(
    `insert into api_key (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at)
     values ($1, $2, $3, 'Demo', $4, $5, $6, $7, $8)`,
    [
      uuidOf(newId("key")),
      member.partnerId === null ? null : uuidOf(member.partnerId),
      uuidOf(member.memberId),
      key.prefix,
      hashOfSecret(key.text),
      [...scopesOf([member.role])],
      now,
      inTwoYears,
    ],
  );
  return key.text;
}

async function plantMember(
  owner: ClientBase,
  member: CastMember,
  passwordHash: string,
  now: Date,
): Promise<void> {
  const userId = uuidOf(newId("usr"));
  const partner = DEMO_PARTNERS[partnerNumber(member)];
  const email = mailOf(member.name, partner?.mailDomain ?? VENDOR_MAIL_DOMAIN);
  await owner.query(
    "insert into app_user (id, email, side, password_hash, password_set_at, created_at, updated_at) values ($1, $2, $5, $3, $4, $4, $4)",
    [userId, email, passwordHash, now, member.partnerId === null ? "VENDOR" : "PARTNER"],
  );
  await owner.query(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [
      uuidOf(member.memberId),
      userId,
      member.partnerId === null ? null : uuidOf(member.partnerId),
      member.name,
      email,
      [member.role],
      now,
    ],
  );
}

function partnerNumber(member: CastMember): number {
  return DEMO_PARTNERS.findIndex((_, index) => member.partnerId === fixedId("prt", 0x100 + index));
}
