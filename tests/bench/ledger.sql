-- One accrual as a team that knows PostgreSQL would write it: a page of orders at once, set-based, in one transaction.
-- The same work as tests/bench/ledger_bench.c: an order is checked to be new and stored; buyer and three inviters are
-- looked up; four entries and four balances are written, and a roll-up by month.
create table participants (id bigint primary key, inviter bigint);
create table orders (number bigint primary key, buyer bigint not null, price bigint not null);
create table entries (number bigint not null, level smallint not null, participant bigint not null, points bigint not null,
                      primary key (number, level));
create table balances (participant bigint primary key, frozen bigint not null) with (fillfactor = 70);
create table months (month date not null, participant bigint not null, points bigint not null,
                     primary key (month, participant)) with (fillfactor = 70);

-- Everybody was invited by somebody a third of their number.
create procedure fill(people bigint) language sql as $$
  insert into participants select n, case when n > 1 then greatest(n / 3, 1) end from generate_series(1, people) n;
  insert into balances select n, 0 from generate_series(1, people) n;
$$;

create function accrue(first bigint, count int, people bigint) returns void language sql as $$
  with fresh as (
    insert into orders
    select first + n, 1 + floor(random() * people), 10000 + floor(random() * 1000000) from generate_series(0, count - 1) n
    on conflict do nothing returning *
  ), shares as (
    select number, line.level, line.participant, price * line.rate / 10000 as points
    from fresh o
    join participants a on a.id = o.buyer
    left join participants b on b.id = a.inviter
    left join participants c on c.id = b.inviter
    cross join lateral (values (0, a.id, 500), (1, a.inviter, 500), (2, b.inviter, 300), (3, c.inviter, 100))
      as line (level, participant, rate)
    where line.participant is not null
  ), kept as (
    insert into entries select * from shares
  ), sums as (
    select participant, sum(points)::bigint as points from shares group by participant
  ), locked as materialized ( -- in one order, so that two clients never wait for each other in a circle
    select b.participant, s.points from balances b join sums s using (participant) order by b.participant for update of b
  ), rolled as (
    insert into months as m select date '2026-01-01', participant, points from locked order by participant
    on conflict (month, participant) do update set points = m.points + excluded.points
  )
  update balances b set frozen = b.frozen + l.points from locked l where b.participant = l.participant;
$$;
