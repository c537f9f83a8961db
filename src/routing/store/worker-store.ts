import type { PartnerMemberId, TeamId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Staff, Turn, Worker } from "../domain/choose-holder.ts";

import { uuidsOf, worksOnLeads } from "./staff-queries.ts";

/** "RTNG": the lock of this file, apart from all other advisory locks. */
const ROUTING = 0x52544e47;

/**
 * Makes routing take turns: who is next depends on what all others were given. Behind it come a few
 * statements of some milliseconds; whoever claims or accepts a lead does not wait for it.
 */
const takeTurn = (tx: Transaction): Promise<unknown> =>
  tx.read(sql`select pg_advisory_xact_lock(${ROUTING}::integer, 0)`);

type WorkerRow = {
  id: string;
  display_name: string;
  roles: string[];
  open_leads: number;
  capacity: number | null;
  skill_ids: string[];
  territory_ids: string[];
  is_absent: boolean;
  deputy_id: string | null;
};

/** The people among whom is chosen. */
interface Asked {
  readonly teamIds: readonly TeamId[];
  readonly memberIds: readonly PartnerMemberId[];
}

/** The people among whom is chosen, and their deputies, as they stand at an instant once it is our turn. */
export async function readStaffInTurn(tx: Transaction, asked: Asked, at: Date): Promise<Staff> {
  // sent together, but run in turn: what is read was committed before the lock was ours
  const [, staff] = await Promise.all([takeTurn(tx), readStaff(tx, asked, at)]);
  return staff;
}

/** All active reps. */
export async function readReps(tx: Transaction): Promise<readonly PartnerMemberId[]> {
  const rows = await tx.read<{ id: string }>(sql`
    select id
    from membership
    where partner_id is null and deactivated_at is null and 'SALES_REP' = any (roles)
    order by id`);
  return rows.map(({ id }) => idOf("mem", id));
}

async function readStaff(tx: Transaction, asked: Asked, at: Date): Promise<Staff> {
  const teams = uuidsOf(asked.teamIds);
  const [turns, rows] = await Promise.all([
    tx.read<{ team_id: string; member_id: string; last_turn: number }>(sql`
      select team_id, member_id, last_turn
      from team_member
      where team_id = any(${teams})
      order by team_id, member_id`),
    tx.read<WorkerRow>(sql`
      with away as (
        select member_id, deputy_id
        from absence
        where ended_at is null and absent_from <= ${at}::timestamptz and absent_until > ${at}::timestamptz
      ), asked as (
        select mate.member_id as id
        from team_member as mate
        where mate.team_id = any(${teams})
        union
        select named.id
        from unnest(${uuidsOf(asked.memberIds)}) as named (id)
      )
      select member.id, member.display_name, member.roles,
        (
          select count(*)::integer
          from assignment as held
          where held.member_id = member.id and held.ended_at is null
        ) as open_leads,
        profile.capacity, coalesce(profile.skill_ids, '{}') as skill_ids,
        coalesce(profile.territory_ids, '{}') as territory_ids,
        away.member_id is not null as is_absent, away.deputy_id
      from membership as member
      left join rep_profile as profile on profile.member_id = member.id
      left join away on away.member_id = member.id
      where member.partner_id is null and member.deactivated_at is null
        and (
          member.id in (select asked.id from asked)
          or member.id in (
            select gone.deputy_id
            from away as gone
            where gone.member_id in (select asked.id from asked)))`),
  ]);
  return {
    turns: turns.map((row): Turn => ({
      teamId: idOf("tem", row.team_id),
      memberId: idOf("mem", row.member_id),
      lastTurn: row.last_turn,
    })),
    workers: rows.filter(({ roles }) => worksOnLeads(roles)).map(toWorker),
  };
}

const toWorker = (row: WorkerRow): Worker => ({
  id: idOf("mem", row.id),
  displayName: row.display_name,
  openLeads: row.open_leads,
  capacity: row.capacity,
  skillIds: row.skill_ids.map((uuid) => idOf("skl", uuid)),
  territoryIds: row.territory_ids.map((uuid) => idOf("ter", uuid)),
  absence: row.is_absent
    ? { deputyId: row.deputy_id === null ? null : idOf("mem", row.deputy_id) }
    : null,
});
