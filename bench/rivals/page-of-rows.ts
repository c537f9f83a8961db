/** The R1 page out of plain columns, as texts, in the order in which the statement names them. */
export function pageOfRows(rows: readonly (readonly (string | null)[])[]): string {
  const nodes = rows.slice(0, 50).map((row) => {
    const [id, stage, kind, source, version, reference, enteredAt, claimedAt, updatedAt] = row;
    const [minor, currency, owner, company, domain, country, name, email, phone, title] =
      row.slice(9);
    const [ppm, settledAt, credits] = row.slice(19);
    return {
      id,
      stage,
      kind,
      source,
      version: Number(version),
      externalReference: reference,
      stageEnteredAt: instantOf(enteredAt),
      claimedAt: instantOf(claimedAt),
      updatedAt: instantOf(updatedAt),
      estimatedValue: minor ? { amount: decimalOf(minor), currency } : null,
      owner: owner ? { displayName: owner } : null,
      company: { name: company, domain, country },
      contact: { name, email, phone, jobTitle: title },
      attribution: ppm
        ? {
            shares: [{ sharePpm: Number(ppm), settledAt: instantOf(settledAt) }],
            othersPpm: 1_000_000 - Number(ppm),
          }
        : null,
      credits: { nodes: credits ? credits.split("\u001e").map(creditOf) : [] },
    };
  });
  const last = nodes.at(-1);
  return JSON.stringify({
    data: {
      leads: {
        nodes,
        pageInfo: {
          hasNextPage: rows.length > 50,
          endCursor: `${last?.claimedAt ?? ""}|${last?.id ?? ""}`,
        },
      },
    },
  });
}

function creditOf(text: string) {
  const [id, minor = "", gross = "", currency, state, milestone, program, version, at, on, ppm] =
    text.split("\u001f");
  return {
    id,
    amount: { amount: decimalOf(minor), currency },
    awardGross: { amount: decimalOf(gross), currency },
    state,
    milestone,
    programName: program,
    programVersion: Number(version),
    earnedAt: instantOf(at),
    effectiveOn: on,
    weightPpm: Number(ppm),
  };
}

/** "2026-07-14 10:00:00.123+00" as RFC 3339. */
const instantOf = (text: string | null | undefined): string | null =>
  text ? `${text.slice(0, 10)}T${text.slice(11).replace("+00", "Z")}` : null;

const decimalOf = (minor: string): string =>
  `${minor.slice(0, -2) || "0"}.${minor.slice(-2).padStart(2, "0")}`;
