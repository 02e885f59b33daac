/* The runs of one job in SPIN: planners, workers, rescue, requests and faults, in every order. See README.md. */

#include "bounds.pml"
#include "transitions.pml"
#include "database.pml"
#include "statements.pml"
#include "planner.pml"
#include "worker.pml"
#include "rescue.pml"
#include "requests.pml"

/* Checks the end: nothing is left to do. */
proctype checker() {
  byte i;
  timeout ->
  d_step {
    i = 0;
    do
    :: i < R ->
       property(every_occurrence_accounted, !is(i, absent) || pruned[i] || exempt[i]);
       property(every_run_ends, !is(i, LIVE));
       i++
    :: else -> break
    od
  }
}

init {
  atomic {
    run worker(0);
#if WORKERS > 1
    run worker(1);
#endif
    run planner(0);
#if PLANNERS > 1
    run planner(1);
#endif
    run rescue();
    run surroundings();
    run requests_of_clients();
    run checker()
  }
}
