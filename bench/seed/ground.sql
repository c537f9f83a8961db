-- What all else is made of: ids, dice and the partners' weights are functions of a number, so that
-- the same sizes give the same data; only the days move with the day of seeding.
create schema bench;

-- A version 7 uuid of a row: its time, what kind of row it is (12 bits), and which one.
create function bench.uid(kind integer, n bigint, at timestamptz)
returns uuid
language sql
immutable
return (
  lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
  || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(n), 15, '0')
)::uuid;

-- The n-th throw of a die, in [0, 1).
create function bench.dice(n bigint, die integer)
returns double precision
language sql
immutable
return (hashint8extended(n, die) & 9007199254740991) / 9007199254740992.0::double precision;

create function bench.whole_ms(at timestamptz, days double precision)
returns timestamptz
language sql
stable
return date_trunc('milliseconds', at + make_interval(secs => days * 86400));

-- An id as the API writes it: a prefix and 26 digits to the base of 32.
create function bench.api_id(prefix text, id uuid)
returns text
language sql
immutable
return prefix || '_' || (
  select string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz',
      substring(b'00' || ('x' || replace(id::text, '-', ''))::bit(128) from 5 * digit + 1 for 5)::bit(5)::integer + 1, 1),
    '' order by digit)
  from generate_series(0, 25) as digit);

create table bench.setting (
  leads bigint not null,
  pool bigint not null,
  partners integer not null,
  -- leads are claimed from started on, in the order of their numbers, until ended
  started timestamptz not null,
  ended timestamptz not null
);
insert into bench.setting
select $LEADS, $POOL, $PARTNERS, today - interval '760 days', today - interval '30 days'
from (select date_trunc('day', now()) as today) as seeding;

-- The k-th partner has 1/k of the leads of the first.
create table bench.partner as
select p as number,
  bench.uid(1, p, setting.started - interval '90 days') as id,
  bench.uid(2, p, setting.started - interval '90 days') as member_id,
  'Partner ' || lpad(p::text, 3, '0') as name,
  (sum(1.0 / p) over (order by p) / sum(1.0 / p) over ())::double precision as upto
from bench.setting, generate_series(1, setting.partners) as p;
alter table bench.partner add primary key (number);

-- The same weights as one row, for width_bucket.
create table bench.weights as
select array_agg(upto order by number) filter (where number < partners) as uptos
from bench.partner, bench.setting;
