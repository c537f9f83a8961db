import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";

import type { World } from "./world.ts";

/**
 * Plants as many leads that reading a table from end to end is dear: nine of ten are one partner's, each
 * with a company, a contact, history, words, an account, an award and its credit. As the owner and past
 * all triggers.
 */
export async function plantCrowd(
  world: World,
  most: PartnerId,
  others: readonly PartnerId[],
  leads: number,
): Promise<void> {
  const small = others.map((id) => `'${uuidOf(id)}'::uuid`).join(", ");
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, n,
      case when n % 10 = 0 then (array[${small}])[1 + n / 10 % ${others.length}] else '${uuidOf(most)}'::uuid end as partner_id,
      case when n % 4000 = 0 then 'LOST' when n % 5 = 0 then 'RECYCLED' when n % 2 = 0 then 'SAL' else 'SUBMITTED' end as stage,
      timestamptz '2026-01-01' + interval '1 minute' * n as at
    from generate_series(1, ${leads}) as n;
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at,
      accepted_at, lost_at, external_reference, registration_hash, source, campaign, registered_by, owner_id, owner_name, reason_code,
      revisit_on, created_at, updated_at)
    select id, partner_id, '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', stage, at, at, at, at, at,
      'ref-' || n, '\\x00', 'PARTNER_API', 'campaign ' || n % 500, gen_random_uuid(),
      ('01970000-0000-7000-8000-' || lpad((n % 300)::text, 12, '0'))::uuid, 'Owner', 'OTHER',
      date '2027-01-01' + n % 90, at, at + interval '1 day' * (n % 30)
    from planted;
    insert into company (lead_id, partner_id, name, folded_name) select id, partner_id, 'C' || n, 'c' || n from planted;
    insert into company_key (partner_id, lead_id, key) select partner_id, id, 'crowd-' || n / 2 from planted;
    insert into account (id, name, folded_name, created_at) select id, 'C' || n, 'c' || n, at from planted;
    insert into account_key (key, country, account_id) select 'crowd-' || n, '', id from planted;
    insert into account_lead (partner_id, lead_id, account_id, linked_at) select partner_id, id, id, at from planted;
    insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, consent_basis)
    select gen_random_uuid(), id, partner_id, true, 'P' || n, 'p' || n || '@c.example', 'p' || n || '@c.example', 'CONSENT' from planted;
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, by_vendor)
    select gen_random_uuid(), partner_id, id, 1, 'REGISTERED', 'NONE', 'SUBMITTED', '{}', at, 'SYSTEM', false from planted;
    insert into lead_term (partner_id, lead_id, term, is_personal)
    select partner_id, id, word, false
    from planted, unnest(array['firma' || n % 2000, 'w' || n, case when n % 3 = 0 then 'common' else 'usual' end]) as word;
    insert into award (id, incentive_program_id, version_id, lead_id, rule_key, milestone, kind, gross_minor, currency,
      event_at, effective_on, calculation, engine_version)
    select id, gen_random_uuid(), gen_random_uuid(), id, 'sql', 'SQL', 'AWARD', 100, 'EUR', now(), current_date, '{}', 'planted'
    from planted;
    insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank, award_gross_minor,
      milestone, program_name, program_version, partner_name, state, earned_at, effective_on)
    select gen_random_uuid(), id, partner_id, id, 100, 'EUR', 1000000, 1, 100, 'SQL', 'P', 1, 'A', 'ACCRUED', at, at::date
    from planted;
    insert into attribution_share (lead_id, book, partner_id, role, model, share_ppm, touch_rank, settled_at)
    select id, 'SOURCED', partner_id, 'SOURCED', 'DEAL_REGISTRATION', 1000000, 1, at from planted;
    commit`);
}
