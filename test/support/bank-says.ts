import { PAYER } from "./banking.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { sendFile } from "./send-file.ts";
import type { ServedWorld } from "./served-world.ts";

/** One entry of a bank's file. */
export interface Said {
  readonly endToEndId?: string | null;
  readonly amount: string;
  readonly currency?: string;
  readonly direction?: "DBIT" | "CRDT";
  readonly bookedOn: string;
  readonly reference?: string;
  readonly reason?: string;
  readonly words?: string;
  readonly isReversal?: boolean;
  readonly status?: string;
}

export interface SaidBy {
  readonly kind?: "053" | "054";
  readonly iban?: string;
  readonly messageId?: string;
}

/** A camt.053 as a bank writes it, or a camt.054. */
export function camt(entries: readonly Said[], by: SaidBy = {}): string {
  const { kind = "053", iban = PAYER.iban, messageId = "MSG 1" } = by;
  const [body, account] =
    kind === "053" ? ["BkToCstmrStmt", "Stmt"] : ["BkToCstmrDbtCdtNtfctn", "Ntfctn"];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08">
  <${body}>
    <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-11-28T06:00:00Z</CreDtTm></GrpHdr>
    <${account}>
      <Id>STMT-${messageId.slice(-8).trim()}</Id>
      <Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
      ${entries.map(entryOf).join("\n      ")}
    </${account}>
  </${body}>
</Document>
`;
}

function entryOf(said: Said): string {
  const { amount, currency = "EUR", direction = "DBIT", bookedOn, reference } = said;
  const referenceTag = reference === undefined ? "" : `<AcctSvcrRef>${reference}</AcctSvcrRef>`;
  const reversal = said.isReversal === true ? "<RvslInd>true</RvslInd>" : "";
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${reversal}<Sts><Cd>${said.status ?? "BOOK"}</Cd></Sts><BookgDt><Dt>${bookedOn}</Dt></BookgDt>${referenceTag}<NtryDtls>${detailOf(said)}</NtryDtls></Ntry>`;
}

/** One payment of an entry; with an amount of its own where it is one of several. */
export function detailOf(said: Said, isOfSeveral = false): string {
  const { endToEndId = null, reason, words, amount, currency = "EUR" } = said;
  const named = endToEndId ?? "NOTPROVIDED";
  const own = isOfSeveral ? `<Amt Ccy="${currency}">${amount}</Amt>` : "";
  const back = reason === undefined ? "" : `<RtrInf><Rsn><Cd>${reason}</Cd></Rsn></RtrInf>`;
  const written = words === undefined ? "" : `<RmtInf><Ustrd>${words}</Ustrd></RmtInf>`;
  return `<TxDtls><Refs><EndToEndId>${named}</EndToEndId></Refs>${own}${written}${back}</TxDtls>`;
}

/** Sends a file of the bank; its id. */
export const sendStatement = (
  world: ServedWorld,
  { key }: Pick<CastMember, "key">,
  bytes: string | Buffer,
  contentType = "application/xml",
): Promise<string> =>
  sendFile(world, key, {
    ...{ purpose: "BANK_STATEMENT", fileName: "statement", contentType, bytes },
  });

/** A payout as the bank names it. */
export interface NamedPayout {
  readonly id: string;
  readonly endToEndId: string;
  readonly amount: string;
}

/** The payout of a batch, as the bank names it. */
export async function payoutOf(
  world: ServedWorld,
  { key }: Pick<CastMember, "key">,
  payoutId: string,
): Promise<NamedPayout> {
  const text =
    "query ($id: ID!) { node(id: $id) { ... on Payout { id endToEndId amount { amount } } } }";
  const { data } = await world.ask(key, text, { id: payoutId });
  const { id, endToEndId, amount } = data?.["node"] ?? {};
  return { id, endToEndId, amount: amount.amount };
}

/** Imports a file of the bank, and answers with its id. */
export async function importStatement(
  world: ServedWorld,
  member: Pick<CastMember, "key">,
  bytes: string,
): Promise<string> {
  const uploadId = await sendStatement(world, member, bytes);
  const { bankStatement } = await done(
    ...([world, member.key, "importBankStatement", { uploadId }, "bankStatement { id }"] as const),
  );
  return bankStatement.id;
}

/** The first entry of a statement that waits for a person. */
export async function unmatchedIn(
  world: ServedWorld,
  { key }: Pick<CastMember, "key">,
  bankStatementId: string,
): Promise<string> {
  const text =
    "query ($id: ID!) { node(id: $id) { ... on BankStatement { entries(first: 50) { nodes { id state } } } } }";
  const { data } = await world.ask(key, text, { id: bankStatementId });
  const entries: readonly { id: string; state: string }[] = data?.["node"].entries.nodes ?? [];
  const found = entries.find(({ state }) => state === "UNMATCHED");
  if (!found) throw new Error("nothing of the statement waits");
  return found.id;
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** An entry that waits, which is of no payout as far as can be told. */
export async function plantUnmatched(
  world: ServedWorld,
  member: Pick<CastMember, "key">,
  said: Partial<Said> = {},
): Promise<string> {
  const entry = { amount: "12.00", bookedOn: today(), words: "Rent", ...said };
  const messageId = `M${Date.now()}${Math.random()}`.slice(0, 35);
  return unmatchedIn(
    world,
    member,
    await importStatement(world, member, camt([entry], { messageId })),
  );
}
