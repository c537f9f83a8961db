/** The head of an entity's chain at an instant. */
export interface Anchor {
  /** A uuid. */
  readonly entityId: string;
  readonly seq: bigint;
  /** In hexadecimal digits. */
  readonly hash: string;
  /** An instant in UTC, as RFC 3339 with milliseconds. */
  readonly at: string;
}

export interface SignedAnchor extends Anchor {
  /** Of `anchorText`, Ed25519, in hexadecimal digits. */
  readonly signature: string;
  /** The 32 bytes of the key that checks it, in hexadecimal digits. */
  readonly publicKey: string;
}

/** What is signed. Version 1, frozen: whoever kept an anchor checks it by this. */
export function anchorText({ entityId, seq, hash, at }: Anchor): string {
  return `baton.anchor.v1 ${entityId} ${seq} ${hash} ${at}`;
}

/** An anchor as it leaves the database: one line of text. */
export function anchorLine(anchor: SignedAnchor): string {
  return `${anchorText(anchor)} ${anchor.signature} ${anchor.publicKey}`;
}

const LINE =
  /^baton\.anchor\.v1 ([0-9a-f-]{36}) ([1-9][0-9]{0,17}) ([0-9a-f]{64}) (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) ([0-9a-f]{128}) ([0-9a-f]{64})$/;

/** Reads what `anchorLine` wrote; null where it is something else. */
export function readAnchorLine(line: string): SignedAnchor | null {
  const [, entityId, seq, hash, at, signature, publicKey] = LINE.exec(line.trim()) ?? [];
  if (!entityId || !seq || !hash || !at || !signature || !publicKey) return null;
  return { entityId, seq: BigInt(seq), hash, at, signature, publicKey };
}
