import { createHash } from "node:crypto";

import type { Identity, StillStanding } from "../identity/index.ts";
import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { checkRegistrations, matchKeysOf, registerLeads } from "../leads/index.ts";
import type { RegisterLeadDeps, RegisterLeads } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { fingerprintOf } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { FileFault } from "./domain/file-fault.ts";
import { seenKeys } from "./domain/seen-before.ts";
import type { SeenBefore } from "./domain/seen-before.ts";
import { customKeyOf, IMPORT_FIELDS, isImportField } from "./domain/import-fields.ts";
import type { FileRow } from "./rows/file-row.ts";
import { registrationOf } from "./rows/registration-of.ts";
import type { RowRegistration } from "./rows/registration-of.ts";
import type { Advance, ImportRun, RowProblem } from "./store/import-store.ts";

export interface RegisterRowsDeps extends RegisterLeadDeps {
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
}

/** Some rows of a run's file. */
export interface Batch {
  readonly run: ImportRun;
  /** The place of the first one among the rows of the file, from 0. */
  readonly first: number;
  readonly rows: readonly FileRow[];
  readonly seen: SeenBefore;
}

/** What became of one row. */
type Verdict = { readonly refusals: readonly Refusal[]; readonly isKnown: boolean };

/** Registers rows as registerLeads does, as who asked for the import, once however often it is tried. */
export async function registerRows(
  deps: RegisterRowsDeps,
  batch: Batch,
  requestId: string,
): Promise<Advance> {
  const call = await callOf(deps, batch, requestId);
  const done = await registerLeads(deps)(call);
  if (!isRefusal(done)) {
    const verdicts = done.outcome.rows.map(({ leadId, eventId }, index) => ({
      refusals: done.refusals[index] ?? [],
      isKnown: leadId !== null && eventId === null,
    }));
    return advanceOf(batch, verdicts);
  }
  if (done.rows.length !== batch.rows.length) throw new Error(`rows were refused: ${done.code}`);
  return advanceOf(
    batch,
    done.rows.map((refusals) => ({ refusals, isKnown: false })),
  );
}

/** Says what would become of rows; with `notesOnly` it only notes whom and what they name. */
export async function checkRows(
  deps: RegisterRowsDeps,
  batch: Batch,
  { notesOnly }: { readonly notesOnly: boolean },
  requestId: string,
): Promise<Advance> {
  const call = await callOf(deps, batch, requestId);
  const twice = call.command.rows.map(({ read }, index): Refusal | null => {
    if (!read.ok) return null;
    const { emailKey, companyKeys } = matchKeysOf(read.command, deps.isFreeMail);
    const number = batch.rows[index]?.number ?? 0;
    const keys = seenKeys(emailKey, companyKeys, read.command.productLineIds);
    const before = batch.seen.note(keys, number);
    return before === null ? null : duplicateOf(before);
  });
  if (notesOnly) return advanceOf(batch, []);
  const checked = await checkRegistrations(deps, call);
  if (isRefusal(checked)) throw new Error(`rows were refused: ${checked.code}`);
  return advanceOf(
    batch,
    checked.map((verdict, index) => {
      const before = twice[index] ?? null;
      return before === null || verdict.isKnown ? verdict : { refusals: [before], isKnown: false };
    }),
  );
}

const duplicateOf = (row: number): Refusal =>
  refuse("DUPLICATE_LEAD", `Row ${row} names the same person or company.`);

/** The call that the principal would make itself; refused where it may not make it any more. */
async function callOf(
  deps: RegisterRowsDeps,
  { run, first, rows }: Batch,
  requestId: string,
): Promise<Call<RegisterLeads>> {
  const standing = await deps.identity.stillStands(run.principal, requestId);
  if (!mayRegister(standing, run))
    throw new FileFault(
      "STANDING_ENDED",
      "Who asked for the import may not register leads any more. What was registered before stays.",
    );
  const at = deps.clock();
  const read = rows.map((row) => registrationOf(row, run.defaults, at));
  const hashes = read.map(({ raw }) => fingerprintOf(raw));
  return {
    mutation: run.isVendors ? "importLeadsFor" : "importLeads",
    key: `${run.id}/${first}`,
    fingerprint: createHash("sha256").update(Buffer.concat(hashes)).digest(),
    actor: standing.actor,
    session: standing.session,
    at,
    command: {
      rows: read.map((row: RowRegistration, index) => ({
        read: row.read,
        hash: hashes[index] ?? Buffer.alloc(0),
      })),
      errorPolicy: "REJECT_FAILED",
      forPartner: run.isVendors ? run.partnerId : null,
    },
  };
}

function mayRegister(standing: StillStanding | null, run: ImportRun): standing is StillStanding {
  if (!standing?.scopes.has("LEADS_WRITE")) return false;
  const { partnerId } = standing.session;
  return run.isVendors
    ? partnerId === null && standing.scopes.has("PARTNERS_WRITE")
    : partnerId === run.partnerId;
}

function advanceOf({ rows }: Batch, verdicts: readonly Verdict[]): Advance {
  const problems = verdicts.flatMap(({ refusals }, index) =>
    refusals.map((refusal, place) => problemOf(rows[index], refusal, place)),
  );
  const refused = verdicts.filter(({ refusals }) => refusals.length > 0).length;
  const known = verdicts.filter(({ isKnown }) => isKnown).length;
  const registered = verdicts.length - refused - known;
  return { rows: verdicts.length, registered, known, refused, problems };
}

function problemOf(row: FileRow | undefined, refusal: Refusal, place: number): RowProblem {
  const { code, message, path, details } = refusal;
  const told = typeof details["column"] === "string" ? details["column"] : null;
  const column = row && path ? columnAt(row, path) : told;
  return { row: row?.number ?? 0, place, column, code, words: message };
}

/** The column that holds the field at fault, or the part of the lead that it belongs to. */
function columnAt(row: FileRow, path: readonly (string | number)[]): string | null {
  const answers = [...row.cells].filter(
    ([target, { text }]) => customKeyOf(target) !== null && text.trim() !== "",
  );
  if (path[0] === "customFields") return answers[Number(path[1])]?.[1].column ?? null;
  for (const [field, { column }] of row.cells) {
    const own: readonly string[] = isImportField(field) ? IMPORT_FIELDS[field].path : [];
    if (own.length > 0 && path.every((step, index) => own[index] === step)) return column;
  }
  return null;
}
