-- Only what the measurements ask for stays.
drop table bench.lead, bench.event, bench.share, bench.award, bench.credit, bench.line;
grant usage on schema bench to app_partner, app_vendor;
grant execute on all functions in schema bench to app_partner, app_vendor;
