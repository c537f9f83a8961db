import type pg from "pg";

import { idOf, plantKey } from "./product.ts";
import type { Cluster } from "./cluster.ts";

export interface Partner {
  readonly id: string;
  readonly number: number;
  /** The text of its key, and the member that acts by it. */
  readonly key: string;
  readonly actor: string;
  readonly leads: number;
}

type StaffRole = Parameters<typeof plantKey>[1]["role"];

/** Who asks: partners with a key each, and the vendor's. */
export interface World {
  readonly partners: readonly Partner[];
  /** The one in the middle of all, by leads. */
  readonly middle: Partner;
  readonly salesKey: string;
  readonly financeKey: string;
  /** Plants a key of a member of the vendor. */
  readonly keyOf: (member: string, role: StaffRole) => Promise<string>;
  /** Runs SQL as the owner. */
  readonly ask: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
}

/** How many partners ask: the largest, which have a full page of leads at every size. */
const ASKING = 12;

/** Plants the keys of this run. */
export async function plantWorld(cluster: Cluster, owner: pg.Client): Promise<World> {
  const now = new Date();
  const ask = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await owner.query<Row>(text, values)).rows;
  const keyOf = (member: string, partner: string | null, role: StaffRole) =>
    plantKey(
      owner,
      {
        memberId: idOf("mem", member),
        partnerId: partner === null ? null : idOf("prt", partner),
        role,
      },
      "bench",
      now,
    );
  const rows = await ask<{ id: string; number: number; member_id: string }>(
    "select id, number, member_id from bench.partner order by number",
  );
  const counts = await ask<{ partner_id: string; n: number }>(
    "select partner_id, count(*)::integer as n from lead where claimed_at >= (select started from bench.setting) group by partner_id",
  );
  const plant = async (row: (typeof rows)[number]): Promise<Partner> => ({
    id: row.id,
    number: row.number,
    key: await keyOf(row.member_id, row.id, "PARTNER_ADMIN"),
    actor: row.member_id,
    leads: counts.find((count) => count.partner_id === row.id)?.n ?? 0,
  });
  const partners: Partner[] = [];
  for (const row of rows.slice(0, ASKING)) partners.push(await plant(row));
  const middleRow = rows[Math.floor(rows.length / 2)];
  if (!middleRow) throw new Error("the database was not seeded");
  const middle = await plant(middleRow);
  const staff = async (role: "SALES_REP" | "FINANCE"): Promise<string> => {
    const [member] = await ask<{ member_id: string }>(
      "select member_id from bench.staff where role = $1",
      [role],
    );
    return keyOf(member?.member_id ?? "", null, role);
  };
  return {
    partners,
    middle,
    salesKey: await staff("SALES_REP"),
    financeKey: await staff("FINANCE"),
    keyOf: (member, role) => keyOf(member, null, role),
    ask,
  };
}

/** The partners as they ask in turn: by zipf, in a fixed order of a few hundred. */
export function askingInTurn(partners: readonly Partner[]): readonly Partner[] {
  const weights = partners.map((partner) => 1 / partner.number);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let state = 20_260_101;
  const throwDie = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return (state / 0x80_00_00_00) * sum;
  };
  return Array.from({ length: 512 }, () => {
    let left = throwDie();
    const at = weights.findIndex((weight) => (left -= weight) < 0);
    return partners[Math.max(at, 0)] as Partner;
  });
}
