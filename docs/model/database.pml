/* Variables: the database, the queue and the processes; conditions on runs. */

/* The database. */
short state[4] = absent;
byte attempts[4], lost[4];
byte decided_by[4];               /* 0, or one of the next two */
#define BY_OVERLAP 1
#define BY_CATCH_UP 2
bit final_attempt[4], cancel_requested[4];
byte holder[4];                   /* with `attempts`, the lease token */
bit expired[4];                   /* the lease has expired by the clock of the database */
bit has_message[4];
byte next_run;                    /* first occurrence that is not planned */
bit is_active = 1;                  /* the job is active */
bit stopped;                      /* the scheduler pause */
byte fresh;                       /* bit of a process: the job's state has not changed since its snapshot */

/* The queue: messages of each run. A worker that takes one holds it until its claim. */
byte messages[4];
byte taken[2];                    /* run + 1 */

/* The processes, and what only the properties read. */
byte now;
bit renews[4];                    /* a living worker renews the lease of the run */
bit valid[2];                     /* the lease of a worker, by its own clock */
bit unrecorded[4];                /* the target got a request whose outcome is not recorded */
byte paused_at;
bit exempt[4], pruned[4];         /* the job was paused when the occurrence was due; the history was dropped */

byte crashes = CRASHES, stalls = STALLS, losses = LOSSES, duplicates = DUPLICATES, stops = STOPS;

#define due(i) ((i) < N -> (i) + 2 : 0)
#define is_late(i) (now > due(i) + ON_TIME)
#define is(i, states) ((state[i] & (states)) != 0)
#define is_scheduled(i) ((i) < N)
#define is_undecided(i) (is(i, queued) && attempts[i] == 0 && is_scheduled(i) && decided_by[i] == 0)
#define is_unfinished(i) (is(i, running + retrying) && !(BACKFILL && !is_scheduled(i)) && decided_by[i] != BY_CATCH_UP)
#define is_overlap_queued(i) (is(i, queued + waiting) && decided_by[i] == BY_OVERLAP)
#define bit_of(process) (1 << (process))
#define any4(p, i) (p(0, i) || p(1, i) || p(2, i) || p(3, i))

#define needs_message(i, _) (is(i, queued + retrying) && !has_message[i] && due(i) <= now + PLAN_AHEAD)
#define is_enqueued(i, _) (messages[i] > 0)
#define is_enqueued_once(i, _) (messages[i] == 1)
#define is_live(i, _) is(i, LIVE)
#define is_taken(i) (taken[0] == (i) + 1 || taken[1] == (i) + 1)
#define lost_message(i, _) (is(i, queued + retrying) && has_message[i] && due(i) <= now && messages[i] == 0 && !is_taken(i))
#ifdef LEASE_FROM_RESPONSE
#define can_expire(i) (is(i, running) && !expired[i] && (!renews[i] || !valid[holder[i]] || stalls > 0))
#else
#define can_expire(i) (is(i, running) && !expired[i] && (!renews[i] || !valid[holder[i]]))
#endif

/* Checks that a broken twin leaves out. */
#ifdef NO_TOKEN
#define has_lease(i) is(i, LIVE)
#else
#define has_lease(i) (is(i, running) && holder[i] == w && attempts[i] == attempt)
#endif
#ifdef NO_EXPIRY_CHECK
#define still_expired(i) true
#else
#define still_expired(i) expired[i]
#endif
#ifdef NO_DUE_TIMER
#define may_send(i) true
#else
#define may_send(i) (now >= due(i))
#endif
#ifdef NO_LEASE_CHECK
#define lease_is_valid true
#else
#define lease_is_valid valid[w]
#endif
#ifdef NO_VERSION_CHECK
#define has_new_state(i) false
#else
#define has_new_state(i) ((OVERLAP != OVERLAP_ALLOW || is_late(i)) && !(fresh & bit_of(w)))
#endif
#ifdef NO_ROW_CHECK
#define is_busy(i) false
#else
#define is_busy(i) (state[i] != seen || decided_by[i] != seen_decision)
#endif
#ifdef NO_JOB_LOCK
#define is_stale_plan false
#else
#define is_stale_plan !(fresh & bit_of(2 + p))
#endif

/* Conditions on another run `o` of the job. */
#define unfinished_other(o, i) ((o) != (i) && is_unfinished(o))
#define overlap_queued_other(o, i) ((o) != (i) && is_overlap_queued(o))
#define undecided_before(o, i) ((o) < (i) && is_undecided(o))
#define newer_late(o, i) ((o) > (i) && is_scheduled(o) && is(o, LIVE) && (!is(o, queued) || is_late(o)))
#define newer_was_late(o, i) ((o) > (i) && is_scheduled(o) && (is(o, missed) || is(o, LIVE) && is_late(o)))
#define blocks_overlap(o, i) (is(o, queued + running + retrying) && (decided_by[o] == BY_OVERLAP || is_unfinished(o)))
#define blocks_catch_up(o, i) (is(o, queued + running + retrying) && decided_by[o] == BY_CATCH_UP)
#define blocks_backfill(o, i) (is(o, queued + running + retrying) && !is_scheduled(o))
#define scheduled_other(o, i) (unfinished_other(o, i) && is_scheduled(o))

#define is_contended(i) (OVERLAP != OVERLAP_ALLOW && \
  (any4(unfinished_other, i) || any4(overlap_queued_other, i) || any4(undecided_before, i)))
#define is_late_alone(i) (CATCH_UP == CATCH_UP_ONE && !any4(newer_late, i) && \
  !(next_run < N && is_late(next_run)))
