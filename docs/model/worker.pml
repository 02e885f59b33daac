/* A worker: takes a message, claims its run, sends the request and records the result. */

/* Steps of a worker. */
#define IDLE 0
#define TAKEN 1
#define DECIDING 2
#define EARLY 3
#define HELD 4
#define SENT 5

/* A claim, committed. */
inline start_attempt(i) {
  property(no_overlap, OVERLAP == OVERLAP_ALLOW || !is_scheduled(i) || attempts[i] > 0 ||
    decided_by[i] == BY_CATCH_UP || !any4(scheduled_other, i));
  property(no_start_while_paused, !saw_pause);
  property(no_run_of_paused_job, is_active || !is_scheduled(i));
  if
  :: attempts[i] == 0 && is_scheduled(i) -> write_job()
  :: else
  fi;
  move(i, t_claim);
  attempts[i]++; holder[i] = w; expired[i] = 0; renews[i] = 1; valid[w] = 1; attempt = attempts[i];
  taken[w] = 0; step = HELD
}

/* The transaction that decides about a late or overlapping run, under the lock of the job's state. */
inline decide(i) {
  if
  :: !is_undecided(i) -> step = TAKEN
  :: else ->
     write_job();
     if
     :: is_late(i) && (CATCH_UP == CATCH_UP_NONE ||
          CATCH_UP == CATCH_UP_ONE && (any4(newer_was_late, i) || next_run < N && is_late(next_run))) ->
        move(i, t_miss); clear(i); step = IDLE
     :: else ->
        if
        :: is_late(i) && CATCH_UP == CATCH_UP_ALL ->
           move(i, t_wait); decided_by[i] = BY_CATCH_UP; has_message[i] = 0; step = IDLE
        :: else ->
           if
           :: OVERLAP == OVERLAP_ALLOW || !(any4(unfinished_other, i) || any4(overlap_queued_other, i)) ->
              start_attempt(i)
           :: else ->
              if
              :: now < due(i) -> step = EARLY
              :: else ->
                 step = IDLE;
                 if
                 :: OVERLAP == OVERLAP_SKIP || OVERLAP == OVERLAP_QUEUE && any4(overlap_queued_other, i) ->
                    move(i, t_skip); clear(i)
                 :: else ->
                    k = 0;
                    do
                    :: OVERLAP == OVERLAP_CANCEL_PREVIOUS && k < R ->
                       if
                       :: is(k, running) && is_unfinished(k) -> cancel_requested[k] = 1
                       :: is(k, retrying) && is_unfinished(k) || is_overlap_queued(k) -> cancel_unsent(k)
                       :: else
                       fi;
                       k++
                    :: else -> break
                    od;
                    move(i, t_wait); decided_by[i] = BY_OVERLAP; has_message[i] = 0
                 fi
              fi
           fi
        fi
     fi;
     release_waiting()
  fi
}

/* The result of an attempt, for a lease that is still the same one. */
inline record(i, outcome_state) {
  property(fencing, is(i, running) && holder[i] == w && attempts[i] == attempt);
  write_job();
  if
  :: outcome_state == succeeded -> move(i, t_succeed)
  :: outcome_state == canceled -> move(i, t_abort)
  :: else -> retry_or_end(i)
  fi;
  unrecorded[i] = 0;
  clear(i);
  release_waiting()
}

inline retry_or_end(i) {
  if
  :: cancel_requested[i] -> move(i, t_abort)
  :: else ->
     if
     :: final_attempt[i] || attempts[i] - lost[i] >= MAX_ATTEMPTS || lost[i] >= MAX_LOST -> move(i, t_fail)
     :: else -> move(i, t_retry)
     fi
  fi
}

/* Returns a claimed run that was not sent. */
inline give_back(i) {
  write_job();
  if
  :: attempts[i] > 1 -> move(i, t_give_back_retry)
  :: else -> move(i, t_give_back)
  fi;
  attempts[i]--; holder[i] = 0; expired[i] = 0; renews[i] = 0; has_message[i] = 0;
  if
  :: final_attempt[i] || cancel_requested[i] -> cancel_unsent(i); release_waiting()
  :: else
  fi
}

inline finish() { taken[w] = 0; valid[w] = 0; id = 0; attempt = 0; k = 0; step = IDLE; is_paused = 0 }

proctype worker(byte w) {
  byte id, attempt, k, step;
  short seen; byte seen_decision;
  bit saw_pause, contended, alone;
  bit is_paused;
end:
  do
  /* Takes a message. */
  :: atomic { step == IDLE && any4(is_enqueued, 0) ->
       if
       :: messages[0] > 0 -> id = 0
       :: messages[1] > 0 -> id = 1
       :: messages[2] > 0 -> id = 2
       :: messages[3] > 0 -> id = 3
       fi;
       messages[id]--; taken[w] = id + 1; step = TAKEN; is_paused = stopped
     }
  /* The claim: the snapshot, then the locks and the update. */
  :: step == TAKEN ->
     d_step {
       saw_pause = stopped;
#ifndef PAUSE_BEFORE_CLAIM
       is_paused = stopped;
#endif
       seen = state[id]; seen_decision = decided_by[id];
       contended = is_contended(id); alone = is_late_alone(id);
       fresh = fresh | bit_of(w)
     };
     d_step {
       if
       :: is_busy(id)  /* Claimed again. */
       :: else ->
          if
          :: !(seen & (queued + retrying)) || is_paused -> step = IDLE
          :: else ->
             if
             :: now + CLAIM_AHEAD < due(id) -> step = EARLY
             :: else ->
                if
                :: is_undecided(id) && (contended || is_late(id) && !alone || has_new_state(id)) -> step = DECIDING
                :: else -> start_attempt(id)
                fi
             fi
          fi
       fi;
       fresh = fresh & ~bit_of(w); seen = 0; seen_decision = 0; contended = 0; alone = 0; saw_pause = 0;
       if
       :: step == IDLE -> taken[w] = 0; id = 0; is_paused = 0
       :: else
       fi
     }
  :: d_step { step == DECIDING ->
       decide(id);
       k = 0;
       if
       :: step == IDLE -> taken[w] = 0; id = 0
       :: else
       fi
     }
  :: d_step { step == EARLY && (now + CLAIM_AHEAD >= due(id) && (now >= due(id) || !is_contended(id))) -> step = TAKEN }
  /* The request. */
  :: d_step { step == HELD && may_send(id) && lease_is_valid ->
       property(never_early, now >= due(id));
       property(sent_once_without_cause, !unrecorded[id]);
       unrecorded[id] = 1; step = SENT
     }
  /* The target has responded, or the request has failed. */
  :: atomic { step == SENT ->
       if
       :: seen = succeeded
       :: seen = failed
       fi;
       d_step {
         if
         :: has_lease(id) -> record(id, seen)
         :: else
         fi;
         seen = 0; finish()
       }
     }
  /* A request to cancel, read at a renewal. */
  :: d_step { (step == HELD || step == SENT) && has_lease(id) && cancel_requested[id] ->
       record(id, canceled); finish()
     }
  /* The process is stopping. */
  :: d_step { step == HELD && stops > 0 ->
       stops--;
       if
       :: has_lease(id) -> give_back(id)
       :: else
       fi;
       finish()
     }
  /* An expired lease: the run is not sent; a renewal succeeds if rescue has not recorded the attempt. */
  :: d_step { step == HELD && !valid[w] ->
       if
       :: has_lease(id) -> renews[id] = 0
       :: else
       fi;
       finish()
     }
  :: d_step { (step == HELD || step == SENT) && !valid[w] ->
       if
       :: has_lease(id) -> expired[id] = 0; valid[w] = 1
       :: else -> finish()
       fi
     }
  /* The process dies, and another one starts. */
  :: d_step { step != IDLE && crashes > 0 ->
       crashes--;
       if
       :: (step == HELD || step == SENT) && has_lease(id) -> renews[id] = 0
       :: else
       fi;
       finish()
     }
  od
}
