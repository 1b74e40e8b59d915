/* sqlite_bench - the unit of work of ledger.sql in SQLite (peer.h says how it is asked).
 *
 * As a team that knows SQLite would have it: one connection, write-ahead log, synchronous=FULL
 * (each commit is synced), statements prepared once, a transaction a batch, tables that are their
 * own index, a page cache that holds all of it, and checkpoints of the log that are not too
 * frequent. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/parties.h"
#include "tests/bench/peer.h"

enum { PATH_SIZE = 4200 };
enum { BEGIN, COMMIT, STORE, INVITER, ENTRY, BALANCE, MONTH, STATEMENTS };

static const char TABLES[] =
    "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full;"
    "pragma locking_mode = exclusive; pragma cache_size = -2000000;"
    "pragma wal_autocheckpoint = 16384; pragma temp_store = memory;"
    "create table participants (id integer primary key, inviter integer);"
    "create table orders (number integer primary key, buyer integer not null, price integer not "
    "null);"
    "create table entries (number integer not null, level integer not null, participant integer "
    "not null, points integer not null, primary key (number, level)) without rowid;"
    "create table balances (participant integer primary key, frozen integer not null);"
    "create table months (month integer not null, participant integer not null, points integer "
    "not null, primary key (month, participant)) without rowid;";
static const char *const TEXTS[STATEMENTS] = {
    [BEGIN] = "begin immediate",
    [COMMIT] = "commit",
    [STORE] = "insert into orders values (?1, ?2, ?3) on conflict do nothing",
    [INVITER] = "select inviter from participants where id = ?1",
    [ENTRY] = "insert into entries values (?1, ?2, ?3, ?4)",
    [BALANCE] = "update balances set frozen = frozen + ?2 where participant = ?1",
    [MONTH] = ("insert into months values (202601, ?1, ?2) on conflict do update set points = "
               "points + excluded.points"),
};

typedef struct {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
} engine;

static void must(engine *self, int rc, const char *what)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        give_up(what, self->db ? sqlite3_errmsg(self->db) : sqlite3_errstr(rc));
}

/* The first column; 0: there is no row, or it is null. */
static int64_t step(engine *self, int which, const int64_t *values, int count)
{
    sqlite3_stmt *of = self->statements[which];
    for (int n = 0; n < count; n++)
        must(self, sqlite3_bind_int64(of, n + 1, values[n]), TEXTS[which]);
    int rc = sqlite3_step(of);
    must(self, rc, TEXTS[which]);
    int64_t got = rc == SQLITE_ROW ? sqlite3_column_int64(of, 0) : 0;
    must(self, sqlite3_reset(of), TEXTS[which]);
    return got;
}

static void execute(engine *self, const char *text)
{
    must(self, sqlite3_exec(self->db, text, NULL, NULL, NULL), text);
}

static void fill(engine *self, int64_t participants)
{
    char text[400];
    snprintf(text, sizeof text,
             "begin; with recursive n(id) as (values (1) union all select id + 1 from n where id < "
             "%lld) insert into participants select id, case when id > 1 then max(id / 3, 1) end "
             "from n; insert into balances select id, 0 from participants; commit; analyze;"
             "pragma wal_checkpoint(truncate)",
             (long long)participants);
    execute(self, text);
}

static void *open_engine(const char *folder, int64_t participants)
{
    static engine self;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/ledger.db", folder);
    must(&self, sqlite3_open(path, &self.db), path);
    execute(&self, TABLES);
    fill(&self, participants);
    for (int n = 0; n < STATEMENTS; n++)
        must(&self,
             sqlite3_prepare_v3(self.db, TEXTS[n], -1, SQLITE_PREPARE_PERSISTENT,
                                &self.statements[n], NULL),
             TEXTS[n]);
    return &self;
}

static void take_order(engine *self, const peer_order *order)
{
    step(self, STORE, (int64_t[]){order->number, order->buyer, order->price}, 3);
    if (!sqlite3_changes(self->db))
        return; /* it was there */
    int64_t of = order->buyer;
    for (int64_t level = 0; level < PEER_SHARES && of; level++) {
        int64_t points = order->price * peer_rates[level] / 10000;
        step(self, ENTRY, (int64_t[]){order->number, level, of, points}, 4);
        step(self, BALANCE, (int64_t[]){of, points}, 2);
        step(self, MONTH, (int64_t[]){of, points}, 2);
        if (level + 1 < PEER_SHARES)
            of = step(self, INVITER, &of, 1);
    }
}

static void take(void *arg, const peer_order *orders, int64_t count, int64_t clients)
{
    engine *self = arg;
    (void)clients; /* one may write */
    step(self, BEGIN, NULL, 0);
    for (int64_t n = 0; n < count; n++)
        take_order(self, &orders[n]);
    step(self, COMMIT, NULL, 0);
}

static void finish(void *arg)
{
    (void)arg; /* each commit was durable */
}

static int64_t ask(engine *self, const char *text)
{
    sqlite3_stmt *of;
    must(self, sqlite3_prepare_v2(self->db, text, -1, &of, NULL), text);
    must(self, sqlite3_step(of), text);
    int64_t got = sqlite3_column_int64(of, 0);
    sqlite3_finalize(of);
    return got;
}

static peer_sums sums(void *arg)
{
    engine *self = arg;
    return (peer_sums){
        .orders = ask(self, "select count(*) from orders"),
        .entries = ask(self, "select count(*) from entries"),
        .entry_points = ask(self, "select sum(points) from entries"),
        .balance_points = ask(self, "select sum(frozen) from balances"),
        .month_points = ask(self, "select sum(points) from months"),
    };
}

static void close_engine(void *arg)
{
    engine *self = arg;
    for (int n = 0; n < STATEMENTS; n++)
        sqlite3_finalize(self->statements[n]);
    must(self, sqlite3_close(self->db), "close");
}

int main(int argc, char **argv)
{
    return peer_main(argc, argv, &(peer){open_engine, take, finish, sums, close_engine});
}
