import type { ClientBase } from "pg";

import { idOf, money, uuidOf } from "../../kernel/index.ts";
import type { Id, PartnerMemberId, Prefix } from "../../kernel/index.ts";
import type { Role } from "../../identity/index.ts";
import type { Vault } from "../../platform/vault.ts";
import { putBountyInForce } from "../../incentives/index.ts";
import { plantMember } from "../planting/plant-member.ts";
import type { PlantedMember } from "../planting/plant-member.ts";
import { plantPartner } from "../planting/plant-partner.ts";

import { plantAccounts } from "./plant-accounts.ts";
import type { DemoAccount } from "./plant-accounts.ts";
import { DEMO_PARTNERS, DEMO_STAFF, DEMO_TIERS, mailOf, VENDOR_MAIL_DOMAIN } from "./people.ts";
import type { Cast } from "./tell-story.ts";

const BOUNTY_MINOR = 20_000n;
const EPOCH = new Date("2020-01-01T00:00:00Z");
const BUILT_IN_CRITERIA = "01970000-0000-7000-8000-000000000011";

/** Ids that are the same in every demo: the cast is planted, not registered. */
function fixedId<P extends Prefix>(prefix: P, number: number): Id<P> {
  return idOf(prefix, `01970000-0000-7000-8000-00000d${number.toString(16).padStart(6, "0")}`);
}

/** The demo's cast by their fixed ids, planted or not. */
export function castMembers(): readonly PlantedMember[] {
  const partners = DEMO_PARTNERS.flatMap((partner, index): PlantedMember[] => {
    const partnerId = fixedId("prt", 0x100 + index);
    return [
      {
        memberId: fixedId("mem", 0x200 + 2 * index),
        partnerId,
        role: "PARTNER_ADMIN",
        name: partner.admin,
        email: mailOf(partner.admin, partner.mailDomain),
      },
      {
        memberId: fixedId("mem", 0x201 + 2 * index),
        partnerId,
        role: "PARTNER_MEMBER",
        name: partner.member,
        email: mailOf(partner.member, partner.mailDomain),
      },
    ];
  });
  const staff = DEMO_STAFF.map((person, index): PlantedMember => ({
    memberId: fixedId("mem", 0x300 + index),
    partnerId: null,
    role: person.role,
    name: person.name,
    email: mailOf(person.name, VENDOR_MAIL_DOMAIN),
  }));
  return [...partners, ...staff];
}

function inRole(role: Role): PartnerMemberId {
  const member = castMembers().find((each) => each.role === role);
  if (!member) throw new Error(`nobody in the demo is ${role}`);
  return member.memberId;
}

/** Whoever verifies an account does not approve the first payout to it: the first controller does. */
function lastInRole(role: Role): PartnerMemberId {
  const member = castMembers().findLast((each) => each.role === role);
  if (!member) throw new Error(`nobody in the demo is ${role}`);
  return member.memberId;
}

const castAccounts = (): readonly DemoAccount[] =>
  DEMO_PARTNERS.map(({ name, town, country, iban }, index) => ({
    partnerId: fixedId("prt", 0x100 + index),
    ...{ holder: name, town, country, iban },
  }));

/** Plants tiers, partners with their accounts, logins, members and a bounty, as the database's owner. */
export async function plantCast(
  owner: ClientBase,
  vault: Vault,
  passwordHash: string,
  now: Date,
): Promise<void> {
  for (const [index, name] of DEMO_TIERS.entries()) {
    await owner.query(
      "insert into partner_tier (id, name, rank, created_at, updated_at) values ($1, $2, $3, $4, $4)",
      [uuidOf(fixedId("tir", 0x10 + index)), name, index + 1, now],
    );
  }
  for (const [index, { name, tier, country }] of DEMO_PARTNERS.entries()) {
    const tierId = fixedId("tir", 0x10 + DEMO_TIERS.indexOf(tier));
    await plantPartner(owner, { id: fixedId("prt", 0x100 + index), name, tierId, country }, now);
  }
  for (const member of castMembers()) await plantMember(owner, member, passwordHash, now);
  const duties = { entered: inRole("FINANCE"), verified: lastInRole("CONTROLLER") };
  await plantAccounts(owner, vault, castAccounts(), duties, now);

  await putBountyInForce(owner, {
    amount: money(BOUNTY_MINOR, "EUR"),
    effectiveAt: EPOCH,
    draftedBy: inRole("MARKETING_OPS"),
    approvedBy: inRole("CONTROLLER"),
  });
}

/** Who says by what the demo's leads are scored. */
export const scorers = () => ({
  author: inRole("SCORING_ANALYST"),
  publisher: inRole("MARKETING_OPS"),
});

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
