import type { CustomField, ProgramId } from "../../kernel/index.ts";
import { idOf, isStandardField, uuidOf } from "../../kernel/index.ts";
import type { Database, Sql } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import type { ProgramRules } from "../domain/register.ts";

export type RulesRow = {
  id: string;
  is_default: boolean;
  version: number;
  kinds: string[];
  product_line_ids: string[] | null;
  form_number: number;
  required: string[] | null;
  fields: CustomField[] | null;
};

/** What programs ask for: the default one, and those that are named. */
export const rulesOf = (programIds: readonly ProgramId[]): Sql => sql`
  select program.id, program.is_default, program.version, program.kinds, program.product_line_ids, program.form_number, form.required, form.fields
  from program
  left join program_form as form on form.program_id = program.id and form.number = program.form_number
  where program.is_default or program.id = any(${programIds.map((id) => uuidOf(id))}::uuid[])`;

export function rulesIn(row: RulesRow): ProgramRules {
  return {
    id: idOf("prg", row.id),
    isDefault: row.is_default,
    version: row.version,
    kinds: row.kinds,
    productLineIds: row.product_line_ids?.map((uuid) => idOf("pln", uuid)) ?? null,
    form: {
      number: row.form_number,
      required: (row.required ?? []).filter(isStandardField),
      fields: row.fields ?? [],
    },
  };
}

/** What is remembered of a program: its rules, and the terms that had to be accepted. */
export interface KnownProgram {
  readonly rules: ProgramRules;
  readonly terms: number | null;
}

/**
 * Programs as they were when last looked at. A registration assumes them, and insists that they are
 * so still: what is remembered can be late, never wrong.
 */
export class KnownPrograms {
  readonly #byId = new Map<ProgramId, KnownProgram>();
  #default: ProgramId | null = null;

  /** Null where nothing is known, and a look is needed. */
  find(programId: ProgramId | null): KnownProgram | null {
    const id = programId ?? this.#default;
    return id === null ? null : (this.#byId.get(id) ?? null);
  }

  remember(known: KnownProgram): void {
    const { id, isDefault } = known.rules;
    this.#byId.set(id, known);
    if (isDefault) this.#default = id;
  }
}

/** The default program is known from the start, others once somebody has registered under them. */
export async function readKnownPrograms(database: Database): Promise<KnownPrograms> {
  const known = new KnownPrograms();
  for (const row of await database.read<RulesRow>(systemSession("start"), rulesOf([])))
    known.remember({ rules: rulesIn(row), terms: null });
  return known;
}
