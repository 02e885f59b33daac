/* Bounds of the model, numbers of faults and requests, and the policies of the job. */

/* Bounds. Occurrences 0 .. N-1 are due at 2, 3, ...; N .. R-1 are manual or backfilled runs. Time is 0 .. T. */
#ifndef N
#define N 2
#endif
#ifndef R
#define R N
#endif
#ifndef T
#define T 5
#endif
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef PLANNERS
#define PLANNERS 2
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 2
#endif
#define MAX_LOST 2
#define PLAN_AHEAD 2
#define CLAIM_AHEAD 1
#define ON_TIME 1

/* Number of faults of each kind. */
#ifndef CRASHES
#define CRASHES 0
#endif
#ifndef STALLS
#define STALLS 0
#endif
#ifndef LOSSES
#define LOSSES 0
#endif
#ifndef DUPLICATES
#define DUPLICATES 0
#endif
#ifndef STOPS
#define STOPS 0
#endif

/* Number of requests of each kind. */
#ifndef JOB_PAUSES
#define JOB_PAUSES 0
#endif
#ifndef SCHEDULER_PAUSES
#define SCHEDULER_PAUSES 0
#endif
#ifndef CANCELS
#define CANCELS 0
#endif
#ifndef PRUNES
#define PRUNES 0
#endif
#ifndef BACKFILL
#define BACKFILL 0
#endif

/* Policies of the job. */
#define OVERLAP_ALLOW 0
#define OVERLAP_SKIP 1
#define OVERLAP_QUEUE 2
#define OVERLAP_CANCEL_PREVIOUS 3
#define CATCH_UP_ONE 0
#define CATCH_UP_ALL 1
#define CATCH_UP_NONE 2
#ifndef OVERLAP
#define OVERLAP OVERLAP_ALLOW
#endif
#ifndef CATCH_UP
#define CATCH_UP CATCH_UP_ONE
#endif
