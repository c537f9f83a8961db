-- What waits for the vendor follows from the rest.
insert into inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner)
select lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner from app.inbox_now;

-- Only what the measurements ask for stays.
drop table bench.lead, bench.event, bench.clock, bench.share, bench.award, bench.credit, bench.line;
grant usage on schema bench to app_partner, app_vendor;
grant execute on all functions in schema bench to app_partner, app_vendor;
-- Baton serves no database in which a table is without policies.
call app.give_policies('bench.setting', 'vendor_only');
call app.give_policies('bench.partner', 'vendor_only');
call app.give_policies('bench.weights', 'vendor_only');
call app.give_policies('bench.staff', 'vendor_only');
