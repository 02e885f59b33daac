/* Requests of API clients: pause, resume, cancel, start and backfill. */

/* Pauses the job: plans what is overdue, discards planned runs, cancels unfinished ones. */
inline pause_job() {
#ifndef NO_PLAN_BEFORE_PAUSE
  plan_due(next_run, now);
#endif
  k = 0;
  do
  :: k < R ->
     if
     :: is(k, queued) && is_scheduled(k) && due(k) > now -> move(k, t_discard); clear(k)
     :: is(k, queued + waiting + retrying) && !(is(k, queued) && is_scheduled(k) && due(k) > now) -> cancel_unsent(k)
     :: is(k, running) -> final_attempt[k] = 1
     :: else
     fi;
     k++
  :: else -> break
  od;
  is_active = 0; paused_at = now; write_job()
}

/* Resumes the job: its next occurrence is the first after now. */
inline resume_job() {
  k = 0;
  next_run = N;
  do
  :: k < N ->
     if
     :: due(k) > now && next_run == N -> next_run = k
     :: due(k) > paused_at && due(k) <= now && is(k, absent) && !pruned[k] -> exempt[k] = 1
     :: else
     fi;
     k++
  :: else -> break
  od;
  is_active = 1; paused_at = 0; write_job()
}

/* Requests of API clients, and the pruning of the history. */
proctype requests_of_clients() {
  byte job_pauses = JOB_PAUSES, scheduler_pauses = SCHEDULER_PAUSES, cancels = CANCELS, prunes = PRUNES;
  byte id, k;
  bit started = (R == N);
end:
  do
  :: d_step { job_pauses > 0 && is_active -> job_pauses--; pause_job(); k = 0 }
  :: d_step { !is_active -> resume_job(); k = 0 }
  :: d_step { scheduler_pauses > 0 && !stopped -> scheduler_pauses--; stopped = 1 }
  /* Workers have dropped the messages of runs that were due. */
  :: d_step { stopped ->
       stopped = 0;
       k = 0;
       do
       :: k < R ->
          if
          :: is(k, queued + waiting + retrying) && due(k) <= now + CLAIM_AHEAD -> has_message[k] = 0
          :: else
          fi;
          k++
       :: else -> break
       od;
       k = 0
     }
  :: atomic { cancels > 0 && any4(is_live, 0) ->
       if
       :: is(0, LIVE) -> id = 0
       :: is(1, LIVE) -> id = 1
       :: is(2, LIVE) -> id = 2
       :: is(3, LIVE) -> id = 3
       fi;
       cancels--
#ifdef NO_CANCEL_LOCK
     };
     atomic {
#else
       ;
#endif
       d_step {
         if
         :: is(id, running) -> cancel_requested[id] = 1
         :: else -> cancel_unsent(id)
         fi;
         write_job(); release_waiting(); id = 0; k = 0
       }
     }
  :: d_step { !started ->
       started = 1;
       id = N;
       do
       :: id < R ->
#if BACKFILL
          move(id, t_backfill);
#else
          move(id, t_start); enqueue(id);
#endif
          id++
       :: else -> break
       od;
       write_job(); release_waiting(); id = 0; k = 0
     }
  :: atomic { prunes > 0 && (is(0, ENDED) && is_late(0) || is(1, ENDED) && is_late(1)) ->
       if
       :: is(0, ENDED) && is_late(0) -> id = 0
       :: is(1, ENDED) && is_late(1) -> id = 1
       fi;
       prunes--;
       d_step { move(id, t_prune); pruned[id] = 1; id = 0 }
     }
  od
}
