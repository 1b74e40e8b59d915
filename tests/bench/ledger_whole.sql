-- What refsys keeps of an order, kept by PostgreSQL as a team that knows it would: a page of orders at once, set-based, in one
-- transaction. Of an order stand here, as in refsys:
--   the posting with what was bought, found by its number, by its buyer and by its order, which counts once however it is split;
--   four shares and, of each, when its points are released: for the calendar, and for whoever looks at what they have on hold;
--   four accounts with balances, sums by level, orders, and what their next digest will say; when that is due;
--   buyers that a link brought; the programme by day and month, with who was active; the system's account;
--   a journal that says all of it, in order, found by participant, each page chained to the one before by a hash.
-- What refsys does besides and this does not: it chains each row of the journal and not each page, and checks what comes in.
create schema whole; -- beside the tables of ledger.sql
set search_path = whole;

create table members (id bigint primary key, ozon bigint not null unique, inviter bigint, link bigint, registered timestamptz not null);
create table links (id bigint primary key, owner bigint not null, buyers bigint not null default 0) with (fillfactor = 70);
create table accounts (
  member bigint primary key, held bigint not null default 0, available bigint not null default 0, own bigint not null default 0,
  level1 bigint not null default 0, level2 bigint not null default 0, level3 bigint not null default 0,
  orders bigint not null default 0, spent bigint not null default 0, last_order timestamptz,
  digest_orders bigint not null default 0, digest_spent bigint not null default 0, digest_own bigint not null default 0,
  digest_levels bigint not null default 0, digest_since timestamptz
) with (fillfactor = 60);
create table postings (
  id bigint generated always as identity primary key, number text not null unique, order_number text not null, store bigint not null,
  ozon bigint not null, scheme smallint not null, status smallint not null, raw_status text not null, created timestamptz not null,
  asked timestamptz not null, delivered timestamptz, items jsonb not null
);
create index on postings (ozon, id);
create index on postings (store, scheme, id) where delivered is null; -- those on their way
create table orders (member bigint, number text, ordered timestamptz not null, postings int not null, primary key (member, number));
create index on orders (member, ordered);
create table shares (
  posting bigint, level smallint, member bigint not null, posted bigint not null, held bigint not null, expected bigint not null,
  release timestamptz not null, primary key (posting, level)
);
create index on shares (member, release, posting) where held > 0;
create index on shares (release, posting) where held > 0 and level = 0; -- the calendar has a posting once
create table digests_due (member bigint primary key, due timestamptz not null);
create index on digests_due (due, member);
create table days (day date primary key, orders bigint, spent bigint, units bigint, active bigint, buyers bigint, waited_ms bigint, accrued bigint);
create table months (like days including all);
create table waits (days int primary key, buyers bigint not null);
create table system_accounts (name text primary key, balance bigint not null);
create table journal (seq bigint primary key, at timestamptz not null, kind smallint not null, member bigint, posting bigint, level smallint,
                      points bigint, data jsonb);
create index on journal (member, seq) where member is not null;
create table chain (one boolean primary key default true check (one), seq bigint not null, hash bytea not null);

-- Everybody was invited by somebody a third of their number.
create procedure public.fill_whole(people bigint) language sql set search_path = whole as $$
  insert into members select n, 20000000 + n, inviter, inviter, timestamptz '2026-01-01'
    from generate_series(1, people) n cross join lateral (select case when n > 1 then greatest(n / 3, 1) end) t(inviter);
  insert into links select n, n from generate_series(1, people) n;
  insert into accounts (member) select n from generate_series(1, people) n;
  insert into system_accounts values ('accrued', 0);
  insert into chain (seq, hash) values (0, sha256(''));
$$;

create type drawn_order as (number text, order_number text, ozon bigint, price bigint, qty int, sku bigint);

create function draw(first bigint, count int, people bigint) returns drawn_order[] language sql as $$
  select array_agg((format('%s-%s-1', ozon, lpad(n::text, 8, '0')), format('%s-%s', ozon, lpad(n::text, 8, '0')), ozon, price, qty, sku)::drawn_order)
  from (select first + n as n, 20000001 + floor(random() * people)::bigint as ozon, 10000 + floor(random() * 1000000)::bigint as price,
               1 + floor(random() * 2)::int as qty, 800000000 + floor(random() * 1000)::bigint as sku
        from generate_series(0, count - 1) n) t;
$$;

create function public.accrue_whole(first bigint, count int, people bigint) returns void language plpgsql set search_path = whole as $$
declare
  page drawn_order[] := draw(first, count, people);
  moment constant timestamptz := timestamptz '2026-02-01' + first * interval '1 second';
  fresh bigint[];
  news bigint; waited bigint; active_day bigint; active_month bigint;
begin
  with seen as (
    insert into postings (number, order_number, store, ozon, scheme, status, raw_status, created, asked, delivered, items)
    select number, order_number, 1, ozon, 1, 3, 'delivered', moment, moment, moment, jsonb_build_array(jsonb_build_object(
      'sku', sku, 'qty', qty, 'price', price, 'offer', 'SK-58/чёрный', 'name', 'Плойка для завивки волос профессиональная, 25 мм'))
    from unnest(page) on conflict (number) do nothing returning id
  ) select array_agg(id) into fresh from seen;

  with bought as (
    select p.id, p.order_number, p.created, m.id as buyer, m.inviter, m.link, (p.items -> 0 ->> 'price')::bigint * (p.items -> 0 ->> 'qty')::bigint as net
    from unnest(fresh) f(id) join postings p on p.id = f.id join members m on m.ozon = p.ozon
  ), lines as (
    select o.id, o.net, line.level, line.member, o.net * line.rate / 10000 as points
    from bought o
    left join members b on b.id = o.inviter
    left join members c on c.id = b.inviter
    cross join lateral (values (0::smallint, o.buyer, 500), (1::smallint, o.inviter, 500), (2::smallint, b.inviter, 300), (3::smallint, c.inviter, 100))
      as line (level, member, rate)
    where line.member is not null
  ), kept as (
    insert into shares select id, level, member, points, points, 0, moment + interval '14 days' from lines
  ), sums as (
    select member, sum(points) as points, coalesce(sum(points) filter (where level = 0), 0) as own, coalesce(sum(points) filter (where level = 1), 0) as level1,
           coalesce(sum(points) filter (where level = 2), 0) as level2, coalesce(sum(points) filter (where level = 3), 0) as level3,
           count(*) filter (where level = 0) as orders, coalesce(sum(net) filter (where level = 0), 0) as spent,
           count(*) filter (where level > 0) as below, coalesce(sum(net) filter (where level > 0), 0) as below_spent
    from lines group by member
  ), locked as materialized ( -- in one order, so that two clients never wait for each other in a circle
    select a.orders as had, s.* from accounts a join sums s using (member) order by a.member for update of a
  ), linked as materialized (
    select l.id, n.count from links l
    join (select m.link, count(*) as count from locked k join members m on m.id = k.member where k.had = 0 and k.orders > 0 group by m.link) n
      on n.link = l.id order by l.id for update of l
  ), brought as (
    update links l set buyers = l.buyers + n.count from linked n where l.id = n.id
  ), due as (
    insert into digests_due select k.member, date_trunc('day', moment) + interval '34 hours' from locked k order by 1 on conflict do nothing
  ), moved as (
    update accounts a set held = a.held + k.points, own = a.own + k.own, level1 = a.level1 + k.level1, level2 = a.level2 + k.level2,
        level3 = a.level3 + k.level3, orders = a.orders + k.orders, spent = a.spent + k.spent,
        last_order = case when k.orders > 0 then moment else a.last_order end,
        digest_orders = a.digest_orders + k.below, digest_spent = a.digest_spent + k.below_spent, digest_own = a.digest_own + k.own,
        digest_levels = a.digest_levels + k.level1 + k.level2 + k.level3, digest_since = coalesce(a.digest_since, moment)
    from locked k where a.member = k.member
  ) select count(*), coalesce(sum(1000 * extract(epoch from moment - m.registered)), 0)
      into news, waited
      from locked k join members m on m.id = k.member where k.had = 0 and k.orders > 0;

  -- Whoever ordered on this day or in this month before was active then; others who order wait for the accounts above.
  select count(*) filter (where not exists (select from orders o where o.member = b.id and o.ordered >= date_trunc('day', moment) and o.ordered < date_trunc('day', moment) + interval '1 day')),
         count(*) filter (where not exists (select from orders o where o.member = b.id and o.ordered >= date_trunc('month', moment) and o.ordered < date_trunc('month', moment) + interval '1 month'))
    into active_day, active_month
    from (select distinct member as id from shares where posting = any (fresh) and level = 0) b;

  -- Rows that every page touches come last: others wait for them until this transaction is durable.
  with counted as (
    insert into orders select m.id, p.order_number, p.created, 1 from unnest(fresh) f(id) join postings p on p.id = f.id join members m on m.ozon = p.ozon
    on conflict do nothing
  ), line as (
    select count(*) as orders, sum((p.items -> 0 ->> 'price')::bigint * (p.items -> 0 ->> 'qty')::bigint) as spent,
           sum((p.items -> 0 ->> 'qty')::bigint) as units, (select sum(posted) from shares s where s.posting = any (fresh)) as accrued
    from unnest(fresh) f(id) join postings p on p.id = f.id
  ), by_day as (
    insert into days as d select moment::date, orders, spent, units, active_day, news, waited, accrued from line
    on conflict (day) do update set orders = d.orders + excluded.orders, spent = d.spent + excluded.spent, units = d.units + excluded.units,
      active = d.active + excluded.active, buyers = d.buyers + excluded.buyers, waited_ms = d.waited_ms + excluded.waited_ms, accrued = d.accrued + excluded.accrued
  ), by_month as (
    insert into months as d select date_trunc('month', moment)::date, orders, spent, units, active_month, news, waited, accrued from line
    on conflict (day) do update set orders = d.orders + excluded.orders, spent = d.spent + excluded.spent, units = d.units + excluded.units,
      active = d.active + excluded.active, buyers = d.buyers + excluded.buyers, waited_ms = d.waited_ms + excluded.waited_ms, accrued = d.accrued + excluded.accrued
  ), by_wait as (
    insert into waits as w select extract(day from moment - timestamptz '2026-01-01')::int, news where news > 0
    on conflict (days) do update set buyers = w.buyers + excluded.buyers
  )
  update system_accounts set balance = balance - (select accrued from line);

  with head as materialized (
    select seq, hash from chain for update
  ), said as (
    select p.id, 0::smallint as part, 1::smallint as kind, null::bigint as member, null::smallint as level, null::bigint as points,
           to_jsonb(p) as data from unnest(fresh) f(id) join postings p on p.id = f.id
    union all
    select s.posting, 1::smallint, 2::smallint, null, null, null, jsonb_agg(jsonb_build_array(s.level, s.member, s.posted)) from shares s where s.posting = any (fresh) group by s.posting
    union all
    select s.posting, 2::smallint, 3::smallint, s.member, s.level, s.posted, null from shares s where s.posting = any (fresh)
  ), written as (
    insert into journal (seq, at, kind, member, posting, level, points, data)
    select (select seq from head) + row_number() over (order by id, part, level), moment, kind, member, id, level, points, data from said
    returning seq, journal::text as row
  ), page_said as (
    select max(seq) as seq, sha256((select hash from head) || convert_to(string_agg(row, e'\n' order by seq), 'UTF8')) as hash from written
  )
  update chain set seq = p.seq, hash = p.hash from page_said p;
end $$;
