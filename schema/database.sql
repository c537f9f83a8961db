-- The database as it stands after all migrations: printed by npm run schema:print, never edited.
-- For reading and comparing, sorted by name; the job library's schema is not shown. "owner" is who migrates.

create table public.absence (
  id uuid not null,
  member_id uuid not null,
  deputy_id uuid,
  absent_from timestamp(3) with time zone not null,
  absent_until timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  ended_at timestamp(3) with time zone,
  constraint absence_pkey PRIMARY KEY (id),
  constraint absence_deputy_fkey FOREIGN KEY (deputy_id) REFERENCES public.membership(id),
  constraint absence_member_fkey FOREIGN KEY (member_id) REFERENCES public.membership(id),
  constraint absence_deputy CHECK ((deputy_id <> member_id)),
  constraint absence_times CHECK ((absent_until > absent_from)),
  constraint absence_one_at_a_time EXCLUDE USING gist (member_id WITH =, tstzrange(absent_from, absent_until) WITH &&) WHERE ((ended_at IS NULL))
);
CREATE INDEX absence_by_start ON public.absence USING btree (absent_from DESC, id DESC);
alter table public.absence enable row level security;
alter table public.absence force row level security;
create policy absence_vendor on public.absence to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER absence_ends_once BEFORE DELETE OR UPDATE ON public.absence FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.absence enable always trigger absence_ends_once;
CREATE TRIGGER absence_no_truncate BEFORE TRUNCATE ON public.absence FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.absence enable always trigger absence_no_truncate;
grant select on public.absence to app_jobs;
grant insert, select, update (ended_at) on public.absence to app_vendor;
comment on table public.absence is 'When somebody takes no leads, and who takes them instead; ended_at where it was called off';

create table public.acceptance_checklist (
  event_id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  keys text[] not null,
  labels text[] not null,
  waived boolean not null,
  constraint acceptance_checklist_pkey PRIMARY KEY (partner_id, event_id),
  constraint acceptance_checklist_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint acceptance_checklist_points CHECK (((cardinality(keys) = cardinality(labels)) AND ((cardinality(keys) >= 1) AND (cardinality(keys) <= 20))))
);
CREATE UNIQUE INDEX acceptance_checklist_of_lead ON public.acceptance_checklist USING btree (partner_id, lead_id, seq);
alter table public.acceptance_checklist enable row level security;
alter table public.acceptance_checklist force row level security;
create policy acceptance_checklist_vendor on public.acceptance_checklist to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER "GUARD_acceptance_checklist" AFTER INSERT ON public.acceptance_checklist FOR EACH ROW EXECUTE FUNCTION app.guard_acceptance_checklist();
CREATE TRIGGER acceptance_checklist_append_only BEFORE DELETE OR UPDATE ON public.acceptance_checklist FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.acceptance_checklist enable always trigger acceptance_checklist_append_only;
CREATE TRIGGER acceptance_checklist_no_truncate BEFORE TRUNCATE ON public.acceptance_checklist FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.acceptance_checklist enable always trigger acceptance_checklist_no_truncate;
grant insert, select on public.acceptance_checklist to app_jobs;
grant insert, select on public.acceptance_checklist to app_vendor;
comment on table public.acceptance_checklist is 'What was confirmed with an acceptance, by the labels of then; waived where a clock accepted the lead and nobody confirmed it';

create table public.account (
  id uuid not null,
  name text not null,
  country text,
  created_at timestamp(3) with time zone not null,
  folded_name text not null default ''::text,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_country CHECK ((country ~ '^[A-Z]{2}$'::text))
);
CREATE INDEX account_by_name ON public.account USING btree (folded_name);
alter table public.account enable row level security;
alter table public.account force row level security;
create policy account_vendor on public.account to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.account to app_jobs;
grant insert, select on public.account to app_vendor;
comment on column public.account.folded_name is 'The name as it is compared';
comment on table public.account is 'The vendor''s own view of an organisation: one legal entity in one country';

create table public.account_balance (
  account_id uuid not null,
  balance_sign smallint not null,
  balance_minor numeric(38,0) not null default 0,
  version bigint not null default 0,
  constraint account_balance_pkey PRIMARY KEY (account_id),
  constraint account_balance_account_fkey FOREIGN KEY (account_id, balance_sign) REFERENCES public.ledger_account(id, balance_sign),
  constraint account_balance_not_overdrawn CHECK ((((balance_sign)::numeric * balance_minor) >= (0)::numeric))
) with (fillfactor=70);
alter table public.account_balance enable row level security;
alter table public.account_balance force row level security;
create policy account_balance_posting on public.account_balance to owner using (true) with check (true);
create policy account_balance_vendor on public.account_balance for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.account_balance to app_jobs;
grant select on public.account_balance to app_vendor;
comment on table public.account_balance is 'Sums of journal lines, debit positive: of all lines where the account has a sign, of sealed ones elsewhere';

create table public.account_key (
  key text not null,
  country text not null,
  account_id uuid not null,
  constraint account_key_pkey PRIMARY KEY (key, country),
  constraint account_key_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id)
);
alter table public.account_key enable row level security;
alter table public.account_key force row level security;
create policy account_key_keeping on public.account_key for select to owner using (true);
create policy account_key_vendor on public.account_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.account_key to app_jobs;
grant insert, select on public.account_key to app_vendor;
comment on table public.account_key is 'By which of its leads'' company keys an account is found; country is empty where it is not known';

create table public.account_lead (
  partner_id uuid not null,
  lead_id uuid not null,
  account_id uuid not null,
  linked_at timestamp(3) with time zone not null,
  constraint account_lead_pkey PRIMARY KEY (partner_id, lead_id),
  constraint account_lead_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint account_lead_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id)
);
CREATE INDEX account_lead_of_account ON public.account_lead USING btree (account_id);
CREATE INDEX account_lead_of_lead ON public.account_lead USING btree (lead_id);
alter table public.account_lead enable row level security;
alter table public.account_lead force row level security;
create policy account_lead_keeping on public.account_lead for select to owner using (true);
create policy account_lead_vendor on public.account_lead to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.account_lead to app_jobs;
grant insert, select on public.account_lead to app_vendor;
comment on table public.account_lead is 'Which account a lead''s company is; made when the lead is accepted';

create table public.accounting_period (
  id uuid not null,
  entity_id uuid not null,
  starts_on date not null,
  ends_before date not null generated always as (((starts_on + '1 mon'::interval))::date) stored,
  status text not null default 'open'::text,
  close_seq bigint,
  trial_balance_sha256 bytea,
  closed_at timestamp(3) with time zone,
  closed_by uuid,
  first_close_seq bigint,
  gl_exported_at timestamp(3) with time zone,
  constraint accounting_period_pkey PRIMARY KEY (id),
  constraint accounting_period_of_entity UNIQUE (id, entity_id),
  constraint accounting_period_once UNIQUE (entity_id, starts_on),
  constraint accounting_period_entity_fkey FOREIGN KEY (entity_id) REFERENCES public.legal_entity(id),
  constraint accounting_period_closed CHECK ((num_nonnulls(close_seq, trial_balance_sha256, closed_at, closed_by) =
CASE
    WHEN (status = 'closed'::text) THEN 4
    ELSE 0
END)),
  constraint accounting_period_exported CHECK (((gl_exported_at IS NULL) OR (status = 'closed'::text))),
  constraint accounting_period_month CHECK ((EXTRACT(day FROM starts_on) = (1)::numeric)),
  constraint accounting_period_status CHECK ((status = ANY (ARRAY['open'::text, 'soft_closed'::text, 'closed'::text])))
);
alter table public.accounting_period enable row level security;
alter table public.accounting_period force row level security;
create policy accounting_period_posting on public.accounting_period to owner using (true) with check (true);
create policy accounting_period_vendor on public.accounting_period for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER accounting_period_no_truncate BEFORE TRUNCATE ON public.accounting_period FOR EACH STATEMENT EXECUTE FUNCTION app.keep_accounting_period();
alter table public.accounting_period enable always trigger accounting_period_no_truncate;
CREATE TRIGGER accounting_period_stays BEFORE DELETE OR UPDATE ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION app.keep_accounting_period();
alter table public.accounting_period enable always trigger accounting_period_stays;
grant select on public.accounting_period to app_jobs;
grant select on public.accounting_period to app_vendor;
comment on column public.accounting_period.first_close_seq is 'The last seal when it was closed for the first time: what was sealed later came while it was open again';
comment on column public.accounting_period.gl_exported_at is 'When it went to the books of the firm: it is not opened again';
comment on table public.accounting_period is 'A month of an entity''s books, half-open [starts_on, ends_before); close_seq is the last seal it was closed with';

create table public.api_key (
  id uuid not null,
  partner_id uuid,
  membership_id uuid not null,
  vendor_membership_id uuid generated always as (
CASE
    WHEN (partner_id IS NULL) THEN membership_id
    ELSE NULL::uuid
END) stored,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  documents text not null default 'ANY'::text,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash_once UNIQUE (key_hash),
  constraint api_key_of_partner UNIQUE (partner_id, id),
  constraint api_key_prefix_once UNIQUE NULLS NOT DISTINCT (partner_id, prefix),
  constraint api_key_owner_fkey FOREIGN KEY (partner_id, membership_id) REFERENCES public.membership(partner_id, id),
  constraint api_key_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint api_key_vendor_owner_fkey FOREIGN KEY (vendor_membership_id) REFERENCES public.membership(id),
  constraint api_key_documents CHECK ((documents = ANY (ARRAY['ANY'::text, 'STORED_ONLY'::text]))),
  constraint api_key_hash_length CHECK ((octet_length(key_hash) = 32)),
  constraint api_key_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint api_key_not_of_vendors_row CHECK ((partner_id <> '01970000-0000-7000-8000-000000000002'::uuid)),
  constraint api_key_scopes CHECK ((cardinality(scopes) > 0)),
  constraint api_key_times CHECK ((expires_at > created_at))
);
CREATE INDEX api_key_by_age ON public.api_key USING btree (partner_id, created_at, id);
CREATE INDEX api_key_by_owner ON public.api_key USING btree (membership_id);
alter table public.api_key enable row level security;
alter table public.api_key force row level security;
create policy api_key_auth on public.api_key to app_auth using (true) with check (true);
create policy api_key_partner on public.api_key to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy api_key_vendor on public.api_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER api_key_id_is_new BEFORE INSERT ON public.api_key FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
grant select, update (last_used_at) on public.api_key to app_auth;
grant insert (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at, documents), select (id, partner_id, membership_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at, documents), update (revoked_at) on public.api_key to app_partner;
grant insert (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at, documents), select (id, partner_id, membership_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at, documents), update (revoked_at) on public.api_key to app_vendor;
comment on column public.api_key.documents is 'ANY: whatever it sends; STORED_ONLY: documents of its partner or the vendor that are stored';
comment on column public.api_key.key_hash is 'SHA-256 of the whole key, which holds 256 random bits: unique across partners, yet only who has a key can ask for its hash';
comment on table public.api_key is 'A credential of a program, owned by a membership; the key itself was shown once and is not kept';

create table public.app_user (
  id uuid not null,
  email text not null,
  side text not null,
  password_hash text,
  password_set_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_email_once UNIQUE (email),
  constraint app_user_of_side UNIQUE (id, side),
  constraint app_user_email_normalised CHECK (((email ~ '^[^A-Z[:space:]@]+@[^A-Z[:space:]@]+$'::text) AND (char_length(email) <= 254))),
  constraint app_user_password_hash CHECK ((password_hash ~~ '$argon2id$%'::text)),
  constraint app_user_password_time CHECK (((password_hash IS NULL) = (password_set_at IS NULL))),
  constraint app_user_side CHECK ((side = ANY (ARRAY['PARTNER'::text, 'VENDOR'::text])))
);
alter table public.app_user enable row level security;
alter table public.app_user force row level security;
create policy app_user_auth on public.app_user to app_auth using (true) with check (true);
create policy app_user_vendor on public.app_user to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (password_hash, password_set_at, updated_at) on public.app_user to app_auth;
comment on table public.app_user is 'One person''s login; what it may do is said by its memberships, which are all of its side';

create table public.appeal (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  event_id uuid not null,
  against text not null,
  evidence text not null,
  state text not null,
  opened_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  constraint appeal_pkey PRIMARY KEY (id),
  constraint appeal_once UNIQUE (partner_id, event_id),
  constraint appeal_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint appeal_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint appeal_own_event_fkey FOREIGN KEY (partner_id, id) REFERENCES public.lead_event(partner_id, id),
  constraint appeal_against CHECK ((against = ANY (ARRAY['REJECTION'::text, 'CONFLICT'::text, 'DISQUALIFICATION'::text, 'EXPIRY'::text, 'TRANSFER'::text]))),
  constraint appeal_decided CHECK (((state = 'OPEN'::text) = (decided_at IS NULL))),
  constraint appeal_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'UPHELD'::text, 'DISMISSED'::text])))
);
CREATE INDEX appeal_by_age ON public.appeal USING btree (opened_at, id);
CREATE INDEX appeal_of_partner ON public.appeal USING btree (partner_id, opened_at, id);
CREATE UNIQUE INDEX appeal_one_open ON public.appeal USING btree (partner_id, lead_id) WHERE (state = 'OPEN'::text);
alter table public.appeal enable row level security;
alter table public.appeal force row level security;
create policy appeal_keeping on public.appeal to owner using (true) with check (true);
create policy appeal_partner on public.appeal for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy appeal_vendor on public.appeal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.appeal to app_jobs;
grant select on public.appeal to app_partner;
grant select, update (state, decided_at) on public.appeal to app_vendor;
comment on table public.appeal is 'A partner disagrees with a decision over its lead: once, in time, on what grounds';

create table public.approval_item (
  proposal_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  constraint approval_item_pkey PRIMARY KEY (proposal_id, credit_id),
  constraint approval_item_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint approval_item_proposal_fkey FOREIGN KEY (proposal_id) REFERENCES public.approval_proposal(id),
  constraint approval_item_amount CHECK ((amount_minor <> 0)),
  constraint approval_item_currency CHECK ((currency ~ '^[A-Z]{3}$'::text))
);
CREATE INDEX approval_item_of_credit ON public.approval_item USING btree (partner_id, credit_id);
alter table public.approval_item enable row level security;
alter table public.approval_item force row level security;
create policy approval_item_vendor on public.approval_item to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER approval_item_append_only BEFORE DELETE OR UPDATE ON public.approval_item FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.approval_item enable always trigger approval_item_append_only;
CREATE TRIGGER approval_item_guard AFTER INSERT ON public.approval_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.guard_approval_items();
alter table public.approval_item enable always trigger approval_item_guard;
CREATE TRIGGER approval_item_no_truncate BEFORE TRUNCATE ON public.approval_item FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.approval_item enable always trigger approval_item_no_truncate;
grant select on public.approval_item to app_jobs;
grant insert, select on public.approval_item to app_vendor;
comment on column public.approval_item.amount_minor is 'What counted of it, with all that had changed it';
comment on table public.approval_item is 'A credit of a proposal, as it was shown';

create table public.approval_policy (
  id uuid not null,
  currency text not null,
  program_id uuid,
  most_per_credit_minor bigint not null,
  most_per_month_minor bigint not null,
  delay_days integer not null,
  reason text not null,
  state text not null default 'DRAFT'::text,
  drafted_by uuid not null,
  drafted_at timestamp(3) with time zone not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  ended_by uuid,
  ended_at timestamp(3) with time zone,
  end_reason text,
  constraint approval_policy_pkey PRIMARY KEY (id),
  constraint approval_policy_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint approval_policy_program_fkey FOREIGN KEY (program_id) REFERENCES public.incentive_program(id),
  constraint approval_policy_by_persons CHECK (((drafted_by <> '01970000-0000-7000-8000-00000000000a'::uuid) AND (decided_by <> '01970000-0000-7000-8000-00000000000a'::uuid))),
  constraint approval_policy_decided CHECK (((num_nonnulls(decided_by, decided_at) =
CASE state
    WHEN 'DRAFT'::text THEN 0
    ELSE 2
END) AND (decided_at >= drafted_at))),
  constraint approval_policy_delay CHECK (((delay_days >= 1) AND (delay_days <= 90))),
  constraint approval_policy_end_reason CHECK (((char_length(end_reason) >= 1) AND (char_length(end_reason) <= 2000))),
  constraint approval_policy_ended CHECK (((num_nonnulls(ended_by, ended_at, end_reason) =
CASE state
    WHEN 'ENDED'::text THEN 3
    ELSE 0
END) AND (ended_at >= decided_at))),
  constraint approval_policy_limits CHECK (((most_per_credit_minor >= 1) AND ((most_per_month_minor >= most_per_credit_minor) AND (most_per_month_minor <= '1000000000000000'::bigint)))),
  constraint approval_policy_note CHECK ((((note IS NULL) OR (((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND (decided_at IS NOT NULL))) AND ((note IS NOT NULL) OR (state <> 'DECLINED'::text)))),
  constraint approval_policy_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint approval_policy_state CHECK ((state = ANY (ARRAY['DRAFT'::text, 'IN_FORCE'::text, 'DECLINED'::text, 'ENDED'::text])))
);
CREATE INDEX approval_policy_by_age ON public.approval_policy USING btree (drafted_at DESC, id DESC);
CREATE INDEX approval_policy_by_program ON public.approval_policy USING btree (program_id) WHERE (program_id IS NOT NULL);
CREATE UNIQUE INDEX approval_policy_one_in_force ON public.approval_policy USING btree (currency, program_id) NULLS NOT DISTINCT WHERE (state = 'IN_FORCE'::text);
alter table public.approval_policy enable row level security;
alter table public.approval_policy force row level security;
create policy approval_policy_vendor on public.approval_policy to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER approval_policy_guard BEFORE INSERT OR DELETE OR UPDATE ON public.approval_policy FOR EACH ROW EXECUTE FUNCTION app.guard_approval_policy();
alter table public.approval_policy enable always trigger approval_policy_guard;
CREATE TRIGGER approval_policy_id_is_new BEFORE INSERT ON public.approval_policy FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER approval_policy_no_truncate BEFORE TRUNCATE ON public.approval_policy FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.approval_policy enable always trigger approval_policy_no_truncate;
grant select on public.approval_policy to app_jobs;
grant insert (id, currency, program_id, most_per_credit_minor, most_per_month_minor, delay_days, reason, drafted_by, drafted_at), select, update (state, decided_by, decided_at, note, ended_by, ended_at, end_reason) on public.approval_policy to app_vendor;
comment on column public.approval_policy.most_per_month_minor is 'What may be approved for one partner in a month of UTC, by it and those whose place it took';
comment on column public.approval_policy.program_id is 'The incentive program whose credit it approves; null where of all that have none of their own';
comment on table public.approval_policy is 'Under what credit is approved without a person: drafted by one person, put in force by another, never changed; another takes its place';

create table public.approval_proposal (
  id uuid not null,
  selection_hash text not null,
  comment text,
  proposed_by uuid not null,
  proposed_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  state text not null default 'OPEN'::text,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  policy_id uuid,
  constraint approval_proposal_pkey PRIMARY KEY (id),
  constraint approval_proposal_policy_fkey FOREIGN KEY (policy_id) REFERENCES public.approval_policy(id),
  constraint approval_proposal_by_policy CHECK (((policy_id IS NULL) OR ((proposed_by = '01970000-0000-7000-8000-00000000000a'::uuid) AND (state = ANY (ARRAY['OPEN'::text, 'APPROVED'::text])) AND ((decided_by = '01970000-0000-7000-8000-00000000000a'::uuid) IS NOT FALSE)))),
  constraint approval_proposal_comment CHECK (((char_length(comment) >= 1) AND (char_length(comment) <= 2000))),
  constraint approval_proposal_decided CHECK ((num_nonnulls(decided_by, decided_at) =
CASE
    WHEN (state = 'OPEN'::text) THEN 0
    ELSE 2
END)),
  constraint approval_proposal_expires CHECK ((expires_at > proposed_at)),
  constraint approval_proposal_hash CHECK ((selection_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint approval_proposal_in_time CHECK (((decided_at >= proposed_at) AND ((state <> 'APPROVED'::text) OR (decided_at < expires_at)))),
  constraint approval_proposal_note CHECK ((((note IS NULL) OR (((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND (decided_at IS NOT NULL))) AND ((note IS NOT NULL) OR (state <> 'DECLINED'::text)))),
  constraint approval_proposal_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'APPROVED'::text, 'DECLINED'::text])))
);
CREATE INDEX approval_proposal_by_age ON public.approval_proposal USING btree (proposed_at DESC, id DESC);
CREATE INDEX approval_proposal_by_state ON public.approval_proposal USING btree (state, proposed_at DESC, id DESC);
CREATE INDEX approval_proposal_of_policy ON public.approval_proposal USING btree (policy_id, decided_at) WHERE (policy_id IS NOT NULL);
alter table public.approval_proposal enable row level security;
alter table public.approval_proposal force row level security;
create policy approval_proposal_vendor on public.approval_proposal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER approval_proposal_ends_once BEFORE DELETE OR UPDATE ON public.approval_proposal FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note');
alter table public.approval_proposal enable always trigger approval_proposal_ends_once;
CREATE TRIGGER approval_proposal_guard AFTER INSERT OR UPDATE ON public.approval_proposal FOR EACH ROW EXECUTE FUNCTION app.guard_approval_proposal();
alter table public.approval_proposal enable always trigger approval_proposal_guard;
CREATE TRIGGER approval_proposal_id_is_new BEFORE INSERT ON public.approval_proposal FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER approval_proposal_is_told AFTER INSERT ON public.approval_proposal FOR EACH ROW EXECUTE FUNCTION app.note_approval_proposal();
CREATE TRIGGER approval_proposal_no_truncate BEFORE TRUNCATE ON public.approval_proposal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.approval_proposal enable always trigger approval_proposal_no_truncate;
CREATE TRIGGER approval_proposal_policy_guard AFTER UPDATE ON public.approval_proposal FOR EACH ROW WHEN ((new.policy_id IS NOT NULL)) EXECUTE FUNCTION app.guard_policy_approval();
alter table public.approval_proposal enable always trigger approval_proposal_policy_guard;
grant select on public.approval_proposal to app_jobs;
grant insert (id, selection_hash, comment, proposed_by, proposed_at, expires_at, policy_id), select, update (state, decided_by, decided_at, note) on public.approval_proposal to app_vendor;
comment on column public.approval_proposal.policy_id is 'The policy that approved it; null where persons do';
comment on column public.approval_proposal.selection_hash is 'SHA-256 of its credits with their amounts, one line each in the order of their ids: what is approved is what was shown';
comment on table public.approval_proposal is 'Credits that somebody proposes to approve: another person approves them as they were shown, or not at all';

create table public.assessment (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  criteria_version_id uuid not null,
  outcome text not null,
  assessed_at timestamp(3) with time zone not null,
  assessed_by uuid not null,
  undone_at timestamp(3) with time zone,
  constraint assessment_pkey PRIMARY KEY (id),
  constraint assessment_of_partner UNIQUE (partner_id, id),
  constraint assessment_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint assessment_version_fkey FOREIGN KEY (criteria_version_id) REFERENCES public.criteria_version(id),
  constraint assessment_outcome CHECK ((outcome = 'MET'::text))
);
CREATE INDEX assessment_by_time ON public.assessment USING btree (assessed_at);
CREATE INDEX assessment_of_lead ON public.assessment USING btree (partner_id, lead_id, assessed_at);
CREATE INDEX assessment_of_version ON public.assessment USING btree (criteria_version_id);
alter table public.assessment enable row level security;
alter table public.assessment force row level security;
create policy assessment_partner on public.assessment for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy assessment_vendor on public.assessment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER assessment_ends_once BEFORE DELETE OR UPDATE ON public.assessment FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('undone_at');
alter table public.assessment enable always trigger assessment_ends_once;
CREATE TRIGGER assessment_no_truncate BEFORE TRUNCATE ON public.assessment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.assessment enable always trigger assessment_no_truncate;
grant select on public.assessment to app_jobs;
grant select on public.assessment to app_partner;
grant insert, select, update (undone_at) on public.assessment to app_vendor;
comment on column public.assessment.undone_at is 'When the move that it allowed was taken back';
comment on table public.assessment is 'A lead judged under one criteria version; only assessments that met it are kept';

create table public.assessment_answer (
  assessment_id uuid not null,
  partner_id uuid not null,
  criterion_key text not null,
  state text not null,
  note text,
  discovery_call_id uuid,
  constraint assessment_answer_pkey PRIMARY KEY (assessment_id, criterion_key),
  constraint assessment_answer_assessment_fkey FOREIGN KEY (partner_id, assessment_id) REFERENCES public.assessment(partner_id, id),
  constraint assessment_answer_state CHECK ((state = ANY (ARRAY['UNKNOWN'::text, 'NOT_MET'::text, 'PARTIAL'::text, 'MET'::text, 'CONFIRMED'::text])))
);
CREATE INDEX assessment_answer_by_call ON public.assessment_answer USING btree (discovery_call_id) WHERE (discovery_call_id IS NOT NULL);
alter table public.assessment_answer enable row level security;
alter table public.assessment_answer force row level security;
create policy assessment_answer_vendor on public.assessment_answer to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER assessment_answer_append_only BEFORE DELETE OR UPDATE ON public.assessment_answer FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.assessment_answer enable always trigger assessment_answer_append_only;
CREATE TRIGGER assessment_answer_no_truncate BEFORE TRUNCATE ON public.assessment_answer FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.assessment_answer enable always trigger assessment_answer_no_truncate;
CREATE TRIGGER assessment_answer_of_a_call AFTER INSERT ON public.assessment_answer FOR EACH ROW WHEN ((new.discovery_call_id IS NOT NULL)) EXECUTE FUNCTION app.guard_call_of_assessment_answer();
alter table public.assessment_answer enable always trigger assessment_answer_of_a_call;
grant select on public.assessment_answer to app_jobs;
grant insert, select on public.assessment_answer to app_vendor;
comment on column public.assessment_answer.discovery_call_id is 'The discovery call that shows it; null where none is named';
comment on table public.assessment_answer is 'What sales found on one criterion, with its evidence in words';

create table public.assignment (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  member_id uuid,
  queue_id uuid,
  cause text not null,
  routing_number integer,
  rule_position integer,
  explanation jsonb,
  note text,
  assigned_at timestamp(3) with time zone not null,
  assigned_by uuid not null,
  ended_at timestamp(3) with time zone,
  constraint assignment_pkey PRIMARY KEY (id),
  constraint assignment_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint assignment_member_fkey FOREIGN KEY (member_id) REFERENCES public.membership(id),
  constraint assignment_queue_fkey FOREIGN KEY (queue_id) REFERENCES public.queue(id),
  constraint assignment_routing_fkey FOREIGN KEY (routing_number) REFERENCES public.routing_version(number),
  constraint assignment_cause CHECK ((cause = ANY (ARRAY['ROUTED'::text, 'ACCEPTED'::text, 'CLAIMED'::text, 'RELEASED'::text, 'REASSIGNED'::text, 'LEFT'::text, 'OVERDUE'::text, 'HANDED_OVER'::text, 'SENT_BACK'::text]))),
  constraint assignment_one_holder CHECK ((num_nonnulls(member_id, queue_id) = 1)),
  constraint assignment_rule CHECK (((routing_number IS NULL) = (rule_position IS NULL))),
  constraint assignment_times CHECK ((ended_at >= assigned_at))
);
CREATE INDEX assignment_by_age ON public.assignment USING btree (assigned_at, id) WHERE (ended_at IS NULL);
CREATE INDEX assignment_of_lead ON public.assignment USING btree (lead_id, assigned_at DESC, id DESC);
CREATE INDEX assignment_of_member ON public.assignment USING btree (member_id, assigned_at, id) WHERE (ended_at IS NULL);
CREATE INDEX assignment_of_queue ON public.assignment USING btree (queue_id, assigned_at, id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX assignment_one_of_lead ON public.assignment USING btree (lead_id) WHERE (ended_at IS NULL);
alter table public.assignment enable row level security;
alter table public.assignment force row level security;
create policy assignment_following on public.assignment to owner using (true) with check (true);
create policy assignment_vendor on public.assignment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER assignment_ends_once BEFORE DELETE OR UPDATE ON public.assignment FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.assignment enable always trigger assignment_ends_once;
CREATE TRIGGER assignment_ends_the_one_before BEFORE INSERT ON public.assignment FOR EACH ROW EXECUTE FUNCTION app.end_assignment_before();
CREATE TRIGGER assignment_is_held BEFORE INSERT ON public.assignment FOR EACH ROW WHEN ((new.member_id IS NOT NULL)) EXECUTE FUNCTION app.hand_on_what_leavers_get();
CREATE TRIGGER assignment_is_seen AFTER INSERT ON public.assignment REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('ASSIGNMENT', 'id', 'lead_id');
CREATE TRIGGER assignment_is_seen_again AFTER UPDATE ON public.assignment REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('ASSIGNMENT', 'id', 'lead_id');
CREATE TRIGGER assignment_is_told AFTER INSERT ON public.assignment FOR EACH ROW WHEN (((new.member_id IS NOT NULL) AND (new.member_id <> new.assigned_by) AND (new.cause <> 'OVERDUE'::text) AND (new.assigned_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_assignment();
CREATE TRIGGER assignment_no_truncate BEFORE TRUNCATE ON public.assignment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.assignment enable always trigger assignment_no_truncate;
CREATE TRIGGER assignment_waits_for_sales AFTER INSERT OR UPDATE ON public.assignment FOR EACH ROW EXECUTE FUNCTION app.keep_inbox();
grant insert, select, update (ended_at) on public.assignment to app_jobs;
grant insert, select, update (ended_at) on public.assignment to app_vendor;
comment on table public.assignment is 'Who holds a lead (ended_at is null) and who held it: a person, or a queue. For the vendor alone; its owner is on the lead';

create table public.attribution_dispute (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  statement text not null,
  state text not null default 'OPEN'::text,
  opened_at timestamp(3) with time zone not null,
  opened_by uuid not null,
  due_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  answer text,
  constraint attribution_dispute_pkey PRIMARY KEY (id),
  constraint attribution_dispute_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint attribution_dispute_answer CHECK (((char_length(answer) >= 1) AND (char_length(answer) <= 2000))),
  constraint attribution_dispute_decided CHECK (((num_nonnulls(decided_at, decided_by, answer) =
CASE state
    WHEN 'OPEN'::text THEN 0
    ELSE 3
END) AND (decided_at >= opened_at))),
  constraint attribution_dispute_due CHECK ((due_at > opened_at)),
  constraint attribution_dispute_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'UPHELD'::text, 'REJECTED'::text]))),
  constraint attribution_dispute_statement CHECK (((char_length(statement) >= 1) AND (char_length(statement) <= 2000)))
);
CREATE INDEX attribution_dispute_by_age ON public.attribution_dispute USING btree (opened_at, id);
CREATE INDEX attribution_dispute_of_lead ON public.attribution_dispute USING btree (lead_id, opened_at, id);
CREATE INDEX attribution_dispute_of_partner ON public.attribution_dispute USING btree (partner_id, opened_at, id);
CREATE UNIQUE INDEX attribution_dispute_one_open ON public.attribution_dispute USING btree (partner_id, lead_id) WHERE (state = 'OPEN'::text);
CREATE INDEX attribution_dispute_overdue ON public.attribution_dispute USING btree (due_at) WHERE (state = 'OPEN'::text);
alter table public.attribution_dispute enable row level security;
alter table public.attribution_dispute force row level security;
create policy attribution_dispute_partner on public.attribution_dispute to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy attribution_dispute_vendor on public.attribution_dispute to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER attribution_dispute_ends_once BEFORE DELETE OR UPDATE ON public.attribution_dispute FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'decided_by', 'state', 'answer');
alter table public.attribution_dispute enable always trigger attribution_dispute_ends_once;
CREATE TRIGGER attribution_dispute_guard BEFORE INSERT OR UPDATE ON public.attribution_dispute FOR EACH ROW EXECUTE FUNCTION app.guard_attribution_dispute();
CREATE TRIGGER attribution_dispute_id_is_new BEFORE INSERT ON public.attribution_dispute FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER attribution_dispute_no_truncate BEFORE TRUNCATE ON public.attribution_dispute FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_dispute enable always trigger attribution_dispute_no_truncate;
CREATE TRIGGER dispute_decision_is_told AFTER UPDATE OF state ON public.attribution_dispute FOR EACH ROW WHEN (((old.state = 'OPEN'::text) AND (new.decided_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_dispute_decision();
CREATE TRIGGER dispute_is_told AFTER INSERT ON public.attribution_dispute FOR EACH ROW WHEN ((new.opened_at > (now() - '1 day'::interval))) EXECUTE FUNCTION app.note_dispute();
grant select on public.attribution_dispute to app_jobs;
grant insert (id, partner_id, lead_id, statement, opened_at, opened_by, due_at), select (id, partner_id, lead_id, statement, state, opened_at, opened_by, due_at, decided_at, answer) on public.attribution_dispute to app_partner;
grant insert (id, partner_id, lead_id, statement, opened_at, opened_by, due_at), select, update (state, decided_at, decided_by, answer) on public.attribution_dispute to app_vendor;
comment on table public.attribution_dispute is 'Somebody disagrees with what was settled of a lead: a partner with a part in it, or the vendor. Decided by somebody who neither opened it nor settled the lead';

create table public.attribution_policy (
  id uuid not null,
  program_id uuid not null,
  number integer not null,
  model text not null,
  half_life_days integer not null,
  window_days integer,
  weight_sourced integer not null,
  weight_influenced integer not null,
  weight_co_sell integer not null,
  weight_delivered integer not null,
  weight_resold integer not null,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  in_force_at timestamp(3) with time zone,
  in_force_by uuid,
  lock_days integer not null default 14,
  constraint attribution_policy_pkey PRIMARY KEY (id),
  constraint attribution_policy_number_once UNIQUE (program_id, number),
  constraint attribution_policy_with_model UNIQUE (id, model),
  constraint attribution_policy_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint attribution_policy_half_life CHECK (((half_life_days >= 1) AND (half_life_days <= 3650))),
  constraint attribution_policy_in_force CHECK ((((in_force_at IS NULL) = (in_force_by IS NULL)) AND (in_force_at >= created_at))),
  constraint attribution_policy_lock CHECK (((lock_days >= 0) AND (lock_days <= 365))),
  constraint attribution_policy_model CHECK ((model = ANY (ARRAY['DEAL_REGISTRATION'::text, 'FIRST_TOUCH'::text, 'LAST_TOUCH'::text, 'LINEAR'::text, 'U_SHAPED'::text, 'W_SHAPED'::text, 'TIME_DECAY'::text, 'ROLE_WEIGHTED'::text]))),
  constraint attribution_policy_number CHECK ((number >= 1)),
  constraint attribution_policy_two_persons CHECK ((in_force_by <> created_by)),
  constraint attribution_policy_weighs_something CHECK (((model <> 'ROLE_WEIGHTED'::text) OR (((((weight_sourced + weight_influenced) + weight_co_sell) + weight_delivered) + weight_resold) > 0))),
  constraint attribution_policy_weights CHECK (((0 <= ALL (ARRAY[weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold])) AND (1000 >= ALL (ARRAY[weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold])))),
  constraint attribution_policy_window CHECK (((window_days >= 1) AND (window_days <= 3650)))
);
CREATE INDEX attribution_policy_in_force_since ON public.attribution_policy USING btree (program_id, in_force_at DESC, number DESC) WHERE (in_force_at IS NOT NULL);
alter table public.attribution_policy enable row level security;
alter table public.attribution_policy force row level security;
create policy attribution_policy_owner on public.attribution_policy to owner using (true) with check (true);
create policy attribution_policy_partner on public.attribution_policy for select to app_partner using (((in_force_at IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.program
  WHERE (program.id = attribution_policy.program_id)))));
create policy attribution_policy_vendor on public.attribution_policy to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER attribution_policy_ends_once BEFORE DELETE OR UPDATE ON public.attribution_policy FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('in_force_at', 'in_force_by');
alter table public.attribution_policy enable always trigger attribution_policy_ends_once;
CREATE TRIGGER attribution_policy_guard BEFORE INSERT OR UPDATE ON public.attribution_policy FOR EACH ROW EXECUTE FUNCTION app.guard_attribution_policy();
CREATE TRIGGER attribution_policy_no_truncate BEFORE TRUNCATE ON public.attribution_policy FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_policy enable always trigger attribution_policy_no_truncate;
grant select on public.attribution_policy to app_jobs;
grant select (id, program_id, number, model, half_life_days, window_days, weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold, created_at, in_force_at, lock_days) on public.attribution_policy to app_partner;
grant insert (id, program_id, number, model, half_life_days, window_days, weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold, created_at, created_by, lock_days), select, update (in_force_at, in_force_by) on public.attribution_policy to app_vendor;
comment on column public.attribution_policy.lock_days is 'After how many days what was settled under it is settled anew no more, but by a dispute';
comment on table public.attribution_policy is 'Versions of the model by which a program''s leads are owed to those who had to do with them; the one that was put in force last counts, where there is none the registrant has all. Never changed; put in force once, by somebody else than its author';

create table public.attribution_proposal (
  id uuid not null,
  lead_id uuid not null,
  partner_ids uuid[] not null,
  shares_ppm bigint[] not null,
  reason text not null,
  proposed_at timestamp(3) with time zone not null,
  proposed_by uuid not null,
  state text not null default 'OPEN'::text,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  constraint attribution_proposal_pkey PRIMARY KEY (id),
  constraint attribution_proposal_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint attribution_proposal_decided CHECK (((num_nonnulls(decided_at, decided_by) =
CASE state
    WHEN 'OPEN'::text THEN 0
    ELSE 2
END) AND (decided_at >= proposed_at))),
  constraint attribution_proposal_parts CHECK ((((cardinality(partner_ids) >= 1) AND (cardinality(partner_ids) <= 20)) AND (cardinality(partner_ids) = cardinality(shares_ppm)))),
  constraint attribution_proposal_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint attribution_proposal_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'APPROVED'::text, 'DECLINED'::text])))
);
CREATE INDEX attribution_proposal_by_age ON public.attribution_proposal USING btree (proposed_at, id);
CREATE INDEX attribution_proposal_of_lead ON public.attribution_proposal USING btree (lead_id, proposed_at, id);
CREATE UNIQUE INDEX attribution_proposal_one_open ON public.attribution_proposal USING btree (lead_id) WHERE (state = 'OPEN'::text);
alter table public.attribution_proposal enable row level security;
alter table public.attribution_proposal force row level security;
create policy attribution_proposal_vendor on public.attribution_proposal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER attribution_proposal_ends_once BEFORE DELETE OR UPDATE ON public.attribution_proposal FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'decided_by', 'state');
alter table public.attribution_proposal enable always trigger attribution_proposal_ends_once;
CREATE TRIGGER attribution_proposal_guard BEFORE INSERT OR UPDATE ON public.attribution_proposal FOR EACH ROW EXECUTE FUNCTION app.guard_attribution_proposal();
CREATE TRIGGER attribution_proposal_no_truncate BEFORE TRUNCATE ON public.attribution_proposal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_proposal enable always trigger attribution_proposal_no_truncate;
grant select on public.attribution_proposal to app_jobs;
grant insert (id, lead_id, partner_ids, shares_ppm, reason, proposed_at, proposed_by), select, update (state, decided_at, decided_by) on public.attribution_proposal to app_vendor;
comment on table public.attribution_proposal is 'By whom a lead shall be owed, by hand and with a reason: counts once another person approves it';

create table public.attribution_settlement (
  lead_id uuid not null,
  settled_at timestamp(3) with time zone not null,
  cause text not null,
  reason text not null,
  settled_by uuid not null,
  proposal_id uuid,
  dispute_id uuid,
  constraint attribution_settlement_pkey PRIMARY KEY (lead_id, settled_at),
  constraint attribution_settlement_of_dispute UNIQUE (dispute_id),
  constraint attribution_settlement_of_proposal UNIQUE (proposal_id),
  constraint attribution_settlement_dispute_fkey FOREIGN KEY (dispute_id) REFERENCES public.attribution_dispute(id),
  constraint attribution_settlement_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint attribution_settlement_proposal_fkey FOREIGN KEY (proposal_id) REFERENCES public.attribution_proposal(id),
  constraint attribution_settlement_cause CHECK ((((cause = 'SETTLED_ANEW'::text) AND (proposal_id IS NULL) AND (dispute_id IS NULL)) OR ((cause = 'PROPOSAL'::text) AND (proposal_id IS NOT NULL) AND (dispute_id IS NULL)) OR ((cause = 'DISPUTE'::text) AND (dispute_id IS NOT NULL) AND (proposal_id IS NULL)))),
  constraint attribution_settlement_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000)))
);
alter table public.attribution_settlement enable row level security;
alter table public.attribution_settlement force row level security;
create policy attribution_settlement_vendor on public.attribution_settlement to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER attribution_settlement_append_only BEFORE DELETE OR UPDATE ON public.attribution_settlement FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_settlement enable always trigger attribution_settlement_append_only;
CREATE TRIGGER attribution_settlement_guard AFTER INSERT ON public.attribution_settlement FOR EACH ROW EXECUTE FUNCTION app.guard_attribution_settlement();
CREATE TRIGGER attribution_settlement_no_truncate BEFORE TRUNCATE ON public.attribution_settlement FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_settlement enable always trigger attribution_settlement_no_truncate;
grant select on public.attribution_settlement to app_jobs;
grant insert, select on public.attribution_settlement to app_vendor;
comment on table public.attribution_settlement is 'Why what a lead is owed was settled otherwise than when it became an SQL, and by whom';

create table public.attribution_share (
  lead_id uuid not null,
  partner_id uuid not null,
  book text not null,
  role text not null,
  model text not null,
  share_ppm bigint not null,
  touch_rank integer not null,
  settled_at timestamp(3) with time zone not null,
  superseded_at timestamp(3) with time zone,
  policy_id uuid,
  constraint attribution_share_pkey PRIMARY KEY (lead_id, book, partner_id, settled_at),
  constraint attribution_share_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint attribution_share_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint attribution_share_policy_fkey FOREIGN KEY (policy_id, model) REFERENCES public.attribution_policy(id, model),
  constraint attribution_share_book CHECK ((book = ANY (ARRAY['SOURCED'::text, 'INFLUENCED'::text]))),
  constraint attribution_share_late CHECK (((model <> 'LATE_TOUCH'::text) OR (book = 'INFLUENCED'::text))),
  constraint attribution_share_model CHECK ((model = ANY (ARRAY['DEAL_REGISTRATION'::text, 'FIRST_TOUCH'::text, 'LAST_TOUCH'::text, 'LINEAR'::text, 'U_SHAPED'::text, 'W_SHAPED'::text, 'TIME_DECAY'::text, 'ROLE_WEIGHTED'::text, 'DECISION'::text, 'CUSTOM'::text, 'LATE_TOUCH'::text]))),
  constraint attribution_share_policy CHECK (((policy_id IS NULL) = (model = ANY (ARRAY['DEAL_REGISTRATION'::text, 'DECISION'::text, 'CUSTOM'::text, 'LATE_TOUCH'::text])))),
  constraint attribution_share_ppm CHECK (((share_ppm >= 0) AND (share_ppm <= 1000000))),
  constraint attribution_share_role CHECK ((role = ANY (ARRAY['SOURCED'::text, 'INFLUENCED'::text, 'CO_SELL'::text, 'DELIVERED'::text, 'RESOLD'::text])))
);
CREATE INDEX attribution_share_by_policy ON public.attribution_share USING btree (policy_id, model) WHERE (policy_id IS NOT NULL);
CREATE INDEX attribution_share_of_partner ON public.attribution_share USING btree (partner_id, lead_id);
CREATE UNIQUE INDEX attribution_share_one_live ON public.attribution_share USING btree (lead_id, book, partner_id) WHERE (superseded_at IS NULL);
alter table public.attribution_share enable row level security;
alter table public.attribution_share force row level security;
create policy attribution_share_keeping on public.attribution_share to owner using (true) with check (true);
create policy attribution_share_partner on public.attribution_share for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy attribution_share_vendor on public.attribution_share to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER attribution_share_ends_once BEFORE DELETE OR UPDATE ON public.attribution_share FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('superseded_at');
alter table public.attribution_share enable always trigger attribution_share_ends_once;
CREATE TRIGGER attribution_share_no_truncate BEFORE TRUNCATE ON public.attribution_share FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.attribution_share enable always trigger attribution_share_no_truncate;
CREATE TRIGGER attribution_share_policy_guard BEFORE INSERT ON public.attribution_share FOR EACH ROW WHEN ((new.policy_id IS NOT NULL)) EXECUTE FUNCTION app.guard_share_of_policy();
CREATE TRIGGER attribution_share_settled_by_another AFTER INSERT ON public.attribution_share FOR EACH ROW WHEN (((new.policy_id IS NOT NULL) AND (new.book = 'SOURCED'::text))) EXECUTE FUNCTION app.guard_settled_by_another();
grant select on public.attribution_share to app_jobs;
grant select on public.attribution_share to app_partner;
grant insert, select, update (superseded_at) on public.attribution_share to app_vendor;
comment on column public.attribution_share.policy_id is 'The policy by which it was settled; null where the registrant has all, or a decision says who has what';
comment on column public.attribution_share.superseded_at is 'Until when it counted; null while it does';
comment on table public.attribution_share is 'How much of a lead is owed to whom, in parts per million; partner_id is the beneficiary''s, the SOURCED book adds up to a million per lead';

create table public.audit_entry (
  id uuid not null,
  at timestamp(3) with time zone not null,
  mutation text not null,
  outcome text not null,
  code text,
  partner_id uuid,
  actor_id uuid,
  actor_kind text not null,
  subject_ids text[] not null,
  request_id text not null,
  constraint audit_entry_pkey PRIMARY KEY (id),
  constraint audit_entry_actor_kind CHECK ((actor_kind = ANY (ARRAY['MEMBER'::text, 'API_KEY'::text, 'SYSTEM'::text, 'ANONYMOUS'::text]))),
  constraint audit_entry_code CHECK (((outcome = 'DONE'::text) = (code IS NULL))),
  constraint audit_entry_outcome CHECK ((outcome = ANY (ARRAY['DONE'::text, 'REFUSED'::text, 'DENIED'::text])))
);
CREATE INDEX audit_entry_by_subject ON public.audit_entry USING gin (subject_ids);
CREATE INDEX audit_entry_by_time ON public.audit_entry USING btree (at, id);
alter table public.audit_entry enable row level security;
alter table public.audit_entry force row level security;
create policy audit_entry_auth on public.audit_entry for insert to app_auth with check (true);
create policy audit_entry_partner on public.audit_entry for insert to app_partner with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy audit_entry_vendor on public.audit_entry to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.audit_entry enable always trigger audit_entry_append_only;
CREATE TRIGGER audit_entry_guard BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION app.guard_audit_entry();
CREATE TRIGGER audit_entry_id_is_new BEFORE INSERT ON public.audit_entry FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.audit_entry enable always trigger audit_entry_no_truncate;
grant insert (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id) on public.audit_entry to app_auth;
grant insert (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id), select on public.audit_entry to app_jobs;
grant insert (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id) on public.audit_entry to app_partner;
grant insert (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id), select on public.audit_entry to app_vendor;
comment on table public.audit_entry is 'Who did what, when, with which outcome: one row per mutation call, refused and denied ones included';

create table public.award (
  id uuid not null,
  incentive_program_id uuid not null,
  version_id uuid not null,
  lead_id uuid,
  rule_key text not null,
  milestone text not null,
  occurrence integer not null default 1,
  generation integer not null default 1,
  kind text not null,
  n integer not null default 1,
  gross_minor bigint not null,
  forfeited_minor bigint not null default 0,
  currency text not null,
  gate text,
  event_at timestamp(3) with time zone not null,
  effective_on date not null,
  calculation jsonb not null,
  engine_version text not null,
  reversed_at timestamp(3) with time zone,
  product_line_ids uuid[] not null default ARRAY['01970000-0000-7000-8000-000000000030'::uuid],
  allocated_at timestamp(3) with time zone,
  reinstates_award_id uuid,
  adjusts_award_id uuid,
  volume_window_id uuid,
  trues_up_for_id uuid,
  deferred_minor bigint not null default 0,
  recruited_credit_id uuid,
  constraint award_pkey PRIMARY KEY (id),
  constraint award_once UNIQUE (incentive_program_id, lead_id, rule_key, milestone, occurrence, generation, kind, n),
  constraint award_adjusts_fkey FOREIGN KEY (adjusts_award_id) REFERENCES public.award(id),
  constraint award_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint award_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint award_recruited_fkey FOREIGN KEY (recruited_credit_id) REFERENCES public.credit(id),
  constraint award_reinstates_fkey FOREIGN KEY (reinstates_award_id) REFERENCES public.award(id),
  constraint award_rule_fkey FOREIGN KEY (version_id, rule_key) REFERENCES public.incentive_rule(version_id, key),
  constraint award_trues_up_fkey FOREIGN KEY (trues_up_for_id) REFERENCES public.award(id),
  constraint award_window_fkey FOREIGN KEY (volume_window_id) REFERENCES public.volume_window(id),
  constraint award_adjusts CHECK ((((kind = 'ADJUST'::text) = (adjusts_award_id IS NOT NULL)) AND (adjusts_award_id <> id))),
  constraint award_allocated CHECK (((allocated_at IS NULL) OR (generation > 1))),
  constraint award_amounts CHECK (
CASE
    WHEN (kind = 'AWARD'::text) THEN ((gross_minor >= 0) AND (forfeited_minor >= 0) AND (deferred_minor >= 0) AND ((forfeited_minor + deferred_minor) <= gross_minor))
    WHEN (deferred_minor <> 0) THEN ((kind = 'ADJUST'::text) AND (gate IS NULL) AND (gross_minor = 0) AND (deferred_minor < 0) AND ((forfeited_minor >= 0) AND (forfeited_minor <= (- deferred_minor))))
    ELSE ((gross_minor <> 0) AND (gate IS NULL) AND ((forfeited_minor >= LEAST(gross_minor, (0)::bigint)) AND (forfeited_minor <= GREATEST(gross_minor, (0)::bigint))))
END),
  constraint award_conditions CHECK ((((gate = 'CONDITION_NOT_MET'::text) IS NOT TRUE) OR jsonb_path_exists(calculation, '$."conditions"."outcomes"[*]?(@."isMet" == false || @."isMet" == null)'::jsonpath))),
  constraint award_gate CHECK (((gate IS NULL) OR ((gross_minor = 0) AND (gate = ANY (ARRAY['ONE_PER_COMPANY_IN_CYCLE'::text, 'TENDER_EARNED'::text, 'MILESTONE_EARNED'::text, 'OTHER_CURRENCY'::text, 'NO_RATE'::text, 'CONDITION_NOT_MET'::text, 'MILESTONE_SKIPPED'::text]))))),
  constraint award_kind CHECK ((kind = ANY (ARRAY['AWARD'::text, 'ADJUST'::text, 'TRUE_UP'::text, 'RECRUITER'::text]))),
  constraint award_lines CHECK ((cardinality(product_line_ids) > 0)),
  constraint award_milestone CHECK ((milestone = ANY (ARRAY['SQL'::text, 'OPPORTUNITY'::text, 'WON'::text]))),
  constraint award_occurrence CHECK (((occurrence = 1) OR (((occurrence >= 2) AND (occurrence <= 60)) AND (milestone = 'WON'::text)))),
  constraint award_of_recruiter CHECK ((((recruited_credit_id IS NULL) = (lead_id IS NOT NULL)) AND ((kind <> 'RECRUITER'::text) OR ((recruited_credit_id IS NOT NULL) AND (gross_minor > 0) AND (forfeited_minor = 0))) AND ((recruited_credit_id IS NULL) OR ((kind = ANY (ARRAY['RECRUITER'::text, 'ADJUST'::text])) AND (volume_window_id IS NULL))))),
  constraint award_reinstates_other CHECK ((reinstates_award_id <> id)),
  constraint award_skipped CHECK ((((gate = 'MILESTONE_SKIPPED'::text) IS NOT TRUE) OR (calculation @> '{"isPassedOver": true}'::jsonb))),
  constraint award_trues_up CHECK (((num_nonnulls(volume_window_id, trues_up_for_id) =
CASE kind
    WHEN 'TRUE_UP'::text THEN 2
    ELSE 0
END) AND (trues_up_for_id <> id) AND ((kind <> 'TRUE_UP'::text) OR ((reversed_at IS NULL) AND (forfeited_minor = 0) AND (n = ANY (ARRAY[1, 2]))))))
);
CREATE INDEX award_adjusting ON public.award USING btree (adjusts_award_id) WHERE (adjusts_award_id IS NOT NULL);
CREATE INDEX award_of_lead ON public.award USING btree (lead_id);
CREATE INDEX award_of_recruited ON public.award USING btree (recruited_credit_id) WHERE (recruited_credit_id IS NOT NULL);
CREATE UNIQUE INDEX award_of_recruiter_changed_once ON public.award USING btree (adjusts_award_id, n) WHERE ((kind = 'ADJUST'::text) AND (recruited_credit_id IS NOT NULL));
CREATE UNIQUE INDEX award_of_recruiter_once ON public.award USING btree (recruited_credit_id, n) WHERE (kind = 'RECRUITER'::text);
CREATE INDEX award_of_window ON public.award USING btree (volume_window_id) WHERE (volume_window_id IS NOT NULL);
CREATE UNIQUE INDEX award_one_live ON public.award USING btree (incentive_program_id, lead_id, rule_key, milestone, occurrence) WHERE ((reversed_at IS NULL) AND (kind = 'AWARD'::text));
CREATE UNIQUE INDEX award_reinstates_once ON public.award USING btree (reinstates_award_id) WHERE (reinstates_award_id IS NOT NULL);
alter table public.award enable row level security;
alter table public.award force row level security;
create policy award_vendor on public.award to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER award_ends_deferral AFTER UPDATE OF reversed_at ON public.award FOR EACH ROW WHEN (((new.deferred_minor > 0) AND (old.reversed_at IS NULL) AND (new.reversed_at IS NOT NULL))) EXECUTE FUNCTION app.end_deferral();
CREATE TRIGGER award_ends_once BEFORE DELETE OR UPDATE ON public.award FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('reversed_at');
alter table public.award enable always trigger award_ends_once;
CREATE CONSTRAINT TRIGGER award_follows_credit AFTER INSERT OR UPDATE OF reversed_at ON public.award DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.recruited_credit_id IS NOT NULL)) EXECUTE FUNCTION app.guard_recruiter_award();
alter table public.award enable always trigger award_follows_credit;
CREATE TRIGGER award_in_time_of_spiff AFTER INSERT ON public.award FOR EACH ROW WHEN (((new.kind = 'AWARD'::text) AND (new.rule_key ~~ 'spiff\_%'::text))) EXECUTE FUNCTION app.guard_spiff_in_time();
alter table public.award enable always trigger award_in_time_of_spiff;
CREATE TRIGGER award_keeps_recurrence AFTER INSERT OR UPDATE OF reversed_at ON public.award FOR EACH ROW WHEN (((new.milestone = 'WON'::text) AND (new.kind <> 'TRUE_UP'::text) AND (new.lead_id IS NOT NULL))) EXECUTE FUNCTION app.keep_recurrence();
CREATE TRIGGER award_no_truncate BEFORE TRUNCATE ON public.award FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.award enable always trigger award_no_truncate;
CREATE TRIGGER award_releases_caps AFTER UPDATE ON public.award REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.release_caps();
CREATE TRIGGER award_taken_back_adds_up AFTER UPDATE ON public.award FOR EACH ROW WHEN (((old.reversed_at IS NULL) AND (new.reversed_at IS NOT NULL))) EXECUTE FUNCTION app.guard_volume();
alter table public.award enable always trigger award_taken_back_adds_up;
CREATE TRIGGER award_true_up_adds_up AFTER INSERT ON public.award FOR EACH ROW WHEN ((new.kind = 'TRUE_UP'::text)) EXECUTE FUNCTION app.guard_volume();
alter table public.award enable always trigger award_true_up_adds_up;
CREATE TRIGGER award_true_up_guard AFTER INSERT ON public.award FOR EACH ROW WHEN ((new.kind = 'TRUE_UP'::text)) EXECUTE FUNCTION app.guard_true_up();
alter table public.award enable always trigger award_true_up_guard;
grant select on public.award to app_jobs;
grant insert, insert (allocated_at), select, update (reversed_at) on public.award to app_vendor;
comment on column public.award.adjusts_award_id is 'Of ADJUST: the award that it changes by its own amount, since what that was computed from was corrected';
comment on column public.award.allocated_at is 'By which settlement it was split, where that came after its milestone; null where it was split as it was earned';
comment on column public.award.deferred_minor is 'What of it is over partners'' caps and may be earned later; of ADJUST, less than nothing: what of that was earned, or is not any more';
comment on column public.award.lead_id is 'Null of what a recruiter has: that is of a credit';
comment on column public.award.product_line_ids is 'The lines that its lead named when it reached the milestone, each with all beneath it';
comment on column public.award.recruited_credit_id is 'Of RECRUITER, and what changes it: the credit of a partner of which whoever recruited it has a percent';
comment on column public.award.reinstates_award_id is 'The award that was taken back wrongly, as an appeal said, and is credited again by this one';
comment on column public.award.trues_up_for_id is 'Of TRUE_UP: the award that came (n is 1) or went (n is 2)';
comment on column public.award.volume_window_id is 'Of TRUE_UP: the partner''s leads of a period, which earn more or less together since one came or went';
comment on table public.award is 'What a lead earned at a milestone in all, under which version and rule, with its calculation';

create table public.balance_comparison (
  compared_at timestamp(3) with time zone not null,
  accounts bigint not null,
  adrift bigint not null,
  constraint balance_comparison_pkey PRIMARY KEY (compared_at),
  constraint balance_comparison_counts CHECK (((adrift >= 0) AND (adrift <= accounts)))
);
alter table public.balance_comparison enable row level security;
alter table public.balance_comparison force row level security;
create policy balance_comparison_owner on public.balance_comparison to owner using (true) with check (true);
create policy balance_comparison_vendor on public.balance_comparison to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER balance_comparison_append_only BEFORE DELETE OR UPDATE ON public.balance_comparison FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.balance_comparison enable always trigger balance_comparison_append_only;
CREATE TRIGGER balance_comparison_no_truncate BEFORE TRUNCATE ON public.balance_comparison FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.balance_comparison enable always trigger balance_comparison_no_truncate;
grant insert, select on public.balance_comparison to app_jobs;
grant select on public.balance_comparison to app_vendor;
comment on table public.balance_comparison is 'Comparisons of all balances with the lines that they are sums of, one a day: how many there were, and how many differed';

create table public.bank_entry (
  id uuid not null,
  statement_id uuid not null,
  "position" integer not null,
  direction text not null,
  is_reversal boolean not null,
  amount_minor bigint not null,
  currency text not null,
  booked_on date not null,
  end_to_end_id text,
  reference text not null,
  reason text,
  information text,
  state text not null,
  obstacle text,
  payout_id uuid,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  charges_minor bigint not null default 0,
  constraint bank_entry_pkey PRIMARY KEY (id),
  constraint bank_entry_once UNIQUE (statement_id, "position"),
  constraint bank_entry_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint bank_entry_payout_fkey FOREIGN KEY (payout_id) REFERENCES public.payout(id),
  constraint bank_entry_statement_fkey FOREIGN KEY (statement_id) REFERENCES public.bank_statement(id),
  constraint bank_entry_amount CHECK ((amount_minor >= 0)),
  constraint bank_entry_charges CHECK (
CASE
    WHEN (state = 'CHARGED'::text) THEN (charges_minor =
    CASE direction
        WHEN 'DEBIT'::text THEN amount_minor
        ELSE (- amount_minor)
    END)
    WHEN (charges_minor = 0) THEN true
    ELSE ((charges_minor > 0) AND (decided_at IS NOT NULL) AND (state = ANY (ARRAY['SETTLED'::text, 'RETURNED'::text])))
END),
  constraint bank_entry_decided CHECK (((num_nonnulls(decided_by, decided_at, note) = ANY (ARRAY[0, 3])) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND ((decided_at IS NULL) OR (state = ANY (ARRAY['SETTLED'::text, 'RETURNED'::text, 'SET_ASIDE'::text, 'CHARGED'::text]))) AND ((decided_at IS NOT NULL) OR (state <> ALL (ARRAY['SET_ASIDE'::text, 'CHARGED'::text]))))),
  constraint bank_entry_direction CHECK ((direction = ANY (ARRAY['DEBIT'::text, 'CREDIT'::text]))),
  constraint bank_entry_obstacle CHECK (((obstacle = ANY (ARRAY['NO_END_TO_END_ID'::text, 'UNKNOWN_END_TO_END_ID'::text, 'OTHER_CURRENCY'::text, 'OTHER_AMOUNT'::text, 'SET_OFF'::text, 'SETTING_OFF'::text, 'NOT_SENT'::text, 'CANCELLED'::text, 'BOOKED_BEFORE'::text, 'RETURNED_BEFORE'::text, 'OTHER_DAY'::text, 'REVERSAL'::text])) AND ((obstacle IS NOT NULL) = ((state = 'UNMATCHED'::text) OR (decided_at IS NOT NULL))))),
  constraint bank_entry_of_payout CHECK (
CASE state
    WHEN 'SETTLED'::text THEN ((payout_id IS NOT NULL) AND (direction = 'DEBIT'::text) AND (NOT is_reversal))
    WHEN 'RETURNED'::text THEN ((payout_id IS NOT NULL) AND (direction = 'CREDIT'::text))
    WHEN 'REPEATED'::text THEN (payout_id IS NOT NULL)
    ELSE true
END),
  constraint bank_entry_position CHECK (("position" > 0)),
  constraint bank_entry_state CHECK ((state = ANY (ARRAY['SETTLED'::text, 'RETURNED'::text, 'REPEATED'::text, 'UNMATCHED'::text, 'SET_ASIDE'::text, 'CHARGED'::text]))),
  constraint bank_entry_texts CHECK ((((char_length(end_to_end_id) >= 1) AND (char_length(end_to_end_id) <= 35)) AND ((char_length(reference) >= 1) AND (char_length(reference) <= 140)) AND ((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND ((char_length(information) >= 1) AND (char_length(information) <= 500))))
);
CREATE UNIQUE INDEX bank_entry_acts_once ON public.bank_entry USING btree (payout_id, state) WHERE (state = ANY (ARRAY['SETTLED'::text, 'RETURNED'::text]));
CREATE INDEX bank_entry_by_day ON public.bank_entry USING btree (booked_on DESC, id DESC);
CREATE INDEX bank_entry_by_state ON public.bank_entry USING btree (state, booked_on DESC, id DESC);
CREATE UNIQUE INDEX bank_entry_charged_once ON public.bank_entry USING btree (booked_on, direction, currency, amount_minor, reference) WHERE (state = 'CHARGED'::text);
CREATE INDEX bank_entry_of_payout ON public.bank_entry USING btree (payout_id) WHERE (payout_id IS NOT NULL);
alter table public.bank_entry enable row level security;
alter table public.bank_entry force row level security;
create policy bank_entry_vendor on public.bank_entry to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER bank_entry_by_another AFTER UPDATE ON public.bank_entry FOR EACH ROW WHEN (((old.obstacle = ANY (ARRAY['BOOKED_BEFORE'::text, 'RETURNED_BEFORE'::text, 'REVERSAL'::text])) AND (new.decided_by IS NOT NULL))) EXECUTE FUNCTION app.guard_bank_entry_decider();
alter table public.bank_entry enable always trigger bank_entry_by_another;
CREATE TRIGGER bank_entry_guard AFTER INSERT OR DELETE OR UPDATE ON public.bank_entry FOR EACH ROW EXECUTE FUNCTION app.guard_bank_entry();
alter table public.bank_entry enable always trigger bank_entry_guard;
CREATE TRIGGER bank_entry_id_is_new BEFORE INSERT ON public.bank_entry FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER bank_entry_no_truncate BEFORE TRUNCATE ON public.bank_entry FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.bank_entry enable always trigger bank_entry_no_truncate;
CREATE TRIGGER bank_entry_with_statement AFTER INSERT ON public.bank_entry REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_bank_statement_whole();
alter table public.bank_entry enable always trigger bank_entry_with_statement;
grant select on public.bank_entry to app_jobs;
grant insert, select, update (state, payout_id, decided_by, decided_at, note, charges_minor) on public.bank_entry to app_vendor;
comment on column public.bank_entry.charges_minor is 'What of it the bank took for itself, as a person says; less than nothing where it gave some back';
comment on column public.bank_entry.obstacle is 'Why it was left to a person; null where it was not';
comment on column public.bank_entry.payout_id is 'The payout that it settled, returned or repeats; where it waits or was set aside, the one that it names';
comment on table public.bank_entry is 'What the bank says that it booked, payment by payment: it settles or returns a payout once, or a person decides';

create table public.bank_file (
  id uuid not null,
  batch_id uuid not null,
  format text not null,
  currency text not null,
  execution_on date not null,
  payment_count integer not null,
  sum_minor bigint not null,
  sha256 text not null,
  byte_size integer not null,
  content_sealed bytea not null,
  key_id text not null,
  rendered_at timestamp(3) with time zone not null,
  constraint bank_file_pkey PRIMARY KEY (id),
  constraint bank_file_once UNIQUE (batch_id, format),
  constraint bank_file_batch_fkey FOREIGN KEY (batch_id, currency) REFERENCES public.payout_batch(id, currency),
  constraint bank_file_content CHECK (((byte_size > 0) AND (octet_length(content_sealed) = (byte_size + 28)) AND ((char_length(key_id) >= 1) AND (char_length(key_id) <= 20)))),
  constraint bank_file_credit_transfer CHECK (((format <> 'CREDIT_TRANSFER'::text) OR (currency = 'EUR'::text))),
  constraint bank_file_format CHECK ((format = ANY (ARRAY['PAYMENT_LIST'::text, 'CREDIT_TRANSFER'::text]))),
  constraint bank_file_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint bank_file_sums CHECK (((payment_count > 0) AND (sum_minor > 0)))
);
CREATE INDEX bank_file_by_key ON public.bank_file USING btree (key_id, id);
alter table public.bank_file enable row level security;
alter table public.bank_file force row level security;
create policy bank_file_vendor on public.bank_file to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER bank_file_append_only BEFORE DELETE ON public.bank_file FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.bank_file enable always trigger bank_file_append_only;
CREATE TRIGGER bank_file_changes BEFORE UPDATE ON public.bank_file FOR EACH ROW WHEN ((old.key_id = new.key_id)) EXECUTE FUNCTION app.refuse_change();
alter table public.bank_file enable always trigger bank_file_changes;
CREATE TRIGGER bank_file_guard AFTER INSERT ON public.bank_file FOR EACH ROW EXECUTE FUNCTION app.guard_bank_file();
alter table public.bank_file enable always trigger bank_file_guard;
CREATE TRIGGER bank_file_id_is_new BEFORE INSERT ON public.bank_file FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER bank_file_no_truncate BEFORE TRUNCATE ON public.bank_file FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.bank_file enable always trigger bank_file_no_truncate;
CREATE TRIGGER bank_file_sealed_anew BEFORE UPDATE ON public.bank_file FOR EACH ROW WHEN ((old.key_id <> new.key_id)) EXECUTE FUNCTION app.guard_resealed('content_sealed');
alter table public.bank_file enable always trigger bank_file_sealed_anew;
grant select, update (content_sealed, key_id) on public.bank_file to app_jobs;
grant insert, select on public.bank_file to app_vendor;
comment on column public.bank_file.content_sealed is 'AES-256-GCM of the file, which holds account numbers, under the key that key_id names: nonce, tag, text';
comment on column public.bank_file.sha256 is 'Of the file as it is fetched, in hexadecimal digits';
comment on table public.bank_file is 'What a batch of payouts says to the bank, rendered once as it is sent: the same bytes ever after';

create table public.bank_file_fetch (
  id uuid not null,
  file_id uuid not null,
  asked_by uuid not null,
  asked_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  fetched_at timestamp(3) with time zone,
  constraint bank_file_fetch_pkey PRIMARY KEY (id),
  constraint bank_file_fetch_file_fkey FOREIGN KEY (file_id) REFERENCES public.bank_file(id),
  constraint bank_file_fetch_soon CHECK (((expires_at > asked_at) AND (expires_at <= (asked_at + '01:00:00'::interval)) AND (fetched_at >= asked_at) AND (fetched_at < expires_at)))
);
CREATE INDEX bank_file_fetch_of_file ON public.bank_file_fetch USING btree (file_id, asked_at DESC, id DESC);
alter table public.bank_file_fetch enable row level security;
alter table public.bank_file_fetch force row level security;
create policy bank_file_fetch_vendor on public.bank_file_fetch to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER bank_file_fetch_ends_once BEFORE DELETE OR UPDATE ON public.bank_file_fetch FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('fetched_at');
alter table public.bank_file_fetch enable always trigger bank_file_fetch_ends_once;
CREATE TRIGGER bank_file_fetch_guard AFTER INSERT OR UPDATE ON public.bank_file_fetch FOR EACH ROW EXECUTE FUNCTION app.guard_bank_file_fetch();
alter table public.bank_file_fetch enable always trigger bank_file_fetch_guard;
CREATE TRIGGER bank_file_fetch_id_is_new BEFORE INSERT ON public.bank_file_fetch FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER bank_file_fetch_no_truncate BEFORE TRUNCATE ON public.bank_file_fetch FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.bank_file_fetch enable always trigger bank_file_fetch_no_truncate;
grant select on public.bank_file_fetch to app_jobs;
grant insert (id, file_id, asked_by, asked_at, expires_at), select, update (fetched_at) on public.bank_file_fetch to app_vendor;
comment on table public.bank_file_fetch is 'Who asked for a file for the bank, and when it was fetched by the link that was made for them: once, or never';

create table public.bank_statement (
  id uuid not null,
  format text not null,
  message_id text,
  account_ends text,
  sha256 text not null,
  byte_size integer not null,
  entry_count integer not null,
  settled_count integer not null,
  returned_count integer not null,
  repeated_count integer not null,
  unmatched_count integer not null,
  imported_by uuid not null,
  imported_at timestamp(3) with time zone not null,
  constraint bank_statement_pkey PRIMARY KEY (id),
  constraint bank_statement_once UNIQUE (sha256),
  constraint bank_statement_account CHECK (((char_length(account_ends) >= 1) AND (char_length(account_ends) <= 4))),
  constraint bank_statement_counts CHECK (((LEAST(settled_count, returned_count, repeated_count, unmatched_count) >= 0) AND (entry_count = (((settled_count + returned_count) + repeated_count) + unmatched_count)))),
  constraint bank_statement_format CHECK ((format = ANY (ARRAY['CAMT_053'::text, 'CAMT_054'::text, 'CSV'::text]))),
  constraint bank_statement_message CHECK (((char_length(message_id) >= 1) AND (char_length(message_id) <= 35))),
  constraint bank_statement_sha256 CHECK (((sha256 ~ '^[0-9a-f]{64}$'::text) AND (byte_size > 0)))
);
CREATE INDEX bank_statement_by_age ON public.bank_statement USING btree (imported_at DESC, id DESC);
alter table public.bank_statement enable row level security;
alter table public.bank_statement force row level security;
create policy bank_statement_vendor on public.bank_statement to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER bank_statement_append_only BEFORE DELETE OR UPDATE ON public.bank_statement FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.bank_statement enable always trigger bank_statement_append_only;
CREATE TRIGGER bank_statement_guard AFTER INSERT ON public.bank_statement FOR EACH ROW EXECUTE FUNCTION app.guard_bank_statement();
alter table public.bank_statement enable always trigger bank_statement_guard;
CREATE TRIGGER bank_statement_id_is_new BEFORE INSERT ON public.bank_statement FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER bank_statement_no_truncate BEFORE TRUNCATE ON public.bank_statement FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.bank_statement enable always trigger bank_statement_no_truncate;
CREATE TRIGGER bank_statement_with_entries AFTER INSERT ON public.bank_statement REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_bank_statement_whole();
alter table public.bank_statement enable always trigger bank_statement_with_entries;
grant select on public.bank_statement to app_jobs;
grant insert, select on public.bank_statement to app_vendor;
comment on column public.bank_statement.sha256 is 'Of the file, in hexadecimal digits: the same one is taken once';
comment on column public.bank_statement.unmatched_count is 'How many of its entries a person had to decide';
comment on table public.bank_statement is 'A file of the bank that says what it booked, which was imported once';

create table public.calendar (
  id uuid not null,
  name text not null,
  number integer not null default 1,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint calendar_pkey PRIMARY KEY (id),
  constraint calendar_name_once UNIQUE (name),
  constraint calendar_number CHECK ((number >= 1))
);
CREATE INDEX calendar_by_age ON public.calendar USING btree (created_at, id);
alter table public.calendar enable row level security;
alter table public.calendar force row level security;
create policy calendar_owner on public.calendar to owner using (true) with check (true);
create policy calendar_partner on public.calendar for select to app_partner using ((EXISTS ( SELECT
   FROM public.program
  WHERE (program.calendar_id = calendar.id))));
create policy calendar_vendor on public.calendar to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.calendar to app_jobs;
grant select on public.calendar to app_partner;
grant insert, select, update (name, number, version, updated_at) on public.calendar to app_vendor;
comment on table public.calendar is 'When business is done; number is the version of its hours and holidays that is in force';

create table public.calendar_version (
  calendar_id uuid not null,
  number integer not null,
  time_zone text not null,
  hours jsonb not null,
  holidays jsonb not null,
  published_at timestamp(3) with time zone not null,
  published_by uuid,
  constraint calendar_version_pkey PRIMARY KEY (calendar_id, number),
  constraint calendar_version_calendar_fkey FOREIGN KEY (calendar_id) REFERENCES public.calendar(id),
  constraint calendar_version_lists CHECK (((jsonb_typeof(hours) = 'array'::text) AND (jsonb_array_length(hours) > 0) AND (jsonb_typeof(holidays) = 'array'::text)))
);
alter table public.calendar_version enable row level security;
alter table public.calendar_version force row level security;
create policy calendar_version_owner on public.calendar_version to owner using (true) with check (true);
create policy calendar_version_partner on public.calendar_version for select to app_partner using ((EXISTS ( SELECT
   FROM public.calendar
  WHERE (calendar.id = calendar_version.calendar_id))));
create policy calendar_version_vendor on public.calendar_version to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER calendar_version_append_only BEFORE DELETE OR UPDATE ON public.calendar_version FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.calendar_version enable always trigger calendar_version_append_only;
CREATE TRIGGER calendar_version_no_truncate BEFORE TRUNCATE ON public.calendar_version FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.calendar_version enable always trigger calendar_version_no_truncate;
grant select on public.calendar_version to app_jobs;
grant select on public.calendar_version to app_partner;
grant insert, select on public.calendar_version to app_vendor;
comment on table public.calendar_version is 'hours: [{weekday, from, until}] of the week in the zone; holidays: [{fallsOn, name}]';

create table public.cap_bucket (
  id uuid not null default gen_random_uuid(),
  incentive_program_id uuid not null,
  kind text not null,
  partner_id uuid,
  cap_window text,
  starts_on date,
  limit_minor bigint not null,
  used_minor bigint not null default 0,
  constraint cap_bucket_pkey PRIMARY KEY (id),
  constraint cap_bucket_once UNIQUE NULLS NOT DISTINCT (incentive_program_id, kind, partner_id, cap_window, starts_on),
  constraint cap_bucket_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint cap_bucket_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint cap_bucket_kind CHECK ((((kind = 'BUDGET'::text) AND (num_nonnulls(partner_id, cap_window, starts_on) = 0)) OR ((kind = 'PARTNER'::text) AND (num_nonnulls(partner_id, cap_window, starts_on) = 3)))),
  constraint cap_bucket_used CHECK (((used_minor >= 0) AND (used_minor <= limit_minor))),
  constraint cap_bucket_window CHECK (((cap_window IS NULL) OR ((cap_window = 'MONTH'::text) AND (starts_on = (date_trunc('month'::text, (starts_on)::timestamp without time zone))::date)) OR ((cap_window = 'QUARTER'::text) AND (starts_on = (date_trunc('quarter'::text, (starts_on)::timestamp without time zone))::date)) OR ((cap_window = 'YEAR'::text) AND (starts_on = (date_trunc('year'::text, (starts_on)::timestamp without time zone))::date))))
);
CREATE INDEX cap_bucket_of_partner ON public.cap_bucket USING btree (partner_id) WHERE (partner_id IS NOT NULL);
alter table public.cap_bucket enable row level security;
alter table public.cap_bucket force row level security;
create policy cap_bucket_vendor on public.cap_bucket to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.cap_bucket to app_jobs;
grant insert (incentive_program_id, kind, partner_id, cap_window, starts_on, limit_minor), select, update (limit_minor, used_minor) on public.cap_bucket to app_vendor;
comment on table public.cap_bucket is 'What was taken of a limit: of a partner''s cap in a window, or of a program''s budget. Held by whoever awards, until it is committed';

create table public.chain_anchor (
  id uuid not null,
  entity_id uuid not null,
  anchored_on date not null,
  seq bigint not null,
  hash bytea not null,
  anchored_at timestamp(3) with time zone not null,
  signature bytea not null,
  public_key bytea not null,
  constraint chain_anchor_pkey PRIMARY KEY (id),
  constraint chain_anchor_once_a_day UNIQUE (entity_id, anchored_on),
  constraint chain_anchor_seal_fkey FOREIGN KEY (entity_id, seq) REFERENCES public.journal_seal(entity_id, seq),
  constraint chain_anchor_hash_length CHECK ((octet_length(hash) = 32)),
  constraint chain_anchor_key_length CHECK ((octet_length(public_key) = 32)),
  constraint chain_anchor_signature_length CHECK ((octet_length(signature) = 64))
);
CREATE INDEX chain_anchor_latest ON public.chain_anchor USING btree (anchored_at DESC, id DESC);
alter table public.chain_anchor enable row level security;
alter table public.chain_anchor force row level security;
create policy chain_anchor_vendor on public.chain_anchor to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER chain_anchor_append_only BEFORE DELETE OR UPDATE ON public.chain_anchor FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.chain_anchor enable always trigger chain_anchor_append_only;
CREATE TRIGGER chain_anchor_guard BEFORE INSERT ON public.chain_anchor FOR EACH ROW EXECUTE FUNCTION app.guard_chain_anchor();
alter table public.chain_anchor enable always trigger chain_anchor_guard;
CREATE TRIGGER chain_anchor_no_truncate BEFORE TRUNCATE ON public.chain_anchor FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.chain_anchor enable always trigger chain_anchor_no_truncate;
grant insert, select on public.chain_anchor to app_jobs;
grant select on public.chain_anchor to app_vendor;
comment on table public.chain_anchor is 'The head of an entity''s chain as it was once a day, signed (Ed25519): a chain that was rebuilt has other hashes';

create table public.chain_anchor_export (
  anchor_id uuid not null,
  way text not null,
  exported_at timestamp(3) with time zone not null,
  constraint chain_anchor_export_pkey PRIMARY KEY (anchor_id, way),
  constraint chain_anchor_export_anchor_fkey FOREIGN KEY (anchor_id) REFERENCES public.chain_anchor(id),
  constraint chain_anchor_export_way CHECK ((way = ANY (ARRAY['FILE'::text, 'MAIL'::text])))
);
alter table public.chain_anchor_export enable row level security;
alter table public.chain_anchor_export force row level security;
create policy chain_anchor_export_vendor on public.chain_anchor_export to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER chain_anchor_export_append_only BEFORE DELETE OR UPDATE ON public.chain_anchor_export FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.chain_anchor_export enable always trigger chain_anchor_export_append_only;
CREATE TRIGGER chain_anchor_export_no_truncate BEFORE TRUNCATE ON public.chain_anchor_export FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.chain_anchor_export enable always trigger chain_anchor_export_no_truncate;
grant insert, select on public.chain_anchor_export to app_jobs;
grant select on public.chain_anchor_export to app_vendor;
comment on table public.chain_anchor_export is 'Which way an anchor left the database: into the storage of files, or by mail to whom ANCHORS_TO names';

create table public.chain_head (
  entity_id uuid not null,
  seq bigint not null,
  hash bytea not null,
  constraint chain_head_pkey PRIMARY KEY (entity_id),
  constraint chain_head_entity_fkey FOREIGN KEY (entity_id) REFERENCES public.legal_entity(id)
);
alter table public.chain_head enable row level security;
alter table public.chain_head force row level security;
create policy chain_head_posting on public.chain_head to owner using (true) with check (true);
create policy chain_head_vendor on public.chain_head for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.chain_head to app_jobs;
grant select on public.chain_head to app_vendor;
comment on table public.chain_head is 'The last link of each entity''s chain: exported daily, it shows that no tail was cut off';

create table public.claim_conflict (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  claim_id uuid not null,
  state text not null default 'OPEN'::text,
  matched_on text[] not null,
  agreed_words text[] not null,
  confidence_ppm integer not null,
  opened_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  version integer not null default 1,
  constraint claim_conflict_pkey PRIMARY KEY (id),
  constraint claim_conflict_once UNIQUE (lead_id, claim_id),
  constraint claim_conflict_claim_fkey FOREIGN KEY (claim_id) REFERENCES public.direct_claim(id),
  constraint claim_conflict_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint claim_conflict_ended CHECK (((state = 'OPEN'::text) = (ended_at IS NULL))),
  constraint claim_conflict_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'LAPSED'::text, 'DECIDED'::text])))
);
CREATE INDEX claim_conflict_by_time ON public.claim_conflict USING btree (opened_at, id);
CREATE INDEX claim_conflict_of_claim ON public.claim_conflict USING btree (claim_id, opened_at, id);
CREATE INDEX claim_conflict_of_lead ON public.claim_conflict USING btree (partner_id, lead_id, opened_at, id);
CREATE INDEX claim_conflict_open ON public.claim_conflict USING btree (claim_id) WHERE (state = 'OPEN'::text);
alter table public.claim_conflict enable row level security;
alter table public.claim_conflict force row level security;
create policy claim_conflict_keeping on public.claim_conflict for select to owner using (true);
create policy claim_conflict_vendor on public.claim_conflict to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER claim_conflict_is_seen AFTER INSERT ON public.claim_conflict REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CLAIM_CONFLICT', 'id', 'lead_id');
CREATE TRIGGER claim_conflict_is_seen_again AFTER UPDATE ON public.claim_conflict REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CLAIM_CONFLICT', 'id', 'lead_id');
grant insert, select, update (state, ended_at, version) on public.claim_conflict to app_jobs;
grant select, update (state, ended_at, version) on public.claim_conflict to app_vendor;
comment on table public.claim_conflict is 'A partner''s lead and an earlier claim of the vendor''s own that name one prospect';

create table public.claim_decision (
  id uuid not null,
  conflict_id uuid not null,
  outcome text not null,
  rule text not null,
  policy_version integer not null,
  lead_claimed_at timestamp(3) with time zone not null,
  claim_counts_from timestamp(3) with time zone not null,
  event_id uuid,
  evidence text not null,
  note text,
  statement text,
  decided_at timestamp(3) with time zone not null,
  decided_by uuid not null,
  constraint claim_decision_pkey PRIMARY KEY (id),
  constraint claim_decision_once UNIQUE (conflict_id),
  constraint claim_decision_conflict_fkey FOREIGN KEY (conflict_id) REFERENCES public.claim_conflict(id),
  constraint claim_decision_outcome CHECK ((outcome = ANY (ARRAY['LEAD_STANDS'::text, 'VENDOR_RETAINS'::text]))),
  constraint claim_decision_rule CHECK ((rule = ANY (ARRAY['EARLIEST_CLAIM'::text, 'STRONGER_EVIDENCE'::text, 'POLICY'::text])))
);
alter table public.claim_decision enable row level security;
alter table public.claim_decision force row level security;
create policy claim_decision_keeping on public.claim_decision for select to owner using (true);
create policy claim_decision_vendor on public.claim_decision to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER claim_decision_append_only BEFORE DELETE OR UPDATE ON public.claim_decision FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.claim_decision enable always trigger claim_decision_append_only;
CREATE TRIGGER claim_decision_guard BEFORE INSERT ON public.claim_decision FOR EACH ROW EXECUTE FUNCTION app.guard_claim_decision();
CREATE TRIGGER claim_decision_no_truncate BEFORE TRUNCATE ON public.claim_decision FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.claim_decision enable always trigger claim_decision_no_truncate;
grant select on public.claim_decision to app_jobs;
grant insert, select on public.claim_decision to app_vendor;
comment on table public.claim_decision is 'How a conflict of a lead with a direct claim was decided: by which rule and version of the program, on what grounds, by whom';

create table public.clawback_repayment (
  posting_id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  received_on date not null,
  bank_reference text not null,
  recorded_by uuid not null,
  recorded_at timestamp(3) with time zone not null,
  constraint clawback_repayment_pkey PRIMARY KEY (posting_id),
  constraint clawback_repayment_clawback_fkey FOREIGN KEY (clawback_id) REFERENCES public.credit_clawback(posting_id),
  constraint clawback_repayment_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint clawback_repayment_amount CHECK ((amount_minor > 0)),
  constraint clawback_repayment_reference CHECK (((char_length(bank_reference) >= 1) AND (char_length(bank_reference) <= 140)))
);
CREATE INDEX clawback_repayment_of_clawback ON public.clawback_repayment USING btree (clawback_id, received_on DESC, posting_id DESC);
CREATE INDEX clawback_repayment_of_partner ON public.clawback_repayment USING btree (partner_id);
CREATE UNIQUE INDEX clawback_repayment_once ON public.clawback_repayment USING btree (clawback_id, received_on, bank_reference);
alter table public.clawback_repayment enable row level security;
alter table public.clawback_repayment force row level security;
create policy clawback_repayment_partner on public.clawback_repayment for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy clawback_repayment_vendor on public.clawback_repayment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER clawback_repayment_append_only BEFORE DELETE OR UPDATE ON public.clawback_repayment FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.clawback_repayment enable always trigger clawback_repayment_append_only;
CREATE TRIGGER clawback_repayment_awaits BEFORE INSERT ON public.clawback_repayment FOR EACH ROW EXECUTE FUNCTION app.await_clawback();
alter table public.clawback_repayment enable always trigger clawback_repayment_awaits;
CREATE TRIGGER clawback_repayment_guard AFTER INSERT ON public.clawback_repayment FOR EACH ROW EXECUTE FUNCTION app.guard_clawback_repayment();
alter table public.clawback_repayment enable always trigger clawback_repayment_guard;
CREATE TRIGGER clawback_repayment_no_truncate BEFORE TRUNCATE ON public.clawback_repayment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.clawback_repayment enable always trigger clawback_repayment_no_truncate;
grant select on public.clawback_repayment to app_jobs;
grant select (posting_id, partner_id, clawback_id, amount_minor, received_on, bank_reference, recorded_at) on public.clawback_repayment to app_partner;
grant insert, select on public.clawback_repayment to app_vendor;
comment on table public.clawback_repayment is 'What a partner paid back of what it owes, as the bank booked it';

create table public.clawback_write_off (
  id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  reason text not null,
  state text not null default 'WAITING'::text,
  proposed_by uuid not null,
  proposed_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  note text,
  posting_id uuid,
  constraint clawback_write_off_pkey PRIMARY KEY (id),
  constraint clawback_write_off_clawback_fkey FOREIGN KEY (clawback_id) REFERENCES public.credit_clawback(posting_id),
  constraint clawback_write_off_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint clawback_write_off_amount CHECK ((amount_minor > 0)),
  constraint clawback_write_off_decided CHECK (((num_nonnulls(decided_at, decided_by) =
CASE state
    WHEN 'WAITING'::text THEN 0
    ELSE 2
END) AND (decided_at >= proposed_at) AND ((note IS NULL) OR ((state <> 'WAITING'::text) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))) AND ((note IS NOT NULL) OR (state <> 'DECLINED'::text)) AND ((posting_id IS NOT NULL) = (state = 'APPROVED'::text)))),
  constraint clawback_write_off_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint clawback_write_off_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'APPROVED'::text, 'DECLINED'::text])))
);
CREATE INDEX clawback_write_off_by_age ON public.clawback_write_off USING btree (proposed_at DESC, id DESC);
CREATE INDEX clawback_write_off_by_state ON public.clawback_write_off USING btree (state, proposed_at DESC, id DESC);
CREATE INDEX clawback_write_off_of_clawback ON public.clawback_write_off USING btree (clawback_id, proposed_at DESC, id DESC);
CREATE INDEX clawback_write_off_of_partner ON public.clawback_write_off USING btree (partner_id);
CREATE UNIQUE INDEX clawback_write_off_one_waiting ON public.clawback_write_off USING btree (clawback_id) WHERE (state = 'WAITING'::text);
alter table public.clawback_write_off enable row level security;
alter table public.clawback_write_off force row level security;
create policy clawback_write_off_partner on public.clawback_write_off for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy clawback_write_off_vendor on public.clawback_write_off to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER clawback_write_off_awaits BEFORE INSERT OR UPDATE ON public.clawback_write_off FOR EACH ROW EXECUTE FUNCTION app.await_clawback();
alter table public.clawback_write_off enable always trigger clawback_write_off_awaits;
CREATE TRIGGER clawback_write_off_ends_once BEFORE DELETE OR UPDATE ON public.clawback_write_off FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note', 'posting_id');
alter table public.clawback_write_off enable always trigger clawback_write_off_ends_once;
CREATE TRIGGER clawback_write_off_guard AFTER INSERT OR UPDATE ON public.clawback_write_off FOR EACH ROW EXECUTE FUNCTION app.guard_clawback_write_off();
alter table public.clawback_write_off enable always trigger clawback_write_off_guard;
CREATE TRIGGER clawback_write_off_id_is_new BEFORE INSERT ON public.clawback_write_off FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER clawback_write_off_no_truncate BEFORE TRUNCATE ON public.clawback_write_off FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.clawback_write_off enable always trigger clawback_write_off_no_truncate;
grant select on public.clawback_write_off to app_jobs;
grant select (id, partner_id, clawback_id, amount_minor, state, decided_at) on public.clawback_write_off to app_partner;
grant insert (id, partner_id, clawback_id, amount_minor, reason, proposed_by, proposed_at), select, update (state, decided_at, decided_by, note, posting_id) on public.clawback_write_off to app_vendor;
comment on table public.clawback_write_off is 'What somebody proposes not to ask a partner for any more, and what another person says to that';

create table public.clock_firing (
  partner_id uuid not null,
  clock_id uuid not null,
  percent integer not null,
  lead_id uuid not null,
  due_at timestamp(3) with time zone not null,
  fired_at timestamp(3) with time zone not null,
  outcome text not null,
  held_back_by text,
  member_ids uuid[] not null default '{}'::uuid[],
  event_id uuid,
  constraint clock_firing_pkey PRIMARY KEY (partner_id, clock_id, percent),
  constraint clock_firing_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint clock_firing_watch_fkey FOREIGN KEY (partner_id, clock_id) REFERENCES public.clock_watch(partner_id, clock_id),
  constraint clock_firing_held_back CHECK (((held_back_by IS NULL) OR (outcome = 'ESCALATED'::text))),
  constraint clock_firing_not_before CHECK ((fired_at >= due_at)),
  constraint clock_firing_outcome CHECK ((outcome = ANY (ARRAY['WARNED'::text, 'ESCALATED'::text, 'REASSIGNED'::text, 'ACCEPTED'::text, 'PROTECTION_HELD'::text, 'EXPIRED'::text])))
);
alter table public.clock_firing enable row level security;
alter table public.clock_firing force row level security;
create policy clock_firing_running on public.clock_firing for select to owner using (true);
create policy clock_firing_vendor on public.clock_firing to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER clock_firing_aims AFTER INSERT ON public.clock_firing FOR EACH ROW EXECUTE FUNCTION app.aim_fired_clock();
CREATE TRIGGER clock_firing_append_only BEFORE DELETE OR UPDATE ON public.clock_firing FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.clock_firing enable always trigger clock_firing_append_only;
CREATE TRIGGER clock_firing_is_seen AFTER INSERT ON public.clock_firing REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CLOCK', 'clock_id', 'lead_id');
CREATE TRIGGER clock_firing_is_seen_again AFTER UPDATE ON public.clock_firing REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CLOCK', 'clock_id', 'lead_id');
CREATE TRIGGER clock_firing_no_truncate BEFORE TRUNCATE ON public.clock_firing FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.clock_firing enable always trigger clock_firing_no_truncate;
grant insert, select on public.clock_firing to app_jobs;
grant select on public.clock_firing to app_vendor;
comment on table public.clock_firing is 'What a clock warned of and brought about: whom it was told or given to; held_back_by says why its consequence could not be, and who leads was told instead';

create table public.clock_watch (
  partner_id uuid not null,
  clock_id uuid not null,
  lead_id uuid not null,
  policy_id uuid,
  policy_number integer,
  target_minutes integer not null,
  in_business_hours boolean not null,
  time_zone text not null,
  calendar_id uuid,
  calendar_number integer,
  warn_at integer[] not null,
  rests_for_partner boolean not null,
  consequence text not null,
  spent_ms bigint not null default 0,
  running_since timestamp(3) with time zone,
  next_percent integer,
  fires_at timestamp(3) with time zone,
  constraint clock_watch_pkey PRIMARY KEY (partner_id, clock_id),
  constraint clock_watch_calendar_fkey FOREIGN KEY (calendar_id, calendar_number) REFERENCES public.calendar_version(calendar_id, number),
  constraint clock_watch_clock_fkey FOREIGN KEY (partner_id, clock_id) REFERENCES public.lead_clock(partner_id, id),
  constraint clock_watch_policy_fkey FOREIGN KEY (policy_id, policy_number) REFERENCES public.sla_policy_version(policy_id, number),
  constraint clock_watch_fires_while_running CHECK (((fires_at IS NULL) OR ((running_since IS NOT NULL) AND (next_percent IS NOT NULL)))),
  constraint clock_watch_spent CHECK ((spent_ms >= 0))
);
CREATE INDEX clock_watch_due ON public.clock_watch USING btree (fires_at, clock_id) WHERE (fires_at IS NOT NULL);
CREATE INDEX clock_watch_of_calendar ON public.clock_watch USING btree (calendar_id, calendar_number) WHERE (calendar_id IS NOT NULL);
CREATE INDEX clock_watch_of_policy ON public.clock_watch USING btree (policy_id, policy_number) WHERE (policy_id IS NOT NULL);
alter table public.clock_watch enable row level security;
alter table public.clock_watch force row level security;
create policy clock_watch_running on public.clock_watch to owner using (true) with check (true);
create policy clock_watch_vendor on public.clock_watch to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.clock_watch to app_jobs;
grant select on public.clock_watch to app_vendor;
comment on table public.clock_watch is 'What a clock was promised when it began, how much of it is spent, and when the next step is due; running_since is null while it rests and once it stopped';

create table public.company (
  lead_id uuid not null,
  partner_id uuid not null,
  name text not null,
  folded_name text not null,
  domain text,
  country text,
  tax_id text,
  keys_version integer not null default 1,
  constraint company_pkey PRIMARY KEY (partner_id, lead_id),
  constraint company_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint company_country CHECK ((country ~ '^[A-Z]{2}$'::text))
);
alter table public.company enable row level security;
alter table public.company force row level security;
create policy company_partner on public.company to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy company_vendor on public.company to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER company_former_name AFTER UPDATE OF name ON public.company FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION app.keep_former_name('company', 'lead_id', 'name');
CREATE TRIGGER company_matches_anew AFTER UPDATE OF keys_version ON public.company FOR EACH ROW WHEN ((old.keys_version <> new.keys_version)) EXECUTE FUNCTION queue.enqueue_matching();
grant select on public.company to app_jobs;
grant insert (lead_id, partner_id, name, folded_name, domain, country, tax_id), select, update (name, folded_name, domain, country, tax_id, keys_version) on public.company to app_partner;
grant insert (lead_id, partner_id, name, folded_name, domain, country, tax_id), select, update (name, folded_name, domain, country, tax_id, keys_version) on public.company to app_vendor;
comment on column public.company.keys_version is 'Grows by one with each change of what the lead is matched by: its company, e-mail addresses and phone numbers';
comment on table public.company is 'The company of one partner''s lead; nothing is shared between partners, so nothing leaks through keys';

create table public.company_key (
  partner_id uuid not null,
  lead_id uuid not null,
  key text not null,
  constraint company_key_pkey PRIMARY KEY (partner_id, lead_id, key),
  constraint company_key_company_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.company(partner_id, lead_id)
);
CREATE INDEX company_key_by_key ON public.company_key USING btree (key);
alter table public.company_key enable row level security;
alter table public.company_key force row level security;
create policy company_key_keeping on public.company_key for select to owner using (true);
create policy company_key_partner on public.company_key to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy company_key_vendor on public.company_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.company_key to app_jobs;
grant delete, insert, select on public.company_key to app_partner;
grant delete, insert, select on public.company_key to app_vendor;
comment on table public.company_key is 'All by which a lead''s company is known: tax id, domain, else name and country; two leads that share one name the same company';

create table public.company_name (
  id bigint not null,
  words text[] not null,
  constraint company_name_pkey PRIMARY KEY (id),
  constraint company_name_words CHECK ((cardinality(words) > 0))
);
alter table public.company_name enable row level security;
alter table public.company_name force row level security;
create policy company_name_vendor on public.company_name to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.company_name to app_jobs;
comment on table public.company_name is 'A company''s name as it is compared, once however many leads have it; the id is made of its words';

create table public.company_name_claim (
  claim_id uuid not null,
  name_id bigint not null,
  constraint company_name_claim_pkey PRIMARY KEY (claim_id),
  constraint company_name_claim_claim_fkey FOREIGN KEY (claim_id) REFERENCES public.direct_claim(id)
);
CREATE INDEX company_name_claim_by_name ON public.company_name_claim USING btree (name_id, claim_id);
alter table public.company_name_claim enable row level security;
alter table public.company_name_claim force row level security;
create policy company_name_claim_vendor on public.company_name_claim to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.company_name_claim to app_jobs;
comment on table public.company_name_claim is 'Under which name a direct claim is found, as leads are';

create table public.company_name_key (
  key bigint not null,
  name_id bigint not null,
  constraint company_name_key_pkey PRIMARY KEY (key, name_id),
  constraint company_name_key_name_fkey FOREIGN KEY (name_id) REFERENCES public.company_name(id)
);
alter table public.company_name_key enable row level security;
alter table public.company_name_key force row level security;
create policy company_name_key_vendor on public.company_name_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.company_name_key to app_jobs;
comment on table public.company_name_key is 'A key by which a name is found: a word, a pair of words, a sound; two names that are alike share one';

create table public.company_name_lead (
  partner_id uuid not null,
  lead_id uuid not null,
  name_id bigint not null,
  constraint company_name_lead_pkey PRIMARY KEY (partner_id, lead_id),
  constraint company_name_lead_company_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.company(partner_id, lead_id),
  constraint company_name_lead_name_fkey FOREIGN KEY (name_id) REFERENCES public.company_name(id)
);
CREATE INDEX company_name_lead_by_name ON public.company_name_lead USING btree (name_id, lead_id);
alter table public.company_name_lead enable row level security;
alter table public.company_name_lead force row level security;
create policy company_name_lead_vendor on public.company_name_lead to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select, update (name_id) on public.company_name_lead to app_jobs;
comment on table public.company_name_lead is 'The name under which an open lead is found';

create table public.company_name_word (
  word text not null,
  names integer not null,
  constraint company_name_word_pkey PRIMARY KEY (word),
  constraint company_name_word_names CHECK ((names > 0))
) with (fillfactor=70);
alter table public.company_name_word enable row level security;
alter table public.company_name_word force row level security;
create policy company_name_word_vendor on public.company_name_word to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (names) on public.company_name_word to app_jobs;
comment on table public.company_name_word is 'In how many names a word stands: the more, the less it says; the empty word stands in all';

create table public.conflict (
  id uuid not null,
  incumbent_lead_id uuid not null,
  challenger_lead_id uuid not null,
  state text not null,
  matched_on text[] not null,
  opened_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  version integer not null default 1,
  confidence_ppm integer not null,
  compared text[] not null,
  agreed_words text[] not null,
  constraint conflict_pkey PRIMARY KEY (id),
  constraint conflict_pair_once UNIQUE (incumbent_lead_id, challenger_lead_id),
  constraint conflict_challenger_fkey FOREIGN KEY (challenger_lead_id) REFERENCES public.lead(id),
  constraint conflict_incumbent_fkey FOREIGN KEY (incumbent_lead_id) REFERENCES public.lead(id),
  constraint conflict_confidence CHECK (((confidence_ppm >= 1) AND (confidence_ppm <= 1000000))),
  constraint conflict_ended CHECK (((state = 'OPEN'::text) = (ended_at IS NULL))),
  constraint conflict_matched_on CHECK (((cardinality(matched_on) > 0) AND (matched_on <@ compared) AND (compared <@ ARRAY['EMAIL'::text, 'COMPANY'::text, 'COMPANY_NAME'::text, 'PHONE'::text]))),
  constraint conflict_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'LAPSED'::text, 'DECIDED'::text]))),
  constraint conflict_two_leads CHECK ((incumbent_lead_id <> challenger_lead_id))
);
CREATE INDEX conflict_by_age ON public.conflict USING btree (opened_at, id);
CREATE INDEX conflict_of_challenger ON public.conflict USING btree (challenger_lead_id);
alter table public.conflict enable row level security;
alter table public.conflict force row level security;
create policy conflict_keeping on public.conflict for select to owner using (true);
create policy conflict_vendor on public.conflict to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER conflict_is_seen AFTER INSERT ON public.conflict REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CONFLICT', 'id', 'challenger_lead_id');
CREATE TRIGGER conflict_is_seen_again AFTER UPDATE ON public.conflict REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_vendor_change('CONFLICT', 'id', 'challenger_lead_id');
grant insert, select, update (state, ended_at, version) on public.conflict to app_jobs;
grant select, update (state, ended_at, version) on public.conflict to app_vendor;
comment on column public.conflict.compared is 'The keys that both leads have, whether they agree or not';
comment on table public.conflict is 'Two leads of different partners that name the same prospect; the incumbent claimed first';

create table public.conflict_decision (
  id uuid not null,
  conflict_id uuid not null,
  outcome text not null,
  rule text not null,
  policy_version integer not null,
  matched_on text[] not null,
  compared text[] not null,
  confidence_ppm integer not null,
  opened_at timestamp(3) with time zone not null,
  incumbent_claimed_at timestamp(3) with time zone not null,
  challenger_claimed_at timestamp(3) with time zone not null,
  incumbent_share_ppm integer,
  challenger_share_ppm integer,
  incumbent_event_id uuid,
  challenger_event_id uuid,
  evidence text not null,
  note text,
  statement text,
  decided_at timestamp(3) with time zone not null,
  decided_by uuid not null,
  constraint conflict_decision_pkey PRIMARY KEY (id),
  constraint conflict_decision_conflict_fkey FOREIGN KEY (conflict_id) REFERENCES public.conflict(id),
  constraint conflict_decision_outcome CHECK ((outcome = ANY (ARRAY['FIRST_WINS'::text, 'SECOND_WINS'::text, 'SPLIT'::text, 'CO_SELL'::text, 'VENDOR_RETAINS'::text, 'BOTH_REJECTED'::text]))),
  constraint conflict_decision_rule CHECK ((rule = ANY (ARRAY['EARLIEST_CLAIM'::text, 'STRONGER_EVIDENCE'::text, 'POLICY'::text]))),
  constraint conflict_decision_shares CHECK ((((outcome = ANY (ARRAY['SPLIT'::text, 'CO_SELL'::text])) = ((incumbent_share_ppm IS NOT NULL) AND (challenger_share_ppm IS NOT NULL))) AND (incumbent_share_ppm >= 0) AND (challenger_share_ppm >= 0) AND ((incumbent_share_ppm + challenger_share_ppm) = 1000000)))
);
CREATE INDEX conflict_decision_of_challenger ON public.conflict_decision USING btree (challenger_event_id);
CREATE INDEX conflict_decision_of_conflict ON public.conflict_decision USING btree (conflict_id, decided_at);
CREATE INDEX conflict_decision_of_incumbent ON public.conflict_decision USING btree (incumbent_event_id);
alter table public.conflict_decision enable row level security;
alter table public.conflict_decision force row level security;
create policy conflict_decision_keeping on public.conflict_decision for select to owner using (true);
create policy conflict_decision_vendor on public.conflict_decision to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER conflict_decision_append_only BEFORE DELETE OR UPDATE ON public.conflict_decision FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.conflict_decision enable always trigger conflict_decision_append_only;
CREATE TRIGGER conflict_decision_no_truncate BEFORE TRUNCATE ON public.conflict_decision FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.conflict_decision enable always trigger conflict_decision_no_truncate;
grant select on public.conflict_decision to app_jobs;
grant insert, select on public.conflict_decision to app_vendor;
comment on table public.conflict_decision is 'How a conflict was decided: by which rule and version of the program, on what grounds, by whom';

create table public.contact (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  is_primary boolean not null,
  name text not null,
  email text not null,
  email_key text not null,
  phone text,
  job_title text,
  consent_basis text not null,
  consent_obtained_at timestamp(3) with time zone,
  consent_source text,
  buying_role text,
  constraint contact_pkey PRIMARY KEY (partner_id, id),
  constraint contact_email_of_lead_once UNIQUE (partner_id, lead_id, email_key),
  constraint contact_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint contact_buying_role CHECK ((buying_role = ANY (ARRAY['DECIDES'::text, 'INFLUENCES'::text, 'USES'::text, 'BLOCKS'::text]))),
  constraint contact_consent_basis CHECK ((consent_basis = ANY (ARRAY['CONSENT'::text, 'LEGITIMATE_INTEREST'::text, 'CONTRACT'::text])))
);
CREATE INDEX contact_by_email ON public.contact USING btree (email_key);
CREATE INDEX contact_by_phone ON public.contact USING btree (phone) WHERE (phone IS NOT NULL);
CREATE INDEX contact_of_lead ON public.contact USING btree (partner_id, lead_id, id);
CREATE UNIQUE INDEX contact_one_primary ON public.contact USING btree (partner_id, lead_id) WHERE is_primary;
alter table public.contact enable row level security;
alter table public.contact force row level security;
create policy contact_partner on public.contact to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy contact_vendor on public.contact to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.contact to app_jobs;
grant delete, insert (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, consent_basis, consent_obtained_at, consent_source, buying_role), select, update (is_primary, name, email, email_key, phone, job_title, consent_basis, consent_obtained_at, consent_source, buying_role) on public.contact to app_partner;
grant insert (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, consent_basis, consent_obtained_at, consent_source, buying_role), select, update (email, email_key, phone) on public.contact to app_vendor;
comment on table public.contact is 'A person in a lead: personal data, kept apart from the lead so that it can be erased alone';

create table public.correction_proposal (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null,
  fields text[] not null,
  company_name text,
  company_domain text,
  company_country text,
  company_tax_id text,
  contact_email text,
  contact_phone text,
  proposed_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decline_reason text,
  product_line_ids uuid[],
  tender_reference text,
  tender_issuer text,
  tender_due_on date,
  constraint correction_proposal_pkey PRIMARY KEY (id),
  constraint correction_proposal_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint correction_proposal_decided CHECK (((state = 'OPEN'::text) = (decided_at IS NULL))),
  constraint correction_proposal_fields CHECK (((cardinality(fields) > 0) AND (fields <@ ARRAY['COMPANY_NAME'::text, 'COMPANY_DOMAIN'::text, 'COMPANY_COUNTRY'::text, 'COMPANY_TAX_ID'::text, 'CONTACT_EMAIL'::text, 'CONTACT_PHONE'::text, 'PRODUCT_LINES'::text, 'TENDER'::text]))),
  constraint correction_proposal_reason CHECK (((state = 'DECLINED'::text) = (decline_reason IS NOT NULL))),
  constraint correction_proposal_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'TAKEN'::text, 'DECLINED'::text, 'REPLACED'::text, 'LAPSED'::text])))
);
CREATE INDEX correction_proposal_of_lead ON public.correction_proposal USING btree (partner_id, lead_id, proposed_at, id);
CREATE UNIQUE INDEX correction_proposal_one_open ON public.correction_proposal USING btree (partner_id, lead_id) WHERE (state = 'OPEN'::text);
alter table public.correction_proposal enable row level security;
alter table public.correction_proposal force row level security;
create policy correction_proposal_partner on public.correction_proposal to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy correction_proposal_vendor on public.correction_proposal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER correction_proposal_guard BEFORE UPDATE ON public.correction_proposal FOR EACH ROW EXECUTE FUNCTION app.guard_correction_proposal();
CREATE TRIGGER correction_proposal_id_is_new BEFORE INSERT ON public.correction_proposal FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
grant select, update (state, decided_at) on public.correction_proposal to app_jobs;
grant insert, select, update (state, decided_at) on public.correction_proposal to app_partner;
grant select, update (state, decided_at, decline_reason) on public.correction_proposal to app_vendor;
comment on table public.correction_proposal is 'A change of what an accepted lead is matched by, as its partner proposes it; fields says which columns it is about, so that a null among them clears';

create table public.credit (
  id uuid not null,
  award_id uuid not null,
  partner_id uuid not null,
  lead_id uuid,
  share_minor bigint not null,
  currency text not null,
  weight_ppm bigint not null,
  touch_rank integer not null,
  award_gross_minor bigint not null,
  milestone text,
  program_name text not null,
  program_version integer not null,
  partner_name text not null,
  state text not null,
  earned_at timestamp(3) with time zone not null,
  effective_on date not null,
  reversed_at timestamp(3) with time zone,
  account jsonb,
  reversal_reason text,
  reversal_statement text,
  appeal_until timestamp(3) with time zone,
  kind text not null default 'AWARD'::text,
  adjusts_credit_id uuid,
  held_minor bigint not null default 0,
  taken_back_ppm bigint,
  deferred_minor bigint not null default 0,
  constraint credit_pkey PRIMARY KEY (id),
  constraint credit_of_partner_once UNIQUE (partner_id, id),
  constraint credit_once UNIQUE (award_id, partner_id),
  constraint credit_adjusts_fkey FOREIGN KEY (partner_id, adjusts_credit_id) REFERENCES public.credit(partner_id, id),
  constraint credit_award_fkey FOREIGN KEY (award_id) REFERENCES public.award(id),
  constraint credit_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint credit_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint credit_account CHECK ((jsonb_typeof(account) = 'object'::text)),
  constraint credit_adjusts CHECK ((((kind = 'ADJUST'::text) = (adjusts_credit_id IS NOT NULL)) AND (adjusts_credit_id <> id))),
  constraint credit_appeal_until CHECK ((((appeal_until IS NOT NULL) = COALESCE((reversal_reason <> ALL (ARRAY['UNDONE'::text, 'SETTLED_ANEW'::text, 'BASE_REVERSED'::text])), false)) AND (appeal_until >
CASE
    WHEN (taken_back_ppm IS NULL) THEN reversed_at
    ELSE earned_at
END))),
  constraint credit_base_reversed CHECK (((reversal_reason <> 'BASE_REVERSED'::text) OR (lead_id IS NULL))),
  constraint credit_held CHECK (((held_minor >= LEAST(share_minor, (0)::bigint)) AND (held_minor <= GREATEST(share_minor, (0)::bigint)))),
  constraint credit_kind CHECK ((kind = ANY (ARRAY['AWARD'::text, 'ADJUST'::text, 'TRUE_UP'::text, 'RECRUITER'::text]))),
  constraint credit_not_of_vendors_row CHECK ((partner_id <> '01970000-0000-7000-8000-000000000002'::uuid)),
  constraint credit_of_recruiter CHECK ((((lead_id IS NULL) = (milestone IS NULL)) AND ((lead_id IS NOT NULL) OR (kind = ANY (ARRAY['RECRUITER'::text, 'ADJUST'::text]))) AND ((kind <> 'RECRUITER'::text) OR ((lead_id IS NULL) AND (share_minor > 0) AND (share_minor = award_gross_minor) AND (held_minor = 0) AND (deferred_minor = 0))))),
  constraint credit_reversal_reason CHECK ((reversal_reason = ANY (ARRAY['INACCURATE_DATA'::text, 'NOT_AVAILABLE'::text, 'FRAUD'::text, 'ENTERED_IN_ERROR'::text, 'WON_CANCELLED'::text, 'UNDONE'::text, 'SETTLED_ANEW'::text, 'BASE_REVERSED'::text]))),
  constraint credit_reversal_statement CHECK (((reversal_statement IS NULL) OR ((reversal_reason IS NOT NULL) AND ((char_length(reversal_statement) >= 1) AND (char_length(reversal_statement) <= 2000))))),
  constraint credit_reversal_told CHECK ((((reversed_at IS NULL) AND (taken_back_ppm IS NULL)) = (reversal_reason IS NULL))),
  constraint credit_reversed CHECK (((state = 'REVERSED'::text) = (reversed_at IS NOT NULL))),
  constraint credit_share CHECK (
CASE
    WHEN (kind = 'AWARD'::text) THEN ((share_minor >= 0) AND (deferred_minor >= 0) AND ((share_minor + deferred_minor) <= award_gross_minor))
    WHEN (kind = 'TRUE_UP'::text) THEN ((share_minor <> 0) AND (share_minor = award_gross_minor) AND (reversed_at IS NULL) AND (deferred_minor = 0))
    WHEN (deferred_minor <> 0) THEN ((award_gross_minor = 0) AND (deferred_minor < 0) AND ((share_minor >= 0) AND (share_minor <= (- deferred_minor))))
    ELSE ((share_minor <> 0) AND ((share_minor >= LEAST(award_gross_minor, (0)::bigint)) AND (share_minor <= GREATEST(award_gross_minor, (0)::bigint))))
END),
  constraint credit_state CHECK ((state = ANY (ARRAY['ACCRUED'::text, 'REVERSED'::text]))),
  constraint credit_taken_back CHECK (((taken_back_ppm IS NULL) OR ((kind = 'ADJUST'::text) AND (share_minor < 0) AND ((taken_back_ppm >= 1) AND (taken_back_ppm <= 999999)) AND (reversal_reason = ANY (ARRAY['INACCURATE_DATA'::text, 'NOT_AVAILABLE'::text])))))
);
CREATE INDEX credit_adjusting ON public.credit USING btree (partner_id, adjusts_credit_id) WHERE (adjusts_credit_id IS NOT NULL);
CREATE INDEX credit_by_time ON public.credit USING btree (earned_at DESC, id DESC);
CREATE INDEX credit_less ON public.credit USING btree (partner_id) WHERE ((kind = 'TRUE_UP'::text) AND (share_minor < 0));
CREATE INDEX credit_newest_standing ON public.credit USING btree (earned_at DESC, id DESC) WHERE ((reversed_at IS NULL) AND (kind <> 'ADJUST'::text));
CREATE INDEX credit_of_lead ON public.credit USING btree (lead_id, earned_at DESC, id DESC);
CREATE INDEX credit_of_partner ON public.credit USING btree (partner_id, earned_at DESC, id DESC);
alter table public.credit enable row level security;
alter table public.credit force row level security;
create policy credit_counting on public.credit for select to owner using (true);
create policy credit_partner on public.credit for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_vendor on public.credit to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_adjustment_guard AFTER INSERT ON public.credit FOR EACH ROW WHEN ((new.kind = 'ADJUST'::text)) EXECUTE FUNCTION app.guard_adjustment();
alter table public.credit enable always trigger credit_adjustment_guard;
CREATE TRIGGER credit_approved_change AFTER INSERT ON public.credit FOR EACH ROW WHEN ((new.kind = 'ADJUST'::text)) EXECUTE FUNCTION app.guard_approved();
alter table public.credit enable always trigger credit_approved_change;
CREATE TRIGGER credit_approved_reversal AFTER UPDATE OF reversed_at ON public.credit FOR EACH ROW WHEN (((old.reversed_at IS NULL) AND (new.reversed_at IS NOT NULL))) EXECUTE FUNCTION app.guard_approved();
alter table public.credit enable always trigger credit_approved_reversal;
CREATE TRIGGER credit_change_is_told AFTER INSERT ON public.credit FOR EACH ROW WHEN (((new.kind = 'ADJUST'::text) AND (new.taken_back_ppm IS NULL) AND (new.lead_id IS NOT NULL) AND (new.earned_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_adjustment();
CREATE TRIGGER credit_counts AFTER INSERT OR DELETE ON public.credit FOR EACH ROW EXECUTE FUNCTION app.count_credit();
CREATE TRIGGER credit_counts_deferred AFTER INSERT ON public.credit FOR EACH ROW WHEN (((new.kind = 'ADJUST'::text) AND (new.deferred_minor <> 0))) EXECUTE FUNCTION app.count_deferred();
CREATE TRIGGER credit_ends_once BEFORE DELETE OR UPDATE ON public.credit FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('reversed_at', 'state', 'reversal_reason', 'reversal_statement', 'appeal_until');
alter table public.credit enable always trigger credit_ends_once;
CREATE TRIGGER credit_held_guard AFTER INSERT ON public.credit FOR EACH ROW WHEN ((new.held_minor <> 0)) EXECUTE FUNCTION app.guard_held();
alter table public.credit enable always trigger credit_held_guard;
CREATE TRIGGER credit_is_followed AFTER INSERT OR UPDATE OF reversed_at ON public.credit FOR EACH ROW WHEN ((new.lead_id IS NOT NULL)) EXECUTE FUNCTION app.note_recruiter_due();
alter table public.credit enable always trigger credit_is_followed;
CREATE TRIGGER credit_is_told AFTER INSERT ON public.credit FOR EACH ROW WHEN (((new.share_minor > 0) AND (new.kind = 'AWARD'::text) AND (new.earned_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_credit();
CREATE TRIGGER credit_is_watched AFTER INSERT ON public.credit FOR EACH ROW WHEN ((new.kind <> ALL (ARRAY['ADJUST'::text, 'RECRUITER'::text]))) EXECUTE FUNCTION queue.enqueue_fraud_watch();
CREATE TRIGGER credit_no_truncate BEFORE TRUNCATE ON public.credit FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit enable always trigger credit_no_truncate;
CREATE TRIGGER credit_part_is_told AFTER INSERT ON public.credit FOR EACH ROW WHEN (((new.taken_back_ppm IS NOT NULL) AND (new.earned_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_part_taken();
CREATE TRIGGER credit_recounts AFTER UPDATE ON public.credit FOR EACH ROW WHEN ((((((old.partner_id IS DISTINCT FROM new.partner_id) OR (old.currency IS DISTINCT FROM new.currency)) OR (old.effective_on IS DISTINCT FROM new.effective_on)) OR (old.share_minor IS DISTINCT FROM new.share_minor)) OR (old.reversed_at IS DISTINCT FROM new.reversed_at))) EXECUTE FUNCTION app.count_credit();
CREATE TRIGGER credit_reversal_is_told AFTER UPDATE OF reversed_at ON public.credit FOR EACH ROW WHEN (((old.reversed_at IS NULL) AND (new.reversed_at > (now() - '1 day'::interval)) AND (new.share_minor > 0) AND (new.kind = 'AWARD'::text))) EXECUTE FUNCTION app.note_reversal();
grant select on public.credit to app_jobs;
grant select on public.credit to app_partner;
grant insert, select, update (state, reversed_at, reversal_reason, reversal_statement, appeal_until) on public.credit to app_vendor;
comment on column public.credit.account is 'How the share came about, step by step, without what is others'' alone; null of those that were earned before it was kept';
comment on column public.credit.adjusts_credit_id is 'Of ADJUST: the credit that it changes by its own amount';
comment on column public.credit.appeal_until is 'Until when its partner may appeal; null where that is not to be appealed';
comment on column public.credit.deferred_minor is 'What of its partner''s part is over its cap and may be earned later; of ADJUST, less than nothing: what of that was earned, or is not any more';
comment on column public.credit.held_minor is 'What of the share is held back until it vests; of a change, by how much that changes';
comment on column public.credit.lead_id is 'Null of what a recruiter has: it is told of no lead';
comment on column public.credit.milestone is 'Null of what a recruiter has: it is told of no lead';
comment on column public.credit.reversal_reason is 'Why it was taken back, as its partner may know it; UNDONE with the move that earned it';
comment on column public.credit.reversal_statement is 'What its partner is told besides';
comment on column public.credit.reversed_at is 'When its award was taken back; null while it counts';
comment on column public.credit.taken_back_ppm is 'Of a change by which a part was taken back: how much of the credit is in all by then, in parts per million';
comment on table public.credit is 'One partner''s share of an award; partner_id is the beneficiary''s. Names are those at the posting';

create table public.credit_approval (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  proposal_id uuid not null,
  amount_minor bigint not null,
  held_minor bigint not null,
  posting_id uuid not null,
  approved_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint credit_approval_pkey PRIMARY KEY (id),
  constraint credit_approval_of_partner UNIQUE (partner_id, id),
  constraint credit_approval_once UNIQUE (proposal_id, credit_id),
  constraint credit_approval_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint credit_approval_item_fkey FOREIGN KEY (proposal_id, credit_id) REFERENCES public.approval_item(proposal_id, credit_id),
  constraint credit_approval_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint credit_approval_amount CHECK ((amount_minor <> 0)),
  constraint credit_approval_held CHECK (((held_minor >= 0) AND (held_minor <= GREATEST(amount_minor, (0)::bigint)))),
  constraint credit_approval_in_order CHECK ((ended_at >= approved_at))
);
CREATE INDEX credit_approval_holding ON public.credit_approval USING btree (id) WHERE ((ended_at IS NULL) AND (held_minor > 0));
CREATE UNIQUE INDEX credit_approval_live ON public.credit_approval USING btree (partner_id, credit_id) WHERE (ended_at IS NULL);
CREATE INDEX credit_approval_of_credit ON public.credit_approval USING btree (partner_id, credit_id, approved_at);
CREATE INDEX credit_approval_of_posting ON public.credit_approval USING btree (posting_id) WHERE (ended_at IS NULL);
alter table public.credit_approval enable row level security;
alter table public.credit_approval force row level security;
create policy credit_approval_partner on public.credit_approval for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_approval_vendor on public.credit_approval to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_approval_awaits BEFORE INSERT ON public.credit_approval FOR EACH ROW EXECUTE FUNCTION app.await_approval();
alter table public.credit_approval enable always trigger credit_approval_awaits;
CREATE TRIGGER credit_approval_ends_once BEFORE DELETE OR UPDATE ON public.credit_approval FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.credit_approval enable always trigger credit_approval_ends_once;
CREATE TRIGGER credit_approval_guard AFTER INSERT ON public.credit_approval FOR EACH ROW EXECUTE FUNCTION app.guard_credit_approval();
alter table public.credit_approval enable always trigger credit_approval_guard;
CREATE TRIGGER credit_approval_id_is_new BEFORE INSERT ON public.credit_approval FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER credit_approval_in_payout AFTER UPDATE OF ended_at ON public.credit_approval FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION app.guard_paid_approval();
alter table public.credit_approval enable always trigger credit_approval_in_payout;
CREATE TRIGGER credit_approval_is_told AFTER INSERT ON public.credit_approval REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.note_credit_approvals();
CREATE TRIGGER credit_approval_no_truncate BEFORE TRUNCATE ON public.credit_approval FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_approval enable always trigger credit_approval_no_truncate;
grant select on public.credit_approval to app_jobs;
grant select (id, partner_id, credit_id, amount_minor, held_minor, approved_at, ended_at) on public.credit_approval to app_partner;
grant insert (id, partner_id, credit_id, proposal_id, amount_minor, held_minor, posting_id, approved_at), select, update (ended_at) on public.credit_approval to app_vendor;
comment on column public.credit_approval.held_minor is 'What of it was held back as it was approved; what has vested since stands in credit_vesting';
comment on column public.credit_approval.posting_id is 'By which it became payable: one for each, but for credits that count for one volume, which are approved and taken back as one';
comment on table public.credit_approval is 'A credit, with its changes, is payable: until what it is changes, or is taken back';

create table public.credit_clawback (
  posting_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  approval_id uuid not null,
  payout_id uuid not null,
  amount_minor bigint not null,
  clawed_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint credit_clawback_pkey PRIMARY KEY (posting_id),
  constraint credit_clawback_approval_fkey FOREIGN KEY (partner_id, approval_id) REFERENCES public.credit_approval(partner_id, id),
  constraint credit_clawback_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint credit_clawback_payout_fkey FOREIGN KEY (partner_id, payout_id) REFERENCES public.payout(partner_id, id),
  constraint credit_clawback_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint credit_clawback_amount CHECK ((amount_minor > 0)),
  constraint credit_clawback_in_order CHECK ((ended_at >= clawed_at))
);
CREATE INDEX credit_clawback_by_age ON public.credit_clawback USING btree (clawed_at DESC, posting_id DESC);
CREATE INDEX credit_clawback_of_approval ON public.credit_clawback USING btree (partner_id, approval_id);
CREATE INDEX credit_clawback_of_credit ON public.credit_clawback USING btree (partner_id, credit_id);
CREATE INDEX credit_clawback_of_partner_by_age ON public.credit_clawback USING btree (partner_id, clawed_at DESC, posting_id DESC);
CREATE INDEX credit_clawback_of_payout ON public.credit_clawback USING btree (partner_id, payout_id);
alter table public.credit_clawback enable row level security;
alter table public.credit_clawback force row level security;
create policy credit_clawback_partner on public.credit_clawback for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_clawback_vendor on public.credit_clawback to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_clawback_awaits BEFORE INSERT ON public.credit_clawback FOR EACH ROW EXECUTE FUNCTION app.await_approval();
alter table public.credit_clawback enable always trigger credit_clawback_awaits;
CREATE TRIGGER credit_clawback_ends AFTER UPDATE ON public.credit_clawback FOR EACH ROW EXECUTE FUNCTION app.guard_clawback_ends();
alter table public.credit_clawback enable always trigger credit_clawback_ends;
CREATE TRIGGER credit_clawback_ends_once BEFORE DELETE OR UPDATE ON public.credit_clawback FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.credit_clawback enable always trigger credit_clawback_ends_once;
CREATE TRIGGER credit_clawback_guard AFTER INSERT ON public.credit_clawback FOR EACH ROW EXECUTE FUNCTION app.guard_credit_clawback();
alter table public.credit_clawback enable always trigger credit_clawback_guard;
CREATE TRIGGER credit_clawback_no_truncate BEFORE TRUNCATE ON public.credit_clawback FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_clawback enable always trigger credit_clawback_no_truncate;
CREATE TRIGGER credit_clawback_set_off AFTER UPDATE OF ended_at ON public.credit_clawback FOR EACH ROW EXECUTE FUNCTION app.guard_set_off_claims();
alter table public.credit_clawback enable always trigger credit_clawback_set_off;
grant select on public.credit_clawback to app_jobs;
grant select (posting_id, partner_id, credit_id, payout_id, amount_minor, clawed_at, ended_at) on public.credit_clawback to app_partner;
grant insert (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at), select, update (ended_at) on public.credit_clawback to app_vendor;
comment on column public.credit_clawback.ended_at is 'When that payout came back: it is owed no more, and what it paid is payable but for this';
comment on column public.credit_clawback.payout_id is 'By which the credit had been paid, all of it';
comment on table public.credit_clawback is 'What of a paid credit was taken back: its partner owes it';

create table public.credit_delta (
  partner_id uuid not null,
  currency text not null,
  month date not null,
  amount_minor bigint not null,
  credits integer not null
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE INDEX credit_delta_of_partner ON public.credit_delta USING btree (partner_id);
alter table public.credit_delta enable row level security;
alter table public.credit_delta force row level security;
create policy credit_delta_counting on public.credit_delta to owner using (true) with check (true);
create policy credit_delta_partner on public.credit_delta for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_delta_vendor on public.credit_delta to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, select on public.credit_delta to app_jobs;
grant select on public.credit_delta to app_partner;
grant select on public.credit_delta to app_vendor;
comment on table public.credit_delta is 'What credits have changed in credit_month and is not folded into it yet';

create table public.credit_hold (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid,
  kind text not null,
  told text not null,
  reason text not null,
  evidence text,
  placed_by uuid not null,
  placed_at timestamp(3) with time zone not null,
  released_by uuid,
  released_at timestamp(3) with time zone,
  statement_dispute_id uuid,
  tax_rule_id uuid,
  rule text,
  constraint credit_hold_pkey PRIMARY KEY (id),
  constraint credit_hold_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint credit_hold_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint credit_hold_statement_dispute_fkey FOREIGN KEY (partner_id, statement_dispute_id) REFERENCES public.statement_dispute(partner_id, id),
  constraint credit_hold_tax_rule_fkey FOREIGN KEY (tax_rule_id) REFERENCES public.tax_rule(id),
  constraint credit_hold_by_dispute CHECK (((statement_dispute_id IS NULL) OR ((kind = 'DISPUTE'::text) AND (credit_id IS NOT NULL)))),
  constraint credit_hold_by_rule CHECK (((rule IS NULL) OR ((credit_id IS NOT NULL) AND (kind = 'FRAUD'::text) AND (placed_by = '01970000-0000-7000-8000-00000000000a'::uuid)))),
  constraint credit_hold_by_tax_rule CHECK (((tax_rule_id IS NULL) OR ((kind = 'TAX_FORM'::text) AND (credit_id IS NULL) AND (placed_by = '01970000-0000-7000-8000-00000000000a'::uuid)))),
  constraint credit_hold_evidence CHECK (((char_length(evidence) >= 1) AND (char_length(evidence) <= 2000))),
  constraint credit_hold_in_order CHECK ((released_at >= placed_at)),
  constraint credit_hold_kind CHECK ((kind = ANY (ARRAY['FRAUD'::text, 'DISPUTE'::text, 'TAX_FORM'::text, 'BANK_CHANGE'::text, 'SANCTIONS'::text, 'MANUAL'::text]))),
  constraint credit_hold_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint credit_hold_released CHECK ((num_nonnulls(released_by, released_at) = ANY (ARRAY[0, 2]))),
  constraint credit_hold_rule CHECK ((rule = ANY (ARRAY['OWN_MAILBOX'::text, 'OWN_DOMAIN'::text, 'DISPOSABLE_MAILBOX'::text, 'BURST'::text, 'SHARED_ACCOUNT'::text]))),
  constraint credit_hold_told CHECK ((told =
CASE
    WHEN (kind = ANY (ARRAY['DISPUTE'::text, 'TAX_FORM'::text, 'BANK_CHANGE'::text])) THEN kind
    ELSE 'REVIEW'::text
END))
);
CREATE INDEX credit_hold_active ON public.credit_hold USING btree (partner_id, credit_id) WHERE (released_at IS NULL);
CREATE INDEX credit_hold_by_age ON public.credit_hold USING btree (placed_at DESC, id DESC);
CREATE UNIQUE INDEX credit_hold_by_rule_once ON public.credit_hold USING btree (credit_id, rule) WHERE (rule IS NOT NULL);
CREATE INDEX credit_hold_of_partner ON public.credit_hold USING btree (partner_id, placed_at DESC, id DESC);
CREATE UNIQUE INDEX credit_hold_once_by_dispute ON public.credit_hold USING btree (statement_dispute_id) WHERE (statement_dispute_id IS NOT NULL);
CREATE UNIQUE INDEX credit_hold_one_missing_form ON public.credit_hold USING btree (partner_id) WHERE ((tax_rule_id IS NOT NULL) AND (released_at IS NULL));
alter table public.credit_hold enable row level security;
alter table public.credit_hold force row level security;
create policy credit_hold_keeping on public.credit_hold to owner using (true) with check (true);
create policy credit_hold_partner on public.credit_hold for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_hold_vendor on public.credit_hold to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_hold_begins BEFORE INSERT ON public.credit_hold FOR EACH ROW EXECUTE FUNCTION app.guard_credit_hold();
alter table public.credit_hold enable always trigger credit_hold_begins;
CREATE TRIGGER credit_hold_ends_once BEFORE DELETE OR UPDATE ON public.credit_hold FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('released_at', 'released_by');
alter table public.credit_hold enable always trigger credit_hold_ends_once;
CREATE TRIGGER credit_hold_id_is_new BEFORE INSERT ON public.credit_hold FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER credit_hold_is_told AFTER INSERT ON public.credit_hold FOR EACH ROW EXECUTE FUNCTION app.note_credit_hold();
CREATE TRIGGER credit_hold_let_go AFTER UPDATE ON public.credit_hold FOR EACH ROW EXECUTE FUNCTION app.guard_credit_hold();
alter table public.credit_hold enable always trigger credit_hold_let_go;
CREATE TRIGGER credit_hold_no_truncate BEFORE TRUNCATE ON public.credit_hold FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_hold enable always trigger credit_hold_no_truncate;
grant select on public.credit_hold to app_jobs;
grant select (id, partner_id, credit_id, told, placed_at, released_at) on public.credit_hold to app_partner;
grant insert (id, partner_id, credit_id, kind, told, reason, evidence, placed_by, placed_at, tax_rule_id, rule), select, update (released_by, released_at) on public.credit_hold to app_vendor;
comment on column public.credit_hold.credit_id is 'Which one, with all that changes it; null where it is all of its partner';
comment on column public.credit_hold.rule is 'The rule that found what speaks for fraud; null where a person placed it';
comment on column public.credit_hold.statement_dispute_id is 'The dispute of a statement''s line with which it ends; null where two persons let it go';
comment on column public.credit_hold.tax_rule_id is 'The rule that asks for the form with which it ends; null where two persons let it go';
comment on column public.credit_hold.told is 'The kind of reason, as its partner may know it';
comment on table public.credit_hold is 'Why a credit, or all of a partner, is neither approved nor paid: several may hold at once, and each is let go by two persons, or ends with the dispute that placed it, or with the tax form that was missing';

create table public.credit_instalment (
  partner_id uuid not null,
  credit_id uuid not null,
  n integer not null,
  due_on date not null,
  amount_minor bigint not null,
  constraint credit_instalment_pkey PRIMARY KEY (partner_id, credit_id, n),
  constraint credit_instalment_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint credit_instalment_n CHECK (((n >= 1) AND (n <= 60)))
);
alter table public.credit_instalment enable row level security;
alter table public.credit_instalment force row level security;
create policy credit_instalment_partner on public.credit_instalment for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_instalment_vendor on public.credit_instalment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_instalment_append_only BEFORE DELETE OR UPDATE ON public.credit_instalment FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.credit_instalment enable always trigger credit_instalment_append_only;
CREATE TRIGGER credit_instalment_guard AFTER INSERT ON public.credit_instalment FOR EACH ROW EXECUTE FUNCTION app.guard_held();
alter table public.credit_instalment enable always trigger credit_instalment_guard;
CREATE TRIGGER credit_instalment_no_truncate BEFORE TRUNCATE ON public.credit_instalment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_instalment enable always trigger credit_instalment_no_truncate;
grant select on public.credit_instalment to app_jobs;
grant select on public.credit_instalment to app_partner;
grant insert, select on public.credit_instalment to app_vendor;
comment on table public.credit_instalment is 'What of a credit is held back until a day; of a change, by how much it changes that';

create table public.credit_month (
  partner_id uuid not null,
  currency text not null,
  month date not null,
  amount_minor bigint not null,
  credits integer not null,
  constraint credit_month_pkey PRIMARY KEY (partner_id, month, currency),
  constraint credit_month_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint credit_month_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint credit_month_month CHECK ((EXTRACT(day FROM month) = (1)::numeric))
) with (fillfactor=50);
alter table public.credit_month enable row level security;
alter table public.credit_month force row level security;
create policy credit_month_counting on public.credit_month to owner using (true) with check (true);
create policy credit_month_partner on public.credit_month for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_month_vendor on public.credit_month to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (amount_minor, credits) on public.credit_month to app_jobs;
grant select on public.credit_month to app_partner;
grant select on public.credit_month to app_vendor;
comment on table public.credit_month is 'A partner''s credits by the month of their effective day and by currency; credit_delta comes on top';

create table public.credit_reversal (
  id uuid not null,
  award_id uuid not null,
  lead_id uuid not null,
  reason text not null,
  evidence text not null,
  true_on date,
  statement text,
  state text not null,
  requested_by uuid not null,
  requested_at timestamp(3) with time zone not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  effective_at timestamp(3) with time zone,
  taken_ppm bigint,
  change_award_id uuid,
  constraint credit_reversal_pkey PRIMARY KEY (id),
  constraint credit_reversal_award_fkey FOREIGN KEY (award_id) REFERENCES public.award(id),
  constraint credit_reversal_change_fkey FOREIGN KEY (change_award_id) REFERENCES public.award(id),
  constraint credit_reversal_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint credit_reversal_decided CHECK (((num_nonnulls(decided_by, decided_at) =
CASE
    WHEN ((reason = 'FRAUD'::text) AND (state <> 'PROPOSED'::text)) THEN 2
    ELSE 0
END) AND ((reason = 'FRAUD'::text) OR (state = 'DONE'::text)))),
  constraint credit_reversal_effective CHECK (((state = 'DONE'::text) = (effective_at IS NOT NULL))),
  constraint credit_reversal_evidence CHECK (((char_length(evidence) >= 1) AND (char_length(evidence) <= 2000))),
  constraint credit_reversal_note CHECK (((note IS NULL) OR (((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND (decided_by IS NOT NULL)))),
  constraint credit_reversal_part CHECK (((num_nonnulls(taken_ppm, change_award_id) = ANY (ARRAY[0, 2])) AND ((taken_ppm IS NULL) OR (((taken_ppm >= 1) AND (taken_ppm <= 999999)) AND (state = 'DONE'::text))))),
  constraint credit_reversal_reason CHECK ((reason = ANY (ARRAY['INACCURATE_DATA'::text, 'DUPLICATE'::text, 'EXISTING_CUSTOMER'::text, 'FRAUD'::text, 'ENTERED_IN_ERROR'::text, 'WON_CANCELLED'::text]))),
  constraint credit_reversal_state CHECK ((state = ANY (ARRAY['PROPOSED'::text, 'DONE'::text, 'DECLINED'::text]))),
  constraint credit_reversal_statement CHECK (((char_length(statement) >= 1) AND (char_length(statement) <= 2000))),
  constraint credit_reversal_true_on CHECK (((reason = ANY (ARRAY['INACCURATE_DATA'::text, 'DUPLICATE'::text, 'EXISTING_CUSTOMER'::text])) = (true_on IS NOT NULL))),
  constraint credit_reversal_two_persons CHECK ((requested_by <> decided_by))
);
CREATE INDEX credit_reversal_by_age ON public.credit_reversal USING btree (requested_at, id);
CREATE UNIQUE INDEX credit_reversal_change_once ON public.credit_reversal USING btree (change_award_id) WHERE (change_award_id IS NOT NULL);
CREATE INDEX credit_reversal_of_award ON public.credit_reversal USING btree (award_id);
CREATE INDEX credit_reversal_of_lead ON public.credit_reversal USING btree (lead_id);
CREATE UNIQUE INDEX credit_reversal_once ON public.credit_reversal USING btree (award_id) WHERE ((state <> 'DECLINED'::text) AND (taken_ppm IS NULL));
alter table public.credit_reversal enable row level security;
alter table public.credit_reversal force row level security;
create policy credit_reversal_vendor on public.credit_reversal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_reversal_guard AFTER INSERT OR UPDATE ON public.credit_reversal FOR EACH ROW EXECUTE FUNCTION app.guard_credit_reversal();
alter table public.credit_reversal enable always trigger credit_reversal_guard;
CREATE TRIGGER credit_reversal_no_truncate BEFORE TRUNCATE ON public.credit_reversal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_reversal enable always trigger credit_reversal_no_truncate;
CREATE TRIGGER credit_reversal_not_of_recruiter AFTER INSERT ON public.credit_reversal FOR EACH ROW EXECUTE FUNCTION app.guard_reversal_of_recruiter();
alter table public.credit_reversal enable always trigger credit_reversal_not_of_recruiter;
CREATE TRIGGER credit_reversal_stays BEFORE DELETE ON public.credit_reversal FOR EACH ROW EXECUTE FUNCTION app.guard_credit_reversal();
alter table public.credit_reversal enable always trigger credit_reversal_stays;
grant select on public.credit_reversal to app_jobs;
grant insert (id, award_id, lead_id, reason, evidence, true_on, statement, state, requested_by, requested_at, effective_at, taken_ppm, change_award_id), select, update (state, decided_by, decided_at, note, effective_at) on public.credit_reversal to app_vendor;
comment on column public.credit_reversal.change_award_id is 'The change of the award by which a part was taken back';
comment on column public.credit_reversal.taken_ppm is 'How much of each credit is taken back in all, in parts per million, where a schedule takes a part; null: all of it';
comment on table public.credit_reversal is 'Why what an award credited was taken back: with evidence, and for fraud by two persons. No partner reads it';

create table public.credit_vesting (
  partner_id uuid not null,
  approval_id uuid not null,
  through_on date not null,
  amount_minor bigint not null,
  posting_id uuid not null,
  vested_at timestamp(3) with time zone not null,
  constraint credit_vesting_pkey PRIMARY KEY (partner_id, approval_id, through_on),
  constraint credit_vesting_approval_fkey FOREIGN KEY (partner_id, approval_id) REFERENCES public.credit_approval(partner_id, id),
  constraint credit_vesting_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint credit_vesting_amount CHECK ((amount_minor > 0))
);
alter table public.credit_vesting enable row level security;
alter table public.credit_vesting force row level security;
create policy credit_vesting_partner on public.credit_vesting for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy credit_vesting_vendor on public.credit_vesting to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER credit_vesting_append_only BEFORE DELETE OR UPDATE ON public.credit_vesting FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.credit_vesting enable always trigger credit_vesting_append_only;
CREATE TRIGGER credit_vesting_guard AFTER INSERT ON public.credit_vesting FOR EACH ROW EXECUTE FUNCTION app.guard_credit_vesting();
alter table public.credit_vesting enable always trigger credit_vesting_guard;
CREATE TRIGGER credit_vesting_no_truncate BEFORE TRUNCATE ON public.credit_vesting FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.credit_vesting enable always trigger credit_vesting_no_truncate;
grant select on public.credit_vesting to app_jobs;
grant select (partner_id, approval_id, through_on, amount_minor, vested_at) on public.credit_vesting to app_partner;
grant insert, select on public.credit_vesting to app_vendor;
comment on table public.credit_vesting is 'What was held back of an approved credit and is payable since, with all that was due by that day';

create table public.criteria_retirement (
  set_id uuid not null,
  last_number integer not null,
  side text not null,
  note text not null,
  signed_at timestamp(3) with time zone not null,
  signed_by uuid not null,
  constraint criteria_retirement_pkey PRIMARY KEY (set_id, last_number, side),
  constraint criteria_retirement_set_fkey FOREIGN KEY (set_id) REFERENCES public.criteria_set(id),
  constraint criteria_retirement_last_number CHECK ((last_number >= 0)),
  constraint criteria_retirement_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint criteria_retirement_side CHECK ((side = ANY (ARRAY['SALES'::text, 'MARKETING'::text])))
);
alter table public.criteria_retirement enable row level security;
alter table public.criteria_retirement force row level security;
create policy criteria_retirement_vendor on public.criteria_retirement to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER criteria_retirement_append_only BEFORE DELETE OR UPDATE ON public.criteria_retirement FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.criteria_retirement enable always trigger criteria_retirement_append_only;
CREATE TRIGGER criteria_retirement_guard BEFORE INSERT ON public.criteria_retirement FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_retirement();
alter table public.criteria_retirement enable always trigger criteria_retirement_guard;
CREATE TRIGGER criteria_retirement_no_truncate BEFORE TRUNCATE ON public.criteria_retirement FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.criteria_retirement enable always trigger criteria_retirement_no_truncate;
grant select on public.criteria_retirement to app_jobs;
grant insert, select on public.criteria_retirement to app_vendor;
comment on column public.criteria_retirement.last_number is 'The highest number that was published of the set when it was signed, 0 where none was: behind another it counts no more';
comment on table public.criteria_retirement is 'That somebody of sales, or of marketing, wants a set of criteria to end; with both it is retired';

create table public.criteria_review (
  id uuid not null,
  version_id uuid not null,
  cause text not null,
  found_at timestamp(3) with time zone not null,
  quarter date,
  closed integer,
  won integer,
  closed_before integer,
  won_before integer,
  constraint criteria_review_pkey PRIMARY KEY (version_id, cause),
  constraint criteria_review_id UNIQUE (id),
  constraint criteria_review_version_fkey FOREIGN KEY (version_id) REFERENCES public.criteria_version(id),
  constraint criteria_review_cause CHECK ((cause = ANY (ARRAY['AGE'::text, 'WON_RATE'::text]))),
  constraint criteria_review_counts CHECK (((num_nonnulls(quarter, closed, won, closed_before, won_before) =
CASE cause
    WHEN 'WON_RATE'::text THEN 5
    ELSE 0
END) AND ((won >= 0) AND (won <= closed)) AND ((won_before >= 0) AND (won_before <= closed_before)))),
  constraint criteria_review_is_over CHECK (((quarter + '3 mons'::interval) <= (found_at AT TIME ZONE 'UTC'::text))),
  constraint criteria_review_quarter CHECK (((EXTRACT(day FROM quarter) = (1)::numeric) AND (EXTRACT(month FROM quarter) = ANY (ARRAY[(1)::numeric, (4)::numeric, (7)::numeric, (10)::numeric]))))
);
alter table public.criteria_review enable row level security;
alter table public.criteria_review force row level security;
create policy criteria_review_vendor on public.criteria_review to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER criteria_review_append_only BEFORE DELETE OR UPDATE ON public.criteria_review FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.criteria_review enable always trigger criteria_review_append_only;
CREATE TRIGGER criteria_review_guard BEFORE INSERT ON public.criteria_review FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_review();
alter table public.criteria_review enable always trigger criteria_review_guard;
CREATE TRIGGER criteria_review_is_told AFTER INSERT ON public.criteria_review FOR EACH ROW EXECUTE FUNCTION app.note_criteria_review();
CREATE TRIGGER criteria_review_no_truncate BEFORE TRUNCATE ON public.criteria_review FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.criteria_review enable always trigger criteria_review_no_truncate;
grant insert, select on public.criteria_review to app_jobs;
grant select on public.criteria_review to app_vendor;
comment on column public.criteria_review.closed is 'Leads that the version qualified, and that were won, lost or disqualified in the quarter';
comment on column public.criteria_review.closed_before is 'The same of the four quarters before it';
comment on column public.criteria_review.quarter is 'Its first day, in UTC';
comment on table public.criteria_review is 'That a version in force is to be reviewed, and why; once for each cause';

create table public.criteria_set (
  id uuid not null,
  name text not null,
  framework text not null,
  created_at timestamp(3) with time zone not null,
  program_id uuid,
  lead_kind text,
  product_line_id uuid,
  created_by uuid,
  retired_at timestamp(3) with time zone,
  retired_by uuid,
  retired_note text,
  constraint criteria_set_pkey PRIMARY KEY (id),
  constraint criteria_set_name_once UNIQUE (name),
  constraint criteria_set_product_line_fkey FOREIGN KEY (product_line_id) REFERENCES public.product_line(id),
  constraint criteria_set_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint criteria_set_framework_length CHECK (((char_length(framework) >= 1) AND (char_length(framework) <= 40))),
  constraint criteria_set_lead_kind CHECK ((lead_kind = ANY (ARRAY['NEW_BUSINESS'::text, 'CROSS_SELL'::text, 'UPSELL'::text, 'RENEWAL'::text, 'PRODUCT_QUALIFIED'::text]))),
  constraint criteria_set_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint criteria_set_of_all_stays CHECK (((retired_at IS NULL) OR (num_nonnulls(program_id, lead_kind, product_line_id) > 0))),
  constraint criteria_set_retired CHECK ((num_nonnulls(retired_at, retired_by, retired_note) = ANY (ARRAY[0, 3]))),
  constraint criteria_set_retired_note CHECK (((char_length(retired_note) >= 1) AND (char_length(retired_note) <= 2000)))
);
CREATE INDEX criteria_set_of_line ON public.criteria_set USING btree (product_line_id);
CREATE UNIQUE INDEX criteria_set_one_of_scope ON public.criteria_set USING btree (program_id, lead_kind, product_line_id) NULLS NOT DISTINCT WHERE (retired_at IS NULL);
alter table public.criteria_set enable row level security;
alter table public.criteria_set force row level security;
create policy criteria_set_owner on public.criteria_set to owner using (true) with check (true);
create policy criteria_set_partner on public.criteria_set for select to app_partner using (((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.criteria_version version
  WHERE (version.set_id = criteria_set.id)))));
create policy criteria_set_vendor on public.criteria_set to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER criteria_set_ends_by_two_sides AFTER UPDATE OF retired_at ON public.criteria_set FOR EACH ROW WHEN ((new.retired_at IS NOT NULL)) EXECUTE FUNCTION app.guard_criteria_end();
alter table public.criteria_set enable always trigger criteria_set_ends_by_two_sides;
CREATE TRIGGER criteria_set_ends_once BEFORE DELETE OR UPDATE ON public.criteria_set FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('retired_at', 'retired_by', 'retired_note');
alter table public.criteria_set enable always trigger criteria_set_ends_once;
CREATE TRIGGER criteria_set_no_truncate BEFORE TRUNCATE ON public.criteria_set FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.criteria_set enable always trigger criteria_set_no_truncate;
grant select on public.criteria_set to app_jobs;
grant select (id, name, framework, created_at, program_id, lead_kind, product_line_id, retired_at) on public.criteria_set to app_partner;
grant insert (id, name, framework, created_at, program_id, lead_kind, product_line_id, created_by), select, update (retired_at, retired_by, retired_note) on public.criteria_set to app_vendor;
comment on column public.criteria_set.program_id is 'Whose leads it is for; null for those of any program, as with the kind and the product line';
comment on column public.criteria_set.retired_at is 'Since when its leads go by the criteria of the next less particular set';
comment on table public.criteria_set is 'Named qualification criteria; what they say stands in their published versions';

create table public.criteria_version (
  id uuid not null,
  set_id uuid not null,
  number integer not null,
  state text not null,
  effective_at timestamp(3) with time zone,
  change_note text,
  created_at timestamp(3) with time zone not null,
  program_id uuid,
  asked integer not null,
  min_points integer,
  min_fit integer,
  earliest_at timestamp(3) with time zone,
  findings jsonb not null default '[]'::jsonb,
  created_by uuid,
  sales_by uuid,
  sales_at timestamp(3) with time zone,
  marketing_by uuid,
  marketing_at timestamp(3) with time zone,
  review_months integer not null default 12,
  questions jsonb not null default '[]'::jsonb,
  constraint criteria_version_pkey PRIMARY KEY (id),
  constraint criteria_version_effective_once UNIQUE (set_id, effective_at),
  constraint criteria_version_number_once UNIQUE (set_id, number),
  constraint criteria_version_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint criteria_version_set_fkey FOREIGN KEY (set_id) REFERENCES public.criteria_set(id),
  constraint criteria_version_asked CHECK (((asked >= 1) AND (asked <= 20))),
  constraint criteria_version_clean CHECK (((state = 'DRAFT'::text) OR (findings = '[]'::jsonb))),
  constraint criteria_version_findings CHECK ((jsonb_typeof(findings) = 'array'::text)),
  constraint criteria_version_marketing CHECK (((marketing_by IS NULL) = (marketing_at IS NULL))),
  constraint criteria_version_min_fit CHECK (((min_fit >= 1) AND (min_fit <= 2000))),
  constraint criteria_version_min_points CHECK (((min_points >= 1) AND (min_points <= 2000))),
  constraint criteria_version_not_past CHECK (((effective_at >= sales_at) AND (effective_at >= marketing_at) AND (effective_at >= earliest_at))),
  constraint criteria_version_note CHECK (((char_length(change_note) >= 1) AND (char_length(change_note) <= 2000))),
  constraint criteria_version_published CHECK (((state = 'DRAFT'::text) = (effective_at IS NULL))),
  constraint criteria_version_questions CHECK (app.questions_stand(questions)),
  constraint criteria_version_review_months CHECK (((review_months >= 1) AND (review_months <= 60))),
  constraint criteria_version_sales CHECK (((sales_by IS NULL) = (sales_at IS NULL))),
  constraint criteria_version_state CHECK ((state = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'RETIRED'::text]))),
  constraint criteria_version_two_persons CHECK ((sales_by <> marketing_by)),
  constraint criteria_version_two_sides CHECK (((state = 'DRAFT'::text) OR (created_by IS NULL) OR (num_nonnulls(sales_by, marketing_by) = 2)))
);
alter table public.criteria_version enable row level security;
alter table public.criteria_version force row level security;
create policy criteria_version_owner on public.criteria_version to owner using (true) with check (true);
create policy criteria_version_partner on public.criteria_version for select to app_partner using (((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL) AND (state <> 'DRAFT'::text) AND ((program_id IS NULL) OR (EXISTS ( SELECT
   FROM public.program
  WHERE (program.id = criteria_version.program_id))))));
create policy criteria_version_vendor on public.criteria_version to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER criteria_version_asked AFTER INSERT ON public.criteria_version FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_asked();
alter table public.criteria_version enable always trigger criteria_version_asked;
CREATE TRIGGER criteria_version_guard BEFORE INSERT OR DELETE OR UPDATE ON public.criteria_version FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_version();
alter table public.criteria_version enable always trigger criteria_version_guard;
CREATE TRIGGER criteria_version_questions AFTER INSERT ON public.criteria_version FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_questions();
alter table public.criteria_version enable always trigger criteria_version_questions;
grant select on public.criteria_version to app_jobs;
grant select (id, set_id, number, state, effective_at, change_note, created_at, program_id, min_points, min_fit, questions) on public.criteria_version to app_partner;
grant insert (id, set_id, number, state, change_note, created_at, program_id, asked, min_points, min_fit, earliest_at, findings, created_by, review_months, questions), select, update (state, effective_at, sales_by, sales_at, marketing_by, marketing_at) on public.criteria_version to app_vendor;
comment on column public.criteria_version.asked is 'How many criteria it has';
comment on column public.criteria_version.created_by is 'Who drafted it; null for the built-in one';
comment on column public.criteria_version.findings is 'What the reading of the draft found that keeps it from being published';
comment on column public.criteria_version.min_fit is 'The same of the criteria about what the prospect is';
comment on column public.criteria_version.min_points is 'What the weights of what is met must add up to; null where that is not asked';
comment on column public.criteria_version.program_id is 'That of its set: who does not see the program sees no version';
comment on column public.criteria_version.questions is 'The questionnaire, in its order: key, label, labels, type, required, options, criterionKey, and a condition in CEL over the answers before it';
comment on column public.criteria_version.review_months is 'After how many months in force it is to be reviewed';
comment on table public.criteria_version is 'A version of a set, never changed; a draft until somebody of sales and somebody of marketing have signed it. In force is the published one with the latest effective_at that has come';

create table public.criterion (
  version_id uuid not null,
  key text not null,
  "position" integer not null,
  slot text not null,
  label text not null,
  guidance text not null,
  required boolean not null,
  labels jsonb not null default '[]'::jsonb,
  example text,
  weight integer not null default 0,
  axis text not null default 'INTENT'::text,
  evidence text,
  condition text,
  constraint criterion_pkey PRIMARY KEY (version_id, key),
  constraint criterion_position_once UNIQUE (version_id, "position"),
  constraint criterion_version_fkey FOREIGN KEY (version_id) REFERENCES public.criteria_version(id),
  constraint criterion_axis CHECK ((axis = ANY (ARRAY['FIT'::text, 'INTENT'::text]))),
  constraint criterion_condition CHECK (((char_length(condition) >= 1) AND (char_length(condition) <= 1000))),
  constraint criterion_key CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint criterion_labels CHECK (((jsonb_typeof(labels) = 'array'::text) AND (jsonb_array_length(labels) <= 20))),
  constraint criterion_weight CHECK (((weight >= 0) AND (weight <= 100)))
);
alter table public.criterion enable row level security;
alter table public.criterion force row level security;
create policy criterion_owner on public.criterion to owner using (true) with check (true);
create policy criterion_partner on public.criterion for select to app_partner using (((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.criteria_version version
  WHERE (version.id = criterion.version_id)))));
create policy criterion_vendor on public.criterion to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER criterion_append_only BEFORE DELETE OR UPDATE ON public.criterion FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.criterion enable always trigger criterion_append_only;
CREATE TRIGGER criterion_asked AFTER INSERT ON public.criterion FOR EACH ROW EXECUTE FUNCTION app.guard_criteria_asked();
alter table public.criterion enable always trigger criterion_asked;
CREATE TRIGGER criterion_no_truncate BEFORE TRUNCATE ON public.criterion FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.criterion enable always trigger criterion_no_truncate;
grant select on public.criterion to app_jobs;
grant select on public.criterion to app_partner;
grant insert (version_id, key, "position", slot, label, guidance, required, labels, example, weight, axis, evidence, condition), select on public.criterion to app_vendor;
comment on column public.criterion.axis is 'FIT: what the prospect is. INTENT: what it wants';
comment on column public.criterion.condition is 'In CEL over the facts of a lead: false says that it is not met, whatever was answered; true that it is, where nothing was';
comment on table public.criterion is 'One question that a lead must answer to become an SQL';

create table public.currency (
  code text not null,
  exponent smallint not null,
  active boolean not null default true,
  constraint currency_pkey PRIMARY KEY (code),
  constraint currency_code CHECK ((code ~ '^[A-Z]{3}$'::text)),
  constraint currency_exponent CHECK (((exponent >= 0) AND (exponent <= 4)))
);
alter table public.currency enable row level security;
alter table public.currency force row level security;
create policy currency_owner on public.currency to owner using (true) with check (true);
create policy currency_reference on public.currency for select to app_auth, app_partner using (true);
create policy currency_vendor on public.currency to app_jobs, app_vendor using (true) with check (true);
grant select on public.currency to app_jobs;
grant select on public.currency to app_vendor;
comment on table public.currency is 'ISO 4217 currencies in use, and the decimals of their minor unit';

create table public.customer (
  id uuid not null,
  account_id uuid not null,
  product_line_id uuid not null,
  source text not null,
  since timestamp(3) with time zone not null,
  until timestamp(3) with time zone,
  lead_id uuid,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid,
  constraint customer_pkey PRIMARY KEY (id),
  constraint customer_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint customer_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint customer_line_fkey FOREIGN KEY (product_line_id) REFERENCES public.product_line(id),
  constraint customer_source CHECK (((source = ANY (ARRAY['BY_HAND'::text, 'WON'::text])) AND ((source = 'WON'::text) = (lead_id IS NOT NULL)))),
  constraint customer_until CHECK ((until >= since))
);
CREATE INDEX customer_of_account ON public.customer USING btree (account_id, since, id);
CREATE INDEX customer_of_lead ON public.customer USING btree (lead_id);
CREATE INDEX customer_of_line ON public.customer USING btree (product_line_id);
CREATE UNIQUE INDEX customer_standing_once ON public.customer USING btree (account_id, product_line_id) WHERE (until IS NULL);
alter table public.customer enable row level security;
alter table public.customer force row level security;
create policy customer_keeping on public.customer to owner using (true) with check (true);
create policy customer_vendor on public.customer to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.customer to app_jobs;
grant insert, select, update (until) on public.customer to app_vendor;
comment on table public.customer is 'Since when, and until when, an account is a customer of a product line, with all beneath it';

create table public.deal_worth (
  lead_id uuid not null,
  until timestamp(3) with time zone not null,
  version integer not null,
  amount_minor bigint not null,
  constraint deal_worth_pkey PRIMARY KEY (lead_id, version),
  constraint deal_worth_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint deal_worth_amount CHECK ((amount_minor >= 0))
);
alter table public.deal_worth enable row level security;
alter table public.deal_worth force row level security;
create policy deal_worth_vendor on public.deal_worth to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER deal_worth_append_only BEFORE DELETE OR UPDATE ON public.deal_worth FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.deal_worth enable always trigger deal_worth_append_only;
CREATE TRIGGER deal_worth_no_truncate BEFORE TRUNCATE ON public.deal_worth FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.deal_worth enable always trigger deal_worth_no_truncate;
grant select on public.deal_worth to app_jobs;
grant insert, select on public.deal_worth to app_vendor;
comment on table public.deal_worth is 'What a won deal was said to be worth until it was corrected; since then its opportunity says it';

create table public.deferral (
  credit_id uuid not null,
  partner_id uuid not null,
  award_id uuid not null,
  lead_id uuid not null,
  cap_window text not null,
  windows smallint not null,
  tried smallint not null default 0,
  left_minor bigint not null,
  next_on date,
  next_at timestamp(3) with time zone,
  constraint deferral_pkey PRIMARY KEY (credit_id),
  constraint deferral_award_fkey FOREIGN KEY (award_id) REFERENCES public.award(id),
  constraint deferral_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint deferral_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint deferral_left CHECK ((left_minor >= 0)),
  constraint deferral_next CHECK (((num_nonnulls(next_on, next_at) = ANY (ARRAY[0, 2])) AND ((next_at IS NULL) OR ((left_minor > 0) AND (tried < windows) AND (next_on = (date_trunc(lower(cap_window), (next_on)::timestamp without time zone))::date))))),
  constraint deferral_tried CHECK ((((tried >= 0) AND (tried <= windows)) AND ((windows >= 1) AND (windows <= 12)))),
  constraint deferral_window CHECK ((cap_window = ANY (ARRAY['MONTH'::text, 'QUARTER'::text, 'YEAR'::text])))
);
CREATE INDEX deferral_due ON public.deferral USING btree (next_at, credit_id) WHERE (next_at IS NOT NULL);
CREATE INDEX deferral_of_award ON public.deferral USING btree (award_id);
CREATE INDEX deferral_of_lead ON public.deferral USING btree (lead_id);
CREATE INDEX deferral_of_partner ON public.deferral USING btree (partner_id, credit_id);
alter table public.deferral enable row level security;
alter table public.deferral force row level security;
create policy deferral_vendor on public.deferral to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.deferral to app_jobs;
grant insert (credit_id, partner_id, award_id, lead_id, cap_window, windows, left_minor, next_on, next_at), select, update (tried, left_minor, next_on, next_at) on public.deferral to app_vendor;
comment on table public.deferral is 'What of a credit waits for room under its partner''s cap: how much is left, and from which day on it is tried next; null once it is not any more';

create table public.deployment (
  only_row boolean not null default true,
  allow_past boolean not null default false,
  constraint deployment_pkey PRIMARY KEY (only_row),
  constraint deployment_only_row CHECK (only_row)
);
alter table public.deployment enable row level security;
alter table public.deployment force row level security;
create policy deployment_owner on public.deployment to owner using (true) with check (true);
create policy deployment_reference on public.deployment for select to app_auth, app_partner using (true);
create policy deployment_vendor on public.deployment to app_jobs, app_vendor using (true) with check (true);
grant select on public.deployment to app_jobs;
grant select on public.deployment to app_partner;
grant select on public.deployment to app_vendor;
comment on table public.deployment is 'One row about this database; allow_past lets partners claim as of an earlier time, for demo data, and is otherwise false';

create table public.direct_claim (
  id uuid not null,
  company_name text not null,
  company_domain text,
  company_country text,
  company_tax_id text,
  evidence text not null,
  contacted_at timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  confirmed_at timestamp(3) with time zone,
  confirmed_by uuid,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  counts_from timestamp(3) with time zone not null generated always as (
CASE
    WHEN (confirmed_at IS NOT NULL) THEN contacted_at
    ELSE recorded_at
END) stored,
  version integer not null default 1,
  product_line_ids uuid[] not null default ARRAY['01970000-0000-7000-8000-000000000030'::uuid],
  constraint direct_claim_pkey PRIMARY KEY (id),
  constraint direct_claim_confirmed CHECK ((((confirmed_at IS NULL) = (confirmed_by IS NULL)) AND ((confirmed_at IS NULL) OR (contacted_at IS NOT NULL)))),
  constraint direct_claim_contacted CHECK ((contacted_at <= recorded_at)),
  constraint direct_claim_expires CHECK (((expires_at > recorded_at) AND (ended_at >= recorded_at))),
  constraint direct_claim_lines CHECK (((cardinality(product_line_ids) >= 1) AND (cardinality(product_line_ids) <= 20))),
  constraint direct_claim_two_persons CHECK ((confirmed_by <> recorded_by))
);
CREATE INDEX direct_claim_by_age ON public.direct_claim USING btree (recorded_at, id);
alter table public.direct_claim enable row level security;
alter table public.direct_claim force row level security;
create policy direct_claim_vendor on public.direct_claim to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER direct_claim_is_matched AFTER INSERT ON public.direct_claim FOR EACH ROW EXECUTE FUNCTION queue.enqueue_direct_claim();
CREATE TRIGGER direct_claim_is_matched_again AFTER UPDATE OF confirmed_at ON public.direct_claim FOR EACH ROW WHEN ((new.counts_from < old.counts_from)) EXECUTE FUNCTION queue.enqueue_direct_claim();
grant select on public.direct_claim to app_jobs;
grant insert, select, update (confirmed_at, confirmed_by, ended_at, version) on public.direct_claim to app_vendor;
comment on column public.direct_claim.product_line_ids is 'The product lines for which the vendor claims the prospect, each with all beneath it';
comment on table public.direct_claim is 'A prospect that the vendor claims for itself; it stands against leads that claim later, until it expires or is ended';

create table public.direct_claim_key (
  key text not null,
  claim_id uuid not null,
  constraint direct_claim_key_pkey PRIMARY KEY (key, claim_id),
  constraint direct_claim_key_claim_fkey FOREIGN KEY (claim_id) REFERENCES public.direct_claim(id)
);
CREATE INDEX direct_claim_key_of_claim ON public.direct_claim_key USING btree (claim_id, key);
alter table public.direct_claim_key enable row level security;
alter table public.direct_claim_key force row level security;
create policy direct_claim_key_vendor on public.direct_claim_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.direct_claim_key to app_jobs;
grant insert, select on public.direct_claim_key to app_vendor;
comment on table public.direct_claim_key is 'A key of the company by which a direct claim is found, as leads have them';

create table public.discovery_call (
  id uuid not null,
  number integer not null,
  partner_id uuid not null,
  lead_id uuid not null,
  held_at timestamp(3) with time zone not null,
  minutes integer not null,
  participants integer not null,
  is_with_partner boolean not null,
  is_noted boolean not null,
  is_removed boolean not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  written_at timestamp(3) with time zone not null,
  reason text,
  superseded_at timestamp(3) with time zone,
  constraint discovery_call_pkey PRIMARY KEY (id, number),
  constraint discovery_call_of_participants UNIQUE (partner_id, id, number, is_with_partner),
  constraint discovery_call_of_partner UNIQUE (partner_id, id, number),
  constraint discovery_call_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint discovery_call_is_past CHECK (((held_at <= written_at) AND (recorded_at <= written_at) AND (written_at <= superseded_at))),
  constraint discovery_call_minutes CHECK (((minutes >= 1) AND (minutes <= 1440))),
  constraint discovery_call_number CHECK ((number >= 1)),
  constraint discovery_call_participants CHECK (
CASE
    WHEN is_removed THEN ((participants = 0) AND (NOT is_noted))
    ELSE ((participants >= 1) AND (participants <= 40))
END),
  constraint discovery_call_reason CHECK ((((number = 1) = (reason IS NULL)) AND ((char_length(reason) >= 1) AND (char_length(reason) <= 2000)))),
  constraint discovery_call_removed CHECK (((number > 1) OR (NOT is_removed)))
);
CREATE INDEX discovery_call_of_lead ON public.discovery_call USING btree (lead_id, held_at DESC, id DESC) WHERE (superseded_at IS NULL);
CREATE UNIQUE INDEX discovery_call_one_current ON public.discovery_call USING btree (id) WHERE (superseded_at IS NULL);
alter table public.discovery_call enable row level security;
alter table public.discovery_call force row level security;
create policy discovery_call_partner on public.discovery_call for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy discovery_call_vendor on public.discovery_call to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
create policy discovery_call_with_partner on public.discovery_call as restrictive for select to app_partner using ((is_with_partner AND (superseded_at IS NULL)));
CREATE TRIGGER discovery_call_counted BEFORE INSERT ON public.discovery_call FOR EACH ROW WHEN (new.is_removed) EXECUTE FUNCTION app.keep_call_that_counted();
alter table public.discovery_call enable always trigger discovery_call_counted;
CREATE TRIGGER discovery_call_ends_once BEFORE DELETE OR UPDATE ON public.discovery_call FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('superseded_at');
alter table public.discovery_call enable always trigger discovery_call_ends_once;
CREATE CONSTRAINT TRIGGER discovery_call_goes_on AFTER UPDATE ON public.discovery_call DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.keep_discovery_call();
alter table public.discovery_call enable always trigger discovery_call_goes_on;
CREATE TRIGGER discovery_call_guard BEFORE INSERT ON public.discovery_call FOR EACH ROW EXECUTE FUNCTION app.guard_discovery_call();
alter table public.discovery_call enable always trigger discovery_call_guard;
CREATE TRIGGER discovery_call_is_whole AFTER INSERT ON public.discovery_call FOR EACH ROW EXECUTE FUNCTION app.complete_discovery_call();
alter table public.discovery_call enable always trigger discovery_call_is_whole;
CREATE TRIGGER discovery_call_no_truncate BEFORE TRUNCATE ON public.discovery_call FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.discovery_call enable always trigger discovery_call_no_truncate;
grant select on public.discovery_call to app_jobs;
grant select (id, number, partner_id, lead_id, held_at, minutes, participants, is_with_partner, is_removed, recorded_at, recorded_by, written_at, superseded_at) on public.discovery_call to app_partner;
grant insert (id, number, partner_id, lead_id, held_at, minutes, participants, is_with_partner, is_noted, is_removed, recorded_at, recorded_by, written_at, reason), select, update (superseded_at) on public.discovery_call to app_vendor;
comment on column public.discovery_call.is_with_partner is 'Whether people of its partner''s took part: with that it is its partner''s to see';
comment on column public.discovery_call.number is '1 for what was recorded first; the highest one counts';
comment on column public.discovery_call.participants is 'How many took part, so that nobody is added to a record later; none of one that was removed';
comment on column public.discovery_call.reason is 'Why it was corrected or removed, for the vendor alone';
comment on column public.discovery_call.superseded_at is 'Since when another record takes its place';
comment on table public.discovery_call is 'A call with the prospect of a lead, as sales recorded it: each correction, and that it was removed, is another row behind it. Its partner sees the latest of those in which its people took part';

create table public.discovery_call_note (
  call_id uuid not null,
  number integer not null,
  partner_id uuid not null,
  notes text,
  answers jsonb not null,
  constraint discovery_call_note_pkey PRIMARY KEY (call_id, number),
  constraint discovery_call_note_call_fkey FOREIGN KEY (partner_id, call_id, number) REFERENCES public.discovery_call(partner_id, id, number),
  constraint discovery_call_note_answers CHECK (app.call_answers_stand(answers)),
  constraint discovery_call_note_notes CHECK (((char_length(notes) >= 1) AND (char_length(notes) <= 10000))),
  constraint discovery_call_note_says_something CHECK (((notes IS NOT NULL) OR (answers <> '[]'::jsonb)))
);
alter table public.discovery_call_note enable row level security;
alter table public.discovery_call_note force row level security;
create policy discovery_call_note_vendor on public.discovery_call_note to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER discovery_call_note_guard AFTER INSERT ON public.discovery_call_note FOR EACH ROW EXECUTE FUNCTION app.guard_discovery_call_note();
alter table public.discovery_call_note enable always trigger discovery_call_note_guard;
CREATE TRIGGER discovery_call_note_no_truncate BEFORE TRUNCATE ON public.discovery_call_note FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.discovery_call_note enable always trigger discovery_call_note_no_truncate;
CREATE TRIGGER discovery_call_note_stands BEFORE UPDATE ON public.discovery_call_note FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.discovery_call_note enable always trigger discovery_call_note_stands;
grant select on public.discovery_call_note to app_jobs;
grant insert, select on public.discovery_call_note to app_vendor;
comment on column public.discovery_call_note.answers is '[{slot, text}]: what was answered, by the slots of the criteria''s framework';
comment on table public.discovery_call_note is 'What was said in a discovery call, in words: the vendor''s own. It never changes; its words may name persons, and can be erased alone';

create table public.discovery_call_participant (
  call_id uuid not null,
  number integer not null,
  "position" integer not null,
  partner_id uuid not null,
  is_with_partner boolean not null,
  side text not null,
  member_id uuid,
  contact_id uuid,
  constraint discovery_call_participant_pkey PRIMARY KEY (call_id, number, "position"),
  constraint discovery_call_participant_contact_once UNIQUE (call_id, number, contact_id),
  constraint discovery_call_participant_member_once UNIQUE (call_id, number, member_id),
  constraint discovery_call_participant_call_fkey FOREIGN KEY (partner_id, call_id, number, is_with_partner) REFERENCES public.discovery_call(partner_id, id, number, is_with_partner),
  constraint discovery_call_participant_person CHECK (((num_nonnulls(member_id, contact_id) = 1) AND ((contact_id IS NOT NULL) = (side = 'PROSPECT'::text)))),
  constraint discovery_call_participant_side CHECK ((side = ANY (ARRAY['VENDOR'::text, 'PARTNER'::text, 'PROSPECT'::text])))
);
alter table public.discovery_call_participant enable row level security;
alter table public.discovery_call_participant force row level security;
create policy discovery_call_participant_partner on public.discovery_call_participant for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy discovery_call_participant_seen on public.discovery_call_participant as restrictive for select to app_partner using (is_with_partner);
create policy discovery_call_participant_vendor on public.discovery_call_participant to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER discovery_call_participant_append_only BEFORE DELETE OR UPDATE ON public.discovery_call_participant FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.discovery_call_participant enable always trigger discovery_call_participant_append_only;
CREATE TRIGGER discovery_call_participant_guard AFTER INSERT ON public.discovery_call_participant FOR EACH ROW EXECUTE FUNCTION app.guard_discovery_call_participant();
alter table public.discovery_call_participant enable always trigger discovery_call_participant_guard;
CREATE TRIGGER discovery_call_participant_no_truncate BEFORE TRUNCATE ON public.discovery_call_participant FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.discovery_call_participant enable always trigger discovery_call_participant_no_truncate;
grant select on public.discovery_call_participant to app_jobs;
grant select on public.discovery_call_participant to app_partner;
grant insert, select on public.discovery_call_participant to app_vendor;
comment on column public.discovery_call_participant.is_with_partner is 'As its call has it, by the foreign key';
comment on table public.discovery_call_participant is 'Who took part in a discovery call, by person: of the vendor, of the lead''s partner, or a contact of the lead';

create table public.engagement (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  kind text not null,
  reference text not null,
  occurred_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  seconds integer,
  constraint engagement_pkey PRIMARY KEY (id),
  constraint engagement_once UNIQUE (lead_id, reference),
  constraint engagement_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint engagement_is_past CHECK ((occurred_at <= recorded_at)),
  constraint engagement_kind CHECK ((kind = ANY (ARRAY['VISIT'::text, 'DOWNLOAD'::text, 'DEMO_REQUEST'::text, 'CHAT'::text, 'EMAIL_OPENED'::text, 'EMAIL_CLICKED'::text, 'WEBINAR_ATTENDED'::text, 'FORM_SUBMITTED'::text, 'TEXT_MESSAGE'::text, 'PHONE_CALL'::text, 'UNREACHABLE'::text, 'EMAIL_BOUNCED'::text, 'UNSUBSCRIBED'::text]))),
  constraint engagement_reference CHECK (((char_length(reference) >= 1) AND (char_length(reference) <= 100))),
  constraint engagement_seconds CHECK (((seconds IS NULL) OR (((seconds >= 0) AND (seconds <= 86400)) AND (kind = 'VISIT'::text))))
);
CREATE INDEX engagement_of_lead ON public.engagement USING btree (partner_id, lead_id);
alter table public.engagement enable row level security;
alter table public.engagement force row level security;
create policy engagement_vendor on public.engagement to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER engagement_append_only BEFORE DELETE OR UPDATE ON public.engagement FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.engagement enable always trigger engagement_append_only;
CREATE TRIGGER engagement_counts AFTER INSERT ON public.engagement REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION app.count_engagement();
CREATE TRIGGER engagement_no_truncate BEFORE TRUNCATE ON public.engagement FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.engagement enable always trigger engagement_no_truncate;
grant select on public.engagement to app_jobs;
grant insert, insert (seconds), select on public.engagement to app_vendor;
comment on column public.engagement.seconds is 'Of a visit: how long it took, where that is known';
comment on table public.engagement is 'What the prospect of a lead did, once under each reference of the system that tells of it; for the vendor alone';

create table public.engagement_day (
  lead_id uuid not null,
  partner_id uuid not null,
  kind text not null,
  day date not null,
  events integer not null,
  constraint engagement_day_pkey PRIMARY KEY (lead_id, day, kind),
  constraint engagement_day_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint engagement_day_events CHECK ((events >= 1))
);
CREATE INDEX engagement_day_of_lead ON public.engagement_day USING btree (partner_id, lead_id);
alter table public.engagement_day enable row level security;
alter table public.engagement_day force row level security;
create policy engagement_day_counting on public.engagement_day to owner using (true) with check (true);
create policy engagement_day_vendor on public.engagement_day to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.engagement_day to app_jobs;
grant select on public.engagement_day to app_vendor;
comment on table public.engagement_day is 'How often the prospect of a lead did something on a day (UTC): engagement, counted by its trigger alone';

create table public.evidence (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  event_id uuid not null,
  kind text not null,
  note text,
  url text,
  upload_id uuid,
  file_name text,
  content_type text,
  byte_size bigint,
  sha256 bytea,
  submitted_at timestamp(3) with time zone not null,
  submitted_by uuid not null,
  by_vendor boolean not null,
  sender uuid generated always as (
CASE
    WHEN (NOT by_vendor) THEN partner_id
    ELSE NULL::uuid
END) stored,
  vendor_upload uuid generated always as (
CASE
    WHEN by_vendor THEN upload_id
    ELSE NULL::uuid
END) stored,
  constraint evidence_pkey PRIMARY KEY (id),
  constraint evidence_upload_once UNIQUE (partner_id, upload_id),
  constraint evidence_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint evidence_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint evidence_upload_fkey FOREIGN KEY (sender, upload_id) REFERENCES public.upload(partner_id, id),
  constraint evidence_vendor_upload_fkey FOREIGN KEY (vendor_upload) REFERENCES public.upload(id),
  constraint evidence_file_is_told CHECK ((((upload_id IS NULL) AND (num_nonnulls(file_name, content_type, byte_size, sha256) = 0)) OR ((upload_id IS NOT NULL) AND (num_nonnulls(file_name, content_type, byte_size, sha256) = 4)))),
  constraint evidence_is_link_or_file CHECK ((num_nonnulls(url, upload_id) = 1)),
  constraint evidence_kind CHECK ((kind = ANY (ARRAY['MEETING_NOTES'::text, 'EMAIL'::text, 'RECORDING'::text, 'DOCUMENT'::text, 'OTHER'::text]))),
  constraint evidence_url_is_https CHECK ((url ~~ 'https://%'::text))
);
CREATE INDEX evidence_by_sender ON public.evidence USING btree (sender, upload_id);
CREATE INDEX evidence_by_vendor_upload ON public.evidence USING btree (vendor_upload);
CREATE INDEX evidence_of_event ON public.evidence USING btree (partner_id, event_id);
CREATE INDEX evidence_of_lead ON public.evidence USING btree (partner_id, lead_id, submitted_at, id);
alter table public.evidence enable row level security;
alter table public.evidence force row level security;
create policy evidence_partner on public.evidence to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy evidence_vendor on public.evidence to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER evidence_append_only BEFORE DELETE OR UPDATE ON public.evidence FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.evidence enable always trigger evidence_append_only;
CREATE TRIGGER evidence_guard BEFORE INSERT ON public.evidence FOR EACH ROW EXECUTE FUNCTION app.guard_evidence();
CREATE TRIGGER evidence_id_is_new BEFORE INSERT ON public.evidence FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON public.evidence FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.evidence enable always trigger evidence_no_truncate;
grant select on public.evidence to app_jobs;
grant insert (id, partner_id, lead_id, event_id, kind, note, url, upload_id, file_name, content_type, byte_size, sha256, submitted_at, submitted_by, by_vendor), select on public.evidence to app_partner;
grant insert (id, partner_id, lead_id, event_id, kind, note, url, upload_id, file_name, content_type, byte_size, sha256, submitted_at, submitted_by, by_vendor), select on public.evidence to app_vendor;
comment on table public.evidence is 'A file or a link that one side added to a lead, for both to see: never changed, never taken back';

create table public.exchange_rate (
  id uuid not null,
  import_id uuid not null,
  source text not null,
  base text not null,
  quote text not null,
  rate numeric(20,10) not null,
  rated_on date not null,
  revision integer not null,
  published_at timestamp(3) with time zone not null,
  constraint exchange_rate_pkey PRIMARY KEY (id),
  constraint exchange_rate_import_fkey FOREIGN KEY (import_id, source, base) REFERENCES public.exchange_rate_import(id, source, base),
  constraint exchange_rate_quote_fkey FOREIGN KEY (quote) REFERENCES public.currency(code),
  constraint exchange_rate_above_zero CHECK ((rate > (0)::numeric)),
  constraint exchange_rate_revision CHECK ((revision >= 1)),
  constraint exchange_rate_two_currencies CHECK ((base <> quote))
);
CREATE INDEX exchange_rate_latest ON public.exchange_rate USING btree (rated_on DESC, revision DESC, id DESC);
CREATE INDEX exchange_rate_of_import ON public.exchange_rate USING btree (import_id);
CREATE UNIQUE INDEX exchange_rate_once ON public.exchange_rate USING btree (LEAST(base, quote), GREATEST(base, quote), rated_on, revision);
alter table public.exchange_rate enable row level security;
alter table public.exchange_rate force row level security;
create policy exchange_rate_vendor on public.exchange_rate to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER exchange_rate_append_only BEFORE DELETE OR UPDATE ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.exchange_rate enable always trigger exchange_rate_append_only;
CREATE TRIGGER exchange_rate_guard AFTER INSERT ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION app.guard_exchange_rate();
CREATE TRIGGER exchange_rate_no_truncate BEFORE TRUNCATE ON public.exchange_rate FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.exchange_rate enable always trigger exchange_rate_no_truncate;
grant select on public.exchange_rate to app_jobs;
grant insert, select on public.exchange_rate to app_vendor;
comment on column public.exchange_rate.published_at is 'From when on it counts: what was reached before goes by an earlier one';
comment on table public.exchange_rate is 'So much of quote for 1 of base on a day; never changed, a correction is the next revision and counts from when it was made';

create table public.exchange_rate_import (
  id uuid not null,
  source text not null,
  base text not null,
  correction_reason text,
  added integer not null,
  corrected integer not null,
  unchanged integer not null,
  skipped text[] not null,
  imported_at timestamp(3) with time zone not null,
  imported_by uuid not null,
  constraint exchange_rate_import_pkey PRIMARY KEY (id),
  constraint exchange_rate_import_of UNIQUE (id, source, base),
  constraint exchange_rate_import_base_fkey FOREIGN KEY (base) REFERENCES public.currency(code),
  constraint exchange_rate_import_corrects CHECK (((corrected = 0) OR (correction_reason IS NOT NULL))),
  constraint exchange_rate_import_counts CHECK (((added >= 0) AND (corrected >= 0) AND (unchanged >= 0))),
  constraint exchange_rate_import_reason CHECK (((char_length(correction_reason) >= 1) AND (char_length(correction_reason) <= 500))),
  constraint exchange_rate_import_source CHECK (((char_length(source) >= 1) AND (char_length(source) <= 40)))
);
alter table public.exchange_rate_import enable row level security;
alter table public.exchange_rate_import force row level security;
create policy exchange_rate_import_vendor on public.exchange_rate_import to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER exchange_rate_import_append_only BEFORE DELETE OR UPDATE ON public.exchange_rate_import FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.exchange_rate_import enable always trigger exchange_rate_import_append_only;
CREATE TRIGGER exchange_rate_import_guard BEFORE INSERT ON public.exchange_rate_import FOR EACH ROW EXECUTE FUNCTION app.guard_exchange_rate_import();
CREATE TRIGGER exchange_rate_import_no_truncate BEFORE TRUNCATE ON public.exchange_rate_import FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.exchange_rate_import enable always trigger exchange_rate_import_no_truncate;
grant select on public.exchange_rate_import to app_jobs;
grant insert, select on public.exchange_rate_import to app_vendor;
comment on table public.exchange_rate_import is 'Files of rates that somebody sent, and what became of each';

create table public.export_run (
  id uuid not null,
  requested_by uuid not null,
  key_id uuid,
  requested_at timestamp(3) with time zone not null,
  kind text not null,
  format text not null,
  parameters jsonb not null,
  watermark bigint,
  status text not null default 'QUEUED'::text,
  attempts integer not null default 0,
  alive_until timestamp(3) with time zone,
  done_rows bigint not null default 0,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  cancel_requested_at timestamp(3) with time zone,
  failure text,
  byte_size bigint,
  sha256 bytea,
  manifest jsonb,
  expires_at timestamp(3) with time zone,
  report_id uuid,
  recipient_ids uuid[] not null default '{}'::uuid[],
  partner_id uuid,
  constraint export_run_pkey PRIMARY KEY (id),
  constraint export_run_key_fkey FOREIGN KEY (partner_id, key_id) REFERENCES public.api_key(partner_id, id),
  constraint export_run_member_fkey FOREIGN KEY (partner_id, requested_by) REFERENCES public.membership(partner_id, id),
  constraint export_run_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint export_run_report_fkey FOREIGN KEY (report_id) REFERENCES public.report(id),
  constraint export_run_alive CHECK (((status = 'RUNNING'::text) = (alive_until IS NOT NULL))),
  constraint export_run_counts CHECK (((attempts >= 0) AND (done_rows >= 0) AND (byte_size >= 0))),
  constraint export_run_cut CHECK (((status <> ALL (ARRAY['DONE'::text, 'EXPIRED'::text])) OR (watermark IS NOT NULL))),
  constraint export_run_failed CHECK (((status = 'FAILED'::text) = (failure IS NOT NULL))),
  constraint export_run_finished CHECK (((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text])) = (finished_at IS NULL))),
  constraint export_run_format CHECK ((format = ANY (ARRAY['CSV'::text, 'CSV_EXCEL'::text, 'JSONL'::text, 'XLSX'::text, 'PARQUET'::text]))),
  constraint export_run_kind CHECK ((kind = ANY (ARRAY['CREDIT_DETAIL'::text, 'TRIAL_BALANCE'::text, 'GL_JOURNAL'::text, 'AUDIT_EXTRACT'::text, 'PAYOUT_LINES'::text, 'PARTNER_STATEMENTS'::text]))),
  constraint export_run_of_partner CHECK (((partner_id IS NULL) OR ((kind = ANY (ARRAY['CREDIT_DETAIL'::text, 'PARTNER_STATEMENTS'::text])) AND (report_id IS NULL)))),
  constraint export_run_own_manifest CHECK (((partner_id IS NULL) OR (NOT (manifest ?| ARRAY['watermark'::text, 'chainHash'::text, 'entityId'::text])))),
  constraint export_run_parameters CHECK ((jsonb_typeof(parameters) = 'object'::text)),
  constraint export_run_sha256 CHECK ((octet_length(sha256) = 32)),
  constraint export_run_status CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text, 'EXPIRED'::text]))),
  constraint export_run_told CHECK ((num_nonnulls(byte_size, sha256, manifest, expires_at) =
CASE
    WHEN (status = ANY (ARRAY['DONE'::text, 'EXPIRED'::text])) THEN 4
    ELSE 0
END)),
  constraint export_run_watermark CHECK ((watermark >= 0))
);
CREATE INDEX export_run_by_time ON public.export_run USING btree (requested_at DESC, id DESC);
CREATE INDEX export_run_in_turn ON public.export_run USING btree (requested_at, id) WHERE (status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));
CREATE INDEX export_run_kept ON public.export_run USING btree (expires_at) WHERE (status = 'DONE'::text);
CREATE INDEX export_run_of_key ON public.export_run USING btree (key_id) WHERE (key_id IS NOT NULL);
CREATE INDEX export_run_of_partner_by_time ON public.export_run USING btree (partner_id, requested_at DESC, id DESC) WHERE (partner_id IS NOT NULL);
CREATE INDEX export_run_of_report ON public.export_run USING btree (report_id, requested_at DESC) WHERE (report_id IS NOT NULL);
alter table public.export_run enable row level security;
alter table public.export_run force row level security;
create policy export_run_partner on public.export_run to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy export_run_vendor on public.export_run to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER export_run_guard BEFORE INSERT OR UPDATE ON public.export_run FOR EACH ROW EXECUTE FUNCTION app.guard_export_run();
CREATE TRIGGER export_run_id_is_new BEFORE INSERT ON public.export_run FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER export_run_is_told AFTER UPDATE ON public.export_run FOR EACH ROW WHEN (((new.report_id IS NOT NULL) AND (old.finished_at IS NULL) AND (new.status = ANY (ARRAY['DONE'::text, 'FAILED'::text])))) EXECUTE FUNCTION app.note_report_file();
CREATE TRIGGER export_run_of_report BEFORE INSERT ON public.export_run FOR EACH ROW WHEN ((new.report_id IS NOT NULL)) EXECUTE FUNCTION app.guard_export_of_report();
alter table public.export_run enable always trigger export_run_of_report;
CREATE TRIGGER export_run_of_side BEFORE INSERT ON public.export_run FOR EACH ROW EXECUTE FUNCTION app.guard_export_side();
alter table public.export_run enable always trigger export_run_of_side;
CREATE TRIGGER export_run_told_to_end BEFORE UPDATE ON public.export_run FOR EACH ROW WHEN (((new.status = 'DONE'::text) AND (new.cancel_requested_at IS NOT NULL))) EXECUTE FUNCTION app.refuse_file_told_to_end();
grant select, update (watermark, status, attempts, alive_until, done_rows, started_at, finished_at, failure, byte_size, sha256, manifest, expires_at) on public.export_run to app_jobs;
grant insert (id, requested_by, key_id, requested_at, kind, format, parameters, partner_id), select (id, requested_by, key_id, requested_at, kind, format, parameters, status, attempts, done_rows, started_at, finished_at, cancel_requested_at, failure, byte_size, manifest, expires_at, report_id, recipient_ids, partner_id), update (cancel_requested_at) on public.export_run to app_partner;
grant insert (id, requested_by, key_id, requested_at, kind, format, parameters, watermark, report_id), select, update (cancel_requested_at) on public.export_run to app_vendor;
comment on column public.export_run.partner_id is 'The partner whose own file it is; null where it is the vendor''s';
comment on column public.export_run.recipient_ids is 'Who may fetch it beside who asked: those who are told of its report';
comment on column public.export_run.report_id is 'The report that it is of; null where somebody asked for it by itself';
comment on table public.export_run is 'A file of the books that was asked for: where it stands, and, once it is written, what was in it; the file itself is gone with expires_at';

create table public.extension_request (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  window_id uuid not null,
  days integer not null,
  state text not null,
  requested_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  constraint extension_request_pkey PRIMARY KEY (id),
  constraint extension_request_event_fkey FOREIGN KEY (partner_id, id) REFERENCES public.lead_event(partner_id, id),
  constraint extension_request_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint extension_request_window_fkey FOREIGN KEY (partner_id, window_id) REFERENCES public.protection_window(partner_id, id),
  constraint extension_request_days CHECK ((days > 0)),
  constraint extension_request_decided CHECK (((state = 'PENDING'::text) = (decided_at IS NULL))),
  constraint extension_request_state CHECK ((state = ANY (ARRAY['PENDING'::text, 'GRANTED'::text, 'DECLINED'::text, 'MOOT'::text])))
);
CREATE INDEX extension_request_by_age ON public.extension_request USING btree (requested_at, id);
CREATE INDEX extension_request_of_lead ON public.extension_request USING btree (partner_id, lead_id);
CREATE INDEX extension_request_of_partner ON public.extension_request USING btree (partner_id, requested_at, id);
CREATE INDEX extension_request_of_window ON public.extension_request USING btree (partner_id, window_id);
CREATE UNIQUE INDEX extension_request_one_pending ON public.extension_request USING btree (partner_id, window_id) WHERE (state = 'PENDING'::text);
alter table public.extension_request enable row level security;
alter table public.extension_request force row level security;
create policy extension_request_keeping on public.extension_request to owner using (true) with check (true);
create policy extension_request_partner on public.extension_request for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy extension_request_vendor on public.extension_request to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.extension_request to app_jobs;
grant select on public.extension_request to app_partner;
grant select, update (state, decided_at) on public.extension_request to app_vendor;
comment on table public.extension_request is 'A partner asks for more days of protection; while it is pending the window''s clock stands still';

create table public.former_name (
  subject text not null,
  subject_id uuid not null,
  last_seq bigint not null,
  value text,
  constraint former_name_pkey PRIMARY KEY (subject, subject_id, last_seq),
  constraint former_name_seq CHECK ((last_seq >= 0)),
  constraint former_name_subject CHECK ((subject = ANY (ARRAY['partner'::text, 'partner_country'::text, 'incentive_program'::text, 'company'::text, 'lead_reference'::text])))
);
alter table public.former_name enable row level security;
alter table public.former_name force row level security;
create policy former_name_posting on public.former_name to owner using (true) with check (true);
create policy former_name_vendor on public.former_name for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER former_name_append_only BEFORE DELETE OR UPDATE ON public.former_name FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.former_name enable always trigger former_name_append_only;
CREATE TRIGGER former_name_no_truncate BEFORE TRUNCATE ON public.former_name FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.former_name enable always trigger former_name_no_truncate;
grant select on public.former_name to app_jobs;
grant select on public.former_name to app_vendor;
comment on table public.former_name is 'What something was called up to a number of the chain; written when the name changes, so that what never changed has no row';

create table public.fraud_rule (
  id uuid not null,
  rule text not null,
  is_watched boolean not null,
  most_leads integer,
  within_minutes integer,
  reason text not null,
  set_by uuid not null,
  set_at timestamp(3) with time zone not null,
  replaced_at timestamp(3) with time zone,
  constraint fraud_rule_pkey PRIMARY KEY (id),
  constraint fraud_rule_burst CHECK ((num_nonnulls(most_leads, within_minutes) =
CASE rule
    WHEN 'BURST'::text THEN 2
    ELSE 0
END)),
  constraint fraud_rule_in_order CHECK ((replaced_at >= set_at)),
  constraint fraud_rule_most_leads CHECK (((most_leads >= 1) AND (most_leads <= 100000))),
  constraint fraud_rule_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint fraud_rule_rule CHECK ((rule = ANY (ARRAY['OWN_MAILBOX'::text, 'OWN_DOMAIN'::text, 'DISPOSABLE_MAILBOX'::text, 'BURST'::text, 'SHARED_ACCOUNT'::text]))),
  constraint fraud_rule_within_minutes CHECK (((within_minutes >= 1) AND (within_minutes <= 10080)))
);
CREATE UNIQUE INDEX fraud_rule_one_in_force ON public.fraud_rule USING btree (rule) WHERE (replaced_at IS NULL);
alter table public.fraud_rule enable row level security;
alter table public.fraud_rule force row level security;
create policy fraud_rule_vendor on public.fraud_rule to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER fraud_rule_ends_once BEFORE DELETE OR UPDATE ON public.fraud_rule FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('replaced_at');
alter table public.fraud_rule enable always trigger fraud_rule_ends_once;
CREATE TRIGGER fraud_rule_guard AFTER INSERT ON public.fraud_rule FOR EACH ROW EXECUTE FUNCTION app.guard_fraud_rule();
alter table public.fraud_rule enable always trigger fraud_rule_guard;
CREATE TRIGGER fraud_rule_no_truncate BEFORE TRUNCATE ON public.fraud_rule FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.fraud_rule enable always trigger fraud_rule_no_truncate;
CREATE CONSTRAINT TRIGGER fraud_rule_stays AFTER UPDATE ON public.fraud_rule DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.keep_fraud_rule();
alter table public.fraud_rule enable always trigger fraud_rule_stays;
grant select on public.fraud_rule to app_jobs;
grant insert (id, rule, is_watched, most_leads, within_minutes, reason, set_by, set_at), select, update (replaced_at) on public.fraud_rule to app_vendor;
comment on column public.fraud_rule.most_leads is 'Of BURST: so many leads of a partner are no burst yet';
comment on column public.fraud_rule.within_minutes is 'Of BURST: within so long before or after the lead that earned';
comment on table public.fraud_rule is 'What is looked for in whatever is earned: the row of a rule that is not replaced is in force, the others are its history';

create table public.funnel_day (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  day date not null,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  constraint funnel_day_pkey PRIMARY KEY (partner_id, day, stage, program_id, implied),
  constraint funnel_day_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint funnel_day_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint funnel_day_stage CHECK ((stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text])))
) with (fillfactor=80);
CREATE INDEX funnel_day_by_day ON public.funnel_day USING btree (day);
alter table public.funnel_day enable row level security;
alter table public.funnel_day force row level security;
create policy funnel_day_counting on public.funnel_day to owner using (true) with check (true);
create policy funnel_day_partner on public.funnel_day for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy funnel_day_vendor on public.funnel_day to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (entered, advanced) on public.funnel_day to app_jobs;
grant select on public.funnel_day to app_partner;
grant select on public.funnel_day to app_vendor;
comment on table public.funnel_day is 'How many of a partner''s leads first reached a stage on a day in the program''s zone, and how many of those have reached a later one since; funnel_delta comes on top';

create table public.funnel_delta (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  day date,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  standing integer not null
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE INDEX funnel_delta_of_partner ON public.funnel_delta USING btree (partner_id);
alter table public.funnel_delta enable row level security;
alter table public.funnel_delta force row level security;
create policy funnel_delta_counting on public.funnel_delta to owner using (true) with check (true);
create policy funnel_delta_partner on public.funnel_delta for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy funnel_delta_vendor on public.funnel_delta to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, select on public.funnel_delta to app_jobs;
grant select on public.funnel_delta to app_partner;
grant select on public.funnel_delta to app_vendor;
comment on table public.funnel_delta is 'What leads have changed in funnel_day and funnel_now and is not folded into them yet; day is null where no stage was reached';

create table public.funnel_month (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  month date not null,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  constraint funnel_month_pkey PRIMARY KEY (partner_id, month, stage, program_id, implied),
  constraint funnel_month_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint funnel_month_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint funnel_month_month CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  constraint funnel_month_stage CHECK ((stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text])))
) with (fillfactor=50);
CREATE INDEX funnel_month_by_month ON public.funnel_month USING btree (month);
alter table public.funnel_month enable row level security;
alter table public.funnel_month force row level security;
create policy funnel_month_counting on public.funnel_month to owner using (true) with check (true);
create policy funnel_month_partner on public.funnel_month for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy funnel_month_vendor on public.funnel_month to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (entered, advanced) on public.funnel_month to app_jobs;
grant select on public.funnel_month to app_partner;
grant select on public.funnel_month to app_vendor;
comment on table public.funnel_month is 'The days of funnel_day added up by month; funnel_delta comes on top of both';

create table public.funnel_now (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  leads integer not null,
  constraint funnel_now_pkey PRIMARY KEY (partner_id, stage, program_id),
  constraint funnel_now_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint funnel_now_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint funnel_now_stage CHECK ((stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text])))
) with (fillfactor=50);
alter table public.funnel_now enable row level security;
alter table public.funnel_now force row level security;
create policy funnel_now_counting on public.funnel_now to owner using (true) with check (true);
create policy funnel_now_partner on public.funnel_now for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy funnel_now_vendor on public.funnel_now to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (leads) on public.funnel_now to app_jobs;
grant select on public.funnel_now to app_partner;
grant select on public.funnel_now to app_vendor;
comment on table public.funnel_now is 'How many of a partner''s leads stand in a stage; funnel_delta comes on top';

create table public.gl_mapping (
  id uuid not null,
  entity_id uuid not null,
  number integer not null,
  effective_on date not null,
  entity_code text,
  line_count integer not null,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  approved_at timestamp(3) with time zone,
  approved_by uuid,
  constraint gl_mapping_pkey PRIMARY KEY (id),
  constraint gl_mapping_number_once UNIQUE (entity_id, number),
  constraint gl_mapping_entity_fkey FOREIGN KEY (entity_id) REFERENCES public.legal_entity(id),
  constraint gl_mapping_approved CHECK ((((approved_at IS NULL) = (approved_by IS NULL)) AND (approved_at >= created_at))),
  constraint gl_mapping_entity_code CHECK (((char_length(entity_code) >= 1) AND (char_length(entity_code) <= 50))),
  constraint gl_mapping_line_count CHECK (((line_count >= 1) AND (line_count <= 200))),
  constraint gl_mapping_number CHECK ((number >= 1)),
  constraint gl_mapping_two_persons CHECK ((approved_by <> created_by))
);
CREATE INDEX gl_mapping_in_force ON public.gl_mapping USING btree (entity_id, effective_on DESC, number DESC) WHERE (approved_at IS NOT NULL);
alter table public.gl_mapping enable row level security;
alter table public.gl_mapping force row level security;
create policy gl_mapping_vendor on public.gl_mapping to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER gl_mapping_ends_once BEFORE DELETE OR UPDATE ON public.gl_mapping FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('approved_at', 'approved_by');
alter table public.gl_mapping enable always trigger gl_mapping_ends_once;
CREATE TRIGGER gl_mapping_guard BEFORE INSERT OR UPDATE ON public.gl_mapping FOR EACH ROW EXECUTE FUNCTION app.guard_gl_mapping();
CREATE TRIGGER gl_mapping_no_truncate BEFORE TRUNCATE ON public.gl_mapping FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.gl_mapping enable always trigger gl_mapping_no_truncate;
grant select on public.gl_mapping to app_jobs;
grant insert (id, entity_id, number, effective_on, entity_code, line_count, created_at, created_by), select, update (approved_at, approved_by) on public.gl_mapping to app_vendor;
comment on column public.gl_mapping.entity_code is 'What the firm''s books call the entity: a company code, a subsidiary';
comment on table public.gl_mapping is 'Versions of which accounts of the firm''s books the roles of the ledger stand for. Never changed; approved once, by somebody else than its author. Of those approved the one that took effect last counts';

create table public.gl_mapping_line (
  mapping_id uuid not null,
  line_no integer not null,
  role text not null,
  program_id uuid,
  currency text,
  account_code text not null,
  account_name text not null,
  tax_code text,
  cost_center text,
  tracking_name text,
  tracking_option text,
  constraint gl_mapping_line_pkey PRIMARY KEY (mapping_id, line_no),
  constraint gl_mapping_line_once UNIQUE NULLS NOT DISTINCT (mapping_id, role, program_id, currency),
  constraint gl_mapping_line_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint gl_mapping_line_mapping_fkey FOREIGN KEY (mapping_id) REFERENCES public.gl_mapping(id),
  constraint gl_mapping_line_program_fkey FOREIGN KEY (program_id) REFERENCES public.incentive_program(id),
  constraint gl_mapping_line_role CHECK ((role = ANY (ARRAY['expense'::text, 'expense_recovery'::text, 'contract_cost_asset'::text, 'accrued'::text, 'deferred'::text, 'holdback'::text, 'payable'::text, 'in_transit'::text, 'clawback_receivable'::text, 'writeoff'::text, 'cash_clearing'::text, 'bank'::text, 'bank_charges'::text, 'wht_payable'::text, 'fx_clearing'::text, 'fx_gain_loss'::text]))),
  constraint gl_mapping_line_texts CHECK ((((char_length(account_code) >= 1) AND (char_length(account_code) <= 50)) AND ((char_length(account_name) >= 1) AND (char_length(account_name) <= 100)) AND ((char_length(tax_code) >= 1) AND (char_length(tax_code) <= 50)) AND ((char_length(cost_center) >= 1) AND (char_length(cost_center) <= 50)) AND ((char_length(tracking_name) >= 1) AND (char_length(tracking_name) <= 100)) AND ((char_length(tracking_option) >= 1) AND (char_length(tracking_option) <= 100)))),
  constraint gl_mapping_line_tracking CHECK (((tracking_name IS NULL) = (tracking_option IS NULL)))
);
CREATE INDEX gl_mapping_line_by_program ON public.gl_mapping_line USING btree (program_id) WHERE (program_id IS NOT NULL);
alter table public.gl_mapping_line enable row level security;
alter table public.gl_mapping_line force row level security;
create policy gl_mapping_line_vendor on public.gl_mapping_line to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER gl_mapping_line_append_only BEFORE DELETE OR UPDATE ON public.gl_mapping_line FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.gl_mapping_line enable always trigger gl_mapping_line_append_only;
CREATE TRIGGER gl_mapping_line_guard BEFORE INSERT ON public.gl_mapping_line FOR EACH ROW EXECUTE FUNCTION app.guard_gl_mapping_line();
CREATE TRIGGER gl_mapping_line_no_truncate BEFORE TRUNCATE ON public.gl_mapping_line FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.gl_mapping_line enable always trigger gl_mapping_line_no_truncate;
grant select on public.gl_mapping_line to app_jobs;
grant insert, select on public.gl_mapping_line to app_vendor;
comment on table public.gl_mapping_line is 'The account that a role stands for: everywhere, or in an incentive program or a currency alone';

create table public.hold_release (
  id uuid not null,
  hold_id uuid not null,
  state text not null default 'WAITING'::text,
  reason text not null,
  requested_by uuid not null,
  requested_at timestamp(3) with time zone not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  constraint hold_release_pkey PRIMARY KEY (id),
  constraint hold_release_hold_fkey FOREIGN KEY (hold_id) REFERENCES public.credit_hold(id),
  constraint hold_release_decided CHECK (((num_nonnulls(decided_by, decided_at) =
CASE state
    WHEN 'WAITING'::text THEN 0
    ELSE 2
END) AND ((note IS NULL) OR (state <> 'WAITING'::text)) AND ((note IS NOT NULL) OR (state <> 'DECLINED'::text)))),
  constraint hold_release_in_order CHECK ((decided_at >= requested_at)),
  constraint hold_release_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint hold_release_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint hold_release_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'RELEASED'::text, 'DECLINED'::text])))
);
CREATE INDEX hold_release_of_hold ON public.hold_release USING btree (hold_id, requested_at DESC, id DESC);
CREATE UNIQUE INDEX hold_release_one_waiting ON public.hold_release USING btree (hold_id) WHERE (state = 'WAITING'::text);
alter table public.hold_release enable row level security;
alter table public.hold_release force row level security;
create policy hold_release_vendor on public.hold_release to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER hold_release_by_another AFTER UPDATE ON public.hold_release FOR EACH ROW EXECUTE FUNCTION app.guard_release_by_another();
alter table public.hold_release enable always trigger hold_release_by_another;
CREATE TRIGGER hold_release_ends_once BEFORE DELETE OR UPDATE ON public.hold_release FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note');
alter table public.hold_release enable always trigger hold_release_ends_once;
CREATE TRIGGER hold_release_guard AFTER INSERT OR UPDATE ON public.hold_release FOR EACH ROW EXECUTE FUNCTION app.guard_hold_release();
alter table public.hold_release enable always trigger hold_release_guard;
CREATE TRIGGER hold_release_id_is_new BEFORE INSERT ON public.hold_release FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER hold_release_is_told AFTER INSERT ON public.hold_release FOR EACH ROW EXECUTE FUNCTION app.note_hold_release();
CREATE TRIGGER hold_release_no_truncate BEFORE TRUNCATE ON public.hold_release FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.hold_release enable always trigger hold_release_no_truncate;
grant select on public.hold_release to app_jobs;
grant insert (id, hold_id, reason, requested_by, requested_at), select, update (state, decided_by, decided_at, note) on public.hold_release to app_vendor;
comment on table public.hold_release is 'What somebody asks to let go, and what another person says to that';

create table public.idempotency_claim (
  partner_id uuid,
  mutation text not null,
  key text not null,
  request_hash bytea not null,
  outcome jsonb,
  created_at timestamp(3) with time zone not null,
  constraint idempotency_claim_once UNIQUE NULLS NOT DISTINCT (partner_id, mutation, key),
  constraint idempotency_claim_hash_length CHECK ((octet_length(request_hash) = 32)),
  constraint idempotency_claim_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255)))
);
alter table public.idempotency_claim enable row level security;
alter table public.idempotency_claim force row level security;
create policy idempotency_claim_partner on public.idempotency_claim to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy idempotency_claim_vendor on public.idempotency_claim to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER idempotency_claim_outcome_stands BEFORE UPDATE ON public.idempotency_claim FOR EACH ROW EXECUTE FUNCTION app.keep_outcome();
grant insert (partner_id, mutation, key, request_hash, created_at), select, update (outcome) on public.idempotency_claim to app_jobs;
grant insert (partner_id, mutation, key, request_hash, created_at), select, update (outcome) on public.idempotency_claim to app_partner;
grant insert (partner_id, mutation, key, request_hash, created_at), select, update (outcome) on public.idempotency_claim to app_vendor;
comment on table public.idempotency_claim is 'One row per mutation key and caller (partner, or the vendor where partner_id is null), written in the transaction of its effect';

create table public.import_problem (
  partner_id uuid not null,
  run_id uuid not null,
  row_number integer not null,
  place integer not null,
  column_name text,
  code text not null,
  words text not null,
  constraint import_problem_pkey PRIMARY KEY (partner_id, run_id, row_number, place),
  constraint import_problem_run_fkey FOREIGN KEY (partner_id, run_id) REFERENCES public.import_run(partner_id, id)
);
alter table public.import_problem enable row level security;
alter table public.import_problem force row level security;
create policy import_problem_of_vendors_file on public.import_problem as restrictive for select to app_vendor using ((EXISTS ( SELECT
   FROM public.import_run
  WHERE ((import_run.partner_id = import_problem.partner_id) AND (import_run.id = import_problem.run_id) AND (import_run.vendor_upload_id IS NOT NULL)))));
create policy import_problem_partner on public.import_problem for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy import_problem_vendor on public.import_problem to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select on public.import_problem to app_jobs;
grant select on public.import_problem to app_partner;
grant select on public.import_problem to app_vendor;
comment on table public.import_problem is 'Why a row of an imported file was not registered: its number in the file, the column, the reason';

create table public.import_run (
  id uuid not null,
  partner_id uuid not null,
  upload_id uuid,
  program_id uuid,
  format text not null,
  columns jsonb not null,
  defaults jsonb not null,
  error_policy text not null,
  dry_run boolean not null,
  requested_at timestamp(3) with time zone not null,
  requested_by uuid not null,
  key_id uuid,
  status text not null default 'QUEUED'::text,
  step text not null default 'READ'::text,
  part integer not null default 0,
  total_rows integer,
  done_rows integer not null default 0,
  registered_count integer not null default 0,
  known_count integer not null default 0,
  refused_count integer not null default 0,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  failure_code text,
  failure_text text,
  failure_row integer,
  failure_column text,
  cancel_requested_at timestamp(3) with time zone,
  vendor_upload_id uuid,
  file_name text,
  constraint import_run_pkey PRIMARY KEY (id),
  constraint import_run_of_partner UNIQUE (partner_id, id),
  constraint import_run_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint import_run_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint import_run_upload_fkey FOREIGN KEY (partner_id, upload_id) REFERENCES public.upload(partner_id, id),
  constraint import_run_vendor_upload_fkey FOREIGN KEY (vendor_upload_id) REFERENCES public.upload(id),
  constraint import_run_counts CHECK ((((registered_count + known_count) + refused_count) = done_rows)),
  constraint import_run_error_policy CHECK ((error_policy = ANY (ARRAY['REJECT_FAILED'::text, 'REJECT_ALL'::text]))),
  constraint import_run_failed CHECK (((status = 'FAILED'::text) = (failure_code IS NOT NULL))),
  constraint import_run_file_name CHECK (((vendor_upload_id IS NULL) = (file_name IS NULL))),
  constraint import_run_finished CHECK (((status = ANY (ARRAY['DONE'::text, 'FAILED'::text, 'CANCELLED'::text])) = (finished_at IS NOT NULL))),
  constraint import_run_format CHECK ((format = ANY (ARRAY['CSV'::text, 'JSONL'::text]))),
  constraint import_run_of_vendors_row CHECK ((partner_id <> '01970000-0000-7000-8000-000000000002'::uuid)),
  constraint import_run_one_file CHECK ((num_nonnulls(upload_id, vendor_upload_id) = 1)),
  constraint import_run_status CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text]))),
  constraint import_run_step CHECK ((step = ANY (ARRAY['READ'::text, 'CHECK'::text, 'REGISTER'::text])))
);
CREATE INDEX import_run_by_end ON public.import_run USING btree (finished_at) WHERE (refused_count > 0);
CREATE INDEX import_run_by_time ON public.import_run USING btree (requested_at DESC, id DESC);
CREATE INDEX import_run_of_partner_by_time ON public.import_run USING btree (partner_id, requested_at DESC, id DESC);
CREATE INDEX import_run_of_upload ON public.import_run USING btree (partner_id, upload_id);
CREATE INDEX import_run_of_vendor_upload ON public.import_run USING btree (vendor_upload_id) WHERE (vendor_upload_id IS NOT NULL);
alter table public.import_run enable row level security;
alter table public.import_run force row level security;
create policy import_run_partner on public.import_run to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy import_run_vendor on public.import_run to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER import_run_begins AFTER INSERT ON public.import_run FOR EACH ROW EXECUTE FUNCTION queue.enqueue_import_run();
CREATE TRIGGER import_run_goes_on AFTER UPDATE OF part ON public.import_run FOR EACH ROW WHEN (((new.part <> old.part) AND (new.status = 'RUNNING'::text))) EXECUTE FUNCTION queue.enqueue_import_run();
CREATE TRIGGER import_run_guard BEFORE INSERT OR UPDATE ON public.import_run FOR EACH ROW EXECUTE FUNCTION app.guard_import_run();
CREATE TRIGGER import_run_id_is_new BEFORE INSERT ON public.import_run FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER import_run_on_behalf BEFORE INSERT ON public.import_run FOR EACH ROW WHEN ((CURRENT_USER = 'app_vendor'::name)) EXECUTE FUNCTION app.guard_import_on_behalf();
grant select, update (status, step, part, total_rows, done_rows, registered_count, known_count, refused_count, started_at, finished_at, failure_code, failure_text, failure_row, failure_column) on public.import_run to app_jobs;
grant insert (id, partner_id, upload_id, program_id, format, columns, defaults, error_policy, dry_run, requested_at, requested_by, key_id), select, update (cancel_requested_at) on public.import_run to app_partner;
grant insert (id, partner_id, program_id, format, columns, defaults, error_policy, dry_run, requested_at, requested_by, key_id, vendor_upload_id, file_name), select, update (cancel_requested_at) on public.import_run to app_vendor;
comment on column public.import_run.vendor_upload_id is 'The file, where the vendor asked for the import on its partner''s behalf';
comment on table public.import_run is 'A file of leads that a partner asked to have registered: how far it is, and what came of it';

create table public.inbox_item (
  lead_id uuid not null,
  partner_id uuid not null,
  holder_id uuid not null,
  next_step text not null,
  due_at timestamp(3) with time zone,
  sorts_at timestamp(3) with time zone not null generated always as (COALESCE(due_at, '9999-12-31 00:00:00+00'::timestamp with time zone)) stored,
  entered_at timestamp(3) with time zone not null,
  waits_for_partner boolean not null,
  score integer,
  grade text,
  due_on date not null generated always as (((COALESCE(due_at, '9999-12-31 00:00:00+00'::timestamp with time zone) AT TIME ZONE 'UTC'::text))::date) stored,
  by_score integer not null generated always as (COALESCE((- score), 1)) stored,
  constraint inbox_item_pkey PRIMARY KEY (lead_id),
  constraint inbox_item_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint inbox_item_score CHECK ((((score IS NULL) = (grade IS NULL)) AND (score >= 0))),
  constraint inbox_item_step CHECK ((next_step = ANY (ARRAY['ACCEPT'::text, 'QUALIFY'::text, 'CONVERT'::text, 'CLOSE'::text, 'TAKE_UP'::text])))
);
CREATE INDEX inbox_item_by_due ON public.inbox_item USING btree (due_on, by_score, sorts_at, entered_at, lead_id);
CREATE INDEX inbox_item_of_holder ON public.inbox_item USING btree (holder_id, due_on, by_score, sorts_at, entered_at, lead_id);
CREATE INDEX inbox_item_of_lead ON public.inbox_item USING btree (partner_id, lead_id);
alter table public.inbox_item enable row level security;
alter table public.inbox_item force row level security;
create policy inbox_item_keeping on public.inbox_item to owner using (true) with check (true);
create policy inbox_item_vendor on public.inbox_item to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.inbox_item to app_jobs;
grant select on public.inbox_item to app_vendor;
comment on column public.inbox_item.score is 'That of lead_score; null where the lead has none';
comment on table public.inbox_item is 'A lead with which the vendor has to do something next: what, by when, and who holds it (a person, a queue; the uuid of zeros where nobody does)';

create table public.incentive_accelerator (
  version_id uuid not null,
  rule_key text not null,
  kind text not null,
  period text not null,
  from_units integer[] not null,
  multipliers_ppm bigint[] not null,
  constraint incentive_accelerator_pkey PRIMARY KEY (version_id, rule_key),
  constraint incentive_accelerator_rule_fkey FOREIGN KEY (version_id, rule_key) REFERENCES public.incentive_rule(version_id, key),
  constraint incentive_accelerator_brackets CHECK ((((cardinality(from_units) >= 2) AND (cardinality(from_units) <= 10)) AND (cardinality(from_units) = cardinality(multipliers_ppm)) AND (from_units[1] = 1) AND (multipliers_ppm[1] > 0) AND (100000000 >= ALL (multipliers_ppm)) AND app.is_rising((from_units)::numeric[]) AND app.is_rising((multipliers_ppm)::numeric[]))),
  constraint incentive_accelerator_kind CHECK ((kind = ANY (ARRAY['MARGINAL'::text, 'RETROACTIVE'::text]))),
  constraint incentive_accelerator_period CHECK ((period = ANY (ARRAY['MONTH'::text, 'QUARTER'::text, 'YEAR'::text])))
);
alter table public.incentive_accelerator enable row level security;
alter table public.incentive_accelerator force row level security;
create policy incentive_accelerator_owner on public.incentive_accelerator to owner using (true) with check (true);
create policy incentive_accelerator_partner on public.incentive_accelerator for select to app_partner using ((EXISTS ( SELECT
   FROM public.incentive_program_version version
  WHERE (version.id = incentive_accelerator.version_id))));
create policy incentive_accelerator_vendor on public.incentive_accelerator to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_accelerator_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_accelerator FOR EACH ROW EXECUTE FUNCTION app.guard_incentive_rule();
alter table public.incentive_accelerator enable always trigger incentive_accelerator_guard;
CREATE TRIGGER incentive_accelerator_of_one_time AFTER INSERT ON public.incentive_accelerator FOR EACH ROW EXECUTE FUNCTION app.guard_accelerated_recurrence();
CREATE TRIGGER incentive_accelerator_without_caps AFTER INSERT OR UPDATE ON public.incentive_accelerator FOR EACH ROW EXECUTE FUNCTION app.guard_accelerator_caps();
grant select on public.incentive_accelerator to app_jobs;
grant select on public.incentive_accelerator to app_partner;
grant delete, insert, select on public.incentive_accelerator to app_vendor;
comment on table public.incentive_accelerator is 'How much more a rule pays a partner for its own part, the more leads it brought in a period';

create table public.incentive_condition (
  version_id uuid not null,
  rule_key text not null,
  key text not null,
  label text not null,
  expression text not null,
  constraint incentive_condition_pkey PRIMARY KEY (version_id, rule_key, key),
  constraint incentive_condition_rule_fkey FOREIGN KEY (version_id, rule_key) REFERENCES public.incentive_rule(version_id, key),
  constraint incentive_condition_expression CHECK (((char_length(expression) >= 1) AND (char_length(expression) <= 1000))),
  constraint incentive_condition_key CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint incentive_condition_label CHECK (((char_length(label) >= 1) AND (char_length(label) <= 200)))
);
alter table public.incentive_condition enable row level security;
alter table public.incentive_condition force row level security;
create policy incentive_condition_owner on public.incentive_condition to owner using (true) with check (true);
create policy incentive_condition_partner on public.incentive_condition for select to app_partner using ((EXISTS ( SELECT
   FROM public.incentive_program_version version
  WHERE (version.id = incentive_condition.version_id))));
create policy incentive_condition_vendor on public.incentive_condition to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_condition_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_condition FOR EACH ROW EXECUTE FUNCTION app.guard_incentive_rule();
alter table public.incentive_condition enable always trigger incentive_condition_guard;
grant select on public.incentive_condition to app_jobs;
grant select (version_id, rule_key, key, label) on public.incentive_condition to app_partner;
grant delete, insert, select on public.incentive_condition to app_vendor;
comment on table public.incentive_condition is 'What must hold of a lead for a rule to pay, in words and in CEL; all that a rule has must';

create table public.incentive_program (
  id uuid not null,
  program_id uuid not null,
  name text not null,
  currency text not null,
  time_zone text not null,
  is_default boolean not null default false,
  created_at timestamp(3) with time zone not null,
  version integer not null default 1,
  published_at timestamp(3) with time zone,
  version_pin text not null default 'EVENT'::text,
  constraint incentive_program_pkey PRIMARY KEY (id),
  constraint incentive_program_name_once UNIQUE (name),
  constraint incentive_program_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint incentive_program_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint incentive_program_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint incentive_program_version_number CHECK ((version >= 1)),
  constraint incentive_program_version_pin CHECK ((version_pin = ANY (ARRAY['EVENT'::text, 'REGISTRATION'::text])))
);
CREATE INDEX incentive_program_of_program ON public.incentive_program USING btree (program_id);
CREATE UNIQUE INDEX incentive_program_one_default ON public.incentive_program USING btree (is_default) WHERE is_default;
alter table public.incentive_program enable row level security;
alter table public.incentive_program force row level security;
create policy incentive_program_owner on public.incentive_program to owner using (true) with check (true);
create policy incentive_program_partner on public.incentive_program for select to app_partner using (((published_at IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.program
  WHERE (program.id = incentive_program.program_id)))));
create policy incentive_program_vendor on public.incentive_program to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_program_former_name AFTER UPDATE OF name ON public.incentive_program FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION app.keep_former_name('incentive_program', 'id', 'name');
grant select on public.incentive_program to app_jobs;
grant select (id, program_id, name, currency, time_zone, is_default, created_at, published_at, version_pin) on public.incentive_program to app_partner;
grant insert (id, program_id, name, currency, time_zone, created_at, version_pin), select, update (version) on public.incentive_program to app_vendor;
comment on column public.incentive_program.published_at is 'Since when a version of it is approved; null before, and then no partner knows of it';
comment on column public.incentive_program.version is 'Grows by one with each change of its versions';
comment on column public.incentive_program.version_pin is 'Whether a lead is paid by the version in force when it reaches a milestone, or when it was claimed';
comment on table public.incentive_program is 'Pays for what leads reach; what it pays stands in its versions';

create table public.incentive_program_version (
  id uuid not null,
  incentive_program_id uuid not null,
  number integer not null,
  state text not null,
  effective_at timestamp(3) with time zone,
  created_by uuid not null,
  approved_by uuid,
  created_at timestamp(3) with time zone not null,
  note text,
  changed_by uuid not null,
  changed_at timestamp(3) with time zone not null,
  approved_at timestamp(3) with time zone,
  withdrawn_by uuid,
  withdrawn_at timestamp(3) with time zone,
  ends_at timestamp(3) with time zone,
  retired_by uuid,
  retired_at timestamp(3) with time zone,
  rounding text not null default 'HALF_EVEN'::text,
  lead_cap_minor bigint,
  partner_cap_minor bigint,
  partner_cap_window text,
  partner_cap_excess text,
  budget_minor bigint,
  budget_excess text,
  reversal_days integer not null default 60,
  holdback_ppm bigint,
  vesting_instalments integer,
  vesting_every integer,
  vesting_unit text,
  minimum_payout_minor bigint,
  minimum_payout_months integer,
  clawback_days integer[],
  clawback_ppm bigint[],
  partner_cap_defer_windows smallint,
  recruiter_ppm bigint,
  recruiter_months integer,
  recruiter_cap_minor bigint,
  constraint incentive_program_version_pkey PRIMARY KEY (id),
  constraint incentive_program_version_number_once UNIQUE (incentive_program_id, number),
  constraint incentive_program_version_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint incentive_program_version_approved CHECK ((((state = 'APPROVED'::text) = (approved_by IS NOT NULL)) AND ((approved_by IS NULL) = (approved_at IS NULL)) AND ((state <> 'APPROVED'::text) OR (effective_at IS NOT NULL)))),
  constraint incentive_program_version_budget CHECK (((num_nonnulls(budget_minor, budget_excess) = ANY (ARRAY[0, 2])) AND ((budget_minor IS NULL) OR ((budget_minor > 0) AND (budget_excess = ANY (ARRAY['FORFEIT'::text, 'WHOLE_OR_NOTHING'::text])))))),
  constraint incentive_program_version_clawback CHECK (((num_nonnulls(clawback_days, clawback_ppm) = ANY (ARRAY[0, 2])) AND ((clawback_days IS NULL) OR (((cardinality(clawback_days) >= 1) AND (cardinality(clawback_days) <= 20)) AND (cardinality(clawback_ppm) = cardinality(clawback_days)) AND (array_position(clawback_days, NULL::integer) IS NULL) AND app.are_rising(clawback_days) AND (clawback_days[cardinality(clawback_days)] = reversal_days) AND (array_position(clawback_ppm, NULL::bigint) IS NULL) AND (1 <= ALL (clawback_ppm)) AND (1000000 >= ALL (clawback_ppm)))))),
  constraint incentive_program_version_defers CHECK (((((partner_cap_excess = 'DEFER'::text) IS TRUE) = (partner_cap_defer_windows IS NOT NULL)) AND ((partner_cap_defer_windows >= 1) AND (partner_cap_defer_windows <= 12)) AND (num_nonnulls(partner_cap_defer_windows, budget_minor) < 2) AND (num_nonnulls(partner_cap_defer_windows, holdback_ppm) < 2) AND (num_nonnulls(partner_cap_defer_windows, clawback_ppm) < 2))),
  constraint incentive_program_version_holdback CHECK (((num_nonnulls(holdback_ppm, vesting_instalments, vesting_every, vesting_unit) = ANY (ARRAY[0, 4])) AND ((holdback_ppm IS NULL) OR (((holdback_ppm >= 1) AND (holdback_ppm <= 1000000)) AND ((vesting_instalments >= 1) AND (vesting_instalments <= 60)) AND ((vesting_every >= 1) AND (vesting_every <= 3650)) AND (vesting_unit = ANY (ARRAY['DAYS'::text, 'MONTHS'::text])) AND ((vesting_instalments * vesting_every) <=
CASE vesting_unit
    WHEN 'DAYS'::text THEN 3650
    ELSE 120
END))))),
  constraint incentive_program_version_lead_cap CHECK ((lead_cap_minor > 0)),
  constraint incentive_program_version_minimum_payout CHECK (((minimum_payout_minor > 0) AND ((minimum_payout_months IS NULL) OR ((minimum_payout_minor IS NOT NULL) AND ((minimum_payout_months >= 1) AND (minimum_payout_months <= 120)))))),
  constraint incentive_program_version_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint incentive_program_version_partner_cap CHECK (((num_nonnulls(partner_cap_minor, partner_cap_window, partner_cap_excess) = ANY (ARRAY[0, 3])) AND ((partner_cap_minor IS NULL) OR ((partner_cap_minor > 0) AND (partner_cap_window = ANY (ARRAY['MONTH'::text, 'QUARTER'::text, 'YEAR'::text])) AND (partner_cap_excess = ANY (ARRAY['FORFEIT'::text, 'REDISTRIBUTE'::text, 'DEFER'::text])))))),
  constraint incentive_program_version_recruiter CHECK ((((recruiter_ppm >= 1) AND (recruiter_ppm <= 1000000)) AND ((recruiter_months >= 1) AND (recruiter_months <= 120)) AND (recruiter_cap_minor > 0) AND ((recruiter_ppm IS NOT NULL) OR (num_nonnulls(recruiter_months, recruiter_cap_minor) = 0)) AND (num_nonnulls(recruiter_ppm, budget_minor) < 2))),
  constraint incentive_program_version_retired CHECK (((num_nonnulls(ends_at, retired_by, retired_at) = ANY (ARRAY[0, 3])) AND ((ends_at IS NULL) OR ((state = 'APPROVED'::text) AND (ends_at >= retired_at))))),
  constraint incentive_program_version_reversal_days CHECK (((reversal_days >= 1) AND (reversal_days <= 3650))),
  constraint incentive_program_version_rounding CHECK ((rounding = ANY (ARRAY['HALF_EVEN'::text, 'HALF_UP'::text, 'DOWN'::text]))),
  constraint incentive_program_version_state CHECK ((state = ANY (ARRAY['DRAFT'::text, 'APPROVED'::text, 'WITHDRAWN'::text]))),
  constraint incentive_program_version_two_persons CHECK (((created_by <> approved_by) AND (changed_by <> approved_by))),
  constraint incentive_program_version_withdrawn CHECK ((((state = 'WITHDRAWN'::text) = (withdrawn_at IS NOT NULL)) AND ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))))
);
CREATE UNIQUE INDEX incentive_program_version_effective_once ON public.incentive_program_version USING btree (incentive_program_id, effective_at) WHERE ((state = 'APPROVED'::text) AND ((ends_at IS NULL) OR (ends_at > effective_at)));
CREATE UNIQUE INDEX incentive_program_version_one_draft ON public.incentive_program_version USING btree (incentive_program_id) WHERE (state = 'DRAFT'::text);
CREATE INDEX incentive_program_version_paying_recruiters ON public.incentive_program_version USING btree (incentive_program_id) WHERE ((recruiter_ppm IS NOT NULL) AND (state = 'APPROVED'::text));
alter table public.incentive_program_version enable row level security;
alter table public.incentive_program_version force row level security;
create policy incentive_program_version_owner on public.incentive_program_version to owner using (true) with check (true);
create policy incentive_program_version_partner on public.incentive_program_version for select to app_partner using (((state = 'APPROVED'::text) AND (EXISTS ( SELECT
   FROM public.incentive_program
  WHERE (incentive_program.id = incentive_program_version.incentive_program_id)))));
create policy incentive_program_version_vendor on public.incentive_program_version to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_program_version_defers AFTER INSERT OR UPDATE OF state ON public.incentive_program_version FOR EACH ROW WHEN (((new.state = 'APPROVED'::text) AND (new.partner_cap_defer_windows IS NOT NULL))) EXECUTE FUNCTION app.guard_deferring_rules();
CREATE TRIGGER incentive_program_version_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_program_version FOR EACH ROW EXECUTE FUNCTION app.guard_program_version();
alter table public.incentive_program_version enable always trigger incentive_program_version_guard;
CREATE TRIGGER incentive_program_version_publishes AFTER INSERT OR UPDATE OF state ON public.incentive_program_version FOR EACH ROW WHEN ((new.state = 'APPROVED'::text)) EXECUTE FUNCTION app.publish_incentive_program();
CREATE TRIGGER incentive_program_version_spiffs BEFORE INSERT OR UPDATE OF state ON public.incentive_program_version FOR EACH ROW WHEN ((new.state = 'APPROVED'::text)) EXECUTE FUNCTION app.guard_spiffs_of_version();
alter table public.incentive_program_version enable always trigger incentive_program_version_spiffs;
CREATE TRIGGER incentive_program_version_without_accelerators AFTER INSERT OR UPDATE ON public.incentive_program_version FOR EACH ROW WHEN ((num_nonnulls(new.lead_cap_minor, new.partner_cap_minor, new.budget_minor, new.holdback_ppm, new.clawback_ppm) > 0)) EXECUTE FUNCTION app.guard_accelerator_caps();
grant select on public.incentive_program_version to app_jobs;
grant select (id, incentive_program_id, number, state, effective_at, ends_at, rounding, lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, reversal_days, holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months, clawback_days, clawback_ppm, partner_cap_defer_windows) on public.incentive_program_version to app_partner;
grant insert (id, incentive_program_id, number, state, effective_at, created_by, created_at, note, changed_by, changed_at, rounding, lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, budget_minor, budget_excess, reversal_days, holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months, clawback_days, clawback_ppm, partner_cap_defer_windows, recruiter_ppm, recruiter_months, recruiter_cap_minor), select, update (state, effective_at, approved_by, note, changed_by, changed_at, approved_at, withdrawn_by, withdrawn_at, ends_at, retired_by, retired_at, rounding, lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, budget_minor, budget_excess, reversal_days, holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months, clawback_days, clawback_ppm, partner_cap_defer_windows, recruiter_ppm, recruiter_months, recruiter_cap_minor) on public.incentive_program_version to app_vendor;
comment on column public.incentive_program_version.budget_minor is 'What the program may pay in all, under all versions that have a budget; null where that is not limited';
comment on column public.incentive_program_version.changed_by is 'Who changed the draft last';
comment on column public.incentive_program_version.clawback_days is 'The last days of the steps by which credit is taken back, counted from the day of the milestone; null where all of it is';
comment on column public.incentive_program_version.clawback_ppm is 'How much of a credit is taken back up to each of these days, in all, in parts per million';
comment on column public.incentive_program_version.effective_at is 'From when it pays; null in a draft that is to do so once it is approved';
comment on column public.incentive_program_version.ends_at is 'From when its program pays nothing by it, whatever replaces it; null where only another version ends it';
comment on column public.incentive_program_version.holdback_ppm is 'How much of each credit is held back, in parts per million; null where nothing is';
comment on column public.incentive_program_version.lead_cap_minor is 'What a lead may earn under the program over all its milestones; null where that is not limited';
comment on column public.incentive_program_version.minimum_payout_minor is 'What has to be payable for a partner to be paid; null where whatever is';
comment on column public.incentive_program_version.minimum_payout_months is 'After so many months what was carried is paid all the same; null where it is carried until it is enough';
comment on column public.incentive_program_version.partner_cap_defer_windows is 'In how many later windows what is over a partner''s cap may be earned yet; null where it is not deferred';
comment on column public.incentive_program_version.partner_cap_minor is 'What a partner may earn under the program in a window; null where that is not limited';
comment on column public.incentive_program_version.recruiter_cap_minor is 'How much in all for one partner while one recruiter of it counts; null where that is not limited';
comment on column public.incentive_program_version.recruiter_months is 'For how many months from when the recruiter counts; null: as long as it does';
comment on column public.incentive_program_version.recruiter_ppm is 'How much of what counts of a partner''s credit whoever recruited it has besides, in parts per million; null where nothing';
comment on column public.incentive_program_version.reversal_days is 'For so many days after a milestone, to the end of the last one, what was wrong when the lead was claimed takes its credit back';
comment on column public.incentive_program_version.rounding is 'How what a percent comes to is rounded, once per award';
comment on column public.incentive_program_version.vesting_every is 'So many units after the day of the milestone the first instalment vests, and after that each';
comment on table public.incentive_program_version is 'What a program pays from effective_at on; in force is the approved one with the latest effective_at that has come';

create table public.incentive_quality (
  version_id uuid not null,
  target_ppm bigint not null,
  prior integer not null,
  window_days integer not null,
  floor_ppm bigint not null,
  ceiling_ppm bigint not null,
  constraint incentive_quality_pkey PRIMARY KEY (version_id),
  constraint incentive_quality_version_fkey FOREIGN KEY (version_id) REFERENCES public.incentive_program_version(id),
  constraint incentive_quality_bounds CHECK ((((floor_ppm >= 1) AND (floor_ppm <= 1000000)) AND ((ceiling_ppm >= 1000000) AND (ceiling_ppm <= 100000000)))),
  constraint incentive_quality_prior CHECK (((prior >= 1) AND (prior <= 1000))),
  constraint incentive_quality_target CHECK (((target_ppm >= 1) AND (target_ppm <= 1000000))),
  constraint incentive_quality_window CHECK (((window_days >= 1) AND (window_days <= 3650)))
);
alter table public.incentive_quality enable row level security;
alter table public.incentive_quality force row level security;
create policy incentive_quality_owner on public.incentive_quality to owner using (true) with check (true);
create policy incentive_quality_partner on public.incentive_quality for select to app_partner using ((EXISTS ( SELECT
   FROM public.incentive_program_version version
  WHERE (version.id = incentive_quality.version_id))));
create policy incentive_quality_vendor on public.incentive_quality to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_quality_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_quality FOR EACH ROW EXECUTE FUNCTION app.guard_incentive_rule();
alter table public.incentive_quality enable always trigger incentive_quality_guard;
grant select on public.incentive_quality to app_jobs;
grant select on public.incentive_quality to app_partner;
grant delete, insert, select on public.incentive_quality to app_vendor;
comment on table public.incentive_quality is 'How much more or less a version pays by the part of a partner''s closed leads that was won, of a target; a version without goes by no such thing';

create table public.incentive_rule (
  version_id uuid not null,
  key text not null,
  milestone text not null,
  kind text not null,
  amount_minor bigint,
  rate_ppm bigint,
  spiff_name text,
  starts_at timestamp(3) with time zone,
  ends_at timestamp(3) with time zone,
  on_skip text not null default 'ONLY_REACHED'::text,
  gl_treatment text not null default 'EXPENSE'::text,
  recurring_months smallint,
  constraint incentive_rule_pkey PRIMARY KEY (version_id, key),
  constraint incentive_rule_version_fkey FOREIGN KEY (version_id) REFERENCES public.incentive_program_version(id),
  constraint incentive_rule_amount CHECK ((amount_minor >= 0)),
  constraint incentive_rule_gl_treatment CHECK (((gl_treatment = 'EXPENSE'::text) OR ((gl_treatment = 'CAPITALIZE'::text) AND (milestone = 'WON'::text)))),
  constraint incentive_rule_kind CHECK (((((kind = 'FIXED_BOUNTY'::text) AND (amount_minor IS NOT NULL) AND (rate_ppm IS NULL)) OR ((kind = 'PERCENT_OF_DEAL'::text) AND (milestone = 'WON'::text) AND (rate_ppm IS NOT NULL) AND (amount_minor IS NULL))) IS TRUE)),
  constraint incentive_rule_milestone CHECK ((milestone = ANY (ARRAY['SQL'::text, 'OPPORTUNITY'::text, 'WON'::text]))),
  constraint incentive_rule_on_skip CHECK (((on_skip = 'ONLY_REACHED'::text) OR ((on_skip = 'PAY_SKIPPED'::text) AND (milestone = 'OPPORTUNITY'::text)))),
  constraint incentive_rule_rate CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000))),
  constraint incentive_rule_recurring CHECK (((recurring_months IS NULL) OR (((recurring_months >= 2) AND (recurring_months <= 60)) AND (kind = 'PERCENT_OF_DEAL'::text) AND (spiff_name IS NULL)))),
  constraint incentive_rule_spiff CHECK (((num_nonnulls(spiff_name, starts_at, ends_at) = ANY (ARRAY[0, 3])) AND ((spiff_name IS NOT NULL) = (key ~ '^spiff_[a-z][a-z0-9_]{0,39}$'::text)) AND ((spiff_name IS NULL) OR (((char_length(spiff_name) >= 1) AND (char_length(spiff_name) <= 100)) AND (ends_at > starts_at)))))
);
CREATE UNIQUE INDEX incentive_rule_one_of_milestone ON public.incentive_rule USING btree (version_id, milestone) WHERE (spiff_name IS NULL);
alter table public.incentive_rule enable row level security;
alter table public.incentive_rule force row level security;
create policy incentive_rule_owner on public.incentive_rule to owner using (true) with check (true);
create policy incentive_rule_partner on public.incentive_rule for select to app_partner using ((EXISTS ( SELECT
   FROM public.incentive_program_version version
  WHERE (version.id = incentive_rule.version_id))));
create policy incentive_rule_vendor on public.incentive_rule to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_rule_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_rule FOR EACH ROW EXECUTE FUNCTION app.guard_incentive_rule();
alter table public.incentive_rule enable always trigger incentive_rule_guard;
grant select on public.incentive_rule to app_jobs;
grant select on public.incentive_rule to app_partner;
grant delete, insert, select on public.incentive_rule to app_vendor;
comment on column public.incentive_rule.ends_at is 'From when a spiff pays no more, by the instant of the milestone';
comment on column public.incentive_rule.gl_treatment is 'EXPENSE: what it pays is booked to expense; CAPITALIZE: to contract_cost_asset, of the WON of a deal alone';
comment on column public.incentive_rule.on_skip is 'Whether it pays where a move passes over its milestone';
comment on column public.incentive_rule.rate_ppm is 'Of PERCENT_OF_DEAL: how much of the deal, in parts per million';
comment on column public.incentive_rule.recurring_months is 'How many months it pays its part of the deal for, one each month from the win on; null: once';
comment on column public.incentive_rule.spiff_name is 'What partners are told a spiff is called; null of the rule that its milestone has always';
comment on table public.incentive_rule is 'What one milestone earns under a version, in the program''s smallest currency unit';

create table public.incentive_tier_multiplier (
  version_id uuid not null,
  tier_id uuid not null,
  multiplier_ppm bigint not null,
  constraint incentive_tier_multiplier_pkey PRIMARY KEY (version_id, tier_id),
  constraint incentive_tier_multiplier_tier_fkey FOREIGN KEY (tier_id) REFERENCES public.partner_tier(id),
  constraint incentive_tier_multiplier_version_fkey FOREIGN KEY (version_id) REFERENCES public.incentive_program_version(id),
  constraint incentive_tier_multiplier_ppm CHECK (((multiplier_ppm >= 1) AND (multiplier_ppm <= 100000000)))
);
CREATE INDEX incentive_tier_multiplier_of_tier ON public.incentive_tier_multiplier USING btree (tier_id);
alter table public.incentive_tier_multiplier enable row level security;
alter table public.incentive_tier_multiplier force row level security;
create policy incentive_tier_multiplier_owner on public.incentive_tier_multiplier to owner using (true) with check (true);
create policy incentive_tier_multiplier_partner on public.incentive_tier_multiplier for select to app_partner using ((EXISTS ( SELECT
   FROM public.incentive_program_version version
  WHERE (version.id = incentive_tier_multiplier.version_id))));
create policy incentive_tier_multiplier_vendor on public.incentive_tier_multiplier to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER incentive_tier_multiplier_guard BEFORE INSERT OR DELETE OR UPDATE ON public.incentive_tier_multiplier FOR EACH ROW EXECUTE FUNCTION app.guard_incentive_rule();
alter table public.incentive_tier_multiplier enable always trigger incentive_tier_multiplier_guard;
grant select on public.incentive_tier_multiplier to app_jobs;
grant select on public.incentive_tier_multiplier to app_partner;
grant delete, insert, select on public.incentive_tier_multiplier to app_vendor;
comment on table public.incentive_tier_multiplier is 'How much of what a rule pays a partner on this tier has, in parts per million; once where a tier is not named';

create table public.information_request (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null,
  before_acceptance boolean not null,
  fields text[] not null,
  questions text[] not null,
  evidence text,
  asked_at timestamp(3) with time zone not null,
  due_on date not null,
  due_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  constraint information_request_pkey PRIMARY KEY (id),
  constraint information_request_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint information_request_closed CHECK (((state = 'OPEN'::text) = (closed_at IS NULL))),
  constraint information_request_evidence CHECK (((evidence IS NOT NULL) = ((state = 'ANSWERED'::text) AND ('EVIDENCE'::text = ANY (fields))))),
  constraint information_request_fields CHECK ((fields <@ ARRAY['COMPANY_NAME'::text, 'COMPANY_DOMAIN'::text, 'COMPANY_COUNTRY'::text, 'COMPANY_TAX_ID'::text, 'CONTACT_NAME'::text, 'CONTACT_EMAIL'::text, 'CONTACT_PHONE'::text, 'CONTACT_JOB_TITLE'::text, 'NOTES'::text, 'ESTIMATED_VALUE'::text, 'CUSTOM_FIELDS'::text, 'PRODUCT_LINES'::text, 'TENDER'::text, 'EVIDENCE'::text])),
  constraint information_request_questions CHECK ((((cardinality(fields) >= 1) AND (cardinality(fields) <= 14)) AND (cardinality(questions) = cardinality(fields)))),
  constraint information_request_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'ANSWERED'::text, 'EXPIRED'::text, 'LAPSED'::text])))
);
CREATE INDEX information_request_due ON public.information_request USING btree (due_at) WHERE (state = 'OPEN'::text);
CREATE INDEX information_request_of_lead ON public.information_request USING btree (partner_id, lead_id, asked_at, id);
CREATE UNIQUE INDEX information_request_one_open ON public.information_request USING btree (partner_id, lead_id) WHERE (state = 'OPEN'::text);
alter table public.information_request enable row level security;
alter table public.information_request force row level security;
create policy information_request_keeping on public.information_request for select to owner using (true);
create policy information_request_partner on public.information_request to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy information_request_vendor on public.information_request to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
create policy information_request_waiting on public.information_request for update to owner using (true) with check (true);
CREATE TRIGGER information_request_guard BEFORE UPDATE ON public.information_request FOR EACH ROW EXECUTE FUNCTION app.guard_information_request();
grant select, update (state, closed_at) on public.information_request to app_jobs;
grant select, update (state, evidence, closed_at) on public.information_request to app_partner;
grant insert, select, update (state, closed_at) on public.information_request to app_vendor;
comment on table public.information_request is 'What sales asks the partner of a lead: which fields, and a question for each; open until due_at, the end of the day due_on in the program''s zone';

create table public.invitation (
  id uuid not null,
  partner_id uuid,
  email text not null,
  display_name text not null,
  roles text[] not null,
  invited_by uuid,
  token_hash bytea,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  accepted_at timestamp(3) with time zone,
  membership_id uuid,
  constraint invitation_pkey PRIMARY KEY (id),
  constraint invitation_token_once UNIQUE (token_hash),
  constraint invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.membership(id),
  constraint invitation_membership_fkey FOREIGN KEY (partner_id, membership_id) REFERENCES public.membership(partner_id, id),
  constraint invitation_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint invitation_accepted CHECK (((accepted_at IS NULL) = (membership_id IS NULL))),
  constraint invitation_display_name_length CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 200))),
  constraint invitation_email_length CHECK ((char_length(email) <= 254)),
  constraint invitation_hash_length CHECK ((octet_length(token_hash) = 32)),
  constraint invitation_inviter CHECK (((invited_by IS NOT NULL) OR (partner_id IS NULL))),
  constraint invitation_not_to_vendors_row CHECK ((partner_id <> '01970000-0000-7000-8000-000000000002'::uuid)),
  constraint invitation_roles CHECK (((cardinality(roles) > 0) AND
CASE
    WHEN (partner_id IS NULL) THEN (roles <@ ARRAY['SALES_REP'::text, 'SALES_MANAGER'::text, 'CHANNEL_MANAGER'::text, 'MARKETING_OPS'::text, 'SCORING_ANALYST'::text, 'FINANCE'::text, 'CONTROLLER'::text, 'PRIVACY_OFFICER'::text, 'ANALYST'::text, 'ADMIN'::text, 'AUDITOR'::text])
    ELSE (roles <@ ARRAY['PARTNER_MEMBER'::text, 'PARTNER_ADMIN'::text])
END)),
  constraint invitation_times CHECK ((expires_at > created_at))
);
CREATE INDEX invitation_by_age ON public.invitation USING btree (partner_id, created_at, id);
CREATE INDEX invitation_by_inviter ON public.invitation USING btree (invited_by);
CREATE INDEX invitation_by_membership ON public.invitation USING btree (partner_id, membership_id);
alter table public.invitation enable row level security;
alter table public.invitation force row level security;
create policy invitation_auth on public.invitation to app_auth using (true) with check (true);
create policy invitation_by_actor on public.invitation as restrictive for insert to app_partner with check ((invited_by = ( SELECT app.actor())));
create policy invitation_partner on public.invitation to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy invitation_vendor on public.invitation to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER invitation_id_is_new BEFORE INSERT ON public.invitation FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
grant select, update (accepted_at, membership_id) on public.invitation to app_auth;
grant insert (id, partner_id, email, display_name, roles, invited_by, created_at, expires_at), select (id, partner_id, email, display_name, roles, created_at, expires_at, accepted_at) on public.invitation to app_partner;
grant insert (id, partner_id, email, display_name, roles, invited_by, created_at, expires_at), select (id, partner_id, email, display_name, roles, invited_by, created_at, expires_at, accepted_at), update (token_hash, expires_at) on public.invitation to app_vendor;
comment on table public.invitation is 'Somebody asked to become a member; nothing in it depends on whether the address has a login';

create table public.journal_entry (
  txn_id uuid not null,
  line_no integer not null,
  account_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  credit_id uuid,
  constraint journal_entry_pkey PRIMARY KEY (txn_id, line_no),
  constraint journal_entry_account_fkey FOREIGN KEY (account_id, currency) REFERENCES public.ledger_account(id, currency),
  constraint journal_entry_txn_fkey FOREIGN KEY (txn_id) REFERENCES public.journal_txn(id),
  constraint journal_entry_amount CHECK ((amount_minor <> 0)),
  constraint journal_entry_line_no CHECK ((line_no > 0))
);
CREATE INDEX journal_entry_by_account ON public.journal_entry USING btree (account_id, txn_id);
CREATE INDEX journal_entry_by_credit ON public.journal_entry USING btree (credit_id) WHERE (credit_id IS NOT NULL);
alter table public.journal_entry enable row level security;
alter table public.journal_entry force row level security;
create policy journal_entry_posting on public.journal_entry to owner using (true) with check (true);
create policy journal_entry_vendor on public.journal_entry for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER journal_entry_append_only BEFORE DELETE OR UPDATE ON public.journal_entry FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.journal_entry enable always trigger journal_entry_append_only;
CREATE CONSTRAINT TRIGGER journal_entry_balances AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_journal_balances();
alter table public.journal_entry enable always trigger journal_entry_balances;
CREATE TRIGGER journal_entry_guard AFTER INSERT ON public.journal_entry REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_journal_entries();
alter table public.journal_entry enable always trigger journal_entry_guard;
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON public.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.journal_entry enable always trigger journal_entry_no_truncate;
grant select on public.journal_entry to app_jobs;
grant select on public.journal_entry to app_vendor;
comment on table public.journal_entry is 'A line of a posting, in minor units of its account''s currency: debit > 0, credit < 0';

create table public.journal_seal (
  txn_id uuid not null,
  entity_id uuid not null,
  seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint journal_seal_pkey PRIMARY KEY (txn_id),
  constraint journal_seal_once UNIQUE (entity_id, seq),
  constraint journal_seal_txn_fkey FOREIGN KEY (txn_id) REFERENCES public.journal_txn(id),
  constraint journal_seal_hash_length CHECK (((octet_length(hash) = 32) AND (octet_length(prev_hash) = 32))),
  constraint journal_seal_seq CHECK ((seq > 0))
);
alter table public.journal_seal enable row level security;
alter table public.journal_seal force row level security;
create policy journal_seal_posting on public.journal_seal to owner using (true) with check (true);
create policy journal_seal_vendor on public.journal_seal for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER journal_seal_append_only BEFORE DELETE OR UPDATE ON public.journal_seal FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.journal_seal enable always trigger journal_seal_append_only;
CREATE TRIGGER journal_seal_no_truncate BEFORE TRUNCATE ON public.journal_seal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.journal_seal enable always trigger journal_seal_no_truncate;
grant select on public.journal_seal to app_jobs;
grant select on public.journal_seal to app_vendor;
comment on table public.journal_seal is 'The place of a posting in its entity''s hash chain; the first link follows 32 zero bytes';

create table public.journal_txn (
  id uuid not null,
  entity_id uuid not null,
  kind text not null,
  idempotency_key text not null,
  request_hash bytea not null,
  effective_date date not null,
  accounting_date date not null,
  posted_at timestamp(3) with time zone not null,
  period_id uuid not null,
  reverses_id uuid,
  source_type text not null,
  source_id uuid not null,
  actor_id uuid not null,
  approval_id uuid,
  memo text,
  db_xact xid8 not null,
  constraint journal_txn_pkey PRIMARY KEY (id),
  constraint journal_txn_key_once UNIQUE (entity_id, idempotency_key),
  constraint journal_txn_period_fkey FOREIGN KEY (period_id, entity_id) REFERENCES public.accounting_period(id, entity_id),
  constraint journal_txn_reverses_fkey FOREIGN KEY (reverses_id) REFERENCES public.journal_txn(id),
  constraint journal_txn_hash_length CHECK ((octet_length(request_hash) = 32)),
  constraint journal_txn_key_length CHECK (((char_length(idempotency_key) >= 1) AND (char_length(idempotency_key) <= 255))),
  constraint journal_txn_kind CHECK ((kind = ANY (ARRAY['ACCRUE'::text, 'APPROVE'::text, 'VEST'::text, 'SCHEDULE'::text, 'EXPORT'::text, 'SETTLE'::text, 'RETURN'::text, 'REVERSE'::text, 'ADJUST'::text, 'TRUE_UP'::text, 'CLAWBACK'::text, 'REPAYMENT'::text, 'WRITE_OFF'::text, 'WHT_REMITTED'::text, 'FX_PAYOUT'::text]))),
  constraint journal_txn_memo_length CHECK (((char_length(memo) >= 1) AND (char_length(memo) <= 1000))),
  constraint journal_txn_reversal CHECK (((kind = 'REVERSE'::text) = (reverses_id IS NOT NULL))),
  constraint journal_txn_source CHECK ((source_type ~ '^[a-z][a-z_]*$'::text))
);
CREATE INDEX journal_txn_by_period ON public.journal_txn USING btree (period_id);
CREATE INDEX journal_txn_by_source ON public.journal_txn USING btree (source_type, source_id);
CREATE INDEX journal_txn_late ON public.journal_txn USING btree (posted_at) WHERE (accounting_date > effective_date);
CREATE UNIQUE INDEX journal_txn_reversed_once ON public.journal_txn USING btree (reverses_id) WHERE (reverses_id IS NOT NULL);
alter table public.journal_txn enable row level security;
alter table public.journal_txn force row level security;
create policy journal_txn_posting on public.journal_txn to owner using (true) with check (true);
create policy journal_txn_vendor on public.journal_txn for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER journal_txn_append_only BEFORE DELETE OR UPDATE ON public.journal_txn FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.journal_txn enable always trigger journal_txn_append_only;
CREATE CONSTRAINT TRIGGER journal_txn_balances AFTER INSERT ON public.journal_txn DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_journal_balances();
alter table public.journal_txn enable always trigger journal_txn_balances;
CREATE TRIGGER journal_txn_guard BEFORE INSERT ON public.journal_txn FOR EACH ROW EXECUTE FUNCTION app.guard_journal_txn();
alter table public.journal_txn enable always trigger journal_txn_guard;
CREATE TRIGGER journal_txn_no_truncate BEFORE TRUNCATE ON public.journal_txn FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.journal_txn enable always trigger journal_txn_no_truncate;
CREATE TRIGGER journal_txn_queue_for_seal AFTER INSERT ON public.journal_txn FOR EACH ROW EXECUTE FUNCTION app.queue_for_seal();
alter table public.journal_txn enable always trigger journal_txn_queue_for_seal;
grant select on public.journal_txn to app_jobs;
grant select on public.journal_txn to app_vendor;
comment on table public.journal_txn is 'A posting: what happened, when it counts (effective), when it is booked (accounting) and when it was known (posted)';

create table public.journal_unsealed (
  txn_id uuid not null,
  constraint journal_unsealed_pkey PRIMARY KEY (txn_id)
);
alter table public.journal_unsealed enable row level security;
alter table public.journal_unsealed force row level security;
create policy journal_unsealed_posting on public.journal_unsealed to owner using (true) with check (true);
create policy journal_unsealed_vendor on public.journal_unsealed for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.journal_unsealed to app_jobs;
grant select on public.journal_unsealed to app_vendor;
comment on table public.journal_unsealed is 'Postings that wait for the sealer, so that it need not search the journal';

create table public.lead (
  id uuid not null,
  partner_id uuid not null,
  program_id uuid not null,
  kind text not null,
  stage text not null,
  stage_entered_at timestamp(3) with time zone not null,
  claimed_at timestamp(3) with time zone not null,
  submitted_at timestamp(3) with time zone,
  marketing_qualified_at timestamp(3) with time zone,
  accepted_at timestamp(3) with time zone,
  sales_qualified_at timestamp(3) with time zone,
  opportunity_at timestamp(3) with time zone,
  won_at timestamp(3) with time zone,
  lost_at timestamp(3) with time zone,
  implied_stages text[] not null default '{}'::text[],
  external_reference text,
  registration_hash bytea not null,
  source text not null,
  campaign text,
  notes text,
  value_minor bigint,
  value_currency text,
  registered_by uuid not null,
  owner_id uuid,
  owner_name text,
  reason_code text,
  revisit_on date,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  revisit_order date not null generated always as (COALESCE(revisit_on, 'infinity'::date)) stored,
  cycle integer not null default 1,
  undo_to text,
  form_number integer,
  custom_fields jsonb not null default '[]'::jsonb,
  terms_number integer,
  registered_by_vendor boolean not null default false,
  origin text not null default 'REGISTRATION'::text,
  joined integer not null default 0,
  continues_in uuid,
  product_line_ids uuid[] not null default ARRAY['01970000-0000-7000-8000-000000000030'::uuid],
  tender_reference text,
  tender_issuer text,
  tender_due_on date,
  tender_key text generated always as (lower(regexp_replace(tender_reference, '[^[:alnum:]]+'::text, ''::text, 'g'::text))) stored,
  constraint lead_pkey PRIMARY KEY (id),
  constraint lead_of_partner UNIQUE (partner_id, id),
  constraint lead_continues_fkey FOREIGN KEY (partner_id, continues_in) REFERENCES public.lead(partner_id, id),
  constraint lead_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint lead_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint lead_accepted_has_owner CHECK (((stage <> ALL (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text])) OR (owner_id IS NOT NULL))),
  constraint lead_continues CHECK (((continues_in IS NULL) OR ((stage = 'MERGED'::text) AND (continues_in <> id)))),
  constraint lead_custom_fields CHECK (((jsonb_typeof(custom_fields) = 'array'::text) AND (octet_length((custom_fields)::text) <= 65536))),
  constraint lead_custom_fields_of_form CHECK (((form_number IS NOT NULL) OR (custom_fields = '[]'::jsonb))),
  constraint lead_cycle CHECK ((cycle >= 1)),
  constraint lead_exit_has_reason CHECK (((stage <> ALL (ARRAY['REJECTED'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'LOST'::text])) OR (reason_code IS NOT NULL))),
  constraint lead_kind CHECK ((kind = ANY (ARRAY['NEW_BUSINESS'::text, 'CROSS_SELL'::text, 'UPSELL'::text, 'RENEWAL'::text, 'PRODUCT_QUALIFIED'::text]))),
  constraint lead_origin CHECK ((origin = ANY (ARRAY['REGISTRATION'::text, 'TRANSFER'::text, 'OFFER'::text]))),
  constraint lead_owner CHECK (((owner_id IS NULL) = (owner_name IS NULL))),
  constraint lead_reached CHECK ((((stage <> 'SAL'::text) OR (accepted_at IS NOT NULL)) AND ((stage <> 'SQL'::text) OR (sales_qualified_at IS NOT NULL)) AND ((stage <> 'OPPORTUNITY'::text) OR (opportunity_at IS NOT NULL)) AND ((stage <> 'WON'::text) OR (won_at IS NOT NULL)) AND ((stage <> 'LOST'::text) OR (lost_at IS NOT NULL)))),
  constraint lead_recycled_revisit CHECK (((stage <> 'RECYCLED'::text) OR (revisit_on IS NOT NULL))),
  constraint lead_source CHECK ((source = ANY (ARRAY['PARTNER_PORTAL'::text, 'PARTNER_API'::text, 'PARTNER_WEB_FORM'::text, 'IMPORT'::text, 'EMAIL'::text, 'CHAT'::text, 'SOCIAL'::text, 'EVENT'::text, 'WEBINAR'::text, 'CONTENT'::text, 'ADVERTISEMENT'::text, 'TRIAL'::text, 'VENDOR_CAMPAIGN'::text, 'OTHER'::text]))),
  constraint lead_stage CHECK ((stage = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text]))),
  constraint lead_tender CHECK (((tender_reference IS NOT NULL) OR (num_nonnulls(tender_issuer, tender_due_on) = 0))),
  constraint lead_undo_to CHECK ((undo_to = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text]))),
  constraint lead_value CHECK ((((value_minor IS NULL) = (value_currency IS NULL)) AND (value_minor >= 0)))
);
CREATE INDEX lead_by_acceptance ON public.lead USING btree (accepted_at) WHERE (accepted_at IS NOT NULL);
CREATE INDEX lead_by_campaign ON public.lead USING btree (campaign, claimed_at DESC, id DESC) WHERE (campaign IS NOT NULL);
CREATE INDEX lead_by_claim ON public.lead USING btree (claimed_at DESC, id DESC, stage, owner_id);
CREATE INDEX lead_by_external_reference ON public.lead USING btree (external_reference) WHERE (external_reference IS NOT NULL);
CREATE INDEX lead_by_refusal ON public.lead USING btree (stage_entered_at) WHERE (stage = ANY (ARRAY['REJECTED'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text]));
CREATE INDEX lead_by_revisit ON public.lead USING btree (revisit_order DESC, id DESC, stage, owner_id, claimed_at);
CREATE INDEX lead_by_sql ON public.lead USING btree (sales_qualified_at, id) WHERE (sales_qualified_at IS NOT NULL);
CREATE INDEX lead_by_stage ON public.lead USING btree (stage, claimed_at DESC, id DESC);
CREATE INDEX lead_by_update ON public.lead USING btree (updated_at DESC, id DESC, stage, owner_id, claimed_at);
CREATE UNIQUE INDEX lead_external_reference_once ON public.lead USING btree (partner_id, external_reference) WHERE (external_reference IS NOT NULL);
CREATE INDEX lead_of_owner ON public.lead USING btree (owner_id, claimed_at DESC, id DESC) WHERE (owner_id IS NOT NULL);
CREATE INDEX lead_of_partner_by_campaign ON public.lead USING btree (partner_id, campaign, claimed_at DESC, id DESC) WHERE (campaign IS NOT NULL);
CREATE INDEX lead_of_partner_by_claim ON public.lead USING btree (partner_id, claimed_at DESC, id DESC, stage, owner_id);
CREATE INDEX lead_of_partner_by_revisit ON public.lead USING btree (partner_id, revisit_order DESC, id DESC, stage, owner_id, claimed_at);
CREATE INDEX lead_of_partner_by_sql ON public.lead USING btree (partner_id, sales_qualified_at, id) WHERE (sales_qualified_at IS NOT NULL);
CREATE INDEX lead_of_partner_by_stage ON public.lead USING btree (partner_id, stage, claimed_at DESC, id DESC);
CREATE INDEX lead_of_partner_by_update ON public.lead USING btree (partner_id, updated_at DESC, id DESC, stage, owner_id, claimed_at);
alter table public.lead enable row level security;
alter table public.lead force row level security;
create policy lead_counting on public.lead for select to owner using (true);
create policy lead_draft_unseen on public.lead as restrictive to app_jobs, app_vendor using ((stage <> 'DRAFT'::text));
create policy lead_partner on public.lead to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_vendor on public.lead to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER "GUARD_lead_opened" AFTER INSERT ON public.lead FOR EACH ROW WHEN ((new.origin <> 'REGISTRATION'::text)) EXECUTE FUNCTION app.guard_opened_lead();
CREATE TRIGGER lead_closes_requests AFTER UPDATE OF stage ON public.lead FOR EACH ROW WHEN ((((old.stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text])) AND (new.stage <> ALL (ARRAY['SUBMITTED'::text, 'MQL'::text]))) OR ((old.stage = ANY (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])) AND (new.stage <> ALL (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text]))))) EXECUTE FUNCTION app.close_information_requests();
CREATE TRIGGER lead_counts AFTER INSERT OR DELETE ON public.lead FOR EACH ROW EXECUTE FUNCTION app.count_lead();
CREATE TRIGGER lead_former_name AFTER UPDATE OF external_reference ON public.lead FOR EACH ROW WHEN ((old.external_reference IS DISTINCT FROM new.external_reference)) EXECUTE FUNCTION app.keep_former_name('lead_reference', 'id', 'external_reference');
CREATE TRIGGER lead_guard BEFORE UPDATE ON public.lead FOR EACH ROW WHEN ((new.joined = old.joined)) EXECUTE FUNCTION app.guard_lead();
CREATE TRIGGER lead_guard_joining BEFORE UPDATE ON public.lead FOR EACH ROW WHEN ((new.joined <> old.joined)) EXECUTE FUNCTION app.guard_joining_lead();
CREATE TRIGGER lead_guard_new BEFORE INSERT ON public.lead FOR EACH ROW WHEN ((new.origin = 'REGISTRATION'::text)) EXECUTE FUNCTION app.guard_new_lead();
CREATE TRIGGER lead_guard_own BEFORE UPDATE ON public.lead FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.guard_own_move();
CREATE TRIGGER lead_guard_registered BEFORE INSERT ON public.lead FOR EACH ROW WHEN (((new.origin = 'REGISTRATION'::text) AND (CURRENT_USER = 'app_vendor'::name))) EXECUTE FUNCTION app.guard_registered_lead();
CREATE TRIGGER lead_holds_other_lines AFTER UPDATE OF product_line_ids, tender_reference, stage ON public.lead FOR EACH ROW WHEN (((new.stage = ANY (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])) AND ((new.product_line_ids <> old.product_line_ids) OR (new.tender_key IS DISTINCT FROM old.tender_key) OR (old.stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text]))))) EXECUTE FUNCTION app.hold_other_lines();
CREATE TRIGGER lead_id_is_new BEFORE INSERT ON public.lead FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER lead_is_held AFTER UPDATE OF stage, owner_id ON public.lead FOR EACH ROW WHEN ((((new.owner_id IS DISTINCT FROM old.owner_id) AND (new.owner_id IS NOT NULL)) OR (new.stage <> ALL (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])) OR ((new.stage = ANY (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])) AND (old.stage <> ALL (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text]))))) EXECUTE FUNCTION app.hold_lead();
CREATE TRIGGER lead_is_held_anew AFTER INSERT ON public.lead FOR EACH ROW WHEN ((new.stage = ANY (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text]))) EXECUTE FUNCTION app.hold_lead();
CREATE TRIGGER lead_lapses_proposals AFTER UPDATE OF stage ON public.lead FOR EACH ROW WHEN (((old.stage = ANY (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])) AND (new.stage <> ALL (ARRAY['SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text])))) EXECUTE FUNCTION app.lapse_correction_proposals();
CREATE TRIGGER lead_names_lines BEFORE INSERT ON public.lead FOR EACH ROW WHEN ((new.product_line_ids <> ARRAY['01970000-0000-7000-8000-000000000030'::uuid])) EXECUTE FUNCTION app.guard_product_lines();
CREATE TRIGGER lead_names_other_lines BEFORE UPDATE OF product_line_ids ON public.lead FOR EACH ROW WHEN (((new.product_line_ids <> old.product_line_ids) AND (new.product_line_ids <> ARRAY['01970000-0000-7000-8000-000000000030'::uuid]))) EXECUTE FUNCTION app.guard_product_lines();
CREATE TRIGGER lead_recounts AFTER UPDATE ON public.lead FOR EACH ROW WHEN ((((((((((((old.partner_id IS DISTINCT FROM new.partner_id) OR (old.program_id IS DISTINCT FROM new.program_id)) OR (old.stage IS DISTINCT FROM new.stage)) OR (old.implied_stages IS DISTINCT FROM new.implied_stages)) OR (old.submitted_at IS DISTINCT FROM new.submitted_at)) OR (old.marketing_qualified_at IS DISTINCT FROM new.marketing_qualified_at)) OR (old.accepted_at IS DISTINCT FROM new.accepted_at)) OR (old.sales_qualified_at IS DISTINCT FROM new.sales_qualified_at)) OR (old.opportunity_at IS DISTINCT FROM new.opportunity_at)) OR (old.won_at IS DISTINCT FROM new.won_at)) OR (old.lost_at IS DISTINCT FROM new.lost_at))) EXECUTE FUNCTION app.count_lead();
CREATE TRIGGER lead_registered_on_behalf BEFORE INSERT ON public.lead FOR EACH ROW WHEN (new.registered_by_vendor) EXECUTE FUNCTION app.guard_registration_on_behalf();
CREATE TRIGGER lead_releases_claims AFTER UPDATE OF stage ON public.lead FOR EACH ROW WHEN ((new.stage = ANY (ARRAY['WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text]))) EXECUTE FUNCTION app.release_lead_claims();
CREATE TRIGGER lead_withdraws_offers AFTER UPDATE OF stage ON public.lead FOR EACH ROW WHEN (((old.stage = 'SAL'::text) AND (new.stage <> ALL (ARRAY['SAL'::text, 'MERGED'::text])) AND (new.partner_id = '01970000-0000-7000-8000-000000000002'::uuid))) EXECUTE FUNCTION app.withdraw_offers();
grant select, update (stage, stage_entered_at, marketing_qualified_at, accepted_at, implied_stages, owner_id, owner_name, version, updated_at) on public.lead to app_jobs;
grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, external_reference, registration_hash, source, campaign, notes, value_minor, value_currency, registered_by, created_at, updated_at, form_number, custom_fields, terms_number, product_line_ids, tender_reference, tender_issuer, tender_due_on), select, update (stage, stage_entered_at, marketing_qualified_at, notes, value_minor, value_currency, reason_code, revisit_on, version, updated_at, form_number, custom_fields, product_line_ids, tender_reference, tender_issuer, tender_due_on) on public.lead to app_partner;
grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, marketing_qualified_at, accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at, implied_stages, external_reference, registration_hash, source, campaign, notes, value_minor, value_currency, registered_by, owner_id, owner_name, reason_code, revisit_on, created_at, updated_at, form_number, custom_fields, terms_number, registered_by_vendor, origin, product_line_ids, tender_reference, tender_issuer, tender_due_on), select, update (stage, stage_entered_at, claimed_at, submitted_at, marketing_qualified_at, accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at, implied_stages, owner_id, owner_name, reason_code, revisit_on, version, updated_at, cycle, joined, continues_in, product_line_ids, tender_reference, tender_issuer, tender_due_on) on public.lead to app_vendor;
comment on column public.lead.continues_in is 'The lead of the same partner in which it goes on; lead_succession has all';
comment on column public.lead.custom_fields is 'What it says in the fields of the form''s own, in their order: [{key, type, values, isPersonal}]';
comment on column public.lead.cycle is 'How often it was begun: one more with each reopening, from which its claim counts anew';
comment on column public.lead.form_number is 'The version of its program''s form by which it was registered; null where that was before there were forms';
comment on column public.lead.joined is 'How often others were merged into it';
comment on column public.lead.origin is 'How it came to its partner; what was not registered by it goes on from a lead that ended MERGED';
comment on column public.lead.product_line_ids is 'The product lines that it is about, none beneath another; each with all beneath it';
comment on column public.lead.registered_by_vendor is 'True where the vendor registered it for its partner';
comment on column public.lead.revisit_order is 'Orders lists by revisit_on; leads without one stand behind all others';
comment on column public.lead.tender_key is 'The reference as it is compared: leads of one account with the same are for one tender, and share what they hold';
comment on column public.lead.terms_number is 'The version of its program''s terms under which it was registered; null where none were asked for';
comment on column public.lead.undo_to is 'Where taking back the last move leads; null where that was none of the vendor''s. Set by lead_guard alone';
comment on table public.lead is 'One partner''s registration of a prospect; claimed_at is when all required fields were first present';

create table public.lead_assessment (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  number integer not null,
  criteria_version_id uuid not null,
  stage_entered_at timestamp(3) with time zone not null,
  opened_at timestamp(3) with time zone not null,
  opened_by uuid not null,
  constraint lead_assessment_pkey PRIMARY KEY (id),
  constraint lead_assessment_number_once UNIQUE (lead_id, number),
  constraint lead_assessment_of_partner UNIQUE (partner_id, id),
  constraint lead_assessment_of_version UNIQUE (id, criteria_version_id),
  constraint lead_assessment_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_assessment_version_fkey FOREIGN KEY (criteria_version_id) REFERENCES public.criteria_version(id),
  constraint lead_assessment_number CHECK ((number >= 1))
);
CREATE INDEX lead_assessment_by_time ON public.lead_assessment USING btree (opened_at);
alter table public.lead_assessment enable row level security;
alter table public.lead_assessment force row level security;
create policy lead_assessment_vendor on public.lead_assessment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_assessment_append_only BEFORE DELETE OR UPDATE ON public.lead_assessment FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment enable always trigger lead_assessment_append_only;
CREATE TRIGGER lead_assessment_guard BEFORE INSERT ON public.lead_assessment FOR EACH ROW EXECUTE FUNCTION app.guard_lead_assessment();
alter table public.lead_assessment enable always trigger lead_assessment_guard;
CREATE TRIGGER lead_assessment_no_truncate BEFORE TRUNCATE ON public.lead_assessment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment enable always trigger lead_assessment_no_truncate;
grant select on public.lead_assessment to app_jobs;
grant insert, select on public.lead_assessment to app_vendor;
comment on column public.lead_assessment.stage_entered_at is 'When the lead had become an SAL: with that it ends';
comment on table public.lead_assessment is 'What sales finds on an accepted lead under one version of the criteria, saved as it goes; the one with the highest number is open while the lead stands where it stood when it was opened';

create table public.lead_assessment_answer (
  assessment_id uuid not null,
  partner_id uuid not null,
  criteria_version_id uuid not null,
  criterion_key text not null,
  save_number integer not null,
  state text not null,
  note text,
  is_suggested boolean not null default false,
  discovery_call_id uuid,
  constraint lead_assessment_answer_pkey PRIMARY KEY (assessment_id, criterion_key, save_number),
  constraint lead_assessment_answer_assessment_fkey FOREIGN KEY (partner_id, assessment_id) REFERENCES public.lead_assessment(partner_id, id),
  constraint lead_assessment_answer_criterion_fkey FOREIGN KEY (criteria_version_id, criterion_key) REFERENCES public.criterion(version_id, key),
  constraint lead_assessment_answer_save_fkey FOREIGN KEY (assessment_id, save_number) REFERENCES public.lead_assessment_save(assessment_id, number),
  constraint lead_assessment_answer_version_fkey FOREIGN KEY (assessment_id, criteria_version_id) REFERENCES public.lead_assessment(id, criteria_version_id),
  constraint lead_assessment_answer_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint lead_assessment_answer_state CHECK ((state = ANY (ARRAY['UNKNOWN'::text, 'NOT_MET'::text, 'PARTIAL'::text, 'MET'::text, 'CONFIRMED'::text])))
);
alter table public.lead_assessment_answer enable row level security;
alter table public.lead_assessment_answer force row level security;
create policy lead_assessment_answer_vendor on public.lead_assessment_answer to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_assessment_answer_append_only BEFORE DELETE OR UPDATE ON public.lead_assessment_answer FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment_answer enable always trigger lead_assessment_answer_append_only;
CREATE TRIGGER lead_assessment_answer_no_truncate BEFORE TRUNCATE ON public.lead_assessment_answer FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment_answer enable always trigger lead_assessment_answer_no_truncate;
CREATE TRIGGER lead_assessment_answer_of_a_call AFTER INSERT ON public.lead_assessment_answer FOR EACH ROW WHEN ((new.discovery_call_id IS NOT NULL)) EXECUTE FUNCTION app.guard_call_of_lead_assessment_answer();
alter table public.lead_assessment_answer enable always trigger lead_assessment_answer_of_a_call;
CREATE TRIGGER lead_assessment_answer_suggested AFTER INSERT ON public.lead_assessment_answer FOR EACH ROW EXECUTE FUNCTION app.guard_suggested_answer();
alter table public.lead_assessment_answer enable always trigger lead_assessment_answer_suggested;
grant select on public.lead_assessment_answer to app_jobs;
grant insert, select on public.lead_assessment_answer to app_vendor;
comment on column public.lead_assessment_answer.discovery_call_id is 'The discovery call that shows it; null where none is named';
comment on column public.lead_assessment_answer.is_suggested is 'Sales took it from what the partner''s answers to the questionnaire suggest';
comment on table public.lead_assessment_answer is 'What was found on one criterion, as it was saved; the one of the latest save counts';

create table public.lead_assessment_save (
  assessment_id uuid not null,
  partner_id uuid not null,
  number integer not null,
  saved_at timestamp(3) with time zone not null,
  saved_by uuid not null,
  constraint lead_assessment_save_pkey PRIMARY KEY (assessment_id, number),
  constraint lead_assessment_save_assessment_fkey FOREIGN KEY (partner_id, assessment_id) REFERENCES public.lead_assessment(partner_id, id),
  constraint lead_assessment_save_number CHECK ((number >= 1))
);
alter table public.lead_assessment_save enable row level security;
alter table public.lead_assessment_save force row level security;
create policy lead_assessment_save_vendor on public.lead_assessment_save to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_assessment_save_append_only BEFORE DELETE OR UPDATE ON public.lead_assessment_save FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment_save enable always trigger lead_assessment_save_append_only;
CREATE TRIGGER lead_assessment_save_guard AFTER INSERT ON public.lead_assessment_save FOR EACH ROW EXECUTE FUNCTION app.guard_lead_assessment_save();
alter table public.lead_assessment_save enable always trigger lead_assessment_save_guard;
CREATE TRIGGER lead_assessment_save_no_truncate BEFORE TRUNCATE ON public.lead_assessment_save FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_assessment_save enable always trigger lead_assessment_save_no_truncate;
grant select on public.lead_assessment_save to app_jobs;
grant insert, select on public.lead_assessment_save to app_vendor;
comment on table public.lead_assessment_save is 'That somebody saved answers; the highest number is the version of the assessment';

create table public.lead_check (
  partner_id uuid not null,
  day date not null,
  number integer not null,
  program_id uuid not null,
  company_name text not null,
  company_domain text,
  company_country text,
  company_tax_id text,
  answer text not null,
  checked_at timestamp(3) with time zone not null,
  checked_by uuid not null,
  product_line_ids uuid[] not null default ARRAY['01970000-0000-7000-8000-000000000030'::uuid],
  tender_reference text,
  constraint lead_check_pkey PRIMARY KEY (partner_id, program_id, day, number),
  constraint lead_check_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint lead_check_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint lead_check_answer CHECK ((answer = ANY (ARRAY['AVAILABLE'::text, 'NOT_AVAILABLE'::text, 'NEEDS_MORE_INFORMATION'::text]))),
  constraint lead_check_number CHECK ((number > 0))
);
alter table public.lead_check enable row level security;
alter table public.lead_check force row level security;
create policy lead_check_partner on public.lead_check to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_check_vendor on public.lead_check to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_check_append_only BEFORE DELETE OR UPDATE ON public.lead_check FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_check enable always trigger lead_check_append_only;
CREATE TRIGGER lead_check_no_truncate BEFORE TRUNCATE ON public.lead_check FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_check enable always trigger lead_check_no_truncate;
grant insert, select on public.lead_check to app_partner;
grant select on public.lead_check to app_vendor;
comment on column public.lead_check.product_line_ids is 'The product lines that it was asked for';
comment on column public.lead_check.tender_reference is 'The tender that it was asked for; null where for none';
comment on table public.lead_check is 'What a partner asked of prospects before registering, and what it was told; day and number count its questions';

create table public.lead_claim (
  partner_id uuid not null,
  kind text not null,
  key text not null,
  lead_id uuid,
  product_line_id uuid not null default '01970000-0000-7000-8000-000000000030'::uuid,
  beneath integer not null default 0,
  constraint lead_claim_pkey PRIMARY KEY (partner_id, kind, key, product_line_id),
  constraint lead_claim_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_claim_kind CHECK ((kind = ANY (ARRAY['EMAIL'::text, 'COMPANY'::text]))),
  constraint lead_claim_line CHECK (((kind = 'COMPANY'::text) OR (product_line_id = '01970000-0000-7000-8000-000000000030'::uuid))),
  constraint lead_claim_mark CHECK (((beneath >= 0) AND ((lead_id IS NULL) OR (beneath = 0))))
);
CREATE INDEX lead_claim_of_lead ON public.lead_claim USING btree (partner_id, lead_id);
CREATE INDEX lead_claim_of_line ON public.lead_claim USING btree (product_line_id) WHERE (product_line_id <> '01970000-0000-7000-8000-000000000030'::uuid);
alter table public.lead_claim enable row level security;
alter table public.lead_claim force row level security;
create policy lead_claim_is_a_leads on public.lead_claim as restrictive for insert to app_jobs, app_partner, app_vendor with check ((lead_id IS NOT NULL));
create policy lead_claim_keeping on public.lead_claim to owner using (true) with check (true);
create policy lead_claim_partner on public.lead_claim to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_claim_released on public.lead_claim as restrictive for delete to app_jobs, app_partner, app_vendor using (((EXISTS ( SELECT
   FROM public.lead
  WHERE ((lead.partner_id = lead_claim.partner_id) AND (lead.id = lead_claim.lead_id) AND ((lead.stage = ANY (ARRAY['WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text])) OR ((lead_claim.kind = 'COMPANY'::text) AND (lead_claim.product_line_id <> ALL (lead.product_line_ids))))))) OR ((kind = 'EMAIL'::text) AND (NOT (EXISTS ( SELECT
   FROM public.contact
  WHERE ((contact.partner_id = lead_claim.partner_id) AND (contact.lead_id = lead_claim.lead_id) AND (contact.email_key = lead_claim.key)))))) OR ((kind = 'COMPANY'::text) AND (NOT (EXISTS ( SELECT
   FROM public.company_key
  WHERE ((company_key.partner_id = lead_claim.partner_id) AND (company_key.lead_id = lead_claim.lead_id) AND (company_key.key = lead_claim.key))))))));
create policy lead_claim_vendor on public.lead_claim to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_claim_marks_above AFTER INSERT ON public.lead_claim FOR EACH ROW WHEN (((new.lead_id IS NOT NULL) AND (new.product_line_id <> '01970000-0000-7000-8000-000000000030'::uuid))) EXECUTE FUNCTION app.mark_claims_above();
CREATE TRIGGER lead_claim_unmarks_above AFTER DELETE ON public.lead_claim FOR EACH ROW WHEN (((old.lead_id IS NOT NULL) AND (old.product_line_id <> '01970000-0000-7000-8000-000000000030'::uuid))) EXECUTE FUNCTION app.mark_claims_above();
grant delete, select on public.lead_claim to app_jobs;
grant delete, insert (partner_id, kind, key, lead_id, product_line_id), select on public.lead_claim to app_partner;
grant delete, insert (partner_id, kind, key, lead_id, product_line_id), select on public.lead_claim to app_vendor;
comment on column public.lead_claim.beneath is 'Of a mark, which is no lead''s: how many claims there are of lines beneath this one';
comment on column public.lead_claim.product_line_id is 'The line that is claimed with all beneath it; a person is claimed for all lines';
comment on table public.lead_claim is 'What an open or recycled lead holds against its own partner''s second registration; released when the lead closes';

create table public.lead_clock (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  kind text not null,
  started_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone not null,
  paused_at timestamp(3) with time zone,
  stopped_at timestamp(3) with time zone,
  answered boolean not null default false,
  is_latest boolean not null default true,
  is_review boolean not null generated always as ((is_latest AND (kind = 'ACCEPTANCE'::text))) stored,
  constraint lead_clock_pkey PRIMARY KEY (partner_id, id),
  constraint lead_clock_event_fkey FOREIGN KEY (partner_id, id) REFERENCES public.lead_event(partner_id, id),
  constraint lead_clock_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_clock_answered CHECK (((NOT answered) OR (stopped_at IS NOT NULL))),
  constraint lead_clock_kind CHECK ((kind = ANY (ARRAY['ACCEPTANCE'::text, 'CONVERSION'::text]))),
  constraint lead_clock_runs_on CHECK (((started_at <= due_at) AND (started_at <= paused_at) AND (started_at <= stopped_at)))
);
CREATE INDEX lead_clock_by_due ON public.lead_clock USING btree (due_at, id);
CREATE UNIQUE INDEX lead_clock_latest ON public.lead_clock USING btree (partner_id, lead_id, kind) WHERE is_latest;
CREATE INDEX lead_clock_of_lead ON public.lead_clock USING btree (partner_id, lead_id, started_at DESC, id DESC);
CREATE INDEX lead_clock_of_partner_by_due ON public.lead_clock USING btree (partner_id, due_at, id);
alter table public.lead_clock enable row level security;
alter table public.lead_clock force row level security;
create policy lead_clock_partner on public.lead_clock for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL) AND (kind = 'ACCEPTANCE'::text)));
create policy lead_clock_running on public.lead_clock to owner using (true) with check (true);
create policy lead_clock_vendor on public.lead_clock to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.lead_clock to app_jobs;
grant select on public.lead_clock to app_partner;
grant select on public.lead_clock to app_vendor;
comment on table public.lead_clock is 'By when the vendor must answer a lead in review (ACCEPTANCE), or move one that it accepted (CONVERSION, which partners do not see); a pause moves due_at on when it ends';

create table public.lead_decision (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  outcome text not null,
  rule text not null,
  claimed_at timestamp(3) with time zone not null,
  share_ppm integer,
  statement text,
  decided_at timestamp(3) with time zone not null,
  constraint lead_decision_pkey PRIMARY KEY (partner_id, id),
  constraint lead_decision_event_fkey FOREIGN KEY (partner_id, id) REFERENCES public.lead_event(partner_id, id),
  constraint lead_decision_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_decision_outcome CHECK ((outcome = ANY (ARRAY['NOT_AVAILABLE'::text, 'SHARED'::text]))),
  constraint lead_decision_share CHECK (((outcome = 'SHARED'::text) = (share_ppm IS NOT NULL)))
);
CREATE INDEX lead_decision_of_lead ON public.lead_decision USING btree (partner_id, lead_id, decided_at DESC, id DESC);
alter table public.lead_decision enable row level security;
alter table public.lead_decision force row level security;
create policy lead_decision_keeping on public.lead_decision for select to owner using (true);
create policy lead_decision_partner on public.lead_decision for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_decision_vendor on public.lead_decision to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_decision_append_only BEFORE DELETE OR UPDATE ON public.lead_decision FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_decision enable always trigger lead_decision_append_only;
CREATE TRIGGER lead_decision_no_truncate BEFORE TRUNCATE ON public.lead_decision FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_decision enable always trigger lead_decision_no_truncate;
grant select on public.lead_decision to app_jobs;
grant select on public.lead_decision to app_partner;
grant insert, select on public.lead_decision to app_vendor;
comment on table public.lead_decision is 'What a partner is told of a decision over its lead: the rule and its own times and share, nothing of anybody else';

create table public.lead_draft (
  id uuid not null,
  partner_id uuid not null,
  content jsonb not null,
  lead_id uuid,
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint lead_draft_pkey PRIMARY KEY (partner_id, id),
  constraint lead_draft_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_draft_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint lead_draft_content CHECK (((jsonb_typeof(content) = 'object'::text) AND (octet_length((content)::text) <= 262144))),
  constraint lead_draft_submitted_is_empty CHECK (((lead_id IS NULL) OR (content = '{}'::jsonb)))
);
CREATE INDEX lead_draft_by_change ON public.lead_draft USING btree (updated_at);
CREATE INDEX lead_draft_of_lead ON public.lead_draft USING btree (partner_id, lead_id);
CREATE INDEX lead_draft_of_partner ON public.lead_draft USING btree (partner_id, updated_at DESC, id DESC) WHERE (lead_id IS NULL);
alter table public.lead_draft enable row level security;
alter table public.lead_draft force row level security;
create policy lead_draft_partner on public.lead_draft to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_draft_sweeping on public.lead_draft for delete to app_jobs using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
create policy lead_draft_swept on public.lead_draft for select to app_jobs using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_draft_guard BEFORE INSERT OR UPDATE ON public.lead_draft FOR EACH ROW EXECUTE FUNCTION app.guard_lead_draft();
grant delete, select (id, partner_id, lead_id, updated_at) on public.lead_draft to app_jobs;
grant delete, insert (id, partner_id, content, created_by, version, created_at, updated_at), select, update (content, lead_id, version, updated_at) on public.lead_draft to app_partner;
grant select on public.lead_draft to app_vendor;
comment on table public.lead_draft is 'What a partner has begun to write and not yet registered: unseen by the vendor, claims nothing, deleted 30 days after its last change';

create table public.lead_event (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  type text not null,
  from_stage text not null,
  to_stage text not null,
  passed text[] not null default '{}'::text[],
  at timestamp(3) with time zone not null,
  actor_kind text not null,
  actor_id uuid,
  by_vendor boolean not null,
  reason_code text,
  comment text,
  fields text[] not null default '{}'::text[],
  constraint lead_event_pkey PRIMARY KEY (partner_id, id),
  constraint lead_event_of_lead UNIQUE (partner_id, lead_id, seq),
  constraint lead_event_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_event_comment_is_said CHECK (((type <> 'COMMENTED'::text) OR (comment IS NOT NULL))),
  constraint lead_event_stages CHECK (((from_stage = ANY (ARRAY['NONE'::text, 'DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text])) AND (to_stage = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text]))))
);
CREATE INDEX lead_event_closing ON public.lead_event USING btree (partner_id, at) WHERE (to_stage = ANY (ARRAY['WON'::text, 'LOST'::text]));
CREATE INDEX lead_event_comments ON public.lead_event USING btree (partner_id, lead_id, seq) WHERE (comment IS NOT NULL);
alter table public.lead_event enable row level security;
alter table public.lead_event force row level security;
create policy lead_event_keeping on public.lead_event for select to owner using (true);
create policy lead_event_partner on public.lead_event to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_event_vendor on public.lead_event to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER "GUARD_lead_event" AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type <> 'OFFER_TAKEN'::text)) EXECUTE FUNCTION app.guard_lead_event();
CREATE TRIGGER "GUARD_lead_event_by_another" AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.by_vendor AND (new.type = ANY (ARRAY['ACCEPTED'::text, 'QUALIFIED'::text])))) EXECUTE FUNCTION app.guard_own_registration();
CREATE TRIGGER "GUARD_lead_event_checklist" AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = 'ACCEPTED'::text)) EXECUTE FUNCTION app.guard_acceptance();
CREATE TRIGGER "GUARD_lead_event_taken" AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = 'OFFER_TAKEN'::text)) EXECUTE FUNCTION app.guard_offer_taken();
CREATE TRIGGER clocks_run AFTER INSERT ON public.lead_event FOR EACH ROW WHEN (((new.from_stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text])) OR (new.to_stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text])))) EXECUTE FUNCTION app.run_clocks();
CREATE TRIGGER keep_appeal AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = 'APPEALED'::text)) EXECUTE FUNCTION app.open_appeal();
CREATE TRIGGER keep_customers AFTER INSERT ON public.lead_event FOR EACH ROW WHEN (((new.type = 'WON'::text) OR ((new.type = 'UNDONE'::text) AND (new.from_stage = 'WON'::text)))) EXECUTE FUNCTION app.keep_customers();
CREATE TRIGGER keep_protection AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type <> ALL (ARRAY['REGISTERED'::text, 'TRANSFERRED'::text, 'TAKEN_OVER'::text, 'MERGED'::text, 'JOINED'::text, 'OFFER_TAKEN'::text]))) EXECUTE FUNCTION app.keep_protection();
CREATE TRIGGER keep_protection_over_conflict AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = ANY (ARRAY['PROTECTION_PROLONGED'::text, 'PROSPECT_SHARED'::text]))) EXECUTE FUNCTION app.add_time_of_conflict();
CREATE TRIGGER keep_protection_passed_on AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = ANY (ARRAY['TRANSFERRED'::text, 'TAKEN_OVER'::text, 'MERGED'::text, 'JOINED'::text, 'OFFER_TAKEN'::text]))) EXECUTE FUNCTION app.pass_protection_on();
CREATE TRIGGER lead_event_append_only BEFORE DELETE OR UPDATE ON public.lead_event FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_event enable always trigger lead_event_append_only;
CREATE TRIGGER lead_event_hands_over AFTER INSERT ON public.lead_event FOR EACH ROW WHEN (((new.to_stage = 'SQL'::text) AND (new.from_stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text])) AND (new.at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.enqueue_hand_over();
CREATE TRIGGER lead_event_is_seen AFTER INSERT ON public.lead_event REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.note_lead_change();
CREATE TRIGGER lead_event_is_told AFTER INSERT ON public.lead_event FOR EACH ROW EXECUTE FUNCTION app.note_event();
CREATE TRIGGER lead_event_lapses AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.to_stage = ANY (ARRAY['WON'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'DISQUALIFIED'::text, 'LOST'::text, 'EXPIRED'::text, 'MERGED'::text]))) EXECUTE FUNCTION queue.enqueue_lead_event('lapse_conflicts');
CREATE TRIGGER lead_event_matches AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = 'REGISTERED'::text)) EXECUTE FUNCTION queue.enqueue_lead_event('match_lead');
CREATE TRIGGER lead_event_matches_again AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = 'REINSTATED'::text)) EXECUTE FUNCTION queue.enqueue_lead_event('match_lead');
CREATE TRIGGER lead_event_matches_taken_over AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.type = ANY (ARRAY['TAKEN_OVER'::text, 'OFFER_TAKEN'::text]))) EXECUTE FUNCTION queue.enqueue_lead_event('match_lead');
CREATE TRIGGER lead_event_no_truncate BEFORE TRUNCATE ON public.lead_event FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_event enable always trigger lead_event_no_truncate;
CREATE TRIGGER lead_event_routes AFTER INSERT ON public.lead_event FOR EACH ROW WHEN (((new.to_stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text])) AND (new.from_stage <> ALL (ARRAY['NONE'::text, 'SUBMITTED'::text, 'MQL'::text])))) EXECUTE FUNCTION app.enqueue_routing();
CREATE TRIGGER lead_event_scores AFTER INSERT ON public.lead_event FOR EACH ROW WHEN ((new.seq > 1)) EXECUTE FUNCTION app.enqueue_scoring();
CREATE TRIGGER lead_event_waits_for_sales AFTER INSERT ON public.lead_event FOR EACH ROW EXECUTE FUNCTION app.keep_inbox();
grant insert (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor, reason_code, comment, fields), select on public.lead_event to app_jobs;
grant insert (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor, reason_code, comment, fields), select on public.lead_event to app_partner;
grant insert (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor, reason_code, comment, fields), select on public.lead_event to app_vendor;
comment on column public.lead_event.fields is 'Which fields were corrected, or are proposed or asked to be';
comment on table public.lead_event is 'The history of a lead as both sides see it; seq is the lead''s version after the event, reason_code the partner-facing one';

create table public.lead_event_internal (
  event_id uuid not null,
  partner_id uuid not null,
  reason_id uuid,
  note text,
  constraint lead_event_internal_pkey PRIMARY KEY (partner_id, event_id),
  constraint lead_event_internal_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint lead_event_internal_reason_fkey FOREIGN KEY (reason_id) REFERENCES public.reason(id)
);
alter table public.lead_event_internal enable row level security;
alter table public.lead_event_internal force row level security;
create policy lead_event_internal_vendor on public.lead_event_internal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_event_internal_append_only BEFORE DELETE OR UPDATE ON public.lead_event_internal FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_event_internal enable always trigger lead_event_internal_append_only;
CREATE TRIGGER lead_event_internal_no_truncate BEFORE TRUNCATE ON public.lead_event_internal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_event_internal enable always trigger lead_event_internal_no_truncate;
grant insert, select on public.lead_event_internal to app_jobs;
grant insert, select on public.lead_event_internal to app_vendor;
comment on table public.lead_event_internal is 'What the vendor alone keeps of an event: the true reason and the internal note';

create table public.lead_feedback (
  event_id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  strengths text[] not null,
  gaps text[] not null,
  comment text,
  constraint lead_feedback_pkey PRIMARY KEY (partner_id, event_id),
  constraint lead_feedback_event_fkey FOREIGN KEY (partner_id, event_id) REFERENCES public.lead_event(partner_id, id),
  constraint lead_feedback_comment CHECK (((length(comment) >= 1) AND (length(comment) <= 2000))),
  constraint lead_feedback_either CHECK ((NOT (strengths && gaps))),
  constraint lead_feedback_points CHECK (((strengths <@ ARRAY['COMPANY_FIT'::text, 'CONTACT_LEVEL'::text, 'NEED'::text, 'BUDGET'::text, 'TIMING'::text, 'AUTHORITY'::text, 'DATA_QUALITY'::text, 'CONTACT_REACHABLE'::text, 'INFORMATION_GIVEN'::text]) AND (gaps <@ ARRAY['COMPANY_FIT'::text, 'CONTACT_LEVEL'::text, 'NEED'::text, 'BUDGET'::text, 'TIMING'::text, 'AUTHORITY'::text, 'DATA_QUALITY'::text, 'CONTACT_REACHABLE'::text, 'INFORMATION_GIVEN'::text]))),
  constraint lead_feedback_says_something CHECK ((((cardinality(strengths) + cardinality(gaps)) > 0) OR (comment IS NOT NULL)))
);
CREATE UNIQUE INDEX lead_feedback_of_lead ON public.lead_feedback USING btree (partner_id, lead_id, seq);
alter table public.lead_feedback enable row level security;
alter table public.lead_feedback force row level security;
create policy lead_feedback_partner on public.lead_feedback for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_feedback_vendor on public.lead_feedback to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER "GUARD_lead_feedback" AFTER INSERT ON public.lead_feedback FOR EACH ROW EXECUTE FUNCTION app.guard_lead_feedback();
CREATE TRIGGER lead_feedback_append_only BEFORE DELETE OR UPDATE ON public.lead_feedback FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_feedback enable always trigger lead_feedback_append_only;
CREATE TRIGGER lead_feedback_no_truncate BEFORE TRUNCATE ON public.lead_feedback FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_feedback enable always trigger lead_feedback_no_truncate;
grant select on public.lead_feedback to app_jobs;
grant select on public.lead_feedback to app_partner;
grant insert, select on public.lead_feedback to app_vendor;
comment on table public.lead_feedback is 'What the vendor says of a lead with a decision on it: what it was good at, what it was poor at, a comment. Its partner reads it; it never changes';

create table public.lead_internal_comment (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  text text not null,
  written_at timestamp(3) with time zone not null,
  written_by uuid not null,
  constraint lead_internal_comment_pkey PRIMARY KEY (id),
  constraint lead_internal_comment_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_internal_comment_text CHECK (((length(text) >= 1) AND (length(text) <= 2000)))
);
CREATE INDEX lead_internal_comment_of_lead ON public.lead_internal_comment USING btree (partner_id, lead_id, written_at, id);
alter table public.lead_internal_comment enable row level security;
alter table public.lead_internal_comment force row level security;
create policy lead_internal_comment_vendor on public.lead_internal_comment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_internal_comment_append_only BEFORE DELETE OR UPDATE ON public.lead_internal_comment FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_internal_comment enable always trigger lead_internal_comment_append_only;
CREATE TRIGGER lead_internal_comment_no_truncate BEFORE TRUNCATE ON public.lead_internal_comment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_internal_comment enable always trigger lead_internal_comment_no_truncate;
grant select on public.lead_internal_comment to app_jobs;
grant insert, select on public.lead_internal_comment to app_vendor;
comment on table public.lead_internal_comment is 'What the vendor''s people say of a lead among themselves: never changed, and no partner''s role reaches it';

create table public.lead_look (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  member_id uuid not null,
  day date not null,
  looked_at timestamp(3) with time zone not null,
  constraint lead_look_pkey PRIMARY KEY (id),
  constraint lead_look_once UNIQUE (lead_id, member_id, day),
  constraint lead_look_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id)
);
CREATE INDEX lead_look_of_lead ON public.lead_look USING btree (partner_id, lead_id, looked_at, id);
alter table public.lead_look enable row level security;
alter table public.lead_look force row level security;
create policy lead_look_vendor on public.lead_look to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_look_append_only BEFORE DELETE OR UPDATE ON public.lead_look FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.lead_look enable always trigger lead_look_append_only;
CREATE TRIGGER lead_look_no_truncate BEFORE TRUNCATE ON public.lead_look FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.lead_look enable always trigger lead_look_no_truncate;
grant select on public.lead_look to app_jobs;
grant insert, select on public.lead_look to app_vendor;
comment on table public.lead_look is 'That one of the vendor''s people opened a lead that was not accepted yet; once a day each';

create table public.lead_matching (
  lead_id uuid not null,
  partner_id uuid not null,
  finished_at timestamp(3) with time zone not null,
  keys_version integer not null default 1,
  constraint lead_matching_pkey PRIMARY KEY (partner_id, lead_id),
  constraint lead_matching_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id)
);
alter table public.lead_matching enable row level security;
alter table public.lead_matching force row level security;
create policy lead_matching_vendor on public.lead_matching to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_matching_routes AFTER INSERT OR UPDATE ON public.lead_matching FOR EACH ROW EXECUTE FUNCTION app.enqueue_routing();
CREATE TRIGGER lead_matching_scores AFTER INSERT OR UPDATE ON public.lead_matching FOR EACH ROW EXECUTE FUNCTION app.enqueue_scoring();
grant insert, select, update (finished_at, keys_version) on public.lead_matching to app_jobs;
grant delete, select on public.lead_matching to app_vendor;
comment on column public.lead_matching.keys_version is 'Of the company as it was compared; the lead is matched where it is still that';
comment on table public.lead_matching is 'A row says that the lead was compared with all others; without one it cannot be accepted';

create table public.lead_score (
  lead_id uuid not null,
  partner_id uuid not null,
  model_id uuid not null,
  fit integer not null,
  engagement integer not null,
  total integer not null,
  grade text not null,
  trend text not null,
  reaches_mql boolean not null,
  factors jsonb not null,
  decays boolean not null,
  scored_at timestamp(3) with time zone not null,
  constraint lead_score_pkey PRIMARY KEY (lead_id),
  constraint lead_score_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_score_model_fkey FOREIGN KEY (model_id) REFERENCES public.scoring_model(id),
  constraint lead_score_axes CHECK (((fit >= 0) AND (engagement >= 0) AND (total = (fit + engagement)))),
  constraint lead_score_factors CHECK ((jsonb_typeof(factors) = 'array'::text)),
  constraint lead_score_grade CHECK ((grade = ANY (ARRAY['A'::text, 'B'::text, 'C'::text, 'D'::text]))),
  constraint lead_score_trend CHECK ((trend = ANY (ARRAY['IMPROVING'::text, 'STEADY'::text, 'DECLINING'::text])))
);
CREATE INDEX lead_score_by_grade ON public.lead_score USING btree (grade, total DESC, lead_id DESC);
CREATE INDEX lead_score_by_model ON public.lead_score USING btree (model_id);
CREATE INDEX lead_score_by_total ON public.lead_score USING btree (total DESC, lead_id DESC);
CREATE INDEX lead_score_decaying ON public.lead_score USING btree (scored_at, lead_id) WHERE decays;
CREATE INDEX lead_score_of_lead ON public.lead_score USING btree (partner_id, lead_id);
CREATE INDEX lead_score_of_partner ON public.lead_score USING btree (partner_id, total DESC, lead_id DESC);
alter table public.lead_score enable row level security;
alter table public.lead_score force row level security;
create policy lead_score_kept on public.lead_score for select to owner using (true);
create policy lead_score_vendor on public.lead_score to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER lead_score_guard BEFORE INSERT OR UPDATE ON public.lead_score FOR EACH ROW EXECUTE FUNCTION app.guard_lead_score();
CREATE TRIGGER lead_score_orders_inbox AFTER INSERT OR DELETE OR UPDATE ON public.lead_score FOR EACH ROW EXECUTE FUNCTION app.keep_inbox_score();
CREATE TRIGGER lead_score_promotes AFTER INSERT ON public.lead_score FOR EACH ROW WHEN (new.reaches_mql) EXECUTE FUNCTION app.enqueue_promotion();
CREATE TRIGGER lead_score_promotes_now AFTER UPDATE ON public.lead_score FOR EACH ROW WHEN ((new.reaches_mql AND (NOT old.reaches_mql))) EXECUTE FUNCTION app.enqueue_promotion();
grant delete, insert, select, update on public.lead_score to app_jobs;
grant select on public.lead_score to app_vendor;
comment on table public.lead_score is 'What an open lead scores, by which model, and why; for the vendor alone';

create table public.lead_succession (
  partner_id uuid not null,
  lead_id uuid not null,
  into_partner_id uuid not null,
  into_lead_id uuid not null,
  root_lead_id uuid not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  constraint lead_succession_pkey PRIMARY KEY (lead_id),
  constraint lead_succession_into_fkey FOREIGN KEY (into_partner_id, into_lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_succession_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_succession_root_fkey FOREIGN KEY (root_lead_id) REFERENCES public.lead(id),
  constraint lead_succession_kind CHECK ((kind = ANY (ARRAY['TRANSFER'::text, 'MERGE'::text, 'OFFER'::text]))),
  constraint lead_succession_of_two CHECK (((lead_id <> into_lead_id) AND (lead_id <> root_lead_id)))
);
CREATE INDEX lead_succession_into ON public.lead_succession USING btree (into_lead_id);
CREATE INDEX lead_succession_of_root ON public.lead_succession USING btree (root_lead_id, at, lead_id);
alter table public.lead_succession enable row level security;
alter table public.lead_succession force row level security;
create policy lead_succession_keeping on public.lead_succession for select to owner using (true);
create policy lead_succession_vendor on public.lead_succession to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.lead_succession to app_jobs;
grant insert, select, update (root_lead_id) on public.lead_succession to app_vendor;
comment on table public.lead_succession is 'Which lead goes on in which: the next one, and the last of them all so far, root_lead_id, which is the only one that did not end';

create table public.lead_term (
  partner_id uuid not null,
  lead_id uuid not null,
  term text not null,
  is_personal boolean not null,
  constraint lead_term_pkey PRIMARY KEY (partner_id, lead_id, term, is_personal),
  constraint lead_term_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint lead_term_length CHECK (((char_length(term) >= 1) AND (char_length(term) <= 40)))
);
CREATE INDEX lead_term_by_term ON public.lead_term USING btree (term, lead_id);
CREATE INDEX lead_term_of_partner ON public.lead_term USING btree (partner_id, term, lead_id);
alter table public.lead_term enable row level security;
alter table public.lead_term force row level security;
create policy lead_term_partner on public.lead_term to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy lead_term_vendor on public.lead_term to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.lead_term to app_jobs;
grant delete, insert, select on public.lead_term to app_partner;
grant delete, insert, select on public.lead_term to app_vendor;
comment on table public.lead_term is 'A word by which a lead is found; is_personal: one of its contact or its notes, which opens to the vendor at acceptance';

create table public.ledger_account (
  id uuid not null,
  entity_id uuid not null,
  role text not null,
  partner_id uuid,
  program_id uuid,
  bank_account_id uuid,
  currency text not null,
  balance_sign smallint not null generated always as (
CASE
    WHEN (role = ANY (ARRAY['accrued'::text, 'deferred'::text, 'holdback'::text, 'payable'::text, 'in_transit'::text])) THEN '-1'::integer
    WHEN (role = 'clawback_receivable'::text) THEN 1
    ELSE 0
END) stored,
  constraint ledger_account_pkey PRIMARY KEY (id),
  constraint ledger_account_in_currency UNIQUE (id, currency),
  constraint ledger_account_once UNIQUE NULLS NOT DISTINCT (entity_id, role, partner_id, program_id, bank_account_id, currency),
  constraint ledger_account_with_sign UNIQUE (id, balance_sign),
  constraint ledger_account_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint ledger_account_entity_fkey FOREIGN KEY (entity_id) REFERENCES public.legal_entity(id),
  constraint ledger_account_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint ledger_account_chart CHECK (
CASE
    WHEN (role = ANY (ARRAY['expense'::text, 'expense_recovery'::text, 'contract_cost_asset'::text, 'writeoff'::text])) THEN ((partner_id IS NULL) AND (program_id IS NOT NULL) AND (bank_account_id IS NULL))
    WHEN (role = ANY (ARRAY['accrued'::text, 'deferred'::text, 'holdback'::text, 'payable'::text, 'in_transit'::text, 'clawback_receivable'::text])) THEN ((partner_id IS NOT NULL) AND (program_id IS NOT NULL) AND (bank_account_id IS NULL))
    WHEN (role = ANY (ARRAY['cash_clearing'::text, 'bank'::text, 'bank_charges'::text])) THEN ((partner_id IS NULL) AND (program_id IS NULL) AND (bank_account_id IS NOT NULL))
    ELSE ((role = ANY (ARRAY['wht_payable'::text, 'fx_clearing'::text, 'fx_gain_loss'::text])) AND (partner_id IS NULL) AND (program_id IS NULL) AND (bank_account_id IS NULL))
END),
  constraint ledger_account_identity CHECK ((id = app.account_id(entity_id, role, partner_id, program_id, bank_account_id, currency)))
);
alter table public.ledger_account enable row level security;
alter table public.ledger_account force row level security;
create policy ledger_account_posting on public.ledger_account to owner using (true) with check (true);
create policy ledger_account_vendor on public.ledger_account for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER ledger_account_append_only BEFORE DELETE OR UPDATE ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.ledger_account enable always trigger ledger_account_append_only;
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON public.ledger_account FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.ledger_account enable always trigger ledger_account_no_truncate;
CREATE TRIGGER ledger_account_start_balance AFTER INSERT ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION app.start_balance();
alter table public.ledger_account enable always trigger ledger_account_start_balance;
grant select on public.ledger_account to app_jobs;
grant select on public.ledger_account to app_vendor;
comment on column public.ledger_account.balance_sign is '1: never in credit; -1: never in debit; 0: either';
comment on table public.ledger_account is 'The chart: one account per entity, role, partner, program, bank account and currency, made when first posted to';

create table public.legal_entity (
  id uuid not null,
  name text not null,
  functional_currency text not null,
  time_zone text not null,
  is_default boolean not null default false,
  created_at timestamp(3) with time zone not null,
  constraint legal_entity_pkey PRIMARY KEY (id),
  constraint legal_entity_name_once UNIQUE (name),
  constraint legal_entity_currency_fkey FOREIGN KEY (functional_currency) REFERENCES public.currency(code)
);
CREATE UNIQUE INDEX legal_entity_one_default ON public.legal_entity USING btree (is_default) WHERE is_default;
alter table public.legal_entity enable row level security;
alter table public.legal_entity force row level security;
create policy legal_entity_owner on public.legal_entity to owner using (true) with check (true);
create policy legal_entity_posting on public.legal_entity to owner using (true) with check (true);
create policy legal_entity_reference on public.legal_entity for select to app_auth, app_partner using (true);
create policy legal_entity_vendor on public.legal_entity to app_jobs, app_vendor using (true) with check (true);
grant select on public.legal_entity to app_jobs;
grant select on public.legal_entity to app_vendor;
comment on table public.legal_entity is 'A bookkeeping unit of the vendor: its currency and the zone its days are counted in';

create table public.likeness (
  id uuid not null,
  incumbent_lead_id uuid not null,
  challenger_lead_id uuid not null,
  matched_on text[] not null,
  compared text[] not null,
  agreed_words text[] not null,
  contradicted_by text[] not null,
  confidence_ppm integer not null,
  found_at timestamp(3) with time zone not null,
  constraint likeness_pkey PRIMARY KEY (id),
  constraint likeness_pair_once UNIQUE (incumbent_lead_id, challenger_lead_id),
  constraint likeness_challenger_fkey FOREIGN KEY (challenger_lead_id) REFERENCES public.lead(id),
  constraint likeness_incumbent_fkey FOREIGN KEY (incumbent_lead_id) REFERENCES public.lead(id),
  constraint likeness_confidence CHECK (((confidence_ppm >= 1) AND (confidence_ppm <= 1000000))),
  constraint likeness_contradicted_by CHECK ((contradicted_by <@ ARRAY['TAX_ID'::text, 'DOMAIN'::text, 'COUNTRY'::text])),
  constraint likeness_matched_on CHECK (((cardinality(matched_on) > 0) AND (matched_on <@ compared) AND (compared <@ ARRAY['EMAIL'::text, 'COMPANY'::text, 'COMPANY_NAME'::text, 'PHONE'::text]))),
  constraint likeness_two_leads CHECK ((incumbent_lead_id <> challenger_lead_id))
);
CREATE INDEX likeness_of_challenger ON public.likeness USING btree (challenger_lead_id);
alter table public.likeness enable row level security;
alter table public.likeness force row level security;
create policy likeness_vendor on public.likeness to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select on public.likeness to app_jobs;
grant select on public.likeness to app_vendor;
comment on table public.likeness is 'Two leads of different partners that may name one prospect; it opens no conflict and stops nothing';

create table public.live_change (
  seq bigint not null,
  written_by xid8 not null default pg_current_xact_id(),
  at timestamp(3) with time zone not null default clock_timestamp(),
  topic text not null,
  object_id uuid not null,
  partner_id uuid,
  lead_id uuid,
  constraint live_change_pkey PRIMARY KEY (seq),
  constraint live_change_topic CHECK ((topic = ANY (ARRAY['LEAD'::text, 'CONFLICT'::text, 'CLAIM_CONFLICT'::text, 'ASSIGNMENT'::text, 'CLOCK'::text])))
);
CREATE INDEX live_change_by_age ON public.live_change USING btree (at);
CREATE INDEX live_change_by_transaction ON public.live_change USING btree (written_by);
alter table public.live_change enable row level security;
alter table public.live_change force row level security;
create policy live_change_noting on public.live_change for insert to owner with check (true);
create policy live_change_vendor on public.live_change to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, select on public.live_change to app_jobs;
comment on table public.live_change is 'What changed a moment ago, by its id, for whoever watches; partner_id names the partner that may watch it too';

create table public.login_session (
  id uuid not null,
  membership_id uuid not null,
  started_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  constraint login_session_pkey PRIMARY KEY (id),
  constraint login_session_membership_fkey FOREIGN KEY (membership_id) REFERENCES public.membership(id),
  constraint login_session_times CHECK ((expires_at > started_at))
);
CREATE INDEX login_session_by_end ON public.login_session USING btree (expires_at);
CREATE INDEX login_session_by_membership ON public.login_session USING btree (membership_id);
alter table public.login_session enable row level security;
alter table public.login_session force row level security;
create policy login_session_auth on public.login_session to app_auth using (true) with check (true);
create policy login_session_vendor on public.login_session to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select, update (revoked_at) on public.login_session to app_auth;
comment on table public.login_session is 'A family of refresh tokens, from login to logout; revoked as a whole when a token that was already exchanged comes back';

create unlogged table public.login_throttle (
  key_hash bytea not null,
  failures integer not null,
  last_at timestamp(3) with time zone not null,
  locked_until timestamp(3) with time zone,
  constraint login_throttle_pkey PRIMARY KEY (key_hash),
  constraint login_throttle_failures CHECK ((failures >= 0)),
  constraint login_throttle_key_length CHECK ((octet_length(key_hash) = 32))
);
CREATE INDEX login_throttle_by_age ON public.login_throttle USING btree (last_at);
alter table public.login_throttle enable row level security;
alter table public.login_throttle force row level security;
create policy login_throttle_auth on public.login_throttle to app_auth using (true) with check (true);
create policy login_throttle_vendor on public.login_throttle to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select, update on public.login_throttle to app_auth;
comment on table public.login_throttle is 'Attempts to log in per address typed (hashed), known or not';

create table public.membership (
  id uuid not null,
  user_id uuid not null,
  partner_id uuid,
  side text not null generated always as (
CASE
    WHEN (partner_id IS NULL) THEN 'VENDOR'::text
    ELSE 'PARTNER'::text
END) stored,
  display_name text not null,
  email text not null,
  roles text[] not null,
  token_version integer not null default 1,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  deactivated_at timestamp(3) with time zone,
  constraint membership_pkey PRIMARY KEY (id),
  constraint membership_of_partner UNIQUE (partner_id, id),
  constraint membership_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint membership_user_fkey FOREIGN KEY (user_id, side) REFERENCES public.app_user(id, side),
  constraint membership_display_name_length CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 200))),
  constraint membership_not_of_vendors_row CHECK ((partner_id <> '01970000-0000-7000-8000-000000000002'::uuid)),
  constraint membership_roles CHECK (((cardinality(roles) > 0) AND
CASE
    WHEN (partner_id IS NULL) THEN (roles <@ ARRAY['SALES_REP'::text, 'SALES_MANAGER'::text, 'CHANNEL_MANAGER'::text, 'MARKETING_OPS'::text, 'SCORING_ANALYST'::text, 'FINANCE'::text, 'CONTROLLER'::text, 'PRIVACY_OFFICER'::text, 'ANALYST'::text, 'ADMIN'::text, 'AUDITOR'::text])
    ELSE (roles <@ ARRAY['PARTNER_MEMBER'::text, 'PARTNER_ADMIN'::text])
END))
);
CREATE INDEX membership_by_age ON public.membership USING btree (partner_id, created_at, id);
CREATE INDEX membership_by_user ON public.membership USING btree (user_id);
CREATE UNIQUE INDEX membership_once ON public.membership USING btree (user_id, partner_id) NULLS NOT DISTINCT WHERE (deactivated_at IS NULL);
alter table public.membership enable row level security;
alter table public.membership force row level security;
create policy membership_auth on public.membership to app_auth using (true) with check (true);
create policy membership_held on public.membership to owner using (true) with check (true);
create policy membership_partner on public.membership to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy membership_vendor on public.membership to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER membership_hands_leads_on AFTER UPDATE OF deactivated_at ON public.membership FOR EACH ROW WHEN (((new.partner_id IS NULL) AND (new.deactivated_at IS NOT NULL) AND (old.deactivated_at IS NULL))) EXECUTE FUNCTION queue.enqueue_leaver();
grant insert, select, update (token_version, version, updated_at) on public.membership to app_auth;
grant select on public.membership to app_jobs;
grant select (id, partner_id, side, display_name, email, roles, token_version, version, created_at, updated_at, deactivated_at), update (token_version, version, updated_at, deactivated_at) on public.membership to app_partner;
grant select, update (token_version, version, updated_at, deactivated_at) on public.membership to app_vendor;
comment on column public.membership.token_version is 'Raised to end every token issued before';
comment on table public.membership is 'A person at a partner, or on the vendor''s staff where partner_id is null; a token is for one membership';

create table public.notice (
  id uuid not null,
  occasion_id uuid not null,
  kind text not null,
  for_vendor boolean not null,
  partner_id uuid not null,
  lead_id uuid,
  member_id uuid not null,
  about uuid not null,
  at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone not null,
  state text not null default 'WAITING'::text,
  attempts integer not null default 0,
  taken_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  reason text,
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_once UNIQUE (occasion_id, kind, member_id),
  constraint notice_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint notice_member_fkey FOREIGN KEY (member_id) REFERENCES public.membership(id),
  constraint notice_ended CHECK (((ended_at IS NULL) = (state = ANY (ARRAY['WAITING'::text, 'SENDING'::text])))),
  constraint notice_failed_why CHECK (((state <> 'FAILED'::text) OR (reason IS NOT NULL))),
  constraint notice_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'SENDING'::text, 'SENT'::text, 'NOT_SENT'::text, 'FAILED'::text, 'UNCERTAIN'::text, 'DROPPED'::text])))
);
CREATE INDEX notice_due ON public.notice USING btree (due_at, id) WHERE (state = 'WAITING'::text);
CREATE INDEX notice_of_lead ON public.notice USING btree (partner_id, lead_id);
CREATE INDEX notice_of_member ON public.notice USING btree (member_id, kind, about, due_at DESC);
CREATE UNIQUE INDEX notice_one_waiting ON public.notice USING btree (member_id, kind, about) WHERE (state = 'WAITING'::text);
CREATE INDEX notice_under_way ON public.notice USING btree (taken_at) WHERE (state = 'SENDING'::text);
alter table public.notice enable row level security;
alter table public.notice force row level security;
create policy notice_vendor on public.notice to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (due_at, state, attempts, taken_at, ended_at, reason) on public.notice to app_jobs;
grant select on public.notice to app_vendor;
comment on table public.notice is 'An e-mail to one person about one occasion, and what became of it; the text is written when it is sent. No two about the same wait at once';

create table public.notice_occasion (
  id uuid not null,
  kind text not null,
  for_vendor boolean not null,
  partner_id uuid not null,
  lead_id uuid,
  at timestamp(3) with time zone not null,
  by_member uuid,
  member_ids uuid[],
  constraint notice_occasion_pkey PRIMARY KEY (id, kind)
);
CREATE INDEX notice_occasion_by_age ON public.notice_occasion USING btree (at);
alter table public.notice_occasion enable row level security;
alter table public.notice_occasion force row level security;
create policy notice_occasion_keeping on public.notice_occasion to owner using (true) with check (true);
create policy notice_occasion_vendor on public.notice_occasion to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select, update on public.notice_occasion to app_jobs;
grant insert on public.notice_occasion to app_vendor;
comment on column public.notice_occasion.member_ids is 'Exactly these are told; null where its kind and its lead say whom';
comment on table public.notice_occasion is 'Something happened that people are to be told; gone as soon as it is known whom';

create table public.notice_setting (
  partner_id uuid,
  member_id uuid not null,
  locale text not null,
  muted text[] not null,
  all_leads boolean not null,
  updated_at timestamp(3) with time zone not null,
  constraint notice_setting_of_member UNIQUE NULLS NOT DISTINCT (partner_id, member_id),
  constraint notice_setting_member_fkey FOREIGN KEY (partner_id, member_id) REFERENCES public.membership(partner_id, id),
  constraint notice_setting_locale CHECK ((locale = ANY (ARRAY['EN'::text, 'DE'::text]))),
  constraint notice_setting_muted CHECK ((cardinality(muted) <= 50))
);
CREATE INDEX notice_setting_by_member ON public.notice_setting USING btree (member_id);
alter table public.notice_setting enable row level security;
alter table public.notice_setting force row level security;
create policy notice_setting_partner on public.notice_setting to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy notice_setting_vendor on public.notice_setting to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER notice_setting_guard BEFORE INSERT OR UPDATE ON public.notice_setting FOR EACH ROW EXECUTE FUNCTION app.guard_notice_setting();
grant insert, select, update (muted, updated_at) on public.notice_setting to app_jobs;
grant insert (partner_id, member_id, locale, muted, all_leads, updated_at), select, update (locale, muted, all_leads, updated_at) on public.notice_setting to app_partner;
grant insert (partner_id, member_id, locale, muted, all_leads, updated_at), select, update (locale, muted, all_leads, updated_at) on public.notice_setting to app_vendor;
comment on table public.notice_setting is 'What a person wants to be told by e-mail, and in which language';

create table public.offer (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null default 'OFFERED'::text,
  role text not null,
  company_name text not null,
  company_domain text,
  company_country text,
  need text not null,
  message text,
  value_minor bigint,
  value_currency text,
  offered_at timestamp(3) with time zone not null,
  offered_by uuid not null,
  expires_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decline_reason text,
  taken_lead_id uuid,
  version integer not null default 1,
  constraint offer_pkey PRIMARY KEY (id),
  constraint offer_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint offer_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint offer_taken_lead_fkey FOREIGN KEY (partner_id, taken_lead_id) REFERENCES public.lead(partner_id, id),
  constraint offer_decided CHECK (((state = 'OFFERED'::text) = (decided_at IS NULL))),
  constraint offer_declined CHECK (((state = 'DECLINED'::text) = (decline_reason IS NOT NULL))),
  constraint offer_expires CHECK ((expires_at > offered_at)),
  constraint offer_role CHECK ((role = ANY (ARRAY['CO_SELL'::text, 'DELIVERED'::text]))),
  constraint offer_state CHECK ((state = ANY (ARRAY['OFFERED'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'EXPIRED'::text, 'WITHDRAWN'::text]))),
  constraint offer_taken CHECK (((state = 'ACCEPTED'::text) = (taken_lead_id IS NOT NULL))),
  constraint offer_value CHECK ((((value_minor IS NULL) = (value_currency IS NULL)) AND (value_minor >= 0)))
);
CREATE INDEX offer_by_age ON public.offer USING btree (offered_at DESC, id DESC);
CREATE INDEX offer_due ON public.offer USING btree (expires_at) WHERE (state = 'OFFERED'::text);
CREATE INDEX offer_of_lead ON public.offer USING btree (lead_id, offered_at DESC, id DESC);
CREATE INDEX offer_of_partner ON public.offer USING btree (partner_id, offered_at DESC, id DESC);
CREATE UNIQUE INDEX offer_one_open ON public.offer USING btree (lead_id) WHERE (state = 'OFFERED'::text);
alter table public.offer enable row level security;
alter table public.offer force row level security;
create policy offer_partner on public.offer to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy offer_vendor on public.offer to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER offer_guard BEFORE UPDATE ON public.offer FOR EACH ROW EXECUTE FUNCTION app.guard_offer();
CREATE TRIGGER offer_guard_new BEFORE INSERT ON public.offer FOR EACH ROW WHEN ((CURRENT_USER = 'app_vendor'::name)) EXECUTE FUNCTION app.guard_new_offer();
CREATE TRIGGER offer_is_told AFTER INSERT ON public.offer FOR EACH ROW WHEN ((new.offered_at > (now() - '1 day'::interval))) EXECUTE FUNCTION app.note_offer();
grant select, update (state, decided_at, version) on public.offer to app_jobs;
grant select, update (state, decided_at, decline_reason, version) on public.offer to app_partner;
grant insert, select, update (state, decided_at, taken_lead_id, version) on public.offer to app_vendor;
comment on table public.offer is 'A lead of the vendor''s own, offered to a partner: what it is about, and nothing of persons';

create table public.opportunity (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  close_on date not null,
  opened_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  version integer not null default 1,
  updated_at timestamp(3) with time zone not null,
  constraint opportunity_pkey PRIMARY KEY (id),
  constraint opportunity_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint opportunity_amount CHECK ((amount_minor >= 0)),
  constraint opportunity_closed CHECK (((state = 'OPEN'::text) = (closed_at IS NULL))),
  constraint opportunity_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'WON'::text, 'LOST'::text, 'UNDONE'::text, 'MOVED'::text])))
);
CREATE INDEX opportunity_of_lead ON public.opportunity USING btree (partner_id, lead_id, opened_at DESC);
CREATE UNIQUE INDEX opportunity_one_of_lead ON public.opportunity USING btree (lead_id) WHERE (state = ANY (ARRAY['OPEN'::text, 'WON'::text]));
alter table public.opportunity enable row level security;
alter table public.opportunity force row level security;
create policy opportunity_partner on public.opportunity for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy opportunity_vendor on public.opportunity to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER opportunity_worth_is_kept AFTER UPDATE OF amount_minor ON public.opportunity FOR EACH ROW WHEN (((old.state = 'WON'::text) AND (new.state = 'WON'::text) AND (old.amount_minor <> new.amount_minor))) EXECUTE FUNCTION app.keep_deal_worth();
grant select on public.opportunity to app_jobs;
grant select on public.opportunity to app_partner;
grant insert, select, update (state, amount_minor, currency, close_on, closed_at, version, updated_at) on public.opportunity to app_vendor;
comment on column public.opportunity.state is 'UNDONE: it should never have been opened, and counts for nothing. MOVED: it goes on with the lead in which its own goes on';
comment on table public.opportunity is 'The deal that a lead became; an amount of 0 says that it is not known';

create table public.overlap_key (
  only_row boolean not null default true,
  secret bytea not null,
  constraint overlap_key_pkey PRIMARY KEY (only_row),
  constraint overlap_key_only_row CHECK (only_row)
);
alter table public.overlap_key enable row level security;
alter table public.overlap_key force row level security;
create policy overlap_key_keeping on public.overlap_key to owner using (true) with check (true);
create policy overlap_key_vendor on public.overlap_key to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.overlap_key to app_jobs;
comment on table public.overlap_key is 'By what the entries of lists are hashed';

create table public.overlap_list (
  partner_id uuid not null,
  day date not null,
  number integer not null,
  entries integer not null,
  customers integer not null,
  opportunities integer not null,
  hashes bigint[],
  counted_at timestamp(3) with time zone not null,
  counted_by uuid not null,
  constraint overlap_list_pkey PRIMARY KEY (partner_id, day, number),
  constraint overlap_list_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint overlap_list_entries CHECK ((entries >= 100)),
  constraint overlap_list_number CHECK ((number > 0)),
  constraint overlap_list_rounded CHECK (((customers >= 0) AND ((customers % 5) = 0) AND (opportunities >= 0) AND ((opportunities % 5) = 0)))
);
CREATE INDEX overlap_list_by_age ON public.overlap_list USING btree (counted_at) WHERE (hashes IS NOT NULL);
alter table public.overlap_list enable row level security;
alter table public.overlap_list force row level security;
create policy overlap_list_partner on public.overlap_list to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy overlap_list_vendor on public.overlap_list to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select, update (hashes) on public.overlap_list to app_jobs;
grant insert, select on public.overlap_list to app_partner;
grant insert, select on public.overlap_list to app_vendor;
comment on table public.overlap_list is 'That a list of companies was compared, and what was told: numbers rounded down to five. Its entries are kept as hashes, by which the next list is held apart from it, and those are deleted';

create table public.partner (
  id uuid not null,
  partner_id uuid generated always as (id) stored,
  name text not null,
  state text not null,
  tier_id uuid,
  country text,
  is_vendor boolean not null default false,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  terminated_at timestamp(3) with time zone,
  constraint partner_pkey PRIMARY KEY (id),
  constraint partner_tier_fkey FOREIGN KEY (tier_id) REFERENCES public.partner_tier(id),
  constraint partner_country CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint partner_state CHECK ((state = ANY (ARRAY['APPLIED'::text, 'ONBOARDING'::text, 'ACTIVE'::text, 'SUSPENDED'::text, 'TERMINATED'::text]))),
  constraint partner_terminated CHECK (((state = 'TERMINATED'::text) = (terminated_at IS NOT NULL)))
);
CREATE INDEX partner_by_age ON public.partner USING btree (created_at, id);
CREATE UNIQUE INDEX partner_name_once ON public.partner USING btree (name);
CREATE UNIQUE INDEX partner_of_itself ON public.partner USING btree (partner_id);
CREATE UNIQUE INDEX partner_one_vendor ON public.partner USING btree (is_vendor) WHERE is_vendor;
alter table public.partner enable row level security;
alter table public.partner force row level security;
create policy partner_auth on public.partner for select to app_auth using (true);
create policy partner_held on public.partner to owner using (true) with check (true);
create policy partner_partner on public.partner for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_vendor on public.partner to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER partner_ends BEFORE INSERT OR UPDATE OF state, terminated_at ON public.partner FOR EACH ROW EXECUTE FUNCTION app.note_termination();
CREATE TRIGGER partner_former_country AFTER UPDATE OF country ON public.partner FOR EACH ROW WHEN ((old.country IS DISTINCT FROM new.country)) EXECUTE FUNCTION app.keep_former_name('partner_country', 'id', 'country');
CREATE TRIGGER partner_former_name AFTER UPDATE OF name ON public.partner FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION app.keep_former_name('partner', 'id', 'name');
CREATE TRIGGER partner_keeps_tier_periods AFTER INSERT OR UPDATE OF tier_id ON public.partner FOR EACH ROW EXECUTE FUNCTION app.keep_tier_periods();
CREATE TRIGGER partner_rests AFTER UPDATE OF state ON public.partner FOR EACH ROW WHEN (((old.state = 'SUSPENDED'::text) IS DISTINCT FROM (new.state = 'SUSPENDED'::text))) EXECUTE FUNCTION app.keep_suspension();
grant select (id, partner_id, name, state, is_vendor) on public.partner to app_auth;
grant select on public.partner to app_jobs;
grant select on public.partner to app_partner;
grant insert, select, update (name, state, tier_id, country, version, updated_at) on public.partner to app_vendor;
comment on column public.partner.terminated_at is 'When it was terminated, which it stays; null while it is not';
comment on table public.partner is 'A partner firm; exactly one row is the vendor itself (no members, earns nothing)';

create table public.partner_answers (
  partner_id uuid not null,
  lead_id uuid not null,
  number integer not null,
  criteria_version_id uuid not null,
  answers jsonb not null,
  answered_at timestamp(3) with time zone not null,
  answered_by uuid not null,
  constraint partner_answers_pkey PRIMARY KEY (partner_id, lead_id, number),
  constraint partner_answers_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint partner_answers_version_fkey FOREIGN KEY (criteria_version_id) REFERENCES public.criteria_version(id),
  constraint partner_answers_answers CHECK (app.answers_stand(answers)),
  constraint partner_answers_number CHECK ((number >= 1))
);
CREATE INDEX partner_answers_by_version ON public.partner_answers USING btree (criteria_version_id, answered_at);
alter table public.partner_answers enable row level security;
alter table public.partner_answers force row level security;
create policy partner_answers_partner on public.partner_answers to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_answers_vendor on public.partner_answers to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER partner_answers_append_only BEFORE DELETE OR UPDATE ON public.partner_answers FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.partner_answers enable always trigger partner_answers_append_only;
CREATE TRIGGER partner_answers_guard BEFORE INSERT ON public.partner_answers FOR EACH ROW EXECUTE FUNCTION app.guard_partner_answers();
alter table public.partner_answers enable always trigger partner_answers_guard;
CREATE TRIGGER partner_answers_no_truncate BEFORE TRUNCATE ON public.partner_answers FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.partner_answers enable always trigger partner_answers_no_truncate;
grant select on public.partner_answers to app_jobs;
grant insert, select on public.partner_answers to app_partner;
grant select on public.partner_answers to app_vendor;
comment on column public.partner_answers.answers is 'In the order of the questions: key, type and values as texts, so that they are told without the questionnaire';
comment on column public.partner_answers.number is '1 for the first save of its lead; the highest one counts';
comment on table public.partner_answers is 'What a partner answered to the questionnaire of its lead''s criteria, whole, each time it was saved';

create table public.partner_statement (
  id uuid not null,
  partner_id uuid not null,
  number integer not null,
  period_id uuid not null,
  entity_id uuid not null,
  currency text not null,
  starts_on date not null,
  ends_on date not null,
  line_count integer not null,
  opening_accrued_minor bigint not null,
  opening_held_minor bigint not null,
  opening_payable_minor bigint not null,
  opening_transit_minor bigint not null,
  opening_receivable_minor bigint not null,
  closing_accrued_minor bigint not null,
  closing_held_minor bigint not null,
  closing_payable_minor bigint not null,
  closing_transit_minor bigint not null,
  closing_receivable_minor bigint not null,
  issued_at timestamp(3) with time zone not null,
  constraint partner_statement_pkey PRIMARY KEY (id),
  constraint partner_statement_numbered UNIQUE (partner_id, number),
  constraint partner_statement_of_partner UNIQUE (partner_id, id),
  constraint partner_statement_once UNIQUE (partner_id, period_id, currency),
  constraint partner_statement_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint partner_statement_issue_fkey FOREIGN KEY (period_id) REFERENCES public.statement_issue(period_id),
  constraint partner_statement_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint partner_statement_days CHECK ((ends_on > starts_on)),
  constraint partner_statement_line_count CHECK ((line_count >= 1)),
  constraint partner_statement_number CHECK ((number >= 1))
);
CREATE INDEX partner_statement_by_month ON public.partner_statement USING btree (starts_on DESC, id DESC);
CREATE INDEX partner_statement_by_partner ON public.partner_statement USING btree (partner_id, starts_on DESC, id DESC);
alter table public.partner_statement enable row level security;
alter table public.partner_statement force row level security;
create policy partner_statement_partner on public.partner_statement for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_statement_vendor on public.partner_statement to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER partner_statement_adds_up AFTER INSERT ON public.partner_statement REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.check_partner_statements();
alter table public.partner_statement enable always trigger partner_statement_adds_up;
CREATE TRIGGER partner_statement_append_only BEFORE DELETE OR UPDATE ON public.partner_statement FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.partner_statement enable always trigger partner_statement_append_only;
CREATE TRIGGER partner_statement_id_is_new BEFORE INSERT ON public.partner_statement FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER partner_statement_is_told AFTER INSERT ON public.partner_statement FOR EACH ROW EXECUTE FUNCTION app.note_partner_statement();
CREATE TRIGGER partner_statement_no_truncate BEFORE TRUNCATE ON public.partner_statement FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.partner_statement enable always trigger partner_statement_no_truncate;
grant insert, select on public.partner_statement to app_jobs;
grant select on public.partner_statement to app_partner;
grant select on public.partner_statement to app_vendor;
comment on column public.partner_statement.closing_receivable_minor is 'What the partner owes, as less than nothing';
comment on table public.partner_statement is 'What a partner was owed in a currency as a month began and as it ended; numbered by partner, without a gap';

create table public.partner_statement_line (
  statement_id uuid not null,
  number integer not null,
  partner_id uuid not null,
  seq bigint not null,
  kind text not null,
  program_id uuid not null,
  program_name text not null,
  credit_id uuid,
  milestone text,
  effective_on date not null,
  accounting_on date not null,
  is_late boolean not null,
  corrects_number integer,
  accrued_minor bigint not null,
  held_minor bigint not null,
  payable_minor bigint not null,
  transit_minor bigint not null,
  receivable_minor bigint not null,
  balance_minor bigint not null,
  withheld_minor bigint not null default 0,
  constraint partner_statement_line_pkey PRIMARY KEY (statement_id, number),
  constraint partner_statement_line_once UNIQUE NULLS NOT DISTINCT (partner_id, seq, statement_id, program_id, credit_id),
  constraint partner_statement_line_statement_fkey FOREIGN KEY (partner_id, statement_id) REFERENCES public.partner_statement(partner_id, id),
  constraint partner_statement_line_number CHECK ((number >= 1))
);
alter table public.partner_statement_line enable row level security;
alter table public.partner_statement_line force row level security;
create policy partner_statement_line_partner on public.partner_statement_line for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_statement_line_vendor on public.partner_statement_line to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER partner_statement_line_adds_up AFTER INSERT ON public.partner_statement_line REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.check_statement_lines();
alter table public.partner_statement_line enable always trigger partner_statement_line_adds_up;
CREATE TRIGGER partner_statement_line_append_only BEFORE DELETE OR UPDATE ON public.partner_statement_line FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.partner_statement_line enable always trigger partner_statement_line_append_only;
CREATE TRIGGER partner_statement_line_no_truncate BEFORE TRUNCATE ON public.partner_statement_line FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.partner_statement_line enable always trigger partner_statement_line_no_truncate;
grant insert, select on public.partner_statement_line to app_jobs;
grant select (statement_id, number, partner_id, kind, program_id, program_name, credit_id, milestone, effective_on, accounting_on, is_late, corrects_number, accrued_minor, held_minor, payable_minor, transit_minor, receivable_minor, balance_minor, withheld_minor) on public.partner_statement_line to app_partner;
grant select on public.partner_statement_line to app_vendor;
comment on column public.partner_statement_line.balance_minor is 'What the partner is owed behind this line';
comment on column public.partner_statement_line.corrects_number is 'In which of the partner''s statements stands what it takes back';
comment on column public.partner_statement_line.is_late is 'Whether it is booked in a month of which the partner had its statement before';
comment on column public.partner_statement_line.withheld_minor is 'What of it was put aside for the tax office; less than nothing where that was taken back';
comment on table public.partner_statement_line is 'What one posting did to one credit of a partner, by the part of what it is owed';

create table public.partner_suspension (
  partner_id uuid not null,
  suspended_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint partner_suspension_pkey PRIMARY KEY (partner_id, suspended_at),
  constraint partner_suspension_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint partner_suspension_runs_on CHECK ((suspended_at <= ended_at))
);
CREATE UNIQUE INDEX partner_suspension_one_open ON public.partner_suspension USING btree (partner_id) WHERE (ended_at IS NULL);
alter table public.partner_suspension enable row level security;
alter table public.partner_suspension force row level security;
create policy partner_suspension_keeping on public.partner_suspension to owner using (true) with check (true);
create policy partner_suspension_partner on public.partner_suspension for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_suspension_vendor on public.partner_suspension to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.partner_suspension to app_jobs;
grant select on public.partner_suspension to app_partner;
grant select on public.partner_suspension to app_vendor;
comment on table public.partner_suspension is 'From when until when a partner was suspended: meanwhile the clocks of its leads rest';

create table public.partner_tier (
  id uuid not null,
  name text not null,
  rank integer not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  open_leads_limit integer,
  leads_per_day_limit integer,
  constraint partner_tier_pkey PRIMARY KEY (id),
  constraint partner_tier_name_once UNIQUE (name),
  constraint partner_tier_rank_once UNIQUE (rank),
  constraint partner_tier_limits CHECK (((open_leads_limit >= 0) AND (leads_per_day_limit >= 0)))
);
alter table public.partner_tier enable row level security;
alter table public.partner_tier force row level security;
create policy partner_tier_owner on public.partner_tier to owner using (true) with check (true);
create policy partner_tier_reference on public.partner_tier for select to app_auth, app_partner using (true);
create policy partner_tier_vendor on public.partner_tier to app_jobs, app_vendor using (true) with check (true);
grant select on public.partner_tier to app_auth;
grant select on public.partner_tier to app_jobs;
grant select on public.partner_tier to app_partner;
grant insert, select, update (name, rank, version, updated_at, open_leads_limit, leads_per_day_limit) on public.partner_tier to app_vendor;
comment on column public.partner_tier.leads_per_day_limit is 'How many leads a partner of the tier may register in a day of the program''s zone; null: any number';
comment on column public.partner_tier.open_leads_limit is 'How many open leads a partner of the tier may have at once; null: any number';
comment on table public.partner_tier is 'The rungs a partner can stand on; a higher rank is a better tier';

create table public.partner_tier_period (
  partner_id uuid not null,
  n integer not null,
  tier_id uuid not null,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone,
  constraint partner_tier_period_pkey PRIMARY KEY (partner_id, n),
  constraint partner_tier_period_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint partner_tier_period_tier_fkey FOREIGN KEY (tier_id) REFERENCES public.partner_tier(id),
  constraint partner_tier_period_n CHECK ((n >= 1)),
  constraint partner_tier_period_order CHECK ((ends_at >= starts_at)),
  constraint partner_tier_period_one_at_a_time EXCLUDE USING gist (partner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX partner_tier_period_of_tier ON public.partner_tier_period USING btree (tier_id);
CREATE UNIQUE INDEX partner_tier_period_one_now ON public.partner_tier_period USING btree (partner_id) WHERE (ends_at IS NULL);
alter table public.partner_tier_period enable row level security;
alter table public.partner_tier_period force row level security;
create policy partner_tier_period_keeping on public.partner_tier_period to owner using (true) with check (true);
create policy partner_tier_period_partner on public.partner_tier_period for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy partner_tier_period_vendor on public.partner_tier_period to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER partner_tier_period_ends_once BEFORE DELETE OR UPDATE ON public.partner_tier_period FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ends_at');
alter table public.partner_tier_period enable always trigger partner_tier_period_ends_once;
CREATE TRIGGER partner_tier_period_no_truncate BEFORE TRUNCATE ON public.partner_tier_period FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.partner_tier_period enable always trigger partner_tier_period_no_truncate;
grant select on public.partner_tier_period to app_jobs;
grant select on public.partner_tier_period to app_partner;
grant select on public.partner_tier_period to app_vendor;
comment on table public.partner_tier_period is 'On which tier a partner stood from when until when; by what it was when something was reached that is earned';

create table public.password_link (
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  constraint password_link_pkey PRIMARY KEY (id),
  constraint password_link_token_once UNIQUE (token_hash),
  constraint password_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.membership(id),
  constraint password_link_user_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id),
  constraint password_link_hash_length CHECK ((octet_length(token_hash) = 32)),
  constraint password_link_times CHECK ((expires_at > created_at))
);
CREATE INDEX password_link_by_creator ON public.password_link USING btree (created_by);
CREATE INDEX password_link_by_user ON public.password_link USING btree (user_id);
alter table public.password_link enable row level security;
alter table public.password_link force row level security;
create policy password_link_auth on public.password_link to app_auth using (true) with check (true);
create policy password_link_vendor on public.password_link to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select, update (used_at) on public.password_link to app_auth;
grant insert on public.password_link to app_vendor;
comment on table public.password_link is 'A link with which a person sets a password, once; made by an administrator of the vendor';

create table public.payout (
  id uuid not null,
  batch_id uuid not null,
  partner_id uuid not null,
  account_id uuid,
  currency text not null,
  amount_minor bigint not null,
  end_to_end_id text not null,
  state text not null default 'SCHEDULED'::text,
  scheduled_at timestamp(3) with time zone not null,
  sent_at timestamp(3) with time zone,
  booked_on date,
  bank_reference text,
  settled_by uuid,
  settled_at timestamp(3) with time zone,
  ended_by uuid,
  ended_at timestamp(3) with time zone,
  returned_on date,
  return_reference text,
  return_reason text,
  method text not null default 'TRANSFER'::text,
  withheld_minor bigint not null default 0,
  tax_rule_id uuid,
  remittance_id uuid,
  constraint payout_pkey PRIMARY KEY (id),
  constraint payout_end_to_end UNIQUE (end_to_end_id),
  constraint payout_of_partner UNIQUE (partner_id, id),
  constraint payout_once UNIQUE (batch_id, partner_id, method),
  constraint payout_account_fkey FOREIGN KEY (account_id) REFERENCES public.payout_account(id),
  constraint payout_batch_fkey FOREIGN KEY (batch_id, currency) REFERENCES public.payout_batch(id, currency),
  constraint payout_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint payout_remittance_fkey FOREIGN KEY (remittance_id) REFERENCES public.tax_remittance(id),
  constraint payout_tax_rule_fkey FOREIGN KEY (tax_rule_id) REFERENCES public.tax_rule(id),
  constraint payout_amount CHECK ((amount_minor > 0)),
  constraint payout_end_to_end_form CHECK ((end_to_end_id ~ '^[A-Z0-9]{1,35}$'::text)),
  constraint payout_ended CHECK (((num_nonnulls(ended_by, ended_at) =
CASE
    WHEN (state = ANY (ARRAY['RETURNED'::text, 'CANCELLED'::text])) THEN 2
    ELSE 0
END) AND (ended_at >= COALESCE(settled_at, sent_at, scheduled_at)) AND (num_nonnulls(returned_on, return_reference, return_reason) =
CASE state
    WHEN 'RETURNED'::text THEN 3
    ELSE 0
END) AND (returned_on >= COALESCE(booked_on, returned_on)) AND ((char_length(return_reference) >= 1) AND (char_length(return_reference) <= 140)) AND ((char_length(return_reason) >= 1) AND (char_length(return_reason) <= 2000)))),
  constraint payout_method CHECK (((method = ANY (ARRAY['TRANSFER'::text, 'OFFSET'::text, 'WITHHOLDING'::text])) AND ((account_id IS NULL) = (method <> 'TRANSFER'::text)) AND ((tax_rule_id IS NOT NULL) = (method = 'WITHHOLDING'::text)))),
  constraint payout_paid_with_evidence CHECK (((num_nonnulls(booked_on, bank_reference, settled_by, settled_at) = ANY (ARRAY[0, 4])) AND ((settled_at IS NOT NULL) OR (state <> 'PAID'::text)) AND ((settled_at IS NULL) OR (state = ANY (ARRAY['PAID'::text, 'RETURNED'::text]))) AND (settled_at >= sent_at) AND ((char_length(bank_reference) >= 1) AND (char_length(bank_reference) <= 140)))),
  constraint payout_remitted CHECK (((remittance_id IS NULL) OR (state = 'WITHHELD'::text))),
  constraint payout_sent CHECK ((((sent_at IS NOT NULL) = (state = ANY (ARRAY['SENT'::text, 'PAID'::text, 'RETURNED'::text, 'OFFSET'::text, 'WITHHELD'::text]))) AND (sent_at >= scheduled_at))),
  constraint payout_state CHECK (((state = ANY (ARRAY['SCHEDULED'::text, 'CANCELLED'::text])) OR ((state = ANY (ARRAY['SENT'::text, 'PAID'::text])) AND (method = 'TRANSFER'::text)) OR ((state = 'RETURNED'::text) AND (method = ANY (ARRAY['TRANSFER'::text, 'WITHHOLDING'::text]))) OR ((state = 'OFFSET'::text) AND (method = 'OFFSET'::text)) OR ((state = 'WITHHELD'::text) AND (method = 'WITHHOLDING'::text)))),
  constraint payout_withheld CHECK (((withheld_minor >= 0) AND ((withheld_minor = 0) OR (method = 'TRANSFER'::text))))
);
CREATE INDEX payout_by_age ON public.payout USING btree (scheduled_at DESC, id DESC);
CREATE INDEX payout_by_state ON public.payout USING btree (state, scheduled_at DESC, id DESC);
CREATE INDEX payout_of_partner_by_age ON public.payout USING btree (partner_id, scheduled_at DESC, id DESC);
CREATE INDEX payout_of_remittance ON public.payout USING btree (remittance_id) WHERE (remittance_id IS NOT NULL);
CREATE INDEX payout_paid_on ON public.payout USING btree (booked_on) WHERE (state = 'PAID'::text);
CREATE INDEX payout_to_account ON public.payout USING btree (account_id);
CREATE INDEX payout_withheld ON public.payout USING btree (id) WHERE ((state = 'WITHHELD'::text) AND (remittance_id IS NULL));
CREATE INDEX payout_withheld_of_partner ON public.payout USING btree (partner_id, batch_id) WHERE (method = 'WITHHOLDING'::text);
alter table public.payout enable row level security;
alter table public.payout force row level security;
create policy payout_partner on public.payout for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy payout_vendor on public.payout to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_ends_clawbacks AFTER UPDATE OF state ON public.payout FOR EACH ROW WHEN ((new.state = 'RETURNED'::text)) EXECUTE FUNCTION app.guard_clawback_ends();
alter table public.payout enable always trigger payout_ends_clawbacks;
CREATE TRIGGER payout_guard AFTER INSERT OR DELETE OR UPDATE ON public.payout FOR EACH ROW EXECUTE FUNCTION app.guard_payout();
alter table public.payout enable always trigger payout_guard;
CREATE TRIGGER payout_id_is_new BEFORE INSERT ON public.payout FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER payout_no_truncate BEFORE TRUNCATE ON public.payout FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout enable always trigger payout_no_truncate;
CREATE TRIGGER payout_remittance AFTER UPDATE ON public.payout FOR EACH ROW WHEN ((old.remittance_id IS DISTINCT FROM new.remittance_id)) EXECUTE FUNCTION app.guard_payout_remittance();
alter table public.payout enable always trigger payout_remittance;
CREATE TRIGGER payout_shown AFTER INSERT ON public.payout REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_payouts_shown();
alter table public.payout enable always trigger payout_shown;
CREATE TRIGGER payout_withholding AFTER INSERT OR UPDATE ON public.payout FOR EACH ROW WHEN ((new.method <> 'OFFSET'::text)) EXECUTE FUNCTION app.guard_withholding();
alter table public.payout enable always trigger payout_withholding;
grant select on public.payout to app_jobs;
grant select (id, partner_id, account_id, currency, amount_minor, end_to_end_id, state, scheduled_at, sent_at, booked_on, bank_reference, settled_at, ended_at, returned_on, return_reason, method, withheld_minor) on public.payout to app_partner;
grant insert (id, batch_id, partner_id, account_id, currency, amount_minor, end_to_end_id, scheduled_at, method, withheld_minor, tax_rule_id), select, select (method, withheld_minor, tax_rule_id, remittance_id), update (state, sent_at, booked_on, bank_reference, settled_by, settled_at, ended_by, ended_at, returned_on, return_reference, return_reason, remittance_id) on public.payout to app_vendor;
comment on column public.payout.end_to_end_id is 'Names this attempt to the bank; what came back is paid by another payout, with another one';
comment on column public.payout.method is 'TRANSFER: the bank pays it to the account; OFFSET: it is set off against what its partner owes back; WITHHOLDING: it goes to the tax office, and stands beside the transfer of its batch and partner. No bank sees the last two';
comment on column public.payout.remittance_id is 'With what it is handed on to the tax office; null where it is not';
comment on column public.payout.tax_rule_id is 'WITHHOLDING: the rule by which it is withheld';
comment on column public.payout.withheld_minor is 'TRANSFER: what of the gross of its credits is not paid, since it is withheld beside it, or was by an attempt that came back';
comment on table public.payout is 'Money of a batch that goes to one partner: scheduled, sent, and paid once the bank has booked it';

create table public.payout_account (
  id uuid not null,
  partner_id uuid not null,
  currency text not null,
  holder_name text not null,
  street text,
  building text,
  postcode text,
  town text not null,
  region text,
  country text not null,
  format text not null,
  bank_country text not null,
  bank_code text,
  bic text,
  number_sealed bytea not null,
  key_id text not null,
  number_mark bytea not null,
  number_ends text not null,
  state text not null default 'WAITING'::text,
  proposed_at timestamp(3) with time zone not null,
  proposed_by uuid not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  note text,
  is_shared boolean not null default false,
  usable_from timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  ended_by uuid,
  end_reason text,
  constraint payout_account_pkey PRIMARY KEY (id),
  constraint payout_account_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint payout_account_address CHECK ((((char_length(street) >= 1) AND (char_length(street) <= 70)) AND ((char_length(building) >= 1) AND (char_length(building) <= 16)) AND ((char_length(postcode) >= 1) AND (char_length(postcode) <= 16)) AND ((char_length(town) >= 1) AND (char_length(town) <= 35)) AND ((char_length(region) >= 1) AND (char_length(region) <= 35)) AND (country ~ '^[A-Z]{2}$'::text))),
  constraint payout_account_bank CHECK (((bank_country ~ '^[A-Z]{2}$'::text) AND (bank_code ~ '^[A-Z0-9]{1,35}$'::text) AND (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'::text) AND ((format = 'IBAN'::text) OR (num_nonnulls(bank_code, bic) > 0)))),
  constraint payout_account_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payout_account_decided CHECK (((num_nonnulls(decided_at, decided_by, note) = ANY (ARRAY[0, 3])) AND ((decided_at IS NOT NULL) OR (state = ANY (ARRAY['WAITING'::text, 'ENDED'::text]))) AND ((decided_at IS NULL) OR (state <> 'WAITING'::text)) AND (decided_at >= proposed_at) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))),
  constraint payout_account_ended CHECK (((num_nonnulls(ended_at, ended_by, end_reason) =
CASE state
    WHEN 'ENDED'::text THEN 3
    ELSE 0
END) AND (ended_at >= COALESCE(decided_at, proposed_at)) AND ((char_length(end_reason) >= 1) AND (char_length(end_reason) <= 2000)))),
  constraint payout_account_format CHECK ((format = ANY (ARRAY['IBAN'::text, 'LOCAL'::text]))),
  constraint payout_account_holder CHECK (((char_length(holder_name) >= 1) AND (char_length(holder_name) <= 70))),
  constraint payout_account_number CHECK ((((octet_length(number_sealed) >= 29) AND (octet_length(number_sealed) <= 200)) AND (octet_length(number_mark) = 32) AND ((char_length(key_id) >= 1) AND (char_length(key_id) <= 20)) AND (number_ends ~ '^[A-Z0-9]{4}$'::text))),
  constraint payout_account_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'VERIFIED'::text, 'DECLINED'::text, 'ENDED'::text]))),
  constraint payout_account_usable CHECK ((((usable_from IS NOT NULL) = ((decided_at IS NOT NULL) AND (state = ANY (ARRAY['VERIFIED'::text, 'ENDED'::text])))) AND (usable_from >= decided_at)))
);
CREATE INDEX payout_account_by_age ON public.payout_account USING btree (proposed_at, id);
CREATE INDEX payout_account_by_key ON public.payout_account USING btree (key_id, id);
CREATE INDEX payout_account_by_mark ON public.payout_account USING btree (number_mark) WHERE (state = ANY (ARRAY['WAITING'::text, 'VERIFIED'::text]));
CREATE INDEX payout_account_by_number ON public.payout_account USING btree (number_mark);
CREATE INDEX payout_account_by_state ON public.payout_account USING btree (state, proposed_at, id);
CREATE INDEX payout_account_of_partner ON public.payout_account USING btree (partner_id, proposed_at DESC, id DESC);
CREATE UNIQUE INDEX payout_account_one_verified ON public.payout_account USING btree (partner_id, currency) WHERE (state = 'VERIFIED'::text);
CREATE UNIQUE INDEX payout_account_one_waiting ON public.payout_account USING btree (partner_id, currency) WHERE (state = 'WAITING'::text);
alter table public.payout_account enable row level security;
alter table public.payout_account force row level security;
create policy payout_account_partner on public.payout_account to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy payout_account_vendor on public.payout_account to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_account_changes BEFORE UPDATE ON public.payout_account FOR EACH ROW WHEN ((old.key_id = new.key_id)) EXECUTE FUNCTION app.guard_payout_account();
alter table public.payout_account enable always trigger payout_account_changes;
CREATE TRIGGER payout_account_guard BEFORE INSERT OR DELETE ON public.payout_account FOR EACH ROW EXECUTE FUNCTION app.guard_payout_account();
alter table public.payout_account enable always trigger payout_account_guard;
CREATE TRIGGER payout_account_id_is_new BEFORE INSERT ON public.payout_account FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER payout_account_is_told AFTER INSERT OR UPDATE OF state ON public.payout_account FOR EACH ROW EXECUTE FUNCTION app.note_payout_account();
CREATE TRIGGER payout_account_no_truncate BEFORE TRUNCATE ON public.payout_account FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_account enable always trigger payout_account_no_truncate;
CREATE TRIGGER payout_account_sealed_anew BEFORE UPDATE ON public.payout_account FOR EACH ROW WHEN ((old.key_id <> new.key_id)) EXECUTE FUNCTION app.guard_resealed('number_sealed');
alter table public.payout_account enable always trigger payout_account_sealed_anew;
grant select, update (number_sealed, key_id) on public.payout_account to app_jobs;
grant insert (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country, bank_code, bic, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by), select (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country, bank_code, bic, number_ends, state, proposed_at, proposed_by, decided_at, note, usable_from, ended_at, end_reason), update (state, ended_at, ended_by, end_reason) on public.payout_account to app_partner;
grant insert (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country, bank_code, bic, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by), select (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country, bank_code, bic, number_mark, number_ends, state, proposed_at, proposed_by, decided_at, decided_by, note, is_shared, usable_from, ended_at, ended_by, end_reason), update (state, decided_at, decided_by, note, is_shared, usable_from, ended_at, ended_by, end_reason) on public.payout_account to app_vendor;
comment on column public.payout_account.is_shared is 'Whether who verified it knew that another partner has the same account';
comment on column public.payout_account.number_mark is 'HMAC-SHA-256 of the number, by which two that are the same are found';
comment on column public.payout_account.number_sealed is 'AES-256-GCM of the number under the key that key_id names: nonce, tag, text';
comment on column public.payout_account.usable_from is 'Nothing is paid to it before: whoever can object has been told';
comment on table public.payout_account is 'Where a partner''s money of one currency goes, as somebody said and another person verified; the number is sealed, and only its last four characters are in plain text';

create table public.payout_account_try (
  id uuid not null,
  account_id uuid not null,
  tried_by uuid not null,
  tried_at timestamp(3) with time zone not null,
  is_wrong boolean,
  constraint payout_account_try_pkey PRIMARY KEY (id),
  constraint payout_account_try_account_fkey FOREIGN KEY (account_id) REFERENCES public.payout_account(id)
);
CREATE INDEX payout_account_try_of_account ON public.payout_account_try USING btree (account_id, tried_at DESC);
alter table public.payout_account_try enable row level security;
alter table public.payout_account_try force row level security;
create policy payout_account_try_vendor on public.payout_account_try to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_account_try_ends_once BEFORE DELETE OR UPDATE ON public.payout_account_try FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('is_wrong');
alter table public.payout_account_try enable always trigger payout_account_try_ends_once;
CREATE TRIGGER payout_account_try_no_truncate BEFORE TRUNCATE ON public.payout_account_try FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_account_try enable always trigger payout_account_try_no_truncate;
grant select on public.payout_account_try to app_jobs;
grant insert (id, account_id, tried_by, tried_at), select, update (is_wrong) on public.payout_account_try to app_vendor;
comment on column public.payout_account_try.is_wrong is 'Null until it is known';
comment on table public.payout_account_try is 'That somebody typed the number of an account to verify it: so many wrong ones in an hour are the last for a while';

create table public.payout_batch (
  id uuid not null,
  currency text not null,
  earned_until timestamp(3) with time zone,
  minimum_minor bigint not null,
  selection_hash text not null,
  payout_count integer not null,
  sum_minor bigint not null,
  state text not null default 'DRAFT'::text,
  drafted_by uuid not null,
  drafted_at timestamp(3) with time zone not null,
  approved_by uuid,
  approved_at timestamp(3) with time zone,
  sent_by uuid,
  sent_at timestamp(3) with time zone,
  cancelled_by uuid,
  cancelled_at timestamp(3) with time zone,
  cancel_reason text,
  offset_minor bigint not null default 0,
  withheld_minor bigint not null default 0,
  constraint payout_batch_pkey PRIMARY KEY (id),
  constraint payout_batch_of_currency UNIQUE (id, currency),
  constraint payout_batch_approved CHECK (((num_nonnulls(approved_by, approved_at) = ANY (ARRAY[0, 2])) AND (approved_at >= drafted_at) AND ((approved_at IS NULL) OR (state <> 'DRAFT'::text)) AND ((approved_at IS NOT NULL) OR (state = ANY (ARRAY['DRAFT'::text, 'CANCELLED'::text]))))),
  constraint payout_batch_cancelled CHECK (((num_nonnulls(cancelled_by, cancelled_at, cancel_reason) =
CASE state
    WHEN 'CANCELLED'::text THEN 3
    ELSE 0
END) AND (cancelled_at >= COALESCE(approved_at, drafted_at)) AND ((char_length(cancel_reason) >= 1) AND (char_length(cancel_reason) <= 2000)))),
  constraint payout_batch_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payout_batch_hash CHECK ((selection_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint payout_batch_minimum CHECK ((minimum_minor >= 0)),
  constraint payout_batch_offset CHECK (((offset_minor >= 0) AND (offset_minor <= sum_minor))),
  constraint payout_batch_sent CHECK (((num_nonnulls(sent_by, sent_at) =
CASE state
    WHEN 'SENT'::text THEN 2
    ELSE 0
END) AND (sent_at >= approved_at))),
  constraint payout_batch_state CHECK ((state = ANY (ARRAY['DRAFT'::text, 'APPROVED'::text, 'SENT'::text, 'CANCELLED'::text]))),
  constraint payout_batch_sums CHECK (((payout_count > 0) AND (sum_minor > 0))),
  constraint payout_batch_withheld CHECK (((withheld_minor >= 0) AND (withheld_minor <= (sum_minor - offset_minor))))
);
CREATE INDEX payout_batch_by_age ON public.payout_batch USING btree (drafted_at DESC, id DESC);
CREATE INDEX payout_batch_by_state ON public.payout_batch USING btree (state, drafted_at DESC, id DESC);
alter table public.payout_batch enable row level security;
alter table public.payout_batch force row level security;
create policy payout_batch_vendor on public.payout_batch to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_batch_duties AFTER UPDATE OF state ON public.payout_batch FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.guard_payout_duties();
alter table public.payout_batch enable always trigger payout_batch_duties;
CREATE TRIGGER payout_batch_guard AFTER INSERT OR DELETE OR UPDATE ON public.payout_batch FOR EACH ROW EXECUTE FUNCTION app.guard_payout_batch();
alter table public.payout_batch enable always trigger payout_batch_guard;
CREATE TRIGGER payout_batch_id_is_new BEFORE INSERT ON public.payout_batch FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER payout_batch_no_truncate BEFORE TRUNCATE ON public.payout_batch FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_batch enable always trigger payout_batch_no_truncate;
CREATE TRIGGER payout_batch_offset AFTER INSERT OR UPDATE ON public.payout_batch FOR EACH ROW EXECUTE FUNCTION app.guard_payout_batch_offset();
alter table public.payout_batch enable always trigger payout_batch_offset;
CREATE TRIGGER payout_batch_with_file AFTER UPDATE OF state ON public.payout_batch FOR EACH ROW WHEN (((old.state <> 'SENT'::text) AND (new.state = 'SENT'::text))) EXECUTE FUNCTION app.guard_batch_has_file();
alter table public.payout_batch enable always trigger payout_batch_with_file;
grant select on public.payout_batch to app_jobs;
grant insert (id, currency, earned_until, minimum_minor, selection_hash, payout_count, sum_minor, drafted_by, drafted_at, offset_minor, withheld_minor), select, select (offset_minor, withheld_minor), update (state, approved_by, approved_at, sent_by, sent_at, cancelled_by, cancelled_at, cancel_reason) on public.payout_batch to app_vendor;
comment on column public.payout_batch.earned_until is 'What was earned later was not looked at; null where all was';
comment on column public.payout_batch.offset_minor is 'What of its sum is set off against what partners owe back: the rest goes to the bank';
comment on column public.payout_batch.selection_hash is 'SHA-256 of its payouts with their accounts, credits and amounts, one line for each credit: what is approved is what was shown';
comment on column public.payout_batch.withheld_minor is 'What of its sum is withheld for tax offices';
comment on table public.payout_batch is 'Payouts of one currency that somebody drafted: another person approves them as they were shown';

create table public.payout_credit (
  payout_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  approval_id uuid not null,
  amount_minor bigint not null,
  ended_at timestamp(3) with time zone,
  constraint payout_credit_pkey PRIMARY KEY (payout_id, credit_id),
  constraint payout_credit_approval_fkey FOREIGN KEY (partner_id, approval_id) REFERENCES public.credit_approval(partner_id, id),
  constraint payout_credit_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint payout_credit_payout_fkey FOREIGN KEY (partner_id, payout_id) REFERENCES public.payout(partner_id, id),
  constraint payout_credit_amount CHECK ((amount_minor <> 0))
);
CREATE INDEX payout_credit_of_approval ON public.payout_credit USING btree (partner_id, approval_id);
CREATE INDEX payout_credit_of_credit ON public.payout_credit USING btree (partner_id, credit_id);
alter table public.payout_credit enable row level security;
alter table public.payout_credit force row level security;
create policy payout_credit_partner on public.payout_credit for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy payout_credit_vendor on public.payout_credit to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_credit_awaits BEFORE INSERT ON public.payout_credit FOR EACH ROW EXECUTE FUNCTION app.await_approval();
alter table public.payout_credit enable always trigger payout_credit_awaits;
CREATE TRIGGER payout_credit_end AFTER UPDATE ON public.payout_credit FOR EACH ROW EXECUTE FUNCTION app.guard_payout_credit_end();
alter table public.payout_credit enable always trigger payout_credit_end;
CREATE TRIGGER payout_credit_ends_once BEFORE DELETE OR UPDATE ON public.payout_credit FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.payout_credit enable always trigger payout_credit_ends_once;
CREATE TRIGGER payout_credit_guard AFTER INSERT ON public.payout_credit FOR EACH ROW EXECUTE FUNCTION app.guard_payout_credit();
alter table public.payout_credit enable always trigger payout_credit_guard;
CREATE TRIGGER payout_credit_no_truncate BEFORE TRUNCATE ON public.payout_credit FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_credit enable always trigger payout_credit_no_truncate;
CREATE TRIGGER payout_credit_shown AFTER INSERT ON public.payout_credit REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_payouts_shown();
alter table public.payout_credit enable always trigger payout_credit_shown;
grant select on public.payout_credit to app_jobs;
grant select on public.payout_credit to app_partner;
grant insert (payout_id, partner_id, credit_id, approval_id, amount_minor), select, update (ended_at) on public.payout_credit to app_vendor;
comment on column public.payout_credit.ended_at is 'When its payout was cancelled or came back: it is payable again';
comment on table public.payout_credit is 'What a payout pays of a credit; less than nothing of what its partner has less for its volume';

create table public.payout_left_out (
  batch_id uuid not null,
  partner_id uuid not null,
  reason text not null,
  credit_count integer not null,
  amount_minor bigint not null,
  constraint payout_left_out_pkey PRIMARY KEY (batch_id, partner_id, reason),
  constraint payout_left_out_batch_fkey FOREIGN KEY (batch_id) REFERENCES public.payout_batch(id),
  constraint payout_left_out_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint payout_left_out_count CHECK ((credit_count > 0)),
  constraint payout_left_out_reason CHECK ((reason = ANY (ARRAY['HELD'::text, 'SUSPENDED'::text, 'REPORTED'::text, 'DISPUTED'::text, 'TAX_FORM'::text, 'NO_ACCOUNT'::text, 'LESS_THAN_MINIMUM'::text, 'OWES'::text])))
);
CREATE INDEX payout_left_out_of_partner ON public.payout_left_out USING btree (partner_id);
alter table public.payout_left_out enable row level security;
alter table public.payout_left_out force row level security;
create policy payout_left_out_vendor on public.payout_left_out to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_left_out_append_only BEFORE DELETE OR UPDATE ON public.payout_left_out FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.payout_left_out enable always trigger payout_left_out_append_only;
CREATE TRIGGER payout_left_out_no_truncate BEFORE TRUNCATE ON public.payout_left_out FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_left_out enable always trigger payout_left_out_no_truncate;
grant select on public.payout_left_out to app_jobs;
grant insert, select on public.payout_left_out to app_vendor;
comment on table public.payout_left_out is 'What was payable to a partner as a batch was drafted, and is not in it, with why';

create table public.payout_offset (
  payout_id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  ended_at timestamp(3) with time zone,
  constraint payout_offset_pkey PRIMARY KEY (payout_id, clawback_id),
  constraint payout_offset_clawback_fkey FOREIGN KEY (clawback_id) REFERENCES public.credit_clawback(posting_id),
  constraint payout_offset_payout_fkey FOREIGN KEY (partner_id, payout_id) REFERENCES public.payout(partner_id, id),
  constraint payout_offset_amount CHECK ((amount_minor > 0))
);
CREATE INDEX payout_offset_of_clawback ON public.payout_offset USING btree (clawback_id);
CREATE INDEX payout_offset_of_partner ON public.payout_offset USING btree (partner_id, payout_id);
alter table public.payout_offset enable row level security;
alter table public.payout_offset force row level security;
create policy payout_offset_partner on public.payout_offset for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy payout_offset_vendor on public.payout_offset to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER payout_offset_awaits BEFORE INSERT ON public.payout_offset FOR EACH ROW EXECUTE FUNCTION app.await_payout_offset();
alter table public.payout_offset enable always trigger payout_offset_awaits;
CREATE TRIGGER payout_offset_end AFTER UPDATE ON public.payout_offset FOR EACH ROW EXECUTE FUNCTION app.guard_payout_offset_end();
alter table public.payout_offset enable always trigger payout_offset_end;
CREATE TRIGGER payout_offset_ends_once BEFORE DELETE OR UPDATE ON public.payout_offset FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at');
alter table public.payout_offset enable always trigger payout_offset_ends_once;
CREATE TRIGGER payout_offset_guard AFTER INSERT ON public.payout_offset FOR EACH ROW EXECUTE FUNCTION app.guard_payout_offset();
alter table public.payout_offset enable always trigger payout_offset_guard;
CREATE TRIGGER payout_offset_no_truncate BEFORE TRUNCATE ON public.payout_offset FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.payout_offset enable always trigger payout_offset_no_truncate;
CREATE TRIGGER payout_offset_shown AFTER INSERT ON public.payout_offset REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION app.guard_payouts_shown();
alter table public.payout_offset enable always trigger payout_offset_shown;
grant select on public.payout_offset to app_jobs;
grant select on public.payout_offset to app_partner;
grant insert (payout_id, partner_id, clawback_id, amount_minor), select, update (ended_at) on public.payout_offset to app_vendor;
comment on column public.payout_offset.ended_at is 'When its batch was withdrawn: it is owed again';
comment on table public.payout_offset is 'What a payout sets off against what its partner owes back';

create table public.period_step (
  id uuid not null,
  period_id uuid not null,
  number integer not null,
  kind text not null,
  made_at timestamp(3) with time zone not null,
  made_by uuid not null,
  reason text,
  days integer,
  gl_reference text,
  open_until timestamp(3) with time zone,
  close_seq bigint,
  trial_balance_sha256 bytea,
  constraint period_step_pkey PRIMARY KEY (id),
  constraint period_step_once UNIQUE (period_id, number),
  constraint period_step_period_fkey FOREIGN KEY (period_id) REFERENCES public.accounting_period(id),
  constraint period_step_closed CHECK ((num_nonnulls(close_seq, trial_balance_sha256) =
CASE
    WHEN (kind = 'CLOSED'::text) THEN 2
    ELSE 0
END)),
  constraint period_step_days CHECK ((((kind = 'REOPENING_ASKED'::text) = (days IS NOT NULL)) AND ((days >= 1) AND (days <= 31)))),
  constraint period_step_kind CHECK ((kind = ANY (ARRAY['SOFT_CLOSED'::text, 'CLOSED'::text, 'REOPENING_ASKED'::text, 'REOPENING_DECLINED'::text, 'REOPENED'::text, 'REOPENING_ENDED'::text, 'GL_EXPORTED'::text]))),
  constraint period_step_number CHECK ((number >= 1)),
  constraint period_step_open_until CHECK ((((kind = 'REOPENED'::text) = (open_until IS NOT NULL)) AND (open_until > made_at))),
  constraint period_step_reason CHECK (((kind = ANY (ARRAY['REOPENING_ASKED'::text, 'REOPENING_DECLINED'::text])) = (reason IS NOT NULL))),
  constraint period_step_reason_length CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint period_step_reference CHECK (((kind = 'GL_EXPORTED'::text) = (gl_reference IS NOT NULL))),
  constraint period_step_reference_length CHECK (((char_length(gl_reference) >= 1) AND (char_length(gl_reference) <= 100)))
);
alter table public.period_step enable row level security;
alter table public.period_step force row level security;
create policy period_step_made on public.period_step for insert to app_jobs, app_vendor with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
create policy period_step_posting on public.period_step to owner using (true) with check (true);
create policy period_step_vendor on public.period_step for select to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER period_step_append_only BEFORE DELETE OR UPDATE ON public.period_step FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.period_step enable always trigger period_step_append_only;
CREATE TRIGGER period_step_guard BEFORE INSERT ON public.period_step FOR EACH ROW EXECUTE FUNCTION app.guard_period_step();
CREATE TRIGGER period_step_moves BEFORE INSERT ON public.period_step FOR EACH ROW EXECUTE FUNCTION app.move_accounting_period();
alter table public.period_step enable always trigger period_step_moves;
CREATE TRIGGER period_step_no_truncate BEFORE TRUNCATE ON public.period_step FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.period_step enable always trigger period_step_no_truncate;
grant insert (id, period_id, number, kind, made_at, made_by), select on public.period_step to app_jobs;
grant insert (id, period_id, number, kind, made_at, made_by, reason, days, gl_reference), select on public.period_step to app_vendor;
comment on column public.period_step.close_seq is 'The last seal with which it was closed, set by the database';
comment on column public.period_step.trial_balance_sha256 is 'The trial balance at that seal, of all that is booked before the period ends; set by the database';
comment on table public.period_step is 'What was done to a period of the books, by whom, in order; the row moves the period';

create table public.product_line (
  id uuid not null,
  parent_id uuid,
  name text not null,
  span numrange not null,
  retired_at timestamp(3) with time zone,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint product_line_pkey PRIMARY KEY (id),
  constraint product_line_name_once UNIQUE (name),
  constraint product_line_span_once UNIQUE (span),
  constraint product_line_parent_fkey FOREIGN KEY (parent_id) REFERENCES public.product_line(id),
  constraint product_line_all_stands CHECK (((id <> '01970000-0000-7000-8000-000000000030'::uuid) OR ((retired_at IS NULL) AND (span = '[0,1)'::numrange)))),
  constraint product_line_beneath_all CHECK (((parent_id IS NULL) = (id = '01970000-0000-7000-8000-000000000030'::uuid))),
  constraint product_line_depth CHECK (((upper(span) - lower(span)) >= 0.000000000000000000000001))
);
CREATE INDEX product_line_by_age ON public.product_line USING btree (created_at, id);
CREATE INDEX product_line_of_parent ON public.product_line USING btree (parent_id);
alter table public.product_line enable row level security;
alter table public.product_line force row level security;
create policy product_line_owner on public.product_line to owner using (true) with check (true);
create policy product_line_reference on public.product_line for select to app_auth, app_partner using (true);
create policy product_line_vendor on public.product_line to app_jobs, app_vendor using (true) with check (true);
CREATE TRIGGER product_line_moved AFTER UPDATE OF parent_id ON public.product_line FOR EACH ROW WHEN ((new.span <> old.span)) EXECUTE FUNCTION app.move_what_is_beneath();
CREATE TRIGGER product_line_placed BEFORE INSERT OR UPDATE OF parent_id ON public.product_line FOR EACH ROW EXECUTE FUNCTION app.place_product_line();
grant select on public.product_line to app_jobs;
grant select on public.product_line to app_partner;
grant insert (id, parent_id, name, created_at, updated_at), select, update (parent_id, name, retired_at, version, updated_at) on public.product_line to app_vendor;
comment on column public.product_line.span is 'Where it stands in the tree: within the span of the line above; set by the database';
comment on table public.product_line is 'What is sold, as a tree; ALL stands above all';

create table public.program (
  id uuid not null,
  name text not null,
  time_zone text not null,
  qualified_by text not null,
  acceptance_hours integer not null,
  conversion_days integer not null,
  protection_days integer not null,
  is_default boolean not null default false,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  heartbeat_days integer not null default 30,
  extension_policy text not null default 'ONCE'::text,
  extension_days integer not null default 45,
  checks_per_day integer not null default 10,
  appeal_days integer not null default 14,
  direct_claim_days integer not null default 90,
  kinds text[] not null default ARRAY['NEW_BUSINESS'::text, 'CROSS_SELL'::text, 'UPSELL'::text, 'RENEWAL'::text, 'PRODUCT_QUALIFIED'::text],
  contact_rule text not null default 'PARTNER_INTRODUCES'::text,
  form_number integer not null default 1,
  needs_terms boolean not null default false,
  product_line_ids uuid[],
  overlaps_per_day integer not null default 1,
  calendar_id uuid,
  constraint program_pkey PRIMARY KEY (id),
  constraint program_name_once UNIQUE (name),
  constraint program_calendar_fkey FOREIGN KEY (calendar_id) REFERENCES public.calendar(id),
  constraint program_appeal CHECK ((appeal_days > 0)),
  constraint program_checks CHECK ((checks_per_day >= 0)),
  constraint program_clocks CHECK (((acceptance_hours > 0) AND (conversion_days > 0) AND (protection_days > 0))),
  constraint program_contact_rule CHECK ((contact_rule = ANY (ARRAY['PARTNER_INTRODUCES'::text, 'JOINT'::text, 'VENDOR_DIRECT'::text]))),
  constraint program_direct_claim CHECK ((direct_claim_days > 0)),
  constraint program_extension CHECK (((extension_policy = ANY (ARRAY['NONE'::text, 'ONCE'::text, 'MANY'::text])) AND (extension_days > 0))),
  constraint program_form_number CHECK ((form_number >= 1)),
  constraint program_heartbeat CHECK ((heartbeat_days > 0)),
  constraint program_kinds CHECK (((cardinality(kinds) > 0) AND (kinds <@ ARRAY['NEW_BUSINESS'::text, 'CROSS_SELL'::text, 'UPSELL'::text, 'RENEWAL'::text, 'PRODUCT_QUALIFIED'::text]))),
  constraint program_overlaps CHECK ((overlaps_per_day >= 0)),
  constraint program_product_lines CHECK ((cardinality(product_line_ids) > 0)),
  constraint program_qualified_by CHECK ((qualified_by = ANY (ARRAY['SALES'::text, 'MARKETING'::text, 'MARKETING_THEN_SALES'::text])))
);
CREATE INDEX program_of_calendar ON public.program USING btree (calendar_id) WHERE (calendar_id IS NOT NULL);
CREATE UNIQUE INDEX program_one_default ON public.program USING btree (is_default) WHERE is_default;
alter table public.program enable row level security;
alter table public.program force row level security;
create policy program_owner on public.program to owner using (true) with check (true);
create policy program_partner on public.program for select to app_partner using (((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL) AND (is_default OR (EXISTS ( SELECT
   FROM public.program_enrolment enrolled
  WHERE ((enrolled.program_id = program.id) AND (enrolled.partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid))))))));
create policy program_vendor on public.program to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER program_keeps_inbox_days AFTER UPDATE OF time_zone ON public.program FOR EACH ROW WHEN ((new.time_zone IS DISTINCT FROM old.time_zone)) EXECUTE FUNCTION app.keep_inbox_days();
CREATE TRIGGER program_recounts AFTER UPDATE OF time_zone ON public.program FOR EACH ROW WHEN ((old.time_zone <> new.time_zone)) EXECUTE FUNCTION app.recount_program();
grant select on public.program to app_jobs;
grant select on public.program to app_partner;
grant insert, select, update (name, time_zone, acceptance_hours, conversion_days, protection_days, version, updated_at, heartbeat_days, extension_policy, extension_days, checks_per_day, appeal_days, direct_claim_days, kinds, contact_rule, form_number, needs_terms, product_line_ids, calendar_id) on public.program to app_vendor;
comment on column public.program.appeal_days is 'Days after a decision in which its partner may appeal, to the end of the last one';
comment on column public.program.calendar_id is 'When business is done; null for Monday to Friday, 9 to 17, in the program''s zone';
comment on column public.program.checks_per_day is 'How often a day a partner may ask whether a prospect is to be had';
comment on column public.program.contact_rule is 'Who speaks to a contact first: PARTNER_INTRODUCES, JOINT, VENDOR_DIRECT';
comment on column public.program.direct_claim_days is 'Days after which a claim of the vendor itself expires, to the end of the last one; that of the default program counts';
comment on column public.program.extension_policy is 'How often a protection may be extended: NONE, ONCE, MANY; never while a request is pending';
comment on column public.program.form_number is 'The version of its form that is in force';
comment on column public.program.heartbeat_days is 'Days without anything from the partner after which a protection lapses';
comment on column public.program.kinds is 'Of which kinds leads can be registered';
comment on column public.program.needs_terms is 'Whether nothing is registered before the terms in force are accepted';
comment on column public.program.overlaps_per_day is 'How many lists a day a party may have compared; that of the default program counts';
comment on column public.program.product_line_ids is 'The lines that its leads may name, with all beneath; null for all';
comment on table public.program is 'What a partner enrols in and a lead is registered under; clocks in hours and days. Seen by those who are or were enrolled';

create table public.program_checklist (
  program_id uuid not null,
  keys text[] not null,
  labels text[] not null,
  constraint program_checklist_pkey PRIMARY KEY (program_id),
  constraint program_checklist_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint program_checklist_points CHECK (((cardinality(keys) = cardinality(labels)) AND (cardinality(keys) <= 20)))
);
alter table public.program_checklist enable row level security;
alter table public.program_checklist force row level security;
create policy program_checklist_vendor on public.program_checklist to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER program_checklist_guard BEFORE INSERT OR UPDATE ON public.program_checklist FOR EACH ROW EXECUTE FUNCTION app.guard_program_checklist();
grant select on public.program_checklist to app_jobs;
grant insert, select, update (keys, labels) on public.program_checklist to app_vendor;
comment on table public.program_checklist is 'What whoever accepts a lead of a program confirms: keys, and at the same places what people read';

create table public.program_enrolment (
  partner_id uuid not null,
  program_id uuid not null,
  enrolled_at timestamp(3) with time zone not null,
  left_at timestamp(3) with time zone,
  constraint program_enrolment_pkey PRIMARY KEY (partner_id, program_id),
  constraint program_enrolment_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint program_enrolment_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint program_enrolment_left CHECK ((left_at >= enrolled_at))
);
CREATE INDEX program_enrolment_of_program ON public.program_enrolment USING btree (program_id, enrolled_at, partner_id);
alter table public.program_enrolment enable row level security;
alter table public.program_enrolment force row level security;
create policy program_enrolment_partner on public.program_enrolment for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy program_enrolment_vendor on public.program_enrolment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.program_enrolment to app_jobs;
grant select on public.program_enrolment to app_partner;
grant insert, select, update (enrolled_at, left_at) on public.program_enrolment to app_vendor;
comment on table public.program_enrolment is 'Under which programs a partner registers, besides the default one, in which all are; left_at ends it';

create table public.program_form (
  program_id uuid not null,
  number integer not null,
  required text[] not null,
  fields jsonb not null,
  published_at timestamp(3) with time zone not null,
  published_by uuid,
  constraint program_form_pkey PRIMARY KEY (program_id, number),
  constraint program_form_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint program_form_fields CHECK ((jsonb_typeof(fields) = 'array'::text)),
  constraint program_form_number CHECK ((number >= 1)),
  constraint program_form_required CHECK ((required <@ ARRAY['EXTERNAL_REFERENCE'::text, 'CAMPAIGN'::text, 'NOTES'::text, 'ESTIMATED_VALUE'::text, 'COMPANY_DOMAIN'::text, 'COMPANY_COUNTRY'::text, 'COMPANY_TAX_ID'::text, 'CONTACT_PHONE'::text, 'CONTACT_JOB_TITLE'::text, 'CONTACT_BUYING_ROLE'::text, 'CONSENT_OBTAINED_AT'::text, 'CONSENT_SOURCE'::text]))
);
alter table public.program_form enable row level security;
alter table public.program_form force row level security;
create policy program_form_owner on public.program_form to owner using (true) with check (true);
create policy program_form_partner on public.program_form for select to app_partner using ((EXISTS ( SELECT
   FROM public.program
  WHERE (program.id = program_form.program_id))));
create policy program_form_vendor on public.program_form to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER program_form_append_only BEFORE DELETE OR UPDATE ON public.program_form FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.program_form enable always trigger program_form_append_only;
CREATE TRIGGER program_form_no_truncate BEFORE TRUNCATE ON public.program_form FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.program_form enable always trigger program_form_no_truncate;
grant select on public.program_form to app_jobs;
grant select on public.program_form to app_partner;
grant insert, select on public.program_form to app_vendor;
comment on table public.program_form is 'Versions of a program''s form: the standard fields that are required, and the fields of its own';

create table public.program_terms (
  program_id uuid not null,
  number integer not null,
  text text,
  url text,
  effective_at timestamp(3) with time zone not null,
  published_at timestamp(3) with time zone not null,
  published_by uuid not null,
  constraint program_terms_pkey PRIMARY KEY (program_id, number),
  constraint program_terms_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint program_terms_effective CHECK ((effective_at >= published_at)),
  constraint program_terms_number CHECK ((number >= 1)),
  constraint program_terms_say_something CHECK ((num_nonnulls(text, url) >= 1)),
  constraint program_terms_url_is_https CHECK ((url ~~ 'https://%'::text))
);
CREATE INDEX program_terms_in_force ON public.program_terms USING btree (program_id, effective_at DESC, number DESC);
alter table public.program_terms enable row level security;
alter table public.program_terms force row level security;
create policy program_terms_owner on public.program_terms to owner using (true) with check (true);
create policy program_terms_partner on public.program_terms for select to app_partner using ((EXISTS ( SELECT
   FROM public.program
  WHERE (program.id = program_terms.program_id))));
create policy program_terms_vendor on public.program_terms to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER program_terms_append_only BEFORE DELETE OR UPDATE ON public.program_terms FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.program_terms enable always trigger program_terms_append_only;
CREATE TRIGGER program_terms_no_truncate BEFORE TRUNCATE ON public.program_terms FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.program_terms enable always trigger program_terms_no_truncate;
grant select on public.program_terms to app_jobs;
grant select on public.program_terms to app_partner;
grant insert, select on public.program_terms to app_vendor;
comment on table public.program_terms is 'Versions of a program''s terms: a text, a link, or both';

create table public.protection_hold (
  window_id uuid not null,
  account_id uuid not null,
  product_line_id uuid not null,
  shared_as uuid not null,
  period tstzrange not null,
  span numrange not null,
  constraint protection_hold_pkey PRIMARY KEY (window_id, product_line_id),
  constraint protection_hold_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint protection_hold_line_fkey FOREIGN KEY (product_line_id) REFERENCES public.product_line(id),
  constraint protection_hold_window_fkey FOREIGN KEY (window_id) REFERENCES public.protection_window(id),
  constraint protection_hold_one_per_line EXCLUDE USING gist (account_id WITH =, span WITH &&, shared_as WITH <>, period WITH &&) DEFERRABLE
);
CREATE INDEX protection_hold_of_account ON public.protection_hold USING btree (account_id);
CREATE INDEX protection_hold_of_line ON public.protection_hold USING btree (product_line_id);
alter table public.protection_hold enable row level security;
alter table public.protection_hold force row level security;
create policy protection_hold_keeping on public.protection_hold to owner using (true) with check (true);
create policy protection_hold_vendor on public.protection_hold to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.protection_hold to app_jobs;
grant select, update (shared_as) on public.protection_hold to app_vendor;
comment on column public.protection_hold.span is 'That of the line';
comment on table public.protection_hold is 'What a window holds of an account, a row per product line that its lead names, with all beneath: only leads that share the prospect hold at the same time';

create table public.protection_reminder (
  partner_id uuid not null,
  window_id uuid not null,
  ends_on date not null,
  days_before integer not null,
  recorded_at timestamp(3) with time zone not null,
  constraint protection_reminder_pkey PRIMARY KEY (partner_id, window_id, ends_on, days_before),
  constraint protection_reminder_window_fkey FOREIGN KEY (partner_id, window_id) REFERENCES public.protection_window(partner_id, id),
  constraint protection_reminder_days CHECK ((days_before > 0))
);
alter table public.protection_reminder enable row level security;
alter table public.protection_reminder force row level security;
create policy protection_reminder_partner on public.protection_reminder for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy protection_reminder_vendor on public.protection_reminder to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER protection_reminder_append_only BEFORE DELETE OR UPDATE ON public.protection_reminder FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.protection_reminder enable always trigger protection_reminder_append_only;
CREATE TRIGGER protection_reminder_no_truncate BEFORE TRUNCATE ON public.protection_reminder FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.protection_reminder enable always trigger protection_reminder_no_truncate;
grant insert, select on public.protection_reminder to app_jobs;
grant select on public.protection_reminder to app_partner;
grant select on public.protection_reminder to app_vendor;
comment on table public.protection_reminder is 'That a protection ends soon, once for each of the days on which its partner is to be told; nothing sends them yet';

create table public.protection_window (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  opened_at timestamp(3) with time zone not null,
  protected_from timestamp(3) with time zone not null,
  time_zone text not null,
  days integer not null,
  heartbeat_days integer not null,
  waited interval not null,
  held_for text[] not null default '{}'::text[],
  held_since timestamp(3) with time zone,
  running_since timestamp(3) with time zone not null,
  active_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  end_reason text,
  state text not null generated always as (
CASE
    WHEN (ended_at IS NOT NULL) THEN 'ENDED'::text
    WHEN ('DEAL'::text = ANY (held_for)) THEN 'UNTIL_CLOSED'::text
    WHEN (cardinality(held_for) > 0) THEN 'PAUSED'::text
    ELSE 'RUNNING'::text
END) stored,
  ends_on date generated always as (
CASE
    WHEN ((ended_at IS NULL) AND (cardinality(held_for) = 0)) THEN ((((((protected_from AT TIME ZONE 'UTC'::text) + waited) AT TIME ZONE 'UTC'::text) AT TIME ZONE time_zone))::date + days)
    ELSE NULL::date
END) stored,
  protected_until timestamp(3) with time zone generated always as (
CASE
    WHEN (ended_at IS NOT NULL) THEN ended_at
    WHEN (cardinality(held_for) = 0) THEN (((((((((protected_from AT TIME ZONE 'UTC'::text) + waited) AT TIME ZONE 'UTC'::text) AT TIME ZONE time_zone))::date + days) + 1))::timestamp without time zone AT TIME ZONE time_zone)
    ELSE NULL::timestamp with time zone
END) stored,
  lapses_at timestamp(3) with time zone generated always as (
CASE
    WHEN ((ended_at IS NULL) AND (cardinality(held_for) = 0)) THEN ((((((active_at AT TIME ZONE time_zone))::date + heartbeat_days) + 1))::timestamp without time zone AT TIME ZONE time_zone)
    ELSE NULL::timestamp with time zone
END) stored,
  constraint protection_window_pkey PRIMARY KEY (id),
  constraint protection_window_of_partner UNIQUE (partner_id, id),
  constraint protection_window_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint protection_window_days CHECK (((days > 0) AND (heartbeat_days > 0) AND (waited >= '00:00:00'::interval))),
  constraint protection_window_end_reason CHECK ((end_reason = ANY (ARRAY['CLOSED'::text, 'EXPIRED'::text, 'RELEASED'::text, 'LAPSED'::text, 'MOVED'::text]))),
  constraint protection_window_ended CHECK ((((ended_at IS NULL) = (end_reason IS NULL)) AND ((ended_at IS NULL) OR (held_for = '{}'::text[])))),
  constraint protection_window_held CHECK (((held_for <@ ARRAY['REVIEW'::text, 'EXTENSION'::text, 'CONVERSION'::text, 'DEAL'::text]) AND ((held_since IS NULL) = (held_for = '{}'::text[]))))
);
CREATE INDEX protection_window_by_end ON public.protection_window USING btree (protected_until) WHERE (state = 'RUNNING'::text);
CREATE INDEX protection_window_by_lapse ON public.protection_window USING btree (lapses_at) WHERE (state = 'RUNNING'::text);
CREATE INDEX protection_window_of_lead ON public.protection_window USING btree (partner_id, lead_id, opened_at DESC, id DESC);
CREATE UNIQUE INDEX protection_window_one_standing ON public.protection_window USING btree (partner_id, lead_id) WHERE (ended_at IS NULL);
alter table public.protection_window enable row level security;
alter table public.protection_window force row level security;
create policy protection_window_keeping on public.protection_window to owner using (true) with check (true);
create policy protection_window_partner on public.protection_window for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy protection_window_vendor on public.protection_window to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER keep_holds_ended AFTER UPDATE ON public.protection_window FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION app.keep_holds();
CREATE TRIGGER keep_holds_opened AFTER INSERT ON public.protection_window FOR EACH ROW EXECUTE FUNCTION app.keep_holds();
grant select on public.protection_window to app_jobs;
grant select on public.protection_window to app_partner;
grant select on public.protection_window to app_vendor;
comment on table public.protection_window is 'For how long a lead''s prospect is its partner''s; from the claim, for days and for as long as the vendor had the ball, to the end of that day in the program''s zone';

create table public.queue (
  id uuid not null,
  team_id uuid,
  name text not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint queue_pkey PRIMARY KEY (id),
  constraint queue_name_once UNIQUE (name),
  constraint queue_team_fkey FOREIGN KEY (team_id) REFERENCES public.team(id),
  constraint queue_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);
CREATE INDEX queue_by_age ON public.queue USING btree (created_at, id);
alter table public.queue enable row level security;
alter table public.queue force row level security;
create policy queue_vendor on public.queue to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.queue to app_jobs;
grant insert, select, update (team_id, name, version, updated_at) on public.queue to app_vendor;
comment on table public.queue is 'Where leads wait for somebody to claim them: anybody in sales, or of its team alone';

create table public.reason (
  id uuid not null,
  list text not null,
  code text not null,
  partner_code text not null,
  label text not null,
  needs_note boolean not null default false,
  active boolean not null default true,
  constraint reason_pkey PRIMARY KEY (id),
  constraint reason_code_once UNIQUE (list, code),
  constraint reason_list CHECK ((list = ANY (ARRAY['REJECTION'::text, 'RECYCLE'::text, 'DISQUALIFICATION'::text, 'LOSS'::text, 'TRANSFER'::text])))
);
alter table public.reason enable row level security;
alter table public.reason force row level security;
create policy reason_vendor on public.reason to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.reason to app_jobs;
grant select on public.reason to app_vendor;
comment on table public.reason is 'Why a lead was rejected, returned, disqualified or lost; partner_code is all that its partner learns';

create table public.recruiter_due (
  id bigint not null,
  partner_id uuid not null,
  n integer not null,
  incentive_program_id uuid not null,
  queued_at timestamp(3) with time zone not null default now(),
  tried_at timestamp(3) with time zone,
  constraint recruiter_due_pkey PRIMARY KEY (id),
  constraint recruiter_due_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint recruiter_due_recruitment_fkey FOREIGN KEY (partner_id, n) REFERENCES public.recruitment(partner_id, n)
);
CREATE INDEX recruiter_due_of_recruitment ON public.recruiter_due USING btree (partner_id, n, incentive_program_id);
alter table public.recruiter_due enable row level security;
alter table public.recruiter_due force row level security;
create policy recruiter_due_vendor on public.recruiter_due to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.recruiter_due to app_jobs;
grant delete, insert (partner_id, n, incentive_program_id), select, update (tried_at) on public.recruiter_due to app_vendor;
comment on column public.recruiter_due.tried_at is 'When it was seen to and could not be done: it is tried again a while after';
comment on table public.recruiter_due is 'Credit of a recruited partner that came or changed since anybody saw to what its recruiter has of it';

create table public.recruitment (
  partner_id uuid not null,
  n integer not null,
  recruiter_id uuid not null,
  reason text not null,
  recorded_by uuid not null,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone,
  ended_by uuid,
  end_reason text,
  recorded_at timestamp(3) with time zone default now(),
  constraint recruitment_pkey PRIMARY KEY (partner_id, n),
  constraint recruitment_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint recruitment_recruiter_fkey FOREIGN KEY (recruiter_id) REFERENCES public.partner(id),
  constraint recruitment_end_reason CHECK (((char_length(end_reason) >= 1) AND (char_length(end_reason) <= 2000))),
  constraint recruitment_ended CHECK ((num_nonnulls(ends_at, ended_by, end_reason) = ANY (ARRAY[0, 3]))),
  constraint recruitment_in_order CHECK ((ends_at >= starts_at)),
  constraint recruitment_n CHECK ((n >= 1)),
  constraint recruitment_of_another CHECK ((recruiter_id <> partner_id)),
  constraint recruitment_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint recruitment_one_at_a_time EXCLUDE USING gist (partner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX recruitment_of_recruiter ON public.recruitment USING btree (recruiter_id) WHERE (ends_at IS NULL);
CREATE UNIQUE INDEX recruitment_one_now ON public.recruitment USING btree (partner_id) WHERE (ends_at IS NULL);
alter table public.recruitment enable row level security;
alter table public.recruitment force row level security;
create policy recruitment_vendor on public.recruitment to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER recruitment_ends_once BEFORE DELETE OR UPDATE ON public.recruitment FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ends_at', 'ended_by', 'end_reason');
alter table public.recruitment enable always trigger recruitment_ends_once;
CREATE TRIGGER recruitment_guard AFTER INSERT OR UPDATE ON public.recruitment FOR EACH ROW EXECUTE FUNCTION app.guard_recruitment();
alter table public.recruitment enable always trigger recruitment_guard;
CREATE TRIGGER recruitment_guard_days AFTER INSERT OR UPDATE ON public.recruitment FOR EACH ROW EXECUTE FUNCTION app.guard_recruitment_days();
alter table public.recruitment enable always trigger recruitment_guard_days;
CREATE TRIGGER recruitment_no_truncate BEFORE TRUNCATE ON public.recruitment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.recruitment enable always trigger recruitment_no_truncate;
grant select on public.recruitment to app_jobs;
grant insert (partner_id, n, recruiter_id, reason, recorded_by, starts_at), select, update (ends_at, ended_by, end_reason) on public.recruitment to app_vendor;
comment on column public.recruitment.n is 'Counts from 1 within a partner';
comment on column public.recruitment.partner_id is 'Who was recruited';
comment on column public.recruitment.recorded_at is 'When it was recorded, by the clock of the database; null of what was before that was kept';
comment on table public.recruitment is 'Which partner recruited another, from when on and until when; for the vendor alone';

create table public.recurrence (
  incentive_program_id uuid not null,
  lead_id uuid not null,
  rule_key text not null,
  version_id uuid not null,
  months smallint not null,
  first_at timestamp(3) with time zone not null,
  first_on date not null,
  reached smallint not null,
  next_at timestamp(3) with time zone,
  constraint recurrence_pkey PRIMARY KEY (incentive_program_id, lead_id, rule_key),
  constraint recurrence_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint recurrence_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint recurrence_rule_fkey FOREIGN KEY (version_id, rule_key) REFERENCES public.incentive_rule(version_id, key),
  constraint recurrence_next CHECK (((next_at IS NULL) OR ((reached < months) AND (next_at > first_at)))),
  constraint recurrence_reached CHECK ((((reached >= 1) AND (reached <= months)) AND (months <= 60)))
);
CREATE INDEX recurrence_due ON public.recurrence USING btree (next_at, lead_id) WHERE (next_at IS NOT NULL);
CREATE INDEX recurrence_of_lead ON public.recurrence USING btree (lead_id);
alter table public.recurrence enable row level security;
alter table public.recurrence force row level security;
create policy recurrence_vendor on public.recurrence to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.recurrence to app_jobs;
grant insert, select, update (version_id, months, first_at, first_on, reached, next_at) on public.recurrence to app_vendor;
comment on table public.recurrence is 'What a won deal earns by the month: how many months are earned, and when the next one is; null where none is';

create table public.refresh_token (
  id uuid not null,
  login_session_id uuid not null,
  token_hash bytea not null,
  issued_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  rotated_at timestamp(3) with time zone,
  constraint refresh_token_pkey PRIMARY KEY (id),
  constraint refresh_token_session_fkey FOREIGN KEY (login_session_id) REFERENCES public.login_session(id) ON DELETE CASCADE,
  constraint refresh_token_hash_length CHECK ((octet_length(token_hash) = 32)),
  constraint refresh_token_times CHECK ((expires_at > issued_at))
);
CREATE INDEX refresh_token_by_session ON public.refresh_token USING btree (login_session_id);
CREATE UNIQUE INDEX refresh_token_one_open ON public.refresh_token USING btree (login_session_id) WHERE (rotated_at IS NULL);
alter table public.refresh_token enable row level security;
alter table public.refresh_token force row level security;
create policy refresh_token_auth on public.refresh_token to app_auth using (true) with check (true);
create policy refresh_token_vendor on public.refresh_token to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant delete, insert, select, update (rotated_at) on public.refresh_token to app_auth;
comment on table public.refresh_token is 'Each refresh token a session was given; the one not yet rotated is the live one';

create table public.rep_profile (
  id uuid not null,
  member_id uuid not null,
  capacity integer,
  skill_ids uuid[] not null default '{}'::uuid[],
  territory_ids uuid[] not null default '{}'::uuid[],
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint rep_profile_pkey PRIMARY KEY (id),
  constraint rep_profile_once UNIQUE (member_id),
  constraint rep_profile_member_fkey FOREIGN KEY (member_id) REFERENCES public.membership(id),
  constraint rep_profile_capacity CHECK (((capacity >= 0) AND (capacity <= 10000)))
);
CREATE INDEX rep_profile_by_age ON public.rep_profile USING btree (created_at, id);
alter table public.rep_profile enable row level security;
alter table public.rep_profile force row level security;
create policy rep_profile_vendor on public.rep_profile to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.rep_profile to app_jobs;
grant insert, select, update (capacity, skill_ids, territory_ids, version, updated_at) on public.rep_profile to app_vendor;
comment on table public.rep_profile is 'What is known of somebody who works on leads: how many at once (null: any number), with which skills, where';

create table public.report (
  id uuid not null,
  name text not null,
  kind text not null,
  format text not null,
  parameters jsonb not null,
  period text not null,
  schedule text,
  day_of_month integer,
  recipient_ids uuid[] not null,
  saved_by uuid not null,
  key_id uuid,
  saved_at timestamp(3) with time zone not null,
  paused_at timestamp(3) with time zone,
  pause_reason text,
  retired_at timestamp(3) with time zone,
  retired_by uuid,
  constraint report_pkey PRIMARY KEY (id),
  constraint report_key_fkey FOREIGN KEY (key_id) REFERENCES public.api_key(id),
  constraint report_day CHECK (((((day_of_month >= 1) AND (day_of_month <= 28)) AND (schedule = 'DAY_OF_MONTH'::text)) OR ((day_of_month IS NULL) AND (schedule IS DISTINCT FROM 'DAY_OF_MONTH'::text)))),
  constraint report_format CHECK ((format = ANY (ARRAY['CSV'::text, 'CSV_EXCEL'::text, 'JSONL'::text, 'XLSX'::text, 'PARQUET'::text]))),
  constraint report_kind CHECK ((kind = ANY (ARRAY['CREDIT_DETAIL'::text, 'TRIAL_BALANCE'::text, 'GL_JOURNAL'::text, 'AUDIT_EXTRACT'::text, 'PAYOUT_LINES'::text, 'PARTNER_STATEMENTS'::text]))),
  constraint report_name CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint report_parameters CHECK ((jsonb_typeof(parameters) = 'object'::text)),
  constraint report_pause_reason CHECK (((char_length(pause_reason) >= 1) AND (char_length(pause_reason) <= 500))),
  constraint report_paused CHECK (((num_nonnulls(paused_at, pause_reason) = ANY (ARRAY[0, 2])) AND (paused_at >= saved_at))),
  constraint report_period CHECK ((period = ANY (ARRAY['LAST_MONTH'::text, 'LAST_CLOSED_MONTH'::text, 'LAST_QUARTER'::text, 'YEAR_TO_DATE'::text, 'ALL_TIME'::text]))),
  constraint report_recipients CHECK ((cardinality(recipient_ids) <= 50)),
  constraint report_retired CHECK (((num_nonnulls(retired_at, retired_by) = ANY (ARRAY[0, 2])) AND (retired_at >= saved_at))),
  constraint report_schedule CHECK ((schedule = ANY (ARRAY['DAY_OF_MONTH'::text, 'MONTH_CLOSED'::text])))
);
CREATE INDEX report_by_time ON public.report USING btree (saved_at DESC, id DESC);
CREATE UNIQUE INDEX report_name_once ON public.report USING btree (lower(name)) WHERE ((paused_at IS NULL) AND (retired_at IS NULL));
CREATE INDEX report_of_key ON public.report USING btree (key_id) WHERE (key_id IS NOT NULL);
CREATE INDEX report_scheduled ON public.report USING btree (id) WHERE ((schedule IS NOT NULL) AND (paused_at IS NULL) AND (retired_at IS NULL));
alter table public.report enable row level security;
alter table public.report force row level security;
create policy report_keeping on public.report for select to owner using (true);
create policy report_vendor on public.report to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER report_guard BEFORE INSERT OR UPDATE ON public.report FOR EACH ROW EXECUTE FUNCTION app.guard_report();
alter table public.report enable always trigger report_guard;
grant select, update (paused_at, pause_reason) on public.report to app_jobs;
grant insert (id, name, kind, format, parameters, period, schedule, day_of_month, recipient_ids, saved_by, key_id, saved_at), select, update (retired_at, retired_by) on public.report to app_vendor;
comment on column public.report.recipient_ids is 'Members of the vendor who are told of its files, and may fetch them while they may read them';
comment on column public.report.schedule is 'Null where it is run by hand alone';
comment on table public.report is 'An export by name: of what, of which days, when it is run by itself, and who is told. Never changed; paused where whoever saved it may not read it any more, and retired by hand';

create table public.report_run (
  id uuid not null,
  report_id uuid not null,
  month date not null,
  ran_at timestamp(3) with time zone not null,
  export_run_id uuid,
  failure text,
  constraint report_run_pkey PRIMARY KEY (id),
  constraint report_run_of_export UNIQUE (export_run_id),
  constraint report_run_once UNIQUE (report_id, month),
  constraint report_run_export_fkey FOREIGN KEY (export_run_id) REFERENCES public.export_run(id),
  constraint report_run_report_fkey FOREIGN KEY (report_id) REFERENCES public.report(id),
  constraint report_run_came CHECK ((num_nonnulls(export_run_id, failure) = 1)),
  constraint report_run_failure CHECK (((char_length(failure) >= 1) AND (char_length(failure) <= 2000))),
  constraint report_run_month CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
alter table public.report_run enable row level security;
alter table public.report_run force row level security;
create policy report_run_keeping on public.report_run for select to owner using (true);
create policy report_run_vendor on public.report_run to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER report_run_append_only BEFORE DELETE OR UPDATE ON public.report_run FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.report_run enable always trigger report_run_append_only;
CREATE TRIGGER report_run_guard AFTER INSERT ON public.report_run FOR EACH ROW EXECUTE FUNCTION app.guard_report_run();
alter table public.report_run enable always trigger report_run_guard;
CREATE TRIGGER report_run_is_told AFTER INSERT ON public.report_run FOR EACH ROW WHEN ((new.failure IS NOT NULL)) EXECUTE FUNCTION app.note_report_failure();
CREATE TRIGGER report_run_no_truncate BEFORE TRUNCATE ON public.report_run FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.report_run enable always trigger report_run_no_truncate;
grant select on public.report_run to app_jobs;
grant insert, select on public.report_run to app_vendor;
comment on column public.report_run.month is 'The first day of the month that was over, or closed';
comment on table public.report_run is 'A month for which a report was run by its schedule, and what came of it';

create table public.reversal_appeal (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  grounds text not null,
  state text not null default 'OPEN'::text,
  opened_by uuid not null,
  opened_at timestamp(3) with time zone not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  constraint reversal_appeal_pkey PRIMARY KEY (id),
  constraint reversal_appeal_once UNIQUE (partner_id, credit_id),
  constraint reversal_appeal_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint reversal_appeal_decided CHECK ((num_nonnulls(decided_by, decided_at) =
CASE
    WHEN (state = 'OPEN'::text) THEN 0
    ELSE 2
END)),
  constraint reversal_appeal_grounds CHECK (((char_length(grounds) >= 1) AND (char_length(grounds) <= 2000))),
  constraint reversal_appeal_note CHECK (((note IS NULL) OR (((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND (decided_at IS NOT NULL)))),
  constraint reversal_appeal_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'UPHELD'::text, 'DISMISSED'::text])))
);
CREATE INDEX reversal_appeal_by_age ON public.reversal_appeal USING btree (opened_at, id);
CREATE INDEX reversal_appeal_of_credit ON public.reversal_appeal USING btree (credit_id);
CREATE INDEX reversal_appeal_of_partner ON public.reversal_appeal USING btree (partner_id, opened_at, id);
alter table public.reversal_appeal enable row level security;
alter table public.reversal_appeal force row level security;
create policy reversal_appeal_partner on public.reversal_appeal to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy reversal_appeal_vendor on public.reversal_appeal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER reversal_appeal_decision_guard BEFORE UPDATE ON public.reversal_appeal FOR EACH ROW EXECUTE FUNCTION app.guard_appeal_decision();
CREATE TRIGGER reversal_appeal_decision_is_told AFTER UPDATE OF state ON public.reversal_appeal FOR EACH ROW WHEN (((old.state = 'OPEN'::text) AND (new.decided_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION app.note_reversal_appeal_decision();
CREATE TRIGGER reversal_appeal_ends_once BEFORE DELETE OR UPDATE ON public.reversal_appeal FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note');
alter table public.reversal_appeal enable always trigger reversal_appeal_ends_once;
CREATE TRIGGER reversal_appeal_guard BEFORE INSERT ON public.reversal_appeal FOR EACH ROW EXECUTE FUNCTION app.guard_reversal_appeal();
CREATE TRIGGER reversal_appeal_id_is_new BEFORE INSERT ON public.reversal_appeal FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER reversal_appeal_is_told AFTER INSERT ON public.reversal_appeal FOR EACH ROW WHEN ((new.opened_at > (now() - '1 day'::interval))) EXECUTE FUNCTION app.note_reversal_appeal();
CREATE TRIGGER reversal_appeal_no_truncate BEFORE TRUNCATE ON public.reversal_appeal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.reversal_appeal enable always trigger reversal_appeal_no_truncate;
grant select on public.reversal_appeal to app_jobs;
grant insert (id, partner_id, credit_id, grounds, opened_by, opened_at), select (id, partner_id, credit_id, grounds, state, opened_by, opened_at, decided_at) on public.reversal_appeal to app_partner;
grant select, update (state, decided_by, decided_at, note) on public.reversal_appeal to app_vendor;
comment on table public.reversal_appeal is 'A partner disagrees with its credit being taken back: once, in time, decided by somebody who took no part';

create table public.routing_version (
  id uuid not null,
  number integer not null,
  rules jsonb not null,
  note text,
  published_at timestamp(3) with time zone not null,
  published_by uuid not null,
  hands_over boolean not null generated always as (jsonb_path_exists(rules, '$[*]?(@."moment" == "SQL")'::jsonpath)) stored,
  constraint routing_version_pkey PRIMARY KEY (id),
  constraint routing_version_number_once UNIQUE (number),
  constraint routing_version_ends CHECK ((COALESCE(((rules -> '-1'::integer) ->> 'moment'::text), 'REVIEW'::text) = 'REVIEW'::text)),
  constraint routing_version_number CHECK ((number >= 1)),
  constraint routing_version_rules CHECK (((jsonb_typeof(rules) = 'array'::text) AND (jsonb_array_length(rules) > 0)))
);
alter table public.routing_version enable row level security;
alter table public.routing_version force row level security;
create policy routing_version_asked on public.routing_version for select to owner using (true);
create policy routing_version_vendor on public.routing_version to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER routing_version_append_only BEFORE DELETE OR UPDATE ON public.routing_version FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.routing_version enable always trigger routing_version_append_only;
CREATE TRIGGER routing_version_no_truncate BEFORE TRUNCATE ON public.routing_version FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.routing_version enable always trigger routing_version_no_truncate;
grant select on public.routing_version to app_jobs;
grant insert, select on public.routing_version to app_vendor;
comment on column public.routing_version.hands_over is 'Whether any of its rules is for leads that become SQLs';
comment on table public.routing_version is 'Versions of the rules by which leads find their holder; the latest is in force, and none ever changes';

create table public.sales_answers (
  partner_id uuid not null,
  lead_id uuid not null,
  number integer not null,
  criteria_version_id uuid not null,
  answers jsonb not null,
  answered_at timestamp(3) with time zone not null,
  answered_by uuid not null,
  constraint sales_answers_pkey PRIMARY KEY (partner_id, lead_id, number),
  constraint sales_answers_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint sales_answers_version_fkey FOREIGN KEY (criteria_version_id) REFERENCES public.criteria_version(id),
  constraint sales_answers_answers CHECK (app.answers_stand(answers)),
  constraint sales_answers_number CHECK ((number >= 1))
);
CREATE INDEX sales_answers_by_version ON public.sales_answers USING btree (criteria_version_id, answered_at);
alter table public.sales_answers enable row level security;
alter table public.sales_answers force row level security;
create policy sales_answers_vendor on public.sales_answers to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER sales_answers_append_only BEFORE DELETE OR UPDATE ON public.sales_answers FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.sales_answers enable always trigger sales_answers_append_only;
CREATE TRIGGER sales_answers_guard BEFORE INSERT ON public.sales_answers FOR EACH ROW EXECUTE FUNCTION app.guard_sales_answers();
alter table public.sales_answers enable always trigger sales_answers_guard;
CREATE TRIGGER sales_answers_no_truncate BEFORE TRUNCATE ON public.sales_answers FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.sales_answers enable always trigger sales_answers_no_truncate;
grant select on public.sales_answers to app_jobs;
grant insert, select on public.sales_answers to app_vendor;
comment on column public.sales_answers.answers is 'In the order of the questions: key, type and values as texts, so that they are told without the questionnaire';
comment on column public.sales_answers.number is '1 for the first save of its lead; the highest one counts';
comment on table public.sales_answers is 'What sales answered to the questionnaire of a lead''s criteria, whole, each time it was saved; its partner learns nothing of it';

create table public.schema_migration (
  id integer not null default nextval('public.schema_migration_id_seq'::regclass),
  "timestamp" bigint not null,
  name character varying not null,
  constraint "PK_0edff5015b71cc0389ae0f4b9a1" PRIMARY KEY (id)
);
alter table public.schema_migration enable row level security;
alter table public.schema_migration force row level security;
create policy schema_migration_owner on public.schema_migration to owner using (true) with check (true);
create policy schema_migration_reference on public.schema_migration for select to app_auth, app_partner using (true);
create policy schema_migration_vendor on public.schema_migration to app_jobs, app_vendor using (true) with check (true);
grant select on public.schema_migration to app_jobs;

create table public.scoring_check (
  id uuid not null,
  training_id uuid not null,
  month date not null,
  checked_at timestamp(3) with time zone not null,
  leads integer not null,
  positives integer not null,
  shift double precision,
  is_shifted boolean,
  measures jsonb,
  is_worse boolean,
  features jsonb not null,
  constraint scoring_check_pkey PRIMARY KEY (training_id, month),
  constraint scoring_check_id UNIQUE (id),
  constraint scoring_check_training_fkey FOREIGN KEY (training_id) REFERENCES public.scoring_training(id),
  constraint scoring_check_counts CHECK (((positives >= 0) AND (positives <= leads))),
  constraint scoring_check_features CHECK ((jsonb_typeof(features) = 'array'::text)),
  constraint scoring_check_is_over CHECK (((month + '1 mon'::interval) <= (checked_at AT TIME ZONE 'UTC'::text))),
  constraint scoring_check_month CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  constraint scoring_check_shift CHECK (((shift >= (0)::double precision) AND ((shift IS NULL) = (is_shifted IS NULL)))),
  constraint scoring_check_worse CHECK (((is_worse IS NULL) OR (measures IS NOT NULL)))
);
alter table public.scoring_check enable row level security;
alter table public.scoring_check force row level security;
create policy scoring_check_vendor on public.scoring_check to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER scoring_check_append_only BEFORE DELETE OR UPDATE ON public.scoring_check FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.scoring_check enable always trigger scoring_check_append_only;
CREATE TRIGGER scoring_check_is_told AFTER INSERT ON public.scoring_check FOR EACH ROW WHEN (((new.is_shifted OR new.is_worse) AND ((new.month + '2 mons'::interval) > (new.checked_at AT TIME ZONE 'UTC'::text)))) EXECUTE FUNCTION app.note_scoring_check();
CREATE TRIGGER scoring_check_no_truncate BEFORE TRUNCATE ON public.scoring_check FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.scoring_check enable always trigger scoring_check_no_truncate;
grant insert, select on public.scoring_check to app_jobs;
grant select on public.scoring_check to app_vendor;
comment on column public.scoring_check.measures is 'How well they were foretold; null where outcomes of either kind are too few';
comment on column public.scoring_check.month is 'The first day of the month, in UTC';
comment on column public.scoring_check.shift is 'How far the leads have shifted over the chances (population stability index less chance); null where too few';
comment on table public.scoring_check is 'How what was learned fares on the leads that were decided in a month, of which it learned none; written once the month is over';

create table public.scoring_model (
  id uuid not null,
  number integer not null,
  note text,
  fit jsonb not null,
  engagement jsonb not null,
  fit_cap integer not null,
  engagement_cap integer not null,
  grade_a_from integer not null,
  grade_b_from integer not null,
  grade_c_from integer not null,
  mql_from integer,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  published_at timestamp(3) with time zone,
  published_by uuid,
  training_id uuid,
  restores_id uuid,
  explanations jsonb not null default '[]'::jsonb,
  constraint scoring_model_pkey PRIMARY KEY (id),
  constraint scoring_model_number_once UNIQUE (number),
  constraint scoring_model_restores_fkey FOREIGN KEY (restores_id) REFERENCES public.scoring_model(id),
  constraint scoring_model_training_fkey FOREIGN KEY (training_id) REFERENCES public.scoring_training(id),
  constraint scoring_model_caps CHECK ((((fit_cap >= 0) AND (fit_cap <= 1000)) AND ((engagement_cap >= 0) AND (engagement_cap <= 1000)) AND ((fit_cap + engagement_cap) >= 1))),
  constraint scoring_model_engagement CHECK (((jsonb_typeof(engagement) = 'array'::text) AND (jsonb_array_length(engagement) <= 50))),
  constraint scoring_model_explanations CHECK (((jsonb_typeof(explanations) = 'array'::text) AND ((explanations = '[]'::jsonb) OR ((training_id IS NOT NULL) AND (published_at IS NOT NULL))))),
  constraint scoring_model_fit CHECK (((jsonb_typeof(fit) = 'array'::text) AND (jsonb_array_length(fit) <= 50))),
  constraint scoring_model_grades CHECK (((1 <= grade_c_from) AND (grade_c_from < grade_b_from) AND (grade_b_from < grade_a_from) AND (grade_a_from <= (fit_cap + engagement_cap)))),
  constraint scoring_model_mql CHECK (((mql_from >= 1) AND (mql_from <= (fit_cap + engagement_cap)))),
  constraint scoring_model_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint scoring_model_number CHECK ((number >= 1)),
  constraint scoring_model_of_chances CHECK (((training_id IS NULL) OR ((fit_cap = 100) AND (engagement_cap = 100) AND (grade_a_from <= 100) AND (COALESCE(mql_from, 1) <= 100)))),
  constraint scoring_model_published CHECK ((((published_at IS NULL) = (published_by IS NULL)) AND (published_at >= created_at))),
  constraint scoring_model_restored CHECK (((restores_id IS NULL) OR (published_at IS NOT NULL))),
  constraint scoring_model_scores_something CHECK (((training_id IS NULL) = ((jsonb_array_length(fit) + jsonb_array_length(engagement)) >= 1))),
  constraint scoring_model_two_persons CHECK ((published_by <> created_by))
);
CREATE UNIQUE INDEX scoring_model_in_force ON public.scoring_model USING btree (published_at DESC) WHERE (published_at IS NOT NULL);
CREATE INDEX scoring_model_of_training ON public.scoring_model USING btree (training_id) WHERE (training_id IS NOT NULL);
CREATE INDEX scoring_model_restoring ON public.scoring_model USING btree (restores_id) WHERE (restores_id IS NOT NULL);
alter table public.scoring_model enable row level security;
alter table public.scoring_model force row level security;
create policy scoring_model_asked on public.scoring_model for select to owner using (true);
create policy scoring_model_vendor on public.scoring_model to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER scoring_model_ends_once BEFORE DELETE OR UPDATE ON public.scoring_model FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('published_at', 'published_by', 'explanations');
alter table public.scoring_model enable always trigger scoring_model_ends_once;
CREATE TRIGGER scoring_model_guard BEFORE INSERT OR UPDATE ON public.scoring_model FOR EACH ROW EXECUTE FUNCTION app.guard_scoring_model();
CREATE TRIGGER scoring_model_no_truncate BEFORE TRUNCATE ON public.scoring_model FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.scoring_model enable always trigger scoring_model_no_truncate;
CREATE TRIGGER scoring_model_rescores AFTER UPDATE OF published_at ON public.scoring_model FOR EACH ROW EXECUTE FUNCTION app.enqueue_rescoring();
CREATE TRIGGER scoring_model_restored_rescores AFTER INSERT ON public.scoring_model FOR EACH ROW WHEN ((new.published_at IS NOT NULL)) EXECUTE FUNCTION app.enqueue_rescoring();
grant select on public.scoring_model to app_jobs;
grant insert (id, number, note, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from, grade_c_from, mql_from, created_at, created_by, published_at, published_by, training_id, restores_id, explanations), select, update (published_at, published_by, explanations) on public.scoring_model to app_vendor;
comment on column public.scoring_model.explanations is 'What whoever published it said of features that do suspiciously well';
comment on column public.scoring_model.restores_id is 'The earlier model that it takes up again, word for word';
comment on column public.scoring_model.training_id is 'What it was learned in; null of rules that people wrote';
comment on table public.scoring_model is 'Versions of the rules by which leads are scored; the one that was published last counts. Never changed; published once, by another person than its author';

create table public.scoring_run (
  model_id uuid not null,
  leads integer not null,
  done integer not null,
  after_lead_id uuid,
  started_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  constraint scoring_run_pkey PRIMARY KEY (model_id),
  constraint scoring_run_model_fkey FOREIGN KEY (model_id) REFERENCES public.scoring_model(id),
  constraint scoring_run_counts CHECK (((leads >= 0) AND (done >= 0))),
  constraint scoring_run_times CHECK ((finished_at >= started_at))
);
alter table public.scoring_run enable row level security;
alter table public.scoring_run force row level security;
create policy scoring_run_vendor on public.scoring_run to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant insert, select, update (done, after_lead_id, finished_at) on public.scoring_run to app_jobs;
grant select on public.scoring_run to app_vendor;
comment on table public.scoring_run is 'How far all open leads are scored anew after a model was published: those up to after_lead_id are done';

create table public.scoring_schedule (
  id uuid not null,
  every_months integer,
  when_drifted boolean not null,
  learns_months integer not null,
  outcome text not null,
  left_out text[] not null default '{}'::text[],
  grade_a_from integer not null,
  grade_b_from integer not null,
  grade_c_from integer not null,
  mql_from integer,
  reason text not null,
  set_by uuid not null,
  set_at timestamp(3) with time zone not null,
  replaced_at timestamp(3) with time zone,
  constraint scoring_schedule_pkey PRIMARY KEY (id),
  constraint scoring_schedule_every CHECK (((every_months >= 1) AND (every_months <= 24))),
  constraint scoring_schedule_grades CHECK (((1 <= grade_c_from) AND (grade_c_from < grade_b_from) AND (grade_b_from < grade_a_from) AND (grade_a_from <= 100))),
  constraint scoring_schedule_in_order CHECK ((replaced_at >= set_at)),
  constraint scoring_schedule_learns CHECK (((learns_months >= 1) AND (learns_months <= 60))),
  constraint scoring_schedule_left_out CHECK ((cardinality(left_out) <= 50)),
  constraint scoring_schedule_mql CHECK (((mql_from >= 1) AND (mql_from <= 100))),
  constraint scoring_schedule_outcome CHECK ((outcome = ANY (ARRAY['SQL'::text, 'WON'::text]))),
  constraint scoring_schedule_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000)))
);
CREATE UNIQUE INDEX scoring_schedule_one_in_force ON public.scoring_schedule USING btree ((true)) WHERE (replaced_at IS NULL);
alter table public.scoring_schedule enable row level security;
alter table public.scoring_schedule force row level security;
create policy scoring_schedule_vendor on public.scoring_schedule to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER scoring_schedule_ends_once BEFORE DELETE OR UPDATE ON public.scoring_schedule FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('replaced_at');
alter table public.scoring_schedule enable always trigger scoring_schedule_ends_once;
CREATE TRIGGER scoring_schedule_guard AFTER INSERT ON public.scoring_schedule FOR EACH ROW EXECUTE FUNCTION app.guard_scoring_schedule();
alter table public.scoring_schedule enable always trigger scoring_schedule_guard;
CREATE TRIGGER scoring_schedule_no_truncate BEFORE TRUNCATE ON public.scoring_schedule FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.scoring_schedule enable always trigger scoring_schedule_no_truncate;
grant select on public.scoring_schedule to app_jobs;
grant insert (id, every_months, when_drifted, learns_months, outcome, left_out, grade_a_from, grade_b_from, grade_c_from, mql_from, reason, set_by, set_at), select, update (replaced_at) on public.scoring_schedule to app_vendor;
comment on column public.scoring_schedule.every_months is 'Null where no month is due by itself';
comment on column public.scoring_schedule.learns_months is 'From the decisions of how many months before';
comment on column public.scoring_schedule.when_drifted is 'Whether a model is trained once the one in force fared worse in a month, or its leads shifted';
comment on table public.scoring_schedule is 'When models are trained by themselves, and from what: the row that is not replaced is in force, the others are its history';

create table public.scoring_training (
  id uuid not null,
  outcome text not null,
  decided_from date not null,
  decided_until date not null,
  left_out text[] not null default '{}'::text[],
  requested_at timestamp(3) with time zone not null,
  status text not null default 'QUEUED'::text,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  failure text,
  positives integer,
  negatives integer,
  report jsonb,
  artefact text,
  artefact_sha256 text,
  schedule_id uuid,
  scheduled_on date,
  constraint scoring_training_pkey PRIMARY KEY (id),
  constraint scoring_training_schedule_fkey FOREIGN KEY (schedule_id) REFERENCES public.scoring_schedule(id),
  constraint scoring_training_counts CHECK (((positives >= 0) AND (negatives >= 0))),
  constraint scoring_training_done CHECK (
CASE
    WHEN (status = 'DONE'::text) THEN (num_nonnulls(report, artefact, artefact_sha256, positives, negatives) = 5)
    ELSE (num_nonnulls(report, artefact, artefact_sha256, positives, negatives) = 0)
END),
  constraint scoring_training_failed CHECK (((status = 'FAILED'::text) = (failure IS NOT NULL))),
  constraint scoring_training_finished CHECK ((((status = ANY (ARRAY['DONE'::text, 'FAILED'::text])) = (finished_at IS NOT NULL)) AND (finished_at >= started_at))),
  constraint scoring_training_hash CHECK ((artefact_sha256 = encode(sha256(convert_to(artefact, 'UTF8'::name)), 'hex'::text))),
  constraint scoring_training_left_out CHECK ((cardinality(left_out) <= 50)),
  constraint scoring_training_outcome CHECK ((outcome = ANY (ARRAY['SQL'::text, 'WON'::text]))),
  constraint scoring_training_period CHECK ((decided_from < decided_until)),
  constraint scoring_training_scheduled CHECK (((num_nonnulls(schedule_id, scheduled_on) = ANY (ARRAY[0, 2])) AND (EXTRACT(day FROM scheduled_on) = (1)::numeric) AND (decided_until = scheduled_on))),
  constraint scoring_training_status CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text])))
);
CREATE INDEX scoring_training_of_schedule ON public.scoring_training USING btree (schedule_id) WHERE (schedule_id IS NOT NULL);
CREATE UNIQUE INDEX scoring_training_scheduled_once ON public.scoring_training USING btree (scheduled_on) WHERE (scheduled_on IS NOT NULL);
alter table public.scoring_training enable row level security;
alter table public.scoring_training force row level security;
create policy scoring_training_vendor on public.scoring_training to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER scoring_training_begins AFTER INSERT ON public.scoring_training FOR EACH ROW EXECUTE FUNCTION queue.enqueue_training();
CREATE TRIGGER scoring_training_guard BEFORE INSERT OR DELETE OR UPDATE ON public.scoring_training FOR EACH ROW EXECUTE FUNCTION app.guard_scoring_training();
alter table public.scoring_training enable always trigger scoring_training_guard;
CREATE TRIGGER scoring_training_is_told AFTER UPDATE ON public.scoring_training FOR EACH ROW WHEN (((new.schedule_id IS NOT NULL) AND (new.finished_at IS NOT NULL) AND (old.finished_at IS NULL))) EXECUTE FUNCTION app.note_scheduled_training();
CREATE TRIGGER scoring_training_no_truncate BEFORE TRUNCATE ON public.scoring_training FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.scoring_training enable always trigger scoring_training_no_truncate;
grant select, update (status, started_at, finished_at, failure, positives, negatives, report, artefact, artefact_sha256) on public.scoring_training to app_jobs;
grant insert (id, outcome, decided_from, decided_until, left_out, requested_at, schedule_id, scheduled_on), select on public.scoring_training to app_vendor;
comment on column public.scoring_training.scheduled_on is 'The month, by its first day in UTC, for which the schedule asked; null where a person did';
comment on table public.scoring_training is 'What a model was to be learned from, and what was: its artefact with its hash, and how well it foretells what it did not learn from. Over once, and never changed then';

create table public.shared_prospect (
  lead_id uuid not null,
  partner_id uuid not null,
  group_id uuid not null,
  weight_ppm integer not null,
  role text not null,
  constraint shared_prospect_pkey PRIMARY KEY (partner_id, lead_id),
  constraint shared_prospect_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint shared_prospect_role CHECK ((role = ANY (ARRAY['SOURCED'::text, 'CO_SELL'::text, 'INFLUENCED'::text, 'DELIVERED'::text]))),
  constraint shared_prospect_weight CHECK (((weight_ppm >= 0) AND (weight_ppm <= 1000000)))
);
CREATE INDEX shared_prospect_of_group ON public.shared_prospect USING btree (group_id);
CREATE INDEX shared_prospect_of_lead ON public.shared_prospect USING btree (lead_id);
alter table public.shared_prospect enable row level security;
alter table public.shared_prospect force row level security;
create policy shared_prospect_keeping on public.shared_prospect for select to owner using (true);
create policy shared_prospect_vendor on public.shared_prospect to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.shared_prospect to app_jobs;
grant insert, select, update (group_id, weight_ppm, role) on public.shared_prospect to app_vendor;
comment on table public.shared_prospect is 'Leads of different partners that were decided to share their prospect: those of one group hold nothing against one another';

create table public.simulation (
  id uuid not null,
  incentive_program_id uuid not null,
  version_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  requested_at timestamp(3) with time zone not null,
  requested_by uuid not null,
  status text not null default 'QUEUED'::text,
  done_count integer not null default 0,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  cancel_requested_at timestamp(3) with time zone,
  failure text,
  result jsonb,
  constraint simulation_pkey PRIMARY KEY (id),
  constraint simulation_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint simulation_version_fkey FOREIGN KEY (version_id) REFERENCES public.incentive_program_version(id),
  constraint simulation_counts CHECK ((done_count >= 0)),
  constraint simulation_done CHECK (((status = 'DONE'::text) = (result IS NOT NULL))),
  constraint simulation_failed CHECK (((status = 'FAILED'::text) = (failure IS NOT NULL))),
  constraint simulation_finished CHECK (((status = ANY (ARRAY['DONE'::text, 'FAILED'::text, 'CANCELLED'::text])) = (finished_at IS NOT NULL))),
  constraint simulation_period CHECK (((starts_on < ends_on) AND (ends_on <= (starts_on + 400)))),
  constraint simulation_status CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text])))
);
CREATE INDEX simulation_by_time ON public.simulation USING btree (requested_at DESC, id DESC);
CREATE INDEX simulation_of_program ON public.simulation USING btree (incentive_program_id);
CREATE INDEX simulation_of_version ON public.simulation USING btree (version_id);
alter table public.simulation enable row level security;
alter table public.simulation force row level security;
create policy simulation_vendor on public.simulation to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER simulation_begins AFTER INSERT ON public.simulation FOR EACH ROW EXECUTE FUNCTION queue.enqueue_simulation();
CREATE TRIGGER simulation_guard BEFORE INSERT OR UPDATE ON public.simulation FOR EACH ROW EXECUTE FUNCTION app.guard_simulation();
grant select, update (status, done_count, started_at, finished_at, failure, result) on public.simulation to app_jobs;
grant insert (id, incentive_program_id, version_id, starts_on, ends_on, requested_at, requested_by), select, update (cancel_requested_at) on public.simulation to app_vendor;
comment on table public.simulation is 'What a version of an incentive program would have paid for milestones of the past, beside what was earned: for the vendor alone, and posted nowhere';

create table public.skill (
  id uuid not null,
  name text not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint skill_pkey PRIMARY KEY (id),
  constraint skill_name_once UNIQUE (name),
  constraint skill_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);
CREATE INDEX skill_by_age ON public.skill USING btree (created_at, id);
alter table public.skill enable row level security;
alter table public.skill force row level security;
create policy skill_vendor on public.skill to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.skill to app_jobs;
grant insert, select, update (name, version, updated_at) on public.skill to app_vendor;
comment on table public.skill is 'Something that a lead may ask of whoever works on it';

create table public.sla_policy (
  id uuid not null,
  name text not null,
  clock text not null,
  program_id uuid,
  tier_id uuid,
  number integer not null default 1,
  retired_at timestamp(3) with time zone,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint sla_policy_pkey PRIMARY KEY (id),
  constraint sla_policy_name_once UNIQUE (name),
  constraint sla_policy_program_fkey FOREIGN KEY (program_id) REFERENCES public.program(id),
  constraint sla_policy_tier_fkey FOREIGN KEY (tier_id) REFERENCES public.partner_tier(id),
  constraint sla_policy_clock CHECK ((clock = ANY (ARRAY['ACCEPTANCE'::text, 'CONVERSION'::text]))),
  constraint sla_policy_number CHECK ((number >= 1))
);
CREATE INDEX sla_policy_by_age ON public.sla_policy USING btree (created_at, id);
CREATE INDEX sla_policy_of_program ON public.sla_policy USING btree (program_id) WHERE (program_id IS NOT NULL);
CREATE INDEX sla_policy_of_tier ON public.sla_policy USING btree (tier_id) WHERE (tier_id IS NOT NULL);
CREATE UNIQUE INDEX sla_policy_one_for_each ON public.sla_policy USING btree (clock, program_id, tier_id) NULLS NOT DISTINCT WHERE (retired_at IS NULL);
alter table public.sla_policy enable row level security;
alter table public.sla_policy force row level security;
create policy sla_policy_running on public.sla_policy for select to owner using (true);
create policy sla_policy_vendor on public.sla_policy to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.sla_policy to app_jobs;
grant insert, select, update (name, number, retired_at, version, updated_at) on public.sla_policy to app_vendor;
comment on table public.sla_policy is 'For which clocks: of all leads, or of those of a program, of partners of a tier, or both; number is the version in force';

create table public.sla_policy_version (
  policy_id uuid not null,
  number integer not null,
  target_minutes integer not null,
  in_business_hours boolean not null,
  warn_at integer[] not null,
  rests_for_partner boolean not null,
  consequence text not null,
  published_at timestamp(3) with time zone not null,
  published_by uuid,
  held_back_percent integer,
  constraint sla_policy_version_pkey PRIMARY KEY (policy_id, number),
  constraint sla_policy_version_policy_fkey FOREIGN KEY (policy_id) REFERENCES public.sla_policy(id),
  constraint sla_policy_version_consequence CHECK ((consequence = ANY (ARRAY['ESCALATE'::text, 'REASSIGN'::text, 'AUTO_ACCEPT'::text, 'EXTEND_PROTECTION'::text, 'EXPIRE'::text]))),
  constraint sla_policy_version_held_back CHECK (
CASE
    WHEN (consequence = 'AUTO_ACCEPT'::text) THEN ((held_back_percent IS NOT NULL) AND ((held_back_percent >= 10) AND (held_back_percent <= 90)))
    ELSE (held_back_percent IS NULL)
END),
  constraint sla_policy_version_target CHECK (((target_minutes >= 1) AND (target_minutes <= 5256000))),
  constraint sla_policy_version_warn_at CHECK (((cardinality(warn_at) <= 10) AND (0 < ALL (warn_at)) AND (1000 >= ALL (warn_at))))
);
alter table public.sla_policy_version enable row level security;
alter table public.sla_policy_version force row level security;
create policy sla_policy_version_running on public.sla_policy_version for select to owner using (true);
create policy sla_policy_version_vendor on public.sla_policy_version to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER sla_policy_version_append_only BEFORE DELETE OR UPDATE ON public.sla_policy_version FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.sla_policy_version enable always trigger sla_policy_version_append_only;
CREATE TRIGGER sla_policy_version_no_truncate BEFORE TRUNCATE ON public.sla_policy_version FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.sla_policy_version enable always trigger sla_policy_version_no_truncate;
grant select on public.sla_policy_version to app_jobs;
grant insert, select on public.sla_policy_version to app_vendor;
comment on column public.sla_policy_version.held_back_percent is 'Of AUTO_ACCEPT: the share of leads that wait for a person, whoever else claims them';
comment on table public.sla_policy_version is 'warn_at: per cent of the target; rests_for_partner: whether the clock stands still while its partner is asked something';

create table public.stage_move (
  verb text not null,
  from_stage text not null,
  to_stage text not null,
  database_role text not null,
  event_type text not null,
  passes text[] not null default '{}'::text[],
  constraint stage_move_pkey PRIMARY KEY (verb, from_stage, to_stage, database_role, event_type),
  constraint stage_move_event_type CHECK ((event_type ~ '^[A-Z]+(_[A-Z]+)*$'::text)),
  constraint stage_move_role CHECK ((database_role = ANY (ARRAY['app_partner'::text, 'app_vendor'::text, 'app_jobs'::text]))),
  constraint stage_move_stages CHECK (((from_stage = ANY (ARRAY['NONE'::text, 'DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text])) AND (to_stage = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'WON'::text, 'LOST'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'RECYCLED'::text, 'DISQUALIFIED'::text, 'EXPIRED'::text, 'MERGED'::text]))))
);
alter table public.stage_move enable row level security;
alter table public.stage_move force row level security;
create policy stage_move_owner on public.stage_move to owner using (true) with check (true);
create policy stage_move_reference on public.stage_move for select to app_auth, app_partner using (true);
create policy stage_move_vendor on public.stage_move to app_jobs, app_vendor using (true) with check (true);
grant select on public.stage_move to app_jobs;
grant select on public.stage_move to app_partner;
grant select on public.stage_move to app_vendor;
comment on table public.stage_move is 'Which verb may move a lead from where to where, as which role, and which event tells of it; the decider and the triggers read it alike. NONE stands before registration; passes are the stages that the move reaches on its way';

create table public.statement_dispute (
  id uuid not null,
  partner_id uuid not null,
  statement_id uuid not null,
  line_number integer,
  credit_id uuid,
  lead_id uuid,
  reason text not null,
  grounds text not null,
  evidence text,
  opened_at timestamp(3) with time zone not null,
  opened_by uuid not null,
  recorded_at timestamp(3) with time zone not null default clock_timestamp(),
  due_at timestamp(3) with time zone not null,
  hold_id uuid,
  held_credit_id uuid,
  state text not null default 'OPEN'::text,
  ended_at timestamp(3) with time zone,
  ended_by uuid,
  outcome_id uuid,
  answer text,
  correcting_credit_id uuid,
  correcting_txn_id uuid,
  constraint statement_dispute_pkey PRIMARY KEY (id),
  constraint statement_dispute_of_partner UNIQUE (partner_id, id),
  constraint statement_dispute_correcting_credit_fkey FOREIGN KEY (partner_id, correcting_credit_id) REFERENCES public.credit(partner_id, id),
  constraint statement_dispute_correcting_txn_fkey FOREIGN KEY (correcting_txn_id) REFERENCES public.journal_txn(id),
  constraint statement_dispute_credit_fkey FOREIGN KEY (partner_id, credit_id) REFERENCES public.credit(partner_id, id),
  constraint statement_dispute_lead_fkey FOREIGN KEY (partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint statement_dispute_outcome_fkey FOREIGN KEY (outcome_id) REFERENCES public.statement_dispute_outcome(id),
  constraint statement_dispute_statement_fkey FOREIGN KEY (partner_id, statement_id) REFERENCES public.partner_statement(partner_id, id),
  constraint statement_dispute_answer CHECK (((char_length(answer) >= 1) AND (char_length(answer) <= 2000))),
  constraint statement_dispute_due CHECK ((due_at > opened_at)),
  constraint statement_dispute_ended CHECK (((num_nonnulls(ended_at, ended_by) =
CASE state
    WHEN 'OPEN'::text THEN 0
    ELSE 2
END) AND (num_nonnulls(outcome_id, answer) =
CASE
    WHEN (state = ANY (ARRAY['UPHELD'::text, 'DISMISSED'::text])) THEN 2
    ELSE 0
END) AND (num_nonnulls(correcting_credit_id, correcting_txn_id) =
CASE state
    WHEN 'UPHELD'::text THEN 1
    ELSE 0
END))),
  constraint statement_dispute_evidence CHECK (((char_length(evidence) >= 1) AND (char_length(evidence) <= 2000))),
  constraint statement_dispute_grounds CHECK (((char_length(grounds) >= 1) AND (char_length(grounds) <= 2000))),
  constraint statement_dispute_held CHECK ((num_nonnulls(hold_id, held_credit_id) = ANY (ARRAY[0, 2]))),
  constraint statement_dispute_in_order CHECK ((ended_at >= opened_at)),
  constraint statement_dispute_reason CHECK ((reason = ANY (ARRAY['AMOUNT'::text, 'RATE'::text, 'REVERSAL'::text, 'PAYMENT'::text, 'DUPLICATE'::text, 'MISSING'::text, 'OTHER'::text]))),
  constraint statement_dispute_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'UPHELD'::text, 'DISMISSED'::text, 'WITHDRAWN'::text]))),
  constraint statement_dispute_subject CHECK (
CASE
    WHEN (line_number IS NULL) THEN ((reason = 'MISSING'::text) AND (num_nonnulls(credit_id, lead_id) = 1))
    ELSE ((reason <> 'MISSING'::text) AND (lead_id IS NULL))
END)
);
CREATE INDEX statement_dispute_by_age ON public.statement_dispute USING btree (opened_at, id);
CREATE INDEX statement_dispute_of_partner_by_age ON public.statement_dispute USING btree (partner_id, opened_at, id);
CREATE INDEX statement_dispute_of_statement ON public.statement_dispute USING btree (statement_id, opened_at, id);
CREATE UNIQUE INDEX statement_dispute_one_open_of_line ON public.statement_dispute USING btree (partner_id, statement_id, line_number) WHERE ((state = 'OPEN'::text) AND (line_number IS NOT NULL));
CREATE UNIQUE INDEX statement_dispute_one_open_of_missing ON public.statement_dispute USING btree (partner_id, statement_id, COALESCE(credit_id, lead_id)) WHERE ((state = 'OPEN'::text) AND (line_number IS NULL));
CREATE INDEX statement_dispute_overdue ON public.statement_dispute USING btree (due_at) WHERE (state = 'OPEN'::text);
alter table public.statement_dispute enable row level security;
alter table public.statement_dispute force row level security;
create policy statement_dispute_keeping on public.statement_dispute for select to owner using (true);
create policy statement_dispute_partner on public.statement_dispute to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy statement_dispute_vendor on public.statement_dispute to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER statement_dispute_begins BEFORE INSERT ON public.statement_dispute FOR EACH ROW EXECUTE FUNCTION app.guard_statement_dispute();
alter table public.statement_dispute enable always trigger statement_dispute_begins;
CREATE TRIGGER statement_dispute_decision_is_told AFTER UPDATE ON public.statement_dispute FOR EACH ROW WHEN ((new.state = ANY (ARRAY['UPHELD'::text, 'DISMISSED'::text]))) EXECUTE FUNCTION app.note_statement_dispute_decision();
CREATE TRIGGER statement_dispute_ends AFTER UPDATE ON public.statement_dispute FOR EACH ROW EXECUTE FUNCTION app.guard_statement_dispute();
alter table public.statement_dispute enable always trigger statement_dispute_ends;
CREATE TRIGGER statement_dispute_ends_once BEFORE DELETE OR UPDATE ON public.statement_dispute FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('ended_at', 'ended_by', 'state', 'outcome_id', 'answer', 'correcting_credit_id', 'correcting_txn_id');
alter table public.statement_dispute enable always trigger statement_dispute_ends_once;
CREATE TRIGGER statement_dispute_holds AFTER INSERT ON public.statement_dispute FOR EACH ROW WHEN ((new.hold_id IS NOT NULL)) EXECUTE FUNCTION app.hold_disputed_credit();
alter table public.statement_dispute enable always trigger statement_dispute_holds;
CREATE TRIGGER statement_dispute_id_is_new BEFORE INSERT ON public.statement_dispute FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER statement_dispute_is_told AFTER INSERT ON public.statement_dispute FOR EACH ROW EXECUTE FUNCTION app.note_statement_dispute();
CREATE TRIGGER statement_dispute_lets_go AFTER UPDATE ON public.statement_dispute FOR EACH ROW EXECUTE FUNCTION app.end_statement_dispute();
alter table public.statement_dispute enable always trigger statement_dispute_lets_go;
CREATE TRIGGER statement_dispute_no_truncate BEFORE TRUNCATE ON public.statement_dispute FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.statement_dispute enable always trigger statement_dispute_no_truncate;
grant select on public.statement_dispute to app_jobs;
grant insert (id, partner_id, statement_id, line_number, credit_id, lead_id, reason, grounds, evidence, opened_at, opened_by, due_at, hold_id), select (id, partner_id, statement_id, line_number, credit_id, lead_id, reason, grounds, evidence, opened_at, opened_by, due_at, hold_id, held_credit_id, state, ended_at, answer, correcting_credit_id), update (state, ended_at, ended_by) on public.statement_dispute to app_partner;
grant select, update (state, ended_at, ended_by, outcome_id, answer, correcting_credit_id, correcting_txn_id) on public.statement_dispute to app_vendor;
comment on column public.statement_dispute.correcting_credit_id is 'Upheld: the credit that was made, changed or taken back since';
comment on column public.statement_dispute.correcting_txn_id is 'Upheld: the posting to the partner''s accounts that came of it';
comment on column public.statement_dispute.credit_id is 'Of a line the credit that it is of; else the one that is missed';
comment on column public.statement_dispute.hold_id is 'What holds the credit of its line meanwhile; null where nothing is to be held, set by the database';
comment on column public.statement_dispute.lead_id is 'The lead that is missed; null where it is a line or a credit';
comment on column public.statement_dispute.recorded_at is 'When it was written, by the clock by which the books are';
comment on table public.statement_dispute is 'A partner disagrees with a line of its statement, or misses a credit or a lead there: decided by two persons of the vendor, or withdrawn';

create table public.statement_dispute_outcome (
  id uuid not null,
  dispute_id uuid not null,
  outcome text not null,
  answer text not null,
  correcting_credit_id uuid,
  correcting_txn_id uuid,
  proposed_by uuid not null,
  proposed_at timestamp(3) with time zone not null,
  state text not null default 'WAITING'::text,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  constraint statement_dispute_outcome_pkey PRIMARY KEY (id),
  constraint statement_dispute_outcome_credit_fkey FOREIGN KEY (correcting_credit_id) REFERENCES public.credit(id),
  constraint statement_dispute_outcome_dispute_fkey FOREIGN KEY (dispute_id) REFERENCES public.statement_dispute(id),
  constraint statement_dispute_outcome_txn_fkey FOREIGN KEY (correcting_txn_id) REFERENCES public.journal_txn(id),
  constraint statement_dispute_outcome_answer CHECK (((char_length(answer) >= 1) AND (char_length(answer) <= 2000))),
  constraint statement_dispute_outcome_decided CHECK ((((decided_at IS NULL) = (state = 'WAITING'::text)) AND ((decided_by IS NOT NULL) = (state = ANY (ARRAY['APPROVED'::text, 'DECLINED'::text]))) AND ((note IS NOT NULL) OR (state <> 'DECLINED'::text)) AND ((note IS NULL) OR (state = ANY (ARRAY['APPROVED'::text, 'DECLINED'::text]))))),
  constraint statement_dispute_outcome_in_order CHECK ((decided_at >= proposed_at)),
  constraint statement_dispute_outcome_names CHECK ((num_nonnulls(correcting_credit_id, correcting_txn_id) =
CASE outcome
    WHEN 'UPHELD'::text THEN 1
    ELSE 0
END)),
  constraint statement_dispute_outcome_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint statement_dispute_outcome_outcome CHECK ((outcome = ANY (ARRAY['UPHELD'::text, 'DISMISSED'::text]))),
  constraint statement_dispute_outcome_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'APPROVED'::text, 'DECLINED'::text, 'LAPSED'::text])))
);
CREATE INDEX statement_dispute_outcome_of_dispute ON public.statement_dispute_outcome USING btree (dispute_id, proposed_at DESC, id DESC);
CREATE UNIQUE INDEX statement_dispute_outcome_one_waiting ON public.statement_dispute_outcome USING btree (dispute_id) WHERE (state = 'WAITING'::text);
alter table public.statement_dispute_outcome enable row level security;
alter table public.statement_dispute_outcome force row level security;
create policy statement_dispute_outcome_keeping on public.statement_dispute_outcome to owner using (true) with check (true);
create policy statement_dispute_outcome_vendor on public.statement_dispute_outcome to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER statement_dispute_outcome_ends_once BEFORE DELETE OR UPDATE ON public.statement_dispute_outcome FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note');
alter table public.statement_dispute_outcome enable always trigger statement_dispute_outcome_ends_once;
CREATE TRIGGER statement_dispute_outcome_guard AFTER INSERT OR UPDATE ON public.statement_dispute_outcome FOR EACH ROW EXECUTE FUNCTION app.guard_dispute_outcome();
alter table public.statement_dispute_outcome enable always trigger statement_dispute_outcome_guard;
CREATE TRIGGER statement_dispute_outcome_id_is_new BEFORE INSERT ON public.statement_dispute_outcome FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER statement_dispute_outcome_is_told AFTER INSERT ON public.statement_dispute_outcome FOR EACH ROW EXECUTE FUNCTION app.note_dispute_outcome();
CREATE TRIGGER statement_dispute_outcome_no_truncate BEFORE TRUNCATE ON public.statement_dispute_outcome FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.statement_dispute_outcome enable always trigger statement_dispute_outcome_no_truncate;
grant select on public.statement_dispute_outcome to app_jobs;
grant insert (id, dispute_id, outcome, answer, correcting_credit_id, correcting_txn_id, proposed_by, proposed_at), select, update (state, decided_by, decided_at, note) on public.statement_dispute_outcome to app_vendor;
comment on table public.statement_dispute_outcome is 'What somebody proposes to answer to a dispute of a statement, and what another person says to that; lapsed where the dispute was withdrawn first';

create table public.statement_issue (
  period_id uuid not null,
  entity_id uuid not null,
  starts_on date not null,
  ends_before date not null,
  until_seq bigint not null,
  issued_at timestamp(3) with time zone not null,
  issued_by uuid not null,
  written_at timestamp(3) with time zone,
  constraint statement_issue_pkey PRIMARY KEY (period_id),
  constraint statement_issue_of_month UNIQUE (entity_id, starts_on),
  constraint statement_issue_period_fkey FOREIGN KEY (period_id) REFERENCES public.accounting_period(id),
  constraint statement_issue_in_order CHECK ((written_at >= issued_at))
);
CREATE INDEX statement_issue_waiting ON public.statement_issue USING btree (starts_on) WHERE (written_at IS NULL);
alter table public.statement_issue enable row level security;
alter table public.statement_issue force row level security;
create policy statement_issue_vendor on public.statement_issue to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER statement_issue_ends_once BEFORE DELETE OR UPDATE ON public.statement_issue FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('written_at');
alter table public.statement_issue enable always trigger statement_issue_ends_once;
CREATE TRIGGER statement_issue_guard BEFORE INSERT ON public.statement_issue FOR EACH ROW EXECUTE FUNCTION app.guard_statement_issue();
alter table public.statement_issue enable always trigger statement_issue_guard;
CREATE TRIGGER statement_issue_no_truncate BEFORE TRUNCATE ON public.statement_issue FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.statement_issue enable always trigger statement_issue_no_truncate;
grant select, update (written_at) on public.statement_issue to app_jobs;
grant insert (period_id, issued_at, issued_by), select on public.statement_issue to app_vendor;
comment on column public.statement_issue.until_seq is 'The last seal with which the month was closed, or up to which the month before counts where that is later; set by the database';
comment on column public.statement_issue.written_at is 'Since when each statement of it is there';
comment on table public.statement_issue is 'A closed month of which partners have statements: who said so, and up to which seal they count';

create table public.statement_pdf (
  statement_id uuid not null,
  partner_id uuid not null,
  content bytea not null,
  sha256 bytea not null,
  drawn_at timestamp(3) with time zone not null,
  constraint statement_pdf_pkey PRIMARY KEY (statement_id),
  constraint statement_pdf_statement_fkey FOREIGN KEY (partner_id, statement_id) REFERENCES public.partner_statement(partner_id, id),
  constraint statement_pdf_content CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 16777216))),
  constraint statement_pdf_sha256 CHECK ((sha256 = sha256(content)))
);
alter table public.statement_pdf enable row level security;
alter table public.statement_pdf force row level security;
create policy statement_pdf_partner on public.statement_pdf for select to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy statement_pdf_vendor on public.statement_pdf to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER statement_pdf_append_only BEFORE DELETE OR UPDATE ON public.statement_pdf FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.statement_pdf enable always trigger statement_pdf_append_only;
CREATE TRIGGER statement_pdf_no_truncate BEFORE TRUNCATE ON public.statement_pdf FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.statement_pdf enable always trigger statement_pdf_no_truncate;
grant insert, select on public.statement_pdf to app_jobs;
grant select on public.statement_pdf to app_partner;
grant select on public.statement_pdf to app_vendor;
comment on column public.statement_pdf.sha256 is 'Of the content: what is sent is held against it each time';
comment on table public.statement_pdf is 'A statement as PDF, as it was drawn when it was asked for first';

create table public.stored_document (
  partner_id uuid,
  sha256 bytea not null,
  text text not null,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  vendor_author uuid generated always as (
CASE
    WHEN (partner_id IS NULL) THEN created_by
    ELSE NULL::uuid
END) stored,
  constraint stored_document_once UNIQUE NULLS NOT DISTINCT (partner_id, sha256),
  constraint stored_document_author_fkey FOREIGN KEY (partner_id, created_by) REFERENCES public.membership(partner_id, id),
  constraint stored_document_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint stored_document_vendor_author_fkey FOREIGN KEY (vendor_author) REFERENCES public.membership(id),
  constraint stored_document_hash CHECK ((sha256 = sha256(convert_to(text, 'UTF8'::name)))),
  constraint stored_document_length CHECK (((octet_length(text) >= 1) AND (octet_length(text) <= 50000)))
);
CREATE INDEX stored_document_by_author ON public.stored_document USING btree (partner_id, created_by);
CREATE INDEX stored_document_by_vendor_author ON public.stored_document USING btree (vendor_author);
alter table public.stored_document enable row level security;
alter table public.stored_document force row level security;
create policy stored_document_auth on public.stored_document for select to app_auth using ((partner_id IS NULL));
create policy stored_document_partner on public.stored_document to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy stored_document_vendor on public.stored_document to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER stored_document_append_only BEFORE DELETE OR UPDATE ON public.stored_document FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.stored_document enable always trigger stored_document_append_only;
CREATE TRIGGER stored_document_no_truncate BEFORE TRUNCATE ON public.stored_document FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.stored_document enable always trigger stored_document_no_truncate;
grant select (partner_id, sha256, text) on public.stored_document to app_auth;
grant insert (partner_id, sha256, text, created_at, created_by), select (partner_id, sha256, text) on public.stored_document to app_partner;
grant insert (partner_id, sha256, text, created_at, created_by), select (partner_id, sha256, text) on public.stored_document to app_vendor;
comment on table public.stored_document is 'A GraphQL document that may be run by its hash: a partner''s by itself alone, the vendor''s (partner_id is null) by everybody';

create table public.target (
  list_id uuid not null,
  account_id uuid not null,
  n integer not null,
  added_at timestamp(3) with time zone not null,
  added_by uuid not null,
  removed_at timestamp(3) with time zone,
  removed_by uuid,
  constraint target_pkey PRIMARY KEY (list_id, account_id, n),
  constraint target_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint target_list_fkey FOREIGN KEY (list_id) REFERENCES public.target_list(id),
  constraint target_n CHECK ((n >= 1)),
  constraint target_removed CHECK (((num_nonnulls(removed_at, removed_by) = ANY (ARRAY[0, 2])) AND (removed_at >= added_at)))
);
CREATE INDEX target_by_age ON public.target USING btree (list_id, added_at, account_id) WHERE (removed_at IS NULL);
CREATE INDEX target_of_account ON public.target USING btree (account_id) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX target_standing ON public.target USING btree (list_id, account_id) WHERE (removed_at IS NULL);
alter table public.target enable row level security;
alter table public.target force row level security;
create policy target_vendor on public.target to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER target_ends_once BEFORE DELETE OR UPDATE ON public.target FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('removed_at', 'removed_by');
alter table public.target enable always trigger target_ends_once;
CREATE TRIGGER target_guard AFTER INSERT OR UPDATE ON public.target FOR EACH ROW EXECUTE FUNCTION app.guard_target();
alter table public.target enable always trigger target_guard;
CREATE TRIGGER target_no_truncate BEFORE TRUNCATE ON public.target FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.target enable always trigger target_no_truncate;
CREATE TRIGGER target_scores AFTER INSERT OR UPDATE ON public.target FOR EACH ROW EXECUTE FUNCTION app.enqueue_scoring_of_target();
grant select on public.target to app_jobs;
grant insert (list_id, account_id, n, added_at, added_by), select, update (removed_at, removed_by) on public.target to app_vendor;
comment on column public.target.n is 'Counts from 1 within an account and list';
comment on table public.target is 'An account on a list of those that the vendor wants, from when to when';

create table public.target_list (
  id uuid not null,
  name text not null,
  purpose text,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  updated_at timestamp(3) with time zone not null,
  retired_at timestamp(3) with time zone,
  retired_by uuid,
  retire_reason text,
  constraint target_list_pkey PRIMARY KEY (id),
  constraint target_list_in_order CHECK (((updated_at >= created_at) AND (retired_at >= created_at))),
  constraint target_list_name CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint target_list_purpose CHECK (((char_length(purpose) >= 1) AND (char_length(purpose) <= 2000))),
  constraint target_list_retire_reason CHECK (((char_length(retire_reason) >= 1) AND (char_length(retire_reason) <= 2000))),
  constraint target_list_retired CHECK ((num_nonnulls(retired_at, retired_by, retire_reason) = ANY (ARRAY[0, 3]))),
  constraint target_list_version CHECK ((version >= 1))
);
CREATE INDEX target_list_by_age ON public.target_list USING btree (created_at DESC, id DESC);
CREATE UNIQUE INDEX target_list_named ON public.target_list USING btree (lower(name)) WHERE (retired_at IS NULL);
alter table public.target_list enable row level security;
alter table public.target_list force row level security;
create policy target_list_vendor on public.target_list to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER target_list_guard AFTER INSERT OR DELETE OR UPDATE ON public.target_list FOR EACH ROW EXECUTE FUNCTION app.guard_target_list();
alter table public.target_list enable always trigger target_list_guard;
CREATE TRIGGER target_list_id_is_new BEFORE INSERT ON public.target_list FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER target_list_no_truncate BEFORE TRUNCATE ON public.target_list FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.target_list enable always trigger target_list_no_truncate;
grant select on public.target_list to app_jobs;
grant insert (id, name, purpose, created_at, created_by, updated_at), select, update (name, purpose, version, updated_at, retired_at, retired_by, retire_reason) on public.target_list to app_vendor;
comment on table public.target_list is 'Accounts that the vendor wants, under a name that rules of routing and scoring ask for';

create table public.tax_form (
  id uuid not null,
  partner_id uuid not null,
  kind text not null,
  received_on date not null,
  last_valid_on date,
  remark text,
  state text not null default 'WAITING'::text,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  note text,
  ended_at timestamp(3) with time zone,
  ended_by uuid,
  end_reason text,
  constraint tax_form_pkey PRIMARY KEY (id),
  constraint tax_form_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint tax_form_decided CHECK (((num_nonnulls(decided_at, decided_by, note) = ANY (ARRAY[0, 3])) AND ((decided_at IS NOT NULL) OR (state = ANY (ARRAY['WAITING'::text, 'ENDED'::text]))) AND ((decided_at IS NULL) OR (state <> 'WAITING'::text)) AND (decided_at >= recorded_at) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))),
  constraint tax_form_ended CHECK (((num_nonnulls(ended_at, ended_by, end_reason) =
CASE state
    WHEN 'ENDED'::text THEN 3
    ELSE 0
END) AND (ended_at >= COALESCE(decided_at, recorded_at)) AND ((char_length(end_reason) >= 1) AND (char_length(end_reason) <= 2000)))),
  constraint tax_form_kind CHECK ((kind = ANY (ARRAY['W_9'::text, 'W_8BEN'::text, 'W_8BEN_E'::text, 'VAT_CERTIFICATE'::text, 'NONE_NEEDED'::text]))),
  constraint tax_form_received CHECK ((received_on <= (((recorded_at AT TIME ZONE 'UTC'::text) + '14:00:00'::interval))::date)),
  constraint tax_form_remark CHECK ((((char_length(remark) >= 1) AND (char_length(remark) <= 2000)) AND ((remark IS NOT NULL) OR (kind <> 'NONE_NEEDED'::text)))),
  constraint tax_form_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'ENDED'::text]))),
  constraint tax_form_valid CHECK (((last_valid_on >= received_on) AND ((last_valid_on IS NOT NULL) OR (kind = ANY (ARRAY['W_9'::text, 'NONE_NEEDED'::text])))))
);
CREATE INDEX tax_form_accepted ON public.tax_form USING btree (partner_id, kind) WHERE (state = 'ACCEPTED'::text);
CREATE INDEX tax_form_by_age ON public.tax_form USING btree (recorded_at DESC, id DESC);
CREATE INDEX tax_form_by_state ON public.tax_form USING btree (state, recorded_at DESC, id DESC);
CREATE INDEX tax_form_of_partner ON public.tax_form USING btree (partner_id, recorded_at DESC, id DESC);
alter table public.tax_form enable row level security;
alter table public.tax_form force row level security;
create policy tax_form_partner on public.tax_form to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy tax_form_vendor on public.tax_form to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER tax_form_guard BEFORE INSERT OR DELETE OR UPDATE ON public.tax_form FOR EACH ROW EXECUTE FUNCTION app.guard_tax_form();
alter table public.tax_form enable always trigger tax_form_guard;
CREATE TRIGGER tax_form_id_is_new BEFORE INSERT ON public.tax_form FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER tax_form_no_truncate BEFORE TRUNCATE ON public.tax_form FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.tax_form enable always trigger tax_form_no_truncate;
grant select on public.tax_form to app_jobs;
grant insert (id, partner_id, kind, received_on, last_valid_on, remark, recorded_at, recorded_by), select (id, partner_id, kind, received_on, last_valid_on, remark, state, recorded_at, recorded_by, decided_at, note, ended_at, end_reason), update (state, ended_at, ended_by, end_reason) on public.tax_form to app_partner;
grant insert (id, partner_id, kind, received_on, last_valid_on, remark, recorded_at, recorded_by), select, update (state, decided_at, decided_by, note, ended_at, ended_by, end_reason) on public.tax_form to app_vendor;
comment on column public.tax_form.last_valid_on is 'The last day on which it counts, of UTC; null where it does not run out';
comment on column public.tax_form.remark is 'What whoever recorded it says; of NONE_NEEDED always, why none is needed';
comment on table public.tax_form is 'A form of a partner''s, as somebody recorded it and another person accepted it; it counts up to its last day, or until it is ended';

create table public.tax_profile (
  id uuid not null,
  partner_id uuid not null,
  legal_name text not null,
  legal_form text not null,
  country text not null,
  vat_id text,
  tax_id_sealed bytea,
  key_id text,
  tax_id_mark bytea,
  tax_id_ends text,
  is_self_billed boolean not null,
  state text not null default 'WAITING'::text,
  proposed_at timestamp(3) with time zone not null,
  proposed_by uuid not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  note text,
  replaced_at timestamp(3) with time zone,
  constraint tax_profile_pkey PRIMARY KEY (id),
  constraint tax_profile_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint tax_profile_country CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint tax_profile_decided CHECK (((num_nonnulls(decided_at, decided_by, note) = ANY (ARRAY[0, 3])) AND ((decided_at IS NOT NULL) OR (state = ANY (ARRAY['WAITING'::text, 'REPLACED'::text]))) AND ((decided_at IS NULL) OR (state <> 'WAITING'::text)) AND (decided_at >= proposed_at) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))),
  constraint tax_profile_legal_form CHECK ((legal_form = ANY (ARRAY['PERSON'::text, 'COMPANY'::text]))),
  constraint tax_profile_legal_name CHECK (((char_length(legal_name) >= 1) AND (char_length(legal_name) <= 200))),
  constraint tax_profile_replaced CHECK ((((replaced_at IS NOT NULL) = (state = 'REPLACED'::text)) AND (replaced_at >= COALESCE(decided_at, proposed_at)))),
  constraint tax_profile_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'VERIFIED'::text, 'DECLINED'::text, 'REPLACED'::text]))),
  constraint tax_profile_tax_id CHECK (((num_nonnulls(tax_id_sealed, key_id, tax_id_mark, tax_id_ends) = ANY (ARRAY[0, 4])) AND ((octet_length(tax_id_sealed) >= 29) AND (octet_length(tax_id_sealed) <= 200)) AND (octet_length(tax_id_mark) = 32) AND ((char_length(key_id) >= 1) AND (char_length(key_id) <= 20)) AND (tax_id_ends ~ '^[A-Z0-9]{4}$'::text))),
  constraint tax_profile_vat_id CHECK ((vat_id ~ '^[A-Z]{2}[A-Z0-9]{2,18}$'::text))
);
CREATE INDEX tax_profile_by_age ON public.tax_profile USING btree (proposed_at DESC, id DESC);
CREATE INDEX tax_profile_by_key ON public.tax_profile USING btree (key_id, id) WHERE (key_id IS NOT NULL);
CREATE INDEX tax_profile_by_state ON public.tax_profile USING btree (state, proposed_at DESC, id DESC);
CREATE INDEX tax_profile_of_partner ON public.tax_profile USING btree (partner_id, proposed_at DESC, id DESC);
CREATE UNIQUE INDEX tax_profile_one_verified ON public.tax_profile USING btree (partner_id) WHERE (state = 'VERIFIED'::text);
CREATE UNIQUE INDEX tax_profile_one_waiting ON public.tax_profile USING btree (partner_id) WHERE (state = 'WAITING'::text);
alter table public.tax_profile enable row level security;
alter table public.tax_profile force row level security;
create policy tax_profile_partner on public.tax_profile to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy tax_profile_vendor on public.tax_profile to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER tax_profile_changes BEFORE UPDATE ON public.tax_profile FOR EACH ROW WHEN ((NOT (old.key_id IS DISTINCT FROM new.key_id))) EXECUTE FUNCTION app.guard_tax_profile();
alter table public.tax_profile enable always trigger tax_profile_changes;
CREATE TRIGGER tax_profile_guard BEFORE INSERT OR DELETE ON public.tax_profile FOR EACH ROW EXECUTE FUNCTION app.guard_tax_profile();
alter table public.tax_profile enable always trigger tax_profile_guard;
CREATE TRIGGER tax_profile_id_is_new BEFORE INSERT ON public.tax_profile FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER tax_profile_no_truncate BEFORE TRUNCATE ON public.tax_profile FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.tax_profile enable always trigger tax_profile_no_truncate;
CREATE TRIGGER tax_profile_sealed_anew BEFORE UPDATE ON public.tax_profile FOR EACH ROW WHEN ((old.key_id IS DISTINCT FROM new.key_id)) EXECUTE FUNCTION app.guard_resealed('tax_id_sealed');
alter table public.tax_profile enable always trigger tax_profile_sealed_anew;
CREATE CONSTRAINT TRIGGER tax_profile_stays AFTER UPDATE ON public.tax_profile DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.state = 'VERIFIED'::text)) EXECUTE FUNCTION app.keep_tax_profile();
alter table public.tax_profile enable always trigger tax_profile_stays;
grant select, update (tax_id_sealed, key_id) on public.tax_profile to app_jobs;
grant insert (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_sealed, key_id, tax_id_mark, tax_id_ends, is_self_billed, proposed_at, proposed_by), select (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_ends, is_self_billed, state, proposed_at, proposed_by, decided_at, note, replaced_at), update (state, replaced_at) on public.tax_profile to app_partner;
grant insert (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_sealed, key_id, tax_id_mark, tax_id_ends, is_self_billed, proposed_at, proposed_by), select (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_mark, tax_id_ends, is_self_billed, state, proposed_at, proposed_by, decided_at, decided_by, note, replaced_at), update (state, decided_at, decided_by, note, replaced_at) on public.tax_profile to app_vendor;
comment on column public.tax_profile.is_self_billed is 'Whether its statements stand for its invoices, as partner and vendor agreed';
comment on column public.tax_profile.tax_id_mark is 'HMAC-SHA-256 of the number, by which one that is typed anew is compared';
comment on column public.tax_profile.tax_id_sealed is 'AES-256-GCM of the number under the key that key_id names: nonce, tag, text';
comment on table public.tax_profile is 'As whom a partner is taxed, as somebody said and another person verified; the rows before are its history. The tax number is sealed, and only its last four characters are in plain text';

create table public.tax_remittance (
  id uuid not null,
  country text not null,
  currency text not null,
  withheld_from date not null,
  withheld_until date not null,
  amount_minor bigint not null,
  payout_count integer not null,
  remitted_on date not null,
  bank_reference text not null,
  state text not null default 'WAITING'::text,
  recorded_by uuid not null,
  recorded_at timestamp(3) with time zone not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  note text,
  posting_id uuid,
  constraint tax_remittance_pkey PRIMARY KEY (id),
  constraint tax_remittance_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint tax_remittance_posting_fkey FOREIGN KEY (posting_id) REFERENCES public.journal_txn(id) DEFERRABLE INITIALLY DEFERRED,
  constraint tax_remittance_country CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint tax_remittance_days CHECK (((withheld_until >= withheld_from) AND (remitted_on >= withheld_until))),
  constraint tax_remittance_decided CHECK (((num_nonnulls(decided_by, decided_at, note) =
CASE state
    WHEN 'WAITING'::text THEN 0
    ELSE 3
END) AND (decided_at >= recorded_at) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND ((posting_id IS NOT NULL) = (state = 'CONFIRMED'::text)))),
  constraint tax_remittance_reference CHECK (((char_length(bank_reference) >= 1) AND (char_length(bank_reference) <= 140))),
  constraint tax_remittance_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'CONFIRMED'::text, 'DECLINED'::text]))),
  constraint tax_remittance_sums CHECK (((amount_minor > 0) AND (payout_count > 0)))
);
CREATE INDEX tax_remittance_by_age ON public.tax_remittance USING btree (recorded_at DESC, id DESC);
CREATE INDEX tax_remittance_by_state ON public.tax_remittance USING btree (state, recorded_at DESC, id DESC);
CREATE UNIQUE INDEX tax_remittance_once ON public.tax_remittance USING btree (country, currency, remitted_on, bank_reference) WHERE (state <> 'DECLINED'::text);
alter table public.tax_remittance enable row level security;
alter table public.tax_remittance force row level security;
create policy tax_remittance_vendor on public.tax_remittance to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER tax_remittance_ends_once BEFORE DELETE OR UPDATE ON public.tax_remittance FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('decided_at', 'state', 'decided_by', 'note', 'posting_id');
alter table public.tax_remittance enable always trigger tax_remittance_ends_once;
CREATE TRIGGER tax_remittance_guard AFTER INSERT OR UPDATE ON public.tax_remittance FOR EACH ROW EXECUTE FUNCTION app.guard_tax_remittance();
alter table public.tax_remittance enable always trigger tax_remittance_guard;
CREATE TRIGGER tax_remittance_id_is_new BEFORE INSERT ON public.tax_remittance FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER tax_remittance_no_truncate BEFORE TRUNCATE ON public.tax_remittance FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.tax_remittance enable always trigger tax_remittance_no_truncate;
grant select on public.tax_remittance to app_jobs;
grant insert (id, country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on, bank_reference, recorded_by, recorded_at), select, update (state, decided_by, decided_at, note, posting_id) on public.tax_remittance to app_vendor;
comment on column public.tax_remittance.withheld_until is 'The last day, by the days on which the bank booked the transfers beside which it was withheld';
comment on table public.tax_remittance is 'What was withheld by the rules of a country in a time, and handed on to its tax office as the bank booked it: said by one person, confirmed by another';

create table public.tax_rule (
  id uuid not null,
  country text not null,
  year integer not null,
  currency text not null,
  threshold_minor bigint not null,
  forms text[] not null,
  report text,
  withholding_ppm bigint,
  source text not null,
  state text not null default 'WAITING'::text,
  proposed_at timestamp(3) with time zone not null,
  proposed_by uuid not null,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  note text,
  replaced_at timestamp(3) with time zone,
  without_form text not null default 'HOLD'::text,
  constraint tax_rule_pkey PRIMARY KEY (id),
  constraint tax_rule_currency_fkey FOREIGN KEY (currency) REFERENCES public.currency(code),
  constraint tax_rule_country CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint tax_rule_decided CHECK (((num_nonnulls(decided_at, decided_by, note) =
CASE state
    WHEN 'WAITING'::text THEN 0
    ELSE 3
END) AND (decided_at >= proposed_at) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))),
  constraint tax_rule_forms CHECK (((forms <@ ARRAY['W_9'::text, 'W_8BEN'::text, 'W_8BEN_E'::text, 'VAT_CERTIFICATE'::text]) AND (cardinality(forms) <= 4) AND (array_position(forms, NULL::text) IS NULL))),
  constraint tax_rule_replaced CHECK ((((replaced_at IS NOT NULL) = (state = 'REPLACED'::text)) AND (replaced_at >= decided_at))),
  constraint tax_rule_report CHECK ((report = ANY (ARRAY['FORM_1099_NEC'::text, 'DAC7'::text]))),
  constraint tax_rule_source CHECK (((char_length(source) >= 1) AND (char_length(source) <= 2000))),
  constraint tax_rule_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'IN_FORCE'::text, 'DECLINED'::text, 'REPLACED'::text]))),
  constraint tax_rule_threshold CHECK (((threshold_minor >= 0) AND (threshold_minor <= '1000000000000000'::bigint))),
  constraint tax_rule_withholding CHECK (((withholding_ppm >= 1) AND (withholding_ppm <= 1000000))),
  constraint tax_rule_without_form CHECK (((without_form = 'HOLD'::text) OR ((without_form = 'WITHHOLD'::text) AND ((withholding_ppm >= 1) AND (withholding_ppm <= 999999))))),
  constraint tax_rule_year CHECK (((year >= 2000) AND (year <= 2100)))
);
CREATE INDEX tax_rule_by_country ON public.tax_rule USING btree (country, year DESC, id DESC);
CREATE INDEX tax_rule_by_year ON public.tax_rule USING btree (year DESC, id DESC);
CREATE UNIQUE INDEX tax_rule_one_in_force ON public.tax_rule USING btree (country, year) WHERE (state = 'IN_FORCE'::text);
alter table public.tax_rule enable row level security;
alter table public.tax_rule force row level security;
create policy tax_rule_keeping on public.tax_rule to owner using (true) with check (true);
create policy tax_rule_vendor on public.tax_rule to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER tax_rule_guard BEFORE INSERT OR DELETE OR UPDATE ON public.tax_rule FOR EACH ROW EXECUTE FUNCTION app.guard_tax_rule();
alter table public.tax_rule enable always trigger tax_rule_guard;
CREATE TRIGGER tax_rule_no_truncate BEFORE TRUNCATE ON public.tax_rule FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.tax_rule enable always trigger tax_rule_no_truncate;
CREATE CONSTRAINT TRIGGER tax_rule_stays AFTER UPDATE ON public.tax_rule DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.state = 'IN_FORCE'::text)) EXECUTE FUNCTION app.keep_tax_rule();
alter table public.tax_rule enable always trigger tax_rule_stays;
grant select on public.tax_rule to app_jobs;
grant insert (id, country, year, currency, threshold_minor, forms, report, withholding_ppm, source, proposed_at, proposed_by, without_form), select, update (state, decided_at, decided_by, note, replaced_at) on public.tax_rule to app_vendor;
comment on column public.tax_rule.forms is 'Any of them will do; none is asked where it is empty';
comment on column public.tax_rule.threshold_minor is 'So much in a calendar year, paid and payable, is when a form has to be there, and when what is paid is reported';
comment on column public.tax_rule.withholding_ppm is 'How much of what is paid is withheld where no form is there, in parts per million; null where nothing is';
comment on column public.tax_rule.without_form is 'HOLD: a partner whose form is missing is held; WITHHOLD: it is paid, less withholding_ppm of it';
comment on table public.tax_rule is 'What is asked of partners that are taxed in a country, from a year on until a later one says otherwise: said by one person, put in force by another, never changed';

create table public.team (
  id uuid not null,
  manager_id uuid,
  name text not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint team_pkey PRIMARY KEY (id),
  constraint team_name_once UNIQUE (name),
  constraint team_manager_fkey FOREIGN KEY (manager_id) REFERENCES public.membership(id),
  constraint team_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);
CREATE INDEX team_by_age ON public.team USING btree (created_at, id);
alter table public.team enable row level security;
alter table public.team force row level security;
create policy team_vendor on public.team to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.team to app_jobs;
grant insert, select, update (manager_id, name, version, updated_at) on public.team to app_vendor;
comment on table public.team is 'People of the vendor''s who work on leads together';

create table public.team_member (
  team_id uuid not null,
  member_id uuid not null,
  joined_at timestamp(3) with time zone not null,
  last_turn integer not null default 0,
  constraint team_member_pkey PRIMARY KEY (team_id, member_id),
  constraint team_member_member_fkey FOREIGN KEY (member_id) REFERENCES public.membership(id),
  constraint team_member_team_fkey FOREIGN KEY (team_id) REFERENCES public.team(id)
);
CREATE INDEX team_member_of_member ON public.team_member USING btree (member_id);
alter table public.team_member enable row level security;
alter table public.team_member force row level security;
create policy team_member_vendor on public.team_member to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select, update (last_turn) on public.team_member to app_jobs;
grant delete, insert, select, update (last_turn) on public.team_member to app_vendor;
comment on table public.team_member is 'Who is in a team; last_turn grows with each lead that the team''s turn brought, whoever has the least is next';

create table public.terms_acceptance (
  partner_id uuid not null,
  program_id uuid not null,
  number integer not null,
  accepted_at timestamp(3) with time zone not null,
  accepted_by uuid not null,
  constraint terms_acceptance_pkey PRIMARY KEY (partner_id, program_id, number),
  constraint terms_acceptance_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint terms_acceptance_terms_fkey FOREIGN KEY (program_id, number) REFERENCES public.program_terms(program_id, number)
);
CREATE INDEX terms_acceptance_of_terms ON public.terms_acceptance USING btree (program_id, number, accepted_at, partner_id);
alter table public.terms_acceptance enable row level security;
alter table public.terms_acceptance force row level security;
create policy terms_acceptance_partner on public.terms_acceptance to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy terms_acceptance_vendor on public.terms_acceptance to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER terms_acceptance_append_only BEFORE DELETE OR UPDATE ON public.terms_acceptance FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.terms_acceptance enable always trigger terms_acceptance_append_only;
CREATE TRIGGER terms_acceptance_guard BEFORE INSERT ON public.terms_acceptance FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.guard_terms_acceptance();
CREATE TRIGGER terms_acceptance_no_truncate BEFORE TRUNCATE ON public.terms_acceptance FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.terms_acceptance enable always trigger terms_acceptance_no_truncate;
grant select on public.terms_acceptance to app_jobs;
grant insert, select on public.terms_acceptance to app_partner;
grant select on public.terms_acceptance to app_vendor;
comment on table public.terms_acceptance is 'Which terms a partner has accepted: who, and when';

create table public.territory (
  id uuid not null,
  areas jsonb not null,
  name text not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint territory_pkey PRIMARY KEY (id),
  constraint territory_name_once UNIQUE (name),
  constraint territory_areas CHECK ((jsonb_typeof(areas) = 'array'::text)),
  constraint territory_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);
CREATE INDEX territory_by_age ON public.territory USING btree (created_at, id);
alter table public.territory enable row level security;
alter table public.territory force row level security;
create policy territory_vendor on public.territory to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.territory to app_jobs;
grant insert, select, update (areas, name, version, updated_at) on public.territory to app_vendor;
comment on table public.territory is 'Areas in which people of the vendor''s sell: [{country, region, postcodePrefix}], each as narrow as it says';

create table public.touchpoint (
  id uuid not null,
  partner_id uuid not null,
  lead_partner_id uuid not null default (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid,
  lead_id uuid not null,
  role text not null,
  channel text not null,
  campaign text,
  cost_minor bigint,
  cost_currency text,
  occurred_at timestamp(3) with time zone not null,
  source text not null,
  reference text,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  retracted_at timestamp(3) with time zone,
  retracted_by uuid,
  retract_reason text,
  constraint touchpoint_pkey PRIMARY KEY (id),
  constraint touchpoint_currency_fkey FOREIGN KEY (cost_currency) REFERENCES public.currency(code),
  constraint touchpoint_lead_fkey FOREIGN KEY (lead_partner_id, lead_id) REFERENCES public.lead(partner_id, id),
  constraint touchpoint_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint touchpoint_campaign CHECK (((char_length(campaign) >= 1) AND (char_length(campaign) <= 200))),
  constraint touchpoint_channel CHECK ((channel = ANY (ARRAY['MEETING'::text, 'CALL'::text, 'EMAIL'::text, 'EVENT'::text, 'WEBINAR'::text, 'DEMO'::text, 'CONTENT'::text, 'ADVERTISING'::text, 'SOCIAL'::text, 'INTRODUCTION'::text, 'MARKETPLACE'::text, 'OTHER'::text]))),
  constraint touchpoint_cost CHECK (((num_nonnulls(cost_minor, cost_currency) = ANY (ARRAY[0, 2])) AND (cost_minor >= 0))),
  constraint touchpoint_is_past CHECK ((occurred_at <= recorded_at)),
  constraint touchpoint_reference CHECK (((char_length(reference) >= 1) AND (char_length(reference) <= 100))),
  constraint touchpoint_retract_reason CHECK (((char_length(retract_reason) >= 1) AND (char_length(retract_reason) <= 2000))),
  constraint touchpoint_retracted CHECK ((num_nonnulls(retracted_at, retracted_by, retract_reason) = ANY (ARRAY[0, 3]))),
  constraint touchpoint_role CHECK ((role = ANY (ARRAY['SOURCED'::text, 'INFLUENCED'::text, 'CO_SELL'::text, 'DELIVERED'::text, 'RESOLD'::text]))),
  constraint touchpoint_source CHECK ((source = ANY (ARRAY['PARTNER'::text, 'SALES'::text, 'IMPORT'::text, 'CONFLICT'::text])))
);
CREATE INDEX touchpoint_by_currency ON public.touchpoint USING btree (cost_currency) WHERE (cost_currency IS NOT NULL);
CREATE INDEX touchpoint_by_lead ON public.touchpoint USING btree (lead_id) WHERE (retracted_at IS NULL);
CREATE INDEX touchpoint_of_lead ON public.touchpoint USING btree (lead_partner_id, lead_id, occurred_at, id);
CREATE INDEX touchpoint_of_partner ON public.touchpoint USING btree (partner_id, lead_id, occurred_at, id);
CREATE UNIQUE INDEX touchpoint_once ON public.touchpoint USING btree (partner_id, lead_id, source, reference) WHERE ((reference IS NOT NULL) AND (retracted_at IS NULL));
alter table public.touchpoint enable row level security;
alter table public.touchpoint force row level security;
create policy touchpoint_keeping on public.touchpoint for select to owner using (true);
create policy touchpoint_of_own_lead on public.touchpoint as restrictive to app_partner using ((lead_partner_id = partner_id)) with check ((lead_partner_id = partner_id));
create policy touchpoint_partner on public.touchpoint to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy touchpoint_vendor on public.touchpoint to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER touchpoint_bounded AFTER INSERT ON public.touchpoint REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.bound_touchpoints();
CREATE TRIGGER touchpoint_ends_once BEFORE DELETE OR UPDATE ON public.touchpoint FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('retracted_at', 'retracted_by', 'retract_reason');
alter table public.touchpoint enable always trigger touchpoint_ends_once;
CREATE TRIGGER touchpoint_guard BEFORE INSERT ON public.touchpoint FOR EACH ROW EXECUTE FUNCTION app.guard_touchpoint();
CREATE TRIGGER touchpoint_id_is_new BEFORE INSERT ON public.touchpoint FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER touchpoint_no_truncate BEFORE TRUNCATE ON public.touchpoint FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.touchpoint enable always trigger touchpoint_no_truncate;
CREATE TRIGGER touchpoint_note_late AFTER INSERT ON public.touchpoint FOR EACH ROW EXECUTE FUNCTION app.note_late_touch();
CREATE TRIGGER touchpoint_retraction_guard BEFORE UPDATE ON public.touchpoint FOR EACH ROW EXECUTE FUNCTION app.guard_retraction();
CREATE TRIGGER touchpoint_scores AFTER INSERT OR UPDATE ON public.touchpoint FOR EACH ROW EXECUTE FUNCTION app.enqueue_scoring();
grant select on public.touchpoint to app_jobs;
grant insert (id, partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source, reference, recorded_at, recorded_by), select (id, partner_id, lead_partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source, reference, recorded_at, recorded_by, retracted_at, retracted_by), update (retracted_at, retracted_by, retract_reason) on public.touchpoint to app_partner;
grant insert (id, partner_id, lead_partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source, reference, recorded_at, recorded_by), select, update (retracted_at, retracted_by, retract_reason) on public.touchpoint to app_vendor;
comment on table public.touchpoint is 'What somebody had to do with the prospect of a lead: partner_id is whose touch it is, lead_partner_id whose lead. Never changed; taken back once, before the lead is an SQL';

create table public.upload (
  id uuid not null,
  partner_id uuid,
  purpose text not null,
  file_name text not null,
  content_type text not null,
  byte_size bigint not null,
  state text not null default 'AWAITED'::text,
  sha256 bytea,
  created_at timestamp(3) with time zone not null,
  created_by uuid not null,
  stored_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  constraint upload_pkey PRIMARY KEY (id),
  constraint upload_of_partner UNIQUE (partner_id, id),
  constraint upload_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint upload_awaited_expires CHECK (((state = ANY (ARRAY['STORED'::text, 'GONE'::text])) OR (expires_at IS NOT NULL))),
  constraint upload_purpose CHECK ((purpose = ANY (ARRAY['EVIDENCE'::text, 'IMPORT'::text, 'BANK_STATEMENT'::text]))),
  constraint upload_sha256 CHECK (((octet_length(sha256) = 32) AND ((sha256 IS NULL) = (stored_at IS NULL)))),
  constraint upload_size CHECK ((byte_size > 0)),
  constraint upload_state CHECK ((state = ANY (ARRAY['AWAITED'::text, 'ARRIVING'::text, 'STORED'::text, 'GONE'::text]))),
  constraint upload_stored_is_known CHECK (((state <> 'STORED'::text) OR (sha256 IS NOT NULL)))
);
CREATE INDEX upload_by_expiry ON public.upload USING btree (expires_at, id) WHERE ((expires_at IS NOT NULL) AND (state <> 'GONE'::text));
CREATE INDEX upload_of_partner_kept ON public.upload USING btree (partner_id, expires_at) WHERE ((expires_at IS NOT NULL) AND (state <> 'GONE'::text));
alter table public.upload enable row level security;
alter table public.upload force row level security;
create policy upload_partner on public.upload to app_partner using (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL))) with check (((partner_id = ( SELECT (NULLIF(current_setting('app.partner_id'::text, true), ''::text))::uuid)) AND (( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)));
create policy upload_vendor on public.upload to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER upload_guard BEFORE INSERT OR UPDATE ON public.upload FOR EACH ROW EXECUTE FUNCTION app.guard_upload();
CREATE TRIGGER upload_id_is_new BEFORE INSERT ON public.upload FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
grant select, update (state, expires_at) on public.upload to app_jobs;
grant insert (id, partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at), select, update (state, sha256, stored_at, expires_at) on public.upload to app_partner;
grant insert (id, partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at), select, update (state, sha256, stored_at, expires_at) on public.upload to app_vendor;
comment on table public.upload is 'A file that was announced: awaited, arriving, stored, or gone again; expires_at is when it goes unless something needs it by then';

create table public.usage_event (
  id uuid not null,
  account_id uuid not null,
  metric text not null,
  reference text not null,
  quantity bigint not null,
  used_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid not null,
  constraint usage_event_pkey PRIMARY KEY (id),
  constraint usage_event_once UNIQUE (metric, reference),
  constraint usage_event_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint usage_event_is_past CHECK ((used_at <= recorded_at)),
  constraint usage_event_metric CHECK ((metric ~ '^[a-z][a-z0-9_]{0,49}$'::text)),
  constraint usage_event_quantity CHECK (((quantity >= 1) AND (quantity <= 1000000000))),
  constraint usage_event_reference CHECK (((char_length(reference) >= 1) AND (char_length(reference) <= 100)))
);
CREATE INDEX usage_event_of_account ON public.usage_event USING btree (account_id, metric, used_at);
alter table public.usage_event enable row level security;
alter table public.usage_event force row level security;
create policy usage_event_vendor on public.usage_event to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER usage_event_append_only BEFORE DELETE OR UPDATE ON public.usage_event FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.usage_event enable always trigger usage_event_append_only;
CREATE TRIGGER usage_event_found AFTER INSERT ON public.usage_event REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION queue.enqueue_usage();
CREATE TRIGGER usage_event_id_is_new BEFORE INSERT ON public.usage_event FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER usage_event_no_truncate BEFORE TRUNCATE ON public.usage_event FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.usage_event enable always trigger usage_event_no_truncate;
grant select on public.usage_event to app_jobs;
grant insert, select on public.usage_event to app_vendor;
comment on table public.usage_event is 'What an account used of the product, once under each reference of the system that tells of it; for the vendor alone';

create table public.usage_signal (
  id uuid not null,
  account_id uuid not null,
  threshold_id uuid not null,
  metric text not null,
  quantity bigint not null,
  reached_at timestamp(3) with time zone not null,
  found_at timestamp(3) with time zone not null,
  raised integer not null,
  state text not null,
  closed_at timestamp(3) with time zone,
  closed_by uuid,
  note text,
  lead_id uuid,
  constraint usage_signal_pkey PRIMARY KEY (id),
  constraint usage_signal_once UNIQUE (account_id, threshold_id),
  constraint usage_signal_account_fkey FOREIGN KEY (account_id) REFERENCES public.account(id),
  constraint usage_signal_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id),
  constraint usage_signal_threshold_fkey FOREIGN KEY (threshold_id, metric) REFERENCES public.usage_threshold(id, metric),
  constraint usage_signal_closed CHECK (((num_nonnulls(closed_at, closed_by) =
CASE
    WHEN (state = ANY (ARRAY['TAKEN'::text, 'DISMISSED'::text])) THEN 2
    ELSE 0
END) AND ((lead_id IS NOT NULL) = (state = 'TAKEN'::text)) AND ((note IS NOT NULL) OR (state <> 'DISMISSED'::text)) AND ((char_length(note) >= 1) AND (char_length(note) <= 2000)))),
  constraint usage_signal_in_order CHECK (((closed_at >= found_at) AND (reached_at <= found_at))),
  constraint usage_signal_quantity CHECK ((quantity >= 1)),
  constraint usage_signal_raised CHECK (((raised >= 0) AND ((raised > 0) = (state = 'RAISED'::text)))),
  constraint usage_signal_state CHECK ((state = ANY (ARRAY['RAISED'::text, 'KNOWN'::text, 'WAITING'::text, 'TAKEN'::text, 'DISMISSED'::text])))
);
CREATE INDEX usage_signal_by_age ON public.usage_signal USING btree (found_at DESC, id DESC);
CREATE INDEX usage_signal_by_state ON public.usage_signal USING btree (state, found_at DESC, id DESC);
CREATE INDEX usage_signal_of_lead ON public.usage_signal USING btree (lead_id) WHERE (lead_id IS NOT NULL);
alter table public.usage_signal enable row level security;
alter table public.usage_signal force row level security;
create policy usage_signal_vendor on public.usage_signal to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER usage_signal_ends_once BEFORE DELETE OR UPDATE ON public.usage_signal FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('closed_at', 'closed_by', 'state', 'note', 'lead_id');
alter table public.usage_signal enable always trigger usage_signal_ends_once;
CREATE TRIGGER usage_signal_guard AFTER INSERT OR UPDATE ON public.usage_signal FOR EACH ROW EXECUTE FUNCTION app.guard_usage_signal();
alter table public.usage_signal enable always trigger usage_signal_guard;
CREATE TRIGGER usage_signal_id_is_new BEFORE INSERT ON public.usage_signal FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER usage_signal_no_truncate BEFORE TRUNCATE ON public.usage_signal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.usage_signal enable always trigger usage_signal_no_truncate;
grant insert (id, account_id, threshold_id, metric, quantity, reached_at, found_at, raised, state), select on public.usage_signal to app_jobs;
grant select, update (state, closed_at, closed_by, note, lead_id) on public.usage_signal to app_vendor;
comment on column public.usage_signal.lead_id is 'The lead that was registered for it';
comment on column public.usage_signal.raised is 'How many submitted leads were raised to MQL by it';
comment on table public.usage_signal is 'An account that used as much as a threshold asks, found once: its submitted leads were raised, sales know it already, or somebody has to look';

create table public.usage_threshold (
  id uuid not null,
  metric text not null,
  quantity bigint not null,
  within_days integer not null,
  reason text not null,
  set_by uuid not null,
  set_at timestamp(3) with time zone not null,
  replaced_at timestamp(3) with time zone,
  constraint usage_threshold_pkey PRIMARY KEY (id),
  constraint usage_threshold_of_metric UNIQUE (id, metric),
  constraint usage_threshold_in_order CHECK ((replaced_at >= set_at)),
  constraint usage_threshold_metric CHECK ((metric ~ '^[a-z][a-z0-9_]{0,49}$'::text)),
  constraint usage_threshold_quantity CHECK (((quantity >= 1) AND (quantity <= '1000000000000'::bigint))),
  constraint usage_threshold_reason CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
  constraint usage_threshold_within CHECK (((within_days >= 1) AND (within_days <= 90)))
);
CREATE INDEX usage_threshold_by_age ON public.usage_threshold USING btree (set_at DESC, id DESC);
CREATE UNIQUE INDEX usage_threshold_in_force ON public.usage_threshold USING btree (metric) WHERE (replaced_at IS NULL);
alter table public.usage_threshold enable row level security;
alter table public.usage_threshold force row level security;
create policy usage_threshold_vendor on public.usage_threshold to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER usage_threshold_ends_once BEFORE DELETE OR UPDATE ON public.usage_threshold FOR EACH ROW EXECUTE FUNCTION app.refuse_unless_ended('replaced_at');
alter table public.usage_threshold enable always trigger usage_threshold_ends_once;
CREATE TRIGGER usage_threshold_guard AFTER INSERT ON public.usage_threshold FOR EACH ROW EXECUTE FUNCTION app.guard_usage_threshold();
alter table public.usage_threshold enable always trigger usage_threshold_guard;
CREATE TRIGGER usage_threshold_id_is_new BEFORE INSERT ON public.usage_threshold FOR EACH ROW WHEN ((CURRENT_USER = 'app_partner'::name)) EXECUTE FUNCTION app.require_new_id();
CREATE TRIGGER usage_threshold_no_truncate BEFORE TRUNCATE ON public.usage_threshold FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.usage_threshold enable always trigger usage_threshold_no_truncate;
grant select on public.usage_threshold to app_jobs;
grant insert (id, metric, quantity, within_days, reason, set_by, set_at), select, update (replaced_at) on public.usage_threshold to app_vendor;
comment on table public.usage_threshold is 'From how much use within how many days on an account is worth sales'' attention: of each metric the row that is not replaced is in force';

create table public.volume_unit (
  award_id uuid not null,
  window_id uuid not null,
  parts_minor bigint[] not null,
  constraint volume_unit_pkey PRIMARY KEY (award_id),
  constraint volume_unit_award_fkey FOREIGN KEY (award_id) REFERENCES public.award(id),
  constraint volume_unit_window_fkey FOREIGN KEY (window_id) REFERENCES public.volume_window(id),
  constraint volume_unit_parts CHECK ((((cardinality(parts_minor) >= 2) AND (cardinality(parts_minor) <= 10)) AND (0 <= ALL (parts_minor))))
);
CREATE INDEX volume_unit_of_window ON public.volume_unit USING btree (window_id);
alter table public.volume_unit enable row level security;
alter table public.volume_unit force row level security;
create policy volume_unit_vendor on public.volume_unit to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
CREATE TRIGGER volume_unit_adds_up AFTER INSERT ON public.volume_unit FOR EACH ROW EXECUTE FUNCTION app.guard_volume();
alter table public.volume_unit enable always trigger volume_unit_adds_up;
CREATE TRIGGER volume_unit_append_only BEFORE DELETE OR UPDATE ON public.volume_unit FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
alter table public.volume_unit enable always trigger volume_unit_append_only;
CREATE TRIGGER volume_unit_guard AFTER INSERT ON public.volume_unit FOR EACH ROW EXECUTE FUNCTION app.guard_volume_unit();
alter table public.volume_unit enable always trigger volume_unit_guard;
CREATE TRIGGER volume_unit_no_truncate BEFORE TRUNCATE ON public.volume_unit FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
alter table public.volume_unit enable always trigger volume_unit_no_truncate;
grant select on public.volume_unit to app_jobs;
grant insert, select on public.volume_unit to app_vendor;
comment on table public.volume_unit is 'An award that counts for its partner''s volume, with what the partner''s own part comes to in each bracket; once it is taken back it counts no more';

create table public.volume_window (
  id uuid not null default gen_random_uuid(),
  incentive_program_id uuid not null,
  rule_key text not null,
  partner_id uuid not null,
  period text not null,
  starts_on date not null,
  times_held integer not null default 1,
  constraint volume_window_pkey PRIMARY KEY (id),
  constraint volume_window_once UNIQUE (incentive_program_id, rule_key, partner_id, period, starts_on),
  constraint volume_window_partner_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id),
  constraint volume_window_program_fkey FOREIGN KEY (incentive_program_id) REFERENCES public.incentive_program(id),
  constraint volume_window_period CHECK ((((period = 'MONTH'::text) AND (starts_on = (date_trunc('month'::text, (starts_on)::timestamp without time zone))::date)) OR ((period = 'QUARTER'::text) AND (starts_on = (date_trunc('quarter'::text, (starts_on)::timestamp without time zone))::date)) OR ((period = 'YEAR'::text) AND (starts_on = (date_trunc('year'::text, (starts_on)::timestamp without time zone))::date))))
);
CREATE INDEX volume_window_of_partner ON public.volume_window USING btree (partner_id);
alter table public.volume_window enable row level security;
alter table public.volume_window force row level security;
create policy volume_window_vendor on public.volume_window to app_jobs, app_vendor using ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL)) with check ((( SELECT NULLIF(current_setting('app.actor_id'::text, true), ''::text)) IS NOT NULL));
grant select on public.volume_window to app_jobs;
grant insert (incentive_program_id, rule_key, partner_id, period, starts_on), select, update (times_held) on public.volume_window to app_vendor;
comment on table public.volume_window is 'A partner''s leads of a period under a rule that accelerates. Held by whoever awards or takes back, until it is committed';

create type app.journal_header as (id uuid, entity_id uuid, kind text, idempotency_key text, effective_date date, reverses_id uuid, source_type text, source_id uuid, approval_id uuid, memo text);

create type app.journal_line as (account_id uuid, currency text, amount_minor bigint, credit_id uuid);

create view app.account_balance_drift with (security_invoker=true) as  SELECT COALESCE(balance.account_id, counted.account_id) AS account_id,
    balance.balance_minor AS was_minor,
    COALESCE(counted.minor, (0)::numeric) AS is_minor
   FROM (public.account_balance balance
     FULL JOIN ( SELECT entry.account_id,
            sum(entry.amount_minor) AS minor
           FROM ((public.journal_entry entry
             JOIN public.ledger_account account ON ((account.id = entry.account_id)))
             LEFT JOIN public.journal_seal seal ON ((seal.txn_id = entry.txn_id)))
          WHERE ((account.balance_sign <> 0) OR (seal.txn_id IS NOT NULL))
          GROUP BY entry.account_id) counted ON ((counted.account_id = balance.account_id)))
  WHERE (balance.balance_minor IS DISTINCT FROM COALESCE(counted.minor, (0)::numeric));

create view app.inbox_now with (security_invoker=true) as  SELECT lead.id AS lead_id,
    lead.partner_id,
    COALESCE(held.member_id, held.queue_id, lead.owner_id, '00000000-0000-0000-0000-000000000000'::uuid) AS holder_id,
        CASE lead.stage
            WHEN 'SAL'::text THEN 'QUALIFY'::text
            WHEN 'SQL'::text THEN 'CONVERT'::text
            WHEN 'OPPORTUNITY'::text THEN 'CLOSE'::text
            WHEN 'RECYCLED'::text THEN 'TAKE_UP'::text
            ELSE 'ACCEPT'::text
        END AS next_step,
        CASE
            WHEN (lead.stage = 'RECYCLED'::text) THEN (((lead.revisit_on)::timestamp without time zone AT TIME ZONE program.time_zone))::timestamp(3) with time zone
            ELSE clock.due_at
        END AS due_at,
    lead.stage_entered_at AS entered_at,
    (EXISTS ( SELECT
           FROM public.information_request asked
          WHERE ((asked.partner_id = lead.partner_id) AND (asked.lead_id = lead.id) AND (asked.state = 'OPEN'::text)))) AS waits_for_partner,
    scored.total AS score,
    scored.grade
   FROM ((((public.lead
     JOIN public.program ON ((program.id = lead.program_id)))
     LEFT JOIN public.assignment held ON (((held.lead_id = lead.id) AND (held.ended_at IS NULL))))
     LEFT JOIN public.lead_clock clock ON (((clock.partner_id = lead.partner_id) AND (clock.lead_id = lead.id) AND clock.is_latest AND (clock.kind =
        CASE lead.stage
            WHEN 'SAL'::text THEN 'CONVERSION'::text
            WHEN 'SUBMITTED'::text THEN 'ACCEPTANCE'::text
            WHEN 'MQL'::text THEN 'ACCEPTANCE'::text
            ELSE NULL::text
        END) AND (clock.stopped_at IS NULL) AND (clock.paused_at IS NULL))))
     LEFT JOIN public.lead_score scored ON ((scored.lead_id = lead.id)))
  WHERE (lead.stage = ANY (ARRAY['SUBMITTED'::text, 'MQL'::text, 'SAL'::text, 'SQL'::text, 'OPPORTUNITY'::text, 'RECYCLED'::text]));

CREATE OR REPLACE FUNCTION app.account_id(entity uuid, role text, partner uuid, program uuid, bank_account uuid, currency text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (encode(SUBSTRING(sha256(convert_to(((((((((((('baton.account.v1 '::text || entity) || ' '::text) || role) || ' '::text) || COALESCE((partner)::text, '-'::text)) || ' '::text) || COALESCE((program)::text, '-'::text)) || ' '::text) || COALESCE((bank_account)::text, '-'::text)) || ' '::text) || currency), 'UTF8'::name)) FROM 1 FOR 16), 'hex'::text))::uuid;
comment on function app.account_id(uuid,text,uuid,uuid,uuid,text) is 'The id of the one account that these columns name';

CREATE OR REPLACE FUNCTION app.actor()
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select nullif(current_setting('app.actor_id', true), '')::uuid $function$;
grant execute on function app.actor() to app_auth;
grant execute on function app.actor() to app_jobs;
grant execute on function app.actor() to app_partner;
grant execute on function app.actor() to app_vendor;
comment on function app.actor() is 'The member, key or system component that acts; null denies everything';

CREATE OR REPLACE FUNCTION app.acts_for(member uuid, role text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select member is not null and member = app.actor()
    and exists (select from public.membership where id = member and role = any(roles) and deactivated_at is null)
$function$;
grant execute on function app.acts_for(uuid,text) to app_vendor;

CREATE OR REPLACE FUNCTION app.add_business_time(zone text, hours jsonb, holidays jsonb, since timestamp with time zone, milliseconds bigint)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
declare
  first_day constant date := (since at time zone zone)::date;
  rest interval := milliseconds * interval '1 millisecond';
  span record;
begin
  if milliseconds <= 0 then
    return since;
  end if;
  for days in 0..36525 loop
    for span in
      select greatest(spans.opened, since) as opened, spans.closed
      from app.business_spans(zone, hours, holidays, first_day + days) as spans
      where spans.closed > greatest(spans.opened, since)
    loop
      if span.closed - span.opened >= rest then
        return span.opened + rest;
      end if;
      rest := rest - (span.closed - span.opened);
    end loop;
  end loop;
  return since + interval '36525 days';
end
$function$;
grant execute on function app.add_business_time(text,jsonb,jsonb,timestamp with time zone,bigint) to app_jobs;
comment on function app.add_business_time(text,jsonb,jsonb,timestamp with time zone,bigint) is 'The first instant by which so much business time has passed since another';

CREATE OR REPLACE FUNCTION app.add_time_of_conflict()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.protection_window as standing
  set waited = standing.waited + (new.at - decided.since),
    running_since = new.at,
    active_at = greatest(standing.active_at, new.at)
  from (
    select greatest(min(open.since), min(standing.running_since)) as since
    from (
      select conflict.opened_at as since
      from public.conflict_decision as decision
      join public.conflict on conflict.id = decision.conflict_id
      where new.id in (decision.incumbent_event_id, decision.challenger_event_id)
      union all
      select conflict.opened_at
      from public.claim_decision as decision
      join public.claim_conflict as conflict on conflict.id = decision.conflict_id
      where decision.event_id = new.id
    ) as open
    join public.protection_window as standing
      on standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
  ) as decided
  where standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
    and decided.since < new.at;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.aim_clock(of_partner uuid, of_clock uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.clock_watch as watch
  set next_percent = step.percent,
    fires_at = app.clock_instant(watch, step.percent)
  from (
    select min(step.percent) as percent
    from public.clock_watch as aimed
    cross join lateral unnest(aimed.warn_at || 100) as step (percent)
    where aimed.partner_id = of_partner and aimed.clock_id = of_clock
      and step.percent > coalesce(
        (
          select max(fired.percent)
          from public.clock_firing as fired
          where fired.partner_id = of_partner and fired.clock_id = of_clock
        ),
        0)
  ) as step
  where watch.partner_id = of_partner and watch.clock_id = of_clock
$function$;
comment on function app.aim_clock(uuid,uuid) is 'Sets the next step of a clock, and when it is due';

CREATE OR REPLACE FUNCTION app.aim_fired_clock()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if app.is_suspended(new.partner_id) then
    raise exception 'a clock brings nothing about while its partner is suspended'
      using errcode = 'BT002', constraint = 'clock_firing_rests';
  end if;
  perform app.aim_clock(new.partner_id, new.clock_id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.answers_stand(answers jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case when jsonb_typeof(answers) <> 'array' then false else
    jsonb_array_length(answers) between 1 and 30
    and not exists (
      select
      from jsonb_array_elements(answers) as answer
      where jsonb_typeof(answer) is distinct from 'object'
        or jsonb_typeof(answer -> 'key') is distinct from 'string'
        or jsonb_typeof(answer -> 'values') is distinct from 'array'
        or jsonb_array_length(answer -> 'values') not between 1 and 20)
    and (select count(distinct answer ->> 'key') = count(*) from jsonb_array_elements(answers) as answer)
  end
$function$;
grant execute on function app.answers_stand(jsonb) to app_jobs;
grant execute on function app.answers_stand(jsonb) to app_partner;
grant execute on function app.answers_stand(jsonb) to app_vendor;

CREATE OR REPLACE FUNCTION app.approved_by_policy(the_policy uuid, the_partner uuid, the_time timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(sum(approval.amount_minor), 0)::bigint
  from public.approval_policy as asked
  join public.approval_policy as policy on policy.currency = asked.currency and policy.program_id is not distinct from asked.program_id
  join public.approval_proposal as proposal on proposal.policy_id = policy.id
    and proposal.decided_at >= date_trunc('month', the_time, 'UTC')
    and proposal.decided_at < date_trunc('month', the_time, 'UTC') + interval '31 days'
    and date_trunc('month', proposal.decided_at, 'UTC') = date_trunc('month', the_time, 'UTC')
  join public.credit_approval as approval on approval.proposal_id = proposal.id and approval.partner_id = the_partner
  where asked.id = the_policy
$function$;
grant execute on function app.approved_by_policy(uuid,uuid,timestamp with time zone) to app_jobs;
grant execute on function app.approved_by_policy(uuid,uuid,timestamp with time zone) to app_vendor;
comment on function app.approved_by_policy(uuid,uuid,timestamp with time zone) is 'What a policy, and those whose place it took, approved for a partner in that month of UTC, in minor units; also what is approved no more';

CREATE OR REPLACE FUNCTION app.are_rising(numbers integer[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(bool_and(each.number > each.before), true)
  from (
    select step.number, lag(step.number, 1, -1) over (order by step.place) as before
    from unnest(numbers) with ordinality as step (number, place)
  ) as each
$function$;
grant execute on function app.are_rising(integer[]) to app_vendor;

CREATE OR REPLACE FUNCTION app.attribution_locks_at(of_program uuid, milestone_at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select date_trunc('milliseconds', (
    (milestone_at at time zone program.time_zone)::date + 1 + coalesce((
      select policy.lock_days
      from public.attribution_policy as policy
      where policy.program_id = program.id and policy.in_force_at <= milestone_at
      order by policy.in_force_at desc, policy.number desc
      limit 1
    ), 14)
  )::timestamp at time zone program.time_zone)
  from public.program
  where program.id = of_program
$function$;
grant execute on function app.attribution_locks_at(uuid,timestamp with time zone) to app_jobs;
grant execute on function app.attribution_locks_at(uuid,timestamp with time zone) to app_partner;
grant execute on function app.attribution_locks_at(uuid,timestamp with time zone) to app_vendor;
comment on function app.attribution_locks_at(uuid,timestamp with time zone) is 'From when on what a lead of the program is owed, that reached its milestone then, is locked';

CREATE OR REPLACE FUNCTION app.await_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.await_credit_of(new.partner_id);
  perform from public.credit where credit.partner_id = new.partner_id and credit.id = new.credit_id for no key update;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.await_clawback()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.await_credit_of(new.partner_id);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.await_credit_of(partner uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select pg_advisory_xact_lock(x'484f4c44'::integer, hashtext(partner::text)) $function$;
grant execute on function app.await_credit_of(uuid) to app_vendor;
comment on function app.await_credit_of(uuid) is 'Waits until nobody else holds or approves credit of a partner, and keeps them waiting until the transaction ends';

CREATE OR REPLACE FUNCTION app.await_payout_offset()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.await_credit_of(new.partner_id);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.await_recruitments()
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select pg_advisory_xact_lock(x'52435254'::integer, 0) $function$;
grant execute on function app.await_recruitments() to app_vendor;
comment on function app.await_recruitments() is 'Waits until nobody else records a recruiter, and keeps them waiting until the transaction ends';

CREATE OR REPLACE FUNCTION app.await_usage_of(account uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select pg_advisory_xact_lock(x'55534147'::integer, hashtext(account::text)) $function$;
grant execute on function app.await_usage_of(uuid) to app_jobs;
comment on function app.await_usage_of(uuid) is 'Waits until nobody else looks at what an account used, and keeps them waiting until the transaction ends';

CREATE OR REPLACE FUNCTION app.award_behind(the_award uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(source.award_id, own.id)
  from public.award as own
  left join public.credit as source on source.id = own.recruited_credit_id
  where own.id = the_award
$function$;
grant execute on function app.award_behind(uuid) to app_jobs;
grant execute on function app.award_behind(uuid) to app_vendor;
comment on function app.award_behind(uuid) is 'The award of whose credit a recruiter has a percent; of any other the award itself';

CREATE OR REPLACE FUNCTION app.barred_from_batch(the_batch uuid, the_member uuid)
 RETURNS TABLE(partner_id uuid, bar text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select payout.partner_id, 'VERIFIED'
  from public.payout
  join public.payout_account as account on account.id = payout.account_id
  where payout.batch_id = the_batch and app.is_same_person(the_member, account.decided_by)
    and not exists (
      select
      from public.payout as earlier
      where earlier.account_id = account.id and earlier.state = 'PAID')
  union all
  select payout.partner_id, 'WORKED_FOR'
  from public.payout
  where payout.batch_id = the_batch and app.has_worked_for(the_member, payout.partner_id)
$function$;
grant execute on function app.barred_from_batch(uuid,uuid) to app_vendor;
comment on function app.barred_from_batch(uuid,uuid) is 'Of which partners a batch pays what the person of a membership may not approve: they verified the account and nothing was paid to it yet, or they worked for the partner';

CREATE OR REPLACE FUNCTION app.begin_rest(watched public.clock_watch, since timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.lead_clock
  set paused_at = greatest(watched.running_since, since)
  where partner_id = watched.partner_id and id = watched.clock_id and stopped_at is null and paused_at is null;
  if found then
    update public.clock_watch as watch
    set spent_ms = watch.spent_ms + app.clock_time(watch, watch.running_since, greatest(watch.running_since, since)),
      running_since = null,
      fires_at = null
    where watch.partner_id = watched.partner_id and watch.clock_id = watched.clock_id;
  end if;
end
$function$;
comment on function app.begin_rest(public.clock_watch,timestamp with time zone) is 'A clock that runs rests from then on; what was spent of it is';

CREATE OR REPLACE FUNCTION app.bound_touchpoints()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  told record;
begin
  for told in
    select distinct added.lead_id, added.source = 'PARTNER' as is_partners
    from added
    where added.source <> 'CONFLICT'
    order by added.lead_id, is_partners
  loop
    perform pg_advisory_xact_lock(x'54434850'::integer, hashtext(told.lead_id::text));
    if (
      select count(*)
      from public.touchpoint as touch
      where touch.lead_id = told.lead_id and touch.retracted_at is null and touch.source <> 'CONFLICT'
        and (touch.source = 'PARTNER') = told.is_partners
    ) > 1000 then
      raise exception 'each side records 1000 touches of a lead at most'
        using errcode = 'BT002', constraint = 'touchpoint_bound';
    end if;
  end loop;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.business_spans(zone text, hours jsonb, holidays jsonb, day date)
 RETURNS TABLE(opened timestamp with time zone, closed timestamp with time zone)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select app.instant_at(day + (span ->> 'from')::time, zone), app.instant_at(day + (span ->> 'until')::time, zone)
  from jsonb_array_elements(hours) as span
  where span ->> 'weekday' = (array['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'])[extract(isodow from day)]
    and not holidays @> jsonb_build_array(jsonb_build_object('fallsOn', day::text))
  order by 1
$function$;
grant execute on function app.business_spans(text,jsonb,jsonb,date) to app_jobs;
comment on function app.business_spans(text,jsonb,jsonb,date) is 'From when to when business is done on a day of the zone';

CREATE OR REPLACE FUNCTION app.business_time_between(zone text, hours jsonb, holidays jsonb, since timestamp with time zone, until timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
  select coalesce(
    (sum(extract(epoch from least(spans.closed, until) - greatest(spans.opened, since))) * 1000)::bigint, 0)
  from generate_series(0, (until at time zone zone)::date - (since at time zone zone)::date) as days
  cross join lateral app.business_spans(zone, hours, holidays, (since at time zone zone)::date + days) as spans
  where least(spans.closed, until) > greatest(spans.opened, since)
$function$;
comment on function app.business_time_between(text,jsonb,jsonb,timestamp with time zone,timestamp with time zone) is 'How many milliseconds of business there are from one instant to another';

CREATE OR REPLACE FUNCTION app.call_answers_stand(answers jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case when jsonb_typeof(answers) <> 'array' then false else
    jsonb_array_length(answers) <= 30
    and not exists (
      select
      from jsonb_array_elements(answers) as answer
      where jsonb_typeof(answer) is distinct from 'object'
        or jsonb_typeof(answer -> 'slot') is distinct from 'string'
        or jsonb_typeof(answer -> 'text') is distinct from 'string'
        or char_length(answer ->> 'slot') not between 1 and 40
        or char_length(answer ->> 'text') not between 1 and 2000)
    and (select count(distinct answer ->> 'slot') = count(*) from jsonb_array_elements(answers) as answer)
  end
$function$;
grant execute on function app.call_answers_stand(jsonb) to app_vendor;

CREATE OR REPLACE FUNCTION app.check_journal_balances()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  txn uuid;
  lines bigint;
  off text;
begin
  if tg_table_name = 'journal_txn' then
    txn := new.id;
  else
    txn := new.txn_id;
  end if;
  select coalesce(sum(of_currency.lines), 0), min(of_currency.currency) filter (where of_currency.net <> 0)
  into lines, off
  from (
    select currency, count(*) as lines, sum(amount_minor) as net
    from public.journal_entry
    where txn_id = txn
    group by currency
  ) as of_currency;
  if lines < 2 then
    raise exception 'posting % is refused: it has % of the two lines that it needs at least', txn, lines
      using errcode = 'BT003', constraint = 'journal_txn_has_lines';
  end if;
  if off is not null then
    raise exception 'posting % is refused: its debits and credits in % differ', txn, off
      using errcode = 'BT003', constraint = 'journal_txn_balances';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.check_partner_statements()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.refuse_wrong_statements(array(select id from made));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.check_statement_lines()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.refuse_wrong_statements(array(select distinct statement_id from made));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.claim_with_outcome(partner uuid, mutation text, key text, request_hash bytea, outcome jsonb, at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  claimed tid;
begin
  insert into public.idempotency_claim (partner_id, mutation, key, request_hash, created_at)
  values (partner, mutation, key, request_hash, at)
  returning ctid into claimed;
  update public.idempotency_claim
  set outcome = claim_with_outcome.outcome
  where ctid = claimed;
end
$function$;
grant execute on function app.claim_with_outcome(uuid,text,text,bytea,jsonb,timestamp with time zone) to app_jobs;
grant execute on function app.claim_with_outcome(uuid,text,text,bytea,jsonb,timestamp with time zone) to app_partner;
grant execute on function app.claim_with_outcome(uuid,text,text,bytea,jsonb,timestamp with time zone) to app_vendor;
comment on function app.claim_with_outcome(uuid,text,text,bytea,jsonb,timestamp with time zone) is 'Claims a key and keeps what came of its call in one go, with the rights of whoever calls; a key that is taken ends the statement';

CREATE OR REPLACE FUNCTION app.clock_after(watch public.clock_watch, since timestamp with time zone, milliseconds bigint)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  business public.calendar_version;
begin
  if not watch.in_business_hours then
    return since + milliseconds * interval '1 millisecond';
  end if;
  select * into business
  from public.calendar_version
  where calendar_id = watch.calendar_id and number = watch.calendar_number;
  return app.add_business_time(
    watch.time_zone, coalesce(business.hours, '[{"weekday": "MONDAY", "from": "09:00", "until": "17:00"}, {"weekday": "TUESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "WEDNESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "THURSDAY", "from": "09:00", "until": "17:00"}, {"weekday": "FRIDAY", "from": "09:00", "until": "17:00"}]'), coalesce(business.holidays, '[]'), since, milliseconds);
end
$function$;
grant execute on function app.clock_after(public.clock_watch,timestamp with time zone,bigint) to app_jobs;
comment on function app.clock_after(public.clock_watch,timestamp with time zone,bigint) is 'When so much of a clock''s own time has passed since an instant';

CREATE OR REPLACE FUNCTION app.clock_instant(watch public.clock_watch, percent integer)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case
    when percent is not null and watch.running_since is not null
    then app.clock_after(
      watch, watch.running_since, greatest(0, watch.target_minutes * 600::bigint * percent - watch.spent_ms))
  end
$function$;
grant execute on function app.clock_instant(public.clock_watch,integer) to app_jobs;
comment on function app.clock_instant(public.clock_watch,integer) is 'When so many per cent of a clock''s target will have passed; null where it does not run';

CREATE OR REPLACE FUNCTION app.clock_time(watch public.clock_watch, since timestamp with time zone, until timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  business public.calendar_version;
begin
  if not watch.in_business_hours then
    return greatest(0, (extract(epoch from until - since) * 1000)::bigint);
  end if;
  select * into business
  from public.calendar_version
  where calendar_id = watch.calendar_id and number = watch.calendar_number;
  return app.business_time_between(
    watch.time_zone, coalesce(business.hours, '[{"weekday": "MONDAY", "from": "09:00", "until": "17:00"}, {"weekday": "TUESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "WEDNESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "THURSDAY", "from": "09:00", "until": "17:00"}, {"weekday": "FRIDAY", "from": "09:00", "until": "17:00"}]'), coalesce(business.holidays, '[]'), since, until);
end
$function$;
comment on function app.clock_time(public.clock_watch,timestamp with time zone,timestamp with time zone) is 'How many milliseconds of a clock''s own time pass between two instants';

CREATE OR REPLACE FUNCTION app.close_information_requests()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.information_request
  set state = case new.stage when 'EXPIRED' then 'EXPIRED' else 'LAPSED' end,
    closed_at = new.updated_at
  where partner_id = new.partner_id and lead_id = new.id and state = 'OPEN';
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.complete_discovery_call()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.participants <> (
    select count(*)
    from public.discovery_call_participant as person
    where person.call_id = new.id and person.number = new.number
  ) or not new.is_removed and new.is_with_partner <> exists (
    select
    from public.discovery_call_participant as person
    where person.call_id = new.id and person.number = new.number and person.side = 'PARTNER'
  ) or new.is_noted <> exists (
    select
    from public.discovery_call_note as note
    where note.call_id = new.id and note.number = new.number
  ) then
    raise exception 'a call is recorded with all who took part, and with what is noted of it'
      using errcode = 'BT002', constraint = 'discovery_call_is_whole';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.count_all_anew()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'rollups are rebuilt in a transaction that is read committed'
      using hint = 'in another one what was written meanwhile is not seen, and would be counted never';
  end if;
  -- 'BTON' and 2: nobody folds meanwhile
  perform pg_advisory_xact_lock(1112821582, 2);
  lock table public.lead, public.credit in share mode;
  delete from public.funnel_day;
  delete from public.funnel_now;
  delete from public.credit_month;
  delete from public.funnel_delta;
  delete from public.credit_delta;
  insert into public.funnel_day (partner_id, program_id, stage, day, implied, entered, advanced)
  select lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied, sum(figure.entered), sum(figure.advanced)
  from public.lead
  
join public.program on program.id = lead.program_id
cross join lateral (
  select reached.stage,
    (reached.at at time zone program.time_zone)::date as day,
    reached.at is not null and reached.stage = any (lead.implied_stages) as implied,
    (reached.at is not null)::integer as entered,
    (reached.at is not null and reached.place < 
    case
      when lead.won_at is not null then 6
      when lead.opportunity_at is not null then 5
      when lead.sales_qualified_at is not null then 4
      when lead.accepted_at is not null then 3
      when lead.marketing_qualified_at is not null then 2
      else 1
    end)::integer as advanced,
    (reached.stage = lead.stage)::integer as standing
  from (values
    (1, 'SUBMITTED', lead.submitted_at),
    (2, 'MQL', lead.marketing_qualified_at),
    (3, 'SAL', lead.accepted_at),
    (4, 'SQL', lead.sales_qualified_at),
    (5, 'OPPORTUNITY', lead.opportunity_at),
    (6, 'WON', lead.won_at),
    (7, 'LOST', lead.lost_at),
    (8, lead.stage, null)
  ) as reached (place, stage, at)
  where reached.at is not null
    or reached.stage = lead.stage
      and lead.stage <> 'DRAFT'
      and (reached.place < 8 or lead.stage not in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST'))
) as figure
  where figure.day is not null
  group by lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied;
  insert into public.funnel_now (partner_id, program_id, stage, leads)
  select partner_id, program_id, stage, count(*)
  from public.lead
  where stage <> 'DRAFT'
  group by partner_id, program_id, stage;
  insert into public.credit_month (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(share_minor), count(*)
  from public.credit
  group by 1, 2, 3;
end
$function$;
comment on function app.count_all_anew() is 'The part of app.rebuild_rollups that counts leads and credits';

CREATE OR REPLACE FUNCTION app.count_credit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.credit_delta (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(sign * share_minor),
    coalesce(sum(sign) filter (where kind = 'AWARD'), 0)
  from (values
    (1, new.partner_id, new.currency, new.effective_on, new.share_minor, new.reversed_at, new.kind),
    (-1, old.partner_id, old.currency, old.effective_on, old.share_minor, old.reversed_at, old.kind)
  ) as credit (sign, partner_id, currency, effective_on, share_minor, reversed_at, kind)
  where partner_id is not null and reversed_at is null
  group by 1, 2, 3
  having sum(sign * share_minor) <> 0 or coalesce(sum(sign) filter (where kind = 'AWARD'), 0) <> 0;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.count_deferred()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.deferral as waiting
  set left_minor = waiting.left_minor + new.deferred_minor,
    next_on = case when waiting.left_minor + new.deferred_minor > 0 then waiting.next_on end,
    next_at = case when waiting.left_minor + new.deferred_minor > 0 then waiting.next_at end
  where waiting.credit_id = new.adjusts_credit_id and waiting.next_at is not null;
  if not found then
    raise exception 'what waits for no room is not earned later'
      using errcode = 'BT002', constraint = 'credit_was_deferred';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.count_engagement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.engagement_day (lead_id, partner_id, kind, day, events)
  select lead_id, partner_id, kind, (occurred_at at time zone 'UTC')::date, count(*)
  from recorded
  group by 1, 2, 3, 4
  order by 1, 4, 3
  on conflict (lead_id, day, kind) do update
  set events = engagement_day.events + excluded.events;
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', told.lead_id, 'partnerId', told.partner_id),
      job_key := 'score_lead:' || told.lead_id,
      max_attempts := 20
    )
    from (select distinct lead_id, partner_id from recorded order by 1) as told;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.count_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.funnel_delta (partner_id, program_id, stage, day, implied, entered, advanced, standing)
  select lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied,
    sum(lead.sign * figure.entered), sum(lead.sign * figure.advanced), sum(lead.sign * figure.standing)
  from (values
    (1, new.partner_id, new.program_id, new.stage, new.implied_stages, new.submitted_at, new.marketing_qualified_at, new.accepted_at, new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at),
    (-1, old.partner_id, old.program_id, old.stage, old.implied_stages, old.submitted_at, old.marketing_qualified_at, old.accepted_at, old.sales_qualified_at, old.opportunity_at, old.won_at, old.lost_at)
  ) as lead (sign, partner_id, program_id, stage, implied_stages, submitted_at, marketing_qualified_at, accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at)
  
join public.program on program.id = lead.program_id
cross join lateral (
  select reached.stage,
    (reached.at at time zone program.time_zone)::date as day,
    reached.at is not null and reached.stage = any (lead.implied_stages) as implied,
    (reached.at is not null)::integer as entered,
    (reached.at is not null and reached.place < 
    case
      when lead.won_at is not null then 6
      when lead.opportunity_at is not null then 5
      when lead.sales_qualified_at is not null then 4
      when lead.accepted_at is not null then 3
      when lead.marketing_qualified_at is not null then 2
      else 1
    end)::integer as advanced,
    (reached.stage = lead.stage)::integer as standing
  from (values
    (1, 'SUBMITTED', lead.submitted_at),
    (2, 'MQL', lead.marketing_qualified_at),
    (3, 'SAL', lead.accepted_at),
    (4, 'SQL', lead.sales_qualified_at),
    (5, 'OPPORTUNITY', lead.opportunity_at),
    (6, 'WON', lead.won_at),
    (7, 'LOST', lead.lost_at),
    (8, lead.stage, null)
  ) as reached (place, stage, at)
  where reached.at is not null
    or reached.stage = lead.stage
      and lead.stage <> 'DRAFT'
      and (reached.place < 8 or lead.stage not in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST'))
) as figure
  group by lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied
  having sum(lead.sign * figure.entered) <> 0
    or sum(lead.sign * figure.advanced) <> 0
    or sum(lead.sign * figure.standing) <> 0;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.criteria_count_lately(version_id uuid, lead_id uuid, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(version_id = app.criteria_for(lead_id, at), false) or exists (
    select
    from (
      select later.effective_at as at
      from public.criteria_version as later
      where later.state <> 'DRAFT' and later.effective_at > criteria_count_lately.at - interval '7 days'
        and later.effective_at <= criteria_count_lately.at
      union all
      select held.retired_at
      from public.criteria_set as held
      where held.retired_at > criteria_count_lately.at - interval '7 days' and held.retired_at <= criteria_count_lately.at
    ) as turn
    where version_id = app.criteria_for(lead_id, turn.at - interval '1 millisecond'))
$function$;
grant execute on function app.criteria_count_lately(uuid,uuid,timestamp with time zone) to app_jobs;
grant execute on function app.criteria_count_lately(uuid,uuid,timestamp with time zone) to app_partner;
grant execute on function app.criteria_count_lately(uuid,uuid,timestamp with time zone) to app_vendor;
comment on function app.criteria_count_lately(uuid,uuid,timestamp with time zone) is 'Whether a criteria version counts for a lead at an instant, or did within the seven days before';

CREATE OR REPLACE FUNCTION app.criteria_counting(the_program uuid, the_kind text, the_lines uuid[], at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select version.id
  from public.criteria_set as held
  left join public.product_line as line on line.id = held.product_line_id
  cross join lateral (
    select begun.id
    from public.criteria_version as begun
    where begun.set_id = held.id and begun.state <> 'DRAFT' and begun.effective_at <= at
    order by begun.effective_at desc
    limit 1
  ) as version
  where (held.program_id is null or held.program_id = the_program)
    and (held.lead_kind is null or held.lead_kind = the_kind)
    and (held.retired_at is null or held.retired_at > at)
    and (held.product_line_id is null or exists (
      select
      from public.product_line as named
      where named.id = any(the_lines) and line.span @> named.span))
  order by num_nonnulls(held.program_id, held.lead_kind, held.product_line_id) desc, held.program_id is not null desc,
    line.id is not null desc, upper(line.span) - lower(line.span), held.id
  limit 1
$function$;
grant execute on function app.criteria_counting(uuid,text,uuid[],timestamp with time zone) to app_jobs;
grant execute on function app.criteria_counting(uuid,text,uuid[],timestamp with time zone) to app_partner;
grant execute on function app.criteria_counting(uuid,text,uuid[],timestamp with time zone) to app_vendor;
comment on function app.criteria_counting(uuid,text,uuid[],timestamp with time zone) is 'The criteria version that counts for leads of a program, kind and product lines at an instant';

CREATE OR REPLACE FUNCTION app.criteria_for(lead_id uuid, at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select app.criteria_counting(lead.program_id, lead.kind, lead.product_line_ids, at)
  from public.lead
  where lead.id = lead_id
$function$;
grant execute on function app.criteria_for(uuid,timestamp with time zone) to app_jobs;
grant execute on function app.criteria_for(uuid,timestamp with time zone) to app_partner;
grant execute on function app.criteria_for(uuid,timestamp with time zone) to app_vendor;
comment on function app.criteria_for(uuid,timestamp with time zone) is 'The criteria version that counts for a lead at an instant';

CREATE OR REPLACE FUNCTION app.end_assignment_before()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.assignment
  set ended_at = greatest(assigned_at, new.assigned_at)
  where lead_id = new.lead_id and ended_at is null;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.end_deferral()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.deferral as waiting
  set next_on = null, next_at = null
  where waiting.award_id = new.id and waiting.next_at is not null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.end_statement_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.credit_hold
  set released_at = new.ended_at, released_by = new.ended_by
  where statement_dispute_id = new.id and released_at is null;
  update public.statement_dispute_outcome
  set state = 'LAPSED', decided_at = greatest(new.ended_at, proposed_at)
  where dispute_id = new.id and state = 'WAITING';
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_hand_over()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (select hands_over from public.routing_version order by number desc limit 1) then
    perform graphile_worker.add_job(
      'hand_over_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
      job_key := 'hand_over_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_promotion()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'promote_scored',
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
    job_key := 'promote_scored:' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_rescoring()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'rescore_leads',
    json_build_object('modelId', new.id),
    job_key := 'rescore_leads:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_routing()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from public.routing_version) then
    perform graphile_worker.add_job(
      'route_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
      job_key := 'route_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_scoring()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  of_partner constant uuid := case when tg_table_name = 'touchpoint' then to_jsonb(new) ->> 'lead_partner_id' else to_jsonb(new) ->> 'partner_id' end;
begin
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', of_partner),
      job_key := 'score_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.enqueue_scoring_of_target()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', found.lead_id, 'partnerId', found.partner_id),
      job_key := 'score_lead:' || found.lead_id,
      max_attempts := 20
    )
    from (
      select linked.partner_id, linked.lead_id
      from public.account_lead as linked
      where linked.account_id = new.account_id
      union
      select own.partner_id, own.lead_id
      from public.account_key as known
      join public.company_key as own on own.key = known.key
      where known.account_id = new.account_id
    ) as found;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.few_leads(leads uuid[], most integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if cardinality(leads) > most then
    raise exception 'more leads than % have the word', most
      using errcode = 'BT009', constraint = 'search_is_narrow';
  end if;
  return leads;
end
$function$;
grant execute on function app.few_leads(uuid[],integer) to app_jobs;
grant execute on function app.few_leads(uuid[],integer) to app_partner;
grant execute on function app.few_leads(uuid[],integer) to app_vendor;
comment on function app.few_leads(uuid[],integer) is 'The same leads, unless they are more than a search may look through: then it ends the statement';

CREATE OR REPLACE PROCEDURE app.give_policies(IN target regclass, IN kind text)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $procedure$
declare
  -- written out, not through app.partner(): this form costs nothing measurable per row
  own constant text := 'partner_id = (select nullif(current_setting(''app.partner_id'', true), '''')::uuid)';
  acting constant text := '(select nullif(current_setting(''app.actor_id'', true), '''')) is not null';
  relation constant text := (select relname from pg_class where oid = target);
begin
  if relation is null then
    raise exception 'no such table: %', target;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);

  if kind in ('partner_writes', 'partner_reads', 'partner_inserts') then
    if not exists (select from pg_attribute where attrelid = target and attname = 'partner_id' and not attisdropped) then
      raise exception 'policies of kind % need a column partner_id on %', kind, target;
    end if;
  end if;

  case kind
    when 'partner_writes' then
      execute format('create policy %I on %s to app_partner using (%s and %s) with check (%s and %s)',
        relation || '_partner', target, own, acting, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'partner_reads' then
      execute format('create policy %I on %s for select to app_partner using (%s and %s)',
        relation || '_partner', target, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'partner_inserts' then
      execute format('create policy %I on %s for insert to app_partner with check (%s and %s)',
        relation || '_partner', target, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
      execute format('create policy %I on %s for insert to app_auth with check (true)',
        relation || '_auth', target);
    when 'vendor_only' then
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'reference' then
      execute format('create policy %I on %s for select to app_partner, app_auth using (true)',
        relation || '_reference', target);
      execute format('create policy %I on %s to app_vendor, app_jobs using (true) with check (true)',
        relation || '_vendor', target);
      -- under FORCE the owner needs one as well: it writes what no serving role may
      execute format('create policy %I on %s to %I using (true) with check (true)',
        relation || '_owner', target, current_user);
    when 'auth_only' then
      execute format('create policy %I on %s to app_auth using (true) with check (true)',
        relation || '_auth', target);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'ledger' then
      execute format('create policy %I on %s for select to app_vendor, app_jobs using (%s)',
        relation || '_vendor', target, acting);
      execute format('create policy %I on %s to %I using (true) with check (true)',
        relation || '_posting', target, current_user);
    else
      raise exception 'unknown kind of policies: %', kind;
  end case;
end
$procedure$;
comment on function app.give_policies(regclass,text) is 'Enables and forces row-level security on a table and creates the policies of its kind: partner_writes, partner_reads, partner_inserts, vendor_only, reference, auth_only, ledger';

CREATE OR REPLACE FUNCTION app.go_on_with_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  clock public.lead_clock;
  watch public.clock_watch;
  suspension public.partner_suspension;
  has_run_out boolean;
begin
  select * into clock
  from public.lead_clock as latest
  where latest.partner_id = of_partner and latest.lead_id = of_lead and latest.kind = of_kind and latest.is_latest
  for update;
  select * into watch
  from public.clock_watch as watched
  where watched.partner_id = of_partner and watched.clock_id = clock.id and watched.running_since is null;
  if watch.clock_id is null then
    return false;
  end if;
  has_run_out := coalesce(clock.paused_at, clock.stopped_at) >= clock.due_at;
  watch.running_since := coalesce(clock.stopped_at, since);
  if not has_run_out then
    clock.due_at := app.clock_instant(watch, 100);
  end if;
  for suspension in
    select *
    from public.partner_suspension as each
    where each.partner_id = of_partner and coalesce(each.ended_at, 'infinity') > watch.running_since
    order by each.suspended_at
  loop
    if suspension.suspended_at > watch.running_since then
      has_run_out := has_run_out or clock.due_at <= suspension.suspended_at;
      watch.spent_ms := watch.spent_ms + app.clock_time(watch, watch.running_since, suspension.suspended_at);
      clock.paused_at := suspension.suspended_at;
    end if;
    clock.paused_at := coalesce(clock.paused_at, greatest(clock.started_at, suspension.suspended_at));
    watch.running_since := suspension.ended_at;
    exit when watch.running_since is null;
    if not has_run_out then
      clock.due_at := app.clock_instant(watch, 100);
    end if;
  end loop;
  update public.clock_watch as watched
  set running_since = watch.running_since, spent_ms = watch.spent_ms
  where watched.partner_id = of_partner and watched.clock_id = clock.id;
  update public.lead_clock as latest
  set due_at = clock.due_at,
    paused_at = case when watch.running_since is null then clock.paused_at end,
    stopped_at = null,
    answered = false
  where latest.partner_id = of_partner and latest.id = clock.id;
  perform app.aim_clock(of_partner, clock.id);
  return true;
end
$function$;
comment on function app.go_on_with_clock(text,uuid,uuid,timestamp with time zone) is 'A clock that rests goes on with what it had left, one that was stopped by mistake as if it had not been, both once their partner is not suspended any more; false where there is none';

CREATE OR REPLACE FUNCTION app.go_on_with_partner(of_partner uuid, from_then timestamp with time zone, since timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.go_on_with_clock(clock.kind, clock.partner_id, clock.lead_id, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.is_latest and clock.stopped_at is null and clock.paused_at is not null
    and not (watch.rests_for_partner and exists (
      select
      from public.information_request as asked
      where asked.partner_id = clock.partner_id and asked.lead_id = clock.lead_id and asked.state = 'OPEN'
        and asked.before_acceptance = (clock.kind = 'ACCEPTANCE')));
  update public.information_request as asked
  set due_on = later.due_on,
    due_at = (later.due_on + 1)::timestamp at time zone later.time_zone
  from (
    select request.id, program.time_zone,
      request.due_on + greatest(
        0,
        (since at time zone program.time_zone)::date
          - (greatest(request.asked_at, from_then) at time zone program.time_zone)::date) as due_on
    from public.information_request as request
    join public.lead on lead.partner_id = request.partner_id and lead.id = request.lead_id
    join public.program on program.id = lead.program_id
    -- one that was overdue by then had its days
    where request.partner_id = of_partner and request.state = 'OPEN' and request.due_at > from_then
  ) as later
  where asked.id = later.id;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_accelerated_recurrence()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.incentive_rule as rule
    where rule.version_id = new.version_id and rule.key = new.rule_key and rule.recurring_months is not null
  ) then
    raise exception 'a rule that pays by the month does not accelerate'
      using errcode = 'BT002', constraint = 'incentive_accelerator_of_one_time';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_accelerator_caps()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  version uuid := case tg_table_name when 'incentive_accelerator' then to_jsonb(new) ->> 'version_id' else to_jsonb(new) ->> 'id' end;
begin
  if exists (
    select
    from public.incentive_program_version as limited
    join public.incentive_accelerator as accelerator on accelerator.version_id = limited.id
    where limited.id = version
      and num_nonnulls(limited.lead_cap_minor, limited.partner_cap_minor, limited.budget_minor, limited.holdback_ppm, limited.clawback_ppm) > 0
  ) then
    raise exception 'a version that accelerates has no caps, no budget, nothing held back and nothing taken back by parts'
      using errcode = 'BT002', constraint = 'incentive_accelerator_without_caps';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_acceptance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.lead
    join public.program_checklist as asked on asked.program_id = lead.program_id and asked.keys <> '{}'
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
  ) and not exists (
    select
    from public.acceptance_checklist as confirmed
    where confirmed.partner_id = new.partner_id and confirmed.event_id = new.id
  ) then
    raise exception 'a lead is accepted with what its program asks to be confirmed'
      using errcode = 'BT002', constraint = 'lead_event_checklist';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_acceptance_checklist()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.lead_event as event
    join public.lead on lead.partner_id = event.partner_id and lead.id = event.lead_id and lead.version = event.seq
    where event.partner_id = new.partner_id and event.id = new.event_id
      and event.lead_id = new.lead_id and event.seq = new.seq
      and event.type = 'ACCEPTED' and event.actor_id = app.actor()
  ) then
    raise exception 'a checklist is confirmed with an acceptance, by whoever accepts'
      using errcode = 'BT002', constraint = 'acceptance_checklist_of_acceptance';
  end if;
  if new.waived <> (current_user = 'app_jobs') and not (new.waived and (select allow_past from public.deployment)) then
    raise exception 'a checklist is waived by clocks, and by nobody else'
      using errcode = 'BT002', constraint = 'acceptance_checklist_waived';
  end if;
  if not exists (
    select
    from public.lead
    join public.program_checklist as asked on asked.program_id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
      and asked.keys = new.keys and asked.labels = new.labels
  ) then
    raise exception 'what is confirmed is what the program asks for, and all of it'
      using errcode = 'BT002', constraint = 'acceptance_checklist_as_asked';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_adjustment()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (
    select sum(share_minor)
    from public.credit
    where partner_id = new.partner_id and (id = new.adjusts_credit_id or adjusts_credit_id = new.adjusts_credit_id)
      and reversed_at is null
  ) < 0 then
    raise exception 'a credit is not changed to less than nothing'
      using errcode = 'BT006', constraint = 'credit_outstanding';
  end if;
  if not exists (
    select
    from public.credit
    join public.award as adjusted on adjusted.id = credit.award_id and adjusted.kind in ('AWARD', 'RECRUITER') and adjusted.reversed_at is null
    join public.award as own on own.id = new.award_id and own.adjusts_award_id = adjusted.id
    where credit.partner_id = new.partner_id and credit.id = new.adjusts_credit_id
  ) then
    raise exception 'a credit is changed with its award, while that counts'
      using errcode = 'BT002', constraint = 'credit_adjusts_its_award';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_appeal_decision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.decided_by is distinct from app.actor() or exists (
    select
    from public.credit
    join public.credit_reversal as reversal on coalesce(reversal.change_award_id, reversal.award_id) = credit.award_id and reversal.state = 'DONE'
    where credit.id = new.credit_id and (new.decided_by in (reversal.requested_by, reversal.decided_by) or exists (
      select
      from public.membership as deciding
      join public.membership as taking on taking.user_id = deciding.user_id
      where deciding.id = new.decided_by and taking.id in (reversal.requested_by, reversal.decided_by)))
  ) then
    raise exception 'an appeal is decided by somebody who took no part in the reversal'
      using errcode = 'BT002', constraint = 'reversal_appeal_two_persons';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_approval_items()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from (select distinct added.proposal_id from added) as named
    left join public.approval_proposal as proposal on proposal.id = named.proposal_id
    where proposal.state is distinct from 'OPEN' or proposal.selection_hash is distinct from app.hash_of_proposal(named.proposal_id)
  ) then
    raise exception 'what is proposed is what was shown, and nothing comes to it'
      using errcode = 'BT002', constraint = 'approval_item_as_shown';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_approval_policy()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  deciding constant text[] := array['state', 'decided_by', 'decided_at', 'note'];
  ending constant text[] := array['state', 'ended_by', 'ended_at', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'policies are kept' using errcode = 'BT001', constraint = 'approval_policy_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'DRAFT' or new.drafted_by is distinct from app.actor() then
      raise exception 'who acts drafts a policy, and another person puts it in force'
        using errcode = 'BT002', constraint = 'approval_policy_begins';
    end if;
    return new;
  end if;
  if old.state = 'DRAFT' and new.state in ('IN_FORCE', 'DECLINED') then
    if to_jsonb(old) - deciding is distinct from to_jsonb(new) - deciding then
      raise exception 'a policy is decided over as it was drafted'
        using errcode = 'BT001', constraint = 'approval_policy_as_drafted';
    end if;
    if new.decided_by is distinct from app.actor()
      or app.is_same_person(new.drafted_by, new.decided_by) is distinct from false
    then
      raise exception 'a policy is put in force by another person than who drafted it'
        using errcode = 'BT002', constraint = 'approval_policy_two_persons';
    end if;
    return new;
  end if;
  if old.state = 'IN_FORCE' and new.state = 'ENDED' and new.ended_by is not distinct from app.actor()
    and to_jsonb(old) - ending is not distinct from to_jsonb(new) - ending
  then
    return new;
  end if;
  raise exception 'a policy is decided over once and ended once, and does not change otherwise'
    using errcode = 'BT001', constraint = 'approval_policy_goes_on';
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_approval_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  obstacle record;
begin
  if new.selection_hash is distinct from app.hash_of_proposal(new.id) then
    raise exception 'what is proposed is what was shown'
      using errcode = 'BT002', constraint = 'approval_proposal_as_shown';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'OPEN' or new.proposed_by is distinct from app.actor()
      or not exists (select from public.approval_item as item where item.proposal_id = new.id)
    then
      raise exception 'who acts proposes credits, and another person decides'
        using errcode = 'BT002', constraint = 'approval_proposal_begins';
    end if;
    return null;
  end if;
  -- what a policy decides is held to the policy, which two persons made
  if new.decided_by is distinct from app.actor()
    or new.policy_id is null and app.is_same_person(new.proposed_by, new.decided_by) is distinct from false
  then
    raise exception 'credits are approved by another person than who proposed it'
      using errcode = 'BT002', constraint = 'approval_proposal_two_persons';
  end if;
  if new.state <> 'APPROVED' then
    return null;
  end if;
  select found.credit_id, found.obstacle into obstacle from app.obstacles_of_proposal(new.id, new.decided_by) as found limit 1;
  if found then
    raise exception 'credit % is not approved: %', obstacle.credit_id, obstacle.obstacle
      using errcode = 'BT002', constraint = 'approval_proposal_unobstructed';
  end if;
  if exists (
    select
    from public.approval_item as item
    left join public.credit_approval as approval
      on approval.proposal_id = item.proposal_id and approval.credit_id = item.credit_id and approval.ended_at is null
    where item.proposal_id = new.id and approval.amount_minor is distinct from item.amount_minor
  ) then
    raise exception 'all of a selection is approved, or none of it'
      using errcode = 'BT002', constraint = 'approval_proposal_whole';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_approved()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  approved constant uuid := coalesce(new.adjusts_credit_id, new.id);
begin
  perform from public.credit where credit.partner_id = new.partner_id and credit.id = approved for no key update;
  if exists (
    select
    from public.credit_approval as approval
    cross join lateral (
      select sum(clawed.amount_minor) as minor
      from public.credit_clawback as clawed
      where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id) as taken
    where approval.partner_id = new.partner_id and approval.credit_id = approved and approval.ended_at is null
      and (taken.minor is null
        or approval.amount_minor - taken.minor <> coalesce(app.standing_of_credit(new.partner_id, approved), 0))
  ) then
    raise exception 'the approval of a credit ends before it is changed or taken back, or what was paid of it is owed back'
      using errcode = 'BT002', constraint = 'credit_approval_ends_first';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_attribution_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and new.opened_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.decided_by is distinct from app.actor()
  then
    raise exception 'a dispute names who opens and who decides it'
      using errcode = 'BT002', constraint = 'attribution_dispute_by_actor';
  end if;
  if tg_op = 'UPDATE' then
    if app.is_same_person(new.decided_by, new.opened_by) then
      raise exception 'a dispute is decided by another person than who opened it'
        using errcode = 'BT002', constraint = 'attribution_dispute_two_persons';
    end if;
    return new;
  end if;
  if not exists (select from public.lead where lead.id = new.lead_id)
    and (current_user <> 'app_partner'
      or not exists (select from public.attribution_share as share where share.lead_id = new.lead_id))
  then
    raise exception 'a partner disputes what it has a part in'
      using errcode = 'BT002', constraint = 'attribution_dispute_of_own';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_attribution_policy()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and new.created_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.in_force_by is distinct from app.actor()
  then
    raise exception 'an attribution policy names who drafts it, and who puts it in force'
      using errcode = 'BT002', constraint = 'attribution_policy_by_actor';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.membership as acting
    join public.membership as drafting on drafting.user_id = acting.user_id
    where acting.id = new.in_force_by and drafting.id = new.created_by
  ) then
    raise exception 'an attribution policy is put in force by another person than who drafted it'
      using errcode = 'BT002', constraint = 'attribution_policy_two_persons';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.attribution_policy as other
    where other.program_id = new.program_id and other.in_force_at > new.in_force_at
  ) then
    raise exception 'an attribution policy does not come into force before the one that is'
      using errcode = 'BT002', constraint = 'attribution_policy_in_order';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_attribution_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and new.proposed_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.decided_by is distinct from app.actor()
  then
    raise exception 'a settlement by hand names who proposes and who decides it'
      using errcode = 'BT002', constraint = 'attribution_proposal_by_actor';
  end if;
  if tg_op = 'UPDATE' and app.is_same_person(new.decided_by, new.proposed_by) then
    raise exception 'a settlement by hand is decided by another person than who proposed it'
      using errcode = 'BT002', constraint = 'attribution_proposal_two_persons';
  end if;
  if tg_op = 'INSERT' and (
    (select sum(ppm) <> 1000000 or min(ppm) < 1 from unnest(new.shares_ppm) as part (ppm))
    or (select count(distinct partner.id) from public.partner where partner.id = any(new.partner_ids)) <> cardinality(new.partner_ids)
  ) then
    raise exception 'a settlement by hand names partners, each once, whose shares come to a million'
      using errcode = 'BT002', constraint = 'attribution_proposal_adds_up';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_attribution_settlement()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.settled_by is distinct from app.actor() then
    raise exception 'a settlement names who settles'
      using errcode = 'BT002', constraint = 'attribution_settlement_by_actor';
  end if;
  if (
    select sum(share.share_ppm)
    from public.attribution_share as share
    where share.lead_id = new.lead_id and share.settled_at = new.settled_at and share.book = 'SOURCED'
  ) is distinct from 1000000 then
    raise exception 'the SOURCED shares of a settlement come to a million'
      using errcode = 'BT002', constraint = 'attribution_settlement_adds_up';
  end if;
  if new.cause <> 'DISPUTE' and exists (
    select
    from public.lead
    where lead.id = new.lead_id
      and (lead.sales_qualified_at is null
        or new.settled_at >= app.attribution_locks_at(lead.program_id, lead.sales_qualified_at))
  ) then
    raise exception 'what is locked is settled otherwise by a dispute alone'
      using errcode = 'BT002', constraint = 'attribution_settlement_locked';
  end if;
  if new.cause = 'SETTLED_ANEW' and exists (
    select
    from public.attribution_share as share
    where share.lead_id = new.lead_id and share.settled_at = new.settled_at and share.policy_id is not null
      and share.book = 'SOURCED' and app.has_told_of_lead(new.lead_id, new.settled_by, share.model)
  ) then
    raise exception 'who recorded a touch does not settle by it'
      using errcode = 'BT002', constraint = 'attribution_settlement_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_audit_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_user <> 'app_auth' and new.actor_id is distinct from app.actor() then
    raise exception 'an audit entry names who acts, and nobody else'
      using errcode = 'BT002', constraint = 'audit_entry_actor';
  end if;
  if current_user = 'app_partner'
    and (new.partner_id is distinct from app.partner() or new.actor_kind not in ('MEMBER', 'API_KEY')) then
    raise exception 'a partner''s audit entry is of its own members and keys'
      using errcode = 'BT002', constraint = 'audit_entry_of_partner';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  decided constant text[] := array['state', 'payout_id', 'charges_minor', 'decided_by', 'decided_at', 'note'];
begin
  if tg_op = 'DELETE' then
    raise exception 'what the bank booked stays on record' using errcode = 'BT001', constraint = 'bank_entry_kept';
  end if;
  if tg_op = 'INSERT' and (new.decided_at is not null or not exists (
      select
      from public.bank_statement as statement
      where statement.id = new.statement_id and statement.imported_by = app.actor()))
  then
    raise exception 'entries come with their statement, and are decided later'
      using errcode = 'BT002', constraint = 'bank_entry_begins';
  end if;
  if tg_op = 'UPDATE' and (old.state <> 'UNMATCHED' or new.decided_at is null
      or to_jsonb(old) - decided is distinct from to_jsonb(new) - decided)
  then
    raise exception 'an entry that waits is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'bank_entry_decided_once';
  end if;
  if tg_op = 'UPDATE' and new.decided_by is distinct from app.actor() then
    raise exception 'who acts decides an entry' using errcode = 'BT002', constraint = 'bank_entry_by_actor';
  end if;
  if new.state in ('SETTLED', 'RETURNED', 'REPEATED') and not exists (
    select
    from public.payout
    where payout.id = new.payout_id and payout.currency = new.currency
      and payout.amount_minor = new.amount_minor + case new.direction when 'DEBIT' then -new.charges_minor else new.charges_minor end
      and case when new.direction = 'DEBIT' then
          payout.state in ('PAID', 'RETURNED') and payout.booked_on = new.booked_on and payout.bank_reference = new.reference
            and (new.state = 'REPEATED' or payout.settled_by = app.actor())
        else payout.state = 'RETURNED' and payout.returned_on = new.booked_on and payout.return_reference = new.reference
          and (new.state = 'REPEATED' or payout.ended_by = app.actor()) end
  ) then
    raise exception 'an entry is what became of its payout, and charges: its amount, on its day, under its reference'
      using errcode = 'BT002', constraint = 'bank_entry_is_its_payout';
  end if;
  if new.charges_minor <> 0 and new.charges_minor is distinct from (
    select sum(line.amount_minor)
    from public.journal_txn as txn
    join public.journal_entry as line on line.txn_id = txn.id
    join public.ledger_account as account on account.id = line.account_id and account.role = 'bank_charges' and account.currency = new.currency
    where txn.source_type = 'ben' and txn.source_id = new.id)
  then
    raise exception 'charges are posted as they are said' using errcode = 'BT002', constraint = 'bank_entry_charges_posted';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_entry_decider()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.payout
    join public.payout_batch as batch on batch.id = payout.batch_id
    where payout.id = old.payout_id
      and (app.is_same_person(new.decided_by, batch.drafted_by) or app.is_same_person(new.decided_by, batch.sent_by))
  ) then
    raise exception 'what may be a payment too many is decided by another person than who drafted or sent it'
      using errcode = 'BT002', constraint = 'bank_entry_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.payout_batch as batch
    where batch.id = new.batch_id and batch.state = 'SENT' and batch.sent_by = app.actor() and batch.sent_at = new.rendered_at
      and batch.sum_minor - batch.offset_minor - batch.withheld_minor = new.sum_minor
      and new.payment_count = (
        select count(*)
        from public.payout
        where payout.batch_id = batch.id and payout.method = 'TRANSFER')
  ) then
    raise exception 'who sends a batch has its files rendered, and they are of all that it pays'
      using errcode = 'BT002', constraint = 'bank_file_is_its_batch';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_file_fetch()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.asked_by is distinct from app.actor() then
    raise exception 'who asked for a file fetches it' using errcode = 'BT002', constraint = 'bank_file_fetch_by_actor';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_statement()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.imported_by is distinct from app.actor() then
    raise exception 'who acts imports a statement' using errcode = 'BT002', constraint = 'bank_statement_by_actor';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_bank_statement_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.bank_statement as statement
    cross join lateral (
      select count(*) as all_count, count(*) filter (where entry.state = 'SETTLED') as settled,
        count(*) filter (where entry.state = 'RETURNED') as returned, count(*) filter (where entry.state = 'REPEATED') as repeated
      from public.bank_entry as entry
      where entry.statement_id = statement.id) as found
    where statement.id in (
        select (to_jsonb(inserted) ->> case tg_table_name when 'bank_statement' then 'id' else 'statement_id' end)::uuid
        from inserted)
      and (statement.entry_count, statement.settled_count, statement.returned_count, statement.repeated_count)
        is distinct from (found.all_count, found.settled, found.returned, found.repeated)
  ) then
    raise exception 'a statement is imported whole, and nothing comes to it later'
      using errcode = 'BT002', constraint = 'bank_statement_whole';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_batch_has_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.sum_minor > new.offset_minor + new.withheld_minor and not exists (
    select
    from public.bank_file as file
    where file.batch_id = new.id and file.format = 'PAYMENT_LIST'
  ) then
    raise exception 'a batch is sent with its list of payments'
      using errcode = 'BT002', constraint = 'payout_batch_sent_with_file';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_call_of_assessment_answer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.assessment as made
    join public.discovery_call as held on held.partner_id = made.partner_id and held.lead_id = made.lead_id
    where made.id = new.assessment_id and held.id = new.discovery_call_id
      and held.superseded_at is null and not held.is_removed
  ) then
    raise exception 'a finding names a call of its own lead, which was not removed'
      using errcode = 'BT002', constraint = 'assessment_answer_of_a_call';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_call_of_lead_assessment_answer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.lead_assessment as made
    join public.discovery_call as held on held.partner_id = made.partner_id and held.lead_id = made.lead_id
    where made.id = new.assessment_id and held.id = new.discovery_call_id
      and held.superseded_at is null and not held.is_removed
  ) then
    raise exception 'a finding names a call of its own lead, which was not removed'
      using errcode = 'BT002', constraint = 'lead_assessment_answer_of_a_call';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_chain_anchor()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.journal_seal as seal
    where seal.entity_id = new.entity_id and seal.seq = new.seq and seal.hash = new.hash
  ) then
    raise exception 'anchor % is refused: seal % has another hash', new.id, new.seq
      using errcode = 'BT002', constraint = 'chain_anchor_is_a_seal';
  end if;
  if exists (
    select
    from public.chain_anchor as before
    where before.entity_id = new.entity_id and before.anchored_on < new.anchored_on
      and (before.seq > new.seq or before.anchored_at >= new.anchored_at)
  ) then
    raise exception 'anchor % is refused: an earlier day has a later seal', new.id
      using errcode = 'BT002', constraint = 'chain_anchor_follows';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_claim_decision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.decided_by is distinct from app.actor() or not app.is_present(new.decided_at)
    or new.outcome = 'VENDOR_RETAINS' and exists (
      select
      from public.claim_conflict as conflict
      join public.direct_claim as claim on claim.id = conflict.claim_id
      where conflict.id = new.conflict_id and claim.recorded_by = new.decided_by
    ) then
    raise exception 'that the vendor retains a prospect is decided now, and by somebody else than who claimed it'
      using errcode = 'BT002', constraint = 'claim_decision_by_another';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_clawback_ends()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.payout
    join public.credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id
    where payout.partner_id = new.partner_id
      and payout.id = (to_jsonb(new) ->> (case tg_table_name when 'payout' then 'id' else 'payout_id' end))::uuid
      and (clawed.ended_at is not null) <> (payout.state = 'RETURNED')
  ) then
    raise exception 'what was taken back is owed until its payout comes back, and not longer'
      using errcode = 'BT002', constraint = 'credit_clawback_ends_with_payout';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_clawback_repayment()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if app.has_worked_for(new.recorded_by, new.partner_id) then
    raise exception 'nobody says that a partner paid back for whom they worked'
      using errcode = 'BT002', constraint = 'clawback_repayment_by_another';
  end if;
  if new.recorded_by is distinct from app.actor()
    or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0
  then
    raise exception 'no more is paid back than a partner owes, as who acts says'
      using errcode = 'BT002', constraint = 'clawback_repayment_within_owed';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_clawback_write_off()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor()
      or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), 0) < new.amount_minor
    then
      raise exception 'who acts proposes to write off what is owed, and no more'
        using errcode = 'BT002', constraint = 'clawback_write_off_within_owed';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() then
    raise exception 'who acts decides' using errcode = 'BT002', constraint = 'clawback_write_off_by_actor';
  end if;
  if app.is_same_person(new.proposed_by, new.decided_by) is distinct from false then
    raise exception 'another person than who proposed it decides over a write-off'
      using errcode = 'BT002', constraint = 'clawback_write_off_two_persons';
  end if;
  if new.state = 'APPROVED' then
    if app.has_worked_for(new.decided_by, new.partner_id) then
      raise exception 'nobody writes off what a partner owes for whom they worked'
        using errcode = 'BT002', constraint = 'clawback_write_off_two_persons';
    end if;
    if coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0 then
      raise exception 'no more is written off than is owed'
        using errcode = 'BT002', constraint = 'clawback_write_off_within_owed';
    end if;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_correction_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.state <> 'OPEN' or current_user = 'app_partner' and new.state not in ('REPLACED', 'LAPSED') then
    raise exception 'a proposal is decided once, and not by whoever proposed it'
      using errcode = 'BT002', constraint = 'correction_proposal_decided_once';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_credit_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.approval_proposal as proposal
    where proposal.id = new.proposal_id and proposal.state = 'APPROVED' and proposal.decided_at = new.approved_at
      and proposal.decided_by = app.actor()
  ) then
    raise exception 'what is approved is what two persons saw'
      using errcode = 'BT002', constraint = 'credit_approval_decided';
  end if;
  if not exists (
    select
    from public.approval_item as item
    where item.proposal_id = new.proposal_id and item.credit_id = new.credit_id and item.partner_id = new.partner_id
      and item.amount_minor = new.amount_minor
  ) then
    raise exception 'a credit is approved as it was shown'
      using errcode = 'BT002', constraint = 'credit_approval_as_shown';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_credit_clawback()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform
  from public.payout
  where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state in ('PAID', 'OFFSET', 'WITHHELD')
  for share;
  if not found or new.ended_at is not null or not exists (
    select
    from public.credit_approval as approval
    join public.payout_credit as paid
      on paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.payout_id = new.payout_id
        and paid.ended_at is null
    where approval.partner_id = new.partner_id and approval.id = new.approval_id and approval.credit_id = new.credit_id
      and approval.ended_at is null and paid.amount_minor >= (
        select sum(clawed.amount_minor)
        from public.credit_clawback as clawed
        where clawed.partner_id = new.partner_id and clawed.approval_id = new.approval_id and clawed.payout_id = new.payout_id
          and clawed.ended_at is null)
  ) then
    raise exception 'no more is taken back of a credit than its payout paid'
      using errcode = 'BT002', constraint = 'credit_clawback_within_paid';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_credit_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    perform app.await_credit_of(new.partner_id);
    if new.released_at is not null or new.placed_by is distinct from app.actor() then
      raise exception 'a hold is placed by who acts, and holds until it is let go'
        using errcode = 'BT002', constraint = 'credit_hold_begins';
    end if;
    if new.statement_dispute_id is not null then
      if not exists (
        select
        from public.statement_dispute as dispute
        where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state = 'OPEN'
          and dispute.hold_id = new.id and dispute.held_credit_id = new.credit_id
      ) then
        raise exception 'a dispute of a line holds the credit that it names'
          using errcode = 'BT002', constraint = 'credit_hold_of_dispute';
      end if;
      return new;
    end if;
    if new.tax_rule_id is not null
      and new.tax_rule_id is distinct from app.missing_tax_form_that(new.partner_id, (new.placed_at at time zone 'UTC')::date, 'HOLD')
    then
      raise exception 'a tax rule holds where the form that it asks for is missing'
        using errcode = 'BT002', constraint = 'credit_hold_of_missing_form';
    end if;
    if new.credit_id is not null and not exists (
      select
      from public.credit
      where credit.partner_id = new.partner_id and credit.id = new.credit_id and credit.kind <> 'ADJUST'
        and credit.reversed_at is null
    ) then
      raise exception 'what is held is a credit that counts, with all that changes it'
        using errcode = 'BT002', constraint = 'credit_hold_of_credit';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor earns nothing that could be held'
        using errcode = 'BT002', constraint = 'credit_hold_of_partner_only';
    end if;
    return new;
  end if;
  if new.statement_dispute_id is not null then
    if not exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state <> 'OPEN'
        and dispute.ended_at = new.released_at and dispute.ended_by = new.released_by
    ) then
      raise exception 'what a dispute holds is let go as the dispute ends'
        using errcode = 'BT002', constraint = 'credit_hold_ends_with_dispute';
    end if;
    return new;
  end if;
  if new.tax_rule_id is not null then
    if new.released_by is distinct from '01970000-0000-7000-8000-00000000000a'
      or app.missing_tax_form_that(new.partner_id, (new.released_at at time zone 'UTC')::date, 'HOLD') is not null
    then
      raise exception 'what a missing tax form holds is let go by the system, once none is missing'
        using errcode = 'BT002', constraint = 'credit_hold_until_form';
    end if;
    return new;
  end if;
  if not exists (
    select
    from public.hold_release as release
    where release.hold_id = new.id and release.state = 'RELEASED' and release.decided_by = new.released_by
      and release.decided_at = new.released_at
  ) then
    raise exception 'a hold is let go as one person asked and another decided'
      using errcode = 'BT002', constraint = 'credit_hold_let_go_by_two';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_credit_reversal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  reversed record;
begin
  if tg_op = 'DELETE' then
    raise exception 'a reversal stays on record'
      using errcode = 'BT001', constraint = 'credit_reversal_stays';
  end if;
  if tg_op = 'UPDATE' and (
    old.state <> 'PROPOSED'
    or to_jsonb(new) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at'] is distinct from
      to_jsonb(old) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at']
  ) then
    raise exception 'a reversal is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'credit_reversal_stands';
  end if;
  select award.milestone, award.lead_id, award.reversed_at,
    case
      when new.reason in ('INACCURATE_DATA', 'DUPLICATE', 'EXISTING_CUSTOMER') then version.reversal_days
      when new.reason = 'ENTERED_IN_ERROR' then 7
    end as days,
    (award.event_at at time zone program.time_zone)::date as reached_on,
    (new.requested_at at time zone program.time_zone)::date as asked_on,
    version.clawback_days, version.clawback_ppm
  into strict reversed
  from public.award
  join public.incentive_program_version as version on version.id = award.version_id
  join public.incentive_program as program on program.id = award.incentive_program_id
  where award.id = new.award_id;
  if new.lead_id <> reversed.lead_id or new.reason = 'WON_CANCELLED' and reversed.milestone <> 'WON' then
    raise exception 'a reversal is of what its lead earned, and of a deal of what that earned'
      using errcode = 'BT002', constraint = 'credit_reversal_of_award';
  end if;
  if reversed.asked_on - reversed.reached_on > reversed.days or new.true_on > reversed.reached_on then
    raise exception 'the time to reverse it has passed, or it was not so then'
      using errcode = 'BT002', constraint = 'credit_reversal_in_time';
  end if;
  if new.taken_ppm is distinct from (case when new.reason in ('INACCURATE_DATA', 'DUPLICATE', 'EXISTING_CUSTOMER') then (
    -- the first step that has not ended; all of it, where that says so or there is none
    select nullif(step.ppm, 1000000)
    from unnest(reversed.clawback_days, reversed.clawback_ppm) as step (until_day, ppm)
    where reversed.asked_on - reversed.reached_on <= step.until_day
    order by step.until_day
    limit 1
  ) end) then
    raise exception 'so much is taken back as the schedule of the version says for that day'
      using errcode = 'BT002', constraint = 'credit_reversal_as_scheduled';
  end if;
  if new.taken_ppm is not null and not exists (
    select
    from public.award as change
    join public.credit on credit.award_id = change.id
    where change.id = new.change_award_id and change.adjusts_award_id = new.award_id and change.event_at = new.effective_at
      and credit.taken_back_ppm = new.taken_ppm
  ) then
    raise exception 'a reversal of a part has changed its award by that'
      using errcode = 'BT002', constraint = 'credit_reversal_takes_back';
  end if;
  if new.state = 'DONE' and new.taken_ppm is null and reversed.reversed_at is distinct from new.effective_at then
    raise exception 'a reversal that is done has taken its award back'
      using errcode = 'BT002', constraint = 'credit_reversal_takes_back';
  end if;
  if new.decided_by is not null and exists (
    select
    from public.membership as deciding
    join public.membership as asking on asking.user_id = deciding.user_id
    where deciding.id = new.decided_by and asking.id = new.requested_by
  ) then
    raise exception 'fraud is confirmed by another person than who reported it'
      using errcode = 'BT002', constraint = 'credit_reversal_two_persons';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_credit_vesting()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.credit_approval as approval
    where approval.partner_id = new.partner_id and approval.id = new.approval_id and approval.ended_at is null
      and approval.held_minor >= (
        select sum(vested.amount_minor)
        from public.credit_vesting as vested
        where vested.partner_id = new.partner_id and vested.approval_id = new.approval_id)
  ) then
    raise exception 'no more vests than is held back of what is approved'
      using errcode = 'BT002', constraint = 'credit_vesting_within_held';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_asked()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  version constant uuid := case when tg_table_name = 'criterion' then to_jsonb(new) ->> 'version_id' else to_jsonb(new) ->> 'id' end;
begin
  if (select v.asked from public.criteria_version as v where v.id = version)
    is distinct from (select count(*) from public.criterion as c where c.version_id = version)
  then
    raise exception 'a version is written with all of its criteria'
      using errcode = 'BT001', constraint = 'criterion_stands';
  end if;
  if exists (
    select
    from public.criteria_version as v
    join public.criteria_set as held on held.id = v.set_id
    where v.id = version and v.program_id is distinct from held.program_id
  ) then
    raise exception 'a version is of the program of its set'
      using errcode = 'BT001', constraint = 'criteria_version_program';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (
    select count(*)
    from public.criteria_retirement as signed
    where signed.set_id = new.id and signed.last_number = (
      select coalesce(max(v.number), 0)
      from public.criteria_version as v
      where v.set_id = new.id and v.state <> 'DRAFT')
  ) <> 2 then
    raise exception 'criteria end when sales and marketing have signed it'
      using errcode = 'BT002', constraint = 'criteria_set_ends_by_two_sides';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_questions()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from jsonb_array_elements(new.questions) as question
    where question ->> 'criterionKey' is not null and not exists (
      select from public.criterion as c where c.version_id = new.id and c.key = question ->> 'criterionKey')
  ) then
    raise exception 'a question is asked for a criterion of its version'
      using errcode = 'BT001', constraint = 'criteria_version_questions_of_criteria';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_retirement()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.acts_for(new.signed_by, case new.side when 'SALES' then 'SALES_MANAGER' else 'MARKETING_OPS' end) then
    raise exception 'the end of criteria is signed for sales by a sales manager, and for marketing by marketing'
      using errcode = 'BT002', constraint = 'criteria_retirement_by_side';
  end if;
  if new.last_number <> (
    select coalesce(max(v.number), 0)
    from public.criteria_version as v
    where v.set_id = new.set_id and v.state <> 'DRAFT'
  ) then
    raise exception 'what is signed is the end of what stands'
      using errcode = 'BT002', constraint = 'criteria_retirement_of_what_stands';
  end if;
  if exists (
    select
    from public.criteria_retirement as other
    join public.membership as before on before.id = other.signed_by
    join public.membership as acting on acting.user_id = before.user_id
    where other.set_id = new.set_id and other.last_number = new.last_number and acting.id = new.signed_by
  ) then
    raise exception 'the end of criteria is signed by two persons'
      using errcode = 'BT002', constraint = 'criteria_retirement_two_persons';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_review()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  version public.criteria_version;
begin
  select * into version from public.criteria_version where id = new.version_id;
  if version.state is distinct from 'PUBLISHED' or version.effective_at > new.found_at or exists (
    select
    from public.criteria_version as later
    where later.set_id = version.set_id and later.state = 'PUBLISHED'
      and later.effective_at > version.effective_at and later.effective_at <= new.found_at
  ) or exists (
    select
    from public.criteria_set as held
    where held.id = version.set_id and held.retired_at <= new.found_at
  ) then
    raise exception 'what is to be reviewed is in force'
      using errcode = 'BT002', constraint = 'criteria_review_of_what_is_in_force';
  end if;
  if new.cause = 'AGE' and new.found_at <
    greatest(version.effective_at, version.created_at) + make_interval(months => version.review_months) then
    raise exception 'a version is old once its months are over'
      using errcode = 'BT002', constraint = 'criteria_review_in_time';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_criteria_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if current_user = 'app_vendor' and (
      new.state <> 'DRAFT' or new.created_by is distinct from app.actor() or num_nonnulls(new.sales_by, new.marketing_by) > 0)
    then
      raise exception 'a criteria version begins as the draft of whoever writes it'
        using errcode = 'BT001', constraint = 'criteria_version_begins_as_draft';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE'
    or to_jsonb(new) - array['state', 'effective_at', 'sales_by', 'sales_at', 'marketing_by', 'marketing_at']
      is distinct from to_jsonb(old) - array['state', 'effective_at', 'sales_by', 'sales_at', 'marketing_by', 'marketing_at']
    or old.sales_by is not null and (new.sales_by, new.sales_at) is distinct from (old.sales_by, old.sales_at)
    or old.marketing_by is not null and (new.marketing_by, new.marketing_at) is distinct from (old.marketing_by, old.marketing_at)
    or old.state <> 'DRAFT' and (new.effective_at, new.sales_by, new.marketing_by)
      is distinct from (old.effective_at, old.sales_by, old.marketing_by)
    or (old.state, new.state) not in (('DRAFT', 'DRAFT'), ('DRAFT', 'PUBLISHED'), ('PUBLISHED', 'PUBLISHED'), ('PUBLISHED', 'RETIRED'), ('RETIRED', 'RETIRED'))
  then
    raise exception 'a criteria version never changes'
      using errcode = 'BT001', constraint = 'criteria_version_stands';
  end if;
  if new.sales_by is distinct from old.sales_by and not app.acts_for(new.sales_by, 'SALES_MANAGER')
    or new.marketing_by is distinct from old.marketing_by and not app.acts_for(new.marketing_by, 'MARKETING_OPS')
  then
    raise exception 'criteria are signed for sales by a sales manager, and for marketing by marketing'
      using errcode = 'BT002', constraint = 'criteria_version_by_side';
  end if;
  if exists (
    select
    from public.membership as one
    join public.membership as other on other.user_id = one.user_id
    where one.id = new.sales_by and other.id = new.marketing_by
  ) then
    raise exception 'criteria are signed by two persons'
      using errcode = 'BT002', constraint = 'criteria_version_two_persons';
  end if;
  if old.state = 'DRAFT' and new.state = 'PUBLISHED' and exists (
    select
    from public.criteria_version as other
    where other.set_id = new.set_id and other.state <> 'DRAFT' and (other.number > new.number or other.effective_at >= new.effective_at)
  ) then
    raise exception 'versions of a set come into force in their order'
      using errcode = 'BT002', constraint = 'criteria_version_in_order';
  end if;
  if new.state is distinct from old.state
    and (new.state = 'RETIRED') <> (select held.retired_at is not null from public.criteria_set as held where held.id = new.set_id)
  then
    raise exception 'the versions of a set are retired with it, and none is published behind that'
      using errcode = 'BT002', constraint = 'criteria_version_of_standing_set';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_deferring_rules()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select from public.incentive_rule as rule where rule.version_id = new.id and rule.kind <> 'FIXED_BOUNTY'
  ) or exists (
    select from public.incentive_accelerator as faster where faster.version_id = new.id
  ) then
    raise exception 'a cap that defers is of fixed bounties that do not accelerate'
      using errcode = 'BT002', constraint = 'incentive_program_version_defers_bounties';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_discovery_call()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.recorded_by is distinct from app.actor() then
    raise exception 'a call is recorded, corrected and removed by one person'
      using errcode = 'BT002', constraint = 'discovery_call_by_recorder';
  end if;
  if new.number = 1 then
    if new.written_at <> new.recorded_at or not exists (
      select
      from public.lead
      where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.stage in ('SAL', 'SQL', 'OPPORTUNITY')
    ) then
      raise exception 'a call is recorded of an accepted lead that is open'
        using errcode = 'BT002', constraint = 'discovery_call_in_stage';
    end if;
    return new;
  end if;
  update public.discovery_call as before
  set superseded_at = new.written_at
  where before.id = new.id and before.number = new.number - 1 and before.superseded_at is null and not before.is_removed
    and before.partner_id = new.partner_id and before.lead_id = new.lead_id
    and before.recorded_at = new.recorded_at and before.recorded_by = new.recorded_by
    and (not new.is_removed or (before.held_at, before.minutes, before.is_with_partner) = (new.held_at, new.minutes, new.is_with_partner));
  if not found then
    raise exception 'a record of a call takes the place of the one before, which was not removed'
      using errcode = 'BT002', constraint = 'discovery_call_in_order';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_discovery_call_note()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.discovery_call as held
    where held.id = new.call_id and held.number = new.number and held.is_noted
  ) then
    raise exception 'nothing is noted of a call later: it is corrected'
      using errcode = 'BT002', constraint = 'discovery_call_note_told';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_discovery_call_participant()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  held public.discovery_call;
begin
  select * into held from public.discovery_call where id = new.call_id and number = new.number;
  if new.position not between 1 and held.participants then
    raise exception 'nobody is added to a call that was recorded'
      using errcode = 'BT002', constraint = 'discovery_call_participant_counted';
  end if;
  if not (case new.side
    when 'PROSPECT' then exists (
      select
      from public.contact
      where contact.partner_id = held.partner_id and contact.lead_id = held.lead_id and contact.id = new.contact_id)
    else exists (
      select
      from public.membership as member
      where member.id = new.member_id
        and member.partner_id is not distinct from case new.side when 'PARTNER' then held.partner_id end)
  end) then
    raise exception 'whoever takes part is of the vendor, of the lead''s partner, or a contact of the lead'
      using errcode = 'BT002', constraint = 'discovery_call_participant_of_lead';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_dispute_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  disputed record;
begin
  select dispute.partner_id, dispute.recorded_at, dispute.state into disputed
  from public.statement_dispute as dispute
  where dispute.id = new.dispute_id;
  if tg_op = 'UPDATE' then
    if new.state = 'LAPSED' then
      if disputed.state <> 'WITHDRAWN' then
        raise exception 'an outcome lapses as its dispute is withdrawn'
          using errcode = 'BT002', constraint = 'statement_dispute_outcome_lapses';
      end if;
      return new;
    end if;
    if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.proposed_by) then
      raise exception 'an outcome is decided by another person than who proposed it'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_two_persons';
    end if;
    if app.has_worked_for(new.decided_by, disputed.partner_id) then
      raise exception 'an outcome is decided by nobody who worked for the partner'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_of_other';
    end if;
    if (new.state = 'APPROVED') is distinct from exists (
      select from public.statement_dispute as dispute where dispute.id = new.dispute_id and dispute.outcome_id = new.id
    ) then
      raise exception 'a dispute ends with the outcome that was approved, and with no other'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_ends_dispute';
    end if;
    return new;
  end if;
  if new.proposed_by is distinct from app.actor() or new.state <> 'WAITING' or disputed.state is distinct from 'OPEN' then
    raise exception 'who acts proposes what becomes of an open dispute'
      using errcode = 'BT002', constraint = 'statement_dispute_outcome_begins';
  end if;
  if new.correcting_credit_id is not null and not exists (
    select
    from public.journal_entry as entry
    join public.journal_txn as txn on txn.id = entry.txn_id
    join public.credit on credit.id = entry.credit_id and credit.partner_id = disputed.partner_id
    where entry.credit_id = new.correcting_credit_id and txn.posted_at >= disputed.recorded_at
      and txn.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP', 'REVERSE', 'CLAWBACK', 'REPAYMENT', 'WRITE_OFF', 'SETTLE', 'RETURN')
  ) or new.correcting_txn_id is not null and not exists (
    select
    from public.journal_txn as txn
    join public.journal_entry as entry on entry.txn_id = txn.id
    join public.ledger_account as account on account.id = entry.account_id and account.partner_id = disputed.partner_id
    where txn.id = new.correcting_txn_id and txn.posted_at >= disputed.recorded_at
  ) then
    raise exception 'what came of a dispute was booked for its partner since it was opened'
      using errcode = 'BT002', constraint = 'statement_dispute_outcome_booked_since';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_evidence()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.submitted_by is distinct from app.actor() or new.by_vendor <> (current_user <> 'app_partner') then
    raise exception 'evidence names who adds it, and nobody else'
      using errcode = 'BT002', constraint = 'evidence_by_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_exchange_rate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.revision = 1 and new.published_at <> (new.rated_on + time '16:00') at time zone 'Europe/Berlin' then
    raise exception 'a rate counts from 16:00 in Frankfurt on its day'
      using errcode = 'BT002', constraint = 'exchange_rate_published_at';
  end if;
  if new.revision > 1 and (
    not exists (
      select
      from public.exchange_rate_import as sent
      where sent.id = new.import_id and sent.correction_reason is not null and sent.imported_at = new.published_at)
    or not exists (
      select
      from public.exchange_rate as before
      where least(before.base, before.quote) = least(new.base, new.quote)
        and greatest(before.base, before.quote) = greatest(new.base, new.quote)
        and before.rated_on = new.rated_on and before.revision = new.revision - 1)
  ) then
    raise exception 'a correction follows the rate that it corrects, with a reason, and counts from when it is made'
      using errcode = 'BT002', constraint = 'exchange_rate_corrects';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_exchange_rate_import()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.imported_by is distinct from app.actor() then
    raise exception 'an import of rates names who imports'
      using errcode = 'BT002', constraint = 'exchange_rate_import_by_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_export_of_report()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  select report.recipient_ids into new.recipient_ids
  from public.report
  where report.id = new.report_id and (report.kind, report.format) = (new.kind, new.format) and report.retired_at is null
    and jsonb_strip_nulls(report.parameters - '{from,until,glMappingId}'::text[])
      = jsonb_strip_nulls(new.parameters - '{from,until,glMappingId}'::text[]);
  if not found then
    raise exception 'a file of a report is of what was saved'
      using errcode = 'BT002', constraint = 'export_run_of_report';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_export_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'an export is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'export_run_by_actor';
    end if;
    return new;
  end if;
  if old.watermark is not null and new.watermark is distinct from old.watermark then
    raise exception 'a file stays cut where it was begun'
      using errcode = 'BT004', constraint = 'export_run_cut_once';
  end if;
  if old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'an export that was told to end stays so'
      using errcode = 'BT004', constraint = 'export_run_stands';
  end if;
  if old.status = 'DONE' and new.status = 'EXPIRED' then
    if (new.byte_size, new.sha256, new.manifest, new.expires_at, new.finished_at)
      is distinct from (old.byte_size, old.sha256, old.manifest, old.expires_at, old.finished_at) then
      raise exception 'what an export held stays on record'
        using errcode = 'BT004', constraint = 'export_run_stands';
    end if;
    return new;
  end if;
  if old.status not in ('QUEUED', 'RUNNING') then
    raise exception 'an export that is over stays so'
      using errcode = 'BT004', constraint = 'export_run_stands';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_export_side()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.partner_id is distinct from nullif(current_setting('app.partner_id', true), '')::uuid then
    raise exception 'a file is of the side that asks for it'
      using errcode = 'BT002', constraint = 'export_run_of_side';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_fraud_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a rule is set by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'fraud_rule_begins';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_gl_mapping()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() then
      raise exception 'a mapping names who makes it'
        using errcode = 'BT002', constraint = 'gl_mapping_by_actor';
    end if;
    return new;
  end if;
  if new.approved_by is distinct from app.actor() then
    raise exception 'a mapping names who approves it'
      using errcode = 'BT002', constraint = 'gl_mapping_by_actor';
  end if;
  if app.is_same_person(new.approved_by, new.created_by) is not false then
    raise exception 'a mapping is approved by another person than who made it'
      using errcode = 'BT002', constraint = 'gl_mapping_two_persons';
  end if;
  if (select count(*) from public.gl_mapping_line where mapping_id = new.id) <> new.line_count then
    raise exception 'a mapping is approved whole'
      using errcode = 'BT002', constraint = 'gl_mapping_whole';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_gl_mapping_line()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- all lines of a mapping have their numbers from the beginning: none comes later
  if new.line_no not between 1 and (select line_count from public.gl_mapping where id = new.mapping_id) then
    raise exception 'a mapping has the lines that it was saved with'
      using errcode = 'BT002', constraint = 'gl_mapping_line_counted';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_held()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  credit_key uuid := case tg_table_name when 'credit' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'credit_id')::uuid end;
begin
  if (
    select credit.held_minor
    from public.credit
    where credit.partner_id = new.partner_id and credit.id = credit_key
  ) is distinct from (
    select coalesce(sum(instalment.amount_minor), 0)
    from public.credit_instalment as instalment
    where instalment.partner_id = new.partner_id and instalment.credit_id = credit_key
  ) then
    raise exception 'what is held back of a credit is what its instalments come to'
      using errcode = 'BT002', constraint = 'credit_held_in_instalments';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_hold_release()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.requested_by is distinct from app.actor() or not exists (
      select
      from public.credit_hold as hold
      where hold.id = new.hold_id and hold.released_at is null and hold.statement_dispute_id is null and hold.tax_rule_id is null
    ) then
      raise exception 'who acts asks to let go what is held, and no dispute or tax form ends'
        using errcode = 'BT002', constraint = 'hold_release_begins';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.requested_by) then
    raise exception 'a hold is let go by another person than who asked for it'
      using errcode = 'BT002', constraint = 'hold_release_two_persons';
  end if;
  if (new.state = 'RELEASED') is distinct from exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and hold.released_at = new.decided_at and hold.released_by = new.decided_by
  ) then
    raise exception 'what another person lets go holds no more, and what they decline goes on to hold'
      using errcode = 'BT002', constraint = 'hold_release_lets_go';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_import_on_behalf()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.is_present(new.requested_at) or not exists (
    select
    from public.upload
    where upload.id = new.vendor_upload_id and upload.partner_id is null and upload.purpose = 'IMPORT' and upload.state = 'STORED'
  ) then
    raise exception 'the vendor has a file of its own imported for a partner, now'
      using errcode = 'BT002', constraint = 'import_run_on_behalf';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_import_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'an import is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'import_run_by_actor';
    end if;
    return new;
  end if;
  if old.status in ('DONE', 'FAILED', 'CANCELLED')
    or old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'an import that is over, or told to end, stays so'
      using errcode = 'BT004', constraint = 'import_run_stands';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_incentive_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  version uuid;
begin
  foreach version in array array[
    case when tg_op <> 'INSERT' then old.version_id end,
    case when tg_op <> 'DELETE' then new.version_id end
  ] loop
    if exists (select from public.incentive_program_version where id = version and state <> 'DRAFT') then
      raise exception 'the rules of an approved program version never change'
        using errcode = 'BT001', constraint = 'incentive_rule_stands';
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_information_request()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.state <> 'OPEN' or (new.state = 'ANSWERED') <> (current_user = 'app_partner') and new.state <> 'LAPSED' then
    raise exception 'a request is closed once, and answered by the partner that was asked'
      using errcode = 'BT002', constraint = 'information_request_closed_once';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_joining_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  reached_before constant timestamptz[] := array[old.submitted_at, old.marketing_qualified_at, old.accepted_at, old.sales_qualified_at, old.opportunity_at, old.won_at, old.lost_at];
  reached_now constant timestamptz[] := array[new.submitted_at, new.marketing_qualified_at, new.accepted_at, new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at];
  changes constant text[] := array['version', 'updated_at', 'joined', 'claimed_at', 'implied_stages', 'undo_to', 'revisit_order', 'tender_key',
    'submitted_at', 'marketing_qualified_at', 'accepted_at', 'sales_qualified_at', 'opportunity_at', 'won_at', 'lost_at'];
begin
  if current_user <> 'app_vendor'
    or (new.joined, new.version) is distinct from (old.joined + 1, old.version + 1)
    or new.claimed_at > old.claimed_at
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and (stamp.later is null or stamp.later > stamp.earlier)
    )
    or to_jsonb(new) - changes is distinct from to_jsonb(old) - changes
    or not exists (
      select
      from public.stage_move
      where verb = 'mergeLeads' and from_stage = old.stage and to_stage = new.stage and database_role = current_user
    ) then
    raise exception 'a lead to which others are merged has reached no stage later than before, and is as it was'
      using errcode = 'BT002', constraint = 'lead_joins_others';
  end if;
  new.undo_to := null;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_journal_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  culprit record;
begin
  select line.txn_id, line.line_no, txn.db_xact, seal.seq, txn.entity_id = account.entity_id as same_entity
  into culprit
  from inserted as line
  left join public.journal_txn as txn on txn.id = line.txn_id
  left join public.journal_seal as seal on seal.txn_id = line.txn_id
  left join public.ledger_account as account on account.id = line.account_id
  where txn.db_xact is distinct from pg_current_xact_id()
     or seal.seq is not null
     or account.entity_id is distinct from txn.entity_id
  limit 1;
  if not found then
    return null;
  end if;
  if culprit.same_entity then
    raise exception 'line % is refused: posting % was made in an earlier transaction', culprit.line_no, culprit.txn_id
      using errcode = 'BT001', constraint = 'journal_entry_with_its_header', hint = 'make a new posting';
  end if;
  raise exception 'line % of posting % is refused: its account belongs to another entity', culprit.line_no, culprit.txn_id
    using errcode = 'BT003', constraint = 'journal_entry_same_entity';
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_journal_txn()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  period record;
  reversed record;
begin
  select status, starts_on, ends_before into period
  from public.accounting_period
  where id = new.period_id and entity_id = new.entity_id
  for share;
  if (period.status = 'open' or period.status = 'soft_closed' and app.is_finance_posting(new.kind)) is not true then
    raise exception 'posting % is refused: its accounting period is not open', new.id
      using errcode = 'BT002', constraint = 'journal_txn_period_open', hint = 'post into the next open period';
  end if;
  if new.accounting_date < period.starts_on or new.accounting_date >= period.ends_before then
    raise exception 'posting % is refused: accounting date % is outside its period', new.id, new.accounting_date
      using errcode = 'BT002', constraint = 'journal_txn_date_in_period';
  end if;

  if new.reverses_id is not null then
    select entity_id, reverses_id into reversed from public.journal_txn where id = new.reverses_id;
    if reversed.entity_id is distinct from new.entity_id then
      raise exception 'posting % has nothing to reverse: % is no posting of its entity', new.id, new.reverses_id
        using errcode = 'BT004', constraint = 'journal_txn_reverses_own_entity';
    end if;
    if reversed.reverses_id is not null then
      raise exception 'posting % is itself a reversal and cannot be reversed', new.reverses_id
        using errcode = 'BT004', constraint = 'journal_txn_reverses_no_reversal', hint = 'post the original again';
    end if;
  end if;

  new.db_xact := pg_current_xact_id();
  new.posted_at := clock_timestamp();
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  reached_before constant timestamptz[] := array[old.submitted_at, old.marketing_qualified_at, old.accepted_at,
    old.sales_qualified_at, old.opportunity_at, old.won_at, old.lost_at];
  reached_now constant timestamptz[] := array[new.submitted_at, new.marketing_qualified_at, new.accepted_at,
    new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at];
  is_undone constant boolean := new.stage <> old.stage and new.stage is not distinct from old.undo_to
    and current_user = 'app_vendor';
begin
  if (new.id, new.partner_id, new.program_id, new.created_at, new.registered_by)
    is distinct from (old.id, old.partner_id, old.program_id, old.created_at, old.registered_by)
    or new.claimed_at <> old.claimed_at and new.cycle = old.cycle then
    raise exception 'who registered a lead, when and for whom never changes'
      using errcode = 'BT002', constraint = 'lead_registration_stands';
  end if;
  if new.cycle <> old.cycle and (
    (new.cycle, new.claimed_at) is distinct from (old.cycle + 1, new.stage_entered_at)
    or not exists (
      select
      from public.stage_move
      where verb = 'reopenLead' and from_stage = old.stage and to_stage = new.stage and database_role = current_user
    )
  ) then
    raise exception 'a new cycle begins when a closed lead is reopened, and is claimed as of then'
      using errcode = 'BT002', constraint = 'lead_cycle_by_reopening';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'a change of a lead raises its version by one'
      using errcode = 'BT003', constraint = 'lead_version_by_one';
  end if;
  if new.stage = old.stage and new.stage_entered_at <> old.stage_entered_at
    or new.stage = old.stage and reached_now is distinct from reached_before
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and stamp.later is distinct from stamp.earlier
        and not (is_undone and stamp.later is null and stamp.earlier = old.stage_entered_at)
    ) then
    raise exception 'when a stage was first reached is set by the move to it, and never changes'
      using errcode = 'BT004', constraint = 'lead_stage_stamp_stands';
  end if;
  if new.stage <> old.stage and not exists (
    select
    from public.stage_move
    where from_stage = old.stage and to_stage = new.stage and database_role = current_user
  ) then
    raise exception 'no move of a lead leads from % to % for %', old.stage, new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  if new.stage <> old.stage then
    new.undo_to := (
      select to_stage
      from public.stage_move
      where verb = 'undoMove' and from_stage = new.stage and to_stage = old.stage and database_role = current_user);
  elsif new.undo_to is distinct from old.undo_to then
    raise exception 'where a move is taken back to is set by the move'
      using errcode = 'BT002', constraint = 'lead_undo_to_by_move';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_assessment()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.lead
    where lead.id = new.lead_id and lead.stage = 'SAL' and lead.stage_entered_at = new.stage_entered_at
  ) then
    raise exception 'a lead is assessed while it is an SAL'
      using errcode = 'BT002', constraint = 'lead_assessment_of_an_sal';
  end if;
  if new.criteria_version_id is distinct from app.criteria_for(new.lead_id, new.opened_at) then
    raise exception 'an assessment is opened under the criteria that count for its lead'
      using errcode = 'BT002', constraint = 'lead_assessment_under_what_counts';
  end if;
  if new.number <> (
    select coalesce(max(before.number), 0) + 1
    from public.lead_assessment as before
    where before.lead_id = new.lead_id
  ) then
    raise exception 'assessments of a lead are numbered one behind another'
      using errcode = 'BT002', constraint = 'lead_assessment_in_order';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_assessment_save()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  held public.lead_assessment;
begin
  select * into held from public.lead_assessment where id = new.assessment_id;
  if exists (
    select
    from public.lead_assessment as later
    where later.lead_id = held.lead_id and later.number > held.number
  ) or not exists (
    select
    from public.lead
    where lead.id = held.lead_id and lead.stage = 'SAL' and lead.stage_entered_at = held.stage_entered_at
  ) then
    raise exception 'nothing is saved in an assessment that has ended'
      using errcode = 'BT002', constraint = 'lead_assessment_save_while_open';
  end if;
  if new.saved_at > held.opened_at + interval '7 days'
    and held.criteria_version_id is distinct from app.criteria_for(held.lead_id, new.saved_at) then
    raise exception 'an assessment under criteria that others followed is finished within seven days'
      using errcode = 'BT002', constraint = 'lead_assessment_save_in_time';
  end if;
  if new.number <> 1 and not exists (
    select
    from public.lead_assessment_save as before
    where before.assessment_id = new.assessment_id and before.number = new.number - 1 and before.saved_at <= new.saved_at
  ) then
    raise exception 'answers are saved one time behind another'
      using errcode = 'BT002', constraint = 'lead_assessment_save_in_order';
  end if;
  if not exists (
    select
    from public.lead_assessment_answer as answer
    where answer.assessment_id = new.assessment_id and answer.save_number = new.number
  ) then
    raise exception 'whoever saves says something'
      using errcode = 'BT002', constraint = 'lead_assessment_save_says_something';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_draft()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.is_present(new.updated_at) then
    raise exception 'a draft is changed now'
      using errcode = 'BT002', constraint = 'lead_draft_changed_now';
  end if;
  if tg_op = 'UPDATE' and (old.lead_id is not null or new.version <> old.version + 1
    or (new.id, new.partner_id, new.created_by, new.created_at)
      is distinct from (old.id, old.partner_id, old.created_by, old.created_at)) then
    raise exception 'a draft that was submitted does not change, and each change raises its version by one'
      using errcode = 'BT003', constraint = 'lead_draft_version_by_one';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  subject record;
begin
  select stage, version, updated_at into subject
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id;
  if (subject.stage, subject.version, subject.updated_at) is distinct from (new.to_stage, new.seq, new.at) then
    raise exception 'event % of lead % does not tell what became of it', new.seq, new.lead_id
      using errcode = 'BT002', constraint = 'lead_event_tells_the_lead';
  end if;
  if new.actor_id is distinct from app.actor() or new.by_vendor <> (current_user <> 'app_partner') then
    raise exception 'an event names who acts, and nobody else'
      using errcode = 'BT002', constraint = 'lead_event_actor';
  end if;
  if not exists (
    select
    from public.stage_move
    where event_type = new.type and from_stage = new.from_stage and to_stage = new.to_stage and passes = new.passed
      and database_role = current_user
  ) then
    raise exception 'no move tells % from % to % for %', new.type, new.from_stage, new.to_stage, current_user
      using errcode = 'BT005', constraint = 'lead_event_move';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_feedback()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.lead_event as event
    join public.lead on lead.partner_id = event.partner_id and lead.id = event.lead_id and lead.version = event.seq
    where event.partner_id = new.partner_id and event.id = new.event_id
      and event.lead_id = new.lead_id and event.seq = new.seq
      and event.type in ('ACCEPTED', 'REJECTED', 'RETURNED', 'QUALIFIED', 'DISQUALIFIED', 'WON', 'LOST')
      and event.by_vendor and event.actor_id = app.actor()
  ) then
    raise exception 'feedback is given with a decision on the lead, by whoever decides'
      using errcode = 'BT002', constraint = 'lead_feedback_of_decision';
  end if;
  if cardinality(new.strengths || new.gaps) <> (select count(distinct point) from unnest(new.strengths || new.gaps) as point) then
    raise exception 'feedback names a point once'
      using errcode = 'BT002', constraint = 'lead_feedback_points_once';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_lead_score()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.scoring_model as model
    where model.id = new.model_id and model.published_at <= new.scored_at
      and new.fit <= model.fit_cap and new.engagement <= model.engagement_cap
      and new.reaches_mql = coalesce(new.total >= model.mql_from, false)
      and new.grade = case
        when new.total >= model.grade_a_from then 'A'
        when new.total >= model.grade_b_from then 'B'
        when new.total >= model.grade_c_from then 'C'
        else 'D'
      end
  ) then
    raise exception 'a lead scores what a published model bears'
      using errcode = 'BT002', constraint = 'lead_score_of_model';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_new_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.version <> 1
    or num_nonnulls(new.marketing_qualified_at, new.accepted_at, new.sales_qualified_at, new.opportunity_at, new.won_at,
      new.lost_at, new.owner_id, new.owner_name, new.reason_code, new.revisit_on) > 0
    or cardinality(new.implied_stages) > 0 then
    raise exception 'a new lead has reached nothing and is nobody''s yet'
      using errcode = 'BT002', constraint = 'lead_begins_empty';
  end if;
  if (new.stage_entered_at, new.created_at, new.updated_at) is distinct from (new.claimed_at, new.claimed_at, new.claimed_at)
    or new.submitted_at <> new.claimed_at
    or new.claimed_at > now() + interval '1 minute'
    or current_user = 'app_partner' and not app.is_present(new.claimed_at) then
    raise exception 'a lead is claimed as of now, when it is registered'
      using errcode = 'BT002', constraint = 'lead_claimed_now';
  end if;
  if current_user = 'app_partner' and new.registered_by is distinct from app.actor() then
    raise exception 'a lead is registered by who acts, and nobody else'
      using errcode = 'BT002', constraint = 'lead_registered_by_actor';
  end if;
  if not exists (
    select
    from public.stage_move
    where from_stage = 'NONE' and to_stage = new.stage and database_role = current_user
  ) then
    raise exception 'no lead begins as % for %', new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_new_offer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (new.state, new.version) is distinct from ('OFFERED', 1)
    or new.offered_by is distinct from app.actor()
    or not app.is_present(new.offered_at)
    or new.partner_id = '01970000-0000-7000-8000-000000000002'
    or not exists (
      select
      from public.lead
      where lead.id = new.lead_id and lead.partner_id = '01970000-0000-7000-8000-000000000002' and lead.stage = 'SAL'
    ) then
    raise exception 'a lead of the vendor''s own that sales has accepted is offered to a partner now, by who acts'
      using errcode = 'BT002', constraint = 'offer_begins';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_notice_setting()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_user <> 'app_jobs' and (
    new.member_id is distinct from app.actor() or new.partner_id is distinct from app.partner()
  ) then
    raise exception 'what somebody is told is set by nobody else'
      using errcode = 'BT002', constraint = 'notice_setting_of_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_offer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.state <> 'OFFERED' or new.version <> old.version + 1
    or (new.state = 'DECLINED') <> (current_user = 'app_partner')
    or new.state = 'EXPIRED' and new.decided_at < new.expires_at
    or new.state = 'ACCEPTED' and new.decided_at >= new.expires_at then
    raise exception 'an offer ends once: declined by its partner, taken in time, withdrawn, or expired'
      using errcode = 'BT002', constraint = 'offer_ends_once';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_offer_taken()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_user <> 'app_vendor' or new.by_vendor or new.actor_id is distinct from app.actor()
    or (new.seq, new.from_stage, new.to_stage, new.passed) is distinct from (1, 'NONE', 'SAL', '{}'::text[])
    or not exists (
      select
      from public.lead
      join public.offer on offer.partner_id = lead.partner_id and offer.taken_lead_id = lead.id
      where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.origin = 'OFFER'
        and (lead.stage, lead.version, lead.updated_at) = ('SAL', 1, new.at)
        and offer.state = 'ACCEPTED' and offer.decided_at = new.at
    ) then
    raise exception 'an offer is taken by its partner, whose lead goes on from there'
      using errcode = 'BT002', constraint = 'lead_event_takes_an_offer';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_opened_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_user <> 'app_vendor' or (new.version, new.cycle) is distinct from (1, 1) or new.undo_to is not null
    or (new.stage_entered_at, new.updated_at) is distinct from (new.created_at, new.created_at)
    or not exists (
      select
      from public.lead_succession as succession
      join public.lead as before on before.partner_id = succession.partner_id and before.id = succession.lead_id
      where succession.into_lead_id = new.id and succession.kind = new.origin and succession.at = new.created_at
        and before.stage = 'MERGED' and before.partner_id <> new.partner_id
        and (before.program_id, before.kind, before.claimed_at, before.implied_stages, before.submitted_at, before.marketing_qualified_at, before.accepted_at, before.sales_qualified_at, before.opportunity_at, before.won_at, before.lost_at, before.product_line_ids, before.tender_reference, before.tender_issuer, before.tender_due_on, before.form_number, before.custom_fields)
          is not distinct from (new.program_id, new.kind, new.claimed_at, new.implied_stages, new.submitted_at, new.marketing_qualified_at, new.accepted_at, new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at, new.product_line_ids, new.tender_reference, new.tender_issuer, new.tender_due_on, new.form_number, new.custom_fields)
    ) then
    raise exception 'a lead that was not registered goes on where another one ended'
      using errcode = 'BT002', constraint = 'lead_goes_on_from_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_own_move()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.marketing_qualified_at is distinct from old.marketing_qualified_at and new.stage <> 'MQL'
    or new.reason_code is distinct from old.reason_code and (old.stage <> 'RECYCLED' or new.reason_code is not null)
    or new.revisit_on is distinct from old.revisit_on and (old.stage <> 'RECYCLED' or new.revisit_on is not null) then
    raise exception 'a partner resubmits a returned lead, and writes nothing else of it'
      using errcode = 'BT002', constraint = 'lead_own_move';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_own_registration()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.lead
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.registered_by = new.actor_id and lead.origin = 'REGISTRATION'
  ) then
    raise exception 'a lead is accepted and qualified by somebody else than who registered it'
      using errcode = 'BT002', constraint = 'lead_event_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_paid_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.payout_credit as paid
    where paid.partner_id = new.partner_id and paid.approval_id = new.id and paid.ended_at is null
  ) then
    raise exception 'credit that is in a payout, or paid, is not changed or taken back'
      using errcode = 'BT002', constraint = 'credit_approval_not_in_payout';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_partner_answers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.answered_by is distinct from app.actor() then
    raise exception 'answers name who saves them, and nobody else'
      using errcode = 'BT002', constraint = 'partner_answers_by_actor';
  end if;
  if not exists (
    select
    from public.lead
    where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.stage in ('SUBMITTED', 'MQL')
  ) then
    raise exception 'the questionnaire is answered while the lead is in review'
      using errcode = 'BT002', constraint = 'partner_answers_in_stage';
  end if;
  if not app.criteria_count_lately(new.criteria_version_id, new.lead_id, new.answered_at) then
    raise exception 'answers are to criteria that count for their lead, or did within seven days'
      using errcode = 'BT002', constraint = 'partner_answers_to_what_counts';
  end if;
  if new.number <> 1 and not exists (
    select
    from public.partner_answers as before
    where before.partner_id = new.partner_id and before.lead_id = new.lead_id and before.number = new.number - 1
      and before.answered_at <= new.answered_at
  ) then
    raise exception 'answers of a lead are saved one time behind another'
      using errcode = 'BT002', constraint = 'partner_answers_in_order';
  end if;
  if exists (
    select
    from jsonb_array_elements(new.answers) as answer
    where not exists (
      select
      from public.criteria_version as version
      cross join jsonb_array_elements(version.questions) as question
      where version.id = new.criteria_version_id and question ->> 'key' = answer ->> 'key'
        and question ->> 'type' = answer ->> 'type'
        and (question ->> 'type' = 'SOME_OF' or jsonb_array_length(answer -> 'values') = 1)
        and (question ->> 'type' not in ('ONE_OF', 'SOME_OF') or not exists (
          select
          from jsonb_array_elements_text(answer -> 'values') as chosen
          where not exists (
            select from jsonb_array_elements(question -> 'options') as option where option ->> 'key' = chosen))))
  ) then
    raise exception 'each answer is to a question of its version, and chooses among its options'
      using errcode = 'BT002', constraint = 'partner_answers_to_questions';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  steps constant text[] := array['state', 'sent_at', 'booked_on', 'bank_reference', 'settled_by', 'settled_at', 'ended_by',
    'ended_at', 'returned_on', 'return_reference', 'return_reason', 'remittance_id'];
  kept constant text[] := array['sent_at', 'booked_on', 'bank_reference', 'settled_by', 'settled_at'];
  field text;
begin
  if tg_op = 'DELETE' then
    raise exception 'payouts are kept' using errcode = 'BT001', constraint = 'payout_kept';
  end if;
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - steps is distinct from to_jsonb(new) - steps
      or (old.state, new.state) not in (
        ('SCHEDULED', 'SENT'), ('SCHEDULED', 'CANCELLED'), ('SENT', 'PAID'), ('SENT', 'RETURNED'), ('PAID', 'RETURNED'),
        ('SCHEDULED', 'OFFSET'), ('SCHEDULED', 'WITHHELD'), ('WITHHELD', 'WITHHELD'), ('WITHHELD', 'RETURNED'))
    then
      raise exception 'a payout goes from scheduled to sent, paid or returned, or set off, or withheld, or is cancelled, and does not change otherwise'
        using errcode = 'BT001', constraint = 'payout_goes_on';
    end if;
    foreach field in array kept loop
      if to_jsonb(old) ->> field is not null and to_jsonb(old) ->> field is distinct from to_jsonb(new) ->> field then
        raise exception 'what the bank booked stays on record' using errcode = 'BT001', constraint = 'payout_goes_on';
      end if;
    end loop;
    if new.state = 'PAID' and new.settled_by is distinct from app.actor()
      or new.state in ('RETURNED', 'CANCELLED') and new.ended_by is distinct from app.actor()
    then
      raise exception 'who acts says what became of a payout' using errcode = 'BT002', constraint = 'payout_by_actor';
    end if;
  end if;
  if (case new.state when 'SCHEDULED' then 'DRAFT' when 'CANCELLED' then 'CANCELLED' else 'SENT' end) is distinct from (
      select batch.state from public.payout_batch as batch where batch.id = new.batch_id)
  then
    raise exception 'a payout goes on with its batch, and comes with it'
      using errcode = 'BT002', constraint = 'payout_with_its_batch';
  end if;
  if new.amount_minor is distinct from (
      select sum(paid.amount_minor)
      from public.payout_credit as paid
      where paid.partner_id = new.partner_id and paid.payout_id = new.id)
    or exists (
      select
      from public.payout_credit as paid
      where paid.partner_id = new.partner_id and paid.payout_id = new.id
        and (paid.ended_at is not null) <> (new.state in ('RETURNED', 'CANCELLED')))
    or (case new.method when 'OFFSET' then new.amount_minor else 0 end) is distinct from coalesce((
      select sum(part.amount_minor)
      from public.payout_offset as part
      where part.partner_id = new.partner_id and part.payout_id = new.id), 0)
    or exists (
      select
      from public.payout_offset as part
      where part.partner_id = new.partner_id and part.payout_id = new.id
        and (part.ended_at is not null) <> (new.state = 'CANCELLED'))
  then
    raise exception 'a payout is what it pays of its credits, which are payable again once it has ended, and sets off as much or nothing'
      using errcode = 'BT002', constraint = 'payout_is_its_credits';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note', 'is_shared', 'usable_from'];
  ends constant text[] := array['state', 'ended_at', 'ended_by', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'payout accounts are kept' using errcode = 'BT001', constraint = 'payout_account_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a payout account begins by waiting for somebody else to verify it'
        using errcode = 'BT002', constraint = 'payout_account_begins';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'payout_account_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'ENDED' then
    if old.state not in ('WAITING', 'VERIFIED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or new.ended_by is distinct from app.actor()
    then
      raise exception 'a payout account is ended once, by who says so, and does not change otherwise'
        using errcode = 'BT001', constraint = 'payout_account_ends_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a payout account is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'payout_account_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) then
    raise exception 'a payout account is verified by another person than who entered it'
      using errcode = 'BT002', constraint = 'payout_account_two_persons';
  end if;
  if new.state = 'VERIFIED' and not new.is_shared and exists (
    select
    from public.payout_account as other
    where other.number_mark = new.number_mark and other.partner_id <> new.partner_id and other.state in ('WAITING', 'VERIFIED')
  ) then
    raise exception 'another partner has the same account'
      using errcode = 'BT002', constraint = 'payout_account_shared_knowingly';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_batch()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  found_one record;
begin
  if tg_op = 'DELETE' then
    raise exception 'batches of payouts are kept' using errcode = 'BT001', constraint = 'payout_batch_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'DRAFT' or new.drafted_by is distinct from app.actor()
      or new.selection_hash is distinct from app.hash_of_payouts(new.id)
      or new.payout_count is distinct from (select count(*) from public.payout where payout.batch_id = new.id)
      or new.sum_minor is distinct from (select sum(payout.amount_minor) from public.payout where payout.batch_id = new.id)
    then
      raise exception 'who acts drafts payouts, and they are what was shown'
        using errcode = 'BT002', constraint = 'payout_batch_begins';
    end if;
    return null;
  end if;
  if (old.state, new.state) not in (('DRAFT', 'APPROVED'), ('APPROVED', 'SENT'), ('DRAFT', 'CANCELLED'), ('APPROVED', 'CANCELLED'))
    or app.actor() is distinct from (
      case new.state when 'APPROVED' then new.approved_by when 'SENT' then new.sent_by else new.cancelled_by end)
  then
    raise exception 'a batch is approved, sent or cancelled once, by who says so'
      using errcode = 'BT001', constraint = 'payout_batch_goes_on';
  end if;
  if new.selection_hash is distinct from app.hash_of_payouts(new.id)
    or new.payout_count is distinct from (select count(*) from public.payout where payout.batch_id = new.id)
    or new.sum_minor is distinct from (select sum(payout.amount_minor) from public.payout where payout.batch_id = new.id)
  then
    raise exception 'a batch goes on as it was shown' using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  if new.state <> 'DRAFT' and old.approved_at is not null
    and (old.approved_at, old.approved_by) is distinct from (new.approved_at, new.approved_by)
  then
    raise exception 'who approved a batch stays on record' using errcode = 'BT001', constraint = 'payout_batch_goes_on';
  end if;
  if exists (
    select
    from public.payout
    where payout.batch_id = new.id and payout.state <> case
      when new.state = 'CANCELLED' then 'CANCELLED' when new.state <> 'SENT' then 'SCHEDULED'
      when payout.method = 'OFFSET' then 'OFFSET' when payout.method = 'WITHHOLDING' then 'WITHHELD' else 'SENT' end
  ) then
    raise exception 'the payouts of a batch go on with it' using errcode = 'BT002', constraint = 'payout_batch_whole';
  end if;
  if new.state = 'CANCELLED' then
    return null;
  end if;
  if app.is_same_person(new.drafted_by, new.approved_by) is distinct from false then
    raise exception 'payouts are approved by another person than who drafted them'
      using errcode = 'BT002', constraint = 'payout_batch_two_persons';
  end if;
  select * into found_one
  from app.obstacles_of_batch(new.id, coalesce(new.sent_at, new.approved_at)) as obstructing
  limit 1;
  if found then
    raise exception 'the payout of partner % stands still: %', found_one.partner_id, found_one.obstacle
      using errcode = 'BT002', constraint = 'payout_batch_unobstructed';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_batch_offset()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.offset_minor is distinct from coalesce((
      select sum(payout.amount_minor)
      from public.payout
      where payout.batch_id = new.id and payout.method = 'OFFSET'), 0)
    or new.withheld_minor is distinct from coalesce((
      select sum(payout.amount_minor)
      from public.payout
      where payout.batch_id = new.id and payout.method = 'WITHHOLDING'), 0)
  then
    raise exception 'a batch says what of it is set off, and what is withheld'
      using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_credit()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  payable bigint := app.payable_of_approval(new.partner_id, new.approval_id);
  paid bigint;
begin
  select sum(live.amount_minor) into paid
  from public.payout_credit as live
  where live.partner_id = new.partner_id and live.approval_id = new.approval_id and live.ended_at is null;
  if payable is null or paid not between least(payable, 0) and greatest(payable, 0)
    or new.credit_id is distinct from (
      select approval.credit_id
      from public.credit_approval as approval
      where approval.partner_id = new.partner_id and approval.id = new.approval_id)
  then
    raise exception 'no more of a credit is paid than is payable'
      using errcode = 'BT002', constraint = 'payout_credit_within_payable';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_credit_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.payout
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state in ('RETURNED', 'CANCELLED')
  ) then
    raise exception 'a credit is payable again once its payout came back or was withdrawn'
      using errcode = 'BT002', constraint = 'payout_credit_ends_with_payout';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_duties()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.state = 'SENT' and app.is_same_person(new.drafted_by, new.sent_by) is distinct from false then
    raise exception 'payouts are sent by another person than who drafted them'
      using errcode = 'BT002', constraint = 'payout_batch_sent_by_another';
  end if;
  if new.state = 'APPROVED' and exists (select from app.barred_from_batch(new.id, new.approved_by)) then
    raise exception 'who verified an account, or worked for a partner, does not approve what is paid there'
      using errcode = 'BT002', constraint = 'payout_batch_approved_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_offset()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.payout
    join public.credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.posting_id = new.clawback_id
    join public.credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id and own.currency = payout.currency
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.method = 'OFFSET'
      and app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id) >= 0
      and not app.is_clawback_disputed(clawed.partner_id, clawed.credit_id)
  ) then
    raise exception 'no more is set off than a partner owes, in the same currency, and nothing that is disputed'
      using errcode = 'BT002', constraint = 'payout_offset_within_owed';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_offset_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.payout
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state = 'CANCELLED'
  ) then
    raise exception 'what was set off is owed again once its batch was withdrawn'
      using errcode = 'BT002', constraint = 'payout_offset_ends_with_payout';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payout_remittance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.remittance_id is not null and new.remittance_id is not null
    or old.state <> new.state
    or not exists (
      select
      from public.tax_remittance as remittance
      where remittance.id = coalesce(new.remittance_id, old.remittance_id)
        and remittance.state = case when new.remittance_id is null then 'DECLINED' else 'WAITING' end)
  then
    raise exception 'what is withheld is handed on once, with what somebody records, and is withheld again where another declines that'
      using errcode = 'BT002', constraint = 'payout_handed_on_once';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_payouts_shown()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from (
      select distinct payout.batch_id
      from inserted
      join public.payout on payout.partner_id = inserted.partner_id
        and payout.id = (to_jsonb(inserted) ->> (case tg_table_name when 'payout' then 'id' else 'payout_id' end))::uuid) as touched
    join public.payout_batch as batch on batch.id = touched.batch_id
    where batch.state <> 'DRAFT' or batch.selection_hash is distinct from app.hash_of_payouts(batch.id)
  ) then
    raise exception 'nothing comes to a batch that was shown' using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_period_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  preparer uuid;
begin
  if new.made_by is distinct from app.actor() then
    raise exception 'a step of a period names who makes it'
      using errcode = 'BT002', constraint = 'period_step_by_actor';
  end if;
  if new.kind in ('CLOSED', 'REOPENED', 'REOPENING_DECLINED') then
    select made_by into preparer
    from public.period_step
    where period_id = new.period_id and kind in ('SOFT_CLOSED', 'REOPENING_ASKED')
    order by number desc
    limit 1;
    if app.is_same_person(new.made_by, preparer) is not false then
      raise exception 'a period is closed and opened again by another person than who prepared it'
        using errcode = 'BT002', constraint = 'period_step_two_persons';
    end if;
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_policy_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  policy public.approval_policy;
  obstacle record;
begin
  select * into policy from public.approval_policy where id = new.policy_id for share;
  if policy.state is distinct from 'IN_FORCE' or new.decided_at < policy.decided_at or new.decided_at <> new.proposed_at then
    raise exception 'a policy approves while it is in force, what it proposed just then'
      using errcode = 'BT002', constraint = 'approval_proposal_policy_in_force';
  end if;
  select found.* into obstacle
  from (
    select item.credit_id, asked.obstacle
    from public.approval_item as item
    cross join app.obstacles_to_policy(new.policy_id, item.partner_id, item.credit_id, new.decided_at) as asked
    where item.proposal_id = new.id
    union all
    -- asked as of persons: what they made of a lead is approved by no policy of theirs
    select asked.credit_id, asked.obstacle
    from unnest(array[policy.drafted_by, policy.decided_by]) as maker
    cross join app.obstacles_of_proposal(new.id, maker) as asked
  ) as found
  limit 1;
  if found then
    raise exception 'the policy does not approve credit %: %', obstacle.credit_id, obstacle.obstacle
      using errcode = 'BT002', constraint = 'approval_proposal_policy_unobstructed';
  end if;
  if exists (
    select
    from (select distinct item.partner_id from public.approval_item as item where item.proposal_id = new.id) as earning
    where app.approved_by_policy(new.policy_id, earning.partner_id, new.decided_at) > policy.most_per_month_minor
  ) then
    raise exception 'the policy approves no more for a partner and month than its limit'
      using errcode = 'BT002', constraint = 'approval_proposal_policy_month';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_product_lines()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if cardinality(new.product_line_ids) not between 1 and 20
    or new.product_line_ids is distinct from array(
      select distinct named from unnest(new.product_line_ids) as named order by named)
    or exists (
      select
      from unnest(new.product_line_ids) as named
      left join public.product_line as line on line.id = named
      where line.id is null
        -- what goes on in another lead is about what it was about, retired since or not
        or line.retired_at is not null and case tg_op
          when 'INSERT' then new.origin = 'REGISTRATION'
          else named <> all (old.product_line_ids)
        end) then
    raise exception 'a lead names product lines that are sold, each once'
      using errcode = 'BT002', constraint = 'lead_product_lines';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_program_checklist()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if cardinality(new.keys) <> (select count(distinct lower(key)) from unnest(new.keys) as key where key ~ '^[a-z][A-Za-z0-9_]{0,39}$')
    or cardinality(new.labels) <> (select count(*) from unnest(new.labels) as label where length(label) between 1 and 200) then
    raise exception 'each point of a checklist has a key of its own and a label'
      using errcode = 'BT002', constraint = 'program_checklist_points_once';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_program_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if current_user = 'app_vendor' and new.state <> 'DRAFT' then
      raise exception 'a program version begins as a draft'
        using errcode = 'BT001', constraint = 'incentive_program_version_begins_as_draft';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or old.state <> 'DRAFT' and (
    old.state <> 'APPROVED'
    or to_jsonb(new) - array['ends_at', 'retired_by', 'retired_at'] is distinct from
      to_jsonb(old) - array['ends_at', 'retired_by', 'retired_at']
    or new.ends_at is null
    or old.ends_at is not null and (old.ends_at <= new.retired_at or new.ends_at >= old.ends_at)
  ) then
    raise exception 'an approved program version never changes'
      using errcode = 'BT001', constraint = 'incentive_program_version_stands';
  end if;
  if old.state = 'DRAFT' and new.state <> 'DRAFT' and (
    (new.note, new.changed_by, new.changed_at) is distinct from (old.note, old.changed_by, old.changed_at)
    or old.effective_at is not null and new.effective_at is distinct from old.effective_at
  ) then
    raise exception 'a draft is approved or withdrawn as it is'
      using errcode = 'BT001', constraint = 'incentive_program_version_as_drafted';
  end if;
  if old.state = 'DRAFT' and new.state = 'APPROVED' then
    if current_user = 'app_vendor' and new.effective_at < new.approved_at then
      raise exception 'a program version pays from its approval on, or later'
        using errcode = 'BT001', constraint = 'incentive_program_version_not_past';
    end if;
    if exists (
      select
      from public.membership as approving
      join public.membership as drafting on drafting.user_id = approving.user_id
      where approving.id = new.approved_by and drafting.id in (new.created_by, new.changed_by)
    ) then
      raise exception 'a program version is approved by another person than who drafted it'
        using errcode = 'BT001', constraint = 'incentive_program_version_two_persons';
    end if;
    if not exists (select from public.incentive_rule where version_id = new.id) then
      raise exception 'a program version without rules pays nothing'
        using errcode = 'BT001', constraint = 'incentive_program_version_has_rules';
    end if;
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_recruiter_award()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  followed record;
  pays record;
  in_all bigint;
begin
  select recruited.partner_id, recruited.n, recruited.recruiter_id into followed
  from public.credit as source
  join public.recruitment as recruited on recruited.partner_id = source.partner_id and recruited.starts_at <= source.earned_at
    and (recruited.ends_at is null or recruited.ends_at > source.earned_at)
  where source.id = new.recruited_credit_id;
  select pay.* into pays
  from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id, new.recruited_credit_id) as pay;
  if tg_op = 'INSERT' and not exists (
    select
    from public.credit as own
    join public.award as source on source.id = pays.award_id
    where own.award_id = new.id and own.partner_id = followed.recruiter_id and own.share_minor = new.gross_minor
      and (new.kind = 'ADJUST' or own.kind = 'RECRUITER')
      and (source.version_id, source.rule_key, source.currency) = (new.version_id, new.rule_key, new.currency)
  ) then
    raise exception 'what is had of a credit is its partner''s recruiter''s, who counted as it was earned'
      using errcode = 'BT002', constraint = 'award_is_recruiters';
  end if;
  if pays.has_minor is distinct from pays.wanted_minor then
    select coalesce(sum(pay.has_minor), 0) into in_all
    from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id) as pay;
    if pays.cap_minor is null or pays.has_minor > pays.wanted_minor or in_all < pays.cap_minor then
      raise exception 'a recruiter has its percent of what counts, within its cap'
        using errcode = 'BT006', constraint = 'award_is_recruiters_percent';
    end if;
  end if;
  if new.kind = 'RECRUITER' and tg_op = 'INSERT' and pays.cap_minor is not null then
    select coalesce(sum(pay.has_minor), 0) into in_all
    from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id) as pay;
    if in_all > pays.cap_minor then
      raise exception 'a recruiter has no more for one partner than the cap says'
        using errcode = 'BT006', constraint = 'award_within_recruiters_cap';
    end if;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_recruitment()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' then
    if new.ended_by is distinct from app.actor() then
      raise exception 'who acts says that a recruiter counts no more'
        using errcode = 'BT002', constraint = 'recruitment_ended_by_actor';
    end if;
    return null;
  end if;
  if new.ends_at is not null or new.recorded_by is distinct from app.actor() then
    raise exception 'a recruiter is recorded by who acts, and counts until somebody ends it'
      using errcode = 'BT002', constraint = 'recruitment_begins';
  end if;
  if exists (
    select from public.partner where partner.id in (new.partner_id, new.recruiter_id) and partner.is_vendor
  ) then
    raise exception 'the vendor neither recruits as a partner nor is recruited'
      using errcode = 'BT002', constraint = 'recruitment_of_partners_only';
  end if;
  perform app.await_recruitments();
  if exists (
    with recursive above (partner_id) as (
      select new.recruiter_id
      union
      select up.recruiter_id
      from above
      join public.recruitment as up on up.partner_id = above.partner_id and up.ends_at is null
    )
    select from above where above.partner_id = new.partner_id
  ) then
    raise exception 'a partner does not recruit whoever recruited it, through others neither'
      using errcode = 'BT002', constraint = 'recruitment_no_circle';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_recruitment_days()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  turns_at timestamptz := case tg_op when 'INSERT' then new.starts_at else new.ends_at end;
begin
  if tg_op = 'INSERT' and new.recorded_at is distinct from now()::timestamptz(3) then
    raise exception 'the database says when a recruiter is recorded'
      using errcode = 'BT002', constraint = 'recruitment_recorded_now';
  end if;
  if app.is_present(turns_at) is not true then
    raise exception 'a recruiter counts from when it is recorded, until its end is'
      using errcode = 'BT002', constraint = 'recruitment_turns_now';
  end if;
  if exists (
    select from public.credit where credit.partner_id = new.partner_id and credit.earned_at >= turns_at
  ) then
    raise exception 'who counts as recruiter stays as it was for what was earned already'
      using errcode = 'BT002', constraint = 'recruitment_behind_what_was_earned';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_registered_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.stage_move
    where from_stage = 'NONE' and to_stage = new.stage and database_role = current_user and event_type = 'REGISTERED'
  ) then
    raise exception 'no lead is registered as % by %', new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  if new.registered_by is distinct from app.actor()
    or not app.is_present(new.claimed_at)
    or new.registered_by_vendor = (new.partner_id = '01970000-0000-7000-8000-000000000002') then
    raise exception 'the vendor registers a lead now, by who acts, and says so where it is a partner''s'
      using errcode = 'BT002', constraint = 'lead_registered_by_vendor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_registration_on_behalf()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.registered_by is distinct from app.actor()
    or not app.is_present(new.claimed_at)
    or exists (select from public.partner where id = new.partner_id and is_vendor) then
    raise exception 'a lead is registered for a partner by who acts, and now'
      using errcode = 'BT002', constraint = 'lead_registered_on_behalf';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_release_by_another()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and app.has_worked_for(new.decided_by, hold.partner_id)
  ) then
    raise exception 'who worked for a partner does not decide over a hold of it'
      using errcode = 'BT002', constraint = 'hold_release_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_report()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.saved_by is distinct from app.actor() or num_nonnulls(new.paused_at, new.retired_at) > 0 then
      raise exception 'a report is saved by who acts, and runs until it is retired'
        using errcode = 'BT002', constraint = 'report_by_actor';
    end if;
    return new;
  end if;
  if to_jsonb(old) - '{paused_at,pause_reason,retired_at,retired_by}'::text[]
      is distinct from to_jsonb(new) - '{paused_at,pause_reason,retired_at,retired_by}'::text[]
    or old.retired_at is not null
    or old.paused_at is not null and (new.paused_at, new.pause_reason) is distinct from (old.paused_at, old.pause_reason) then
    raise exception 'a report stays as it was saved, and one that was retired or paused stays so'
      using errcode = 'BT004', constraint = 'report_stands';
  end if;
  if new.retired_at is not null and new.retired_by is distinct from app.actor() then
    raise exception 'a report names who retires it'
      using errcode = 'BT002', constraint = 'report_by_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_report_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.report
    where report.id = new.report_id and report.saved_by = app.actor() and report.schedule is not null and report.paused_at is null
      and report.retired_at is null
  ) then
    raise exception 'a report is run by its schedule as whoever saved it, while it is in force'
      using errcode = 'BT002', constraint = 'report_run_by_schedule';
  end if;
  if new.export_run_id is not null and not exists (
    select from public.export_run as file where file.id = new.export_run_id and file.report_id = new.report_id
  ) then
    raise exception 'what came of a report is a file of it'
      using errcode = 'BT002', constraint = 'report_run_of_report';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_resealed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  sealing constant text[] := array[tg_argv[0], 'key_id'];
begin
  if to_jsonb(old) - sealing is distinct from to_jsonb(new) - sealing
    or octet_length(to_jsonb(old) ->> tg_argv[0]) is distinct from octet_length(to_jsonb(new) ->> tg_argv[0])
    or current_user = 'app_vendor' or current_user = 'app_partner'
  then
    raise exception 'what is sealed is sealed anew by another key, and does not change otherwise'
      using errcode = 'BT001', constraint = tg_table_name || '_sealed_anew';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_retraction()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.retracted_by is distinct from app.actor() or current_user = 'app_partner' and old.source <> 'PARTNER' then
    raise exception 'a touchpoint is taken back by the side that recorded it, or by the vendor'
      using errcode = 'BT002', constraint = 'touchpoint_retracted_by_actor';
  end if;
  if exists (
    select
    from public.lead
    where partner_id = old.lead_partner_id and id = old.lead_id
      and (sales_qualified_at is not null or stage = 'MERGED')
  ) then
    raise exception 'what counted when a lead was settled is not taken back'
      using errcode = 'BT002', constraint = 'touchpoint_counted';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_reversal_appeal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.opened_by is distinct from app.actor() or not app.is_present(new.opened_at) or not exists (
    select
    from public.credit
    where partner_id = new.partner_id and id = new.credit_id and (kind = 'AWARD' or taken_back_ppm is not null)
      and app.rested_until(partner_id, coalesce(reversed_at, earned_at), appeal_until) > new.opened_at
  ) then
    raise exception 'an appeal is of a credit that was taken back, in time, by whoever makes it'
      using errcode = 'BT002', constraint = 'reversal_appeal_in_time';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_reversal_of_recruiter()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from public.award where award.id = new.award_id and award.recruited_credit_id is not null) then
    raise exception 'what a recruiter has follows the credit of which it is a percent'
      using errcode = 'BT002', constraint = 'credit_reversal_not_of_recruiter';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_sales_answers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.answered_by is distinct from app.actor() then
    raise exception 'answers name who saves them, and nobody else'
      using errcode = 'BT002', constraint = 'sales_answers_by_actor';
  end if;
  if not exists (
    select
    from public.lead
    where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.stage in ('SAL')
  ) then
    raise exception 'the questionnaire is answered while the lead is an SAL'
      using errcode = 'BT002', constraint = 'sales_answers_in_stage';
  end if;
  if not app.criteria_count_lately(new.criteria_version_id, new.lead_id, new.answered_at) then
    raise exception 'answers are to criteria that count for their lead, or did within seven days'
      using errcode = 'BT002', constraint = 'sales_answers_to_what_counts';
  end if;
  if new.number <> 1 and not exists (
    select
    from public.sales_answers as before
    where before.partner_id = new.partner_id and before.lead_id = new.lead_id and before.number = new.number - 1
      and before.answered_at <= new.answered_at
  ) then
    raise exception 'answers of a lead are saved one time behind another'
      using errcode = 'BT002', constraint = 'sales_answers_in_order';
  end if;
  if exists (
    select
    from jsonb_array_elements(new.answers) as answer
    where not exists (
      select
      from public.criteria_version as version
      cross join jsonb_array_elements(version.questions) as question
      where version.id = new.criteria_version_id and question ->> 'key' = answer ->> 'key'
        and question ->> 'type' = answer ->> 'type'
        and (question ->> 'type' = 'SOME_OF' or jsonb_array_length(answer -> 'values') = 1)
        and (question ->> 'type' not in ('ONE_OF', 'SOME_OF') or not exists (
          select
          from jsonb_array_elements_text(answer -> 'values') as chosen
          where not exists (
            select from jsonb_array_elements(question -> 'options') as option where option ->> 'key' = chosen))))
  ) then
    raise exception 'each answer is to a question of its version, and chooses among its options'
      using errcode = 'BT002', constraint = 'sales_answers_to_questions';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_scoring_model()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  restored public.scoring_model;
begin
  if tg_op = 'INSERT' and new.published_at is null and new.created_by is distinct from app.actor()
    or new.published_at is not null and new.published_by is distinct from app.actor()
  then
    raise exception 'a scoring model names who drafts it, and who publishes it'
      using errcode = 'BT002', constraint = 'scoring_model_by_actor';
  end if;
  if new.published_at is null then
    return new;
  end if;
  if exists (
    select
    from public.membership as acting
    join public.membership as drafting on drafting.user_id = acting.user_id
    where acting.id = new.published_by and drafting.id = new.created_by
  ) then
    raise exception 'a scoring model is published by another person than who drafted it'
      using errcode = 'BT002', constraint = 'scoring_model_two_persons';
  end if;
  if exists (
    select
    from public.scoring_model as other
    where other.published_at >= new.published_at
  ) then
    raise exception 'a scoring model is not published before the one that is in force'
      using errcode = 'BT002', constraint = 'scoring_model_in_order';
  end if;
  if tg_op = 'INSERT' then
    select * into restored from public.scoring_model where id = new.restores_id and published_at is not null;
    if (new.fit, new.engagement, new.fit_cap, new.engagement_cap, new.grade_a_from, new.grade_b_from, new.grade_c_from, new.mql_from,
        new.training_id, new.explanations, new.created_by)
      is distinct from (restored.fit, restored.engagement, restored.fit_cap, restored.engagement_cap, restored.grade_a_from,
        restored.grade_b_from, restored.grade_c_from, restored.mql_from, restored.training_id, restored.explanations, restored.created_by)
    then
      raise exception 'a model that comes published takes up one that was, word for word'
        using errcode = 'BT002', constraint = 'scoring_model_restores';
    end if;
    return new;
  end if;
  if new.training_id is not null and not exists (
    select
    from public.scoring_training as training
    where training.id = new.training_id and training.status = 'DONE' and training.positives >= 100 and training.negatives >= 100
      and not exists (
        select
        from jsonb_array_elements(training.report -> 'features') as feature
        where (feature ->> 'isSuspicious')::boolean and not exists (
          select
          from jsonb_array_elements(new.explanations) as explained
          where explained ->> 'feature' = feature ->> 'name' and char_length(explained ->> 'explanation') >= 1))
  ) then
    raise exception 'a learned model is published on enough outcomes, with all that is suspicious explained'
      using errcode = 'BT002', constraint = 'scoring_model_learned_enough';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_scoring_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a schedule is saved by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'scoring_schedule_begins';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_scoring_training()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and new.status = 'QUEUED' then
    if new.schedule_id is not null and not exists (
      select
      from public.scoring_schedule as schedule
      where schedule.id = new.schedule_id and schedule.replaced_at is null and schedule.set_by = app.actor()
        and (schedule.outcome, schedule.left_out) = (new.outcome, new.left_out)
        and new.decided_from = new.scheduled_on - make_interval(months => schedule.learns_months)
    ) then
      raise exception 'a training is of the schedule in force, as that says'
        using errcode = 'BT002', constraint = 'scoring_training_by_schedule';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.status in ('QUEUED', 'RUNNING')
    and (new.id, new.outcome, new.decided_from, new.decided_until, new.left_out, new.requested_at, new.schedule_id, new.scheduled_on)
      is not distinct from (old.id, old.outcome, old.decided_from, old.decided_until, old.left_out, old.requested_at, old.schedule_id,
        old.scheduled_on)
  then
    return new;
  end if;
  raise exception 'a training that is over stays as it is, and so does what was asked of it'
    using errcode = 'BT004', constraint = 'scoring_training_stands';
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_set_off_claims()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.payout_offset as part
    join public.payout on payout.partner_id = part.partner_id and payout.id = part.payout_id and payout.state = 'SCHEDULED'
    where part.partner_id = new.partner_id and part.clawback_id = new.posting_id and part.ended_at is null
  ) then
    raise exception 'what a batch that is not sent sets off is owed until that is sent or withdrawn'
      using errcode = 'BT002', constraint = 'credit_clawback_not_being_set_off';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_settled_by_another()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.lead
    where lead.id = new.lead_id and lead.sales_qualified_at = new.settled_at
  ) and app.has_told_of_lead(new.lead_id, app.actor(), new.model) then
    raise exception 'who recorded a touch does not settle by it'
      using errcode = 'BT002', constraint = 'attribution_share_by_another';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_share_of_policy()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.attribution_policy
    where id = new.policy_id and in_force_at <= new.settled_at
  ) then
    raise exception 'a share is settled by a policy that is in force'
      using errcode = 'BT002', constraint = 'attribution_share_policy_in_force';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_simulation()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'a simulation is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'simulation_by_actor';
    end if;
    return new;
  end if;
  if old.status in ('DONE', 'FAILED', 'CANCELLED')
    or old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'a simulation that is over, or told to end, stays so'
      using errcode = 'BT004', constraint = 'simulation_stands';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_spiff_in_time()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.incentive_rule as rule
    where rule.version_id = new.version_id and rule.key = new.rule_key
      and rule.starts_at <= new.event_at and rule.ends_at > new.event_at
  ) then
    raise exception 'a spiff is earned in its time'
      using errcode = 'BT001', constraint = 'award_in_time_of_spiff';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_spiffs_of_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from public.incentive_rule as rule where rule.version_id = new.id and rule.ends_at <= new.effective_at) then
    raise exception 'a spiff is over before its version begins'
      using errcode = 'BT001', constraint = 'incentive_rule_spiff_is_over';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_statement_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  issued timestamptz;
  shown uuid;
begin
  if tg_op = 'UPDATE' then
    if new.ended_by is distinct from app.actor() or (new.state = 'WITHDRAWN') <> (app.partner() is not distinct from new.partner_id)
    then
      raise exception 'a dispute is withdrawn by whose it is, and decided by the vendor'
        using errcode = 'BT002', constraint = 'statement_dispute_by_actor';
    end if;
    -- a partner may not ask what was proposed, not even for nothing
    if new.state = 'WITHDRAWN' then
      return new;
    end if;
    if not exists (
      select
      from public.statement_dispute_outcome as decided
      where decided.id = new.outcome_id and decided.dispute_id = new.id and decided.state = 'APPROVED'
        and decided.outcome = new.state and decided.answer = new.answer
        and decided.decided_by = new.ended_by and decided.decided_at = new.ended_at
        and decided.correcting_credit_id is not distinct from new.correcting_credit_id
        and decided.correcting_txn_id is not distinct from new.correcting_txn_id
    ) then
      raise exception 'a dispute ends as one person proposed and another approved'
        using errcode = 'BT002', constraint = 'statement_dispute_decided_by_two';
    end if;
    return new;
  end if;
  if new.opened_by is distinct from app.actor() or new.partner_id is distinct from app.partner() then
    raise exception 'a dispute is opened by whose statement it is, and names who acts'
      using errcode = 'BT002', constraint = 'statement_dispute_by_actor';
  end if;
  new.recorded_at := clock_timestamp();
  select own.issued_at into issued
  from public.partner_statement as own
  where own.partner_id = new.partner_id and own.id = new.statement_id;
  if issued is null or new.opened_at >= issued + interval '60 days' then
    raise exception 'a statement is disputed within 60 days'
      using errcode = 'BT002', constraint = 'statement_dispute_in_time';
  end if;
  new.held_credit_id := null;
  if new.line_number is null then
    if exists (
      select
      from public.partner_statement_line as line
      join public.credit on credit.partner_id = line.partner_id and credit.id = line.credit_id
      where line.partner_id = new.partner_id and line.statement_id = new.statement_id
        and (credit.id = new.credit_id or credit.lead_id = new.lead_id)
    ) then
      raise exception 'what is missed stands in the statement: its line is disputed instead'
        using errcode = 'BT002', constraint = 'statement_dispute_is_missing';
    end if;
    new.hold_id := null;
    return new;
  end if;
  select line.credit_id into shown
  from public.partner_statement_line as line
  where line.partner_id = new.partner_id and line.statement_id = new.statement_id and line.number = new.line_number;
  if not found or shown is distinct from new.credit_id then
    raise exception 'a dispute names the credit of its line'
      using errcode = 'BT002', constraint = 'statement_dispute_of_line';
  end if;
  select root.id into new.held_credit_id
  from public.credit as named
  join public.credit as root on root.partner_id = named.partner_id and root.id = coalesce(named.adjusts_credit_id, named.id)
  where named.partner_id = new.partner_id and named.id = new.credit_id and root.reversed_at is null
    and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = root.partner_id and approval.credit_id = root.id and approval.ended_at is null
        and approval.amount_minor = (
          select sum(paid.amount_minor)
          from public.payout_credit as paid
          join public.payout on payout.partner_id = paid.partner_id and payout.id = paid.payout_id and payout.state = 'PAID'
          where paid.partner_id = root.partner_id and paid.credit_id = root.id and paid.ended_at is null));
  if new.held_credit_id is null then
    new.hold_id := null;
  elsif new.hold_id is null then
    raise exception 'what is not paid is held while it is disputed'
      using errcode = 'BT002', constraint = 'statement_dispute_holds';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_statement_issue()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  period record;
begin
  perform pg_advisory_xact_lock(x'53544d54'::integer, 1);
  select id, entity_id, starts_on, ends_before, status, close_seq into period
  from public.accounting_period
  where id = new.period_id;
  if new.issued_by is distinct from app.actor() then
    raise exception 'an issue of statements names who issues them'
      using errcode = 'BT002', constraint = 'statement_issue_by_actor';
  end if;
  if period.status is distinct from 'closed' then
    raise exception 'statements are of a closed month'
      using errcode = 'BT002', constraint = 'statement_issue_closed';
  end if;
  if exists (
    select
    from public.statement_issue as later
    where later.entity_id = period.entity_id and later.starts_on > period.starts_on
  ) or exists (
    select
    from public.accounting_period as earlier
    where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on
      and exists (select from public.journal_txn as booked where booked.period_id = earlier.id)
      and not exists (select from public.statement_issue as issued where issued.period_id = earlier.id)
      and not exists (
        select
        from public.statement_issue as between_them
        where between_them.entity_id = earlier.entity_id and between_them.starts_on > earlier.starts_on)
  ) then
    raise exception 'statements are issued month by month'
      using errcode = 'BT002', constraint = 'statement_issue_follows';
  end if;
  new.entity_id := period.entity_id;
  new.starts_on := period.starts_on;
  new.ends_before := period.ends_before;
  select greatest(period.close_seq, max(before.until_seq)) into new.until_seq
  from public.statement_issue as before
  where before.entity_id = period.entity_id;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_suggested_answer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.is_suggested and new.state is distinct from (
    select (array['NOT_MET', 'PARTIAL', 'MET'])[min(array_position(array['NOT_MET', 'PARTIAL', 'MET'], option ->> 'suggests'))]
    from public.lead_assessment as held
    cross join lateral (
      select latest.*
      from public.partner_answers as latest
      where latest.partner_id = held.partner_id and latest.lead_id = held.lead_id
      order by latest.number desc
      limit 1
    ) as said
    join public.criteria_version as version on version.id = said.criteria_version_id
    cross join jsonb_array_elements(version.questions) as question
    cross join jsonb_array_elements(question -> 'options') as option
    join jsonb_array_elements(said.answers) as answer on answer ->> 'key' = question ->> 'key'
    where held.id = new.assessment_id and version.id = new.criteria_version_id
      and question ->> 'criterionKey' = new.criterion_key
      and jsonb_exists(answer -> 'values', option ->> 'key')
  ) then
    raise exception 'what is suggested is what the partner''s answers say'
      using errcode = 'BT002', constraint = 'lead_assessment_answer_suggested';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_target()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (case tg_op when 'INSERT' then new.added_by else new.removed_by end) is distinct from app.actor()
    or tg_op = 'INSERT' and new.removed_at is not null
  then
    raise exception 'who acts puts an account on a list, and takes it off'
      using errcode = 'BT002', constraint = 'target_by_actor';
  end if;
  if not exists (
    select
    from public.target_list as list
    where list.id = new.list_id and list.retired_at is null
    for key share of list
  ) then
    raise exception 'a list that is retired does not change'
      using errcode = 'BT002', constraint = 'target_of_list_in_use';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_target_list()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    raise exception 'lists of target accounts are kept' using errcode = 'BT001', constraint = 'target_list_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() or new.retired_at is not null then
      raise exception 'who acts makes a list, and it counts until it is retired'
        using errcode = 'BT002', constraint = 'target_list_begins';
    end if;
    return null;
  end if;
  if old.retired_at is not null
    or (old.id, old.created_at, old.created_by) is distinct from (new.id, new.created_at, new.created_by)
    or new.version is distinct from old.version + 1
    or new.retired_at is not null and new.retired_by is distinct from app.actor()
  then
    raise exception 'a list changes by one version at a time, until who acts retires it'
      using errcode = 'BT001', constraint = 'target_list_goes_on';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_tax_form()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'ended_at', 'ended_by', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax forms are kept' using errcode = 'BT001', constraint = 'tax_form_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.recorded_by is distinct from app.actor() then
      raise exception 'a tax form begins by waiting for somebody else to accept it'
        using errcode = 'BT002', constraint = 'tax_form_begins';
    end if;
    if new.kind = 'NONE_NEEDED' and current_user = 'app_partner' then
      raise exception 'the vendor alone says that no form is needed'
        using errcode = 'BT002', constraint = 'tax_form_none_by_vendor';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'tax_form_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'ENDED' then
    if old.state not in ('WAITING', 'ACCEPTED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or new.ended_by is distinct from app.actor()
    then
      raise exception 'a tax form is ended once, by who says so, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_form_ends_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a tax form is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_form_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.recorded_by) is distinct from false then
    raise exception 'a tax form is accepted by another person than who recorded it'
      using errcode = 'BT002', constraint = 'tax_form_two_persons';
  end if;
  if app.has_worked_for(new.decided_by, new.partner_id) then
    raise exception 'a tax form is accepted by nobody who worked for the partner'
      using errcode = 'BT002', constraint = 'tax_form_of_other';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_tax_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'replaced_at'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax profiles are kept' using errcode = 'BT001', constraint = 'tax_profile_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a tax profile begins by waiting for somebody else to verify it'
        using errcode = 'BT002', constraint = 'tax_profile_begins';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'tax_profile_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'REPLACED' then
    if old.state not in ('WAITING', 'VERIFIED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or old.state = 'VERIFIED' and current_user = 'app_partner'
    then
      raise exception 'a tax profile is replaced once, a verified one by the vendor, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_profile_replaced_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a tax profile is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_profile_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) is distinct from false then
    raise exception 'a tax profile is verified by another person than who entered it'
      using errcode = 'BT002', constraint = 'tax_profile_two_persons';
  end if;
  if app.has_worked_for(new.decided_by, new.partner_id) then
    raise exception 'a tax profile is verified by nobody who worked for the partner'
      using errcode = 'BT002', constraint = 'tax_profile_of_other';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_tax_remittance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and (new.state <> 'WAITING' or new.recorded_by is distinct from app.actor()) then
    raise exception 'who acts records what was handed on, and another person confirms it'
      using errcode = 'BT002', constraint = 'tax_remittance_begins';
  end if;
  if tg_op = 'UPDATE' then
    if new.decided_by is distinct from app.actor() or app.is_same_person(new.recorded_by, new.decided_by) is distinct from false then
      raise exception 'what was handed on is confirmed by another person than who recorded it'
        using errcode = 'BT002', constraint = 'tax_remittance_two_persons';
    end if;
    if new.state = 'CONFIRMED' and new.amount_minor is distinct from (
      select sum(line.amount_minor)
      from public.journal_txn as txn
      join public.journal_entry as line on line.txn_id = txn.id
      join public.ledger_account as account on account.id = line.account_id and account.role = 'wht_payable'
        and account.currency = new.currency
      where txn.id = new.posting_id and txn.kind = 'WHT_REMITTED' and txn.source_type = 'txm' and txn.source_id = new.id)
    then
      raise exception 'what was handed on is posted as it is confirmed'
        using errcode = 'BT002', constraint = 'tax_remittance_posted';
    end if;
  end if;
  if (case new.state when 'DECLINED' then 0 else new.amount_minor end) is distinct from coalesce((
      select sum(withheld.amount_minor) from public.payout as withheld where withheld.remittance_id = new.id), 0)
    or (case new.state when 'DECLINED' then 0 else new.payout_count end) is distinct from (
      select count(*) from public.payout as withheld where withheld.remittance_id = new.id)
    or exists (
      select
      from public.payout as withheld
      join public.tax_rule as rule on rule.id = withheld.tax_rule_id
      join public.payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
      where withheld.remittance_id = new.id and (
        rule.country <> new.country or withheld.currency <> new.currency
        or paid.booked_on is null or paid.booked_on not between new.withheld_from and new.withheld_until))
  then
    raise exception 'what is handed on is what was withheld by the rules of its country in its days, and no more'
      using errcode = 'BT002', constraint = 'tax_remittance_is_withheld';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_tax_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'replaced_at'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax rules are kept' using errcode = 'BT001', constraint = 'tax_rule_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a tax rule begins by waiting for somebody else to put it in force'
        using errcode = 'BT002', constraint = 'tax_rule_begins';
    end if;
    return new;
  end if;
  if new.state = 'REPLACED' then
    if old.state <> 'IN_FORCE' or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends then
      raise exception 'a tax rule is replaced once, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_rule_replaced_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor()
  then
    raise exception 'a tax rule is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_rule_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) is distinct from false then
    raise exception 'a tax rule is put in force by another person than who made it'
      using errcode = 'BT002', constraint = 'tax_rule_two_persons';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_terms_acceptance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.accepted_by is distinct from app.actor() or not app.is_present(new.accepted_at) then
    raise exception 'terms are accepted by who acts, and now'
      using errcode = 'BT002', constraint = 'terms_acceptance_by_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_touchpoint()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.recorded_by is distinct from app.actor() or (new.source = 'PARTNER') <> (current_user = 'app_partner') then
    raise exception 'a touchpoint names who records it, and on whose side'
      using errcode = 'BT002', constraint = 'touchpoint_by_actor';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_true_up()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.volume_unit as unit
    join public.award as moved on moved.id = unit.award_id
    join public.volume_window as counted on counted.id = unit.window_id
    join public.credit on credit.award_id = new.id and credit.partner_id = counted.partner_id and credit.kind = 'TRUE_UP'
    where unit.award_id = new.trues_up_for_id and unit.window_id = new.volume_window_id
      and (moved.lead_id, moved.rule_key, moved.version_id, moved.currency) = (new.lead_id, new.rule_key, new.version_id, new.currency)
      and (new.n = 2) = (moved.reversed_at is not null)
  ) then
    raise exception 'a true-up is its partner''s, for a unit of its window that came or went'
      using errcode = 'BT002', constraint = 'award_trues_up_its_window';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_upload()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() then
      raise exception 'a file is announced by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'upload_by_actor';
    end if;
    return new;
  end if;
  if old.sha256 is not null and (new.sha256, new.stored_at) is distinct from (old.sha256, old.stored_at) then
    raise exception 'a stored file never changes'
      using errcode = 'BT002', constraint = 'upload_stands';
  end if;
  if (old.state, new.state) not in (('AWAITED', 'ARRIVING'), ('ARRIVING', 'AWAITED'), ('ARRIVING', 'STORED'), ('STORED', 'STORED'))
    and not (new.state = 'GONE' and old.state <> 'GONE' and current_user = 'app_jobs') then
    raise exception 'no file goes from % to % for %', old.state, new.state, current_user
      using errcode = 'BT005', constraint = 'upload_state_move';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_usage_signal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.state not in ('RAISED', 'KNOWN', 'WAITING') or not exists (
      select
      from public.usage_threshold as threshold
      where threshold.id = new.threshold_id and threshold.quantity <= new.quantity)
    then
      raise exception 'a signal is found where as much is used as a threshold asks'
        using errcode = 'BT002', constraint = 'usage_signal_begins';
    end if;
    return null;
  end if;
  if old.state <> 'WAITING' or new.state not in ('TAKEN', 'DISMISSED') or new.closed_by is distinct from app.actor() then
    raise exception 'a signal that waits is closed once, by who acts'
      using errcode = 'BT001', constraint = 'usage_signal_goes_on';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_usage_threshold()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a threshold is set by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'usage_threshold_begins';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_volume()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  changed uuid := coalesce(
    to_jsonb(new) ->> 'window_id',
    to_jsonb(new) ->> 'volume_window_id',
    (select unit.window_id from public.volume_unit as unit where unit.award_id = (to_jsonb(new) ->> 'id')::uuid)::text);
begin
  if changed is not null and app.volume_difference(changed) <> 0 then
    raise exception 'what a partner has of a period is what its leads of it come to'
      using errcode = 'BT006', constraint = 'volume_comes_to_its_brackets';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_volume_unit()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.volume_window as counted
    join public.award on award.id = new.award_id and award.incentive_program_id = counted.incentive_program_id
      and award.rule_key = counted.rule_key and award.kind = 'AWARD' and award.gate is null
    join public.incentive_program as program on program.id = award.incentive_program_id
    join public.lead on lead.id = award.lead_id and lead.partner_id = counted.partner_id
    join public.credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
    join public.incentive_accelerator as accelerator on accelerator.version_id = award.version_id
      and accelerator.rule_key = award.rule_key and accelerator.period = counted.period
      and cardinality(accelerator.from_units) = cardinality(new.parts_minor)
    where counted.id = new.window_id
      and counted.starts_on = date_trunc(lower(counted.period), award.event_at at time zone program.time_zone)::date
  ) then
    raise exception 'a unit is an award of its partner''s own lead, by the rule and in the period of its window'
      using errcode = 'BT002', constraint = 'volume_unit_of_window';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.guard_withholding()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  beside public.payout;
  asked record;
begin
  select other.* into beside
  from public.payout as other
  where other.batch_id = new.batch_id and other.partner_id = new.partner_id
    and other.method = case new.method when 'TRANSFER' then 'WITHHOLDING' else 'TRANSFER' end;
  if new.method = 'WITHHOLDING' and (
      beside.id is null or beside.currency <> new.currency or new.state = 'RETURNED' and beside.state <> 'RETURNED')
    or new.method = 'TRANSFER' and new.state = 'RETURNED' and beside.state = 'WITHHELD' and beside.remittance_id is null
  then
    raise exception 'what is withheld stands beside its transfer, and comes back with it and not otherwise'
      using errcode = 'BT002', constraint = 'payout_withheld_with_transfer';
  end if;
  if tg_op = 'INSERT' and new.method = 'TRANSFER' then
    select * into asked from app.withholding_due(new.id, (new.scheduled_at at time zone 'UTC')::date);
    if coalesce(beside.amount_minor, 0) <> asked.due_minor or new.withheld_minor <> asked.due_minor + asked.before_minor
      or beside.tax_rule_id is not null and beside.tax_rule_id is distinct from asked.tax_rule_id
    then
      raise exception 'as much is withheld as the tax rule of the partner says, and nothing without one'
        using errcode = 'BT002', constraint = 'payout_withheld_as_due';
    end if;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.hand_on_what_leavers_get()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  left_at timestamptz;
begin
  select deactivated_at into left_at
  from public.membership
  where id = new.member_id
  for share;
  if left_at is not null then
    perform graphile_worker.add_job(
      'hand_leads_on',
      json_build_object('memberId', new.member_id),
      job_key := 'hand_leads_on:' || new.member_id,
      max_attempts := 20
    );
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.has_told_of_lead(of_lead uuid, person uuid, by_model text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select exists (
    select
    from public.touchpoint as touch
    join public.partner on partner.id = touch.partner_id and not partner.is_vendor
    where touch.lead_id = of_lead and touch.retracted_at is null and touch.source not in ('PARTNER', 'CONFLICT')
      and (touch.role = 'SOURCED' or by_model = 'ROLE_WEIGHTED')
      and (touch.recorded_by = person or exists (
        select
        from public.membership as acting
        join public.membership as before on before.user_id = acting.user_id
        where acting.id = person and before.id = touch.recorded_by)))
$function$;
grant execute on function app.has_told_of_lead(uuid,uuid,text) to app_jobs;
grant execute on function app.has_told_of_lead(uuid,uuid,text) to app_vendor;
comment on function app.has_told_of_lead(uuid,uuid,text) is 'Whether the person recorded a partner''s touch of the lead that can count under the model: then somebody else settles it';

CREATE OR REPLACE FUNCTION app.has_worked_for(the_member uuid, the_partner uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select exists (
    select
    from public.membership as acting
    join public.membership as earning on earning.user_id = acting.user_id
    where acting.id = the_member and earning.partner_id = the_partner)
$function$;
grant execute on function app.has_worked_for(uuid,uuid) to app_jobs;
grant execute on function app.has_worked_for(uuid,uuid) to app_vendor;
comment on function app.has_worked_for(uuid,uuid) is 'Whether the person of a membership is, or ever was, a member of a partner';

CREATE OR REPLACE FUNCTION app.hash_of_payouts(the_batch uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select encode(sha256(convert_to(coalesce(string_agg(shown.line, chr(10) order by shown.payout_id, shown.what_id), ''), 'UTF8')), 'hex')
  from (
    select payout.id as payout_id, paid.credit_id as what_id,
      concat_ws(' ', payout.id, paid.credit_id, payout.account_id, paid.amount_minor, payout.currency) as line
    from public.payout
    join public.payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
    where payout.batch_id = the_batch
    union all
    select payout.id, part.clawback_id, concat_ws(' ', payout.id, part.clawback_id, -part.amount_minor, payout.currency)
    from public.payout
    join public.payout_offset as part on part.partner_id = payout.partner_id and part.payout_id = payout.id
    where payout.batch_id = the_batch
  ) as shown
$function$;
grant execute on function app.hash_of_payouts(uuid) to app_jobs;
grant execute on function app.hash_of_payouts(uuid) to app_vendor;
comment on function app.hash_of_payouts(uuid) is 'SHA-256 of what a batch shows, worked out anew';

CREATE OR REPLACE FUNCTION app.hash_of_proposal(the_proposal uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select encode(sha256(convert_to(
    coalesce(string_agg(concat_ws(' ', item.credit_id, item.amount_minor, item.currency), chr(10) order by item.credit_id), ''), 'UTF8')), 'hex')
  from public.approval_item as item
  where item.proposal_id = the_proposal
$function$;
grant execute on function app.hash_of_proposal(uuid) to app_jobs;
grant execute on function app.hash_of_proposal(uuid) to app_vendor;
comment on function app.hash_of_proposal(uuid) is 'SHA-256 of what a proposal shows, worked out anew';

CREATE OR REPLACE FUNCTION app.held_as(of_partner uuid, of_lead uuid, for_account uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(
    (
      select min(app.tender_share(for_account, member.tender_key)::text)::uuid
      from public.shared_prospect as other
      join public.lead as member on member.partner_id = other.partner_id and member.id = other.lead_id
      where other.group_id = shared.group_id and member.tender_key is not null
    ),
    shared.group_id,
    app.tender_share(for_account, lead.tender_key))
  from public.lead
  left join public.shared_prospect as shared on shared.partner_id = lead.partner_id and shared.lead_id = lead.id
  where lead.partner_id = of_partner and lead.id = of_lead
$function$;
grant execute on function app.held_as(uuid,uuid,uuid) to app_jobs;
grant execute on function app.held_as(uuid,uuid,uuid) to app_vendor;
comment on function app.held_as(uuid,uuid,uuid) is 'As what a lead holds an account together with others: that of a tender, where one of those that share its prospect is for one; null where it holds alone';

CREATE OR REPLACE FUNCTION app.hold_disputed_credit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.credit_hold (id, partner_id, credit_id, kind, told, reason, placed_by, placed_at, statement_dispute_id)
  values (new.hold_id, new.partner_id, new.held_credit_id, 'DISPUTE', 'DISPUTE', 'Its partner disputes line ' || new.line_number
    || ' of a statement.', new.opened_by, new.opened_at, new.id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.hold_from(for_account uuid, of_span numrange, since timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  -- a claim may be older than the end of what others held; of that time it is not told
  select greatest(since, (
    select max(upper(other.period))
    from public.protection_hold as other
    where other.account_id = for_account and other.span && of_span and not upper_inf(other.period)))
$function$;

CREATE OR REPLACE FUNCTION app.hold_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.stage not in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY') then
    update public.assignment
    set ended_at = greatest(assigned_at, new.updated_at)
    where lead_id = new.id and ended_at is null;
  elsif new.stage in ('SAL', 'SQL', 'OPPORTUNITY') and not exists (
    select
    from public.assignment
    where lead_id = new.id and ended_at is null and member_id = new.owner_id
  ) then
    insert into public.assignment (id, partner_id, lead_id, member_id, cause, assigned_at, assigned_by)
    values (gen_random_uuid(), new.partner_id, new.id, new.owner_id, 'ACCEPTED', new.updated_at, coalesce(app.actor(), new.owner_id));
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.hold_lines(of_window uuid, for_account uuid, share uuid, lines uuid[], since timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform from public.product_line where id = any (lines) and id <> '01970000-0000-7000-8000-000000000030' order by id for share;
  delete from public.protection_hold where window_id = of_window and product_line_id <> all (lines);
  insert into public.protection_hold (window_id, account_id, product_line_id, span, shared_as, period)
  select of_window, for_account, line.id, line.span, share, tstzrange(app.hold_from(for_account, line.span, since), null)
  from public.product_line as line
  where line.id = any (lines)
    and not exists (
      select
      from public.protection_hold as held
      where held.window_id = of_window and held.product_line_id = line.id);
end
$function$;

CREATE OR REPLACE FUNCTION app.hold_other_lines()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.tender_key is distinct from old.tender_key or old.stage in ('SUBMITTED', 'MQL') then
    update public.protection_hold as hold
    set shared_as = coalesce(app.held_as(standing.partner_id, standing.lead_id, hold.account_id), standing.id)
    from public.protection_window as standing
    where standing.id = hold.window_id and standing.ended_at is null
      and (
        standing.partner_id = new.partner_id and standing.lead_id = new.id
        or standing.lead_id in (
          select other.lead_id
          from public.shared_prospect as own
          join public.shared_prospect as other on other.group_id = own.group_id
          where own.partner_id = new.partner_id and own.lead_id = new.id))
      and hold.shared_as is distinct from
        coalesce(app.held_as(standing.partner_id, standing.lead_id, hold.account_id), standing.id);
  end if;
  perform app.hold_lines(held.window_id, held.account_id, held.shared_as, new.product_line_ids, new.updated_at)
  from (
    select distinct on (hold.window_id) hold.window_id, hold.account_id, hold.shared_as
    from public.protection_window as standing
    join public.protection_hold as hold on hold.window_id = standing.id
    where standing.partner_id = new.partner_id and standing.lead_id = new.id and standing.ended_at is null
    order by hold.window_id
  ) as held;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.inbox_holders()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT array_agg(held.holder_id) AS array_agg
    FROM ( SELECT app.actor() AS holder_id
         UNION
          SELECT absence.member_id
            FROM public.absence
           WHERE ((absence.deputy_id = app.actor()) AND (absence.ended_at IS NULL) AND ((now() >= absence.absent_from) AND (now() <= absence.absent_until)))
         UNION
          SELECT queue.id
            FROM public.queue
           WHERE ((queue.team_id IS NULL) OR (EXISTS ( SELECT
                    FROM public.team_member mate
                   WHERE ((mate.team_id = queue.team_id) AND (mate.member_id = app.actor())))))
         UNION
          SELECT '00000000-0000-0000-0000-000000000000'::uuid AS uuid) held;
END;
grant execute on function app.inbox_holders() to app_vendor;
comment on function app.inbox_holders() is 'For whom whoever acts looks after leads: itself, whom it stands in for, its queues, and nobody';

CREATE OR REPLACE FUNCTION app.insist(holds boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if holds is not true then
    raise exception 'the rows are not as they were taken to be'
      using errcode = 'BT008', constraint = 'assumption_holds';
  end if;
end
$function$;
grant execute on function app.insist(boolean) to app_auth;
grant execute on function app.insist(boolean) to app_jobs;
grant execute on function app.insist(boolean) to app_partner;
grant execute on function app.insist(boolean) to app_vendor;
comment on function app.insist(boolean) is 'Ends the statement, and with it the transaction, unless the condition holds: for writes that were decided before anything was read';

CREATE OR REPLACE FUNCTION app.instant_at(wall timestamp without time zone, zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
  select case
    when (wall at time zone zone) at time zone zone <= wall then wall at time zone zone
    else (
      select min(minute)
      from generate_series(
        (wall at time zone zone) - (((wall at time zone zone) at time zone zone) - wall),
        wall at time zone zone,
        interval '1 minute') as minute
      where minute at time zone zone > wall)
  end
$function$;
grant execute on function app.instant_at(timestamp without time zone,text) to app_jobs;
comment on function app.instant_at(timestamp without time zone,text) is 'When a clock on the wall of a zone shows this; of a time that is skipped, when it is skipped, and of one that comes twice, the second';

CREATE OR REPLACE FUNCTION app.is_clawback_disputed(the_partner uuid, the_credit uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select exists (
      select
      from public.credit_hold as hold
      where hold.partner_id = the_partner and hold.credit_id = the_credit and hold.released_at is null)
    or exists (
      select
      from public.credit as own
      cross join lateral app.leads_with((
    select behind.lead_id
    from public.award as behind
    where behind.id = app.award_behind(own.award_id)
  )) as one
      join public.attribution_dispute as dispute on dispute.lead_id = one.lead_id and dispute.state = 'OPEN'
      where own.partner_id = the_partner and own.id = the_credit)
    or exists (
      select
      from public.reversal_appeal as appeal
      where appeal.partner_id = the_partner and appeal.credit_id = the_credit and appeal.state = 'OPEN')
    or exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = the_partner and dispute.credit_id = the_credit and dispute.state = 'OPEN')
$function$;
grant execute on function app.is_clawback_disputed(uuid,uuid) to app_vendor;
comment on function app.is_clawback_disputed(uuid,uuid) is 'Whether what is owed back of a credit is not set off for now: the credit is held or disputed, or its partner appealed against its being taken back';

CREATE OR REPLACE FUNCTION app.is_finance_posting(kind text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (kind = ANY (ARRAY['APPROVE'::text, 'VEST'::text, 'SCHEDULE'::text, 'EXPORT'::text, 'SETTLE'::text, 'RETURN'::text, 'CLAWBACK'::text, 'REPAYMENT'::text, 'WRITE_OFF'::text, 'WHT_REMITTED'::text, 'FX_PAYOUT'::text]));
comment on function app.is_finance_posting(text) is 'Whether it is posted into a soft-closed period too: what finance does, not what leads earn';

CREATE OR REPLACE FUNCTION app.is_found_by_vendor(of_lead uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with recursive chain (lead_id, is_offer) as (
    select of_lead, false
    union
    select before.lead_id, before.kind = 'OFFER'
    from chain
    join public.lead_succession as before on before.into_lead_id = chain.lead_id
    where before.kind in ('OFFER', 'TRANSFER') or before.kind = 'MERGE' and before.partner_id = before.into_partner_id
  )
  select exists (select from chain where is_offer)
$function$;
grant execute on function app.is_found_by_vendor(uuid) to app_jobs;
grant execute on function app.is_found_by_vendor(uuid) to app_vendor;
comment on function app.is_found_by_vendor(uuid) is 'Whether a lead goes on from one of the vendor''s own that its partner, or one before it, took as an offer: it is owed to the vendor';

CREATE OR REPLACE FUNCTION app.is_new_id(id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select substr(id::text, 15, 1) = '7'
    and app.is_present(to_timestamp(
      ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0))
$function$;
grant execute on function app.is_new_id(uuid) to app_partner;
comment on function app.is_new_id(uuid) is 'True for a version 7 uuid that was made just now';

CREATE OR REPLACE FUNCTION app.is_present(at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select at <= now() + interval '1 minute'
    and (at > now() - interval '5 minutes' or (select allow_past from public.deployment))
$function$;
grant execute on function app.is_present(timestamp with time zone) to app_jobs;
grant execute on function app.is_present(timestamp with time zone) to app_partner;
grant execute on function app.is_present(timestamp with time zone) to app_vendor;
comment on function app.is_present(timestamp with time zone) is 'True within five minutes before and one after the transaction''s begin; with deployment.allow_past for all before';

CREATE OR REPLACE FUNCTION app.is_rising(of_list numeric[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(bool_and(later.value > earlier.value), true)
  from unnest(of_list) with ordinality as earlier (value, n)
  join unnest(of_list) with ordinality as later (value, n) on later.n = earlier.n + 1
$function$;
grant execute on function app.is_rising(numeric[]) to app_vendor;
comment on function app.is_rising(numeric[]) is 'Whether each number is more than the one before it';

CREATE OR REPLACE FUNCTION app.is_same_person(one uuid, other uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select one = other or exists (
    select
    from public.membership as acting
    join public.membership as before on before.user_id = acting.user_id
    where acting.id = one and before.id = other)
$function$;
grant execute on function app.is_same_person(uuid,uuid) to app_jobs;
grant execute on function app.is_same_person(uuid,uuid) to app_vendor;
comment on function app.is_same_person(uuid,uuid) is 'Whether two memberships are one person''s: people leave and come back, and are still themselves';

CREATE OR REPLACE FUNCTION app.is_suspended(of_partner uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select state = 'SUSPENDED'
  from public.partner
  where id = of_partner
  for share
$function$;
grant execute on function app.is_suspended(uuid) to app_jobs;
comment on function app.is_suspended(uuid) is 'Whether a partner is suspended, which stays so until the transaction ends';

CREATE OR REPLACE FUNCTION app.journal_request_hash(header app.journal_header, lines app.journal_line[])
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select sha256(convert_to(concat_ws(e'\n',
    'baton.posting.v1',
    header.kind,
    to_char(header.effective_date, 'YYYY-MM-DD'),
    coalesce(header.reverses_id::text, '-'),
    header.source_type,
    header.source_id,
    coalesce(header.approval_id::text, '-'),
    coalesce(octet_length(header.memo) || ':' || header.memo, '-'),
    (select string_agg(
        concat_ws(' ', line.account_id, line.currency, line.amount_minor, coalesce(line.credit_id::text, '-')),
        e'\n' order by line.no)
      from unnest(lines) with ordinality as line (account_id, currency, amount_minor, credit_id, no))
  ), 'UTF8'))
$function$;

CREATE OR REPLACE FUNCTION app.journal_text(txn uuid, seq bigint, prev_hash bytea)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select 'baton.seal.v1'
    || e'\nseq ' || journal_text.seq
    || e'\nprev ' || encode(journal_text.prev_hash, 'hex')
    || e'\nid ' || txn.id
    || e'\nentity ' || txn.entity_id
    || e'\nkind ' || txn.kind
    || e'\nkey ' || octet_length(txn.idempotency_key) || ':' || txn.idempotency_key
    || e'\nrequest ' || encode(txn.request_hash, 'hex')
    || e'\neffective ' || to_char(txn.effective_date, 'YYYY-MM-DD')
    || e'\naccounting ' || to_char(txn.accounting_date, 'YYYY-MM-DD')
    || e'\nposted ' || to_char(txn.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || e'\nperiod ' || txn.period_id
    || e'\nreverses ' || coalesce(txn.reverses_id::text, '-')
    || e'\nsource ' || txn.source_type || ' ' || txn.source_id
    || e'\nactor ' || txn.actor_id
    || e'\napproval ' || coalesce(txn.approval_id::text, '-')
    || e'\nmemo ' || coalesce(octet_length(txn.memo) || ':' || txn.memo, '-')
    || e'\nxact ' || txn.db_xact
    || (
      select string_agg(
        e'\nline ' || entry.line_no
          || ' ' || entry.account_id
          || ' ' || account.entity_id
          || ' ' || account.role
          || ' ' || coalesce(account.partner_id::text, '-')
          || ' ' || coalesce(account.program_id::text, '-')
          || ' ' || coalesce(account.bank_account_id::text, '-')
          || ' ' || account.currency
          || ' ' || entry.currency
          || ' ' || entry.amount_minor
          || ' ' || coalesce(entry.credit_id::text, '-'),
        '' order by entry.line_no)
      from public.journal_entry as entry
      join public.ledger_account as account on account.id = entry.account_id
      where entry.txn_id = txn.id
    )
  from public.journal_txn as txn
  where txn.id = journal_text.txn
$function$;

CREATE OR REPLACE FUNCTION app.keep_accounting_period()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' then
    if old.gl_exported_at is not null
      and (new.status, new.close_seq, new.gl_exported_at) is distinct from (old.status, old.close_seq, old.gl_exported_at) then
      raise exception 'the period of % went to the books of the firm and is not opened again', old.starts_on
        using errcode = 'BT002', constraint = 'accounting_period_exported_stays', hint = 'post an adjustment in an open period';
    end if;
    if (new.id, new.entity_id, new.starts_on) = (old.id, old.entity_id, old.starts_on) then
      new.first_close_seq := coalesce(old.first_close_seq, new.close_seq);
      return new;
    end if;
  end if;
  raise exception '% of % is refused: a period stays where it is', tg_op, tg_table_name
    using errcode = 'BT001', constraint = 'accounting_period_stays', hint = 'only its status and what closing it records may change';
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_call_that_counted()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from public.assessment_answer as answer
    join public.assessment as made on made.id = answer.assessment_id
    where answer.discovery_call_id = new.id and made.undone_at is null
  ) then
    raise exception 'a call on which a lead was qualified is not removed'
      using errcode = 'BT002', constraint = 'discovery_call_counted';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_customers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.type = 'UNDONE' then
    update public.customer set until = since where lead_id = new.lead_id and source = 'WON' and until is null;
    return null;
  end if;
  insert into public.customer (id, account_id, product_line_id, source, since, lead_id, recorded_at, recorded_by)
  select gen_random_uuid(), linked.account_id, line_id, 'WON', new.at, new.lead_id, new.at, new.actor_id
  from public.account_lead as linked
  join public.lead on lead.partner_id = linked.partner_id and lead.id = linked.lead_id
  cross join unnest(lead.product_line_ids) as line_id
  where linked.partner_id = new.partner_id and linked.lead_id = new.lead_id
  on conflict (account_id, product_line_id) where until is null do nothing;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_deal_worth()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.deal_worth (lead_id, until, version, amount_minor)
  values (new.lead_id, new.updated_at, old.version, old.amount_minor);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_discovery_call()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.discovery_call as later
    where later.id = new.id and later.number = new.number + 1
  ) then
    raise exception 'a record of a call ends as another takes its place'
      using errcode = 'BT002', constraint = 'discovery_call_goes_on';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_former_name()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(1112821582, 1);
  insert into public.former_name (subject, subject_id, last_seq, value)
  values (
    tg_argv[0],
    (to_jsonb(old) ->> tg_argv[1])::uuid,
    (select coalesce(max(head.seq), 0) from public.chain_head as head),
    to_jsonb(old) ->> tg_argv[2]
  )
  on conflict do nothing;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_fraud_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (select from public.fraud_rule as other where other.rule = new.rule and other.replaced_at is null) then
    raise exception 'a rule is replaced by another setting of it, never by none'
      using errcode = 'BT002', constraint = 'fraud_rule_stays';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_holds()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  linked record;
begin
  if tg_op = 'UPDATE' then
    update public.protection_hold
    set period = tstzrange(lower(period), greatest(lower(period), new.ended_at))
    where window_id = new.id;
    return null;
  end if;
  select account.account_id, lead.product_line_ids as lines,
    coalesce(app.held_as(lead.partner_id, lead.id, account.account_id), new.id) as share into linked
  from public.account_lead as account
  join public.lead on lead.partner_id = account.partner_id and lead.id = account.lead_id
  where account.partner_id = new.partner_id and account.lead_id = new.lead_id;
  if not found then
    raise exception 'lead % is protected for no account', new.lead_id
      using errcode = 'BT002', constraint = 'protection_window_has_account';
  end if;
  perform app.hold_lines(new.id, linked.account_id, linked.share, linked.lines, new.protected_from);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_inbox()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner, score, grade)
  select item.lead_id, item.partner_id, item.holder_id, item.next_step, item.due_at, item.entered_at, item.waits_for_partner,
    item.score, item.grade
  from app.inbox_now as item
  where item.partner_id = new.partner_id and item.lead_id = new.lead_id
  on conflict (lead_id) do update
  set partner_id = excluded.partner_id, holder_id = excluded.holder_id, next_step = excluded.next_step, due_at = excluded.due_at,
    entered_at = excluded.entered_at, waits_for_partner = excluded.waits_for_partner, score = excluded.score, grade = excluded.grade
  where (inbox_item.partner_id, inbox_item.holder_id, inbox_item.next_step, inbox_item.entered_at, inbox_item.waits_for_partner)
      is distinct from (excluded.partner_id, excluded.holder_id, excluded.next_step, excluded.entered_at, excluded.waits_for_partner)
    or (inbox_item.due_at, inbox_item.score, inbox_item.grade) is distinct from (excluded.due_at, excluded.score, excluded.grade);
  if not found then
    delete from public.inbox_item as item
    where item.lead_id = new.lead_id and not exists (
      select
      from public.lead
      where lead.partner_id = new.partner_id and lead.id = new.lead_id
        and lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'));
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_inbox_days()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.inbox_item as item
  set due_at = now.due_at
  from app.inbox_now as now
  where item.next_step = 'TAKE_UP' and now.lead_id = item.lead_id and now.due_at is distinct from item.due_at;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_inbox_score()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    update public.inbox_item set score = null, grade = null where lead_id = old.lead_id and score is not null;
  else
    update public.inbox_item
    set score = new.total, grade = new.grade
    where lead_id = new.lead_id and (score, grade) is distinct from (new.total, new.grade);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.outcome is not null then
    raise exception 'what came of a call is kept as it was'
      using errcode = 'BT001', constraint = 'idempotency_claim_outcome_stands';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_protection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  standing public.protection_window;
  held text[];
  since timestamptz;
begin
  select * into standing
  from public.protection_window
  where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
  for update;
  if standing.id is null then
    if new.to_stage not in ('SAL', 'SQL', 'OPPORTUNITY') or new.to_stage = new.from_stage
      or new.to_stage <> 'SAL' and new.type <> 'UNDONE' then
      return null;
    end if;
    perform app.open_protection(new.partner_id, new.lead_id, new.id, new.at);
    select * into strict standing
    from public.protection_window
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null;
  end if;

  if new.type in ('PROTECTION_RELEASED', 'PROTECTION_LAPSED')
    or new.to_stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED') then
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    update public.protection_window
    set held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = case
        when new.type = 'PROTECTION_RELEASED' then 'RELEASED'
        when new.type = 'PROTECTION_LAPSED' then 'LAPSED'
        when new.to_stage = 'EXPIRED' then 'EXPIRED'
        else 'CLOSED'
      end
    where id = standing.id;
    return null;
  end if;

  if new.type = 'EXTENSION_REQUESTED' then
    insert into public.extension_request (id, partner_id, lead_id, window_id, days, state, requested_at)
    select new.id, new.partner_id, new.lead_id, standing.id, program.extension_days, 'PENDING', new.at
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when exists (
      select
      from public.extension_request
      where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING') then 'EXTENSION' end,
    case when new.to_stage = 'SAL' then (
      select 'CONVERSION'
      from public.lead_clock as clock
      join public.clock_firing as fired on fired.partner_id = clock.partner_id and fired.clock_id = clock.id
      where clock.partner_id = new.partner_id and clock.lead_id = new.lead_id and clock.kind = 'CONVERSION' and clock.is_latest
        and fired.outcome = 'PROTECTION_HELD') end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  -- it stands still from the instant at which the clock ran out, whenever that is noticed
  since := case
    when new.type <> 'PROTECTION_HELD' then new.at
    else greatest(standing.running_since, (
      select clock.due_at
      from public.lead_clock as clock
      where clock.partner_id = new.partner_id and clock.lead_id = new.lead_id and clock.kind = 'CONVERSION' and clock.is_latest))
  end;
  update public.protection_window
  set held_for = held,
    held_since = case when held <> '{}' then coalesce(held_since, since) end,
    waited = waited + case
      when held = '{}' and held_since is not null
      then greatest(
        interval '0',
        new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since)
          - app.time_owed_at_work(new.partner_id, new.lead_id, held_since))
      else interval '0'
    end,
    running_since = case when held = '{}' and held_since is not null then new.at else running_since end,
    -- whoever waited for the vendor was not idle
    active_at = case when not new.by_vendor or held_since is not null then greatest(active_at, new.at) else active_at end,
    days = protection_window.days + coalesce((
      select request.days
      from public.extension_request as request
      where request.partner_id = new.partner_id and request.window_id = standing.id
        and new.type = 'EXTENSION_DECIDED' and request.state = 'GRANTED' and request.decided_at = new.at), 0)
  where id = standing.id and (held_for <> held or not new.by_vendor or new.type = 'EXTENSION_DECIDED');
  -- a return is looked at again within the window, which is made longer for it in the same act
  if new.to_stage = 'RECYCLED' and new.from_stage <> 'RECYCLED' then
    update public.protection_window
    set days = days + (lead.revisit_on - ends_on)
    from public.lead
    where protection_window.id = standing.id and lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.revisit_on > ends_on;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_recurrence()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' and new.kind = 'AWARD' and new.occurrence = 1 and coalesce(new.gate, 'NO_RATE') = 'NO_RATE' then
    insert into public.recurrence as kept
      (incentive_program_id, lead_id, rule_key, version_id, months, first_at, first_on, reached)
    select new.incentive_program_id, new.lead_id, new.rule_key, new.version_id, rule.recurring_months, new.event_at,
      (new.event_at at time zone program.time_zone)::date, 1
    from public.incentive_rule as rule
    join public.incentive_program as program on program.id = new.incentive_program_id
    where rule.version_id = new.version_id and rule.key = new.rule_key and rule.recurring_months is not null
    on conflict on constraint recurrence_pkey do update
    set version_id = excluded.version_id,
      months = excluded.months,
      first_at = excluded.first_at,
      first_on = excluded.first_on,
      reached = 1,
      next_at = null
    where (kept.first_at, kept.version_id) is distinct from (excluded.first_at, excluded.version_id);
  elsif tg_op = 'INSERT' and new.kind = 'AWARD' and new.occurrence > 1 then
    update public.recurrence as kept
    set reached = greatest(kept.reached, new.occurrence), next_at = null
    from public.incentive_program as program
    where kept.incentive_program_id = new.incentive_program_id and kept.lead_id = new.lead_id and kept.rule_key = new.rule_key
      and program.id = kept.incentive_program_id and kept.version_id = new.version_id and new.occurrence <= kept.reached + 1
      and new.event_at = app.month_begins(kept.first_on, new.occurrence - 1, program.time_zone);
    if not found then
      raise exception 'a month is earned on its day, under the version of its win, and none is left out'
        using errcode = 'BT002', constraint = 'award_by_the_month';
    end if;
  end if;
  update public.recurrence as kept
  set next_at = app.next_month_of(kept.incentive_program_id, kept.lead_id, kept.rule_key)
  where kept.incentive_program_id = new.incentive_program_id and kept.lead_id = new.lead_id and kept.rule_key = new.rule_key;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_suspension()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  at timestamptz;
  began timestamptz;
begin
  -- clocks of servers differ: it is not earlier than what its clocks did before
  select greatest(new.updated_at, max(watch.running_since), max(clock.paused_at)) into at
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = new.id and clock.is_latest and clock.stopped_at is null;
  if new.state = 'SUSPENDED' then
    insert into public.partner_suspension (partner_id, suspended_at)
    select new.id, greatest(at, max(ended_at) + interval '1 millisecond')
    from public.partner_suspension
    where partner_id = new.id
    returning suspended_at into began;
    perform app.rest_with_partner(new.id, began);
  else
    update public.partner_suspension
    set ended_at = greatest(suspended_at, at)
    where partner_id = new.id and ended_at is null
    returning suspended_at, ended_at into strict began, at;
    perform app.go_on_with_partner(new.id, began, at);
    -- it could give no sign of life meanwhile
    update public.protection_window
    set active_at = greatest(active_at, at)
    where partner_id = new.id and ended_at is null;
  end if;
  update public.inbox_item as item
  set due_at = now.due_at
  from app.inbox_now as now
  where item.partner_id = new.id and now.partner_id = new.id and now.lead_id = item.lead_id
    and now.due_at is distinct from item.due_at;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_tax_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select from public.tax_profile as other where other.partner_id = new.partner_id and other.state = 'VERIFIED'
  ) then
    raise exception 'a verified tax profile is replaced by another verified one, never by none'
      using errcode = 'BT002', constraint = 'tax_profile_stays';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_tax_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (
    select
    from public.tax_rule as other
    where other.country = new.country and other.year = new.year and other.state = 'IN_FORCE'
  ) then
    raise exception 'a tax rule in force is replaced by another one, never by none'
      using errcode = 'BT002', constraint = 'tax_rule_stays';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.keep_tier_periods()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  changed_at timestamptz(3) := case when tg_op = 'INSERT' then new.created_at else new.updated_at end;
  before record;
begin
  if tg_op = 'UPDATE' and new.tier_id is not distinct from old.tier_id then
    return null;
  end if;
  select max(period.n) as n, max(period.ends_at) as ends_at, max(period.starts_at) as starts_at into before
  from public.partner_tier_period as period
  where period.partner_id = new.id;
  changed_at := greatest(changed_at, before.starts_at, before.ends_at);
  update public.partner_tier_period as period
  set ends_at = changed_at
  where period.partner_id = new.id and period.ends_at is null;
  if new.tier_id is not null then
    insert into public.partner_tier_period (partner_id, n, tier_id, starts_at)
    values (new.id, coalesce(before.n, 0) + 1, new.tier_id, changed_at);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.lapse_correction_proposals()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.correction_proposal
  set state = 'LAPSED', decided_at = new.updated_at
  where partner_id = new.partner_id and lead_id = new.id and state = 'OPEN';
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.leads_with(the_lead uuid)
 RETURNS TABLE(lead_id uuid)
 LANGUAGE sql
 STABLE ROWS 2
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with root as (
    select coalesce((select gone.root_lead_id from public.lead_succession as gone where gone.lead_id = the_lead), the_lead) as id
  )
  select root.id
  from root
  union all
  select gone.lead_id
  from root
  join public.lead_succession as gone on gone.root_lead_id = root.id
$function$;
grant execute on function app.leads_with(uuid) to app_vendor;
comment on function app.leads_with(uuid) is 'The lead in which a lead goes on, or itself, with all that go on in that';

CREATE OR REPLACE FUNCTION app.less_among(the_credits uuid[])
 RETURNS TABLE(credit_id uuid, obstacle text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with named as (
    select own.partner_id, own.id, app.standing_of_credit(own.partner_id, own.id) as minor,
      app.volume_of_credit(own.partner_id, own.id) as window_id
    from public.credit as own
    where own.id = any(the_credits)
  )
  select named.id, 'LESS_FIRST'
  from named
  where named.minor > 0 and exists (
    select
    from public.award as trued
    join public.credit as less on less.award_id = trued.id and less.partner_id = named.partner_id and less.share_minor < 0
    where trued.volume_window_id = named.window_id and less.id <> all(the_credits)
      and not exists (
        select
        from public.credit_approval as other
        where other.partner_id = less.partner_id and other.credit_id = less.id and other.ended_at is null))
  union all
  select named.id, 'LESS_THAN_NOTHING'
  from named
  where named.minor < 0
    and (select sum(beside.minor) from named as beside where beside.id = named.id or beside.window_id = named.window_id) < 0
$function$;
grant execute on function app.less_among(uuid[]) to app_vendor;
comment on function app.less_among(uuid[]) is 'Which of these credits are not approved as one: what is less for a volume is not among them, or they come to less than nothing for it';

CREATE OR REPLACE PROCEDURE app.make_append_only(IN target regclass)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $procedure$
declare
  relation constant text := (select relname from pg_class where oid = target);
begin
  execute format('create trigger %I before update or delete on %s for each row execute function app.refuse_change()',
    relation || '_append_only', target);
  execute format('create trigger %I before truncate on %s for each statement execute function app.refuse_change()',
    relation || '_no_truncate', target);
  execute format('alter table %s enable always trigger %I', target, relation || '_append_only');
  execute format('alter table %s enable always trigger %I', target, relation || '_no_truncate');
end
$procedure$;

CREATE OR REPLACE PROCEDURE app.make_endable(IN target regclass, VARIADIC columns text[])
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $procedure$
declare
  relation constant text := (select relname from pg_class where oid = target);
begin
  execute format('drop trigger if exists %I on %s', relation || '_append_only', target);
  execute format('create trigger %I before update or delete on %s for each row execute function app.refuse_unless_ended(%s)',
    relation || '_ends_once', target, (select string_agg(quote_literal(each), ', ') from unnest(columns) as each));
  execute format('create or replace trigger %I before truncate on %s for each statement execute function app.refuse_change()',
    relation || '_no_truncate', target);
  execute format('alter table %s enable always trigger %I', target, relation || '_ends_once');
  execute format('alter table %s enable always trigger %I', target, relation || '_no_truncate');
end
$procedure$;
comment on function app.make_endable(regclass,text[]) is 'Rows are written once and ended once: only the columns named may change, together, when the first of them is set';

CREATE OR REPLACE FUNCTION app.mark_claims_above()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  above uuid[];
  marked integer;
begin
  if tg_op = 'DELETE' then
    update public.lead_claim as mark
    set beneath = mark.beneath - 1
    from public.product_line as line
    join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
    where line.id = old.product_line_id
      and mark.partner_id = old.partner_id and mark.kind = old.kind and mark.key = old.key
      and mark.product_line_id = higher.id and mark.lead_id is null;
    delete from public.lead_claim
    where partner_id = old.partner_id and kind = old.kind and key = old.key and lead_id is null and beneath = 0;
    return null;
  end if;
  above := array(
    select higher.id
    from public.product_line as line
    join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
    where line.id = new.product_line_id
    order by higher.id);
  insert into public.lead_claim as mark (partner_id, kind, key, product_line_id, beneath)
  select new.partner_id, new.kind, new.key, line_id, 1
  from unnest(above) as line_id
  on conflict on constraint lead_claim_pkey do update
  set beneath = mark.beneath + 1
  where mark.lead_id is null;
  get diagnostics marked = row_count;
  if marked < cardinality(above) then
    raise unique_violation using
      message = 'a line above is claimed by another lead of the partner', constraint = 'lead_claim_pkey', table = 'lead_claim';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.missing_tax_form(the_partner uuid, the_day date)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select rule.id
  from public.tax_rule as rule
  where rule.id = app.tax_rule_of(the_partner, extract(year from the_day)::integer) and cardinality(rule.forms) > 0
    and not exists (
      select
      from public.tax_form as form
      where form.partner_id = the_partner and form.state = 'ACCEPTED' and coalesce(form.last_valid_on, 'infinity') >= the_day
        and (form.kind = any(rule.forms) or form.kind = 'NONE_NEEDED'))
    and exists (
      select
      from app.taxed_sums(the_partner, extract(year from the_day)::integer) as taxed
      where taxed.minor >= case taxed.currency when rule.currency then rule.threshold_minor else 0 end)
$function$;
grant execute on function app.missing_tax_form(uuid,date) to app_jobs;
grant execute on function app.missing_tax_form(uuid,date) to app_vendor;
comment on function app.missing_tax_form(uuid,date) is 'The tax_rule that asks a form of a partner, which is not there on a day; null where none is missing';

CREATE OR REPLACE FUNCTION app.missing_tax_form_that(the_partner uuid, the_day date, the_consequence text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select rule.id
  from public.tax_rule as rule
  where rule.id = app.missing_tax_form(the_partner, the_day) and rule.without_form = the_consequence
$function$;
grant execute on function app.missing_tax_form_that(uuid,date,text) to app_jobs;
grant execute on function app.missing_tax_form_that(uuid,date,text) to app_vendor;
comment on function app.missing_tax_form_that(uuid,date,text) is 'The tax_rule that asks a form of a partner, which is not there on a day, where it says HOLD or WITHHOLD; null where none is missing, or it says the other';

CREATE OR REPLACE FUNCTION app.month_begins(first_on date, months integer, zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN ((first_on + make_interval(months => months)) AT TIME ZONE zone);
grant execute on function app.month_begins(date,integer,text) to app_jobs;
grant execute on function app.month_begins(date,integer,text) to app_vendor;
comment on function app.month_begins(date,integer,text) is 'When the day begins on which so many months have passed; the 31st is the last day of shorter ones';

CREATE OR REPLACE FUNCTION app.move_accounting_period()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  period record;
  last record;
begin
  -- behind the lock only a new snapshot shows what was posted while it was waited for
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a period is moved at read committed, not at %', current_setting('transaction_isolation')
      using errcode = 'BT002', constraint = 'period_step_sees_all';
  end if;
  select each.id, each.entity_id, each.starts_on, each.ends_before, each.status, each.gl_exported_at, entity.time_zone
  into period
  from public.accounting_period as each
  join public.legal_entity as entity on entity.id = each.entity_id
  where each.id = new.period_id
  for no key update of each;
  select number, kind, days, open_until into last
  from public.period_step
  where period_id = new.period_id
  order by number desc
  limit 1;
  if new.number <> coalesce(last.number, 0) + 1 then
    raise exception 'another step of the period was quicker'
      using errcode = 'BT002', constraint = 'period_step_in_order';
  end if;

  if (case new.kind
    when 'SOFT_CLOSED' then
      period.status = 'open' and (new.made_at at time zone period.time_zone)::date >= period.ends_before
    when 'CLOSED' then
      period.status = 'soft_closed' and not exists (
        select
        from public.accounting_period as earlier
        where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on and earlier.status <> 'closed')
    when 'REOPENING_ASKED' then
      period.status = 'closed' and period.gl_exported_at is null and last.kind <> 'REOPENING_ASKED'
    when 'REOPENING_ENDED' then period.status = 'open' and last.kind = 'REOPENED' and last.open_until <= new.made_at
    when 'GL_EXPORTED' then
      period.status = 'closed' and period.gl_exported_at is null and last.kind <> 'REOPENING_ASKED'
    else period.gl_exported_at is null and last.kind = 'REOPENING_ASKED'
  end) is not true then
    raise exception 'a period that is % does not become %', period.status, new.kind
      using errcode = 'BT002', constraint = 'period_step_follows';
  end if;

  if new.kind = 'REOPENED' then
    new.open_until := new.made_at + last.days * interval '1 day';
  end if;
  if new.kind = 'CLOSED' then
    if exists (
      select
      from public.journal_unsealed as waiting
      join public.journal_txn as txn on txn.id = waiting.txn_id
      where txn.period_id = period.id
    ) then
      raise exception 'postings of the period wait for their seal'
        using errcode = 'BT002', constraint = 'period_step_sealed', hint = 'try again in a few seconds';
    end if;
    select coalesce(max(seq), 0) into new.close_seq from public.journal_seal where entity_id = period.entity_id;
    new.trial_balance_sha256 := app.trial_balance_sha256(period.entity_id, new.close_seq, period.ends_before);
  end if;

  update public.accounting_period
  set status = case
        when new.kind in ('SOFT_CLOSED', 'REOPENING_ENDED') then 'soft_closed'
        when new.kind = 'CLOSED' then 'closed'
        when new.kind = 'REOPENED' then 'open'
        else status
      end,
      close_seq = case new.kind when 'CLOSED' then new.close_seq when 'REOPENED' then null else close_seq end,
      trial_balance_sha256 = case new.kind
        when 'CLOSED' then new.trial_balance_sha256 when 'REOPENED' then null else trial_balance_sha256 end,
      closed_at = case new.kind when 'CLOSED' then new.made_at when 'REOPENED' then null else closed_at end,
      closed_by = case new.kind when 'CLOSED' then new.made_by when 'REOPENED' then null else closed_by end,
      gl_exported_at = case new.kind when 'GL_EXPORTED' then new.made_at else gl_exported_at end
  where id = period.id;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.move_what_is_beneath()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  ratio constant numeric := (upper(new.span) - lower(new.span)) / (upper(old.span) - lower(old.span));
  moved uuid[];
begin
  update public.product_line as line
  set span = numrange(
    lower(new.span) + (lower(line.span) - lower(old.span)) * ratio,
    lower(new.span) + (upper(line.span) - lower(old.span)) * ratio)
  where line.span <@ old.span and line.id <> new.id;
  moved := array(select id from public.product_line where span <@ new.span);

  update public.protection_hold as hold
  set span = line.span,
    period = tstzrange(app.hold_from(hold.account_id, line.span, lower(hold.period)), null)
  from public.product_line as line
  where line.id = hold.product_line_id and line.id = any (moved) and upper_inf(hold.period);

  lock table public.lead_claim in share row exclusive mode;
  delete from public.lead_claim as mark
  using public.lead_claim as claim
  where claim.product_line_id = any (moved) and claim.lead_id is not null
    and mark.partner_id = claim.partner_id and mark.kind = claim.kind and mark.key = claim.key and mark.lead_id is null;
  insert into public.lead_claim (partner_id, kind, key, product_line_id, beneath)
  select claim.partner_id, claim.kind, claim.key, higher.id, count(*)
  from public.lead_claim as claim
  join public.product_line as line on line.id = claim.product_line_id
  join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
  where claim.lead_id is not null
    and exists (
      select
      from public.lead_claim as touched
      where touched.partner_id = claim.partner_id and touched.kind = claim.kind and touched.key = claim.key
        and touched.product_line_id = any (moved) and touched.lead_id is not null)
  group by claim.partner_id, claim.kind, claim.key, higher.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.next_month_of(of_program uuid, of_lead uuid, of_rule text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT
         CASE
             WHEN (kept.reached = kept.months) THEN NULL::timestamp with time zone
             WHEN (kept.reached > ( SELECT count(*) AS count
                FROM public.award earned
               WHERE ((earned.incentive_program_id = kept.incentive_program_id) AND (earned.lead_id = kept.lead_id) AND (earned.rule_key = kept.rule_key) AND (earned.version_id = kept.version_id) AND (earned.kind = 'AWARD'::text) AND (earned.occurrence <= kept.reached) AND (earned.reversed_at IS NULL) AND (COALESCE(earned.gate, 'NO_RATE'::text) = 'NO_RATE'::text) AND ((earned.occurrence > 1) OR (earned.event_at = kept.first_at)) AND (NOT (EXISTS ( SELECT
                        FROM public.award part
                       WHERE ((part.adjusts_award_id = ANY (ARRAY[earned.id, earned.reinstates_award_id])) AND (part.calculation ? 'takenBackPpm'::text) AND ((part.reversed_at IS NULL) OR ((part.adjusts_award_id <> earned.id) AND (part.reversed_at = ( SELECT repeated.reversed_at
                                FROM public.award repeated
                               WHERE (repeated.id = earned.reinstates_award_id)))))))))))) THEN NULL::timestamp with time zone
             ELSE app.month_begins(kept.first_on, (kept.reached)::integer, program.time_zone)
         END AS month_begins
    FROM (public.recurrence kept
      JOIN public.incentive_program program ON ((program.id = kept.incentive_program_id)))
   WHERE ((kept.incentive_program_id = next_month_of.of_program) AND (kept.lead_id = next_month_of.of_lead) AND (kept.rule_key = next_month_of.of_rule));
END;
grant execute on function app.next_month_of(uuid,uuid,text) to app_jobs;
grant execute on function app.next_month_of(uuid,uuid,text) to app_vendor;

CREATE OR REPLACE FUNCTION app.note_adjustment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_CHANGED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_approval_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.policy_id is null then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
    values (new.id, 'APPROVAL_WAITING', true, '01970000-0000-7000-8000-000000000002', new.proposed_at, new.proposed_by);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_assignment()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin

  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
  select new.id, 'LEADS_REGISTERED', true, new.partner_id, new.lead_id, new.assigned_at, new.assigned_by
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id and stage in ('SUBMITTED', 'MQL');
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member, member_ids)
  select new.id, 'LEAD_GIVEN', true, new.partner_id, new.lead_id, new.assigned_at, new.assigned_by, array[new.member_id]
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id and stage in ('SAL', 'SQL', 'OPPORTUNITY');
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_credit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_EARNED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_credit_approvals()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  select distinct on (made.partner_id) made.id, 'CREDIT_APPROVED', false, made.partner_id, made.approved_at
  from made
  order by made.partner_id, made.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_credit_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'CREDIT_HELD', false, new.partner_id, new.placed_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_criteria_review()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'CRITERIA_TO_REVIEW', true, '01970000-0000-7000-8000-000000000002', new.found_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'ATTRIBUTION_DISPUTED', true, new.partner_id, new.opened_at, new.opened_by);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_dispute_decision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member, member_ids)
  values (new.id, 'ATTRIBUTION_DISPUTE_DECIDED', exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor), new.partner_id, new.decided_at, new.decided_by, (
    select array[member.id] from public.membership as member where member.id = new.opened_by and member.deactivated_at is null));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_dispute_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'STATEMENT_DISPUTE_WAITING', true, '01970000-0000-7000-8000-000000000002', new.proposed_at, new.proposed_by);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  for_partner constant boolean := new.by_vendor and new.type <> 'REGISTERED';
  kind constant text := case
    when new.type = 'COMMENTED' then 'LEAD_COMMENTED'
    when for_partner then case new.type
      when 'ACCEPTED' then 'LEAD_ACCEPTED'
      when 'REJECTED' then 'LEAD_REFUSED'
      when 'DISQUALIFIED' then 'LEAD_REFUSED'
      when 'EXPIRED' then 'LEAD_REFUSED'
      when 'RETURNED' then 'LEAD_RETURNED'
      when 'INFORMATION_REQUESTED' then 'ACTION_REQUIRED'
      when 'QUALIFIED' then 'LEAD_QUALIFIED'
      when 'WON' then 'LEAD_WON'
      when 'LOST' then 'LEAD_LOST'
    end
    else case new.type
      when 'REGISTERED' then 'LEADS_REGISTERED'
      when 'RESUBMITTED' then 'LEAD_RESUBMITTED'
      when 'REQUEST_ANSWERED' then 'REQUEST_ANSWERED'
      when 'APPEALED' then 'LEAD_APPEALED'
    end
  end;
begin
  if kind is not null and new.at > now() - interval '1 day' then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
    values (new.id, kind, not for_partner, new.partner_id, new.lead_id, new.at, new.actor_id);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_hold_release()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'HOLD_RELEASE_WAITING', true, '01970000-0000-7000-8000-000000000002', new.requested_at, new.requested_by);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_late_touch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.attribution_share (lead_id, partner_id, book, role, model, share_ppm, touch_rank, settled_at)
  select lead.id, new.partner_id, 'INFLUENCED', case new.role when 'SOURCED' then 'INFLUENCED' else new.role end, 'LATE_TOUCH',
    1000000, 1 + coalesce((
      select max(share.touch_rank) from public.attribution_share as share where share.lead_id = lead.id and share.superseded_at is null
    ), 0), new.recorded_at
  from public.lead
  where lead.partner_id = new.lead_partner_id and lead.id = new.lead_id and lead.stage <> 'MERGED'
    and lead.sales_qualified_at is not null
    and new.recorded_at >= app.attribution_locks_at(lead.program_id, lead.sales_qualified_at)
    and not exists (
      select
      from public.attribution_share as share
      where share.lead_id = lead.id and share.partner_id = new.partner_id and share.superseded_at is null)
  on conflict do nothing;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_lead_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.live_change (topic, object_id, partner_id, lead_id)
  select 'LEAD', id, partner_id, lead_id from changed order by seq;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_offer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'LEAD_OFFERED', false, new.partner_id, new.offered_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_part_taken()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_REVERSED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_partner_statement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'STATEMENT_ISSUED', false, new.partner_id, new.issued_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_payout_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  kind constant text := case new.state
    when 'WAITING' then 'PAYOUT_ACCOUNT_ENTERED'
    when 'ENDED' then 'PAYOUT_ACCOUNT_ENDED'
    else 'PAYOUT_ACCOUNT_DECIDED'
  end;
  changed_at constant timestamptz := coalesce(new.ended_at, new.decided_at, new.proposed_at);
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, kind, false, new.partner_id, changed_at);
  if new.state = 'WAITING' then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
    values (new.id, 'PAYOUT_ACCOUNT_WAITING', true, new.partner_id, changed_at, new.proposed_by);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_recruiter_due()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.recruiter_due (partner_id, n, incentive_program_id)
  select recruited.partner_id, recruited.n, award.incentive_program_id
  from public.recruitment as recruited
  join public.award on award.id = new.award_id
  where recruited.partner_id = new.partner_id and exists (
    select
    from public.incentive_program_version as version
    where version.incentive_program_id = award.incentive_program_id
      and version.recruiter_ppm is not null and version.state = 'APPROVED');
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_report_failure()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, member_ids)
  select new.id, 'REPORT_FAILED', true, '01970000-0000-7000-8000-000000000002', new.ran_at, report.recipient_ids
  from public.report
  where report.id = new.report_id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_report_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, member_ids)
  select new.id, case new.status when 'DONE' then 'REPORT_READY' else 'REPORT_FAILED' end, true, '01970000-0000-7000-8000-000000000002', new.finished_at,
    report.recipient_ids
  from public.report_run as scheduled
  join public.report on report.id = scheduled.report_id
  where scheduled.export_run_id = new.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_reversal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_REVERSED', false, new.partner_id, new.lead_id, new.reversed_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_reversal_appeal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'CREDIT_APPEALED', true, new.partner_id, new.opened_at, new.opened_by);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_reversal_appeal_decision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member, member_ids)
  values (new.id, 'CREDIT_APPEAL_DECIDED', false, new.partner_id, new.decided_at, new.decided_by, (
    select array[member.id] from public.membership as member where member.id = new.opened_by and member.deactivated_at is null));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_scheduled_training()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'SCORING_MODEL_TRAINED', true, '01970000-0000-7000-8000-000000000002', new.finished_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_scoring_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'SCORES_DRIFTED', true, '01970000-0000-7000-8000-000000000002', new.checked_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_statement_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'STATEMENT_DISPUTED', true, new.partner_id, new.opened_at, new.opened_by);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_statement_dispute_decision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member, member_ids)
  values (new.id, 'STATEMENT_DISPUTE_DECIDED', false, new.partner_id, new.ended_at, new.ended_by, (
    select array[member.id] from public.membership as member where member.id = new.opened_by and member.deactivated_at is null));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_termination()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  new.terminated_at := case
    when new.state <> 'TERMINATED' then null
    when tg_op = 'INSERT' or old.state <> 'TERMINATED' then coalesce(new.updated_at, new.created_at)
    else coalesce(old.terminated_at, new.updated_at)
  end;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.note_vendor_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.live_change (topic, object_id, lead_id)
  select tg_argv[0], (to_jsonb(changed) ->> tg_argv[1])::uuid, (to_jsonb(changed) ->> tg_argv[2])::uuid
  from changed;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.obstacles_of_batch(the_batch uuid, the_time timestamp with time zone)
 RETURNS TABLE(partner_id uuid, credit_id uuid, obstacle text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select paid.partner_id, paid.credit_id, found.obstacle
  from public.payout
  join public.payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
  cross join app.obstacles_of_credit(paid.partner_id, paid.credit_id) as found
  where payout.batch_id = the_batch
  union all
  select payout.partner_id, null, 'ACCOUNT'
  from public.payout
  join public.payout_account as account on account.id = payout.account_id
  where payout.batch_id = the_batch
    and (account.state <> 'VERIFIED' or account.usable_from > the_time or account.partner_id <> payout.partner_id
      or account.currency <> payout.currency)
  union all
  select clawed.partner_id, clawed.credit_id, 'CLAIM'
  from public.payout
  join public.payout_offset as part on part.partner_id = payout.partner_id and part.payout_id = payout.id
  join public.credit_clawback as clawed on clawed.partner_id = part.partner_id and clawed.posting_id = part.clawback_id
  where payout.batch_id = the_batch and app.is_clawback_disputed(clawed.partner_id, clawed.credit_id)
  union all
  select earning.partner_id, null, 'TAX_FORM'
  from (select distinct payout.partner_id from public.payout where payout.batch_id = the_batch) as earning
  where app.missing_tax_form_that(earning.partner_id, (the_time at time zone 'UTC')::date, 'HOLD') is not null
  union all
  select paid.partner_id, null, 'WITHHOLDING'
  from public.payout as paid
  cross join lateral app.withholding_due(paid.id, (the_time at time zone 'UTC')::date) as asked
  left join public.payout as beside on beside.batch_id = paid.batch_id and beside.partner_id = paid.partner_id
    and beside.method = 'WITHHOLDING'
  where paid.batch_id = the_batch and paid.method = 'TRANSFER' and (
    asked.due_minor <> coalesce(beside.amount_minor, 0)
    or beside.tax_rule_id is not null and beside.tax_rule_id is distinct from asked.tax_rule_id)
$function$;
grant execute on function app.obstacles_of_batch(uuid,timestamp with time zone) to app_vendor;
comment on function app.obstacles_of_batch(uuid,timestamp with time zone) is 'Why a batch is neither approved nor sent for now: a credit of it is held, suspended, reported or disputed, an account is not verified any more, a claim that it sets off is disputed, a tax form is missing, or what is withheld is not what is to be withheld';

CREATE OR REPLACE FUNCTION app.obstacles_of_credit(the_partner uuid, the_credit uuid)
 RETURNS TABLE(obstacle text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select 'HELD'
  from public.credit_hold as hold
  where hold.partner_id = the_partner and hold.released_at is null and (hold.credit_id is null or hold.credit_id = the_credit)
  union all
  select 'SUSPENDED'
  from public.partner
  where partner.id = the_partner and partner.state = 'SUSPENDED'
  union all
  -- a fraud that is confirmed takes the months behind it, and what others have more for their volume by it
  select 'REPORTED'
  from public.credit as own
  join public.award as earned on earned.id = own.award_id
  cross join lateral (
    select award.*
    from public.award
    where award.id = case when earned.trues_up_for_id is null then app.award_behind(earned.id) else earned.trues_up_for_id end
  ) as about
  join public.award as before on before.incentive_program_id = about.incentive_program_id and before.lead_id = about.lead_id
    and before.rule_key = about.rule_key and before.milestone = about.milestone
    and (before.id = about.id or before.occurrence < about.occurrence)
  join public.credit_reversal as reported on reported.award_id = before.id and reported.state = 'PROPOSED'
  where own.partner_id = the_partner and own.id = the_credit
  union all
  select 'DISPUTED'
  from public.credit as own
  cross join lateral app.leads_with((
    select behind.lead_id
    from public.award as behind
    where behind.id = app.award_behind(own.award_id)
  )) as one
  join public.attribution_dispute as dispute on dispute.lead_id = one.lead_id and dispute.state = 'OPEN'
  where own.partner_id = the_partner and own.id = the_credit
$function$;
grant execute on function app.obstacles_of_credit(uuid,uuid) to app_vendor;
comment on function app.obstacles_of_credit(uuid,uuid) is 'Why a credit is not approved for now: it is held, its partner is suspended, a fraud is reported, or to whom its lead is owed is disputed';

CREATE OR REPLACE FUNCTION app.obstacles_of_proposal(the_proposal uuid, the_decider uuid)
 RETURNS TABLE(credit_id uuid, obstacle text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with item as (
    select item.*, behind.lead_id, behind.milestone, behind.id as award_id
    from public.approval_item as item
    join public.credit as own on own.partner_id = item.partner_id and own.id = item.credit_id
    join public.award as behind on behind.id = app.award_behind(own.award_id)
    where item.proposal_id = the_proposal
  )
  select item.credit_id, 'CHANGED'
  from item
  where app.standing_of_credit(item.partner_id, item.credit_id) is distinct from item.amount_minor
  union all
  select item.credit_id, 'APPROVED'
  from item
  join public.credit_approval as other
    on other.partner_id = item.partner_id and other.credit_id = item.credit_id and other.ended_at is null
      and other.proposal_id <> the_proposal
  union all
  select item.credit_id, found.obstacle
  from item
  cross join app.obstacles_of_credit(item.partner_id, item.credit_id) as found
  union all
  select less.credit_id, less.obstacle
  from app.less_among(array(select item.credit_id from item)) as less
  union all
  select item.credit_id, 'OWN'
  from item
  where exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.lead on lead.id = one.lead_id
      join public.lead_event as event on event.partner_id = lead.partner_id and event.lead_id = lead.id
      where event.actor_id is not null
        and (event.to_stage = item.milestone and event.from_stage <> event.to_stage
          or event.type in ('REGISTERED', 'DEAL_CHANGED'))
        and app.is_same_person(the_decider, event.actor_id))
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.attribution_settlement as settled on settled.lead_id = one.lead_id
      left join public.attribution_proposal as proposed on proposed.id = settled.proposal_id
      where app.is_same_person(the_decider, settled.settled_by) or app.is_same_person(the_decider, proposed.proposed_by))
    -- on what they found it was qualified
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.lead_assessment as assessed on assessed.lead_id = one.lead_id
      join public.lead_assessment_save as save on save.assessment_id = assessed.id
      where app.is_same_person(the_decider, save.saved_by))
    -- by what of it its partner has a share
    or exists (
      select
      from public.touchpoint as told
      where told.lead_id = any(array(select one.lead_id from app.leads_with(item.lead_id) as one))
        and told.retracted_at is null and told.partner_id = item.partner_id and app.is_same_person(the_decider, told.recorded_by))
    -- what was taken back counts again by them
    or exists (
      select
      from public.reversal_appeal as upheld
      where upheld.credit_id = any(array(
          select taken.id
          from public.award as earned
          join public.award as before on before.lead_id = earned.lead_id and before.incentive_program_id = earned.incentive_program_id
            and before.rule_key = earned.rule_key and before.milestone = earned.milestone
          join public.credit as taken on taken.award_id = before.id
          where earned.id = item.award_id))
        and upheld.state = 'UPHELD' and app.is_same_person(the_decider, upheld.decided_by))
    or app.has_worked_for(the_decider, item.partner_id)
$function$;
grant execute on function app.obstacles_of_proposal(uuid,uuid) to app_vendor;
comment on function app.obstacles_of_proposal(uuid,uuid) is 'Why somebody cannot approve what was proposed, credit by credit: it changed, was approved, is held, or is their own doing';

CREATE OR REPLACE FUNCTION app.obstacles_to_policy(the_policy uuid, the_partner uuid, the_credit uuid, the_time timestamp with time zone)
 RETURNS TABLE(obstacle text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with asked as (
    select policy.most_per_credit_minor, own.currency, own.earned_at, the_time - make_interval(hours => 24 * policy.delay_days) as earned_before,
      earned.incentive_program_id, earned.generation
    from public.approval_policy as policy
    join public.credit as own on own.partner_id = the_partner and own.id = the_credit
    join public.award as earned on earned.id = own.award_id
    where policy.id = the_policy
  )
  select 'NOT_IN_FORCE'
  from asked
  where app.policy_for(asked.currency, asked.incentive_program_id) is distinct from the_policy
  union all
  select 'OVER_LIMIT'
  from asked
  where coalesce(app.standing_of_credit(the_partner, the_credit), 0) not between 1 and asked.most_per_credit_minor
  union all
  select 'TOO_EARLY'
  from asked
  where asked.earned_at >= asked.earned_before or exists (
    select
    from public.credit as changed
    where changed.partner_id = the_partner and changed.adjusts_credit_id = the_credit and changed.earned_at >= asked.earned_before)
  union all
  select 'MADE_ANEW'
  from asked
  where asked.generation > 1
  union all
  select 'WITH_PERSONS'
  from public.approval_item as item
  join public.approval_proposal as proposal on proposal.id = item.proposal_id
  where item.partner_id = the_partner and item.credit_id = the_credit and proposal.policy_id is null and proposal.state <> 'APPROVED'
$function$;
grant execute on function app.obstacles_to_policy(uuid,uuid,uuid,timestamp with time zone) to app_vendor;
comment on function app.obstacles_to_policy(uuid,uuid,uuid,timestamp with time zone) is 'Why a policy does not approve a credit by then, which is left to persons: it is not the one in force for it, the credit is over its limit, was earned or changed too lately, was made anew, or was asked for or declined by persons';

CREATE OR REPLACE FUNCTION app.open_appeal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.appeal (id, partner_id, lead_id, event_id, against, evidence, state, opened_at)
  select new.id, new.partner_id, new.lead_id, decision.id,
    case
      when decision.to_stage = 'EXPIRED' then 'EXPIRY'
      when decision.type = 'TRANSFERRED' then 'TRANSFER'
      when exists (
        select
        from public.lead_decision as told
        where told.partner_id = new.partner_id and told.id = decision.id) then 'CONFLICT'
      when decision.to_stage = 'REJECTED' then 'REJECTION'
      else 'DISQUALIFICATION'
    end,
    new.comment, 'OPEN', new.at
  from public.lead_event as decision
  where decision.partner_id = new.partner_id and decision.lead_id = new.lead_id
    and decision.to_stage = new.to_stage and decision.from_stage <> decision.to_stage
    and (decision.to_stage <> 'MERGED' or decision.type = 'TRANSFERRED')
  order by decision.seq desc
  limit 1;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.open_periods()
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.accounting_period (id, entity_id, starts_on)
  select gen_random_uuid(), entity.id, month::date
  from public.legal_entity as entity
  cross join lateral (select date_trunc('month', now() at time zone entity.time_zone) as current) as today
  cross join lateral generate_series(
    coalesce(
      (select max(ends_before) from public.accounting_period where entity_id = entity.id),
      today.current
    ),
    today.current + interval '12 months',
    interval '1 month'
  ) as month
  on conflict (entity_id, starts_on) do nothing;
$function$;
comment on function app.open_periods() is 'Opens the months that are missing up to twelve ahead of today, so that a close never stops a posting';

CREATE OR REPLACE FUNCTION app.open_protection(of_partner uuid, of_lead uuid, by_event uuid, opened timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  earlier public.protection_window;
  entered record;
  began timestamptz;
begin
  select * into earlier
  from public.protection_window
  where partner_id = of_partner and lead_id = of_lead
  order by opened_at desc, id desc
  limit 1;
  select at, type into strict entered
  from public.lead_event
  where partner_id = of_partner and lead_id = of_lead
    and to_stage in ('SUBMITTED', 'MQL') and from_stage not in ('SUBMITTED', 'MQL')
  order by seq desc
  limit 1;
  -- who lost its protection and came back is protected from when it came back; whom it was taken from
  -- wrongly goes on as before
  select case when earlier.id is null or entered.type = 'REINSTATED' then claimed_at else entered.at end into strict began
  from public.lead
  where partner_id = of_partner and id = of_lead;
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, running_since, active_at)
  select by_event, of_partner, of_lead, opened, began, program.time_zone,
    case when earlier.id is not null and entered.type = 'REINSTATED' then earlier.days else program.protection_days end,
    program.heartbeat_days,
    case
      when earlier.id is not null and entered.type = 'REINSTATED'
      then earlier.waited + app.time_in_review(of_partner, of_lead, earlier.ended_at)
      else app.time_in_review(of_partner, of_lead, began)
    end,
    opened, opened
  from public.lead
  join public.program on program.id = lead.program_id
  where lead.partner_id = of_partner and lead.id = of_lead;
end
$function$;

CREATE OR REPLACE FUNCTION app.outstanding_of_clawback(the_partner uuid, the_clawback uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id) - coalesce((
      select sum(written.amount_minor)
      from public.clawback_write_off as written
      where written.partner_id = clawed.partner_id and written.clawback_id = clawed.posting_id and written.state = 'APPROVED'), 0))::bigint
  from public.credit_clawback as clawed
  where clawed.partner_id = the_partner and clawed.posting_id = the_clawback and clawed.ended_at is null
$function$;
grant execute on function app.outstanding_of_clawback(uuid,uuid) to app_jobs;
grant execute on function app.outstanding_of_clawback(uuid,uuid) to app_partner;
grant execute on function app.outstanding_of_clawback(uuid,uuid) to app_vendor;
comment on function app.outstanding_of_clawback(uuid,uuid) is 'What of a claim is owed by now; null of one whose payout came back';

CREATE OR REPLACE FUNCTION app.part_of(the_whole bigint, the_ppm bigint)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (exact.units + case
    when exact.rest * 2 > 1000000 or exact.rest * 2 = 1000000 and exact.units % 2 = 1 then 1 else 0 end)::bigint
  from (
    select div(the_whole::numeric * the_ppm, 1000000) as units, mod(the_whole::numeric * the_ppm, 1000000) as rest) as exact
$function$;
grant execute on function app.part_of(bigint,bigint) to app_jobs;
grant execute on function app.part_of(bigint,bigint) to app_vendor;
comment on function app.part_of(bigint,bigint) is 'So many parts per million of an amount that is not less than nothing, rounded once, half to even';

CREATE OR REPLACE FUNCTION app.partner()
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select nullif(current_setting('app.partner_id', true), '')::uuid $function$;
grant execute on function app.partner() to app_auth;
grant execute on function app.partner() to app_jobs;
grant execute on function app.partner() to app_partner;
grant execute on function app.partner() to app_vendor;
comment on function app.partner() is 'The partner the transaction acts for; null for the vendor';

CREATE OR REPLACE FUNCTION app.pass_protection_on()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  standing public.protection_window;
  held text[];
begin
  if new.to_stage = 'MERGED' then
    update public.protection_window
    set waited = waited + case
        when held_since is null then interval '0'
        else greatest(interval '0', new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since))
      end,
      held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = 'MOVED'
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
    returning * into standing;
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    return null;
  end if;

  update public.protection_window as kept
  set protected_from = least(kept.protected_from, lead.claimed_at),
    waited = kept.waited + (kept.protected_from - least(kept.protected_from, lead.claimed_at))
  from public.lead
  where kept.partner_id = new.partner_id and kept.lead_id = new.lead_id and kept.ended_at is null
    and lead.partner_id = kept.partner_id and lead.id = kept.lead_id;
  if found then
    return null;
  end if;
  select passed.* into standing
  from public.lead_succession as succession
  join public.protection_window as passed
    on passed.partner_id = succession.partner_id and passed.lead_id = succession.lead_id
  where succession.into_lead_id = new.lead_id and succession.at = new.at
    and passed.end_reason = 'MOVED' and passed.ended_at = new.at
  order by passed.protected_from, passed.id
  limit 1;
  if standing.id is null then
    return null;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, held_for, held_since,
      running_since, active_at)
  values (new.id, new.partner_id, new.lead_id, new.at, standing.protected_from, standing.time_zone, standing.days,
    standing.heartbeat_days, standing.waited, held, case when held <> '{}' then new.at end, new.at, new.at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.payable_of_approval(the_partner uuid, the_approval uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (approval.amount_minor - approval.held_minor + coalesce((
    select sum(vested.amount_minor)
    from public.credit_vesting as vested
    where vested.partner_id = approval.partner_id and vested.approval_id = approval.id), 0) - coalesce((
    select sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id))
    from public.credit_clawback as clawed
    where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id and clawed.ended_at is not null), 0))::bigint
  from public.credit_approval as approval
  where approval.partner_id = the_partner and approval.id = the_approval and approval.ended_at is null
$function$;
grant execute on function app.payable_of_approval(uuid,uuid) to app_jobs;
grant execute on function app.payable_of_approval(uuid,uuid) to app_vendor;
comment on function app.payable_of_approval(uuid,uuid) is 'What of an approved credit has vested, whether it was paid or not, less what was taken back of it, came back and was not given back otherwise; null of what is approved no more';

CREATE OR REPLACE FUNCTION app.place_product_line()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  above public.product_line;
  width numeric;
  place integer;
begin
  if tg_op = 'UPDATE' and new.parent_id = old.parent_id then
    return new;
  end if;
  perform pg_advisory_xact_lock(x'4c494e45'::integer, 0);
  select * into above from public.product_line where id = new.parent_id;
  if above.id is null then
    raise exception 'a product line stands beneath another, or beneath all'
      using errcode = 'BT002', constraint = 'product_line_has_parent';
  end if;
  if tg_op = 'UPDATE' and above.span <@ old.span then
    raise exception 'a product line does not stand beneath itself'
      using errcode = 'BT002', constraint = 'product_line_no_circle';
  end if;
  width := (upper(above.span) - lower(above.span)) * 0.001;
  select min(free) into place
  from generate_series(1, 999) as free
  where not exists (
    select
    from public.product_line as sibling
    where sibling.parent_id = above.id and sibling.id <> new.id and lower(sibling.span) = lower(above.span) + free * width
  );
  if place is null then
    raise exception 'a product line has 999 others beneath it at most'
      using errcode = 'BT002', constraint = 'product_line_has_room';
  end if;
  new.span := numrange(lower(above.span) + place * width, lower(above.span) + (place + 1) * width);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.policy_for(the_currency text, the_program uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select policy.id
  from public.approval_policy as policy
  where policy.state = 'IN_FORCE' and policy.currency = the_currency and (policy.program_id is null or policy.program_id = the_program)
  order by policy.program_id is null
  limit 1
$function$;
grant execute on function app.policy_for(text,uuid) to app_vendor;
comment on function app.policy_for(text,uuid) is 'The policy in force for an incentive program and currency: of two the one for the program alone; null where there is none';

CREATE OR REPLACE FUNCTION app.post_journal(txn_id uuid, entity_id uuid, kind text, idempotency_key text, effective_date date, source_type text, source_id uuid, lines jsonb, approval_id uuid DEFAULT NULL::uuid, memo text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  posted app.journal_line[];
begin
  select array_agg(
    row(
      app.account_id(post_journal.entity_id, line.role, line.partner_id, line.program_id, line.bank_account_id, line.currency),
      line.currency, line.amount_minor, line.credit_id
    )::app.journal_line
    order by line.no)
  into posted
  from rows from (
    jsonb_to_recordset(post_journal.lines) as (role text, partner_id uuid, program_id uuid, bank_account_id uuid,
      currency text, amount_minor bigint, credit_id uuid)
  ) with ordinality
    as line (role, partner_id, program_id, bank_account_id, currency, amount_minor, credit_id, no);

  insert into public.ledger_account (id, entity_id, role, partner_id, program_id, bank_account_id, currency)
  select distinct on (named.id) named.id, post_journal.entity_id, line.role, line.partner_id, line.program_id,
    line.bank_account_id, line.currency
  from jsonb_to_recordset(post_journal.lines)
    as line (role text, partner_id uuid, program_id uuid, bank_account_id uuid, currency text)
  cross join lateral app.account_id(post_journal.entity_id, line.role, line.partner_id, line.program_id,
    line.bank_account_id, line.currency) as named (id)
  where not exists (select from public.ledger_account as account where account.id = named.id)
  order by named.id
  -- no target: two sessions that make the same account may meet at either of its unique indexes
  on conflict do nothing;

  return app.write_journal(
    row(post_journal.txn_id, post_journal.entity_id, post_journal.kind, post_journal.idempotency_key,
      post_journal.effective_date, null, post_journal.source_type, post_journal.source_id, post_journal.approval_id,
      post_journal.memo),
    coalesce(posted, '{}')
  );
end
$function$;
grant execute on function app.post_journal(uuid,uuid,text,text,date,text,uuid,jsonb,uuid,text) to app_jobs;
grant execute on function app.post_journal(uuid,uuid,text,text,date,text,uuid,jsonb,uuid,text) to app_vendor;
comment on function app.post_journal(uuid,uuid,text,text,date,text,uuid,jsonb,uuid,text) is 'Posts balanced lines [{role, partner_id, program_id, bank_account_id, currency, amount_minor (text), credit_id}] and returns the posting''s id; the same key and body again returns the first one''s';

CREATE OR REPLACE FUNCTION app.posted_before(header app.journal_header, body_hash bytea)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  earlier record;
begin
  select id, request_hash into earlier
  from public.journal_txn
  where entity_id = header.entity_id and idempotency_key = header.idempotency_key;
  if earlier.request_hash <> body_hash then
    raise exception 'the posting key % was used before, for another posting', header.idempotency_key
      using errcode = 'BT005', constraint = 'journal_txn_key_once', hint = 'a new posting needs a new key';
  end if;
  return earlier.id;
end
$function$;

CREATE OR REPLACE FUNCTION app.publish_incentive_program()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.incentive_program
  set published_at = new.approved_at
  where id = new.incentive_program_id and published_at is null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.questions_stand(questions jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case when jsonb_typeof(questions) <> 'array' then false else
    jsonb_array_length(questions) <= 30
    and not exists (
      select
      from jsonb_array_elements(questions) as question
      where jsonb_typeof(question) is distinct from 'object'
        or coalesce(question ->> 'key', '') !~ '^[a-z][a-z0-9_]{0,39}$'
        or coalesce(question ->> 'type', '') not in ('TEXT', 'NUMBER', 'DATE', 'YES_NO', 'ONE_OF', 'SOME_OF')
        or jsonb_typeof(question -> 'options') is distinct from 'array'
        or (question ->> 'type' in ('ONE_OF', 'SOME_OF')) <> (jsonb_array_length(question -> 'options') > 0))
    and (select count(distinct question ->> 'key') = count(*) from jsonb_array_elements(questions) as question)
  end
$function$;
grant execute on function app.questions_stand(jsonb) to app_jobs;
grant execute on function app.questions_stand(jsonb) to app_vendor;

CREATE OR REPLACE FUNCTION app.queue_for_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.journal_unsealed (txn_id) values (new.id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.rebuild_balances(accounts uuid[])
 RETURNS TABLE(account_id uuid, was_minor numeric, is_minor numeric)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- 'BTON' and 1: the sealer's
  perform pg_advisory_xact_lock(1112821582, 1);
  insert into public.account_balance (account_id, balance_sign)
  select account.id, account.balance_sign
  from public.ledger_account as account
  where account.id = any (accounts)
    and not exists (select from public.account_balance as balance where balance.account_id = account.id)
  order by account.id
  on conflict do nothing;
  perform from public.account_balance as balance where balance.account_id = any (accounts) order by balance.account_id for update;
  return query
    update public.account_balance as balance
    set balance_minor = counted.is_minor,
      version = balance.version + 1
    from (
      select account.id, before.balance_minor as was_minor, coalesce((
        select sum(entry.amount_minor)
        from public.journal_entry as entry
        where entry.account_id = account.id
          and (account.balance_sign <> 0 or exists (select from public.journal_seal as seal where seal.txn_id = entry.txn_id))
      ), 0) as is_minor
      from public.ledger_account as account
      join public.account_balance as before on before.account_id = account.id
      where account.id = any (accounts)
    ) as counted
    where counted.id = balance.account_id and balance.balance_minor is distinct from counted.is_minor
    returning balance.account_id, counted.was_minor, counted.is_minor;
end
$function$;
comment on function app.rebuild_balances(uuid[]) is 'Makes these balances the sums of their lines again, beside whoever posts, and returns those that were not; the owner''s alone';

CREATE OR REPLACE FUNCTION app.rebuild_rollups()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.count_all_anew();
  delete from public.credit_month;
  insert into public.credit_month (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(share_minor),
    count(*) filter (where kind = 'AWARD')
  from public.credit
  where reversed_at is null
  group by 1, 2, 3;
  delete from public.funnel_month;
  insert into public.funnel_month (partner_id, program_id, stage, month, implied, entered, advanced)
  select partner_id, program_id, stage, date_trunc('month', day::timestamp)::date, implied, sum(entered), sum(advanced)
  from public.funnel_day
  group by 1, 2, 3, 4, 5;
end
$function$;
comment on function app.rebuild_rollups() is 'Empties funnel_day, funnel_month, funnel_now and credit_month with their deltas and counts all leads and credits anew; for the owner alone';

CREATE OR REPLACE FUNCTION app.recount_program()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.rebuild_rollups();
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.recovered_of_clawback(the_partner uuid, the_clawback uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (coalesce((
      select sum(part.amount_minor)
      from public.payout_offset as part
      where part.partner_id = the_partner and part.clawback_id = the_clawback and part.ended_at is null), 0)
    + coalesce((
      select sum(repaid.amount_minor)
      from public.clawback_repayment as repaid
      where repaid.partner_id = the_partner and repaid.clawback_id = the_clawback), 0))::bigint
$function$;
grant execute on function app.recovered_of_clawback(uuid,uuid) to app_jobs;
grant execute on function app.recovered_of_clawback(uuid,uuid) to app_partner;
grant execute on function app.recovered_of_clawback(uuid,uuid) to app_vendor;
comment on function app.recovered_of_clawback(uuid,uuid) is 'What of a claim its partner has given back: it was set off, or paid';

CREATE OR REPLACE FUNCTION app.recruiter_pay(the_partner uuid, the_n integer, the_program uuid, only_credit uuid DEFAULT NULL::uuid)
 RETURNS TABLE(credit_id uuid, award_id uuid, earned_at timestamp with time zone, rate_ppm bigint, rounding text, cap_minor bigint, counts_minor bigint, wanted_minor bigint, has_minor bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with own as (
    select credit.id, credit.award_id, credit.earned_at, version.recruiter_ppm as ppm, version.rounding,
      version.recruiter_cap_minor as cap_minor,
      case when credit.reversed_at is not null then 0 else
        app.standing_of_credit(credit.partner_id, credit.id) + coalesce(placed.minor - credit.share_minor, 0)
      end as counts
    from public.recruitment as recruited
    join public.partner as recruiter on recruiter.id = recruited.recruiter_id
    join public.incentive_program as program on program.id = the_program
    join public.credit on credit.partner_id = recruited.partner_id and credit.kind = 'AWARD'
      and credit.earned_at >= recruited.starts_at
      and (recruited.ends_at is null or credit.earned_at < recruited.ends_at)
      and (recruiter.terminated_at is null or credit.earned_at < recruiter.terminated_at)
    join public.award on award.id = credit.award_id and award.incentive_program_id = the_program
    join public.incentive_program_version as version on version.id = award.version_id and version.recruiter_ppm is not null
      and (version.recruiter_months is null or credit.earned_at < (
        (recruited.starts_at at time zone program.time_zone) + make_interval(months => version.recruiter_months)
      ) at time zone program.time_zone)
    left join app.units_in_their_place(the_partner, the_program) as placed on placed.award_id = credit.award_id
    where recruited.partner_id = the_partner and recruited.n = the_n and (only_credit is null or credit.id = only_credit)
  ), exact as (
    select own.*, own.counts::numeric * own.ppm as millionths
    from own
  )
  select exact.id, exact.award_id, exact.earned_at, exact.ppm, exact.rounding, exact.cap_minor, exact.counts::bigint,
    (div(millionths, 1000000) + case
      when rounding = 'DOWN' then 0
      when mod(millionths, 1000000) > 500000 then 1
      when mod(millionths, 1000000) < 500000 then 0
      when rounding = 'HALF_UP' then 1
      else mod(div(millionths, 1000000), 2)
    end)::bigint,
    coalesce((
      select sum(had.share_minor)
      from public.award as follower
      join public.credit as had on had.award_id = follower.id
      where follower.recruited_credit_id = exact.id and follower.reversed_at is null), 0)::bigint
  from exact
$function$;
grant execute on function app.recruiter_pay(uuid,integer,uuid,uuid) to app_jobs;
grant execute on function app.recruiter_pay(uuid,integer,uuid,uuid) to app_vendor;
comment on function app.recruiter_pay(uuid,integer,uuid,uuid) is 'Of each credit that a recruiter has a percent of: what counts, what that makes, rounded once, and what the recruiter has; caps are left to who asks';

CREATE OR REPLACE FUNCTION app.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception '% of % is refused: it is append-only', tg_op, tg_table_name
    using errcode = 'BT001', constraint = tg_table_name || '_append_only', hint = 'append a correcting row instead';
end
$function$;

CREATE OR REPLACE FUNCTION app.refuse_file_told_to_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception 'an export that was told to end has no file'
    using errcode = 'BT004', constraint = 'export_run_told_to_end';
end
$function$;

CREATE OR REPLACE FUNCTION app.refuse_live_dependants(reversal uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
    select
    from (
      select distinct account.id as account_id, account.balance_sign, entry.credit_id, (
        select case when sum(cost.amount_minor) < 0 then -1 else 1 end
        from public.journal_entry as cost
        join public.ledger_account as bearing on bearing.id = cost.account_id
        where cost.credit_id = entry.credit_id and cost.txn_id <> reversal
          and bearing.currency = account.currency and bearing.role in ('expense', 'contract_cost_asset')
      ) as direction
      from public.journal_entry as entry
      join public.ledger_account as account on account.id = entry.account_id
      where entry.txn_id = reversal and account.balance_sign <> 0
    ) as touched
    join public.journal_entry as entry on entry.credit_id = touched.credit_id and entry.account_id = touched.account_id
    group by touched.account_id, touched.balance_sign, touched.credit_id, touched.direction
    having touched.balance_sign * touched.direction * sum(entry.amount_minor) < 0
  ) then
    raise exception 'reversal % is refused: later postings moved the money on', reversal
      using errcode = 'BT004', constraint = 'journal_txn_reverses_last', hint = 'reverse the later postings first';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION app.refuse_unless_ended()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE'
    or to_jsonb(old) ->> tg_argv[0] is not null
    or to_jsonb(new) ->> tg_argv[0] is null
    or to_jsonb(old) - tg_argv is distinct from to_jsonb(new) - tg_argv then
    raise exception 'a row of % is ended once, and does not change otherwise', tg_table_name
      using errcode = 'BT001', constraint = tg_table_name || '_ends_once';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION app.refuse_wrong_statements(written uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  wrong integer;
begin
  select own.number into wrong
  from public.partner_statement as own
  join public.statement_issue as issue on issue.period_id = own.period_id
  left join lateral (
    select earlier.*
    from public.partner_statement as earlier
    where earlier.partner_id = own.partner_id and earlier.currency = own.currency and earlier.entity_id = own.entity_id
      and earlier.id <> own.id
    order by earlier.starts_on desc
    limit 1
  ) as before on true
  left join lateral (
    select count(*) as lines, max(line.number) as last, sum(line.accrued_minor) as accrued, sum(line.held_minor) as held,
      sum(line.payable_minor) as payable, sum(line.transit_minor) as transit, sum(line.receivable_minor) as receivable
    from public.partner_statement_line as line
    where line.statement_id = own.id
  ) as moved on true
  where own.id = any (written) and (
    (own.line_count, own.line_count) is distinct from (moved.lines, moved.last)
    or (own.opening_accrued_minor, own.opening_held_minor, own.opening_payable_minor, own.opening_transit_minor,
        own.opening_receivable_minor)
      is distinct from (coalesce(before.closing_accrued_minor, 0), coalesce(before.closing_held_minor, 0),
        coalesce(before.closing_payable_minor, 0), coalesce(before.closing_transit_minor, 0),
        coalesce(before.closing_receivable_minor, 0))
    or (own.closing_accrued_minor, own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor,
        own.closing_receivable_minor)
      is distinct from (own.opening_accrued_minor + moved.accrued, own.opening_held_minor + moved.held,
        own.opening_payable_minor + moved.payable, own.opening_transit_minor + moved.transit,
        own.opening_receivable_minor + moved.receivable)
    or before.starts_on >= own.starts_on
    or (own.entity_id, own.starts_on, own.ends_on) is distinct from (issue.entity_id, issue.starts_on, issue.ends_before - 1)
    or own.number <> (select count(*) from public.partner_statement as each where each.partner_id = own.partner_id)
  )
  limit 1;
  if found then
    raise exception 'statement % is not what its lines and the one before say', wrong
      using errcode = 'BT002', constraint = 'partner_statement_adds_up';
  end if;
end
$function$;
grant execute on function app.refuse_wrong_statements(uuid[]) to app_jobs;
comment on function app.refuse_wrong_statements(uuid[]) is 'Refuses statements that do not begin where the one before ended, or whose lines do not lead to where they end';

CREATE OR REPLACE FUNCTION app.release_caps()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  with taken_back as materialized (
    select award.id, award.incentive_program_id,
      case when award.deferred_minor < 0 then award.effective_on else coalesce(first.effective_on, award.effective_on) end as effective_on,
      award.gross_minor - award.forfeited_minor as minor, version.partner_cap_window, version.budget_minor
    from changed as award
    join before on before.id = award.id and before.reversed_at is null
    join public.incentive_program_version as version on version.id = award.version_id
    left join public.award as first on first.id = award.adjusts_award_id
    where award.reversed_at is not null and award.lead_id is not null and num_nonnulls(version.partner_cap_window, version.budget_minor) > 0
  ), freed as materialized (
    select bucket.id, sum(credit.share_minor) as minor
    from taken_back
    join public.credit on credit.award_id = taken_back.id
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id
      and bucket.kind = 'PARTNER' and bucket.partner_id = credit.partner_id and bucket.cap_window = taken_back.partner_cap_window
      and bucket.starts_on = date_trunc(lower(taken_back.partner_cap_window), taken_back.effective_on::timestamp)::date
    group by bucket.id
    union all
    select bucket.id, sum(taken_back.minor)
    from taken_back
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id and bucket.kind = 'BUDGET'
    where taken_back.budget_minor is not null
    group by bucket.id
  ), held as materialized (
    select bucket.id
    from public.cap_bucket as bucket
    where bucket.id in (select freed.id from freed where freed.minor <> 0)
    order by bucket.kind = 'BUDGET', bucket.partner_id, bucket.incentive_program_id, bucket.starts_on
    for no key update
  )
  update public.cap_bucket
  set used_minor = used_minor - freed.minor
  from held
  join freed on freed.id = held.id
  where cap_bucket.id = held.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.release_lead_claims()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  delete from public.lead_claim where partner_id = new.partner_id and lead_id = new.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.require_new_id()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.is_new_id(new.id) then
    raise exception 'the id of a new % is made when it is written', tg_table_name
      using errcode = 'BT007', constraint = tg_table_name || '_id_is_new';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE PROCEDURE app.require_new_ids(IN target regclass)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $procedure$
begin
  execute format(
    'create trigger %I before insert on %s for each row when (current_user = ''app_partner'') execute function app.require_new_id()',
    (select relname from pg_class where oid = target) || '_id_is_new', target);
end
$procedure$;
comment on function app.require_new_ids(regclass) is 'For a table whose primary key is an id alone and that partners insert into: of ids that others have they learn nothing';

CREATE OR REPLACE FUNCTION app.rest_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.begin_rest(watch, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
    and watch.rests_for_partner;
end
$function$;
comment on function app.rest_clock(text,uuid,uuid,timestamp with time zone) is 'A clock rests while somebody else has to answer first; what was spent of it is';

CREATE OR REPLACE FUNCTION app.rest_with_partner(of_partner uuid, since timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select app.begin_rest(watch, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.is_latest and clock.stopped_at is null and clock.paused_at is null
$function$;

CREATE OR REPLACE FUNCTION app.rested_until(of_partner uuid, since timestamp with time zone, until timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  suspension public.partner_suspension;
begin
  for suspension in
    select *
    from public.partner_suspension as each
    where each.partner_id = of_partner and coalesce(each.ended_at, 'infinity') > since
    order by each.suspended_at
  loop
    exit when suspension.suspended_at >= until;
    until := until + greatest(interval '0',
      coalesce(suspension.ended_at, now()) - greatest(suspension.suspended_at, since));
  end loop;
  return until;
end
$function$;
grant execute on function app.rested_until(uuid,timestamp with time zone,timestamp with time zone) to app_jobs;
grant execute on function app.rested_until(uuid,timestamp with time zone,timestamp with time zone) to app_partner;
grant execute on function app.rested_until(uuid,timestamp with time zone,timestamp with time zone) to app_vendor;
comment on function app.rested_until(uuid,timestamp with time zone,timestamp with time zone) is 'When a time of a partner is over that rests while it is suspended; one that had passed by then had its days';

CREATE OR REPLACE FUNCTION app.reverse_journal(txn_id uuid, entity_id uuid, reverses_id uuid, idempotency_key text, effective_date date, source_type text, source_id uuid, approval_id uuid DEFAULT NULL::uuid, memo text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  mirrored app.journal_line[];
begin
  perform from public.journal_txn where id = reverse_journal.reverses_id for no key update;

  select array_agg(
    row(entry.account_id, entry.currency, -entry.amount_minor, entry.credit_id)::app.journal_line
    order by entry.line_no)
  into mirrored
  from public.journal_entry as entry
  where entry.txn_id = reverse_journal.reverses_id;

  return app.write_journal(
    row(reverse_journal.txn_id, reverse_journal.entity_id, 'REVERSE', reverse_journal.idempotency_key,
      reverse_journal.effective_date, reverse_journal.reverses_id, reverse_journal.source_type,
      reverse_journal.source_id, reverse_journal.approval_id, reverse_journal.memo),
    coalesce(mirrored, '{}')
  );
end
$function$;
grant execute on function app.reverse_journal(uuid,uuid,uuid,text,date,text,uuid,uuid,text) to app_jobs;
grant execute on function app.reverse_journal(uuid,uuid,uuid,text,date,text,uuid,uuid,text) to app_vendor;
comment on function app.reverse_journal(uuid,uuid,uuid,text,date,text,uuid,uuid,text) is 'Posts the exact mirror of a posting of the same entity, once, unless it is a reversal or later postings moved its money on';

CREATE OR REPLACE FUNCTION app.run_clocks()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  each text;
  measured text[];
  is_suspended boolean;
begin
  -- what is only stopped rests no more
  if new.from_stage <> new.to_stage and new.to_stage in ('SUBMITTED', 'MQL', 'SAL')
    or new.type in ('INFORMATION_REQUESTED', 'REQUEST_ANSWERED', 'REQUEST_LAPSED') then
    is_suspended := app.is_suspended(new.partner_id);
  end if;
  foreach each in array array['ACCEPTANCE', 'CONVERSION'] loop
    measured := case each when 'ACCEPTANCE' then array['SUBMITTED', 'MQL'] else array['SAL'] end;
    if new.from_stage = any (measured) then
      if new.to_stage <> all (measured) then
        perform app.stop_clock(each, new.partner_id, new.lead_id, new.at,
          new.by_vendor and new.actor_kind <> 'SYSTEM' and new.type not in ('UNDONE', 'TRANSFERRED', 'MERGED'));
      elsif new.type = 'INFORMATION_REQUESTED' then
        perform app.rest_clock(each, new.partner_id, new.lead_id, new.at);
      elsif new.type in ('REQUEST_ANSWERED', 'REQUEST_LAPSED') then
        perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
      end if;
    elsif new.to_stage = any (measured) then
      if new.type <> 'UNDONE' or not app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at) then
        perform app.start_clock(each, new.partner_id, new.lead_id, new.id, new.at, new.from_stage = 'NONE');
        perform app.begin_rest(watch, last.suspended_at)
        from public.clock_watch as watch
        cross join lateral (
          select suspension.suspended_at, suspension.ended_at
          from public.partner_suspension as suspension
          where suspension.partner_id = new.partner_id
          order by suspension.suspended_at desc
          limit 1
        ) as last
        where watch.partner_id = new.partner_id and watch.clock_id = new.id
          and coalesce(last.ended_at, 'infinity') > new.at;
        if found and not is_suspended then
          perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
        end if;
      end if;
    end if;
  end loop;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.scopes_overlap(one uuid[], other uuid[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case
    when one && other or one = array['01970000-0000-7000-8000-000000000030'::uuid] or other = array['01970000-0000-7000-8000-000000000030'::uuid] then true
    else exists (
      select
      from public.product_line as a
      join public.product_line as b on b.span && a.span
      where a.id = any (one) and b.id = any (other))
  end
$function$;
grant execute on function app.scopes_overlap(uuid[],uuid[]) to app_jobs;
grant execute on function app.scopes_overlap(uuid[],uuid[]) to app_partner;
grant execute on function app.scopes_overlap(uuid[],uuid[]) to app_vendor;
comment on function app.scopes_overlap(uuid[],uuid[]) is 'Whether a line of one scope is a line of the other, or beneath or above one';

CREATE OR REPLACE FUNCTION app.seal_journals(batch integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  entity uuid;
  head public.chain_head;
  waiting record;
  link bytea;
  sealed uuid[] := '{}';
begin
  -- 'BTON' and 1: one sealer at a time in this database
  perform pg_advisory_xact_lock(1112821582, 1);
  perform app.open_periods();

  for entity in
    select distinct txn.entity_id
    from public.journal_unsealed as unsealed
    join public.journal_txn as txn on txn.id = unsealed.txn_id
  loop
    select * into head from public.chain_head where entity_id = entity for update;
    if not found then
      head := row(entity, 0, decode(repeat('00', 32), 'hex'));
    end if;
    for waiting in
      select txn.id
      from public.journal_unsealed as unsealed
      join public.journal_txn as txn on txn.id = unsealed.txn_id
      left join public.journal_unsealed as original on original.txn_id = txn.reverses_id
      where txn.entity_id = entity
      -- a reversal after what it reverses, whatever the clocks said
      order by original.txn_id is not null, txn.posted_at, txn.id
      limit batch - cardinality(sealed)
    loop
      link := sha256(convert_to(app.journal_text(waiting.id, head.seq + 1, head.hash), 'UTF8'));
      insert into public.journal_seal (txn_id, entity_id, seq, prev_hash, hash)
      values (waiting.id, entity, head.seq + 1, head.hash, link);
      head := row(entity, head.seq + 1, link);
      sealed := sealed || waiting.id;
    end loop;
    insert into public.chain_head (entity_id, seq, hash)
    values (head.entity_id, head.seq, head.hash)
    on conflict (entity_id) do update set seq = excluded.seq, hash = excluded.hash;
  end loop;

  delete from public.journal_unsealed where txn_id = any (sealed);
  update public.account_balance as balance
  set balance_minor = balance.balance_minor + change.net,
      version = balance.version + 1
  from (
    select entry.account_id, sum(entry.amount_minor) as net
    from public.journal_entry as entry
    join public.ledger_account as account on account.id = entry.account_id
    where entry.txn_id = any (sealed) and account.balance_sign = 0
    group by entry.account_id
  ) as change
  where balance.account_id = change.account_id;
  return cardinality(sealed);
end
$function$;
grant execute on function app.seal_journals(integer) to app_jobs;
comment on function app.seal_journals(integer) is 'Appends up to so many waiting postings to the hash chain, adds them to the balances that count by seal, and returns how many they were';

CREATE OR REPLACE FUNCTION app.standing_of_credit(the_partner uuid, the_credit uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (own.share_minor + coalesce((
    select sum(changed.share_minor)
    from public.credit as changed
    where changed.partner_id = own.partner_id and changed.adjusts_credit_id = own.id and changed.reversed_at is null), 0))::bigint
  from public.credit as own
  where own.partner_id = the_partner and own.id = the_credit and own.kind <> 'ADJUST' and own.reversed_at is null
$function$;
grant execute on function app.standing_of_credit(uuid,uuid) to app_jobs;
grant execute on function app.standing_of_credit(uuid,uuid) to app_vendor;
comment on function app.standing_of_credit(uuid,uuid) is 'What counts of a credit with all that changed it, in minor units; null of what counts no more, and of a change';

CREATE OR REPLACE FUNCTION app.start_balance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.account_balance (account_id, balance_sign) values (new.id, new.balance_sign);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.start_clock(of_kind text, of_partner uuid, of_lead uuid, by_event uuid, began_at timestamp with time zone, is_first boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  watch public.clock_watch;
begin
  select of_partner, by_event, of_lead, promised.policy_id, promised.number,
      coalesce(promised.target_minutes,
        case of_kind when 'ACCEPTANCE' then program.acceptance_hours * 60 else program.conversion_days * 1440 end),
      coalesce(promised.in_business_hours, false),
      coalesce(business.time_zone, program.time_zone), business.calendar_id, business.number,
      coalesce(promised.warn_at, '{50,100,200}'), coalesce(promised.rests_for_partner, true),
      coalesce(promised.consequence, 'ESCALATE'), 0, began_at, null, null
    into strict watch
  from public.lead
  join public.program on program.id = lead.program_id
  join public.partner on partner.id = lead.partner_id
  left join public.calendar on calendar.id = program.calendar_id
  left join public.calendar_version as business on business.calendar_id = calendar.id and business.number = calendar.number
  left join lateral (
    select terms.*
    from public.sla_policy as policy
    join public.sla_policy_version as terms on terms.policy_id = policy.id and terms.number = policy.number
    where policy.clock = of_kind and policy.retired_at is null
      and (policy.program_id is null or policy.program_id = lead.program_id)
      and (policy.tier_id is null or policy.tier_id = partner.tier_id)
    order by policy.program_id is null, policy.tier_id is null
    limit 1
  ) as promised on true
  where lead.partner_id = of_partner and lead.id = of_lead;
  watch.next_percent := (select min(step) from unnest(watch.warn_at || 100) as step);
  watch.fires_at := app.clock_instant(watch, watch.next_percent);
  if not is_first then
    update public.lead_clock
    set is_latest = false
    where partner_id = of_partner and lead_id = of_lead and kind = of_kind and is_latest;
  end if;
  insert into public.lead_clock (id, partner_id, lead_id, kind, started_at, due_at)
  values (by_event, of_partner, of_lead, of_kind, began_at, app.clock_instant(watch, 100));
  insert into public.clock_watch values (watch.*);
end
$function$;
comment on function app.start_clock(text,uuid,uuid,uuid,timestamp with time zone,boolean) is 'Starts a clock by the most specific policy: of program and tier, of the program, of the tier, of all; else by the program''s own hours and days';

CREATE OR REPLACE FUNCTION app.stop_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamp with time zone, is_answer boolean)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with stopped as (
    update public.lead_clock as clock
    set stopped_at = since, answered = is_answer
    where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
      and clock.stopped_at is null
    returning clock.partner_id, clock.id
  )
  update public.clock_watch as watch
  set spent_ms = watch.spent_ms
      + case when watch.running_since is null then 0 else app.clock_time(watch, watch.running_since, since) end,
    running_since = null,
    fires_at = null
  from stopped
  where watch.partner_id = stopped.partner_id and watch.clock_id = stopped.id
$function$;

CREATE OR REPLACE FUNCTION app.target_lists_of(the_partner uuid, the_lead uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select array(
    select list.name
    from public.target_list as list
    where list.retired_at is null and list.id in (
      select target.list_id
      from public.target
      where target.removed_at is null and target.account_id in (
        select linked.account_id
        from public.account_lead as linked
        where linked.partner_id = the_partner and linked.lead_id = the_lead
        union all
        select known.account_id
        from public.company_key as own
        join public.company on company.partner_id = own.partner_id and company.lead_id = own.lead_id
        join public.account_key as known on known.key = own.key
        join public.account on account.id = known.account_id
        where own.partner_id = the_partner and own.lead_id = the_lead
          and (account.country = company.country) is distinct from false))
    order by list.name)
$function$;
grant execute on function app.target_lists_of(uuid,uuid) to app_jobs;
grant execute on function app.target_lists_of(uuid,uuid) to app_vendor;
comment on function app.target_lists_of(uuid,uuid) is 'The names of the lists of target accounts in use on which the company of a lead is';

CREATE OR REPLACE FUNCTION app.tax_rule_of(the_partner uuid, the_year integer)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select rule.id
  from public.tax_rule as rule
  where rule.state = 'IN_FORCE' and rule.year <= the_year and rule.country = coalesce(
    (select profile.country from public.tax_profile as profile where profile.partner_id = the_partner and profile.state = 'VERIFIED'),
    (select partner.country from public.partner where partner.id = the_partner))
  order by rule.year desc
  limit 1
$function$;
grant execute on function app.tax_rule_of(uuid,integer) to app_jobs;
grant execute on function app.tax_rule_of(uuid,integer) to app_vendor;
comment on function app.tax_rule_of(uuid,integer) is 'The tax_rule that counts for a partner in a year: of the country of its verified profile, else of its own, the latest up to then';

CREATE OR REPLACE FUNCTION app.taxed_sums(the_partner uuid, the_year integer)
 RETURNS TABLE(currency text, minor numeric)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select each.currency, sum(each.minor)
  from (
    select payout.currency, payout.amount_minor::numeric as minor
    from public.payout
    where payout.partner_id = the_partner and (
      payout.state in ('SCHEDULED', 'SENT') and payout.account_id is not null
      or payout.state = 'PAID' and payout.booked_on >= make_date(the_year, 1, 1) and payout.booked_on < make_date(the_year + 1, 1, 1))
    union all
    select withheld.currency, withheld.amount_minor
    from public.payout as withheld
    join public.payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
    where withheld.partner_id = the_partner and withheld.method = 'WITHHOLDING' and withheld.state in ('SCHEDULED', 'WITHHELD')
      and (paid.booked_on is null or paid.booked_on >= make_date(the_year, 1, 1) and paid.booked_on < make_date(the_year + 1, 1, 1))
    union all
    select account.currency, -balance.balance_minor
    from public.ledger_account as account
    join public.account_balance as balance on balance.account_id = account.id
    where account.partner_id = the_partner and account.role = 'payable'
  ) as each
  group by each.currency
  having sum(each.minor) > 0
$function$;
grant execute on function app.taxed_sums(uuid,integer) to app_jobs;
grant execute on function app.taxed_sums(uuid,integer) to app_vendor;
comment on function app.taxed_sums(uuid,integer) is 'By currency what was paid to a partner in a calendar year, by the days of the bank, with what was withheld of it, and what is payable or on its way by now';

CREATE OR REPLACE FUNCTION app.tender_share(of_account uuid, of_tender text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select md5(of_account::text || ' ' || of_tender)::uuid $function$;
grant execute on function app.tender_share(uuid,text) to app_jobs;
grant execute on function app.tender_share(uuid,text) to app_vendor;
comment on function app.tender_share(uuid,text) is 'As what the leads of one tender hold an account together; null where there is none';

CREATE OR REPLACE FUNCTION app.time_awaiting_partner(of_partner uuid, of_lead uuid, since timestamp with time zone)
 RETURNS interval
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(sum(coalesce(request.closed_at, lead.updated_at) - greatest(request.asked_at, since)), interval '0')
  from public.information_request as request
  join public.lead on lead.partner_id = request.partner_id and lead.id = request.lead_id
  where request.partner_id = of_partner and request.lead_id = of_lead and request.before_acceptance
    and coalesce(request.closed_at, lead.updated_at) > greatest(request.asked_at, since)
$function$;
comment on function app.time_awaiting_partner(uuid,uuid,timestamp with time zone) is 'How long the vendor''s review of a lead has waited for its partner''s answers since then';

CREATE OR REPLACE FUNCTION app.time_in_review(of_partner uuid, of_lead uuid, since timestamp with time zone)
 RETURNS interval
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(sum(stay.until - stay.at), interval '0') - app.time_awaiting_partner(of_partner, of_lead, since)
    + coalesce((
        select sum(app.time_in_review(succession.partner_id, succession.lead_id, since))
        from public.lead_succession as succession
        join public.lead on lead.id = succession.into_lead_id
        where succession.into_lead_id = of_lead and succession.kind = lead.origin), interval '0')
  from (
    select at, type, to_stage, lead(at) over (order by seq) as until
    from public.lead_event
    where partner_id = of_partner and lead_id = of_lead and at >= since
  ) as stay
  where (stay.to_stage in ('SUBMITTED', 'MQL') or stay.type = 'APPEALED' and stay.to_stage <> 'MERGED') and stay.until is not null
$function$;
comment on function app.time_in_review(uuid,uuid,timestamp with time zone) is 'How long a lead has lain with the vendor to be accepted or not, or with an appeal, since then; with the one from which it goes on';

CREATE OR REPLACE FUNCTION app.time_owed_at_work(of_partner uuid, of_lead uuid, since timestamp with time zone)
 RETURNS interval
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(sum(owed.until - owed.since), interval '0')
  from public.lead_clock as clock
  join public.clock_firing as fired on fired.partner_id = clock.partner_id and fired.clock_id = clock.id
  join public.lead on lead.partner_id = clock.partner_id and lead.id = clock.lead_id
  join public.information_request as request
    on request.partner_id = clock.partner_id and request.lead_id = clock.lead_id and not request.before_acceptance
  cross join lateral (
    select greatest(request.asked_at, clock.due_at, time_owed_at_work.since) as since,
      least(request.closed_at, coalesce(clock.stopped_at, lead.updated_at)) as until
  ) as owed
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = 'CONVERSION'
    and fired.outcome = 'PROTECTION_HELD' and owed.until > owed.since
$function$;
comment on function app.time_owed_at_work(uuid,uuid,timestamp with time zone) is 'How long a lead whose protection stands still, since the vendor does not move it, has waited for its partner''s answers since then';

CREATE OR REPLACE FUNCTION app.trial_balance_sha256(entity uuid, until_seq bigint, before date)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select sha256(convert_to(
    'baton.trial-balance.v1'
      || e'\nentity ' || trial_balance_sha256.entity
      || e'\nseq ' || trial_balance_sha256.until_seq
      || e'\nbefore ' || to_char(trial_balance_sha256.before, 'YYYY-MM-DD')
      || coalesce(string_agg(
        e'\naccount ' || account_id || ' ' || currency || ' ' || debit || ' ' || credit, '' order by account_id), ''),
    'UTF8'))
  from (
    select entry.account_id, entry.currency,
      coalesce(sum(entry.amount_minor) filter (where entry.amount_minor > 0), 0) as debit,
      coalesce(-sum(entry.amount_minor) filter (where entry.amount_minor < 0), 0) as credit
    from public.journal_seal as seal
    join public.journal_txn as txn on txn.id = seal.txn_id
    join public.journal_entry as entry on entry.txn_id = seal.txn_id
    where seal.entity_id = trial_balance_sha256.entity
      and seal.seq <= trial_balance_sha256.until_seq
      and txn.accounting_date < trial_balance_sha256.before
    group by entry.account_id, entry.currency
  ) as summed
$function$;
grant execute on function app.trial_balance_sha256(uuid,bigint,date) to app_jobs;
grant execute on function app.trial_balance_sha256(uuid,bigint,date) to app_vendor;
comment on function app.trial_balance_sha256(uuid,bigint,date) is 'SHA-256 over each account with its debits and credits up to a seal, of what is booked before a day';

CREATE OR REPLACE FUNCTION app.units_in_their_place(the_partner uuid, the_program uuid)
 RETURNS TABLE(award_id uuid, minor bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select unit.award_id, unit.parts_minor[width_bucket(
    (case accelerator.kind
      when 'MARGINAL' then row_number() over (partition by unit.window_id order by award.event_at, award.lead_id)
      else count(*) over (partition by unit.window_id)
    end)::integer, accelerator.from_units)]
  from public.volume_window as counted
  join public.volume_unit as unit on unit.window_id = counted.id
  join public.award on award.id = unit.award_id and award.reversed_at is null
  join public.incentive_accelerator as accelerator
    on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
  where counted.partner_id = the_partner and counted.incentive_program_id = the_program
$function$;
grant execute on function app.units_in_their_place(uuid,uuid) to app_jobs;
grant execute on function app.units_in_their_place(uuid,uuid) to app_vendor;
comment on function app.units_in_their_place(uuid,uuid) is 'What each award that counts for a volume of a partner comes to in its place among the others, as volume_difference adds it up';

CREATE OR REPLACE FUNCTION app.volume_difference(of_window uuid)
 RETURNS numeric
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with unit as (
    select credit.share_minor, unit.parts_minor, accelerator.kind, accelerator.from_units,
      row_number() over (order by award.event_at, award.lead_id) as place, count(*) over () as units
    from public.volume_unit as unit
    join public.volume_window as counted on counted.id = unit.window_id
    join public.award on award.id = unit.award_id and award.reversed_at is null
    join public.credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
    join public.incentive_accelerator as accelerator
      on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
    where unit.window_id = of_window
  )
  select coalesce(sum(
      parts_minor[width_bucket((case kind when 'MARGINAL' then place else units end)::integer, from_units)] - share_minor), 0)
    - (select coalesce(sum(award.gross_minor), 0) from public.award where award.volume_window_id = of_window)
  from unit
$function$;
grant execute on function app.volume_difference(uuid) to app_jobs;
grant execute on function app.volume_difference(uuid) to app_vendor;
comment on function app.volume_difference(uuid) is 'By how much what the live leads of a window come to is more than what its partner was credited for them: always 0 behind a statement';

CREATE OR REPLACE FUNCTION app.volume_of_credit(the_partner uuid, the_credit uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select counted.id
  from public.credit as own
  join public.award as earned on earned.id = own.award_id
  left join public.volume_unit as unit on unit.award_id = earned.id
  join public.volume_window as counted
    on counted.id = case when earned.volume_window_id is null then unit.window_id else earned.volume_window_id end
      and counted.partner_id = own.partner_id
  where own.partner_id = the_partner and own.id = the_credit
$function$;
grant execute on function app.volume_of_credit(uuid,uuid) to app_vendor;
comment on function app.volume_of_credit(uuid,uuid) is 'The volume_window for which a credit counts, or trues up; null where for none';

CREATE OR REPLACE FUNCTION app.volumes_with_less()
 RETURNS TABLE(window_id uuid, partner_id uuid, credit_id uuid, credits bigint, first_at timestamp with time zone, last_at timestamp with time zone, is_obstructed boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with concerned as (
    select distinct trued.volume_window_id as id
    from public.credit as less
    join public.award as trued on trued.id = less.award_id
    where less.kind = 'TRUE_UP' and less.share_minor < 0 and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = less.partner_id and approval.credit_id = less.id and approval.ended_at is null)
  ), counting as (
    select concerned.id, unit.award_id
    from concerned
    join public.volume_unit as unit on unit.window_id = concerned.id
    union all
    select concerned.id, trued.id
    from concerned
    join public.award as trued on trued.volume_window_id = concerned.id
  ), waiting as (
    select counted.id as window_id, own.partner_id, own.id as credit_id, own.earned_at,
      app.standing_of_credit(own.partner_id, own.id) as minor,
      exists (select from app.obstacles_of_credit(own.partner_id, own.id)) as is_obstructed
    from counting
    join public.volume_window as counted on counted.id = counting.id
    join public.credit as own on own.award_id = counting.award_id and own.partner_id = counted.partner_id
    where own.kind <> 'ADJUST' and own.reversed_at is null and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = own.partner_id and approval.credit_id = own.id and approval.ended_at is null)
  )
  select waiting.window_id, waiting.partner_id, waiting.credit_id, count(*) over of_one, min(waiting.earned_at) over of_one,
    max(waiting.earned_at) over of_one, bool_or(waiting.is_obstructed) over of_one or sum(waiting.minor) over of_one < 0
  from waiting
  where waiting.minor <> 0
  window of_one as (partition by waiting.window_id)
$function$;
grant execute on function app.volumes_with_less() to app_vendor;
comment on function app.volumes_with_less() is 'Credits that are approved with all of their volume or not at all, since a partner has less for it: with how many, since when, and whether something stands in the way of one of them';

CREATE OR REPLACE FUNCTION app.withdraw_offers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.offer
  set state = 'WITHDRAWN', decided_at = greatest(offered_at, new.updated_at), version = version + 1
  where lead_id = new.id and state = 'OFFERED';
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION app.withheld_before(the_partner uuid, the_credit uuid, the_payout uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(sum(part.amount_minor), 0)::bigint
  from public.payout_credit as part
  join public.payout as withheld on withheld.partner_id = part.partner_id and withheld.id = part.payout_id
    and withheld.method = 'WITHHOLDING' and withheld.state = 'WITHHELD'
  join public.payout as returned on returned.batch_id = withheld.batch_id and returned.partner_id = withheld.partner_id
    and returned.method = 'TRANSFER' and returned.state = 'RETURNED'
  left join public.payout as asking on asking.partner_id = part.partner_id and asking.id = the_payout
  where part.partner_id = the_partner and part.credit_id = the_credit and part.ended_at is null
    and (asking.id is null or returned.ended_at <= asking.scheduled_at)
    and not exists (
      select
      from public.payout_credit as again
      join public.payout as next on next.partner_id = again.partner_id and next.id = again.payout_id and next.method = 'TRANSFER'
      where again.partner_id = part.partner_id and again.credit_id = part.credit_id and again.ended_at is null
        and next.scheduled_at >= returned.ended_at
        and (asking.id is null or (next.scheduled_at, next.id) < (asking.scheduled_at, asking.id)))
$function$;
grant execute on function app.withheld_before(uuid,uuid,uuid) to app_jobs;
grant execute on function app.withheld_before(uuid,uuid,uuid) to app_vendor;
comment on function app.withheld_before(uuid,uuid,uuid) is 'What of a credit stays withheld though its transfer came back, and counts for the attempt that pays it next: for a payout as it was scheduled, or for the next one where that is null';

CREATE OR REPLACE FUNCTION app.withholding_due(the_payout uuid, the_day date, OUT due_minor bigint, OUT before_minor bigint, OUT tax_rule_id uuid)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case when rule.id is null then 0
      else greatest(app.part_of(paid.amount_minor + coalesce(beside.amount_minor, 0) + before.minor, rule.withholding_ppm) - before.minor, 0)
    end, before.minor, rule.id
  from public.payout as paid
  left join public.payout as beside on beside.batch_id = paid.batch_id and beside.partner_id = paid.partner_id
    and beside.method = 'WITHHOLDING'
  left join public.tax_rule as rule on rule.id = app.missing_tax_form_that(paid.partner_id, the_day, 'WITHHOLD')
  cross join lateral (
    select coalesce(sum(app.withheld_before(paid.partner_id, own.credit_id, paid.id)), 0)::bigint as minor
    from (
      select distinct part.credit_id
      from public.payout_credit as part
      where part.partner_id = paid.partner_id and part.payout_id in (paid.id, beside.id)) as own
  ) as before
  where paid.id = the_payout
$function$;
grant execute on function app.withholding_due(uuid,date) to app_jobs;
grant execute on function app.withholding_due(uuid,date) to app_vendor;
comment on function app.withholding_due(uuid,date) is 'What is to be withheld beside a transfer on a day, what of its gross was before, and by which rule; nothing where no rule withholds of its partner';

CREATE OR REPLACE FUNCTION app.write_journal(header app.journal_header, lines app.journal_line[])
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  body_hash constant bytea := app.journal_request_hash(header, lines);
  actor constant uuid := app.actor();
  original uuid := app.posted_before(header, body_hash);
  period record;
  change record;
  off text;
begin
  if original is not null then
    return original;
  end if;
  if actor is null then
    raise exception 'a posting needs an actor'
      using errcode = 'BT003', constraint = 'journal_txn_actor', hint = 'set app.actor_id in the transaction';
  end if;
  select line.currency into off
  from unnest(lines) as line
  group by line.currency
  having sum(line.amount_minor) is distinct from 0
  limit 1;
  if found then
    raise exception 'posting % is refused: its debits and credits in % differ', header.id, off
      using errcode = 'BT003', constraint = 'journal_txn_balances';
  end if;

  -- the period stays open until this transaction ends: who closes it waits
  for attempt in 1..2 loop
    select id, greatest(starts_on, header.effective_date) as accounting_date into period
    from public.accounting_period
    where entity_id = header.entity_id and ends_before > header.effective_date
      and (status = 'open' or status = 'soft_closed' and app.is_finance_posting(header.kind))
    order by starts_on
    limit 1
    for share;
    exit when found;
    perform app.open_periods();
  end loop;
  if period.id is null then
    raise exception 'posting % is refused: no period is open on or after %', header.id, header.effective_date
      using errcode = 'BT002', constraint = 'journal_txn_period_open';
  end if;

  insert into public.journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date,
    posted_at, period_id, reverses_id, source_type, source_id, actor_id, approval_id, memo, db_xact)
  values (header.id, header.entity_id, header.kind, header.idempotency_key, body_hash, header.effective_date,
    period.accounting_date, clock_timestamp(), period.id, header.reverses_id, header.source_type, header.source_id,
    actor, header.approval_id, header.memo, pg_current_xact_id())
  on conflict (entity_id, idempotency_key) do nothing;
  if not found then
    -- another session posted under this key between the look above and the insert
    return app.posted_before(header, body_hash);
  end if;

  insert into public.journal_entry (txn_id, line_no, account_id, currency, amount_minor, credit_id)
  select header.id, line.no, line.account_id, line.currency, line.amount_minor, line.credit_id
  from unnest(lines) with ordinality as line (account_id, currency, amount_minor, credit_id, no);

  -- one order for everybody, so that two postings never wait for each other in a ring
  for change in
    select account.id, account.role, sum(line.amount_minor) as net
    from unnest(lines) as line
    join public.ledger_account as account on account.id = line.account_id
    where account.balance_sign <> 0
    group by account.id, account.role
    order by account.id
  loop
    update public.account_balance
    set balance_minor = balance_minor + change.net,
        version = version + 1
    where account_id = change.id
      and balance_sign * (balance_minor + change.net) >= 0;
    if not found then
      raise exception 'posting % is refused: it would overdraw % account %', header.id, change.role, change.id
        using errcode = 'BT006', constraint = 'account_balance_not_overdrawn';
    end if;
  end loop;

  if header.reverses_id is not null then
    perform app.refuse_live_dependants(header.id);
  end if;
  return header.id;
end
$function$;

CREATE OR REPLACE FUNCTION queue.enqueue_direct_claim()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'match_claim',
    json_build_object('claimId', new.id),
    job_key := 'match_claim:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_direct_claim() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_fraud_watch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'watch_credit',
    json_build_object('creditId', new.id, 'partnerId', new.partner_id),
    job_key := 'watch_credit:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_fraud_watch() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_import_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'run_import',
    json_build_object('runId', new.id),
    queue_name := 'imports',
    job_key := 'run_import:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_import_run() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_lead_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    tg_argv[0],
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id, 'eventId', new.id),
    job_key := tg_argv[0] || ':' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_lead_event() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_leaver()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'hand_leads_on',
    json_build_object('memberId', new.id),
    job_key := 'hand_leads_on:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_leaver() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_matching()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'match_lead',
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
    job_key := 'match_lead:' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_matching() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_simulation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'run_simulation',
    json_build_object('simulationId', new.id),
    queue_name := 'simulations',
    job_key := 'run_simulation:' || new.id,
    max_attempts := 20
  );
  return null;
end
$function$;
alter function queue.enqueue_simulation() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_training()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'train_model',
    json_build_object('trainingId', new.id),
    queue_name := 'trainings',
    job_key := 'train_model:' || new.id,
    max_attempts := 5
  );
  return null;
end
$function$;
alter function queue.enqueue_training() owner to app_queue;

CREATE OR REPLACE FUNCTION queue.enqueue_usage()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(
    'find_usage',
    json_build_object('accountId', told.account_id),
    job_key := 'find_usage:' || told.account_id,
    max_attempts := 20
  )
  from (select distinct account_id from recorded order by 1) as told;
  return null;
end
$function$;
alter function queue.enqueue_usage() owner to app_queue;

grant usage on schema app to app_auth;
grant usage on schema app to app_jobs;
grant usage on schema app to app_partner;
grant usage on schema app to app_vendor;

grant usage on schema public to app_auth;
grant usage on schema public to app_jobs;
grant usage on schema public to app_partner;
grant usage on schema public to app_vendor;

alter default privileges for role app_queue: functions are born with execute for app_queue;

alter default privileges for role owner: functions are born with execute for owner;
