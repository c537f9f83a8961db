/**
 * The statements of the limit: written by hand for one page each, and nothing else. $1 is the partner,
 * named beside row-level security, as the product names it.
 */

const R1_LEADS = `
  from (
    select *
    from lead
    where partner_id = $1::uuid and stage = any($2::text[])
    order by claimed_at desc, id desc
    limit 51
  ) as l
  join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  join contact as k on k.partner_id = l.partner_id and k.lead_id = l.id and k.is_primary
  left join attribution_share as s on s.lead_id = l.id and s.partner_id = $1::uuid and s.book = 'SOURCED'`;

const instant = (column: string): string =>
  `'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;

const money = (minor: string, currency: string): string =>
  `'{"amount":"' || (${minor} / 100) || '.' || lpad((${minor} % 100)::text, 2, '0') || '","currency":"' || ${currency} || '"}'`;

/** Each lead as JSON text of the database's making; the handler joins the rows with commas. */
export const R1_TEXT = `
  select '{"id":"' || l.id || '","stage":"' || l.stage || '","kind":"' || l.kind || '","source":"' || l.source
    || '","version":' || l.version || ',"externalReference":' || coalesce(to_json(l.external_reference)::text, 'null')
    || ',"stageEnteredAt":' || ${instant("l.stage_entered_at")}
    || ',"claimedAt":' || ${instant("l.claimed_at")}
    || ',"updatedAt":' || ${instant("l.updated_at")}
    || ',"estimatedValue":' || coalesce(${money("l.value_minor", "l.value_currency")}, 'null')
    || ',"owner":' || coalesce('{"displayName":' || to_json(l.owner_name) || '}', 'null')
    || ',"company":{"name":' || to_json(c.name) || ',"domain":' || coalesce(to_json(c.domain)::text, 'null')
    || ',"country":' || coalesce('"' || c.country || '"', 'null') || '}'
    || ',"contact":{"name":' || to_json(k.name) || ',"email":' || to_json(k.email) || ',"phone":'
    || coalesce(to_json(k.phone)::text, 'null') || ',"jobTitle":' || coalesce(to_json(k.job_title)::text, 'null') || '}'
    || ',"attribution":' || coalesce('{"shares":[{"sharePpm":' || s.share_ppm || ',"settledAt":' || ${instant("s.settled_at")}
    || '}],"othersPpm":' || (1000000 - s.share_ppm) || '}', 'null')
    || ',"credits":{"nodes":[' || coalesce(r.nodes, '') || ']}}' as node,
    l.id, l.claimed_at::text as cursor
  ${R1_LEADS}
  left join lateral (
    select string_agg('{"id":"' || d.id || '","amount":' || ${money("d.share_minor", "d.currency")}
      || ',"awardGross":' || ${money("d.award_gross_minor", "d.currency")}
      || ',"state":"' || d.state || '","milestone":"' || d.milestone || '","programName":' || to_json(d.program_name)
      || ',"programVersion":' || d.program_version || ',"earnedAt":' || ${instant("d.earned_at")}
      || ',"effectiveOn":"' || d.effective_on || '","weightPpm":' || d.weight_ppm || '}', ',') as nodes
    from credit as d
    where d.lead_id = l.id and d.partner_id = $1::uuid
  ) as r on true
  order by l.claimed_at desc, l.id desc`;

/** Each lead as plain columns, its credits as one text of columns; the handler makes the JSON. */
export const R1_ROWS = `
  select l.id, l.stage, l.kind, l.source, l.version, l.external_reference, l.stage_entered_at, l.claimed_at, l.updated_at,
    l.value_minor, l.value_currency, l.owner_name, c.name, c.domain, c.country, k.name, k.email, k.phone, k.job_title,
    s.share_ppm, s.settled_at, r.nodes
  ${R1_LEADS}
  left join lateral (
    select string_agg(concat_ws(E'\\x1f', d.id, d.share_minor, d.award_gross_minor, d.currency, d.state, d.milestone,
      d.program_name, d.program_version, d.earned_at, d.effective_on, d.weight_ppm), E'\\x1e') as nodes
    from credit as d
    where d.lead_id = l.id and d.partner_id = $1::uuid
  ) as r on true
  order by l.claimed_at desc, l.id desc`;

export const R2_TEXT = `
  select '{"data":{"lead":{"id":"' || l.id || '","stage":"' || l.stage || '","version":' || l.version
    || ',"externalReference":' || coalesce(to_json(l.external_reference)::text, 'null')
    || ',"claimedAt":' || ${instant("l.claimed_at")}
    || ',"company":{"name":' || to_json(c.name) || ',"domain":' || coalesce(to_json(c.domain)::text, 'null') || '}'
    || ',"contact":{"name":' || to_json(k.name) || ',"email":' || to_json(k.email) || '}'
    || ',"timeline":{"nodes":[' || coalesce(t.nodes, '') || ']}}}}' as text
  from lead as l
  join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  join contact as k on k.partner_id = l.partner_id and k.lead_id = l.id and k.is_primary
  left join lateral (
    select string_agg('{"seq":' || e.seq || ',"type":"' || e.type || '","fromStage":"' || e.from_stage || '","toStage":"' || e.to_stage
      || '","at":' || ${instant("e.at")} || ',"reasonCode":'
      || coalesce('"' || e.reason_code || '"', 'null') || ',"comment":' || coalesce(to_json(e.comment)::text, 'null') || '}', ',' order by e.seq) as nodes
    from lead_event as e
    where e.partner_id = l.partner_id and e.lead_id = l.id
  ) as t on true
  where l.partner_id = $1::uuid and l.id = $2::uuid`;
