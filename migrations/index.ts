import { RolesAndPoliciesStand1795298400001 } from "./1795298400001-roles-and-policies-stand.ts";
import { MutationsAreRecorded1795298400002 } from "./1795298400002-mutations-are-recorded.ts";
import { PartnersEnrolInPrograms1795298400003 } from "./1795298400003-partners-enrol-in-programs.ts";
import { PeopleHaveLogins1795298400004 } from "./1795298400004-people-have-logins.ts";
import { TheLedgerBalances1795298400005 } from "./1795298400005-the-ledger-balances.ts";
import { LeadsAreRegisteredAndMove1795298400006 } from "./1795298400006-leads-are-registered-and-move.ts";
import { LeadsAreMatched1795298400007 } from "./1795298400007-leads-are-matched.ts";
import { LeadsAreQualified1795298400008 } from "./1795298400008-leads-are-qualified.ts";
import { SqlsEarnCredit1795298400009 } from "./1795298400009-sqls-earn-credit.ts";
import { ListsOfLeadsHaveTheirIndexes1795298400011 } from "./1795298400011-lists-of-leads-have-their-indexes.ts";
import { WritesTravelTogether1795298400020 } from "./1795298400020-writes-travel-together.ts";
import { FunnelsAndCreditsAreCounted1795298400030 } from "./1795298400030-funnels-and-credits-are-counted.ts";
import { DocumentsAreStored1795298400040 } from "./1795298400040-documents-are-stored.ts";
import { FunnelsAreCountedByMonth1795298400041 } from "./1795298400041-funnels-are-counted-by-month.ts";
import { AListIsFilteredWhereItIsOrdered1795298400042 } from "./1795298400042-a-list-is-filtered-where-it-is-ordered.ts";
import { TheVendorsListsToo1795298400043 } from "./1795298400043-the-vendors-lists-too.ts";
import { LeadsArePromotedAndComeBack1795298400044 } from "./1795298400044-leads-are-promoted-and-come-back.ts";
import { CompaniesAreFoundByLikeness1795298400060 } from "./1795298400060-companies-are-found-by-likeness.ts";
import { TheStageTableSaysWhatHappens1795298400061 } from "./1795298400061-the-stage-table-says-what-happens.ts";
import { PartnersCorrectTheirLeads1795298400062 } from "./1795298400062-partners-correct-their-leads.ts";
import { TheVendorAsksForInformation1795298400063 } from "./1795298400063-the-vendor-asks-for-information.ts";
import { ReviewsRunAgainstAClock1795298400064 } from "./1795298400064-reviews-run-against-a-clock.ts";
import { LeadsHaveSeveralContacts1795298400065 } from "./1795298400065-leads-have-several-contacts.ts";
import { AccountsAreProtected1795298400067 } from "./1795298400067-accounts-are-protected.ts";
import { ProtectionsAreExtended1795298400068 } from "./1795298400068-protections-are-extended.ts";
import { ConflictsAreDecided1795298400069 } from "./1795298400069-conflicts-are-decided.ts";
import { ProspectsAreChecked1795298400070 } from "./1795298400070-prospects-are-checked.ts";
import { DecisionsAreAppealed1795298400071 } from "./1795298400071-decisions-are-appealed.ts";
import { TheVendorClaimsDirectly1795298400072 } from "./1795298400072-the-vendor-claims-directly.ts";
import { FilesAreUploaded1795298400077 } from "./1795298400077-files-are-uploaded.ts";
import { EvidenceIsAdded1795298400078 } from "./1795298400078-evidence-is-added.ts";
import { LeadsAreImported1795298400079 } from "./1795298400079-leads-are-imported.ts";
import { LeadsAreFoundByWords1795298400080 } from "./1795298400080-leads-are-found-by-words.ts";
import { LeadsAreReopenedAndMovesUndone1795298400085 } from "./1795298400085-leads-are-reopened-and-moves-undone.ts";
import { WhatWasBegunApartGoesOnTogether1795298400086 } from "./1795298400086-what-was-begun-apart-goes-on-together.ts";
import { ProgramsAreKeptAndPartnersEnrolled1795298400087 } from "./1795298400087-programs-are-kept-and-partners-enrolled.ts";
import { TermsAreAcceptedAndLeadsLimited1795298400088 } from "./1795298400088-terms-are-accepted-and-leads-limited.ts";
import { PartnersKeepDrafts1795298400089 } from "./1795298400089-partners-keep-drafts.ts";
import { TheVendorRegistersForPartners1795298400090 } from "./1795298400090-the-vendor-registers-for-partners.ts";
import { LeadsGoOnInOthers1795298400092 } from "./1795298400092-leads-go-on-in-others.ts";
import { LeadsAreMerged1795298400093 } from "./1795298400093-leads-are-merged.ts";
import { TheVendorHasLeadsOfItsOwn1795298400094 } from "./1795298400094-the-vendor-has-leads-of-its-own.ts";
import { LeadsAreOffered1795298400095 } from "./1795298400095-leads-are-offered.ts";
import { LeadsNameProductLines1795298400096 } from "./1795298400096-leads-name-product-lines.ts";
import { KindsAndTendersCount1795298400097 } from "./1795298400097-kinds-and-tenders-count.ts";
import { WhoLookedIsOnRecord1795298400098 } from "./1795298400098-who-looked-is-on-record.ts";
import { ListsAreComparedByCounts1795298400099 } from "./1795298400099-lists-are-compared-by-counts.ts";
import { LeadsGoOnWithWhatTheyAreAbout1795298400100 } from "./1795298400100-leads-go-on-with-what-they-are-about.ts";
import { ReversalsOfAPostingQueue1795298400101 } from "./1795298400101-reversals-of-a-posting-queue.ts";
import { WhoFoundALeadIsKnown1795298400102 } from "./1795298400102-who-found-a-lead-is-known.ts";
import { AwardsSayForWhat1795298400103 } from "./1795298400103-awards-say-for-what.ts";
import { WhatIsSharedIsHeldAsOne1795298400110 } from "./1795298400110-what-is-shared-is-held-as-one.ts";
import { LeadsAreJudgedByOthers1795298400111 } from "./1795298400111-leads-are-judged-by-others.ts";
import { TheVendorsRoleWritesWhatItsVerbsDo1795298400112 } from "./1795298400112-the-vendors-role-writes-what-its-verbs-do.ts";
import { TendersAreCorrected1795298400113 } from "./1795298400113-tenders-are-corrected.ts";
import { TheVendorImportsForPartners1795298400114 } from "./1795298400114-the-vendor-imports-for-partners.ts";
import { DirectClaimsMeetLeads1795298400115 } from "./1795298400115-direct-claims-meet-leads.ts";
import { CalendarsAreKept1795298400120 } from "./1795298400120-calendars-are-kept.ts";
import { ClocksHavePolicies1795298400121 } from "./1795298400121-clocks-have-policies.ts";
import { AllClocksRun1795298400122 } from "./1795298400122-all-clocks-run.ts";
import { ClocksHaveConsequences1795298400123 } from "./1795298400123-clocks-have-consequences.ts";
import { TheStaffIsArranged1795298400130 } from "./1795298400130-the-staff-is-arranged.ts";
import { LeadsAreRouted1795298400131 } from "./1795298400131-leads-are-routed.ts";
import { LeadsAreCommented1795298400140 } from "./1795298400140-leads-are-commented.ts";
import { PeopleAreTold1795298400141 } from "./1795298400141-people-are-told.ts";
import { ClaimsFindTheirKeys1795298400150 } from "./1795298400150-claims-find-their-keys.ts";
import { ClocksTellPeople1795298400165 } from "./1795298400165-clocks-tell-people.ts";
import { SomeLeadsWaitForAPerson1795298400166 } from "./1795298400166-some-leads-wait-for-a-person.ts";
import { PassingOnIsNoAnswer1795298400167 } from "./1795298400167-passing-on-is-no-answer.ts";
import { WhoOwesAnAnswerGainsNoTime1795298400168 } from "./1795298400168-who-owes-an-answer-gains-no-time.ts";
import { WhoLeftHoldsNothing1795298400169 } from "./1795298400169-who-left-holds-nothing.ts";
import { WhatIsGivenIsTold1795298400170 } from "./1795298400170-what-is-given-is-told.ts";
import { ChangesAreSeenLive1795298400180 } from "./1795298400180-changes-are-seen-live.ts";
import { TheInboxIsKept1795298400190 } from "./1795298400190-the-inbox-is-kept.ts";
import { LeadsAreHandedOverTwice1795298400200 } from "./1795298400200-leads-are-handed-over-twice.ts";
import { PartnersLearnFromDecisions1795298400210 } from "./1795298400210-partners-learn-from-decisions.ts";
import { AcceptancesGoByAChecklist1795298400211 } from "./1795298400211-acceptances-go-by-a-checklist.ts";
import { RulesHandSqlsOver1795298400220 } from "./1795298400220-rules-hand-sqls-over.ts";
import { TouchpointsAreRecorded1795298400230 } from "./1795298400230-touchpoints-are-recorded.ts";
import { AttributionGoesByPolicies1795298400231 } from "./1795298400231-attribution-goes-by-policies.ts";
import { TouchesStandUnderOwnLeads1795298400232 } from "./1795298400232-touches-stand-under-own-leads.ts";
import { ClocksRestWithTheirPartner1795298400240 } from "./1795298400240-clocks-rest-with-their-partner.ts";
import { IncentivesAreDrafted1795298400250 } from "./1795298400250-incentives-are-drafted.ts";
import { DealsEarnToo1795298400251 } from "./1795298400251-deals-earn-too.ts";
import { SettlementsAreLocked1795298400260 } from "./1795298400260-settlements-are-locked.ts";
import { SettlementsAreChangedOnRecord1795298400261 } from "./1795298400261-settlements-are-changed-on-record.ts";
import { SqlsAreFoundByTime1795298400262 } from "./1795298400262-sqls-are-found-by-time.ts";
import { CurrenciesHaveRates1795298400270 } from "./1795298400270-currencies-have-rates.ts";
import { WhatIsPaidIsLimited1795298400271 } from "./1795298400271-what-is-paid-is-limited.ts";
import { TiersEarnMore1795298400272 } from "./1795298400272-tiers-earn-more.ts";
import { CreditsExplainThemselves1795298400273 } from "./1795298400273-credits-explain-themselves.ts";
import { ProgramsKeepTheirWord1795298400274 } from "./1795298400274-programs-keep-their-word.ts";
import { CreditsAreReversed1795298400290 } from "./1795298400290-credits-are-reversed.ts";
import { ReversalsAreAppealed1795298400291 } from "./1795298400291-reversals-are-appealed.ts";
import { DealsChange1795298400292 } from "./1795298400292-deals-change.ts";
import { WhoIsGivenAnAcceptedLeadIsTold1795298400310 } from "./1795298400310-who-is-given-an-accepted-lead-is-told.ts";
import { WhatIsSettledAnewSaysSo1795298400320 } from "./1795298400320-what-is-settled-anew-says-so.ts";
import { EndsAndDisputesAreTold1795298400321 } from "./1795298400321-ends-and-disputes-are-told.ts";
import { AppealsWaitForTheSuspended1795298400322 } from "./1795298400322-appeals-wait-for-the-suspended.ts";
import { RulesAskSomethingOfLeads1795298400330 } from "./1795298400330-rules-ask-something-of-leads.ts";
import { SpiffsPayOnTop1795298400331 } from "./1795298400331-spiffs-pay-on-top.ts";
import { LeadsThatFareWellEarnMore1795298400332 } from "./1795298400332-leads-that-fare-well-earn-more.ts";
import { SqlsAreWonAtOnce1795298400333 } from "./1795298400333-sqls-are-won-at-once.ts";
import { VolumeEarnsMore1795298400340 } from "./1795298400340-volume-earns-more.ts";
import { ChangesAreLimitedToo1795298400350 } from "./1795298400350-changes-are-limited-too.ts";
import { WhatIsEarnedVests1795298400351 } from "./1795298400351-what-is-earned-vests.ts";
import { CreditIsTakenBackByASchedule1795298400352 } from "./1795298400352-credit-is-taken-back-by-a-schedule.ts";
import { ProgramsAreTriedOnThePast1795298400360 } from "./1795298400360-programs-are-tried-on-the-past.ts";
import { TheBooksAreWatched1795298400370 } from "./1795298400370-the-books-are-watched.ts";
import { RulesSayHowCostsAreBooked1795298400371 } from "./1795298400371-rules-say-how-costs-are-booked.ts";
import { LeadsAreScored1795298400380 } from "./1795298400380-leads-are-scored.ts";
import { TheInboxGoesByScore1795298400381 } from "./1795298400381-the-inbox-goes-by-score.ts";
import { ProspectsShowInterest1795298400382 } from "./1795298400382-prospects-show-interest.ts";
import { WhatIsAcceleratedIsNotHeldBack1795298400390 } from "./1795298400390-what-is-accelerated-is-not-held-back.ts";
import { WhatChangedACreditIsNotAppealed1795298400391 } from "./1795298400391-what-changed-a-credit-is-not-appealed.ts";
import { CriteriaAreWrittenDown1795298400400 } from "./1795298400400-criteria-are-written-down.ts";
import { PayoutAccountsAreVerified1795298400460 } from "./1795298400460-payout-accounts-are-verified.ts";
import { FilesAreWrittenByRuns1795298400470 } from "./1795298400470-files-are-written-by-runs.ts";
import { NamesAsTheyWereWhenSealed1795298400471 } from "./1795298400471-names-as-they-were-when-sealed.ts";
import { DealsEarnByTheMonth1795298400480 } from "./1795298400480-deals-earn-by-the-month.ts";
import { CreditIsHeld1795298400500 } from "./1795298400500-credit-is-held.ts";
import { CreditIsApproved1795298400501 } from "./1795298400501-credit-is-approved.ts";
import { ApprovalIsTold1795298400502 } from "./1795298400502-approval-is-told.ts";
import { ApprovalLooksThroughWhatGoesOn1795298400503 } from "./1795298400503-approval-looks-through-what-goes-on.ts";
import { WhatStoodSaysWhichWayACreditGoes1795298400504 } from "./1795298400504-what-stood-says-which-way-a-credit-goes.ts";
import { PoliciesApproveCredit1795298400508 } from "./1795298400508-policies-approve-credit.ts";
import { PeriodsAreClosed1795298400510 } from "./1795298400510-periods-are-closed.ts";
import { MoreOfWhatProspectsDo1795298400520 } from "./1795298400520-more-of-what-prospects-do.ts";
import { ScoresAreLearned1795298400521 } from "./1795298400521-scores-are-learned.ts";
import { HowModelsFareIsChecked1795298400522 } from "./1795298400522-how-models-fare-is-checked.ts";
import { ModelsAreTrainedOnASchedule1795298400523 } from "./1795298400523-models-are-trained-on-a-schedule.ts";
import { TargetAccountsAreListed1795298400524 } from "./1795298400524-target-accounts-are-listed.ts";
import { UsageRaisesLeads1795298400525 } from "./1795298400525-usage-raises-leads.ts";
import { CriteriaEndByTwoSides1795298400530 } from "./1795298400530-criteria-end-by-two-sides.ts";
import { AssessmentsAreSavedAsOneGoes1795298400531 } from "./1795298400531-assessments-are-saved-as-one-goes.ts";
import { WhoAssessesApprovesNoneOfIt1795298400532 } from "./1795298400532-who-assesses-approves-none-of-it.ts";
import { DecisionsOnLeadsAreFoundByDay1795298400533 } from "./1795298400533-decisions-on-leads-are-found-by-day.ts";
import { AssessmentsStartFromAnswers1795298400534 } from "./1795298400534-assessments-start-from-answers.ts";
import { CriteriaAreReviewed1795298400535 } from "./1795298400535-criteria-are-reviewed.ts";
import { CriteriaAskQuestions1795298400538 } from "./1795298400538-criteria-ask-questions.ts";
import { QuestionnairesAreAnswered1795298400539 } from "./1795298400539-questionnaires-are-answered.ts";
import { WhatIsOverACapComesLater1795298400540 } from "./1795298400540-what-is-over-a-cap-comes-later.ts";
import { MonthsOfTerminatedPartnersEnd1795298400541 } from "./1795298400541-months-of-terminated-partners-end.ts";
import { WhoRecruitedAPartnerIsOnRecord1795298400542 } from "./1795298400542-who-recruited-a-partner-is-on-record.ts";
import { RecruitersCountFromWhenRecorded1795298400543 } from "./1795298400543-recruiters-count-from-when-recorded.ts";
import { PayoutsAreDrafted1795298400550 } from "./1795298400550-payouts-are-drafted.ts";
import { PayoutsAreGuarded1795298400551 } from "./1795298400551-payouts-are-guarded.ts";
import { WhatWasPaidIsOwedBack1795298400552 } from "./1795298400552-what-was-paid-is-owed-back.ts";
import { PayoutsHaveDutiesApart1795298400553 } from "./1795298400553-payouts-have-duties-apart.ts";
import { BankFilesAreKept1795298400555 } from "./1795298400555-bank-files-are-kept.ts";
import { WhatTheBankBookedIsImported1795298400556 } from "./1795298400556-what-the-bank-booked-is-imported.ts";
import { BankChargesAreBooked1795298400557 } from "./1795298400557-bank-charges-are-booked.ts";
import { StatementsAreIssued1795298400560 } from "./1795298400560-statements-are-issued.ts";
import { LinesOfStatementsAreDisputed1795298400564 } from "./1795298400564-lines-of-statements-are-disputed.ts";
import { StatementsAreDrawn1795298400565 } from "./1795298400565-statements-are-drawn.ts";
import { TaxProfilesAreVerified1795298400566 } from "./1795298400566-tax-profiles-are-verified.ts";
import { TaxFormsAreAccepted1795298400567 } from "./1795298400567-tax-forms-are-accepted.ts";
import { TaxRulesAreData1795298400568 } from "./1795298400568-tax-rules-are-data.ts";
import { MissingTaxFormsHold1795298400569 } from "./1795298400569-missing-tax-forms-hold.ts";
import { WhatIsOwedBackIsSetOff1795298400571 } from "./1795298400571-what-is-owed-back-is-set-off.ts";
import { WhatIsOwedBackEnds1795298400572 } from "./1795298400572-what-is-owed-back-is-repaid-or-written-off.ts";
import { ARepaymentIsToldOnce1795298400573 } from "./1795298400573-a-repayment-is-told-once.ts";
import { AnExportToldToEndHasNoFile1795298400580 } from "./1795298400580-an-export-told-to-end-has-no-file.ts";
import { RolesHaveGlAccounts1795298400581 } from "./1795298400581-roles-have-gl-accounts.ts";
import { PayoutsAndStatementsAreFilesToo1795298400582 } from "./1795298400582-payouts-and-statements-are-files-too.ts";
import { ReportsAreSavedAndScheduled1795298400583 } from "./1795298400583-reports-are-saved-and-scheduled.ts";
import { PartnersHaveFilesOfTheirOwn1795298400584 } from "./1795298400584-partners-have-files-of-their-own.ts";
import { BankEntriesAreDecidedByOthers1795298400585 } from "./1795298400585-bank-entries-are-decided-by-others.ts";
import { ObstaclesAreLookedUp1795298400594 } from "./1795298400594-obstacles-are-looked-up.ts";
import { SignsOfFraudHoldCredit1795298400595 } from "./1795298400595-signs-of-fraud-hold-credit.ts";
import { VersionsPayRecruiters1795298400600 } from "./1795298400600-versions-pay-recruiters.ts";
import { RecruitersHaveAwards1795298400601 } from "./1795298400601-recruiters-have-awards.ts";
import { RecruitersFollowWhatCounts1795298400602 } from "./1795298400602-recruiters-follow-what-counts.ts";
import { DealsCountByWhatTheyAreWorth1795298400605 } from "./1795298400605-deals-count-by-what-they-are-worth.ts";
import { RecruitersFollowVolumes1795298400606 } from "./1795298400606-recruiters-follow-volumes.ts";
import { CriteriaReplaysAreKept1795298400610 } from "./1795298400610-criteria-replays-are-kept.ts";
import { DiscoveryCallsAreRecorded1795298400615 } from "./1795298400615-discovery-calls-are-recorded.ts";
import { FindingsNameTheirCalls1795298400616 } from "./1795298400616-findings-name-their-calls.ts";
import { RegistrationsBringAnswers1795298400617 } from "./1795298400617-registrations-bring-answers.ts";
import { TaxIsWithheld1795298400625 } from "./1795298400625-tax-is-withheld.ts";
import { WithheldTaxIsHandedOn1795298400626 } from "./1795298400626-withheld-tax-is-handed-on.ts";
import { NumbersAreSealedAnew1795298400627 } from "./1795298400627-numbers-are-sealed-anew.ts";
import { RepaymentsAreProvedByTheBank1795298400630 } from "./1795298400630-repayments-are-proved-by-the-bank.ts";
import { TheSecondPersonIsWaived1795298400631 } from "./1795298400631-the-second-person-is-waived.ts";

export const migrations = [
  RolesAndPoliciesStand1795298400001,
  MutationsAreRecorded1795298400002,
  PartnersEnrolInPrograms1795298400003,
  PeopleHaveLogins1795298400004,
  TheLedgerBalances1795298400005,
  LeadsAreRegisteredAndMove1795298400006,
  LeadsAreMatched1795298400007,
  LeadsAreQualified1795298400008,
  SqlsEarnCredit1795298400009,
  ListsOfLeadsHaveTheirIndexes1795298400011,
  WritesTravelTogether1795298400020,
  FunnelsAndCreditsAreCounted1795298400030,
  DocumentsAreStored1795298400040,
  FunnelsAreCountedByMonth1795298400041,
  AListIsFilteredWhereItIsOrdered1795298400042,
  TheVendorsListsToo1795298400043,
  LeadsArePromotedAndComeBack1795298400044,
  CompaniesAreFoundByLikeness1795298400060,
  TheStageTableSaysWhatHappens1795298400061,
  PartnersCorrectTheirLeads1795298400062,
  TheVendorAsksForInformation1795298400063,
  ReviewsRunAgainstAClock1795298400064,
  LeadsHaveSeveralContacts1795298400065,
  AccountsAreProtected1795298400067,
  ProtectionsAreExtended1795298400068,
  ConflictsAreDecided1795298400069,
  ProspectsAreChecked1795298400070,
  DecisionsAreAppealed1795298400071,
  TheVendorClaimsDirectly1795298400072,
  FilesAreUploaded1795298400077,
  EvidenceIsAdded1795298400078,
  LeadsAreImported1795298400079,
  LeadsAreFoundByWords1795298400080,
  LeadsAreReopenedAndMovesUndone1795298400085,
  WhatWasBegunApartGoesOnTogether1795298400086,
  ProgramsAreKeptAndPartnersEnrolled1795298400087,
  TermsAreAcceptedAndLeadsLimited1795298400088,
  PartnersKeepDrafts1795298400089,
  TheVendorRegistersForPartners1795298400090,
  LeadsGoOnInOthers1795298400092,
  LeadsAreMerged1795298400093,
  TheVendorHasLeadsOfItsOwn1795298400094,
  LeadsAreOffered1795298400095,
  LeadsNameProductLines1795298400096,
  KindsAndTendersCount1795298400097,
  WhoLookedIsOnRecord1795298400098,
  ListsAreComparedByCounts1795298400099,
  LeadsGoOnWithWhatTheyAreAbout1795298400100,
  ReversalsOfAPostingQueue1795298400101,
  WhoFoundALeadIsKnown1795298400102,
  AwardsSayForWhat1795298400103,
  WhatIsSharedIsHeldAsOne1795298400110,
  LeadsAreJudgedByOthers1795298400111,
  TheVendorsRoleWritesWhatItsVerbsDo1795298400112,
  TendersAreCorrected1795298400113,
  TheVendorImportsForPartners1795298400114,
  DirectClaimsMeetLeads1795298400115,
  CalendarsAreKept1795298400120,
  ClocksHavePolicies1795298400121,
  AllClocksRun1795298400122,
  ClocksHaveConsequences1795298400123,
  TheStaffIsArranged1795298400130,
  LeadsAreRouted1795298400131,
  LeadsAreCommented1795298400140,
  PeopleAreTold1795298400141,
  ClaimsFindTheirKeys1795298400150,
  ClocksTellPeople1795298400165,
  SomeLeadsWaitForAPerson1795298400166,
  PassingOnIsNoAnswer1795298400167,
  WhoOwesAnAnswerGainsNoTime1795298400168,
  WhoLeftHoldsNothing1795298400169,
  WhatIsGivenIsTold1795298400170,
  ChangesAreSeenLive1795298400180,
  TheInboxIsKept1795298400190,
  LeadsAreHandedOverTwice1795298400200,
  PartnersLearnFromDecisions1795298400210,
  AcceptancesGoByAChecklist1795298400211,
  RulesHandSqlsOver1795298400220,
  TouchpointsAreRecorded1795298400230,
  AttributionGoesByPolicies1795298400231,
  TouchesStandUnderOwnLeads1795298400232,
  ClocksRestWithTheirPartner1795298400240,
  IncentivesAreDrafted1795298400250,
  DealsEarnToo1795298400251,
  SettlementsAreLocked1795298400260,
  SettlementsAreChangedOnRecord1795298400261,
  SqlsAreFoundByTime1795298400262,
  CurrenciesHaveRates1795298400270,
  WhatIsPaidIsLimited1795298400271,
  TiersEarnMore1795298400272,
  CreditsExplainThemselves1795298400273,
  ProgramsKeepTheirWord1795298400274,
  CreditsAreReversed1795298400290,
  ReversalsAreAppealed1795298400291,
  DealsChange1795298400292,
  WhoIsGivenAnAcceptedLeadIsTold1795298400310,
  WhatIsSettledAnewSaysSo1795298400320,
  EndsAndDisputesAreTold1795298400321,
  AppealsWaitForTheSuspended1795298400322,
  RulesAskSomethingOfLeads1795298400330,
  SpiffsPayOnTop1795298400331,
  LeadsThatFareWellEarnMore1795298400332,
  SqlsAreWonAtOnce1795298400333,
  VolumeEarnsMore1795298400340,
  ChangesAreLimitedToo1795298400350,
  WhatIsEarnedVests1795298400351,
  CreditIsTakenBackByASchedule1795298400352,
  ProgramsAreTriedOnThePast1795298400360,
  TheBooksAreWatched1795298400370,
  RulesSayHowCostsAreBooked1795298400371,
  LeadsAreScored1795298400380,
  TheInboxGoesByScore1795298400381,
  ProspectsShowInterest1795298400382,
  WhatIsAcceleratedIsNotHeldBack1795298400390,
  WhatChangedACreditIsNotAppealed1795298400391,
  CriteriaAreWrittenDown1795298400400,
  PayoutAccountsAreVerified1795298400460,
  FilesAreWrittenByRuns1795298400470,
  NamesAsTheyWereWhenSealed1795298400471,
  DealsEarnByTheMonth1795298400480,
  CreditIsHeld1795298400500,
  CreditIsApproved1795298400501,
  ApprovalIsTold1795298400502,
  ApprovalLooksThroughWhatGoesOn1795298400503,
  WhatStoodSaysWhichWayACreditGoes1795298400504,
  PoliciesApproveCredit1795298400508,
  PeriodsAreClosed1795298400510,
  MoreOfWhatProspectsDo1795298400520,
  ScoresAreLearned1795298400521,
  HowModelsFareIsChecked1795298400522,
  ModelsAreTrainedOnASchedule1795298400523,
  TargetAccountsAreListed1795298400524,
  UsageRaisesLeads1795298400525,
  CriteriaEndByTwoSides1795298400530,
  AssessmentsAreSavedAsOneGoes1795298400531,
  WhoAssessesApprovesNoneOfIt1795298400532,
  DecisionsOnLeadsAreFoundByDay1795298400533,
  AssessmentsStartFromAnswers1795298400534,
  CriteriaAreReviewed1795298400535,
  CriteriaAskQuestions1795298400538,
  QuestionnairesAreAnswered1795298400539,
  WhatIsOverACapComesLater1795298400540,
  MonthsOfTerminatedPartnersEnd1795298400541,
  WhoRecruitedAPartnerIsOnRecord1795298400542,
  RecruitersCountFromWhenRecorded1795298400543,
  PayoutsAreDrafted1795298400550,
  PayoutsAreGuarded1795298400551,
  WhatWasPaidIsOwedBack1795298400552,
  PayoutsHaveDutiesApart1795298400553,
  BankFilesAreKept1795298400555,
  WhatTheBankBookedIsImported1795298400556,
  BankChargesAreBooked1795298400557,
  StatementsAreIssued1795298400560,
  LinesOfStatementsAreDisputed1795298400564,
  StatementsAreDrawn1795298400565,
  TaxProfilesAreVerified1795298400566,
  TaxFormsAreAccepted1795298400567,
  TaxRulesAreData1795298400568,
  MissingTaxFormsHold1795298400569,
  WhatIsOwedBackIsSetOff1795298400571,
  WhatIsOwedBackEnds1795298400572,
  ARepaymentIsToldOnce1795298400573,
  AnExportToldToEndHasNoFile1795298400580,
  RolesHaveGlAccounts1795298400581,
  PayoutsAndStatementsAreFilesToo1795298400582,
  ReportsAreSavedAndScheduled1795298400583,
  PartnersHaveFilesOfTheirOwn1795298400584,
  BankEntriesAreDecidedByOthers1795298400585,
  ObstaclesAreLookedUp1795298400594,
  SignsOfFraudHoldCredit1795298400595,
  VersionsPayRecruiters1795298400600,
  RecruitersHaveAwards1795298400601,
  RecruitersFollowWhatCounts1795298400602,
  DealsCountByWhatTheyAreWorth1795298400605,
  RecruitersFollowVolumes1795298400606,
  CriteriaReplaysAreKept1795298400610,
  DiscoveryCallsAreRecorded1795298400615,
  FindingsNameTheirCalls1795298400616,
  RegistrationsBringAnswers1795298400617,
  TaxIsWithheld1795298400625,
  WithheldTaxIsHandedOn1795298400626,
  NumbersAreSealedAnew1795298400627,
  RepaymentsAreProvedByTheBank1795298400630,
  TheSecondPersonIsWaived1795298400631,
];
