import { sql } from "../../platform/database/index.ts";
import { column, id, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { anchorLine } from "../domain/anchor.ts";
import { ChainAnchorRow } from "../store/chain-anchor.row.ts";

const anchor = tableOf(ChainAnchorRow);

const hex = (name: "hash" | "signature" | "publicKey") =>
  anchor.expression<string>("text", ({ column: of }) => sql`encode(${of(anchor, name)}, 'hex')`);

const exportedAt = (way: "FILE" | "MAIL") =>
  anchor.expression<string | null>(
    "timestamptz",
    ({ column: of }) => sql`(
      select sent.exported_at
      from chain_anchor_export as sent
      where sent.anchor_id = ${of(anchor, "id")} and sent.way = ${way}::text)`,
  );

const hash = hex("hash");

export const chainAnchorReads: Source = {
  type: "ChainAnchor",
  table: anchor,
  isPartners: false,
  fields: {
    id: id("anc", anchor.cell("id")),
    anchoredOn: column(anchor.cell("anchoredOn")),
    seq: value([anchor.cell("seq")], ([seq]) => seq.toString()),
    hash: column(hash),
    anchoredAt: column(anchor.cell("anchoredAt")),
    line: value(
      [
        anchor.cell("entityId"),
        anchor.cell("seq"),
        hash,
        anchor.cell("anchoredAt"),
        hex("signature"),
        hex("publicKey"),
      ],
      ([entityId, seq, hashed, at, signature, publicKey]) =>
        anchorLine({ entityId, seq, hash: hashed, at, signature, publicKey }),
    ),
    filedAt: column(exportedAt("FILE")),
    mailedAt: column(exportedAt("MAIL")),
  },
};
