import type { NoticeLocale } from "./kinds.ts";

const TAGS: Readonly<Record<NoticeLocale, string>> = { EN: "en-GB", DE: "de-DE" };

/** A day as people write it: 4 May 2027, 4. Mai 2027. */
export function dayIn(locale: NoticeLocale, day: string): string {
  const noon = new Date(`${day}T12:00:00.000Z`);
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: "long", timeZone: "UTC" }).format(noon);
}

/** An instant where the program is, with its zone: whoever reads it may sit elsewhere. */
export function instantIn(locale: NoticeLocale, at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat(TAGS[locale], {
    ...{ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ timeZone, timeZoneName: "short" },
  });
  return format.format(at);
}

/** What there is to say. */
export const said = (...paragraphs: readonly (string | null | false)[]): readonly string[] =>
  paragraphs.filter((each): each is string => typeof each === "string" && each !== "");
