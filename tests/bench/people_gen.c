/* people_gen - a ledger of people who invited each other (shop.h), and nothing else yet.
 *
 *     people_gen N FOLDER */
#include <sodium.h>
#include <stdlib.h>

#include "shared/clock.h"
#include "tests/bench/parties.h"
#include "tests/bench/shop.h"

int main(int argc, char **argv)
{
    static shop made;
    int64_t people = argc == 3 ? strtoll(argv[1], NULL, 10) : 0;
    if (people < 1)
        give_up("usage", "people_gen N FOLDER");
    if (sodium_init() < 0)
        give_up("libsodium", "no source of random numbers");
    shop_open_at(&made, argv[2], clock_system_ms());
    shop_add_people(&made, people);
    shop_close(&made);
    return EXIT_SUCCESS;
}
