import type { Invariant } from "./invariant.ts";

/** What holds of people and keys, seen by the role that recognises them. */
export const IDENTITY_INVARIANTS: readonly Invariant[] = [
  {
    name: "credential-has-its-members-partner",
    meaning: "An API key or an accepted invitation is of its member's partner, a login of its side",
    as: "auth",
    sql: `
      select 'api_key' as child, key.id
      from api_key as key
      left join membership as member on member.id = key.membership_id
      where member.id is null or member.partner_id is distinct from key.partner_id
      union all
      select 'invitation', invitation.id
      from invitation
      left join membership as member on member.id = invitation.membership_id
      where invitation.membership_id is not null
        and (member.id is null or member.partner_id is distinct from invitation.partner_id)
      union all
      select 'membership', member.id
      from membership as member
      left join app_user as login on login.id = member.user_id
      where login.side is distinct from case when member.partner_id is null then 'VENDOR' else 'PARTNER' end`,
  },
  {
    name: "nobody-is-of-the-vendors-row",
    meaning: "The vendor's own row among the partners has no members, invitations or keys",
    as: "auth",
    sql: `
      select found.what, found.id
      from (
        select partner_id, 'membership' as what, id from membership
        union all
        select partner_id, 'invitation', id from invitation
        union all
        select partner_id, 'api_key', id from api_key
      ) as found
      join partner on partner.id = found.partner_id
      where partner.is_vendor`,
  },
];
