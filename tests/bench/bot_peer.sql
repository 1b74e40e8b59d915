-- The store of the peer of `bots`: what a bot of the same programme keeps. Points are hundredths, money kopecks.
create table people (
  tg bigint primary key,
  name text not null,
  inviter bigint references people,
  code text unique not null,
  joined timestamptz not null default now(),
  consent int,
  ozon bigint unique,
  registered timestamptz,
  orders int not null default 0,
  spent bigint not null default 0,
  last_order timestamptz
);
create index on people (inviter, joined desc, tg desc);

create table balances (
  tg bigint primary key references people,
  available int not null default 0,
  held int not null default 0,
  reserved int not null default 0,
  own int not null default 0,
  level1 int not null default 0,
  level2 int not null default 0,
  level3 int not null default 0,
  corrected int not null default 0,
  paid int not null default 0
) with (fillfactor = 50);

create table entries (
  id bigint generated always as identity primary key,
  tg bigint not null references people,
  change int not null,
  why text not null,
  at timestamptz not null default now()
);
create index on entries (tg, id);

create table requisites (tg bigint primary key references people, method text not null, number text not null, name text not null);

create table payouts (
  id int generated always as identity primary key,
  update_id bigint unique not null, -- the same update again opens nothing again
  tg bigint not null references people,
  points int not null,
  state text not null default 'new',
  created timestamptz not null default now()
);
create unique index on payouts (tg) where state = 'new';

create table messages (id bigint generated always as identity primary key, tg bigint not null, text text not null, at timestamptz not null default now());

-- Where a dialogue stands.
create table dialogues (tg bigint primary key, step text not null) with (fillfactor = 50);

-- Every update is here before it is confirmed to Telegram, and until it is answered it is dealt with again after a crash.
create table updates (id bigint primary key, body jsonb not null, answered boolean not null default false) with (fillfactor = 50);
create index on updates (id) where not answered;

create function payout_open(what bigint, who bigint, sum int) returns setof payouts language plpgsql as $$
begin
  if exists (select from payouts where update_id = what) then
    return query select * from payouts where update_id = what;
    return;
  end if;
  update balances set available = available - sum, reserved = reserved + sum where tg = who and available >= sum;
  if not found then return; end if;
  insert into entries (tg, change, why) values (who, -sum, 'reserved');
  insert into messages (tg, text) values (who, 'Заявка на ' || sum / 100);
  update dialogues set step = '' where tg = who;
  return query insert into payouts (update_id, tg, points) values (what, who, sum) returning *;
end $$;

create function payout_cancel(what int, who bigint) returns setof payouts language plpgsql as $$
declare one payouts;
begin
  update payouts set state = 'cancelled' where id = what and tg = who and state = 'new' returning * into one;
  if not found then return; end if;
  update balances set available = available + one.points, reserved = reserved - one.points where tg = who;
  insert into entries (tg, change, why) values (who, one.points, 'returned');
  return next one;
end $$;

create function join_by(who bigint, called text, link text, own_code text) returns void language plpgsql as $$
begin
  insert into people (tg, name, inviter, code) values (who, called, (select tg from people where code = link), own_code) on conflict do nothing;
  insert into balances (tg) values (who) on conflict do nothing;
end $$;
