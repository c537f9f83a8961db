import type { Invariant } from "./invariant.ts";

/** Who is told: people of the side that it is for, of leads of that partner's, and once. */
export const NOTICE_INVARIANTS: readonly Invariant[] = [
  {
    name: "notice-goes-to-its-side",
    meaning:
      "Each notice is to somebody of the partner that it is about, or of the vendor's where it is for the vendor",
    sql: `
      select notice.id, notice.member_id
      from notice
      left join membership as member on member.id = notice.member_id
      where member.id is null
         or case when notice.for_vendor then member.partner_id is not null else member.partner_id is distinct from notice.partner_id end`,
  },
  {
    name: "notice-settings-are-a-members",
    meaning: "What somebody wants to be told is of a member, and of its partner",
    sql: `
      select setting.member_id
      from notice_setting as setting
      left join membership as member on member.id = setting.member_id
      where member.id is null or member.partner_id is distinct from setting.partner_id`,
  },
];
