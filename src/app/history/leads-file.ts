import { isLocalDate, readAmount } from "../../kernel/index.ts";
import { isConsentBasis, isLeadSource } from "../../leads/index.ts";
import { InputError } from "../replay/input-error.ts";

import { instantIn, recordsOf } from "./csv-records.ts";
import { ENDINGS } from "./history-lead.ts";
import type { History, HistoryEnd, HistoryLead } from "./history-lead.ts";

const FILE = "leads.csv";

/** The columns of the file; those with an exclamation mark must say something. */
export const LEADS_COLUMNS =
  "partner! reference! registered_at! company! contact! email! domain country tax_id phone job_title consent_basis source campaign notes owner accepted_at qualified_at converted_at won_at lost_at rejected_at returned_at disqualified_at reason revisit_on amount currency";

/** Reads leads with the times at which they reached their stages, in columns of our own names. */
export function readLeadsFile(folder: string): History {
  const leads = recordsOf(folder, FILE).map((row, index) => new Row(row, index + 2).lead());
  return {
    leads: leads.toSorted(
      (one, other) => one.registeredAt.getTime() - other.registeredAt.getTime(),
    ),
    leftOut: new Map(),
  };
}

/** One row of the file, and where it stands in it. */
class Row {
  readonly #row: Readonly<Record<string, string>>;
  readonly #line: number;

  constructor(row: Readonly<Record<string, string>>, line: number) {
    this.#row = row;
    this.#line = line;
  }

  lead(): HistoryLead {
    const basis = this.#text("consent_basis") ?? "LEGITIMATE_INTEREST";
    const source = this.#text("source") ?? "IMPORT";
    if (!isConsentBasis(basis)) throw this.#wrong("consent_basis");
    if (!isLeadSource(source)) throw this.#wrong("source");
    const amount = readAmount({
      amount: this.#text("amount") ?? "0",
      currency: this.#text("currency") ?? "EUR",
    });
    if (!amount.ok) throw this.#wrong("amount");
    return {
      partner: this.#needed("partner"),
      reference: this.#needed("reference"),
      registeredAt: this.#instant("registered_at") ?? this.#missing("registered_at"),
      registration: {
        ...{ kind: "NEW_BUSINESS", source },
        campaign: this.#text("campaign"),
        notes: this.#text("notes"),
        company: {
          name: this.#needed("company"),
          domain: this.#text("domain"),
          country: this.#text("country"),
          taxId: this.#text("tax_id"),
        },
        contact: {
          name: this.#needed("contact"),
          email: this.#needed("email"),
          phone: this.#text("phone"),
          jobTitle: this.#text("job_title"),
          consent: { basis },
        },
      },
      owner: this.#text("owner"),
      acceptedAt: this.#instant("accepted_at"),
      qualifiedAt: this.#instant("qualified_at"),
      convertedAt: this.#instant("converted_at"),
      end: this.#end(),
      amount: amount.value,
    };
  }

  #end(): HistoryEnd | null {
    const ends = ENDINGS.flatMap((how) => {
      const at = this.#instant(`${how.toLowerCase()}_at`);
      return at ? [{ how, at }] : [];
    });
    const [end, more] = ends;
    if (more) throw this.#wrong(`${more.how.toLowerCase()}_at`);
    const revisitOn = this.#text("revisit_on");
    if (revisitOn !== null && !isLocalDate(revisitOn)) throw this.#wrong("revisit_on");
    return end ? { ...end, reason: this.#text("reason"), revisitOn } : null;
  }

  #text(column: string): string | null {
    const text = this.#row[column]?.trim() ?? "";
    return text === "" ? null : text;
  }

  #needed(column: string): string {
    return this.#text(column) ?? this.#missing(column);
  }

  #instant(column: string): Date | null {
    const text = this.#text(column);
    const at = text === null ? null : instantIn(text);
    if (text !== null && at === null) throw this.#wrong(column);
    return at;
  }

  #missing(column: string): never {
    throw new InputError(`${FILE}: row ${this.#line}: ${column} is missing.`);
  }

  #wrong(column: string): InputError {
    return new InputError(`${FILE}: row ${this.#line}: ${column} is wrong: ${this.#row[column]}`);
  }
}
