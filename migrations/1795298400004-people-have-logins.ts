import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who may ask: logins, memberships, sessions, links, invitations and API keys. Secrets only as hashes. */
export class PeopleHaveLogins1795298400004 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOGINS);
    await runner.query(MEMBERSHIPS);
    await runner.query(SESSIONS);
    await runner.query(PASSWORD_LINKS);
    await runner.query(INVITATIONS);
    await runner.query(API_KEYS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop table api_key, invitation, password_link, refresh_token, login_session, membership, login_throttle, app_user",
    );
  }
}

// Failed attempts are counted by the address that was typed, whether or not it has a login:
// what is counted for known addresses only would tell which are known. The count may be lost in
// a crash, so it need not be logged.
const LOGINS = `
create table app_user (
  id uuid not null,
  email text not null,
  side text not null,
  password_hash text,
  password_set_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint app_user_pkey primary key (id),
  constraint app_user_of_side unique (id, side),
  constraint app_user_email_once unique (email),
  constraint app_user_email_normalised check (email ~ '^[^A-Z[:space:]@]+@[^A-Z[:space:]@]+$' and char_length(email) <= 254),
  constraint app_user_side check (side in ('PARTNER', 'VENDOR')),
  constraint app_user_password_hash check (password_hash like '$argon2id$%'),
  constraint app_user_password_time check ((password_hash is null) = (password_set_at is null))
);
call app.give_policies('app_user', 'auth_only');
grant select, insert, update (password_hash, password_set_at, updated_at) on app_user to app_auth;
comment on table app_user is 'One person''s login; what it may do is said by its memberships, which are all of its side';

create unlogged table login_throttle (
  key_hash bytea not null,
  failures integer not null,
  last_at timestamptz(3) not null,
  locked_until timestamptz(3),
  constraint login_throttle_pkey primary key (key_hash),
  constraint login_throttle_key_length check (octet_length(key_hash) = 32),
  constraint login_throttle_failures check (failures >= 0)
);
create index login_throttle_by_age on login_throttle (last_at);
call app.give_policies('login_throttle', 'auth_only');
grant select, insert, update, delete on login_throttle to app_auth;
comment on table login_throttle is 'Attempts to log in per address typed (hashed), known or not';
`;

const PARTNER_ROLES = "array['PARTNER_MEMBER', 'PARTNER_ADMIN']";
const VENDOR_ROLES = `array[
        'SALES_REP', 'SALES_MANAGER', 'CHANNEL_MANAGER', 'MARKETING_OPS', 'SCORING_ANALYST', 'FINANCE',
        'CONTROLLER', 'PRIVACY_OFFICER', 'ANALYST', 'ADMIN', 'AUDITOR']`;

const MEMBERSHIPS = `
create table membership (
  id uuid not null,
  user_id uuid not null,
  partner_id uuid,
  side text not null generated always as (case when partner_id is null then 'VENDOR' else 'PARTNER' end) stored,
  display_name text not null,
  email text not null,
  roles text[] not null,
  token_version integer not null default 1,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  deactivated_at timestamptz(3),
  constraint membership_pkey primary key (id),
  constraint membership_of_partner unique (partner_id, id),
  constraint membership_user_fkey foreign key (user_id, side) references app_user (id, side),
  constraint membership_partner_fkey foreign key (partner_id) references partner (id),
  constraint membership_not_of_vendors_row check (partner_id <> '01970000-0000-7000-8000-000000000002'),
  constraint membership_display_name_length check (char_length(display_name) between 1 and 200),
  constraint membership_roles check (
    cardinality(roles) > 0
    and case
      when partner_id is null then roles <@ ${VENDOR_ROLES}
      else roles <@ ${PARTNER_ROLES}
    end
  )
);
create unique index membership_once on membership (user_id, partner_id) nulls not distinct where deactivated_at is null;
create index membership_by_user on membership (user_id);
create index membership_by_age on membership (partner_id, created_at, id);
call app.give_policies('membership', 'partner_writes');
create policy membership_auth on membership to app_auth using (true) with check (true);
grant select (id, partner_id, side, display_name, email, roles, token_version, version, created_at, updated_at, deactivated_at) on membership to app_partner;
grant select on membership to app_vendor, app_jobs;
grant update (token_version, version, updated_at, deactivated_at) on membership to app_partner, app_vendor;
grant select, insert, update (token_version, version, updated_at) on membership to app_auth;
comment on table membership is 'A person at a partner, or on the vendor''s staff where partner_id is null; a token is for one membership';
comment on column membership.token_version is 'Raised to end every token issued before';
`;

const SESSIONS = `
create table login_session (
  id uuid not null,
  membership_id uuid not null,
  started_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  constraint login_session_pkey primary key (id),
  constraint login_session_membership_fkey foreign key (membership_id) references membership (id),
  constraint login_session_times check (expires_at > started_at)
);
create index login_session_by_membership on login_session (membership_id);
create index login_session_by_end on login_session (expires_at);
call app.give_policies('login_session', 'auth_only');
grant select, insert, update (revoked_at), delete on login_session to app_auth;
comment on table login_session is 'A family of refresh tokens, from login to logout; revoked as a whole when a token that was already exchanged comes back';

create table refresh_token (
  id uuid not null,
  login_session_id uuid not null,
  token_hash bytea not null,
  issued_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  rotated_at timestamptz(3),
  constraint refresh_token_pkey primary key (id),
  constraint refresh_token_session_fkey foreign key (login_session_id) references login_session (id) on delete cascade,
  constraint refresh_token_hash_length check (octet_length(token_hash) = 32),
  constraint refresh_token_times check (expires_at > issued_at)
);
create unique index refresh_token_one_open on refresh_token (login_session_id) where rotated_at is null;
create index refresh_token_by_session on refresh_token (login_session_id);
call app.give_policies('refresh_token', 'auth_only');
grant select, insert, update (rotated_at), delete on refresh_token to app_auth;
comment on table refresh_token is 'Each refresh token a session was given; the one not yet rotated is the live one';
`;

const PASSWORD_LINKS = `
create table password_link (
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint password_link_pkey primary key (id),
  constraint password_link_user_fkey foreign key (user_id) references app_user (id),
  constraint password_link_created_by_fkey foreign key (created_by) references membership (id),
  constraint password_link_token_once unique (token_hash),
  constraint password_link_hash_length check (octet_length(token_hash) = 32),
  constraint password_link_times check (expires_at > created_at)
);
create index password_link_by_user on password_link (user_id);
create index password_link_by_creator on password_link (created_by);
call app.give_policies('password_link', 'auth_only');
grant insert on password_link to app_vendor;
grant select, update (used_at) on password_link to app_auth;
comment on table password_link is 'A link with which a person sets a password, once; made by an administrator of the vendor';
`;

// An invitation gets its token only when the vendor's side makes the link: a partner's
// administrator who held it could open a login in the name of anybody's address. The first of the
// staff are invited by whoever runs the server, who is no member: nobody stands there as inviter.
const INVITATIONS = `
create table invitation (
  id uuid not null,
  partner_id uuid,
  email text not null,
  display_name text not null,
  roles text[] not null,
  invited_by uuid,
  token_hash bytea,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  membership_id uuid,
  constraint invitation_pkey primary key (id),
  constraint invitation_partner_fkey foreign key (partner_id) references partner (id),
  constraint invitation_not_to_vendors_row check (partner_id <> '01970000-0000-7000-8000-000000000002'),
  constraint invitation_invited_by_fkey foreign key (invited_by) references membership (id),
  constraint invitation_membership_fkey foreign key (partner_id, membership_id) references membership (partner_id, id),
  constraint invitation_inviter check (invited_by is not null or partner_id is null),
  constraint invitation_token_once unique (token_hash),
  constraint invitation_hash_length check (octet_length(token_hash) = 32),
  constraint invitation_email_length check (char_length(email) <= 254),
  constraint invitation_display_name_length check (char_length(display_name) between 1 and 200),
  constraint invitation_times check (expires_at > created_at),
  constraint invitation_accepted check ((accepted_at is null) = (membership_id is null)),
  constraint invitation_roles check (
    cardinality(roles) > 0
    and case
      when partner_id is null then roles <@ ${VENDOR_ROLES}
      else roles <@ ${PARTNER_ROLES}
    end
  )
);
create index invitation_by_age on invitation (partner_id, created_at, id);
create index invitation_by_inviter on invitation (invited_by);
create index invitation_by_membership on invitation (partner_id, membership_id);
call app.give_policies('invitation', 'partner_writes');
call app.require_new_ids('invitation');
-- a foreign key finds rows that its writer may not see: without this it would tell whose id exists
create policy invitation_by_actor on invitation as restrictive for insert to app_partner
  with check (invited_by = (select app.actor()));
create policy invitation_auth on invitation to app_auth using (true) with check (true);
grant select (id, partner_id, email, display_name, roles, created_at, expires_at, accepted_at) on invitation to app_partner;
grant select (id, partner_id, email, display_name, roles, invited_by, created_at, expires_at, accepted_at) on invitation to app_vendor;
grant insert (id, partner_id, email, display_name, roles, invited_by, created_at, expires_at) on invitation to app_partner, app_vendor;
grant update (token_hash, expires_at) on invitation to app_vendor;
grant select, update (accepted_at, membership_id) on invitation to app_auth;
comment on table invitation is 'Somebody asked to become a member; nothing in it depends on whether the address has a login';
`;

// The vendor's keys have no partner, so no key of two columns looks at their membership: a column
// of their own does. One of membership_id alone would tell partners which ids exist.
const API_KEYS = `
create table api_key (
  id uuid not null,
  partner_id uuid,
  membership_id uuid not null,
  vendor_membership_id uuid generated always as (case when partner_id is null then membership_id end) stored,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  constraint api_key_pkey primary key (id),
  constraint api_key_of_partner unique (partner_id, id),
  constraint api_key_partner_fkey foreign key (partner_id) references partner (id),
  constraint api_key_owner_fkey foreign key (partner_id, membership_id) references membership (partner_id, id),
  constraint api_key_vendor_owner_fkey foreign key (vendor_membership_id) references membership (id),
  constraint api_key_prefix_once unique nulls not distinct (partner_id, prefix),
  constraint api_key_hash_once unique (key_hash),
  constraint api_key_hash_length check (octet_length(key_hash) = 32),
  constraint api_key_name_length check (char_length(name) between 1 and 100),
  constraint api_key_scopes check (cardinality(scopes) > 0),
  constraint api_key_times check (expires_at > created_at)
);
create index api_key_by_age on api_key (partner_id, created_at, id);
create index api_key_by_owner on api_key (membership_id);
call app.give_policies('api_key', 'partner_writes');
call app.require_new_ids('api_key');
create policy api_key_auth on api_key to app_auth using (true) with check (true);
grant select (id, partner_id, membership_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at) on api_key to app_partner, app_vendor;
grant insert (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at) on api_key to app_partner, app_vendor;
grant update (revoked_at) on api_key to app_partner, app_vendor;
grant select, update (last_used_at) on api_key to app_auth;
comment on table api_key is 'A credential of a program, owned by a membership; the key itself was shown once and is not kept';
comment on column api_key.key_hash is 'SHA-256 of the whole key, which holds 256 random bits: unique across partners, yet only who has a key can ask for its hash';
`;
