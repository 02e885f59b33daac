/* States and transitions of a run as in src/store/run-transitions.ts, and the names of the properties. */

/* States of a run: bits, so that a set of states is their sum. */
#define absent 1
#define queued 2
#define waiting 4
#define running 8
#define retrying 16
#define succeeded 32
#define failed 64
#define canceled 128
#define skipped 256
#define missed 512
#define LIVE (queued + waiting + running + retrying)
#define ENDED (succeeded + failed + canceled + skipped + missed)

/* Transitions: from, to. src/model.test.ts compares them with src/store/run-transitions.ts. */
#define t_plan absent, queued
#define t_plan_caught_up absent, waiting
#define t_start absent, queued
#define t_backfill absent, waiting
#define t_miss_unplanned absent, missed
#define t_wait queued, waiting
#define t_release waiting, queued
#define t_claim queued + retrying, running
#define t_give_back running, queued
#define t_give_back_retry running, retrying
#define t_retry running, retrying
#define t_succeed running, succeeded
#define t_fail running, failed
#define t_abort running, canceled
#define t_skip queued, skipped
#define t_miss queued, missed
#define t_cancel queued + waiting + retrying, canceled
#define t_discard queued, absent
#define t_prune succeeded + failed + canceled + skipped + missed, absent

/* Properties: the name of a failed one is in the error message. They are never set. */
hidden byte declared_transition, finished_never_changes, one_row_per_occurrence, every_occurrence_accounted,
  every_run_ends, sent_once_without_cause, lost_with_cause, never_early, fencing, no_overlap,
  no_start_while_paused, no_run_of_paused_job;
#define property(name, condition) assert(name || (condition))

/* Prints each transition that happened, for the check that all of them do. */
c_decl {
  \#include <stdio.h>
  static void moved(const char *name) {
    static const char *known[64];
    int i = 0;
    while (known[i] && known[i] != name) i++;
    if (!known[i]) { known[i] = name; printf("transition %s\n", name); }
  }
}
