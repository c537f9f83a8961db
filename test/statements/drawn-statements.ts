import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

import type {
  DrawnLine,
  DrawnStatement,
  Parts,
} from "../../src/statements/domain/drawn-statement.ts";
import { idOf } from "../../src/kernel/index.ts";

const ID = "01970000-0000-7000-8000-00000000005a";
const NOTHING: Parts = [0n, 0n, 0n, 0n, 0n];

export interface Told {
  readonly partnerName?: string;
  readonly vendorName?: string;
  readonly opening?: Parts;
  readonly programName?: string;
}

/** A statement with a line for each movement, which closes as they say. */
export function statementOf(moved: readonly Parts[], told: Told = {}): DrawnStatement {
  const { opening = NOTHING, programName = "Bounties" } = told;
  let closing = opening;
  const lines = moved.map((parts, place): DrawnLine => {
    closing = [
      ...([closing[0] + parts[0], closing[1] + parts[1], closing[2] + parts[2]] as const),
      ...([closing[3] + parts[3], closing[4] + parts[4]] as const),
    ];
    const balance = closing.reduce((all, part) => all + part, 0n);
    return {
      ...{ number: place + 1, kind: "ACCRUE", accountingOn: "2026-02-10", parts, balance },
      ...{ effectiveOn: "2026-02-10", programName, creditId: idOf("crd", ID), milestone: "SQL" },
      ...{ isLate: false, withheld: 0n, correctsNumber: null },
    };
  });
  return {
    ...{ id: idOf("stm", ID), number: 7, currency: "EUR", partnerCountry: "DE" },
    ...{ vendorName: told.vendorName ?? "Vendor", partnerName: told.partnerName ?? "Partner" },
    ...{ startsOn: "2026-02-01", endsOn: "2026-02-28" },
    issuedAt: new Date("2026-03-01T10:00:00.000Z"),
    ...{ opening, closing, lines },
  };
}

export interface ReadPdf {
  /** What stands on each page, in the order in which it was drawn. */
  readonly pages: readonly (readonly string[])[];
  readonly title: string;
  readonly createdOn: string;
  /** Links, forms, scripts and files: what a reader could be led by. */
  readonly active: number;
}

/** Opens a PDF as a reader of the file would, with a library that is not the one that wrote it. */
export async function readPdf(content: Buffer): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(content), verbosity: 0 });
  const document = await task.promise;
  const pages: string[][] = [];
  let active = Object.keys((await document.getJSActions()) ?? {}).length;
  active += Object.keys((await document.getAttachments()) ?? {}).length;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    active += (await page.getAnnotations()).length;
    const { items } = await page.getTextContent();
    pages.push(items.flatMap((item) => ("str" in item && item.str.trim() ? [item.str] : [])));
  }
  const { info } = await document.getMetadata();
  const { Title: title, CreationDate: createdOn } = info as Record<string, string>;
  await task.destroy();
  return { pages, title: title ?? "", createdOn: createdOn ?? "", active };
}
