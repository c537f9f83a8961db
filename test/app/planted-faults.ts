/**
 * What somebody with a superuser's rights did, by the invariant that has to tell of it. The living
 * world holds leads in every stage; the first won one stands for many.
 */
const WON = "(select id from lead where stage = 'WON' order by id limit 1)";
const LAST_OF_WON = `lead_id = ${WON} and seq = (select max(seq) from lead_event where lead_id = ${WON})`;
const OTHER_WON = "(select id from lead where stage = 'WON' order by id desc limit 1)";
const SUBMITTED = "(select id from lead where stage = 'SUBMITTED' order by id limit 1)";
const OTHERS = "(select id from partner where name = 'Beta')";
const ONE_MERGE =
  "lead_id = (select lead_id from lead_succession where kind = 'MERGE' order by lead_id limit 1)";
const VENDORS = "(select id from partner where is_vendor)";
const AWARD = `(select id from award where lead_id = ${WON})`;
const ZERO = "(select id from award where gross_minor = 0 and kind = 'AWARD')";

/** Whom Beta recruited. */
const RECRUITED = `(select partner_id from recruitment where recruiter_id = ${OTHERS} and ends_at is null)`;
const recruited = (who: string, by: string) => `
  alter table recruitment disable trigger recruitment_guard;
  insert into recruitment (partner_id, n, recruiter_id, reason, recorded_by, starts_at)
  values (${who}, 1, ${by}, 'They met', gen_random_uuid(), now())`;

/** What a recruiter has without a cap. */
const FOLLOWING = `kind = 'RECRUITER' and version_id in (
  select id from incentive_program_version where recruiter_ppm is not null and recruiter_cap_minor is null)`;
const UNFOLLOWED = "alter table award disable trigger award_follows_credit";

/** The award went by a rate of 2026-01-02. */
const named = (rate: string, revision = 1) => `
  update award
  set calculation = jsonb_set(calculation, '{base,rates}', jsonb_build_array(jsonb_build_object(
    'base', 'EUR', 'quote', 'USD', 'rate', '${rate}', 'ratedOn', '2026-01-02',
    'source', (select source from exchange_rate limit 1), 'revision', ${revision})))
  where id = ${AWARD}`;

/** A partner is held by the rule of its country that is in force. */
const heldByRule = `
  insert into credit_hold (id, partner_id, kind, told, reason, placed_by, placed_at, tax_rule_id)
  select gen_random_uuid(), ${OTHERS}, 'TAX_FORM', 'TAX_FORM', 'Missing', '01970000-0000-7000-8000-00000000000a', rule.decided_at, rule.id
  from tax_rule as rule
  where rule.state = 'IN_FORCE'`;

/** Accounts that were verified by somebody, in place of those before. */
const verified = (where: string) => `
  update payout_account
  set state = 'ENDED', ended_at = usable_from, ended_by = decided_by, end_reason = 'Another'
  where state = 'VERIFIED';
  update payout_account
  set state = 'VERIFIED', decided_at = proposed_at, decided_by = gen_random_uuid(), note = 'Asked', usable_from = proposed_at
  where ${where}`;

/** The award's version goes by how leads fare. */
const FARING = `alter table incentive_quality disable trigger incentive_quality_guard;
  insert into incentive_quality (version_id, target_ppm, prior, window_days, floor_ppm, ceiling_ppm)
  select version_id, 1000000, 10, 365, 500000, 2000000 from award where id = ${AWARD}`;

/** The award says how the leads of those who share it fared: of one that was closed so many were won. */
const fared = (won: string, factorPpm: string) => `
  update award
  set calculation = jsonb_set(calculation, '{quality}', (
    select jsonb_agg(jsonb_build_object('partnerId', 'prt_x', 'won', '${won}', 'closed', '1', 'windowDays', 365, 'factorPpm', '${factorPpm}'))
    from credit
    where credit.award_id = award.id))
  where id = ${AWARD}`;

const HELD =
  "ended_at is null and member_id is not null and lead_id = (select lead_id from assignment where ended_at is null and member_id is not null limit 1)";

/** The disputes of statements' lines are open again, and hold as they did. */
const DISPUTED = `update statement_dispute
  set state = 'OPEN', ended_at = null, ended_by = null, outcome_id = null, answer = null, correcting_credit_id = null,
    correcting_txn_id = null;
  update credit_hold set released_at = null, released_by = null where statement_dispute_id is not null`;
const EARLIEST_CREDIT = `(select id from credit where kind = 'AWARD'
  and not exists (select from statement_dispute as other where other.correcting_credit_id = credit.id) order by id limit 1)`;

const DISCUSSED = "(select lead_id from correction_proposal limit 1)";

const CHILDREN = [
  "lead_clock",
  "clock_watch",
  "assignment",
  "claim_conflict",
  "company",
  "company_name_lead",
  "contact",
  "correction_proposal",
  "information_request",
  "evidence",
  "lead_claim",
  "lead_draft",
  "lead_event",
  "lead_event_internal",
  "lead_internal_comment",
  "lead_look",
  "lead_matching",
  "lead_score",
  "engagement",
  "lead_term",
  "assessment",
  "assessment_answer",
  "lead_assessment",
  "criteria_replay_lead",
  "lead_assessment_save",
  "lead_assessment_answer",
  "partner_answers",
  "sales_answers",
  "discovery_call",
  "discovery_call_participant",
  "discovery_call_note",
  "opportunity",
  "account_lead",
  "protection_window",
  "protection_reminder",
  "extension_request",
  "appeal",
  "shared_prospect",
  "lead_decision",
  "lead_succession",
];

const nullable = (table: string, column: string) =>
  `alter table ${table} alter ${column} drop not null`;
const unchecked = (table: string, ...constraints: string[]) =>
  constraints.map((name) => `alter table ${table} drop constraint ${name} cascade`).join("; ");

/** A copy of rows with some columns changed. */
const copy = (table: string, where: string, changed: Record<string, string>) => {
  const record = Object.entries(changed)
    .map(([column, value]) => `'${column}', to_jsonb(${value})`)
    .join(", ");
  return `insert into ${table}
    select (jsonb_populate_record(null::${table}, to_jsonb(original) || jsonb_build_object(${record}))).*
    from ${table} as original
    where ${where}`;
};

/** The change by which a part of a credit was taken back that counts; and what its award is to repeat. */
const PART_TAKEN =
  "(select award_id from credit where taken_back_ppm is not null and reversed_at is null)";
const REPEATED = "01970000-0000-7000-8000-00000000bbbb";
const REPEATED_PART = "01970000-0000-7000-8000-00000000cccc";

/** What a deal that is paid by the month earned. */
const MONTHLY =
  "select award.id from award join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key where rule.recurring_months = 3";

/** Leads share one prospect. */
const sharing = (id: string, weight: number, role = "SOURCED") => `
  insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
  select partner_id, id, '01970000-0000-7000-8000-00000000aaaa', ${weight}, '${role}' from lead where id = ${id}`;

/** The statistics as they will be in 31 seconds, or as they look to who may not see them. */
const statistics = (state: string) => `
  create schema planted;
  create view planted.pg_stat_activity as
  select pid, usename, datname, backend_type, ${state} as state, state_change - interval '31 seconds' as state_change
  from pg_catalog.pg_stat_activity;
  set local search_path = planted, pg_catalog, public`;

/** A notice about a lead of a partner other than Beta. */
const plantedNotice = (forVendor: boolean, member: string) => `
  insert into notice (id, occasion_id, kind, for_vendor, partner_id, lead_id, member_id, about, at, due_at)
  select gen_random_uuid(), gen_random_uuid(), 'LEAD_ACCEPTED', ${forVendor}, partner_id, id,
    ${member.replace("OTHERS", OTHERS)}, id, now(), now()
  from lead where id = ${WON}`;

export const PLANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "leads-are-visible": {
    "partners are gone": "delete from partner",
    "leads are gone": "delete from lead",
  },
  "one-default-program": {
    "there is none": "update program set is_default = false where is_default",
    "there are two": `drop index program_one_default;
      update program set is_default = true`,
  },
  "program-has-its-form": {
    "the form is gone": `delete from program_form
      where (program_id, number) = (select id, form_number from program where form_number > 1 limit 1)`,
    "an earlier version is gone": `delete from program_form
      where number = 1 and program_id = (select id from program where form_number > 1 limit 1)`,
    "a later one is published": `insert into program_form
      select program_id, number + 1, required, fields, published_at, published_by from program_form where number = 2`,
  },
  "lead-has-its-form": {
    "it is of no version": "update lead set form_number = 9 where form_number = 2",
    "it answers what was not asked": `update lead
      set custom_fields = '[{"key": "colour", "type": "TEXT", "values": ["red"], "isPersonal": false}]' where form_number = 2`,
  },
  "lead-has-its-terms": {
    "they were not accepted": "delete from terms_acceptance",
    "they were accepted later":
      "update terms_acceptance set accepted_at = accepted_at + interval '1 hour'",
    "it is of other terms": "update lead set terms_number = 2 where terms_number = 1",
  },
  "events-are-gapless": {
    "an event is gone": `delete from lead_event where lead_id = ${WON} and seq = 3`,
    "the first event is gone": `delete from lead_event where lead_id = ${WON} and seq = 1`,
    "all events of a lead are gone": `delete from lead_event where lead_id = ${WON}`,
    "a number was skipped": `update lead_event set seq = seq + 1 where ${LAST_OF_WON}`,
    "a number is there twice": `${unchecked("lead_event", "lead_event_of_lead")};
      update lead_event set seq = 2 where lead_id = ${WON} and seq = 3`,
    "a lead is gone": `delete from lead where id = ${WON}`,
  },
  "version-counts-events": {
    "the version went on": `update lead set version = version + 1 where id = ${WON}`,
    "the last event is gone": `delete from lead_event where ${LAST_OF_WON}`,
  },
  "stage-chain-is-unbroken": {
    "an event begins elsewhere": `update lead_event set from_stage = 'MQL' where lead_id = ${WON} and seq = 3`,
    "an event leads elsewhere": `update lead_event set to_stage = 'LOST' where lead_id = ${WON} and seq = 2`,
    "the first event begins in a stage": `update lead_event set from_stage = 'DRAFT' where lead_id = ${WON} and seq = 1`,
  },
  "stage-is-that-of-the-last-event": {
    "the lead went back": `update lead set stage = 'OPPORTUNITY' where id = ${WON}`,
    "the last event leads elsewhere": `update lead_event set to_stage = 'LOST' where ${LAST_OF_WON}`,
    "it stands there since another time": `update lead
      set stage_entered_at = stage_entered_at + interval '1 millisecond' where id = ${WON}`,
    "it has no stage": `${nullable("lead", "stage")}; update lead set stage = null where id = ${WON}`,
  },
  "stage-stamps-are-the-events": {
    "a stamp is another time": `update lead set accepted_at = accepted_at + interval '1 millisecond' where id = ${WON}`,
    "a stamp is gone": `update lead set marketing_qualified_at = null where id = ${WON}`,
    "a stage was never reached": `update lead set lost_at = won_at where id = ${WON}`,
  },
  "implied-stages-were-passed": {
    "a passed stage counts as reached": `update lead set implied_stages = '{}' where id = ${WON}`,
    "a reached stage counts as passed": `update lead set implied_stages = '{MQL,SAL}' where id = ${WON}`,
    "a passed stage is there twice": `update lead set implied_stages = '{MQL,MQL}' where id = ${WON}`,
  },
  "sql-has-its-assessment": {
    "the assessment is gone": `delete from assessment where lead_id = ${WON}`,
    "the assessment is of another time": `update assessment
      set assessed_at = assessed_at + interval '1 millisecond' where lead_id = ${WON}`,
    "the assessment is of another lead": `update assessment set lead_id = ${SUBMITTED} where lead_id = ${WON}`,
    "there are two": copy("assessment", `lead_id = ${WON}`, {
      id: "gen_random_uuid()",
      assessed_at: "original.assessed_at + interval '1 hour'",
    }),
    "there are two of one time": copy("assessment", `lead_id = ${WON}`, {
      id: "gen_random_uuid()",
    }),
    "it became an SQL at another time": `update lead
      set sales_qualified_at = sales_qualified_at - interval '1 hour' where id = ${WON}`,
  },
  "opportunity-ends-as-its-lead": {
    "the opportunity is gone": `delete from opportunity where lead_id = ${WON}`,
    "it was lost": `update opportunity set state = 'LOST' where lead_id = ${WON}`,
    "it is open again": `update opportunity set state = 'OPEN', closed_at = null where lead_id = ${WON}`,
    "it is of another lead": `update opportunity set lead_id = ${SUBMITTED} where lead_id = ${WON}`,
  },
  "cycle-counts-reopenings": {
    "a reopening was not counted": "update lead set cycle = 1 where cycle = 2",
    "a cycle began by itself": `update lead set cycle = 2 where id = ${WON}`,
    "the claim still counts from the first":
      "update lead set claimed_at = created_at where cycle = 2",
    "a claim counts from later": `update lead set claimed_at = claimed_at + interval '1 second' where id = ${WON}`,
  },
  "undone-is-what-was-moved-last": {
    "it was taken back to elsewhere":
      "update lead_event set to_stage = 'MQL' where type = 'UNDONE'",
    "it was the partner's move": "update lead_event set by_vendor = false where type = 'QUALIFIED'",
    "it was taken back twice": "update lead_event set type = 'UNDONE' where type = 'QUALIFIED'",
  },
  "child-has-its-parents-partner": {
    ...Object.fromEntries(
      CHILDREN.map((table) => [
        `one of ${table} became another partner's`,
        `update ${table} set partner_id = ${OTHERS}
         where ctid = (select ctid from ${table} where partner_id <> ${OTHERS} limit 1)`,
      ]),
    ),
    "a dispute of a missing lead became another partner's": `update statement_dispute set partner_id = ${OTHERS}
      where lead_id is not null`,
    "a notice of a lead became another partner's": `update notice set partner_id = ${OTHERS}
      where id = (select id from notice where lead_id is not null and partner_id <> ${OTHERS} limit 1)`,
    "a touch stands under another partner's lead": `update touchpoint set lead_partner_id = ${OTHERS}
      where id = (select id from touchpoint where lead_partner_id <> ${OTHERS} limit 1)`,
    "a lead became another partner's": `update lead set partner_id = ${OTHERS} where id = ${WON}`,
    "a lead is gone": `delete from lead where id = ${WON}`,
    "it is nobody's": `${unchecked("opportunity", "opportunity_lead_fkey")}; ${nullable("opportunity", "partner_id")};
      update opportunity set partner_id = null where lead_id = ${WON}`,
  },
  "lead-is-whole": {
    "the company is gone": `delete from company where lead_id = ${WON}`,
    "the contact is gone": `delete from contact where lead_id = ${WON}`,
    "no contact is the primary one": `update contact set is_primary = false where lead_id = ${WON}`,
    "two contacts are the primary one": `drop index contact_one_primary;
      ${copy("contact", `lead_id = ${WON}`, { id: "gen_random_uuid()", email_key: "original.email_key || '2'" })}`,
  },
  "lead-has-ten-contacts-at-most": {
    "an eleventh came": `insert into contact
      select (jsonb_populate_record(null::contact, to_jsonb(original) || jsonb_build_object(
        'id', gen_random_uuid(), 'is_primary', false, 'email_key', n || original.email_key))).*
      from contact as original
      cross join generate_series(1, 10) as n
      where lead_id = ${WON}`,
  },
  "open-question-has-its-stage": {
    "a closed lead is still asked about": `${copy("information_request", `lead_id = ${DISCUSSED}`, {
      id: "gen_random_uuid()",
      lead_id: WON,
      state: "'OPEN'::text",
      evidence: "null::text",
      closed_at: "null::timestamptz",
    })}`,
    "an accepted lead is asked as if it were in review": `update information_request
      set state = 'OPEN', closed_at = null, evidence = null where lead_id = ${DISCUSSED}`,
    "a change of a lead in review is proposed": `${copy(
      "correction_proposal",
      `lead_id = ${DISCUSSED}`,
      {
        id: "gen_random_uuid()",
        lead_id: SUBMITTED,
        state: "'OPEN'::text",
        decided_at: "null::timestamptz",
        decline_reason: "null::text",
      },
    )}`,
    "two changes are proposed": `drop index correction_proposal_one_open;
      ${copy("correction_proposal", `lead_id = ${DISCUSSED}`, { id: "gen_random_uuid()" })};
      update correction_proposal set state = 'OPEN', decided_at = null, decline_reason = null where lead_id = ${DISCUSSED}`,
  },
  "clock-follows-its-lead": {
    "a clock is gone": `delete from lead_clock where lead_id = ${SUBMITTED}`,
    "what it was promised is gone": `delete from clock_watch where lead_id = ${SUBMITTED}`,
    "it began at another time": `update lead_clock set started_at = started_at - interval '1 hour' where lead_id = ${SUBMITTED}`,
    "it rests for no reason": `update lead_clock set paused_at = started_at where lead_id = ${SUBMITTED}`,
    "it goes on though the lead is elsewhere": `update lead_clock
      set stopped_at = null, answered = false where lead_id = ${WON}`,
    "it stands still though the lead is in review": `update lead_clock
      set stopped_at = due_at where lead_id = ${SUBMITTED}`,
    "an earlier one still runs": `drop index lead_clock_latest;
      update lead_clock set is_latest = false where lead_id = ${SUBMITTED}`,
  },
  "clock-keeps-its-promise": {
    "it leaves more time": `update lead_clock set due_at = due_at + interval '1 hour' where lead_id = ${SUBMITTED}`,
    "a pause was not left out": `update lead_clock
      set due_at = started_at + interval '48 hours' where lead_id = ${DISCUSSED} and kind = 'ACCEPTANCE'`,
    "a step is left out": `update clock_watch set next_percent = 200 where lead_id = ${SUBMITTED}`,
    "a step is due at another time": `update clock_watch
      set fires_at = fires_at + interval '1 hour' where lead_id = ${SUBMITTED}`,
  },
  "clock-of-a-suspended-partner-rests": {
    "its clocks run on": `update partner set state = 'SUSPENDED' where id = (select partner_id from lead where id = ${SUBMITTED});
      insert into partner_suspension (partner_id, suspended_at) select partner_id, now() from lead where id = ${SUBMITTED}`,
    "nothing is on record": `update partner set state = 'SUSPENDED' where not is_vendor`,
    "it is back, and that is not on record": `insert into partner_suspension (partner_id, suspended_at)
      select id, now() from partner where not is_vendor limit 1`,
    "a step is due": `${unchecked("clock_watch", "clock_watch_fires_while_running")};
      update partner set state = 'SUSPENDED' where id = (select partner_id from lead where id = ${SUBMITTED});
      insert into partner_suspension (partner_id, suspended_at) select partner_id, now() from lead where id = ${SUBMITTED};
      update lead_clock set paused_at = greatest(started_at, now()) where stopped_at is null;
      update clock_watch set running_since = null where lead_id <> ${SUBMITTED};
      update clock_watch set running_since = null, fires_at = now() where lead_id = ${SUBMITTED}`,
  },
  "notice-goes-to-its-side": {
    "it is to a rival": plantedNotice(
      false,
      "(select id from membership where partner_id = OTHERS limit 1)",
    ),
    "it is to a partner, and the vendor's": plantedNotice(
      true,
      "(select id from membership where partner_id = OTHERS limit 1)",
    ),
  },
  "notice-settings-are-a-members": {
    "they are another partner's": `${unchecked("notice_setting", "notice_setting_member_fkey")};
      alter table notice_setting disable trigger notice_setting_guard;
      insert into notice_setting (partner_id, member_id, locale, muted, all_leads, updated_at)
      select ${OTHERS}, id, 'EN', '{}', true, now() from membership where partner_id <> ${OTHERS} limit 1`,
  },
  "evidence-has-its-event": {
    "evidence is gone": "delete from evidence",
    "its event is gone": "delete from lead_event where type = 'EVIDENCE_ADDED'",
    "it is of another instant":
      "update evidence set submitted_at = submitted_at + interval '1 millisecond'",
    "it is somebody else's": "update evidence set submitted_by = gen_random_uuid()",
  },
  "evidence-keeps-its-file": {
    "the file is gone": "update upload set state = 'GONE'",
    "the file expires": "update upload set expires_at = now() where state = 'STORED'",
    "the file is another": "update upload set sha256 = sha256('another')",
    "the row of the file is gone": "delete from upload",
  },
  "open-lead-holds-its-claims": {
    "a claim is gone": `delete from lead_claim where lead_id = ${SUBMITTED} and kind = 'EMAIL'`,
    "a claim names another key": `update lead_claim set key = 'else' where lead_id = ${SUBMITTED} and kind = 'COMPANY'`,
    "a claim is another lead's": `update lead_claim set lead_id = ${WON} where lead_id = ${SUBMITTED}`,
    "a returned lead let go":
      "delete from lead_claim where lead_id in (select id from lead where stage = 'RECYCLED')",
    "the contact has another address": `update contact set email_key = 'a@else.com' where lead_id = ${SUBMITTED}`,
  },
  "claim-is-of-an-open-lead": {
    "a closed lead holds on": `insert into lead_claim (partner_id, kind, key, lead_id)
      select partner_id, 'EMAIL', email_key, lead_id from contact where lead_id = ${WON}`,
    "a claim names another key": `update lead_claim set key = 'else' where lead_id = ${SUBMITTED} and kind = 'COMPANY'`,
    "a claim is there twice": `${unchecked("lead_claim", "lead_claim_pkey")};
      ${copy("lead_claim", `lead_id = ${SUBMITTED}`, {})}`,
    "a company is claimed for a line beneath another": `alter table lead_claim disable trigger user;
      insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
      select partner_id, kind, key, lead_id, (select id from product_line where parent_id is not null limit 1)
      from lead_claim where lead_id = ${SUBMITTED} and kind = 'COMPANY'`,
  },
  "claim-of-a-line-is-marked-above": {
    "nothing is marked": "delete from lead_claim where lead_id is null",
    "one too many": "update lead_claim set beneath = beneath + 1 where lead_id is null",
    "nothing is claimed beneath": `alter table lead_claim disable trigger user;
      delete from lead_claim where lead_id is not null
        and product_line_id in (select id from product_line where parent_id is not null)`,
  },
  "product-lines-are-a-tree": {
    "two stand in one place": `${unchecked("product_line", "product_line_span_once")};
      update product_line set span = '[0.001,0.002)' where parent_id is not null`,
    "one stands outside of its parent": `update product_line set span = '[2,3)'
      where id = (select id from product_line where parent_id is not null limit 1)`,
    "a lead names none": `update lead set product_line_ids = '{}'`,
    "a lead names one that there is not":
      "update lead set product_line_ids = array[gen_random_uuid()]",
  },
  "conflict-is-between-partners": {
    "both leads are of one partner": `update conflict
      set challenger_lead_id = (select id from lead where partner_id = ${OTHERS} and stage = 'SQL' order by id limit 1)`,
    "the later claim has precedence":
      "update conflict set incumbent_lead_id = challenger_lead_id, challenger_lead_id = incumbent_lead_id",
    "a lead is gone":
      "delete from lead where id = (select challenger_lead_id from conflict limit 1)",
  },
  "likeness-is-between-partners": {
    "both leads are of one partner": `update likeness
      set incumbent_lead_id = ${WON}, challenger_lead_id = ${OTHER_WON}
      where id = (select id from likeness limit 1)`,
    "the later claim has precedence":
      "update likeness set incumbent_lead_id = challenger_lead_id, challenger_lead_id = incumbent_lead_id",
    "a lead is gone":
      "delete from lead where id = (select challenger_lead_id from likeness limit 1)",
  },
  "name-can-be-found": {
    "a name has no key":
      "delete from company_name_key where name_id = (select id from company_name limit 1)",
    "a key's name is gone":
      "delete from company_name where id = (select id from company_name limit 1)",
  },
  "words-are-counted": {
    "a word was counted twice":
      "update company_name_word set names = names + 1 where word = (select words[1] from company_name limit 1)",
    "a word was not counted": "delete from company_name_word where word <> ''",
    "a word that no name has is counted": "insert into company_name_word values ('nobodys', 1)",
    "not all names were counted": "update company_name_word set names = names - 1 where word = ''",
    "a name is gone": "delete from company_name where id = (select id from company_name limit 1)",
  },
  "protection-follows-its-lead": {
    "a closed lead is protected": `update protection_window set ended_at = null, end_reason = null where lead_id = ${WON}`,
    "a returned lead waits for nobody": `update protection_window set held_for = '{REVIEW}', held_since = now() where state = 'RUNNING'`,
    "a deal may expire":
      "update protection_window set held_for = '{}', held_since = null where state = 'UNTIL_CLOSED'",
    "its lead is gone":
      "delete from lead where id in (select lead_id from protection_window where state = 'RUNNING')",
  },
  "protection-waits-for-its-request": {
    "nobody asked": "delete from extension_request where state = 'PENDING'",
    "it goes on while one is pending":
      "update protection_window set held_for = '{}', held_since = null where state = 'PAUSED'",
  },
  "protection-waits-for-a-move": {
    "no clock ran out":
      "update protection_window set held_for = '{CONVERSION}', held_since = now() where state = 'RUNNING'",
  },
  "protection-holds-its-account": {
    "the hold is gone": "delete from protection_hold where upper_inf(period)",
    "the window is gone": "delete from protection_window where state = 'RUNNING'",
    "it holds another account": `update protection_hold set account_id = (select id from account order by id limit 1)
      where account_id <> (select id from account order by id limit 1)`,
    "it held on after its end": `update protection_hold set period = tstzrange(lower(period), null) where not upper_inf(period)`,
    "it let go before its end": `update protection_hold set period = tstzrange(lower(period), now()) where upper_inf(period)`,
    "it holds a line that its lead does not name": `update protection_hold
      set product_line_id = (select id from product_line where parent_id is not null limit 1) where upper_inf(period)`,
    "it holds for another place in the tree": "update protection_hold set span = '[0.5,0.6)'",
    "it held before the claim": `update protection_hold
      set period = tstzrange(lower(period) - interval '1 day', upper(period))`,
  },
  "appeal-is-against-a-decision": {
    "it was never made": "update lead_event set type = 'COMMENTED' where type = 'APPEALED'",
    "nothing was decided": "update appeal set event_id = id",
    "it was decided before it was made":
      "update appeal set decided_at = opened_at - interval '1 day' where decided_at is not null",
    "its lead came back undecided": "update appeal set state = 'OPEN', decided_at = null",
  },
  "prospect-is-held-once": {
    "two leads hold one account": `${unchecked("protection_hold", "protection_hold_one_per_line")};
      update protection_hold set account_id = (select id from account order by id limit 1)`,
  },
  "prospect-is-held-as-it-is-shared": {
    "one holds for itself what it shares": `${unchecked("protection_hold", "protection_hold_one_per_line")};
      update protection_hold set shared_as = window_id
      where shared_as <> window_id and upper_inf(period)`,
  },
  "claim-conflict-is-decided-on-record": {
    "nobody wrote how": "update claim_conflict set state = 'DECIDED', ended_at = now()",
  },
  "accounts-have-their-keys": {
    "a key finds nothing": "delete from account_key",
    "an account has no lead":
      "delete from customer; delete from account_lead where lead_id in (select id from lead)",
  },
  "deal-that-was-won-makes-a-customer": {
    "nobody knows": "delete from customer",
    "it was one before and is no more":
      "update customer set since = since - interval '2 days', until = since - interval '1 day'",
    "the deal was not won":
      "update customer set lead_id = (select id from lead where stage = 'SQL' limit 1) where source = 'WON'",
  },
  "decided-conflict-has-its-decision": {
    "nobody decided": "delete from conflict_decision",
    "it was decided at another time":
      "update conflict_decision set decided_at = decided_at - interval '1 millisecond'",
    "a partner was never told": "delete from lead_decision",
  },
  "event-has-its-audit-row": {
    "the audit row is gone": "delete from audit_entry where mutation = 'winLead'",
    "the audit names another lead":
      "update audit_entry set subject_ids = array['lead_00000000000000000000000000'] where mutation = 'winLead'",
    "the audit names another event":
      "update audit_entry set subject_ids[2] = 'evt_00000000000000000000000000' where mutation = 'winLead'",
    "the lead was moved once more": copy("lead_event", "type = 'WON'", {
      id: "gen_random_uuid()",
      seq: "original.seq + 10",
    }),
    "the audit names somebody else":
      "update audit_entry set actor_id = gen_random_uuid() where mutation = 'winLead'",
    "the audit names another time":
      "update audit_entry set at = at + interval '1 millisecond' where mutation = 'winLead'",
    "the audit says that it was refused":
      "update audit_entry set outcome = 'REFUSED', code = 'BUSY' where mutation = 'winLead'",
  },
  "key-has-one-outcome": {
    "the outcome is gone": "update idempotency_claim set outcome = null where mutation = 'winLead'",
    "the key is there twice": `${unchecked("idempotency_claim", "idempotency_claim_once")};
      ${copy("idempotency_claim", "mutation = 'winLead'", {})}`,
  },
  "key-has-one-effect": {
    "the event is gone": "delete from lead_event where type = 'WON'",
    "the lead is gone": `delete from lead where id = ${WON}`,
    "the event is of another time":
      "update lead_event set at = at + interval '1 millisecond' where type = 'WON'",
    "the event is of another kind": `update lead_event set type = 'LOST' where type = 'WON'`,
    "two keys name one event": copy("idempotency_claim", "mutation = 'winLead'", {
      key: "original.key || '-2'",
    }),
    "the outcome names no lead":
      "update idempotency_claim set outcome = outcome - 'leadId' where mutation = 'winLead'",
    "the outcome names no event":
      "update idempotency_claim set outcome = outcome - 'eventId' where mutation = 'winLead'",
    "who was given a lead is told by an event that there is not": `update idempotency_claim
      set outcome = outcome || '{"eventId": "evt_0"}' where mutation = 'claimLead'`,
  },
  "what-was-made-was-made-once": {
    "two keys made one lead": copy("idempotency_claim", "mutation = 'registerLead'", {
      key: "original.key || '-2'",
    }),
    "two keys made one assessment": copy("idempotency_claim", "mutation = 'qualifyLead'", {
      key: "original.key || '-2'",
    }),
    "two keys made one opportunity": copy("idempotency_claim", "mutation = 'convertLead'", {
      key: "original.key || '-2'",
    }),
  },
  "credential-has-its-members-partner": {
    "a key became another partner's": `update api_key set partner_id = ${OTHERS} where name = 'Tests'`,
    "a key lost its member":
      "update api_key set membership_id = gen_random_uuid() where name = 'Tests'",
    "an invitation led elsewhere": `update invitation
      set accepted_at = created_at, membership_id = (select id from membership where partner_id is null limit 1)
      where partner_id is not null`,
    "a partner's login became the vendor's":
      "update app_user set side = 'VENDOR' where side = 'PARTNER'",
  },
  "sourced-shares-add-up": {
    "the shares are gone": `delete from attribution_share where lead_id = ${WON}`,
    "a millionth is missing": `update attribution_share set share_ppm = share_ppm - 1 where lead_id = ${WON}`,
    "a second share came": copy("attribution_share", `lead_id = ${WON}`, { partner_id: OTHERS }),
    "a lead that was never an SQL has one": copy("attribution_share", `lead_id = ${WON}`, {
      lead_id: SUBMITTED,
    }),
    "the share is in the other book": `update attribution_share set book = 'INFLUENCED' where lead_id = ${WON}`,
  },
  "settlements-add-up": {
    "a share was taken away": `update attribution_share set share_ppm = 999999
      where superseded_at is not null and ctid = (select ctid from attribution_share
        where superseded_at is not null and book = 'SOURCED' limit 1)`,
    "a part of one ended": copy("attribution_share", `lead_id = ${WON} and superseded_at is null`, {
      partner_id: OTHERS,
      share_ppm: "0",
      superseded_at: "original.settled_at",
    }),
  },
  "shares-go-by-policies-in-force": {
    "it names a draft": `update attribution_share set model = 'LINEAR', policy_id = (
        select id from attribution_policy where in_force_at is null and model = 'LINEAR' limit 1)
      where lead_id = ${WON}`,
    "it names one that came later": `update attribution_share set model = 'ROLE_WEIGHTED', policy_id = (
        select id from attribution_policy where in_force_at is not null limit 1),
        settled_at = '2020-01-01'
      where lead_id = ${WON}`,
    "it names another program's": `update attribution_share set model = 'ROLE_WEIGHTED', policy_id = (
        select id from attribution_policy where in_force_at is not null limit 1)
      where lead_id = ${WON};
      update attribution_policy set in_force_at = '2020-01-01', created_at = '2020-01-01' where in_force_at is not null`,
    "another one had come into force long before": `
      update attribution_policy set in_force_at = '2020-01-01', created_at = '2020-01-01',
        program_id = (select program_id from lead where id = ${WON}) where in_force_at is not null;
      ${copy("attribution_policy", "in_force_at is not null", {
        id: "gen_random_uuid()",
        number: "99",
        in_force_at: "'2021-01-01'::timestamptz",
      })};
      update attribution_share set model = 'ROLE_WEIGHTED', policy_id = (
        select id from attribution_policy where in_force_at = '2020-01-01')
      where lead_id = ${WON}`,
  },
  "settled-otherwise-on-record": {
    "a millionth is missing": `update attribution_share set share_ppm = share_ppm - 1
      where book = 'SOURCED' and (lead_id, settled_at) in (select lead_id, settled_at from attribution_settlement)`,
    "it was locked": `update lead set sales_qualified_at = sales_qualified_at - interval '400 days'
      where id = (select lead_id from attribution_settlement where cause = 'SETTLED_ANEW' limit 1)`,
  },
  "approved-by-two-persons": {
    "one approved their own":
      "update approval_proposal set decided_by = proposed_by where state = 'APPROVED'",
    "one let go what they asked for":
      "update hold_release set requested_by = decided_by where state = 'RELEASED'",
  },
  "policies-are-of-two-persons": {
    "its author put it in force":
      "update approval_policy set drafted_by = decided_by where state = 'ENDED'",
    "another was in force beside it": `${copy("approval_policy", "state = 'ENDED'", { id: "gen_random_uuid()", ended_at: "now()" })}`,
  },
  "approved-within-policy": {
    "it was declined": `${unchecked("approval_policy", "approval_policy_ended")};
      update approval_policy set state = 'DECLINED' where note is not null`,
    "its limit was less": `${unchecked("approval_policy", "approval_policy_limits")};
      update approval_policy set most_per_credit_minor = 1`,
    "it had to wait longer": "update approval_policy set delay_days = 90",
    "it had ended": "update approval_policy set ended_at = decided_at where state = 'ENDED'",
    "nobody had made it": `${unchecked("approval_proposal", "approval_proposal_by_policy")};
      update approval_proposal set policy_id = null where policy_id is not null`,
    "a person is said to have": `${unchecked("approval_proposal", "approval_proposal_by_policy")};
      update approval_proposal set decided_by = gen_random_uuid() where policy_id is not null`,
  },
  "approved-within-months-limit": {
    "the limit was less": `${unchecked("approval_policy", "approval_policy_limits")};
      update approval_policy set most_per_month_minor = 1`,
  },
  "approved-as-shown": {
    "the hash is of something else":
      "update approval_proposal set selection_hash = repeat('a', 64)",
    "more was approved than was shown":
      "update credit_approval set amount_minor = amount_minor + 1 where ended_at is null",
    "the credit was changed since": `update credit set share_minor = share_minor - 1, held_minor = 0
      where id = (select credit_id from credit_approval where ended_at is null limit 1)`,
    "it was declined":
      "update approval_proposal set state = 'DECLINED' where state = 'APPROVED' and policy_id is null",
  },
  "approved-money-is-payable": {
    "the approval is gone":
      "update credit_approval set ended_at = approved_at where ended_at is null",
    "some is said to be held back":
      "update credit_approval set held_minor = 1 where ended_at is null",
    "it was posted to another's": `update journal_entry set credit_id = (
        select id from credit where id not in (select credit_id from credit_approval) order by id limit 1)
      where account_id in (select id from ledger_account where role = 'payable')`,
  },
  "no-more-vests-than-is-held": {
    "something vested that was not held": `insert into credit_vesting (partner_id, approval_id, through_on, amount_minor, posting_id, vested_at)
      select partner_id, id, '2026-01-01', 1, posting_id, now() from credit_approval where ended_at is null`,
  },
  "what-is-held-is-not-approved": {
    "it was held until a day later": `update credit_hold set released_at = released_at + interval '1 day',
        placed_at = placed_at - interval '1 day'
      where released_at is not null`,
  },
  "hold-is-let-go-as-decided": {
    "nobody asked": "delete from hold_release where state = 'RELEASED'",
    "it goes on to hold": "update credit_hold set released_at = null, released_by = null",
    "somebody else let it go":
      "update credit_hold set released_by = placed_by where released_at is not null",
  },
  "period-is-as-its-steps-say": {
    "somebody opened it": `update accounting_period
      set status = 'soft_closed', close_seq = null, trial_balance_sha256 = null, closed_at = null, closed_by = null, gl_exported_at = null
      where status = 'closed'`,
    "it was closed without a step": `update accounting_period
      set status = 'closed', close_seq = 1, trial_balance_sha256 = sha256(''), closed_at = now(), closed_by = gen_random_uuid()
      where status = 'open'`,
    "it is said to be closed with more": `update accounting_period set close_seq = close_seq + 1 where status = 'closed'`,
    "what came when it was open again passes for before": `update accounting_period set first_close_seq = close_seq + 1
      where status = 'closed'`,
    "it went on to nobody": "update accounting_period set gl_exported_at = null",
    "a step is gone": "delete from period_step where number = 3",
  },
  "statement-begins-where-the-one-before-ended": {
    "one begins with more":
      "update partner_statement set opening_payable_minor = opening_payable_minor + 1",
    "the number before is missing": "update partner_statement set number = number + 1",
    "the one before ended otherwise": `insert into partner_statement
      select gen_random_uuid(), partner_id, number + 1, gen_random_uuid(), entity_id, currency, '2015-03-01', '2015-03-31', 1,
        0, 0, 0, 0, 7, 0, 0, 0, 0, 7, issued_at
      from partner_statement`,
  },
  "statement-lines-lead-to-its-end": {
    "it ends with more":
      "update partner_statement set closing_accrued_minor = closing_accrued_minor + 1",
    "a line is gone": "delete from partner_statement_line where number = 2",
    "a line is of another part":
      "update partner_statement_line set receivable_minor = 0, accrued_minor = receivable_minor where number = 1",
    "a line reaches something else":
      "update partner_statement_line set balance_minor = balance_minor + 1 where number = 1",
    "it has no lines": "delete from partner_statement_line",
  },
  "statement-ends-as-the-books": {
    "there is none": "delete from partner_statement",
    "a posting is booked in its month": `update journal_txn set accounting_date = '2015-02-03'
      where id = (select entry.txn_id from journal_entry as entry join ledger_account as account on account.id = entry.account_id
        join journal_seal as seal on seal.txn_id = entry.txn_id
        join statement_issue as issue on seal.seq <= issue.until_seq where account.role = 'accrued' limit 1)`,
    "another amount was posted": `update journal_entry set amount_minor = amount_minor - 1
      where txn_id in (select id from journal_txn where kind = 'CLAWBACK')
        and account_id in (select id from ledger_account where role = 'clawback_receivable')`,
    "it is of another currency": "update partner_statement set currency = 'CHF'",
    "it counts to another seal": "update statement_issue set until_seq = 0",
  },
  "disputed-line-is-held": {
    "it holds nothing": `${DISPUTED}; delete from credit_hold where statement_dispute_id is not null`,
    "it was let go meanwhile": `${DISPUTED}; update credit_hold set released_at = now(), released_by = placed_by
      where statement_dispute_id is not null`,
    "it was never held": `${DISPUTED}; delete from credit_hold where statement_dispute_id is not null;
      update statement_dispute set hold_id = null, held_credit_id = null`,
    "another credit is held": `${DISPUTED}; update statement_dispute set held_credit_id = gen_random_uuid() where hold_id is not null`,
  },
  "ended-dispute-holds-nothing": {
    "it goes on to hold":
      "update credit_hold set released_at = null, released_by = null where statement_dispute_id is not null",
    "somebody else let it go":
      "update credit_hold set released_by = gen_random_uuid() where statement_dispute_id is not null",
    "an answer still waits":
      "update statement_dispute_outcome set state = 'WAITING', decided_at = null, decided_by = null, note = null",
  },
  "upheld-dispute-names-what-came-of-it": {
    "nobody decided it": "delete from statement_dispute_outcome",
    "one person did": "update statement_dispute_outcome set decided_by = proposed_by",
    "it was another outcome":
      "update statement_dispute set state = 'DISMISSED', correcting_credit_id = null, correcting_txn_id = null where state = 'UPHELD'",
    "nothing was booked": `update statement_dispute set correcting_txn_id = null, correcting_credit_id = ${EARLIEST_CREDIT}
      where state = 'UPHELD'`,
    "it was booked before":
      "update statement_dispute set recorded_at = now() where state = 'UPHELD'",
  },
  "statement-pdf-is-as-drawn": {
    "it is another file": `${unchecked("statement_pdf", "statement_pdf_sha256")};
      insert into statement_pdf (statement_id, partner_id, content, sha256, drawn_at)
      select id, partner_id, 'drawn', sha256('another'), now() from partner_statement limit 1`,
    "it is another partner's": `${unchecked("statement_pdf", "statement_pdf_statement_fkey")};
      insert into statement_pdf (statement_id, partner_id, content, sha256, drawn_at)
      select id, gen_random_uuid(), 'drawn', sha256('drawn'), now() from partner_statement limit 1`,
  },
  "periods-are-closed-by-two": {
    "one person closed it": `update period_step as closing set made_by = (
        select made_by from period_step where period_id = closing.period_id and kind = 'SOFT_CLOSED')
      where kind = 'CLOSED'`,
    "one person opened it again": `update period_step as opening set made_by = (
        select made_by from period_step where period_id = opening.period_id and number = opening.number - 1)
      where kind = 'REOPENED'`,
    "nobody prepared it":
      "update period_step set kind = 'REOPENING_ENDED' where kind = 'SOFT_CLOSED'",
  },
  "closed-trial-balance-recomputes": {
    "something was booked into it": `update journal_txn set accounting_date = '2015-01-31'
      where id = (select txn_id from journal_seal where seq = 1)`,
    "the sum is another":
      "update period_step set trial_balance_sha256 = sha256('') where kind = 'CLOSED'",
    "it is the sum up to another seal":
      "update period_step set close_seq = 0 where kind = 'CLOSED'",
  },
  "payouts-have-two-persons": {
    "one approved their own":
      "update payout_batch set approved_by = drafted_by where state = 'SENT'",
    "one sent their own": "update payout_batch set sent_by = drafted_by where state = 'SENT'",
  },
  "payouts-are-as-shown": {
    "the hash is of something else": "update payout_batch set selection_hash = repeat('a', 64)",
    "the sum is another": "update payout_batch set sum_minor = sum_minor + 1",
    "the count is another": "update payout_batch set payout_count = payout_count + 1",
    "more is paid than of its credits": "update payout set amount_minor = amount_minor + 1",
    "what came back counts": "update payout_credit set ended_at = null where ended_at is not null",
    "what is paid ended": "update payout_credit set ended_at = now() where ended_at is null",
  },
  "no-more-is-paid-than-is-payable": {
    "it was paid twice": `insert into payout_credit (payout_id, partner_id, credit_id, approval_id, amount_minor)
      select other.id, paid.partner_id, paid.credit_id, paid.approval_id, paid.amount_minor
      from payout_credit as paid
      join payout as other on other.partner_id = paid.partner_id
      where paid.ended_at is null and other.id <> paid.payout_id and not exists (
        select from payout_credit as there where there.payout_id = other.id and there.credit_id = paid.credit_id)
      on conflict do nothing;
      update payout_credit set ended_at = null`,
    "its approval ended":
      "update credit_approval set ended_at = approved_at where ended_at is null",
    "it is less than nothing":
      "update payout_credit set amount_minor = -amount_minor where ended_at is null",
  },
  "in-transit-is-open-payouts": {
    "what is paid is said to be on its way": `${unchecked("payout", "payout_paid_with_evidence")};
      update payout set state = 'SENT' where state = 'PAID'`,
    "what is paid is said to be scheduled": `${unchecked("payout", "payout_paid_with_evidence")};
      ${unchecked("payout", "payout_sent")};
      update payout set state = 'SCHEDULED' where state = 'PAID'`,
    "it was posted to another role": `update journal_entry set account_id = (
        select id from ledger_account where role = 'expense' and currency = 'EUR' limit 1)
      where account_id in (select id from ledger_account where role = 'bank')`,
  },
  "withheld-stands-as-payouts-say": {
    "it came back": `${unchecked("payout", "payout_ended", "payout_remitted")};
      update payout set state = 'RETURNED' where method = 'WITHHOLDING'`,
    "a cent more is withheld": `update payout_credit set amount_minor = amount_minor + 1
      where payout_id in (select id from payout where method = 'WITHHOLDING')`,
    "it was posted to another role": `update journal_entry set account_id = (
        select id from ledger_account where role = 'expense' and currency = 'EUR' limit 1)
      where account_id in (select id from ledger_account where role = 'wht_payable')`,
  },
  "handed-on-is-what-was-withheld": {
    "more was handed on": "update tax_remittance set amount_minor = amount_minor + 1",
    "it is of another country": "update tax_remittance set country = 'FR'",
    "it is of other days": `${unchecked("tax_remittance", "tax_remittance_days")};
      update tax_remittance set withheld_until = withheld_from - 1, withheld_from = withheld_from - 1`,
    "one did both":
      "update tax_remittance set decided_by = recorded_by where decided_by is not null",
    "it was declined": `${unchecked("tax_remittance", "tax_remittance_decided")};
      update tax_remittance set state = 'DECLINED'`,
    "it was booked on another day": `${unchecked("tax_remittance", "tax_remittance_days")};
      update tax_remittance set remitted_on = remitted_on + 1`,
    "nothing is named by it": "update payout set remittance_id = null",
    "it was posted to another role": `update journal_entry set account_id = (
        select id from ledger_account where role = 'expense' and currency = 'EUR' limit 1)
      where credit_id is null and account_id in (select id from ledger_account where role = 'wht_payable')`,
  },
  "withheld-as-the-rule-says": {
    "a cent more is withheld":
      "update payout set amount_minor = amount_minor + 1 where method = 'WITHHOLDING'",
    "the rate is another": "update tax_rule set withholding_ppm = withholding_ppm - 1000",
    "the rule holds instead": "update tax_rule set without_form = 'HOLD'",
    "the transfer says that nothing is":
      "update payout set withheld_minor = 0 where method = 'TRANSFER'",
    "the transfer says that more was before":
      "update payout set withheld_minor = withheld_minor + 1 where method = 'TRANSFER'",
    "it came back, and its transfer did not": `${unchecked("payout", "payout_ended", "payout_remitted")};
      update payout set state = 'RETURNED' where method = 'WITHHOLDING'`,
    "it stands beside nothing": `${unchecked("payout", "payout_once", "payout_method", "payout_state", "payout_withheld", "payout_sent")};
      update payout set method = 'OFFSET' where method = 'TRANSFER' and withheld_minor > 0`,
  },
  "paid-with-evidence": {
    "nothing shows it": `${unchecked("payout", "payout_paid_with_evidence")};
      update payout set bank_reference = null where state = 'PAID'`,
    "it was booked on another day":
      "update payout set booked_on = booked_on - 1 where state = 'PAID'",
    "its batch was not sent": `${unchecked("payout_batch", "payout_batch_sent")};
      update payout_batch set state = 'APPROVED' where state = 'SENT'`,
  },
  "bank-files-are-their-batches": {
    "the sum is another": "update bank_file set sum_minor = sum_minor + 1",
    "the count is another": "update bank_file set payment_count = payment_count + 1",
    "it was rendered at another time":
      "update bank_file set rendered_at = rendered_at + interval '1 second'",
    "the list is missing":
      "delete from bank_file_fetch; delete from bank_file where format = 'PAYMENT_LIST'",
    "it was fetched too late": `${unchecked("bank_file_fetch", "bank_file_fetch_soon")};
      update bank_file_fetch set fetched_at = expires_at where fetched_at is not null`,
  },
  "bank-statements-are-whole": {
    "an entry is gone": "delete from bank_entry where state = 'SET_ASIDE'",
    "one counts as settled that a person settled": `${unchecked("bank_statement", "bank_statement_counts")};
      update bank_statement set settled_count = settled_count + 1`,
    "a place is left out": "update bank_entry set position = position + 100",
  },
  "bank-entries-are-what-became-of-payouts": {
    "the amount is another":
      "update bank_entry set amount_minor = amount_minor + 1 where charges_minor = 0",
    "the day is another": "update bank_entry set booked_on = booked_on - 1",
    "it is booked under another reference":
      "update payout set bank_reference = 'Another' where state = 'PAID'",
    "it is of no payout": `${unchecked("bank_entry", "bank_entry_of_payout")};
      update bank_entry set payout_id = null`,
    "its payout did not come back": `${unchecked("bank_entry", "bank_entry_of_payout")};
      drop index bank_entry_acts_once; update bank_entry set state = 'RETURNED', direction = 'CREDIT' where state = 'SETTLED'`,
  },
  "bank-charges-are-as-posted": {
    "it took more": `${unchecked("bank_entry", "bank_entry_charges")};
      update bank_entry set charges_minor = charges_minor + 1 where charges_minor <> 0`,
    "no entry says so": `${unchecked("bank_entry", "bank_entry_charges")}; update bank_entry set charges_minor = 0`,
    "it stands elsewhere": `update journal_entry set account_id = (
        select id from ledger_account where role = 'expense' and currency = 'EUR' limit 1)
      where account_id in (select id from ledger_account where role = 'bank_charges')`,
  },
  "bank-entries-act-once": {
    "a second one settled it too": `drop index bank_entry_acts_once; ${unchecked("bank_entry", "bank_entry_obstacle")};
      update bank_entry set state = 'SETTLED' where state = 'REPEATED'`,
  },
  "paid-to-cooled-accounts": {
    "the account was verified later": `update payout_account set usable_from = usable_from + interval '90 days'
      where id in (select account_id from payout)`,
    "it had ended": `update payout_account
      set state = 'ENDED', ended_at = usable_from, ended_by = decided_by, end_reason = 'Left'
      where id in (select account_id from payout)`,
    "it is another partner's": `update payout set account_id = (
        select account.id from payout_account as account where account.partner_id <> payout.partner_id limit 1)
      where method = 'TRANSFER'`,
  },
  "owed-back-is-what-was-paid": {
    "more is owed than was paid": "update credit_clawback set amount_minor = amount_minor + 100000",
    "it is owed no more, and its payout did not come back":
      "update credit_clawback set ended_at = clawed_at",
    "nobody took it back": "delete from credit_clawback",
    "it was posted to another role": `update journal_entry set account_id = (
        select id from ledger_account where role = 'expense' and currency = 'EUR' limit 1)
      where account_id in (select id from ledger_account where role = 'clawback_receivable')`,
  },
  "set-off-is-what-was-owed": {
    "a payout sets off more": "update payout_offset set amount_minor = amount_minor + 1",
    "a transfer sets something off": `${unchecked("payout", "payout_once", "payout_sent")};
      update payout set method = 'TRANSFER', state = 'SCHEDULED', account_id = (
        select id from payout_account where payout_account.partner_id = payout.partner_id limit 1)
      where method = 'OFFSET'`,
    "nothing stands behind it": "delete from payout_offset",
    "it ended while it counts": "update payout_offset set ended_at = now()",
    "more was paid back than was owed":
      "update clawback_repayment set amount_minor = amount_minor + 10000000",
  },
  "write-offs-have-two-persons": {
    "one did both":
      "update clawback_write_off set decided_by = proposed_by where decided_by is not null",
  },
  "repayments-are-shown": {
    "nothing shows it": "update clawback_repayment set bank_entry_id = null, proposal_id = null",
    "one person said it":
      "update clawback_repayment_proposal set decided_by = proposed_by where decided_by is not null",
    "the bank booked it on another day":
      "update clawback_repayment set received_on = received_on - 1 where bank_entry_id is not null",
    "another sum was approved":
      "update clawback_repayment_proposal set amount_minor = amount_minor + 1",
    "nothing came of it": "delete from clawback_repayment where proposal_id is not null",
    "the entry is no credit": `${unchecked("bank_entry", "bank_entry_charges")};
      update bank_entry set direction = 'DEBIT' where state = 'REPAID'`,
  },
  "repayments-are-within-entries": {
    "the entry comes to less": "update bank_entry set amount_minor = 0 where state = 'REPAID'",
    "the entry comes to more":
      "update bank_entry set amount_minor = amount_minor + 1 where state = 'REPAID'",
    "it waits, and nothing of it is left": `${unchecked("bank_entry", "bank_entry_decided", "bank_entry_obstacle")};
      update bank_entry set state = 'UNMATCHED' where state = 'REPAID'`,
  },
  "decided-alone-under-a-waiver": {
    "it was before the waiver":
      "update waived_decision set decided_at = decided_at - interval '1 day', reviewed_at = null, reviewed_by = null, outcome = null, note = null",
    "the waiver had ended":
      "update second_person_waiver set ended_at = waived_at, until_at = waived_at + interval '1 hour'",
    "another person prepared it": "update waived_decision set prepared_by = gen_random_uuid()",
    "who decided it reviewed it": "update waived_decision set reviewed_by = decided_by",
    "nobody decided that": "update waived_decision set subject_id = gen_random_uuid()",
    "another rule was waived": "update waived_decision set rule = 'GL_MAPPING'",
  },
  "waivers-are-short": {
    "one stands for long": `${unchecked("second_person_waiver", "second_person_waiver_until")};
      update second_person_waiver set until_at = until_at + interval '100 days'`,
    "two stand at a time": `${unchecked("second_person_waiver", "second_person_waiver_one")};
      ${copy("second_person_waiver", "true", { id: "gen_random_uuid()" })}`,
  },
  "gl-mappings-have-two-persons": {
    "one did both": "update gl_mapping set approved_by = created_by where approved_by is not null",
  },
  "dispute-outcomes-have-two-persons": {
    "one did both":
      "update statement_dispute_outcome set decided_by = proposed_by where decided_by is not null",
  },
  "doubtful-entries-are-decided-by-others": {
    "who drafted it decided": `update bank_entry as entry set obstacle = 'BOOKED_BEFORE', payout_id = payout.id, decided_by = batch.drafted_by
      from payout
      join payout_batch as batch on batch.id = payout.batch_id
      where entry.state = 'SET_ASIDE'`,
  },
  "tax-profiles-have-two-persons": {
    "one did both": "update tax_profile set decided_by = proposed_by where decided_by is not null",
  },
  "one-tax-profile-counts": {
    "there is none": `update tax_profile set state = 'REPLACED', replaced_at = decided_at where state = 'VERIFIED'`,
    "there are two": `drop index tax_profile_one_verified;
      update tax_profile set state = 'VERIFIED', replaced_at = null where decided_at is not null`,
  },
  "tax-forms-have-two-persons": {
    "one did both": "update tax_form set decided_by = recorded_by where decided_by is not null",
  },
  "tax-rules-have-two-persons": {
    "one did both": "update tax_rule set decided_by = proposed_by where decided_by is not null",
  },
  "missing-form-is-asked-by-a-rule": {
    "it asked for none": `${heldByRule};
      update tax_rule set forms = '{}'`,
    "it was not in force": `${heldByRule};
      update credit_hold set tax_rule_id = '01970000-0000-7000-8000-0000000000c1' where tax_rule_id is not null`,
  },
  "payout-accounts-have-two-persons": {
    "one did both":
      "update payout_account set decided_by = proposed_by where decided_by is not null",
  },
  "shared-payout-accounts-are-known": {
    "nobody knew": verified("state = 'WAITING'"),
  },
  "payout-accounts-cool": {
    "there are two": `drop index payout_account_one_verified;
      ${verified("state = 'WAITING' and partner_id <> " + OTHERS)};
      ${copy("payout_account", "state = 'VERIFIED'", { id: "gen_random_uuid()" })}`,
    "it was paid to before": `${unchecked("payout_account", "payout_account_usable")};
      ${verified("state = 'WAITING' and partner_id <> " + OTHERS)};
      update payout_account set usable_from = decided_at - interval '1 day' where state = 'VERIFIED'`,
  },
  "settled-by-hand-by-two": {
    "its author approved it":
      "update attribution_proposal set proposed_by = decided_by where state = 'APPROVED'",
    "who opened it decided it":
      "update attribution_dispute set opened_by = decided_by where state = 'UPHELD'",
    "it is told of nowhere": "delete from attribution_settlement where cause = 'PROPOSAL'",
    "the dispute's is told of nowhere":
      "delete from attribution_settlement where cause = 'DISPUTE'",
    "somebody else is named":
      "update attribution_settlement set settled_by = gen_random_uuid() where cause = 'DISPUTE'",
    "it was declined":
      "update attribution_proposal set state = 'DECLINED' where state = 'APPROVED'",
  },
  "reallocated-awards-follow-settlements": {
    "nothing was settled then":
      "update award set allocated_at = allocated_at + interval '1 second' where allocated_at is not null",
    "what it follows is gone": `${unchecked("credit", "credit_award_fkey")};
      delete from award where generation = 1 and lead_id in (select lead_id from award where allocated_at is not null)`,
  },
  "touches-of-a-lead-are-bounded": {
    "there are a thousand more": `insert into touchpoint
      select (jsonb_populate_record(null::touchpoint, to_jsonb(original)
        || jsonb_build_object('id', gen_random_uuid(), 'reference', null))).*
      from (select * from touchpoint where retracted_at is null limit 1) as original, generate_series(1, 1001)`,
  },
  "attribution-policy-has-two-persons": {
    "its author put it in force": `${unchecked("attribution_policy", "attribution_policy_two_persons")};
      update attribution_policy set in_force_by = created_by where in_force_at is not null`,
    "nobody is named": `${unchecked("attribution_policy", "attribution_policy_in_force")};
      update attribution_policy set in_force_by = null where in_force_at is not null`,
  },
  "milestone-has-its-awards": {
    "the award is gone": `delete from award where lead_id = ${WON}`,
    "the award of zero is gone": `delete from award where id = ${ZERO}`,
    "the award is another rule's": `update award set rule_key = 'else' where lead_id = ${WON}`,
    "the award is of a version that was not in force": `update award set version_id = gen_random_uuid() where lead_id = ${WON}`,
  },
  "program-version-has-two-persons": {
    "it was approved by its author": `${unchecked("incentive_program_version", "incentive_program_version_two_persons")};
      update incentive_program_version set approved_by = created_by where state = 'APPROVED'`,
    "nobody approved it": `${unchecked("incentive_program_version", "incentive_program_version_approved")};
      update incentive_program_version set approved_by = null`,
    "whoever changed it last approved it": `${unchecked("incentive_program_version", "incentive_program_version_two_persons")};
      update incentive_program_version set changed_by = approved_by where state = 'APPROVED'`,
  },
  "program-version-has-rules": {
    "its rules are gone": `${unchecked("award", "award_rule_fkey")}; delete from incentive_rule`,
  },
  "program-versions-follow-one-another": {
    "two begin at once": `drop index incentive_program_version_effective_once;
      ${copy("incentive_program_version", "state = 'APPROVED'", { id: "gen_random_uuid()", number: "number + 100" })}`,
    "two are drafted": `drop index incentive_program_version_one_draft;
      ${copy("incentive_program_version", "state = 'DRAFT'", { id: "gen_random_uuid()", number: "number + 100" })}`,
    "none is published": "update incentive_program set published_at = null",
  },
  "one-live-award-per-milestone": {
    "there is another": `drop index award_one_live; ${unchecked("award", "award_once")};
      ${copy("award", `lead_id = ${WON}`, { id: "gen_random_uuid()" })}`,
    "there is another generation of it": `drop index award_one_live;
      ${copy("award", `lead_id = ${WON}`, { id: "gen_random_uuid()", generation: "2" })}`,
  },
  "award-is-split-completely": {
    "a cent is missing": `update credit set share_minor = share_minor - 1 where lead_id = ${WON}`,
    "the credit is gone": `delete from credit where lead_id = ${WON}`,
    "a cent was forfeited besides": `update award set forfeited_minor = 1 where lead_id = ${WON}`,
    "a cent more waits than of its credits":
      "update award set deferred_minor = deferred_minor + 1, gross_minor = gross_minor + 1 where deferred_minor > 0",
    "a cent of what waits is nobody's":
      "update award set deferred_minor = deferred_minor - 1 where deferred_minor > 0",
  },
  "credit-follows-its-milestone": {
    "the event is gone": `delete from lead_event where lead_id = ${WON} and type = 'QUALIFIED'`,
    "the credit was earned before": `update credit set earned_at = earned_at - interval '1 millisecond' where lead_id = ${WON}`,
    "the credit is another lead's": `update credit set lead_id = ${SUBMITTED} where lead_id = ${WON}`,
  },
  "credit-is-its-share": {
    "the weight is another": `update credit set weight_ppm = 999999 where lead_id = ${WON}`,
    "the credit went to somebody else": `update credit set partner_id = ${OTHERS} where lead_id = ${WON}`,
    "the share went to somebody else": `update attribution_share set partner_id = ${OTHERS} where lead_id = ${WON}`,
    "the share is gone": `delete from attribution_share where lead_id = ${WON}`,
    "the credit is gone": `delete from credit where lead_id = ${WON}`,
  },
  "credit-repeats-its-award": {
    "the award is gone": `delete from award where id = ${AWARD}`,
    "the sum is another": `update credit set award_gross_minor = award_gross_minor + 1 where lead_id = ${WON}`,
    "the day is another": `update award set effective_on = effective_on + 1 where lead_id = ${WON}`,
    "the instant is another": `update award set event_at = event_at + interval '1 millisecond' where lead_id = ${WON}`,
    "the lead is another": `update award set lead_id = ${SUBMITTED} where lead_id = ${WON}`,
  },
  "currency-is-the-programs": {
    "a credit's is another": `update credit set currency = 'USD' where lead_id = ${WON}`,
    "an award's is another": `update award set currency = 'USD' where lead_id = ${WON}`,
    "the program's is another": "update incentive_program set currency = 'USD'",
    "a line's is another": `update journal_entry set currency = 'USD'
      where credit_id = (select id from credit where lead_id = ${WON}) and amount_minor < 0`,
  },
  "partner-caps-are-what-was-credited": {
    "a cent more was taken":
      "update cap_bucket set used_minor = used_minor + 1, limit_minor = limit_minor + 1 where kind = 'PARTNER'",
    "the bucket is gone": "delete from cap_bucket where kind = 'PARTNER'",
    "it is of another year":
      "update cap_bucket set starts_on = starts_on + interval '1 year' where kind = 'PARTNER'",
    "an award counts no more, and gave nothing back": `alter table award disable trigger award_releases_caps;
      update award set reversed_at = event_at where id = ${AWARD}`,
    "a credit is another partner's": `update credit set partner_id = ${OTHERS} where lead_id = ${WON}`,
  },
  "budgets-are-what-was-awarded": {
    "a cent less was taken":
      "update cap_bucket set used_minor = used_minor - 1 where kind = 'BUDGET'",
    "the bucket is gone": "delete from cap_bucket where kind = 'BUDGET'",
    "an award counts no more, and gave nothing back": `alter table award disable trigger award_releases_caps;
      update award set reversed_at = event_at where id = ${AWARD}`,
    "more was forfeited": `update award set forfeited_minor = 1 where id = ${AWARD}`,
  },
  "no-limit-is-exceeded": {
    "more was taken than there is": `${unchecked("cap_bucket", "cap_bucket_used")}; update cap_bucket set limit_minor = used_minor - 1 where used_minor > 0`,
    "less than nothing was taken": `${unchecked("cap_bucket", "cap_bucket_used")}; update cap_bucket set used_minor = -1`,
  },
  "credit-is-explained-as-it-is": {
    "it tells of another share": `update credit set account = account || '{"minor": "1"}' where lead_id = ${WON}`,
    "it tells of a gate": `update credit set account = account || '{"gate": "NO_RATE"}' where lead_id = ${WON}`,
    "its share is another": `update credit set share_minor = share_minor - 1 where lead_id = ${WON}`,
  },
  "costs-are-booked-as-promised": {
    "a rule promised otherwise": `${unchecked("incentive_rule", "incentive_rule_gl_treatment")};
      update incentive_rule set gl_treatment = 'CAPITALIZE'`,
    "an expense became an asset": `${unchecked("ledger_account", "ledger_account_identity")};
      update ledger_account set role = 'contract_cost_asset' where role = 'expense'`,
  },
  "no-contract-cost-below-nothing": {
    "more was taken from it than it held": `${unchecked("ledger_account", "ledger_account_identity")};
      update ledger_account set role = 'contract_cost_asset' where role = 'expense';
      update journal_entry set amount_minor = -amount_minor`,
  },
  "held-is-what-vests": {
    "an instalment is gone": "delete from credit_instalment where n = 2",
    "one is larger": "update credit_instalment set amount_minor = amount_minor + 1 where n = 1",
    "nothing is held of it": "update credit set held_minor = 0 where held_minor > 0",
  },
  "holdback-is-as-promised": {
    "a cent more is held": "update credit set held_minor = held_minor + 1 where held_minor > 0",
    "it was held without a promise": `update credit set held_minor = 1 where lead_id = ${WON}`,
    "less was promised": `alter table incentive_program_version disable trigger incentive_program_version_guard;
      update incentive_program_version set holdback_ppm = holdback_ppm - 1000 where holdback_ppm is not null`,
  },
  "no-more-is-held-than-counts": {
    "more is held than is left": `${unchecked("credit", "credit_held")};
      update credit set held_minor = share_minor + 1 where held_minor > 0`,
    "a change takes more from an instalment than it had":
      "update credit_instalment set amount_minor = -100000 where n = 1 and amount_minor < 0",
    "a change is of another day":
      "update credit_instalment set due_on = due_on + 1 where n = 3 and amount_minor < 0",
  },
  "months-are-earned-on-their-day": {
    "one came a day late":
      "update award set event_at = event_at + interval '1 day' where occurrence = 2",
    "it is a month more than was promised": `alter table incentive_rule disable trigger all;
      update award set occurrence = 4, event_at = event_at + interval '2 months' where occurrence = 2`,
    "its rule pays once": `update incentive_rule set recurring_months = null where recurring_months = 3`,
    "the first counts no more": `update award set reversed_at = event_at where occurrence = 1 and id in (${MONTHLY})`,
  },
  "terminated-partners-earn-no-later-months": {
    "its partner had ended 91 days before": `update partner set state = 'TERMINATED', terminated_at = (
        select award.event_at - interval '91 days' from award where award.occurrence = 2)
      where id = (select credit.partner_id from credit join award on award.id = credit.award_id where award.occurrence = 2)`,
  },
  "what-is-paid-by-the-month-goes-on": {
    "nothing comes next": "update recurrence set next_at = null where reached = 2",
    "it comes a day late":
      "update recurrence set next_at = next_at + interval '1 day' where reached = 2",
    "it is forgotten": "delete from recurrence",
    "it goes on although a month was taken back":
      "update award set reversed_at = event_at where occurrence = 2",
    "it goes on although the win was taken back": `update award set reversed_at = event_at where id in (${MONTHLY})`,
    "it goes on although a part of a month was taken back": `
      update award set adjusts_award_id = (select id from award where occurrence = 2) where id = ${PART_TAKEN}`,
  },
  "what-waits-is-what-was-deferred": {
    "a cent more waits":
      "update deferral set left_minor = left_minor + 1 where next_at is not null",
    "it is forgotten": "delete from deferral",
    "it is tried no more":
      "update deferral set next_on = null, next_at = null where next_at is not null",
    "it is tried on although it was taken back": `update credit set reversed_at = earned_at, state = 'REVERSED', reversal_reason = 'UNDONE'
      where deferred_minor <> 0`,
    "a cent more came of it":
      "update credit set deferred_minor = deferred_minor - 1 where deferred_minor < 0",
  },
  "what-waits-is-owed-as-posted": {
    "a cent more was posted": `update journal_entry set amount_minor = amount_minor - 1
      where account_id in (select id from ledger_account where role = 'deferred')`,
    "it was accrued": `update journal_entry set account_id = (
        select accrued.id from ledger_account as accrued
        join ledger_account as own on own.id = journal_entry.account_id
        where accrued.role = 'accrued' and (accrued.partner_id, accrued.program_id) = (own.partner_id, own.program_id))
      where account_id in (select id from ledger_account where role = 'deferred')`,
    "it is another partner's": `update credit set partner_id = ${OTHERS} where deferred_minor > 0`,
  },
  "what-waited-is-earned-in-its-windows": {
    "it came a day late":
      "update award set effective_on = effective_on + 1 where deferred_minor < 0",
    "it came an hour late":
      "update award set event_at = event_at + interval '1 hour' where deferred_minor < 0",
    "it came in the window of its award": `update credit set effective_on = (select min(came.effective_on) from award as came where came.deferred_minor < 0)
      where deferred_minor > 0`,
    "it was tried more often than was promised": `${unchecked("deferral", "deferral_tried", "deferral_next")}; update deferral set tried = 13`,
    "it came more often than it was tried": "update deferral set tried = 0",
  },
  "leads-earn-within-their-cap": {
    "it earned more": `update award set gross_minor = 1000001 where id = ${AWARD}`,
    "it has earned that again": `drop index award_one_live;
      ${copy("award", `lead_id = ${WON}`, { ...{ id: "gen_random_uuid()", generation: "2" }, gross_minor: "990000" })}`,
  },
  "partner-stands-where-it-is-known-to": {
    "nobody noted it": `alter table partner disable trigger partner_keeps_tier_periods;
      update partner set tier_id = null where tier_id is not null`,
    "its period is over": "update partner_tier_period set ends_at = now() where ends_at is null",
    "it is another tier's": `alter table partner_tier_period disable trigger partner_tier_period_ends_once;
      update partner_tier_period set tier_id = (select id from partner_tier where name = 'Silver') where ends_at is null`,
  },
  "tier-periods-follow-one-another": {
    "one begins before the other ended": `alter table partner_tier_period disable trigger partner_tier_period_ends_once;
      alter table partner_tier_period drop constraint partner_tier_period_one_at_a_time;
      update partner_tier_period set starts_at = starts_at - interval '1 hour' where n > 1`,
    "one is gone": `alter table partner_tier_period disable trigger partner_tier_period_ends_once;
      delete from partner_tier_period where n = 1 and ends_at is not null`,
  },
  "recruiters-form-no-circle": {
    "two recruited each other": recruited(OTHERS, RECRUITED),
    "three did, one the next": `${recruited(VENDORS, RECRUITED)}; ${recruited(OTHERS, VENDORS)}`,
  },
  "recruiters-count-from-when-recorded": {
    "one was dated back": `update recruitment
      set starts_at = (select min(earned_at) from credit where partner_id = ${RECRUITED}), recorded_at = now() + interval '1 hour'
      where ends_at is null and partner_id = ${RECRUITED}`,
    "one was named for what was earned": `update recruitment set recorded_at = now() + interval '1 hour',
        starts_at = (select max(earned_at) from credit where partner_id = ${RECRUITED} and share_minor > 0)
      where ends_at is null and partner_id = ${RECRUITED}`,
  },
  "recruiter-has-its-percent": {
    "it has a cent more": `${UNFOLLOWED}; update award set gross_minor = gross_minor + 1 where ${FOLLOWING};
      update credit set share_minor = share_minor + 1, award_gross_minor = award_gross_minor + 1
      where award_id in (select id from award where ${FOLLOWING})`,
    "what counts became less, and nobody saw to it": `update credit set share_minor = share_minor - 100
      where id in (select recruited_credit_id from award where ${FOLLOWING})`,
    "it was taken back by itself": `${UNFOLLOWED}; update award set reversed_at = event_at where ${FOLLOWING}`,
  },
  "recruiter-has-within-its-cap": {
    "the cap was lower": `alter table incentive_program_version disable trigger incentive_program_version_guard;
      update incentive_program_version set recruiter_cap_minor = 1 where recruiter_ppm is not null`,
  },
  "recruiter-is-who-counted": {
    "it is another partner's": `update credit set partner_id = ${RECRUITED} where kind = 'RECRUITER'`,
    "the recruiter counted no more": `alter table recruitment disable trigger recruitment_guard;
      alter table recruitment disable trigger recruitment_guard_days;
      update recruitment set ends_at = starts_at, ended_by = recorded_by, end_reason = 'Gone' where ends_at is null`,
    "its months were over": `update credit set earned_at = earned_at + interval '10 years'
      where id in (select recruited_credit_id from award where kind = 'RECRUITER')`,
    "it is had of what a recruiter has": `${UNFOLLOWED}; update award set recruited_credit_id = (
        select min(own.id::text)::uuid from credit as own where own.kind = 'RECRUITER')
      where ${FOLLOWING}`,
  },
  "awards-ask-what-their-rules-ask": {
    "it paid although something did not hold": `alter table incentive_condition disable trigger incentive_condition_guard;
      insert into incentive_condition (version_id, rule_key, key, label, expression)
      select version_id, rule_key, 'large', 'Large', 'value > 0' from award where id = ${AWARD};
      update award set calculation = jsonb_set(calculation, '{conditions}',
        '{"facts": {}, "outcomes": [{"key": "large", "label": "Large", "isMet": null}]}') where id = ${AWARD}`,
    "it was not asked": `alter table incentive_condition disable trigger incentive_condition_guard;
      insert into incentive_condition (version_id, rule_key, key, label, expression)
      select version_id, rule_key, 'large', 'Large', 'value > 0' from award where id = ${AWARD}`,
    "it was asked what nobody promised": `update award set calculation = jsonb_set(calculation, '{conditions}',
      '{"facts": {}, "outcomes": [{"key": "small", "label": "Small", "isMet": true}]}') where id = ${AWARD}`,
  },
  "awards-go-by-how-leads-fare": {
    "it names what nobody promised": fared("1", "1000000"),
    "it leaves out what was promised": FARING,
    "the factor is another": `${FARING}; ${fared("1", "1500000")}`,
    "more were won than closed": `${FARING}; ${fared("2", "1000000")}`,
  },
  "spiffs-pay-in-their-time": {
    "it was reached when the spiff was over": `alter table incentive_rule disable trigger incentive_rule_guard;
      insert into incentive_rule (version_id, key, milestone, kind, amount_minor, spiff_name, starts_at, ends_at)
      select version_id, 'spiff_late', milestone, 'FIXED_BOUNTY', 1, 'Late', event_at - interval '1 day', event_at
      from award where id = ${AWARD};
      update award set rule_key = 'spiff_late' where id = ${AWARD}`,
    "it was not begun": `alter table incentive_rule disable trigger incentive_rule_guard;
      insert into incentive_rule (version_id, key, milestone, kind, amount_minor, spiff_name, starts_at, ends_at)
      select version_id, 'spiff_early', milestone, 'FIXED_BOUNTY', 1, 'Early', event_at + interval '1 ms', event_at + interval '1 day'
      from award where id = ${AWARD};
      update award set rule_key = 'spiff_early' where id = ${AWARD}`,
  },
  "awards-go-by-tiers": {
    "it names one that nobody promised": `update award set calculation = jsonb_set(calculation, '{factors}',
      '[{"partnerId": "else", "kind": "TIER", "tier": "Gold", "multiplierPpm": "1200000"}]') where id = ${AWARD}`,
    "it leaves out what was promised": `alter table incentive_tier_multiplier disable trigger incentive_tier_multiplier_guard;
      insert into incentive_tier_multiplier (version_id, tier_id, multiplier_ppm)
      select award.version_id, period.tier_id, 1200000
      from award
      join credit on credit.award_id = award.id
      join partner_tier_period as period on period.partner_id = credit.partner_id and period.ends_at is null
      where award.id = ${AWARD}
      on conflict on constraint incentive_tier_multiplier_pkey do update set multiplier_ppm = 1200000`,
  },
  "volume-comes-to-its-brackets": {
    "a true-up is a cent more": `update credit set share_minor = share_minor + 1, award_gross_minor = award_gross_minor + 1 where kind = 'TRUE_UP'`,
    "a true-up is of no window": `${unchecked("award", "award_trues_up")};
      update award set volume_window_id = null where kind = 'TRUE_UP'`,
    "a lead's own credit is more": `update credit set share_minor = share_minor + 1, award_gross_minor = award_gross_minor + 1
      where kind = 'AWARD' and reversed_at is null and award_id in (select award_id from volume_unit)`,
    "a lead comes to more in its bracket": `alter table volume_unit disable trigger volume_unit_append_only;
      update volume_unit set parts_minor[2] = parts_minor[2] + 1 where parts_minor is not null`,
    "one counts that was taken back": `alter table award disable trigger award_taken_back_adds_up; drop index award_one_live;
      update award set reversed_at = null where id in (select award_id from volume_unit)`,
    "a bracket begins later": `alter table incentive_accelerator disable trigger incentive_accelerator_guard;
      update incentive_accelerator set from_units[2] = 9, from_units[3] = 10 where cardinality(from_units) = 3`,
  },
  "volume-of-deals-comes-to-its-brackets": {
    "a true-up is a cent more": `update credit set share_minor = share_minor + 1, award_gross_minor = award_gross_minor + 1
      where kind = 'TRUE_UP' and milestone = 'WON'`,
    "a change of a deal is a cent less": `update credit set share_minor = share_minor - 1, award_gross_minor = award_gross_minor - 1
      where kind = 'ADJUST' and award_id in (
        select award.id from award join volume_unit_change as change on change.unit_award_id = award.adjusts_award_id)`,
    "a deal counts for more": `alter table volume_unit disable trigger volume_unit_append_only;
      update volume_unit set worth_minor = worth_minor + 100000 where worth_minor is not null`,
    "its own part is worked out of more": `alter table volume_unit disable trigger volume_unit_append_only;
      update volume_unit set base_numerator = 2 * base_numerator where worth_minor is not null`,
    "its part weighs less": `alter table volume_unit disable trigger volume_unit_append_only;
      update volume_unit set weights[own_weight] = div(weights[own_weight], 2) where worth_minor is not null`,
    "a correction counts for less": `alter table volume_unit_change disable trigger volume_unit_change_append_only;
      update volume_unit_change set worth_minor = div(worth_minor, 2), base_numerator = div(base_numerator, 2) where worth_minor is not null`,
    "a bracket begins later": `alter table incentive_accelerator disable trigger incentive_accelerator_guard;
      update incentive_accelerator set above_minor[2] = above_minor[2] + 100000 where measure = 'AMOUNT'`,
  },
  "deals-count-for-what-they-are-worth": {
    "its deal is worth more": `alter table opportunity disable trigger user;
      update opportunity set amount_minor = amount_minor + 1 where lead_id in (
        select award.lead_id from award join volume_unit as unit on unit.award_id = award.id where unit.worth_minor is not null)`,
    "it is worked out of another sum": `alter table volume_unit_change disable trigger volume_unit_change_append_only;
      update volume_unit_change set base_numerator = base_numerator * 2 where worth_minor is not null`,
  },
  "leads-count-where-they-are-accelerated": {
    "leads are counted where deals are": "update volume_window set measure = 'LEADS'",
    "one is left out": `alter table volume_unit disable trigger volume_unit_append_only;
      delete from volume_unit where award_id not in (select unit_award_id from volume_unit_change) and award_id in (select id from award where reversed_at is null)`,
    "it counts for another partner": `update volume_window set partner_id = ${OTHERS}`,
    "it counts in another period":
      "update volume_window set starts_on = starts_on - interval '1 year'",
    "its award earned nothing": `${unchecked("award", "award_gate")};
      update award set gate = 'NO_RATE' where id in (select award_id from volume_unit)`,
    "its rule does not accelerate": `alter table incentive_accelerator disable trigger incentive_accelerator_guard;
      delete from incentive_accelerator`,
  },
  "accelerated-versions-have-no-caps": {
    "one has a budget": `${unchecked("incentive_program_version", "incentive_program_version_recruiter")};
      alter table incentive_program_version disable trigger incentive_program_version_guard;
      update incentive_program_version set budget_minor = 1, budget_excess = 'FORFEIT' where id in (select version_id from incentive_accelerator)`,
  },
  "award-goes-by-rates-that-counted": {
    "nobody published it": named("1.5"),
    "it was corrected by then": named("1.0837", 1),
    "it was published later": `${named("1.0838", 2)}; update exchange_rate set published_at = '2100-01-01'`,
    "there was a later one": `${named("1.0838", 2)}; ${copy("exchange_rate", "revision = 2", {
      ...{ id: "gen_random_uuid()", revision: "1", rated_on: "rated_on + 1" },
    })}`,
  },
  "rate-revisions-follow-one-another": {
    "the first one is gone": "delete from exchange_rate where revision = 1",
    "one was left out": "update exchange_rate set revision = 3 where revision = 2",
    "there are two of one number": `drop index exchange_rate_once; update exchange_rate set revision = 1`,
  },
  "rate-import-counts-its-rates": {
    "a rate is gone": "delete from exchange_rate where revision = 2",
    "a rate is another import's": `${unchecked("exchange_rate", "exchange_rate_import_fkey")}; update exchange_rate set import_id = gen_random_uuid()`,
    "a correction counts as new": "update exchange_rate_import set added = 1, corrected = 0",
  },
  "award-is-posted-once": {
    "the posting is gone": `delete from journal_txn where source_id = ${AWARD}`,
    "there is another posting": copy("journal_txn", `source_id = ${AWARD}`, {
      id: "gen_random_uuid()",
      idempotency_key: "'else'::text",
    }),
    "an award of zero was posted": `update journal_txn set source_id = ${ZERO} where source_id = ${AWARD}`,
    "the award is gone": `delete from award where id = ${AWARD}`,
  },
  "reversed-award-is-posted-back": {
    "the posting back is gone": "delete from journal_txn where reverses_id is not null",
    "the award counts again":
      "drop index award_one_live; update award set reversed_at = null where reversed_at is not null",
    "a live award was posted back": `update award set reversed_at = event_at where id = ${AWARD}`,
    "its credit still counts": `update credit set reversed_at = null, state = 'ACCRUED', reversal_reason = null, reversal_statement = null,
        appeal_until = null where reversed_at is not null and taken_back_ppm is null`,
  },
  "change-follows-its-award": {
    "it changes nothing that is there": `${unchecked("award", "award_adjusts", "award_adjusts_fkey")};
      update award set adjusts_award_id = gen_random_uuid() where kind = 'ADJUST'`,
    "it is of another generation":
      "update award set generation = generation + 1 where kind = 'ADJUST'",
    "it ended before": "update award set reversed_at = now() where kind = 'ADJUST'",
    "the credit is another's": `update credit set adjusts_credit_id = (select id from credit where lead_id = ${WON} and kind = 'AWARD')
      where kind = 'ADJUST'`,
    "the weight is another": "update credit set weight_ppm = 1 where kind = 'ADJUST'",
    "a credit is a change of its own": `${unchecked("credit", "credit_adjusts", "credit_share", "credit_taken_back")};
      update credit set kind = 'AWARD', adjusts_credit_id = null where kind = 'ADJUST'`,
    "less than nothing is left": `${unchecked("credit", "credit_share")};
      update credit set share_minor = -1000000 where kind = 'ADJUST'`,
  },
  "award-is-reversed-for-a-reason": {
    "the reversal is gone": "delete from credit_reversal where state = 'DONE'",
    "it was reversed at another time":
      "update credit_reversal set effective_at = effective_at + interval '1 millisecond' where state = 'DONE'",
    "the move was not undone": "delete from lead_event where type = 'UNDONE'",
    "the partner was told of others": `${unchecked("credit", "credit_reversal_reason")};
      update credit set reversal_reason = 'DUPLICATE' where reversal_reason = 'NOT_AVAILABLE'`,
    "the partner was told nothing": `${unchecked("credit", "credit_reversal_told", "credit_reversal_statement", "credit_appeal_until")};
      update credit set reversal_reason = null where reversal_reason = 'FRAUD'`,
  },
  "part-is-taken-by-schedule": {
    "the reversal is gone": "delete from credit_reversal where taken_ppm is not null",
    "the credit is gone": "delete from credit where taken_back_ppm is not null",
    "it says another part":
      "update credit set taken_back_ppm = taken_back_ppm + 1 where taken_back_ppm is not null",
    "it was on another day": `alter table incentive_program_version disable trigger incentive_program_version_guard;
      update incentive_program_version set clawback_days = '{0, 60}', clawback_ppm = '{300000, 500000}' where clawback_days is not null`,
    "it is of another award": `update award set adjusts_award_id = ${AWARD}
      where id in (select change_award_id from credit_reversal)`,
    "its partner was told something else":
      "update credit set reversal_reason = 'NOT_AVAILABLE' where taken_back_ppm is not null",
  },
  "no-more-is-taken-than-scheduled": {
    "a cent more was taken": `${unchecked("credit", "credit_share")};
      update credit set share_minor = share_minor - 1 where taken_back_ppm is not null`,
    // the award repeats one of which the same was taken
    "as much was taken before": `
      ${copy("award", `id = (select adjusts_award_id from award where id = ${PART_TAKEN})`, { id: `'${REPEATED}'::uuid`, generation: "98", reversed_at: "now()" })};
      ${copy("award", `id = ${PART_TAKEN}`, { id: `'${REPEATED_PART}'::uuid`, generation: "98", adjusts_award_id: `'${REPEATED}'::uuid`, reversed_at: "now()" })};
      ${copy("credit", `award_id = ${PART_TAKEN}`, { id: "gen_random_uuid()", award_id: `'${REPEATED_PART}'::uuid`, reversed_at: "now()", state: "'REVERSED'::text" })};
      update award set reinstates_award_id = '${REPEATED}' where id = (select adjusts_award_id from award where id = ${PART_TAKEN})`,
  },
  "upheld-appeal-restores-the-part": {
    "it is still taken": `update credit set reversed_at = null, state = 'ACCRUED' where taken_back_ppm is not null`,
    "it was restored at another time": `update credit set reversed_at = reversed_at + interval '1 millisecond'
      where taken_back_ppm is not null`,
  },
  "reversal-is-in-time": {
    "it was late":
      "update credit_reversal set requested_at = requested_at + interval '61 days' where reason = 'INACCURATE_DATA'",
    "it was so later":
      "update credit_reversal set true_on = current_date + 1 where reason = 'DUPLICATE'",
    "it is another lead's": `update credit_reversal set lead_id = ${SUBMITTED}`,
    "the deal was not won": `${unchecked("credit_reversal", "credit_reversal_true_on")};
      update credit_reversal set reason = 'WON_CANCELLED' where reason = 'DUPLICATE'`,
    "the award is gone": "delete from award where id in (select award_id from credit_reversal)",
  },
  "fraud-has-two-persons": {
    "one did both": `${unchecked("credit_reversal", "credit_reversal_two_persons")};
      update credit_reversal set decided_by = requested_by where decided_by is not null`,
    "nobody confirmed": `${unchecked("credit_reversal", "credit_reversal_decided", "credit_reversal_note")};
      update credit_reversal set decided_by = null where decided_by is not null`,
    "they are one person": `drop index membership_once; update membership set user_id = (
        select other.user_id from membership as other join credit_reversal on other.id = requested_by and decided_by is not null limit 1)
      where id = (select decided_by from credit_reversal where decided_by is not null limit 1)`,
  },
  "upheld-appeal-credits-again": {
    "the award is gone": "delete from award where reinstates_award_id is not null",
    "the appeal is gone": "delete from reversal_appeal",
    "it was dismissed": "update reversal_appeal set state = 'DISMISSED' where state = 'UPHELD'",
    "the sum is another":
      "update award set gross_minor = gross_minor + 1 where reinstates_award_id is not null",
    "the one before counts": `drop index award_one_live; update award set reversed_at = null
      where id = (select reinstates_award_id from award where reinstates_award_id is not null limit 1)`,
  },
  "appeal-of-a-reversal-is-in-time": {
    "it was late": "update reversal_appeal set opened_at = opened_at + interval '16 days'",
    "the credit is another's": `update reversal_appeal set partner_id = ${OTHERS}`,
    "the credit may not be appealed": `${unchecked("credit", "credit_appeal_until")};
      update credit set appeal_until = null`,
    "the reversal is gone": "delete from credit_reversal",
    "who reversed it decided": `update reversal_appeal set decided_by = (
        select requested_by from credit_reversal
        join credit on credit.award_id = coalesce(credit_reversal.change_award_id, credit_reversal.award_id)
        where credit.id = reversal_appeal.credit_id) where decided_by is not null`,
  },
  "credit-is-owed-as-posted": {
    "twice was posted": `update journal_entry set amount_minor = 2 * amount_minor`,
    "nothing was posted": `delete from journal_entry where credit_id = (select id from credit where lead_id = ${WON})`,
    "it was posted for another credit": `update journal_entry
      set credit_id = (select id from credit where lead_id = ${OTHER_WON})
      where credit_id = (select id from credit where lead_id = ${WON})`,
    "it is owed to another partner": `${unchecked("ledger_account", "ledger_account_identity", "ledger_account_once")};
      update ledger_account set partner_id = ${OTHERS} where role = 'accrued'`,
    "the credit is gone": `delete from credit where lead_id = ${WON}`,
  },
  "funnel-days-are-the-leads": {
    "a lead was counted twice": `update funnel_day set entered = entered + 1
      where ctid = (select ctid from funnel_day where stage = 'WON' limit 1)`,
    "a lead that went on counts as one that did not": `update funnel_day set advanced = advanced - 1
      where ctid = (select ctid from funnel_day where stage = 'SQL' limit 1)`,
    "a change was folded and is still there": `insert into funnel_delta
      select partner_id, program_id, stage, day, implied, entered, advanced, 0 from funnel_day limit 1`,
    "a change is gone before it was folded": "delete from funnel_delta",
    "the counts of a day are gone":
      "delete from funnel_day where ctid = (select ctid from funnel_day limit 1)",
    "it is counted on the day before": "update funnel_day set day = day - 1 where stage = 'WON'",
    "it is counted for another partner": `update funnel_day set partner_id = ${OTHERS} where stage = 'WON'`,
    "a passed stage counts as one that was reached": `update funnel_day set implied = false where stage = 'MQL'`,
    "a lead reached a stage at another time": `update lead set won_at = won_at - interval '1 day' where id = ${WON}`,
    "a lead is gone": `delete from lead where id = ${WON}`,
    // whatever the time was in UTC, it is another day in one of the two
    "the program has another zone": `update program set time_zone = (
      select case when extract(hour from max(submitted_at) at time zone 'UTC') < 12 then 'Etc/GMT+12' else 'Pacific/Kiritimati' end
      from lead)`,
  },
  "funnel-months-are-their-days": {
    "a lead was counted twice": "update funnel_month set entered = entered + 1 where stage = 'WON'",
    "a lead that went on counts as one that did not":
      "update funnel_month set advanced = advanced - 1 where stage = 'SQL'",
    "a month is gone": "delete from funnel_month where stage = 'WON'",
    "it is counted in the month before":
      "update funnel_month set month = month - interval '1 month' where stage = 'WON'",
    "a passed stage counts as one that was reached": `update funnel_month set implied = false where stage = 'MQL'`,
    "a day was counted alone": `update funnel_day set entered = entered + 1
      where ctid = (select ctid from funnel_day where stage = 'WON' limit 1)`,
    "the counts of a day are gone":
      "delete from funnel_day where ctid = (select ctid from funnel_day limit 1)",
  },
  "funnel-now-is-where-leads-stand": {
    "a lead was counted twice": "update funnel_now set leads = leads + 1 where stage = 'WON'",
    "a change was folded and is still there": `insert into funnel_delta
      select partner_id, program_id, stage, null, false, 0, 0, leads from funnel_now limit 1`,
    "a change is gone before it was folded": "delete from funnel_delta",
    "the counts of a stage are gone": "delete from funnel_now where stage = 'WON'",
    "a lead stands elsewhere": `update lead set stage = 'OPPORTUNITY' where id = ${WON}`,
    "a lead is gone": `delete from lead where id = ${WON}`,
  },
  "credit-months-are-the-credits": {
    "a cent is missing": "update credit_month set amount_minor = amount_minor - 1",
    "a credit was counted twice": "update credit_month set credits = credits + 1",
    "a change was folded and is still there": `insert into credit_delta
      select partner_id, currency, month, amount_minor, credits from credit_month limit 1`,
    "a change is gone before it was folded": "delete from credit_delta",
    "a month is gone": "delete from credit_month",
    "it is counted in another month": "update credit_month set month = month - interval '1 year'",
    "it is counted in another currency": "update credit_month set currency = 'USD'",
    "a credit is gone": `delete from credit where lead_id = ${WON}`,
    "a credit is of another month": `update credit set effective_on = effective_on - 40 where lead_id = ${WON}`,
  },
  "shared-parts-add-up": {
    "two have more than all of it": [WON, OTHER_WON].map((id) => sharing(id, 500_001)).join("; "),
  },
  "helpers-weigh-nothing": {
    "one weighs something": sharing(WON, 1, "CO_SELL"),
  },
  "vendor-found-is-the-vendors": {
    "its partner is owed for it": "update lead_succession set kind = 'OFFER' where kind = 'MERGE'",
    "its partner weighs in it":
      "update shared_prospect set weight_ppm = 1 where lead_id in (select into_lead_id from lead_succession where kind = 'OFFER')",
  },
  "who-weighs-stays-owed": {
    "another has all of it now": `${copy("attribution_share", `lead_id = ${WON}`, { partner_id: OTHERS })};
      update attribution_share set superseded_at = settled_at + interval '1 day'
      where lead_id = ${WON} and partner_id <> ${OTHERS};
      ${sharing(WON, 1)}`,
  },
  "merged-lead-goes-on": {
    "it goes on nowhere": "delete from lead_succession where kind = 'MERGE'",
    "a lead that did not end goes on": copy("lead_succession", ONE_MERGE, { lead_id: WON }),
    "the last of them ended as well":
      "update lead set stage = 'MERGED' where id in (select root_lead_id from lead_succession where kind = 'MERGE')",
    "the last of them is another one": `update lead_succession set root_lead_id = ${WON} where kind = 'MERGE'`,
    "they go round in a circle": copy("lead_succession", ONE_MERGE, {
      lead_id: "original.into_lead_id",
      into_lead_id: "original.lead_id",
      root_lead_id: "original.lead_id",
    }),
  },
  "what-goes-on-earns-once": {
    "it was awarded again": copy(
      "award",
      "lead_id in (select lead_id from lead_succession where kind = 'TRANSFER')",
      {
        id: "gen_random_uuid()",
        lead_id: "(select into_lead_id from lead_succession where kind = 'TRANSFER')",
        event_at: "original.event_at + interval '1 year'",
      },
    ),
  },
  "protection-goes-on-without-a-gap": {
    "nothing is protected any more":
      "delete from protection_window where lead_id = (select into_lead_id from lead_succession where kind = 'TRANSFER')",
    "it is protected from later":
      "update protection_window set opened_at = opened_at + interval '1 hour' where lead_id = (select into_lead_id from lead_succession where kind = 'TRANSFER')",
  },
  "nobody-is-of-the-vendors-row": {
    "it has a member": `${unchecked("membership", "membership_not_of_vendors_row")};
      update membership set partner_id = ${VENDORS} where id = (select id from membership where partner_id is not null limit 1)`,
  },
  "vendor-earns-nothing": {
    "it was credited": `${unchecked("credit", "credit_not_of_vendors_row")};
      update credit set partner_id = ${VENDORS} where lead_id = ${WON}`,
  },
  "lead-has-one-holder": {
    "a closed lead is held": copy("assignment", HELD, { id: "gen_random_uuid()", lead_id: WON }),
    "somebody else holds an accepted one": `
      update assignment set member_id = (select id from membership where partner_id is null and id <> assignment.member_id limit 1)
      where ended_at is null and lead_id in (select id from lead where stage = 'SAL')`,
    "two hold one": `drop index assignment_one_of_lead; 
      ${copy("assignment", HELD, { id: "gen_random_uuid()" })}`,
  },
  "inbox-is-what-waits": {
    "a lead that waits is not in it": "delete from inbox_item",
    "one is another's there": "update inbox_item set holder_id = gen_random_uuid()",
    "one is due at another time": "update inbox_item set due_at = now()",
    "one has another score": "update inbox_item set score = score + 1 where score is not null",
    "a closed one is in it": `
      insert into inbox_item (lead_id, partner_id, holder_id, next_step, entered_at, waits_for_partner)
      select id, partner_id, gen_random_uuid(), 'CLOSE', now(), false from lead where stage = 'WON' limit 1`,
  },
  "score-is-of-its-model": {
    "its factors add up to something else":
      "update lead_score set factors = '[]' where lead_id = (select lead_id from lead_score where fit > 0 limit 1)",
    "it has more than its model bears": `
      update lead_score set fit = 61, total = 61 + engagement, factors = '[{"axis": "FIT", "label": "All", "points": 61}]'
      where lead_id = (select lead_id from lead_score limit 1)`,
    "its grade is another": "update lead_score set grade = 'A' where grade <> 'A'",
    "it is an MQL by itself beneath the threshold": "update lead_score set reaches_mql = true",
    "its model was never published":
      "update scoring_model set published_at = null, published_by = null, explanations = '[]', restores_id = null",
  },
  "engagement-is-counted": {
    "one is counted twice": "update engagement_day set events = events + 1",
    "one is not counted": "delete from engagement_day",
    "what was never told is counted": `
      insert into engagement_day (lead_id, partner_id, kind, day, events)
      select id, partner_id, 'CHAT', '2020-01-01', 1 from lead where stage = 'WON' limit 1`,
  },
  "criteria-have-two-sides": {
    "one person signed for both": `${unchecked("criteria_version", "criteria_version_two_persons")};
      alter table criteria_version disable trigger criteria_version_guard;
      update criteria_version set marketing_by = sales_by where state <> 'DRAFT' and created_by is not null`,
    "nobody of sales signed": `${unchecked("criteria_version", "criteria_version_two_sides")};
      alter table criteria_version disable trigger criteria_version_guard;
      update criteria_version set sales_by = null, sales_at = null where state <> 'DRAFT' and created_by is not null`,
    "they count from before they were signed": `${unchecked("criteria_version", "criteria_version_not_past")};
      alter table criteria_version disable trigger criteria_version_guard;
      update criteria_version set effective_at = sales_at - interval '1 day' where state <> 'DRAFT' and created_by is not null`,
  },
  "assessments-are-saved-in-order": {
    "a save is gone": `${unchecked("lead_assessment_answer", "lead_assessment_answer_save_fkey")};
      delete from lead_assessment_save where number = 1`,
    "all saves are gone": `${unchecked("lead_assessment_answer", "lead_assessment_answer_save_fkey")};
      delete from lead_assessment_save`,
    "a save says nothing": "delete from lead_assessment_answer where save_number = 2",
    "an assessment is missing": "update lead_assessment set number = 2",
  },
  "calls-are-recorded-in-order": {
    "the first record of one is gone": `
      ${unchecked("discovery_call_participant", "discovery_call_participant_call_fkey")};
      ${unchecked("discovery_call_note", "discovery_call_note_call_fkey")};
      delete from discovery_call where number = 1 and superseded_at is not null`,
    "a record was ended, and none came behind it":
      "update discovery_call set superseded_at = written_at where superseded_at is null",
    "somebody else corrected it":
      "update discovery_call set recorded_by = gen_random_uuid() where number = 2",
  },
  "calls-name-who-took-part": {
    "one is gone": "delete from discovery_call_participant where position = 1",
    "one is of another partner": `
      update discovery_call_participant set member_id = (
        select id from membership where partner_id = ${OTHERS} limit 1) where side = 'PARTNER'`,
    "its partner sees one in which it did not take part": `
      ${unchecked("discovery_call_participant", "discovery_call_participant_call_fkey")};
      update discovery_call set is_with_partner = not is_with_partner where not is_removed`,
  },
  "findings-name-calls-of-their-lead": {
    "one of another lead": `
      update assessment_answer as answer
      set discovery_call_id = (
        select other.id
        from discovery_call as other
        join assessment as made on made.id = answer.assessment_id
        where other.lead_id <> made.lead_id
        limit 1)
      where discovery_call_id is not null`,
    "none at all":
      "update lead_assessment_answer set discovery_call_id = gen_random_uuid() where discovery_call_id is not null",
    "one that was removed": `
      update discovery_call
      set number = 2, reason = 'x', is_removed = true, participants = 0, is_noted = false
      where superseded_at is null and id in (select discovery_call_id from assessment_answer)`,
  },
  "replays-tell-of-their-leads": {
    "a lead is gone": `
      alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
      delete from criteria_replay_lead where lead_id = ${WON}`,
    "one would have been decided otherwise": `
      alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
      update criteria_replay_lead set change = 'LOST' where lead_id = ${WON}`,
    "one was won": `
      alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
      update criteria_replay_lead set is_won = false where lead_id = ${WON}`,
    "it says that it judged more": `
      alter table criteria_replay disable trigger criteria_replay_guard;
      update criteria_replay set done_count = done_count + 1 where status = 'DONE'`,
    "one that was told to end kept some": `
      alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
      update criteria_replay_lead
      set replay_id = (select id from criteria_replay where status = 'CANCELLED' limit 1)
      where lead_id = ${WON}`,
  },
  "answers-are-saved-in-order": {
    "a partner's save is gone": "delete from partner_answers where number = 1",
    "one of sales is gone": "delete from sales_answers where number = 1",
    "one was saved before the one that it follows":
      "update partner_answers set answered_at = answered_at - interval '1 year' where number = 2",
  },
  "answers-are-to-their-questions": {
    "a question is none of the version's": `
      update partner_answers set answers = jsonb_set(answers, '{0,key}', '"other"')`,
    "it is answered as another type": `
      update sales_answers set answers = jsonb_set(answers, '{0,type}', '"TEXT"')`,
    "what was chosen is none of the options": `
      update partner_answers set answers = jsonb_set(answers, '{1,values}', '["other"]')`,
  },
  "criteria-are-whole": {
    "one is added": `
      alter table criterion disable trigger criterion_asked;
      insert into criterion (version_id, key, position, slot, label, guidance, required)
      select id, 'more', 60, 'MORE', 'More', 'More', true from criteria_version`,
    "one is gone": `
      alter table criterion disable trigger user;
      delete from criterion where position = 1`,
  },
  "questions-are-of-their-criteria": {
    "a criterion of none is named": `
      alter table criteria_version disable trigger criteria_version_guard;
      update criteria_version
      set questions = '[{"key": "why", "type": "TEXT", "options": [], "criterionKey": "nothing"}]'
      where number = 1`,
  },
  "scoring-model-has-two-persons": {
    "its author published it": `${unchecked("scoring_model", "scoring_model_two_persons")};
      update scoring_model set published_by = created_by where published_at is not null`,
    "nobody is named": `${unchecked("scoring_model", "scoring_model_published")};
      update scoring_model set published_by = null where published_at is not null`,
  },
  "who-left-holds-nothing": {
    "nobody hands it on": `
      update membership set deactivated_at = now() where id = (select member_id from assignment where ${HELD});
      delete from graphile_worker._private_jobs where key like 'hand_leads_on:%'`,
  },
  "assignment-says-its-rule": {
    "there is no such rule": `
      update assignment set rule_position = 99 where routing_number is not null`,
    "nothing was chosen": `
      update assignment set explanation = '{"rules": [], "candidates": []}' where routing_number is not null`,
  },
  "staff-is-the-vendors": {
    "a partner's member is in a team": `insert into team_member (team_id, member_id, joined_at)
      select team.id, member.id, now() from team, (select id from membership where partner_id is not null limit 1) as member limit 1`,
    "a partner's member holds a lead": `
      update assignment set member_id = (select id from membership where partner_id is not null limit 1) where member_id is not null`,
  },
  "no-job-failed-for-good": {
    "one has used up its attempts":
      "update graphile_worker._private_jobs set attempts = max_attempts",
  },
  "matching-within-five-minutes": {
    "a lead waits for longer": `delete from lead_matching where lead_id = ${SUBMITTED};
      update lead set updated_at = updated_at - interval '5 minutes' where id = ${SUBMITTED}`,
    "nobody knows since when": `delete from lead_matching where lead_id = ${SUBMITTED};
      ${nullable("lead", "updated_at")}; update lead set updated_at = null where id = ${SUBMITTED}`,
  },
  "nobody-idles-in-a-transaction": {
    "somebody does": statistics("state"),
    "nothing can be seen": statistics("null::text"),
  },
};
