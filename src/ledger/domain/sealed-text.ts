/** A sealed posting with its lines, as its rows have it: uuids, dates and instants as text. */
export interface SealedPosting {
  readonly seq: bigint;
  /** In hexadecimal digits. */
  readonly prevHash: string;
  readonly hash: string;
  readonly id: string;
  readonly entityId: string;
  readonly kind: string;
  readonly key: string;
  readonly requestHash: string;
  readonly effectiveOn: string;
  readonly accountingOn: string;
  /** In UTC, as RFC 3339 with milliseconds. */
  readonly postedAt: string;
  readonly periodId: string;
  readonly reversesId: string | null;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly actorId: string;
  readonly approvalId: string | null;
  readonly memo: string | null;
  /** The database's number of the transaction. */
  readonly xact: string;
  readonly lines: readonly SealedLine[];
}

export interface SealedLine {
  readonly lineNo: number;
  readonly accountId: string;
  readonly accountEntityId: string;
  readonly role: string;
  readonly partnerId: string | null;
  readonly programId: string | null;
  readonly bankAccountId: string | null;
  readonly accountCurrency: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly creditId: string | null;
}

/**
 * The text that a posting's hash is made of. Version 1, frozen: field names, fixed order, ISO dates, lines by number,
 * free text preceded by its length in bytes. It is written here a second time, and not asked of the database, whose
 * own function somebody could have replaced.
 */
export function sealedText(posting: SealedPosting): string {
  return [
    "baton.seal.v1",
    `seq ${posting.seq}`,
    `prev ${posting.prevHash}`,
    `id ${posting.id}`,
    `entity ${posting.entityId}`,
    `kind ${posting.kind}`,
    `key ${measured(posting.key)}`,
    `request ${posting.requestHash}`,
    `effective ${posting.effectiveOn}`,
    `accounting ${posting.accountingOn}`,
    `posted ${posting.postedAt}`,
    `period ${posting.periodId}`,
    `reverses ${posting.reversesId ?? "-"}`,
    `source ${posting.sourceType} ${posting.sourceId}`,
    `actor ${posting.actorId}`,
    `approval ${posting.approvalId ?? "-"}`,
    `memo ${measured(posting.memo)}`,
    `xact ${posting.xact}`,
    ...posting.lines.map(lineText),
  ].join("\n");
}

function lineText(line: SealedLine): string {
  return [
    "line",
    line.lineNo,
    line.accountId,
    line.accountEntityId,
    line.role,
    line.partnerId ?? "-",
    line.programId ?? "-",
    line.bankAccountId ?? "-",
    line.accountCurrency,
    line.currency,
    line.amountMinor,
    line.creditId ?? "-",
  ].join(" ");
}

const ENCODER = new TextEncoder();

/** No text can end early, or go on into the next field. */
const measured = (text: string | null): string =>
  text === null ? "-" : `${ENCODER.encode(text).length}:${text}`;
