import { said } from "./dates.ts";
import type { Language } from "./facts.ts";
import type { NoticeLocale } from "./kinds.ts";

type OfScoring = Pick<Language, "scoresDrifted" | "modelTrained">;

/** AUC in two digits, as people speak of it: "0.81". */
const auc = (value: number): string => value.toFixed(2);

/** What is said of scoring models, in each language. */
export const WORDS_OF_SCORING: Readonly<Record<NoticeLocale, OfScoring>> = {
  EN: {
    scoresDrifted: (model) => ({
      subject: `Scoring model ${model.number} drifted in ${model.month}`,
      paragraphs: said(
        model.isWorse &&
          model.auc !== null &&
          model.aucBefore !== null &&
          `On the leads that were decided in ${model.month} its AUC was ${auc(model.auc)}; when it was trained it was ${auc(model.aucBefore)}.`,
        model.isShifted &&
          `The leads of ${model.month} are no longer spread as those that it learned from were.`,
        model.features.length > 0 && `They shifted most in: ${model.features.join(", ")}.`,
        "Its training tells more, month by month. A model that is trained on what was decided lately may do better.",
      ),
      because: "You are told this because you train or publish scoring models.",
    }),
    modelTrained: (model) => ({
      subject:
        model.failure === null
          ? `Scoring model ${model.number} waits to be published`
          : `Scoring model ${model.number} could not be trained`,
      paragraphs: said(
        model.failure === null
          ? `The schedule trained scoring model ${model.number} for ${model.month}.`
          : `The schedule could not train scoring model ${model.number} for ${model.month}.`,
        model.failure,
        model.failure === null && model.auc !== null && `Held out, its AUC is ${auc(model.auc)}.`,
        model.failure === null &&
          "Leads are scored by it once somebody else than who saved the schedule publishes it.",
      ),
      because: "You are told this because you train or publish scoring models.",
    }),
  },
  DE: {
    scoresDrifted: (model) => ({
      subject: `Bewertungsmodell ${model.number} trifft seit ${model.month} schlechter`,
      paragraphs: said(
        model.isWorse &&
          model.auc !== null &&
          model.aucBefore !== null &&
          `Bei den Leads, über die im Monat ${model.month} entschieden wurde, lag die AUC bei ${auc(model.auc)}; beim Training waren es ${auc(model.aucBefore)}.`,
        model.isShifted &&
          `Die Leads vom Monat ${model.month} verteilen sich nicht mehr so wie die, aus denen es gelernt hat.`,
        model.features.length > 0 &&
          `Am stärksten verschoben haben sich: ${model.features.join(", ")}.`,
        "Beim Training steht mehr dazu, Monat für Monat. Ein Modell, das aus neueren Entscheidungen lernt, trifft vielleicht besser.",
      ),
      because: "Sie erhalten dies, weil Sie Bewertungsmodelle trainieren oder veröffentlichen.",
    }),
    modelTrained: (model) => ({
      subject:
        model.failure === null
          ? `Bewertungsmodell ${model.number} wartet auf die Veröffentlichung`
          : `Bewertungsmodell ${model.number} ließ sich nicht trainieren`,
      paragraphs: said(
        model.failure === null
          ? `Nach Plan wurde das Bewertungsmodell ${model.number} für ${model.month} trainiert.`
          : `Nach Plan war das Bewertungsmodell ${model.number} für ${model.month} zu trainieren; das gelang nicht.`,
        model.failure,
        model.failure === null &&
          model.auc !== null &&
          `Auf zurückgehaltenen Leads liegt die AUC bei ${auc(model.auc)}.`,
        model.failure === null &&
          "Leads werden danach bewertet, sobald es jemand anderes veröffentlicht als die Person, die den Plan gespeichert hat.",
      ),
      because: "Sie erhalten dies, weil Sie Bewertungsmodelle trainieren oder veröffentlichen.",
    }),
  },
};
