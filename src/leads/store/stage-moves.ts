import type { Database } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import { isStage } from "../domain/stage.ts";
import type { StageMove } from "../domain/stage-move.ts";
import { isMovingVerb } from "../domain/verb.ts";

const SIDE_OF_ROLE: Readonly<Record<string, StageMove["side"]>> = {
  app_partner: "PARTNER",
  app_vendor: "VENDOR",
  app_jobs: "SYSTEM",
};

/** Reads the stage table, once at start: it changes only by migration. */
export async function readStageMoves(database: Database): Promise<readonly StageMove[]> {
  const rows = await database.read<{
    verb: string;
    from_stage: string;
    to_stage: string;
    database_role: string;
    passes: string[];
  }>(
    systemSession("start"),
    sql`
      select verb, from_stage, to_stage, database_role, passes
      from stage_move
      where from_stage <> 'NONE'
      order by verb, from_stage, to_stage`,
  );
  return rows.map((row) => {
    const side = SIDE_OF_ROLE[row.database_role];
    if (!isMovingVerb(row.verb) || !isStage(row.from_stage) || !isStage(row.to_stage) || !side) {
      throw new Error(
        `the stage table has a row that this version does not know: ${row.verb} from ${row.from_stage}`,
      );
    }
    return {
      verb: row.verb,
      from: row.from_stage,
      to: row.to_stage,
      side,
      passes: row.passes.filter(isStage),
    };
  });
}
