import { CURRENCIES, isCurrency, isFormula, isLocalDate } from "../../kernel/index.ts";
import type { Currency, GlMappingId, IncentiveProgramId, InputReader } from "../../kernel/index.ts";

/** The account of the firm's books that a role stands for: everywhere, or in a program or a currency alone. */
export interface GlMappingLine {
  /** As the API calls it, in capitals. */
  readonly role: string;
  readonly programId: IncentiveProgramId | null;
  readonly currency: Currency | null;
  readonly accountCode: string;
  readonly accountName: string;
  readonly taxCode: string | null;
  readonly costCenter: string | null;
  /** A category of the firm's books, and what of it; both or none. */
  readonly trackingName: string | null;
  readonly trackingOption: string | null;
}

export interface SaveGlMapping {
  /** YYYY-MM-DD: the first day whose files go by it. */
  readonly effectiveOn: string;
  /** What the firm's books call the entity. */
  readonly entityCode: string | null;
  readonly lines: readonly GlMappingLine[];
}

export interface ApproveGlMapping {
  readonly glMappingId: GlMappingId;
}

/** The same number stands in constraint gl_mapping_line_count. */
export const MOST_MAPPING_LINES = 200;

/** A line as it is typed. */
export interface GlMappingLineAsked {
  readonly role: string;
  readonly incentiveProgramId?: string | null;
  readonly currency?: string | null;
  readonly accountCode: string;
  readonly accountName: string;
  readonly taxCode?: string | null;
  readonly costCenter?: string | null;
  readonly trackingName?: string | null;
  readonly trackingOption?: string | null;
}

export interface SaveGlMappingAsked {
  readonly effectiveOn: string;
  readonly entityCode?: string | null;
  readonly lines: readonly GlMappingLineAsked[];
}

export function readSaveGlMapping(reader: InputReader, asked: SaveGlMappingAsked): SaveGlMapping {
  const { effectiveOn, lines } = asked;
  if (!isLocalDate(effectiveOn)) reader.report(["effectiveOn"], "is no day such as 2026-11-01");
  if (lines.length === 0) reader.report(["lines"], "is empty: name an account for each role");
  if (lines.length > MOST_MAPPING_LINES)
    reader.report(["lines"], `may hold ${MOST_MAPPING_LINES}, got ${lines.length}`);
  const read = lines
    .slice(0, MOST_MAPPING_LINES)
    .map((line, index) => readLine(reader, line, ["lines", String(index)]));
  reportTwice(reader, read);
  return {
    effectiveOn,
    entityCode: readCode(reader, ["entityCode"], asked.entityCode),
    lines: read,
  };
}

function readLine(
  reader: InputReader,
  asked: GlMappingLineAsked,
  path: readonly string[],
): GlMappingLine {
  const code = (name: keyof GlMappingLineAsked, most: number) =>
    readCode(reader, [...path, name], asked[name], most);
  const must = (name: "accountCode" | "accountName", most: number): string => {
    if (asked[name].trim() === "") reader.report([...path, name], "is missing");
    return code(name, most) ?? "";
  };
  const line = {
    role: asked.role,
    programId: reader.optionalId([...path, "incentiveProgramId"], "inc", asked.incentiveProgramId),
    currency: reader.optional([...path, "currency"], asked.currency, (given) =>
      isCurrency(given)
        ? { ok: true, value: given }
        : { ok: false, problem: `is no currency in use, such as ${CURRENCIES[0]}` },
    ),
    accountCode: must("accountCode", 50),
    accountName: must("accountName", 100),
    ...{ taxCode: code("taxCode", 50), costCenter: code("costCenter", 50) },
    ...{ trackingName: code("trackingName", 100), trackingOption: code("trackingOption", 100) },
  };
  if ((line.trackingName === null) !== (line.trackingOption === null))
    reader.report([...path, "trackingOption"], "goes with trackingName, and only with it");
  return line;
}

/** What a file hands on as it is: a guard against formulas would make another code of it. */
function readCode(
  reader: InputReader,
  path: readonly string[],
  given: string | null | undefined,
  most = 50,
): string | null {
  const text = reader.optionalText(path, given, most);
  if (text !== null && isFormula(text))
    reader.report(path, "begins like a formula of a spreadsheet: begin it with a letter or digit");
  return text;
}

function reportTwice(reader: InputReader, lines: readonly GlMappingLine[]): void {
  const seen = new Set<string>();
  for (const [index, { role, programId, currency }] of lines.entries()) {
    const key = [role, programId, currency].join(" ");
    if (seen.has(key))
      reader.report(["lines", index, "role"], "is there twice for the same program and currency");
    seen.add(key);
  }
}
