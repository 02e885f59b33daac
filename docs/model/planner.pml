/* The planner: plans due occurrences, and enqueues runs without a message. */

proctype planner(byte p) {
  byte first, k;
end:
  do
  /* A pass: the snapshot, then the lock. */
  :: d_step { is_active && !stopped && next_run < N && due(next_run) <= now + PLAN_AHEAD ->
       first = next_run; fresh = fresh | bit_of(2 + p); k = 0 }
     d_step {
       if
       :: is_stale_plan
       :: else -> plan_due(first, now + PLAN_AHEAD); property(no_run_of_paused_job, is_active)
       fi;
       fresh = fresh & ~bit_of(2 + p); first = 0; k = 0
     }
  /* Runs without a message: retries, and runs that a worker returned. */
  :: d_step { !stopped && any4(needs_message, 0) ->
       k = 0;
       do
       :: k < R ->
          if
          :: needs_message(k, 0) -> enqueue(k)
          :: else
          fi;
          k++
       :: else -> break
       od;
       k = 0
     }
  od
}
