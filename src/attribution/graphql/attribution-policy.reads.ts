import { sql } from "../../platform/database/index.ts";
import { column, descending, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { TOUCH_ROLES } from "../domain/models.ts";
import { AttributionPolicyRow } from "../store/attribution-policy.row.ts";

const policy = tableOf(AttributionPolicyRow);

/** Of drafts, and of programs that it does not see, a partner sees no row: the table's policy says so. */
export const attributionPolicyReads: Source = {
  type: "AttributionPolicy",
  table: policy,
  isPartners: false,
  fields: {
    id: id("atp", policy.cell("id")),
    program: one("Program", { id: "programId" }),
    number: column(policy.cell("number")),
    model: column(policy.cell("model")),
    halfLifeDays: column(policy.cell("halfLifeDays")),
    windowDays: column(policy.cell("windowDays")),
    lockDays: column(policy.cell("lockDays")),
    roleWeights: value(
      [
        policy.cell("weightSourced"),
        policy.cell("weightInfluenced"),
        policy.cell("weightCoSell"),
        policy.cell("weightDelivered"),
        policy.cell("weightResold"),
      ],
      (weights) =>
        TOUCH_ROLES.flatMap((role, place) => {
          const weight = weights[place] ?? 0;
          return weight === 0 ? [] : [{ role, weight }];
        }),
    ),
    createdAt: column(policy.cell("createdAt")),
    inForceAt: column(policy.cell("inForceAt")),
  },
};

export const programAttribution: AddedFields = {
  type: "Program",
  fields: {
    attributionPolicy: one(
      "AttributionPolicy",
      (own, of) => sql`(${own("programId")} = ${of("id")} and ${own("number")} = (
        select in_force.number
        from attribution_policy as in_force
        where in_force.program_id = ${of("id")} and in_force.in_force_at is not null
        order by in_force.in_force_at desc, in_force.number desc
        limit 1))`,
    ),
    attributionPolicies: page("AttributionPolicy", { programId: "id" }, [descending("number")]),
  },
};
