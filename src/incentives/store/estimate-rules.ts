import { readCrossings } from "../../exchange/index.ts";
import type { Crossing } from "../../exchange/index.ts";
import { idOf, localDate, uuidOf } from "../../kernel/index.ts";
import type { LeadId, Money, PartnerId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { worthIn } from "../domain/basis.ts";
import { windowStart } from "../domain/cap-terms.ts";
import type { PartnerLimit } from "../domain/caps.ts";
import { askConditions } from "../domain/conditions.ts";
import type { LeadFacts } from "../domain/conditions.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { RuleToEstimate, VolumeToEstimate } from "../domain/estimated.ts";
import type { Milestone } from "../domain/incentive-program.ts";
import { isInTime } from "../domain/spiffs.ts";
import { paceOf } from "../domain/volume.ts";

import { readLeadFacts } from "./condition-store.ts";
import type { Estimated } from "./estimate-facts.ts";
import { readQuality } from "./quality-store.ts";
import { readRules } from "./rules-in-force.ts";
import type { RuleInForce } from "./rules-in-force.ts";
import { readFactors } from "./tier-factors.ts";
import { readVolumes } from "./volume-store.ts";
import type { WindowHeld, WindowWanted } from "./volume-store.ts";

/**
 * The rules that may be earned yet, each milestone's after those before it, with what is the partner's own of them. Nothing is
 * held: what others do in between is not seen.
 */
export async function readRulesToEstimate(
  tx: Transaction,
  estimated: Estimated,
): Promise<readonly RuleToEstimate[]> {
  const { leadId, leads, owner, milestones } = estimated;
  const { at, partnerId, deal } = owner;
  const read = await Promise.all(
    milestones.map((milestone) => readRules(tx, leadId, milestone, at, leads)),
  );
  const rules = read.flat().filter((rule) => isInTime(rule, at));
  if (rules.length === 0) return [];
  const [factors, used, windows, exchanges, quality, volumes, facts] = await Promise.all([
    readFactors(tx, rules, [partnerId], at),
    readOwnUse(tx, leadId, partnerId),
    readWindows(tx, rules, partnerId),
    deal ? readExchanges(tx, rules, deal, at) : new Map<string, Crossing>(),
    readQuality(tx, rules, [partnerId], at),
    readVolumes(
      tx,
      rules.flatMap((rule) => volumeWanted(rule, estimated) ?? []),
    ),
    readFacts(tx, rules, estimated),
  ]);
  return rules.map((rule) => ({
    rule,
    day: localDate(at, rule.timeZone),
    exchange: exchanges.get(uuidOf(rule.programId)) ?? null,
    factor: factors.get(rule.versionId)?.get(partnerId) ?? null,
    quality: quality.get(rule.versionId)?.get(partnerId) ?? null,
    volume: volumeOf(rule, estimated, {
      volumes,
      exchange: exchanges.get(uuidOf(rule.programId)) ?? null,
    }),
    conditions: hangsOnDeal(rule, deal)
      ? null
      : askConditions(rule.conditions, facts.get(rule.milestone) ?? null),
    asks: rule.conditions.map(({ label }) => label),
    leadUsed: used.get(rule.programId) ?? 0n,
    window: windowOf(rule, windows, at),
  }));
}

/** Whether it asks what a deal is worth of which nothing is known. */
const hangsOnDeal = ({ milestone, conditions }: RuleInForce, deal: Money | null): boolean =>
  milestone === "WON" &&
  deal === null &&
  conditions.some(({ expression }) => /\bdeal(?:Amount|Currency)\b/.test(expression));

/** What conditions may ask of the lead at each milestone; of one that is not registered nothing is known. */
async function readFacts(
  tx: Transaction,
  rules: readonly RuleInForce[],
  { leadId, isRegistered, owner: { at, deal }, milestones }: Estimated,
): Promise<ReadonlyMap<Milestone, LeadFacts | null>> {
  if (!isRegistered) return new Map();
  const read = await Promise.all(
    milestones.map(async (milestone) => {
      const own = rules.filter((rule) => rule.milestone === milestone);
      const won = milestone === "WON" && deal !== null ? { deal } : {};
      return [milestone, await readLeadFacts(tx, own, { leadId, at, ...won })] as const;
    }),
  );
  return new Map(read);
}

/** For whose volume it counts: a lead that is not registered yet would be the partner's own. */
function volumeWanted(
  { programId, ruleKey, accelerator, timeZone }: RuleInForce,
  { isRegistered, owner: { partnerId, sharePpm, at } }: Estimated,
): WindowWanted | null {
  const isOwn = !isRegistered || accelerator?.sourcedBy === partnerId;
  if (!accelerator || !isOwn || sharePpm === 0n) return null;
  const startsOn = windowStart(localDate(at, timeZone), accelerator.period);
  const { period, measure = "LEADS" } = accelerator;
  return { programId, ruleKey, partnerId, period, startsOn, measure };
}

function volumeOf(
  rule: RuleInForce,
  estimated: Estimated,
  {
    volumes,
    exchange,
  }: { readonly volumes: readonly WindowHeld[]; readonly exchange: Exchange | null },
): VolumeToEstimate | null {
  const wanted = volumeWanted(rule, estimated);
  const { accelerator } = rule;
  if (!wanted || !accelerator) return null;
  const worthMinor = worthIn(rule, estimated.owner.deal, exchange);
  if (accelerator.measure === "AMOUNT" && worthMinor === null) return null;
  const { programId, ruleKey, startsOn } = wanted;
  const window = volumes.find(
    (each) =>
      each.programId === programId && each.ruleKey === ruleKey && each.startsOn === startsOn,
  );
  const { units = [], truedUpMinor = 0n } = window ?? {};
  const { leadId, owner } = estimated;
  const coming = {
    ...{ leadId, eventAt: owner.at, partnerId: owner.partnerId, startsOn },
    worthMinor: worthMinor ?? 0n,
  };
  return { accelerator, units, truedUpMinor, pace: paceOf(accelerator, { units }, coming) };
}

/** What the partner has of a lead, with its own leads that were merged into it, by program. */
async function readOwnUse(tx: Transaction, leadId: LeadId, partnerId: PartnerId) {
  const rows = await tx.read<{ incentive_program_id: string; used_minor: bigint }>(sql`
    select a.incentive_program_id, sum(k.share_minor)::bigint as used_minor
    from credit as k
    join award as a on a.id = k.award_id
    where k.partner_id = ${uuidOf(partnerId)}::uuid and a.reversed_at is null and k.lead_id in (
      select ${uuidOf(leadId)}::uuid
      union
      select succession.lead_id
      from lead_succession as succession
      join lead as joined on joined.id = succession.lead_id and joined.partner_id = ${uuidOf(partnerId)}::uuid
      where succession.root_lead_id = ${uuidOf(leadId)}::uuid)
    group by a.incentive_program_id`);
  return new Map(rows.map((row) => [idOf("inc", row.incentive_program_id), row.used_minor]));
}

interface WindowUsed {
  readonly incentive_program_id: string;
  readonly cap_window: string;
  readonly starts_on: string;
  readonly used_minor: bigint;
}

function readWindows(
  tx: Transaction,
  rules: readonly RuleInForce[],
  partnerId: PartnerId,
): Promise<readonly WindowUsed[]> | readonly WindowUsed[] {
  const capped = rules.filter(({ caps }) => caps.partnerCap !== null);
  if (capped.length === 0) return [];
  return tx.read<{
    incentive_program_id: string;
    cap_window: string;
    starts_on: string;
    used_minor: bigint;
  }>(sql`
    select incentive_program_id, cap_window, starts_on::text, used_minor
    from cap_bucket
    where kind = 'PARTNER' and partner_id = ${uuidOf(partnerId)}::uuid
      and incentive_program_id = any(${capped.map(({ programId }) => uuidOf(programId))}::uuid[])`);
}

function windowOf(
  { programId, caps: { partnerCap }, timeZone }: RuleInForce,
  windows: readonly WindowUsed[],
  at: Date,
): PartnerLimit | null {
  if (!partnerCap) return null;
  const { window, minor } = partnerCap;
  const startsOn = windowStart(localDate(at, timeZone), window);
  const own = windows.find(
    (each) =>
      each.incentive_program_id === uuidOf(programId) &&
      each.cap_window === window &&
      each.starts_on === startsOn,
  );
  const used = own?.used_minor ?? 0n;
  return { limit: minor > used ? minor : used, used, window, startsOn };
}

function readExchanges(
  tx: Transaction,
  rules: readonly RuleInForce[],
  { currency }: Money,
  at: Date,
) {
  const ids = [...new Set(rules.map(({ programId }) => uuidOf(programId)))];
  return readCrossings(
    tx,
    currency,
    at,
    sql`
      select paying.id::text as key, paying.currency, (${at}::timestamptz at time zone paying.time_zone)::date as day
      from incentive_program as paying
      where paying.id = any(${ids}::uuid[])`,
  );
}
