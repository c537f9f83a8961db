import type { WrittenCriterion } from "./criteria-draft.ts";
import type { OutcomePolicy } from "./criterion.ts";

/** Criteria ready to be saved as a draft, and to be changed there. */
export interface CriteriaTemplate extends OutcomePolicy {
  readonly key: string;
  readonly name: string;
  readonly framework: string;
  readonly criteria: readonly WrittenCriterion[];
}

type Told = Pick<WrittenCriterion, "guidance" | "example" | "evidence">;

const written = (
  slot: string,
  label: string,
  [guidance, example, evidence]: readonly [string, string, string],
  more: Partial<WrittenCriterion> = {},
): WrittenCriterion => ({
  ...{ key: slot.toLowerCase(), slot, label, labels: [] },
  ...({ guidance, example, evidence } satisfies Told),
  ...{ required: true, weight: 10, axis: "INTENT", condition: null },
  ...more,
});

const BUDGET = written("BUDGET", "Budget", [
  "Money for this is set aside or can be: a figure, a range or a cost centre was named.",
  "Up to 40,000 EUR this year, from the operations budget",
  "Mail or notes that name the figure",
]);
const AUTHORITY = written("AUTHORITY", "Authority", [
  "Whoever decides is known and involved, by name and role.",
  "The head of operations decides and was in the call",
  "The decider's name and role, and when you spoke",
]);
const NEED = written("NEED", "Need", [
  "A problem that the product solves was described in the prospect's own words.",
  "Stock counts take two days a month",
  "What was said, as it was said",
]);
const TIMELINE = written("TIMELINE", "Timeline", [
  "There is a date by which it is to be decided or to run, and a reason for it.",
  "Before the season starts in May",
  "The date, and what hangs on it",
]);
const CHALLENGES = written("CHALLENGES", "Challenges", [
  "What stands in the prospect's way is named, and what it costs.",
  "Two in a hundred parcels come back, which costs 9,000 EUR a month",
  "The figure, and who named it",
]);
const PRIORITY = written("PRIORITIZATION", "Priority", [
  "It is among what the prospect wants done first, and it is said before what.",
  "It is the first project of the quarter",
  "The list of projects, or the mail that ranks it",
]);
const fit = (key: string, label: string, told: readonly [string, string, string], weight: number) =>
  written(key, label, told, { axis: "FIT", required: false, weight });

const MEDDIC: readonly WrittenCriterion[] = [
  written("METRICS", "Metrics", [
    "What it is to bring is said in figures that the prospect agrees with.",
    "Forty hours a month less work on counts",
    "The calculation, seen by the prospect",
  ]),
  written("ECONOMIC_BUYER", "Economic buyer", [
    "Whoever can release the money is known, and has been spoken to.",
    "The managing director releases more than 25,000 EUR",
    "Name, role and date of the conversation",
  ]),
  written("DECISION_CRITERIA", "Decision criteria", [
    "By what the prospect chooses is known.",
    "Price, hosting in the EU, a link to the stock system",
    "The list, from the prospect",
  ]),
  written("DECISION_PROCESS", "Decision process", [
    "Who decides in which steps, and when, is known.",
    "Test in March, board on 4 April, order by the end of April",
    "The steps with their dates",
  ]),
  written("PAIN", "Pain", [
    "What hurts today is known, and what happens if nothing is done.",
    "The auditor gives one year to fix stock records",
    "What was said, as it was said",
  ]),
  written("CHAMPION", "Champion", [
    "Somebody there wants it, can win others over, and acts for it.",
    "The warehouse manager invited us to the board",
    "What the champion has done so far",
  ]),
];

const BANT_CRITERIA = [BUDGET, AUTHORITY, NEED, TIMELINE];
const REQUIRED_ONLY = { minPoints: null, minFit: null };

/** The frameworks, and criteria for three trades. */
export const CRITERIA_TEMPLATES: readonly CriteriaTemplate[] = [
  { key: "bant", name: "BANT", framework: "BANT", criteria: BANT_CRITERIA, ...REQUIRED_ONLY },
  { key: "meddic", name: "MEDDIC", framework: "MEDDIC", criteria: MEDDIC, ...REQUIRED_ONLY },
  {
    ...{ key: "champ", name: "CHAMP", framework: "CHAMP", ...REQUIRED_ONLY },
    criteria: [
      CHALLENGES,
      AUTHORITY,
      { ...BUDGET, key: "money", slot: "MONEY", label: "Money" },
      PRIORITY,
    ],
  },
  {
    ...{ key: "gpct", name: "GPCT", framework: "GPCT", ...REQUIRED_ONLY },
    criteria: [
      written("GOALS", "Goals", [
        "What the prospect wants to reach is said, in figures.",
        "Deliver within two days by autumn",
        "The goal, and who set it",
      ]),
      written("PLANS", "Plans", [
        "How it means to get there is known, and what it has tried.",
        "A second shift was tried and was too dear",
        "What was planned or tried, and when",
      ]),
      CHALLENGES,
      TIMELINE,
    ],
  },
  {
    ...{ key: "it_software", name: "IT software", framework: "BANT", minPoints: 40, minFit: 10 },
    criteria: [
      ...BANT_CRITERIA.map((each) => ({ ...each, required: each.slot === "NEED" })),
      fit(
        "USERS",
        "Users",
        [
          "At least twenty people would work with it.",
          "Thirty-five in two warehouses",
          "How many, and where",
        ],
        10,
      ),
      fit(
        "SYSTEMS",
        "Systems",
        [
          "It can be linked with what the prospect runs.",
          "They run the stock system that we link with",
          "Name and version of the system",
        ],
        10,
      ),
    ],
  },
  {
    ...{
      key: "machinery_tender",
      name: "Machinery with tender",
      framework: "OWN",
      minPoints: null,
      minFit: 10,
    },
    criteria: [
      written("TENDER", "Tender", [
        "It is out to tender, or it is known when it will be.",
        "Published on 3 March, offers by 14 April",
        "The notice, or the mail that announces it",
      ]),
      {
        ...BUDGET,
        guidance: "The estimated value of the contract, or the approved investment, is known.",
      },
      AUTHORITY,
      fit(
        "SPECIFICATION",
        "Specification",
        [
          "What is asked for is what the machines can do.",
          "Throughput of 1,200 pieces an hour",
          "The specification, with what does not fit",
        ],
        10,
      ),
      fit(
        "SITE",
        "Site",
        [
          "There is room, power and access where it is to stand.",
          "Hall 2, 400 square metres, 63 A",
          "A plan or photographs of the site",
        ],
        5,
      ),
    ],
  },
  {
    ...{
      key: "saas_demo",
      name: "SaaS by demo request",
      framework: "OWN",
      minPoints: 30,
      minFit: null,
    },
    criteria: [
      written("DEMO", "Demo asked for", [
        "Somebody there asked for a demonstration, or tries the product.",
        "Asked on the website on Monday",
        "The request, or who signed up and when",
      ]),
      { ...NEED, required: false },
      { ...TIMELINE, required: false },
      fit(
        "COMPANY_SIZE",
        "Size",
        [
          "The company has between 20 and 500 people.",
          "120 in three places",
          "How many, and from where it is known",
        ],
        10,
      ),
    ],
  },
];
