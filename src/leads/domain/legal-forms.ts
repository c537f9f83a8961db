/**
 * What a company's name says of its legal form, in the spelling that is left after transliteration,
 * case and dots are gone: "S.p.A." is "spa", "ООО" is "ooo". Forms, not names: they say how a firm is
 * made up, not which one it is.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** No word of any name: a form wherever it stands. */
export const FORMS_ANYWHERE = words(
  "aktiebolag aktiengesellschaft aktieselskab bhd company corp corporation incorporation eirl eood eurl gesellschaft gesmbh gmbh " +
    "inc incorporated kabushiki kaisha kgaa limited limitada llc llp lllp ltd ltda osakeyhtio oyj pjsc plc pllc pty pvt " +
    "sarl sendirian societe sociedad spolka srl sro zrt",
);

/** Short enough to be a word of a name as well: forms at its end. */
export const FORMS_AT_END = words(
  "a ab ad adr ae ag ags ans apb aps as asa ay bv bvba ca cia cie co cv cy da dac dba " +
    "dd dmcc doo eg ei eod epe est ev fzc fzco fze fzllc gbr gesmbh gie gk hf ik ike is " +
    "js jsc kb kd kda kft kg kk ko ks ky lc lda lp ltee mbh mchj na nl nuf nv nyrt oao oe " +
    "og ohg ojsc oo ood ooo ou oy pao pc pcl pjs pla ps psc pt pte qpsc sa saa sab sac " +
    "sae saic saoc saog sapi sas sasu sca scs sd se sgps sicav sk sl slu snc soparfi sp " +
    "spa spc spj spk spol sprl sti tas tbk teo tov uab ug ulc unlimited unltd vof vos wll " +
    "yk zao zoo zt",
);

/** Written before the name where that is the custom. */
export const FORMS_AT_START = words(
  "ab ad chp doo fgup gup ik ip jsc kb limited llc oao ooo ojsc pao pjsc pp pt sc tov too uab zao",
);

/** Written out, in words that alone would be none. */
export const FORM_PHRASES: readonly (readonly string[])[] = [
  "aksjeselskap",
  "aktsionernoe obshchestvo",
  "anonim sirketi",
  "anonymi etaireia",
  "besloten vennootschap",
  "company limited by guarantee",
  "eingetragene genossenschaft",
  "eingetragener verein",
  "gesellschaft mit beschrankter haftung",
  "joint stock company",
  "kommanditgesellschaft",
  "limited liability company",
  "limited liability partnership",
  "limited partnership",
  "limited sirketi",
  "naamloze vennootschap",
  "obshchestvo s ogranichennoi otvetstvennostyu",
  "obshchestvo s ogranichennoy otvetstvennostyu",
  "offene handelsgesellschaft",
  "osakeyhtio",
  "otkrytoe aktsionernoe obshchestvo",
  "private limited",
  "private ltd",
  "public joint stock company",
  "public limited",
  "public limited company",
  "public ltd",
  "publichnoe aktsionernoe obshchestvo",
  "s de r l",
  "sdn bhd",
  "sociedad anonima",
  "sociedad de responsabilidad limitada",
  "sociedad por acciones simplificada",
  "sociedade anonima",
  "societa a responsabilita limitata",
  "societa per azioni",
  "societe a responsabilite limitee",
  "societe anonyme",
  "societe par actions simplifiee",
  "sp z oo",
  "sp zoo",
  "spolka akcyjna",
  "spolka z ograniczona odpowiedzialnoscia",
  "z oo",
  "zakrytoe aktsionernoe obshchestvo",
]
  .map((phrase) => phrase.split(" "))
  .toSorted((left, right) => right.length - left.length);

/** Told by their own script, before transliteration: Latin "AO" may be the initials of somebody. */
export const FORMS_IN_OTHER_SCRIPTS =
  /(?<!\p{L})(?:ООО|ОАО|ЗАО|ПАО|АО|ТОО|ТОВ|ЕООД|ООД|ДОО)(?!\p{L})|株式会社|有限会社|合同会社|合名会社|合資会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|유한회사|\(株\)|\(有\)|\(주\)|\(유\)/giu;
