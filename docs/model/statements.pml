/* Statements that several processes execute. */

inline move_(i, from, to) {
  property(finished_never_changes, !is(i, ENDED) || to == absent);
  property(declared_transition, is(i, from));
  state[i] = to;
}
#define move(i, transition) c_code { moved(#transition); }; move_(i, transition)

/* Every plan, claim and result writes the state of the job: a snapshot taken before is out of date. */
inline write_job() { fresh = 0 }

inline enqueue(i) {
  has_message[i] = 1;
  if
  :: messages[i] < 2 -> messages[i]++
  :: else
  fi
}

/* Releases the oldest waiting run of each kind, unless a blocking run has not ended. */
inline release_waiting() {
#ifdef NO_RELEASE
  k = R;
#else
  k = 0;
#endif
  do
  :: k < R ->
     if
     :: is(k, waiting) && decided_by[k] == BY_OVERLAP && !any4(blocks_overlap, k) ||
        is(k, waiting) && decided_by[k] == BY_CATCH_UP && !any4(blocks_catch_up, k) ||
        is(k, waiting) && !is_scheduled(k) && !any4(blocks_backfill, k) ->
        move(k, t_release);
        enqueue(k)
     :: else
     fi;
     k++
  :: else -> break
  od
}

/* Ends a run, or returns it to the queue: the lease is over. */
inline clear(i) {
  holder[i] = 0; expired[i] = 0; renews[i] = 0; has_message[i] = 0;
  if
  :: is(i, ENDED + absent) ->
     attempts[i] = 0; lost[i] = 0; decided_by[i] = 0; final_attempt[i] = 0; cancel_requested[i] = 0
  :: else
  fi
}

inline cancel_unsent(i) { move(i, t_cancel); clear(i) }

/* One transaction that plans the occurrences from `first` that are due by `horizon`. */
inline plan_due(first, horizon) {
  k = first;
  do
  :: k < N && due(k) <= horizon ->
     if
#ifdef NO_DERIVED_ID
     :: true ->
        property(one_row_per_occurrence, is(k, absent) && !pruned[k]);
#else
     :: !is(k, absent) || pruned[k]
     :: else ->
#endif
        if
        :: !is_late(k) || CATCH_UP == CATCH_UP_ONE && (k + 1 == N || !is_late(k + 1)) ->
           move(k, t_plan);
           enqueue(k)
        :: else ->
           if
           :: CATCH_UP == CATCH_UP_ALL -> move(k, t_plan_caught_up); decided_by[k] = BY_CATCH_UP
           :: else -> move(k, t_miss_unplanned)
           fi
        fi
     fi;
     k++
  :: else -> break
  od;
  next_run = k;
  write_job();
  release_waiting()
}
