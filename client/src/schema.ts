// Generated from openapi/openapi.json by `npm run generate`; never edited.
export interface paths {
    "/jobs/timelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last runs and the next occurrences of many jobs
         * @description For a list of jobs: what became of each lately, and when it goes on. In the order of the ids, without those that do not exist.
         */
        get: operations["listJobTimelines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Newest first, unless `sort` says otherwise.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create a job
         * @description Stores the job and plans it at once when it is about to be due.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a job’s request once
         * @description Sends what a run of this job would, once, for at most 30 seconds, and answers with the attempt. Nothing is stored.
         */
        post: operations["testJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a job */
        get: operations["getJob"];
        /**
         * Replace a job
         * @description A field left out takes its default, except `status`, `signing_secret` and header values written as `[redacted]`, which keep what is stored. What `GET` returns can be sent back and changes nothing.
         */
        put: operations["replaceJob"];
        post?: never;
        /**
         * Delete a job
         * @description What has not started is canceled; the runs stay readable under `/runs`.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        /**
         * Change fields of a job
         * @description A JSON merge patch (RFC 7396), also into `payload`, `headers`, `retry`, `success` and `catch_up`. When it changes `schedule_type`, the other kinds’ fields that it does not mention are cleared.
         */
        patch: operations["updateJob"];
        trace?: never;
    };
    "/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job
         * @description It becomes inactive (`paused`); planned runs that are not due yet vanish, others that have not started are canceled. With `until` it is resumed by itself.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a job
         * @description It becomes active and is planned from now on; what it would have run in between is not made up for.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create many jobs
         * @description All of them or none: an error names the index of the job at fault.
         */
        post: operations["createJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/by-key/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a job by its key */
        get: operations["getJobByKey"];
        /**
         * Create or replace a job by its key
         * @description For services that declare their jobs when they start: the same body from many processes at once ends as one job.
         */
        put: operations["putJobByKey"];
        post?: never;
        /** Delete a job by its key */
        delete: operations["deleteJobByKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what
         * @description Newest first; also of a job that is deleted.
         */
        get: operations["listJobChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of a job
         * @description Newest first. A deleted job’s runs are found under `/runs?job_id=…`.
         */
        get: operations["listJobRuns"];
        put?: never;
        /**
         * Run a job now
         * @description Also for an inactive job. The schedule is not touched.
         */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a job for the past
         * @description A run for each occurrence of a stretch of the past, at most 1 000, sent one at a time, oldest first. Also for an inactive job; the schedule is not touched.
         */
        post: operations["backfillJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs
         * @description Newest first.
         */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description A queued or retrying run is canceled at once; of a running one the attempt is given up within 5 seconds.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it again
         * @description A new run for the same occurrence, with the same payload override, started at once; of any run that has ended.
         */
        post: operations["retryRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a run with its attempts */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause, resume, run or delete many jobs
         * @description Those named by `ids`, or those that match a `filter`, 1 000 at a time.
         */
        post: operations["changeJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry or cancel many runs
         * @description Those named by `ids`, or those that match a `filter`, 1 000 at a time.
         */
        post: operations["changeRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See when a schedule occurs
         * @description The next occurrences of a job’s schedule fields, the schedule in plain English, and what about it may surprise. Nothing is stored.
         */
        post: operations["previewSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done, and what is to come
         * @description From numbers that were written with the results: the answer takes as long whatever the history.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What went wrong, by error
         * @description Runs that failed within the window, by the instant of their end, grouped by error, status code and host.
         */
        get: operations["getFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear that runs or jobs changed
         * @description Server-sent events. A hint says that something of a kind changed, not what: ask again for what is shown. Once the answer has begun, no change goes untold; whoever reconnects with `Last-Event-ID` is told at once of what changed meanwhile.
         */
        get: operations["listenToEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is everything paused? */
        get: operations["getMasterSwitch"];
        put?: never;
        /**
         * Pause everything
         * @description Nothing is planned and no run starts, in any process, until it is resumed; requests under way end. What comes due meanwhile is late, and then caught up or missed by each job’s policy.
         */
        post: operations["pausePlanning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume everything */
        post: operations["resumePlanning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can it reach its database and its queue? */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The contract in Swagger UI */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The web interface
         * @description Browsers, whose `Accept` prefers `text/html`, get it under `/jobs`, `/runs` and `/system` as well, where others get JSON.
         */
        get: operations["getPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the service is, and how it is set
         * @description Its database and its queue, its processes, and every setting, without secrets. A part that is out of reach says so, and the rest is told all the same.
         */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics of this process
         * @description In the text format of Prometheus. Counters are the process’s own, from its start; a process of the worker role alone answers at `WORKER_PORT`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I? */
        get: operations["getSession"];
        put?: never;
        /**
         * Exchange a key for a cookie
         * @description The cookie is good for 7 days, for the pages of this service alone, and no longer than the key is in `API_KEYS`.
         */
        post: operations["createSession"];
        /**
         * Sign out
         * @description Clears the cookie.
         */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "data": [
         *         {
         *           "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "runs": [
         *             {
         *               "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *               "status": "succeeded",
         *               "trigger": "schedule",
         *               "scheduled_for": "2027-01-31T09:15:30.000Z",
         *               "started_at": "2027-01-31T09:15:30.002Z",
         *               "finished_at": "2027-01-31T09:15:30.090Z",
         *               "duration_ms": 88,
         *               "lateness_ms": 2,
         *               "status_code": 200,
         *               "missed_count": null
         *             }
         *           ],
         *           "next": [
         *             "2027-01-31T10:15:30.000Z"
         *           ]
         *         }
         *       ]
         *     }
         */
        JobTimelines: {
            data: components["schemas"]["JobTimeline"][];
        };
        /**
         * @example {
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "runs": [
         *         {
         *           "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *           "status": "succeeded",
         *           "trigger": "schedule",
         *           "scheduled_for": "2027-01-31T09:15:30.000Z",
         *           "started_at": "2027-01-31T09:15:30.002Z",
         *           "finished_at": "2027-01-31T09:15:30.090Z",
         *           "duration_ms": 88,
         *           "lateness_ms": 2,
         *           "status_code": 200,
         *           "missed_count": null
         *         }
         *       ],
         *       "next": [
         *         "2027-01-31T10:15:30.000Z"
         *       ]
         *     }
         */
        JobTimeline: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            /** @description The last 20, oldest first; those that are queued are among them. */
            runs: components["schemas"]["TimelineRun"][];
            /** @description The next 5 occurrences that are not planned yet, so that none is told twice; none where the job is not active. */
            next: string[];
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "status": "succeeded",
         *       "trigger": "schedule",
         *       "scheduled_for": "2027-01-31T09:15:30.000Z",
         *       "started_at": "2027-01-31T09:15:30.002Z",
         *       "finished_at": "2027-01-31T09:15:30.090Z",
         *       "duration_ms": 88,
         *       "lateness_ms": 2,
         *       "status_code": 200,
         *       "missed_count": null
         *     }
         */
        TimelineRun: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            status: components["schemas"]["RunStatus"];
            trigger: components["schemas"]["RunTrigger"];
            /**
             * Format: date-time
             * @description The nominal instant of the occurrence.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /** @description When the first attempt started. */
            started_at: string | null;
            finished_at: string | null;
            /** @description Of the last attempt. */
            duration_ms: number | null;
            /** @description The first attempt’s start minus the first `due_at`. */
            lateness_ms: number | null;
            /** @description The last answer’s. */
            status_code: number | null;
            /** @description How many occurrences a missed stretch holds, counted up to 100 000. */
            missed_count: number | null;
        };
        /** @enum {string} */
        RunStatus: "queued" | "running" | "retrying" | "succeeded" | "failed" | "skipped" | "missed" | "canceled";
        /** @enum {string} */
        RunTrigger: "schedule" | "manual" | "backfill" | "retry";
        /**
         * @example {
         *       "type": "about:blank",
         *       "title": "Unprocessable Content",
         *       "status": 422,
         *       "detail": "The request is well-formed, but 1 field does not hold.",
         *       "instance": "/jobs",
         *       "request_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "errors": [
         *         {
         *           "pointer": "/cron_expression",
         *           "detail": "Minute 75 is out of range: 0 to 59."
         *         }
         *       ]
         *     }
         */
        Problem: {
            /** @description What kind of problem, as a URI; `about:blank` when the status says it all. `/problems/loop`: a job called the service that sends it. */
            type: string;
            title: string;
            status: number;
            /** @description What happened and what to do, for a person. */
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            /** @description Quote it when asking for help; the log has it too. */
            request_id: string;
            errors?: {
                /** @description RFC 6901 pointer into the body, or the name of a query parameter. */
                pointer: string;
                detail: string;
            }[];
        };
        /**
         * @example {
         *       "id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "name": "Example Job",
         *       "description": "An example job that sends a notification",
         *       "type": "http",
         *       "target": "https://example.com/api/notify",
         *       "payload": {
         *         "message": "Hello, world!"
         *       },
         *       "schedule_type": "recurring",
         *       "interval": "hour",
         *       "interval_value": 1,
         *       "key": null,
         *       "method": "POST",
         *       "headers": {},
         *       "status": "active",
         *       "status_reason": null,
         *       "pause_reason": null,
         *       "paused_until": null,
         *       "cron_expression": null,
         *       "specific_time": null,
         *       "timezone": "UTC",
         *       "starts_at": null,
         *       "ends_at": null,
         *       "exclude": [],
         *       "max_runs": null,
         *       "spread_seconds": 0,
         *       "catch_up": {
         *         "policy": "one",
         *         "window_seconds": 86400
         *       },
         *       "timeout_seconds": 30,
         *       "retry": {
         *         "max_attempts": 4,
         *         "initial_delay_seconds": 10,
         *         "max_delay_seconds": 3600,
         *         "factor": 2,
         *         "max_age_seconds": 86400
         *       },
         *       "overlap": "skip",
         *       "success": {
         *         "statuses": [
         *           "2xx"
         *         ],
         *         "body_contains": null
         *       },
         *       "tags": [],
         *       "delete_when_finished": false,
         *       "pause_after_failures": null,
         *       "has_signing_secret": false,
         *       "next_run": "2027-01-31T10:15:30.000Z",
         *       "schedule_description": "Every hour",
         *       "next_due_at": "2027-01-31T10:15:30.000Z",
         *       "last_run": {
         *         "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *         "status": "succeeded",
         *         "scheduled_for": "2027-01-31T09:15:30.000Z",
         *         "finished_at": "2027-01-31T09:15:30.090Z",
         *         "status_code": 200
         *       },
         *       "run_count": 1,
         *       "consecutive_failures": 0,
         *       "version": 1,
         *       "created_at": "2027-01-31T08:15:30.123Z",
         *       "updated_at": "2027-01-31T09:15:30.090Z"
         *     }
         */
        Job: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /** @description Why the job is not active: `paused`, `completed`, `ended`, `max_runs`, `run_failed`, `missed`, `too_many_failures` or `invalid`. Null for an active job. */
            status_reason: string | null;
            /** @description The reason given with the pause. */
            pause_reason: string | null;
            /** @description When the service resumes the job automatically. */
            paused_until: string | null;
            /** @description The earliest occurrence that has not started and is not waiting for another run. */
            next_run: string | null;
            /** @description The schedule in plain English, without a final full stop. Null if the stored schedule is no longer valid. */
            schedule_description: string | null;
            /** @description The start time of `next_run`, including the delay of `spread_seconds`. */
            next_due_at: string | null;
            last_run: components["schemas"]["LastRun"] | null;
            /** @description Number of scheduled runs that have started. */
            run_count: number;
            /** @description Number of failed runs since the last successful run. */
            consecutive_failures: number;
            /** @description True if the job has a signing secret. Its requests are then signed. */
            has_signing_secret: boolean;
            /** @description Version number of the definition, incremented by every edit. */
            version: number;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            updated_at: string;
            /**
             * @description A unique name that the API client chooses for the job.
             * @example billing:close-invoices
             */
            key: string | null;
            /** @example Example Job */
            name: string;
            /** @example An example job that sends a notification */
            description: string | null;
            /**
             * @description The job type. `http` is the only one.
             * @enum {string}
             */
            type: "http";
            /**
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`.
             * @example https://example.com/api/notify
             */
            target: string;
            /**
             * @description The HTTP method. `GET` and `HEAD` take no payload.
             * @enum {string}
             */
            method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
            /**
             * @description HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value.
             * @example {
             *       "x-tenant": "acme"
             *     }
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. A string is sent unchanged when `headers` sets another content type. Null sends no body.
             * @example {
             *       "message": "Hello, world!"
             *     }
             */
            payload?: unknown;
            /**
             * @description The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.
             * @example cron
             * @enum {string}
             */
            schedule_type: "cron" | "specific_time" | "recurring";
            /**
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`. Evaluated in `timezone`.
             * @example 0 9 * * 1-5
             */
            cron_expression: string | null;
            /** @description For `specific_time`: the instant of the only run. */
            specific_time: string | null;
            /** @description For `recurring`: the unit of the interval. */
            interval: ("minute" | "hour" | "day" | "week" | "month" | "year") | null;
            /** @description For `recurring`: the number of units between two occurrences. */
            interval_value: number | null;
            /**
             * @description IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.
             * @example Europe/Berlin
             */
            timezone: string;
            /** @description No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence. */
            starts_at: string | null;
            /** @description No occurrence is later than this instant. Must be later than `starts_at`. */
            ends_at: string | null;
            /**
             * @description Days off in `timezone`: the schedule has no occurrence on these days.
             * @example [
             *       "2027-12-24",
             *       {
             *         "from": "2027-12-27",
             *         "to": "2027-12-31"
             *       }
             *     ]
             */
            exclude: (string | components["schemas"]["DaysOff"])[];
            /** @description The job completes after this number of scheduled runs. Skipped and missed runs do not count. */
            max_runs: number | null;
            /** @description Delays every occurrence by a fixed number of seconds between 0 and this value, derived from the job ID and never past the next occurrence. Prevents many jobs from starting at the same instant. */
            spread_seconds: number;
            /** @description Time limit of one attempt in seconds, from the DNS lookup to the last byte of the response. */
            timeout_seconds: number;
            /**
             * @description The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.
             * @enum {string}
             */
            overlap: "skip" | "allow" | "queue" | "cancel_previous";
            /**
             * @description Labels to filter jobs by.
             * @example [
             *       "billing"
             *     ]
             */
            tags: string[];
            /** @description Deletes the job when its schedule has no further occurrence. Its runs are kept. */
            delete_when_finished: boolean;
            /** @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops. */
            pause_after_failures: number | null;
            /**
             * @description The job status. Only the service sets `failed`.
             * @enum {string}
             */
            status: "active" | "inactive" | "failed";
            retry: components["schemas"]["Retry"];
            success: components["schemas"]["Success"];
            catch_up: components["schemas"]["CatchUp"];
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "status": "succeeded",
         *       "scheduled_for": "2027-01-31T09:15:30.000Z",
         *       "finished_at": "2027-01-31T09:15:30.090Z",
         *       "status_code": 200
         *     }
         */
        LastRun: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            status: components["schemas"]["RunStatus"];
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            finished_at: string | null;
            status_code: number | null;
        };
        /**
         * @description A range of days, first and last day included.
         * @example {
         *       "from": "2027-12-27",
         *       "to": "2027-12-31"
         *     }
         */
        DaysOff: {
            /**
             * Format: date
             * @example 2027-12-24
             */
            from: string;
            /**
             * Format: date
             * @example 2027-12-24
             */
            to: string;
        };
        /**
         * @description The retry policy: exponential backoff with full jitter. Each delay is random between 0 and the maximum delay of that attempt.
         * @example {
         *       "max_attempts": 4,
         *       "initial_delay_seconds": 10,
         *       "max_delay_seconds": 3600,
         *       "factor": 2,
         *       "max_age_seconds": 86400
         *     }
         */
        Retry: {
            /** @description Maximum number of attempts, including the first. */
            max_attempts: number;
            /** @description Maximum delay before the second attempt, in seconds. */
            initial_delay_seconds: number;
            /** @description Maximum delay between two attempts, in seconds. */
            max_delay_seconds: number;
            /** @description Multiplies the maximum delay after each attempt (exponential backoff). */
            factor: number;
            /** @description No attempt starts later than this number of seconds after the start of the first attempt. */
            max_age_seconds: number;
        };
        /**
         * @description The success policy: decides which responses count as success.
         * @example {
         *       "statuses": [
         *         "2xx"
         *       ],
         *       "body_contains": null
         *     }
         */
        Success: {
            /**
             * @description HTTP status codes (`409`) and classes (`2xx`) that count as success.
             * @example [
             *       "2xx",
             *       "409"
             *     ]
             */
            statuses: string[];
            /** @description Text that the response body must contain to count as success. The service searches the first 64 KiB. */
            body_contains: string | null;
        };
        /**
         * @description The catch-up policy: decides about late occurrences, for example after an outage.
         * @example {
         *       "policy": "one",
         *       "window_seconds": 86400
         *     }
         */
        CatchUp: {
            /**
             * @description Decides about occurrences that are more than 60 seconds late. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.
             * @enum {string}
             */
            policy: "one" | "all" | "none";
            /** @description An occurrence that is later than this number of seconds is recorded as missed under every policy. */
            window_seconds: number;
        };
        /**
         * @example {
         *       "name": "Example Job",
         *       "description": "An example job that sends a notification",
         *       "type": "http",
         *       "target": "https://example.com/api/notify",
         *       "payload": {
         *         "message": "Hello, world!"
         *       },
         *       "schedule_type": "recurring",
         *       "interval": "hour",
         *       "interval_value": 1
         *     }
         */
        JobInput: {
            /**
             * @description A unique name that the API client chooses for the job.
             * @default null
             * @example billing:close-invoices
             */
            key?: string | null;
            /** @example Example Job */
            name: string;
            /**
             * @default null
             * @example An example job that sends a notification
             */
            description?: string | null;
            /**
             * @description The job type. `http` is the only one.
             * @default http
             * @enum {string}
             */
            type?: "http";
            /**
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`.
             * @example https://example.com/api/notify
             */
            target: string;
            /**
             * @description The HTTP method. `GET` and `HEAD` take no payload.
             * @default POST
             * @enum {string}
             */
            method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
            /**
             * @description HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value.
             * @default {}
             * @example {
             *       "x-tenant": "acme"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. A string is sent unchanged when `headers` sets another content type. Null sends no body.
             * @example {
             *       "message": "Hello, world!"
             *     }
             */
            payload?: unknown;
            /**
             * @description The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.
             * @example cron
             * @enum {string}
             */
            schedule_type: "cron" | "specific_time" | "recurring";
            /**
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`. Evaluated in `timezone`.
             * @default null
             * @example 0 9 * * 1-5
             */
            cron_expression?: string | null;
            /**
             * @description For `specific_time`: the instant of the only run.
             * @default null
             */
            specific_time?: string | null;
            /**
             * @description For `recurring`: the unit of the interval.
             * @default null
             */
            interval?: ("minute" | "hour" | "day" | "week" | "month" | "year") | null;
            /**
             * @description For `recurring`: the number of units between two occurrences.
             * @default null
             */
            interval_value?: number | null;
            /**
             * @description IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.
             * @default UTC
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence.
             * @default null
             */
            starts_at?: string | null;
            /**
             * @description No occurrence is later than this instant. Must be later than `starts_at`.
             * @default null
             */
            ends_at?: string | null;
            /**
             * @description Days off in `timezone`: the schedule has no occurrence on these days.
             * @default []
             * @example [
             *       "2027-12-24",
             *       {
             *         "from": "2027-12-27",
             *         "to": "2027-12-31"
             *       }
             *     ]
             */
            exclude?: (string | components["schemas"]["DaysOff"])[];
            /**
             * @description The job completes after this number of scheduled runs. Skipped and missed runs do not count.
             * @default null
             */
            max_runs?: number | null;
            /**
             * @description Delays every occurrence by a fixed number of seconds between 0 and this value, derived from the job ID and never past the next occurrence. Prevents many jobs from starting at the same instant.
             * @default 0
             */
            spread_seconds?: number;
            /**
             * @description Time limit of one attempt in seconds, from the DNS lookup to the last byte of the response.
             * @default 30
             */
            timeout_seconds?: number;
            /**
             * @description The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.
             * @default skip
             * @enum {string}
             */
            overlap?: "skip" | "allow" | "queue" | "cancel_previous";
            /**
             * @description Labels to filter jobs by.
             * @default []
             * @example [
             *       "billing"
             *     ]
             */
            tags?: string[];
            /**
             * @description Deletes the job when its schedule has no further occurrence. Its runs are kept.
             * @default false
             */
            delete_when_finished?: boolean;
            /**
             * @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops.
             * @default null
             */
            pause_after_failures?: number | null;
            /**
             * @description The job status. Only the service sets `failed`.
             * @enum {string}
             */
            status?: "active" | "inactive" | "failed";
            catch_up?: components["schemas"]["CatchUpInput"];
            retry?: components["schemas"]["RetryInput"];
            success?: components["schemas"]["SuccessInput"];
            /**
             * @description `whsec_` followed by 24 to 64 bytes in base64. The service signs requests with it as Standard Webhooks defines, and never returns it. A replaced secret stays valid for 24 hours: requests carry both signatures.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            signing_secret?: string | null;
            /** @description Set by the service. Ignored in requests. */
            readonly id?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly status_reason?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly pause_reason?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly paused_until?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly schedule_description?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_due_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly last_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly run_count?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly consecutive_failures?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly has_signing_secret?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly version?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly created_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly updated_at?: unknown;
        };
        /**
         * @default {}
         * @example {
         *       "policy": "one",
         *       "window_seconds": 86400
         *     }
         */
        CatchUpInput: {
            /**
             * @description Decides about occurrences that are more than 60 seconds late. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.
             * @default one
             * @enum {string}
             */
            policy?: "one" | "all" | "none";
            /**
             * @description An occurrence that is later than this number of seconds is recorded as missed under every policy.
             * @default 86400
             */
            window_seconds?: number;
        };
        /**
         * @default {}
         * @example {
         *       "max_attempts": 4,
         *       "initial_delay_seconds": 10,
         *       "max_delay_seconds": 3600,
         *       "factor": 2,
         *       "max_age_seconds": 86400
         *     }
         */
        RetryInput: {
            /**
             * @description Maximum number of attempts, including the first.
             * @default 4
             */
            max_attempts?: number;
            /**
             * @description Maximum delay before the second attempt, in seconds.
             * @default 10
             */
            initial_delay_seconds?: number;
            /**
             * @description Maximum delay between two attempts, in seconds.
             * @default 3600
             */
            max_delay_seconds?: number;
            /**
             * @description Multiplies the maximum delay after each attempt (exponential backoff).
             * @default 2
             */
            factor?: number;
            /**
             * @description No attempt starts later than this number of seconds after the start of the first attempt.
             * @default 86400
             */
            max_age_seconds?: number;
        };
        /**
         * @default {}
         * @example {
         *       "statuses": [
         *         "2xx"
         *       ],
         *       "body_contains": null
         *     }
         */
        SuccessInput: {
            /**
             * @description HTTP status codes (`409`) and classes (`2xx`) that count as success.
             * @default [
             *       "2xx"
             *     ]
             * @example [
             *       "2xx",
             *       "409"
             *     ]
             */
            statuses?: string[];
            /**
             * @description Text that the response body must contain to count as success. The service searches the first 64 KiB.
             * @default null
             */
            body_contains?: string | null;
        };
        /**
         * @example {
         *       "number": 1,
         *       "started_at": "2027-01-31T09:15:30.002Z",
         *       "duration_ms": 88,
         *       "outcome": "succeeded",
         *       "status_code": 200,
         *       "error": null,
         *       "timings": {
         *         "dns_ms": 3.1,
         *         "connect_ms": 12.4,
         *         "tls_ms": 25.9,
         *         "first_byte_ms": 86.2,
         *         "total_ms": 88
         *       },
         *       "request": {
         *         "method": "POST",
         *         "url": "https://example.com/api/notify",
         *         "headers": {
         *           "content-type": "application/json",
         *           "webhook-id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *           "scheduler-attempt": "1"
         *         },
         *         "body": "{\"message\":\"Hello, world!\"}"
         *       },
         *       "response": {
         *         "headers": {
         *           "content-type": "text/plain"
         *         },
         *         "body": "ok",
         *         "truncated": false
         *       }
         *     }
         */
        Attempt: {
            number: number;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            started_at: string;
            duration_ms: number | null;
            /** @enum {string} */
            outcome: "succeeded" | "rejected" | "timed_out" | "unreachable" | "blocked" | "canceled" | "lost";
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
            /** @description Null parts were not reached, or not needed on a reused connection. */
            timings: {
                dns_ms: number | null;
                connect_ms: number | null;
                tls_ms: number | null;
                first_byte_ms: number | null;
                total_ms: number | null;
            } | null;
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                /** @description The first 8 KiB. */
                body: string | null;
            } | null;
            response: {
                headers: {
                    [key: string]: string;
                };
                /** @description The first 8 KiB, as text. */
                body: string;
                truncated: boolean;
            } | null;
        };
        /**
         * @example {
         *       "code": "connection_refused",
         *       "message": "The target refused the connection."
         *     }
         */
        RunError: {
            /** @example connection_refused */
            code: string;
            /** @example The target refused the connection. */
            message: string;
        };
        /**
         * @example {
         *       "timeout_seconds": 60
         *     }
         */
        JobPatch: {
            /**
             * @description A unique name that the API client chooses for the job.
             * @example billing:close-invoices
             */
            key?: string | null;
            /** @example Example Job */
            name?: string;
            /** @example An example job that sends a notification */
            description?: string | null;
            type?: "http" | null;
            /**
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`.
             * @example https://example.com/api/notify
             */
            target?: string;
            method?: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE") | null;
            headers?: {
                [key: string]: string | null;
            } | null;
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. A string is sent unchanged when `headers` sets another content type. Null sends no body.
             * @example {
             *       "message": "Hello, world!"
             *     }
             */
            payload?: unknown;
            /**
             * @description The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.
             * @example cron
             * @enum {string}
             */
            schedule_type?: "cron" | "specific_time" | "recurring";
            /**
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`. Evaluated in `timezone`.
             * @example 0 9 * * 1-5
             */
            cron_expression?: string | null;
            /** @description For `specific_time`: the instant of the only run. */
            specific_time?: string | null;
            /** @description For `recurring`: the unit of the interval. */
            interval?: ("minute" | "hour" | "day" | "week" | "month" | "year") | null;
            /** @description For `recurring`: the number of units between two occurrences. */
            interval_value?: number | null;
            timezone?: string | null;
            /** @description No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence. */
            starts_at?: string | null;
            /** @description No occurrence is later than this instant. Must be later than `starts_at`. */
            ends_at?: string | null;
            exclude?: (string | components["schemas"]["DaysOff"])[] | null;
            /** @description The job completes after this number of scheduled runs. Skipped and missed runs do not count. */
            max_runs?: number | null;
            spread_seconds?: number | null;
            catch_up?: {
                policy?: ("one" | "all" | "none") | null;
                window_seconds?: number | null;
            } | null;
            timeout_seconds?: number | null;
            retry?: {
                max_attempts?: number | null;
                initial_delay_seconds?: number | null;
                max_delay_seconds?: number | null;
                factor?: number | null;
                max_age_seconds?: number | null;
            } | null;
            overlap?: ("skip" | "allow" | "queue" | "cancel_previous") | null;
            success?: {
                statuses?: string[] | null;
                /** @description Text that the response body must contain to count as success. The service searches the first 64 KiB. */
                body_contains?: string | null;
            } | null;
            tags?: string[] | null;
            delete_when_finished?: boolean | null;
            /** @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops. */
            pause_after_failures?: number | null;
            /**
             * @description `whsec_` followed by 24 to 64 bytes in base64. The service signs requests with it as Standard Webhooks defines, and never returns it. A replaced secret stays valid for 24 hours: requests carry both signatures.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            signing_secret?: string | null;
            /**
             * @description The job status. Only the service sets `failed`.
             * @enum {string}
             */
            status?: "active" | "inactive" | "failed";
            /** @description Set by the service. Ignored in requests. */
            readonly id?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly status_reason?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly pause_reason?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly paused_until?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly schedule_description?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_due_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly last_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly run_count?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly consecutive_failures?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly has_signing_secret?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly version?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly created_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly updated_at?: unknown;
        };
        /**
         * @example {
         *       "reason": "The target is moving to another host."
         *     }
         */
        PauseInput: {
            reason?: string | null;
            /** @description When the service resumes the job automatically. Without it the pause has no end. */
            until?: string | null;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "name": "Example Job",
         *           "description": "An example job that sends a notification",
         *           "type": "http",
         *           "target": "https://example.com/api/notify",
         *           "payload": {
         *             "message": "Hello, world!"
         *           },
         *           "schedule_type": "recurring",
         *           "interval": "hour",
         *           "interval_value": 1,
         *           "key": null,
         *           "method": "POST",
         *           "headers": {},
         *           "status": "active",
         *           "status_reason": null,
         *           "pause_reason": null,
         *           "paused_until": null,
         *           "cron_expression": null,
         *           "specific_time": null,
         *           "timezone": "UTC",
         *           "starts_at": null,
         *           "ends_at": null,
         *           "exclude": [],
         *           "max_runs": null,
         *           "spread_seconds": 0,
         *           "catch_up": {
         *             "policy": "one",
         *             "window_seconds": 86400
         *           },
         *           "timeout_seconds": 30,
         *           "retry": {
         *             "max_attempts": 4,
         *             "initial_delay_seconds": 10,
         *             "max_delay_seconds": 3600,
         *             "factor": 2,
         *             "max_age_seconds": 86400
         *           },
         *           "overlap": "skip",
         *           "success": {
         *             "statuses": [
         *               "2xx"
         *             ],
         *             "body_contains": null
         *           },
         *           "tags": [],
         *           "delete_when_finished": false,
         *           "pause_after_failures": null,
         *           "has_signing_secret": false,
         *           "next_run": "2027-01-31T10:15:30.000Z",
         *           "schedule_description": "Every hour",
         *           "next_due_at": "2027-01-31T10:15:30.000Z",
         *           "last_run": {
         *             "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *             "status": "succeeded",
         *             "scheduled_for": "2027-01-31T09:15:30.000Z",
         *             "finished_at": "2027-01-31T09:15:30.090Z",
         *             "status_code": 200
         *           },
         *           "run_count": 1,
         *           "consecutive_failures": 0,
         *           "version": 1,
         *           "created_at": "2027-01-31T08:15:30.123Z",
         *           "updated_at": "2027-01-31T09:15:30.090Z"
         *         }
         *       ]
         *     }
         */
        CreatedJobs: {
            data: components["schemas"]["Job"][];
        };
        /**
         * @description Up to 1 000 jobs and 16 MiB: all of them, or none.
         * @example {
         *       "jobs": [
         *         {
         *           "name": "Example Job",
         *           "description": "An example job that sends a notification",
         *           "type": "http",
         *           "target": "https://example.com/api/notify",
         *           "payload": {
         *             "message": "Hello, world!"
         *           },
         *           "schedule_type": "recurring",
         *           "interval": "hour",
         *           "interval_value": 1
         *         },
         *         {
         *           "name": "Another Job",
         *           "description": "An example job that sends a notification",
         *           "type": "http",
         *           "target": "https://example.com/api/notify",
         *           "payload": {
         *             "message": "Hello, world!"
         *           },
         *           "schedule_type": "recurring",
         *           "interval": "day",
         *           "interval_value": 1
         *         }
         *       ]
         *     }
         */
        JobBatch: {
            jobs: components["schemas"]["JobInput"][];
        };
        /**
         * @example {
         *       "id": "0198f0c2-7a52-7abc-8def-0123456789ab",
         *       "changed_at": "2027-01-31T08:15:30.123Z",
         *       "actor": "anonymous",
         *       "action": "updated",
         *       "before": {
         *         "timeout_seconds": 30
         *       },
         *       "after": {
         *         "timeout_seconds": 60
         *       }
         *     }
         */
        JobChange: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            changed_at: string;
            /** @description The name of the API key that made the request, `anonymous` if the service has no API keys, or `system` for the service itself. */
            actor: string;
            /** @enum {string} */
            action: "created" | "updated" | "paused" | "resumed" | "deleted";
            /** @description The changed fields with their previous values. */
            before: {
                [key: string]: unknown;
            };
            /** @description The changed fields with their new values. */
            after: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "trigger": "schedule",
         *       "source_run_id": null,
         *       "status": "succeeded",
         *       "status_reason": null,
         *       "scheduled_for": "2027-01-31T09:15:30.000Z",
         *       "due_at": "2027-01-31T09:15:30.000Z",
         *       "missed_until": null,
         *       "missed_count": null,
         *       "attempt_count": 1,
         *       "started_at": "2027-01-31T09:15:30.002Z",
         *       "finished_at": "2027-01-31T09:15:30.090Z",
         *       "lateness_ms": 2,
         *       "duration_ms": 88,
         *       "status_code": 200,
         *       "error": null
         *     }
         */
        Run: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            job_name: string;
            trigger: components["schemas"]["RunTrigger"];
            /** @description The run that this one repeats. */
            source_run_id: string | null;
            status: components["schemas"]["RunStatus"];
            /** @description Why it is so: `late` where it was missed, `overlap` where another run was in the way; `catch_up`, `backfill` or `overlap` where it waits, or waited, for another; else what ended it. */
            status_reason: string | null;
            /**
             * Format: date-time
             * @description The nominal instant of the occurrence.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description When it may really start: the next attempt while `retrying`.
             * @example 2027-01-31T09:00:00.000Z
             */
            due_at: string;
            /** @description The last occurrence of a missed stretch. */
            missed_until: string | null;
            /** @description How many occurrences a missed stretch holds, counted up to 100 000. */
            missed_count: number | null;
            attempt_count: number;
            /** @description When the first attempt started. */
            started_at: string | null;
            finished_at: string | null;
            /** @description The first attempt’s start minus the first `due_at`. */
            lateness_ms: number | null;
            /** @description Of the last attempt. */
            duration_ms: number | null;
            /** @description The last answer’s. */
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
        };
        /**
         * @example {
         *       "payload": {
         *         "message": "Just this once"
         *       }
         *     }
         */
        RunInput: {
            payload?: unknown;
        };
        /**
         * @example {
         *       "dry_run": true,
         *       "occurrences": 31,
         *       "succeeded": 30,
         *       "unfinished": 0,
         *       "runs": 1
         *     }
         */
        Backfill: {
            dry_run: boolean;
            /** @description How many the schedule has from `from` to `to`. */
            occurrences: number;
            /** @description Of these, left out since a run of theirs has succeeded. */
            succeeded: number;
            /** @description Left out since a run of theirs has not ended. */
            unfinished: number;
            /** @description The others: so many runs are created, or would be. */
            runs: number;
        };
        /**
         * @example {
         *       "from": "2026-10-01T00:00:00Z",
         *       "to": "2026-10-31T23:59:59Z",
         *       "dry_run": true
         *     }
         */
        BackfillInput: {
            /**
             * Format: date-time
             * @description The first instant whose occurrences are wanted.
             * @example 2027-01-31T09:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description The last one, included; not later than now.
             * @example 2027-01-31T09:00:00.000Z
             */
            to: string;
            /**
             * @description Only count.
             * @default false
             */
            dry_run?: boolean;
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "trigger": "schedule",
         *       "source_run_id": null,
         *       "status": "succeeded",
         *       "status_reason": null,
         *       "scheduled_for": "2027-01-31T09:15:30.000Z",
         *       "due_at": "2027-01-31T09:15:30.000Z",
         *       "missed_until": null,
         *       "missed_count": null,
         *       "attempt_count": 1,
         *       "started_at": "2027-01-31T09:15:30.002Z",
         *       "finished_at": "2027-01-31T09:15:30.090Z",
         *       "lateness_ms": 2,
         *       "duration_ms": 88,
         *       "status_code": 200,
         *       "error": null,
         *       "attempts": [
         *         {
         *           "number": 1,
         *           "started_at": "2027-01-31T09:15:30.002Z",
         *           "duration_ms": 88,
         *           "outcome": "succeeded",
         *           "status_code": 200,
         *           "error": null,
         *           "timings": {
         *             "dns_ms": 3.1,
         *             "connect_ms": 12.4,
         *             "tls_ms": 25.9,
         *             "first_byte_ms": 86.2,
         *             "total_ms": 88
         *           },
         *           "request": {
         *             "method": "POST",
         *             "url": "https://example.com/api/notify",
         *             "headers": {
         *               "content-type": "application/json",
         *               "webhook-id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *               "scheduler-attempt": "1"
         *             },
         *             "body": "{\"message\":\"Hello, world!\"}"
         *           },
         *           "response": {
         *             "headers": {
         *               "content-type": "text/plain"
         *             },
         *             "body": "ok",
         *             "truncated": false
         *           }
         *         }
         *       ]
         *     }
         */
        RunWithAttempts: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            job_name: string;
            trigger: components["schemas"]["RunTrigger"];
            /** @description The run that this one repeats. */
            source_run_id: string | null;
            status: components["schemas"]["RunStatus"];
            /** @description Why it is so: `late` where it was missed, `overlap` where another run was in the way; `catch_up`, `backfill` or `overlap` where it waits, or waited, for another; else what ended it. */
            status_reason: string | null;
            /**
             * Format: date-time
             * @description The nominal instant of the occurrence.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description When it may really start: the next attempt while `retrying`.
             * @example 2027-01-31T09:00:00.000Z
             */
            due_at: string;
            /** @description The last occurrence of a missed stretch. */
            missed_until: string | null;
            /** @description How many occurrences a missed stretch holds, counted up to 100 000. */
            missed_count: number | null;
            attempt_count: number;
            /** @description When the first attempt started. */
            started_at: string | null;
            finished_at: string | null;
            /** @description The first attempt’s start minus the first `due_at`. */
            lateness_ms: number | null;
            /** @description Of the last attempt. */
            duration_ms: number | null;
            /** @description The last answer’s. */
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
            attempts: components["schemas"]["Attempt"][];
        };
        /**
         * @example {
         *       "dry_run": true,
         *       "done": [
         *         "0198f0c2-7a51-7000-8000-000000000000"
         *       ],
         *       "unchanged": [],
         *       "failed": [],
         *       "next_cursor": null
         *     }
         */
        BulkResult: {
            dry_run: boolean;
            /** @description With these it was done, or would be. */
            done: string[];
            /** @description These are as they were: there is nothing to do. */
            unchanged: string[];
            /** @description With these it cannot be done, and why. */
            failed: {
                /**
                 * Format: uuid
                 * @description A UUID (version 7).
                 * @example 0198f0c2-7a51-7000-8000-000000000000
                 */
                id: string;
                detail: string;
            }[];
            /** @description More match the filter: 1 000 are done at a time. */
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "action": "pause",
         *       "filter": {
         *         "tag": "billing"
         *       },
         *       "dry_run": true
         *     }
         */
        JobBulk: {
            /** @enum {string} */
            action: "pause" | "resume" | "run" | "delete";
            /** @description As in `GET /jobs`. */
            filter?: {
                /** @enum {string} */
                status?: "active" | "inactive" | "failed";
                /** @enum {string} */
                schedule_type?: "cron" | "specific_time" | "recurring";
                tag?: string;
                q?: string;
                failing?: boolean;
            };
            /** @description Which ones; or `filter`. */
            ids?: string[];
            /**
             * @description Only tell what would be done.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description With `filter`: where to go on, `next_cursor` of the answer before.
             * @example WyJpZCIsIjAxOThmMGMyLTdhNTEtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCIsbnVsbF0
             */
            cursor?: string;
        };
        /**
         * @example {
         *       "action": "retry",
         *       "filter": {
         *         "status": "failed"
         *       },
         *       "dry_run": true
         *     }
         */
        RunBulk: {
            /** @enum {string} */
            action: "retry" | "cancel";
            /** @description As in `GET /runs`. */
            filter?: {
                /**
                 * Format: uuid
                 * @description A UUID (version 7).
                 * @example 0198f0c2-7a51-7000-8000-000000000000
                 */
                job_id?: string;
                status?: components["schemas"]["RunStatus"];
                trigger?: components["schemas"]["RunTrigger"];
                /**
                 * Format: date-time
                 * @example 2027-01-31T09:00:00.000Z
                 */
                from?: string;
                /**
                 * Format: date-time
                 * @example 2027-01-31T09:00:00.000Z
                 */
                to?: string;
            };
            /** @description Which ones; or `filter`. */
            ids?: string[];
            /**
             * @description Only tell what would be done.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description With `filter`: where to go on, `next_cursor` of the answer before.
             * @example WyJpZCIsIjAxOThmMGMyLTdhNTEtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCIsbnVsbF0
             */
            cursor?: string;
        };
        /**
         * @example {
         *       "description": "At 02:30 every day, Europe/Berlin time",
         *       "occurrences": [
         *         {
         *           "at": "2027-03-28T01:00:00.000Z",
         *           "local": "2027-03-28T03:00:00.000",
         *           "utc_offset": "+02:00"
         *         }
         *       ],
         *       "warnings": [
         *         {
         *           "code": "shifted",
         *           "message": "On 28 March 2027 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.",
         *           "at": "2027-03-28T01:00:00.000Z"
         *         }
         *       ]
         *     }
         */
        Preview: {
            /**
             * @description The schedule in plain English.
             * @example At 02:30 every day, Europe/Berlin time
             */
            description: string;
            occurrences: components["schemas"]["Occurrence"][];
            /** @description Warnings about unexpected behavior of the schedule, such as clock changes. */
            warnings: components["schemas"]["ScheduleWarning"][];
        };
        /**
         * @example {
         *       "at": "2027-03-28T01:00:00.000Z",
         *       "local": "2027-03-28T03:00:00.000",
         *       "utc_offset": "+02:00"
         *     }
         */
        Occurrence: {
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            at: string;
            /**
             * @description Local time in the time zone of the schedule.
             * @example 2027-01-31T10:00:00.000
             */
            local: string;
            /**
             * @description UTC offset of the local time as `+HH:MM`, or `+HH:MM:SS` for historical offsets with seconds.
             * @example +01:00
             */
            utc_offset: string;
        };
        /**
         * @example {
         *       "code": "shifted",
         *       "message": "On 28 March 2027 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.",
         *       "at": "2027-03-28T01:00:00.000Z"
         *     }
         */
        ScheduleWarning: {
            /** @example shifted */
            code: string;
            message: string;
            /** @description The occurrence that the warning is about. Null if it is about the whole schedule. */
            at: string | null;
        };
        /**
         * @example {
         *       "schedule_type": "cron",
         *       "cron_expression": "30 2 * * *",
         *       "timezone": "Europe/Berlin",
         *       "count": 5
         *     }
         */
        PreviewInput: {
            /**
             * @description The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.
             * @example cron
             * @enum {string}
             */
            schedule_type: "cron" | "specific_time" | "recurring";
            /**
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`. Evaluated in `timezone`.
             * @default null
             * @example 0 9 * * 1-5
             */
            cron_expression?: string | null;
            /**
             * @description For `specific_time`: the instant of the only run.
             * @default null
             */
            specific_time?: string | null;
            /**
             * @description For `recurring`: the unit of the interval.
             * @default null
             */
            interval?: ("minute" | "hour" | "day" | "week" | "month" | "year") | null;
            /**
             * @description For `recurring`: the number of units between two occurrences.
             * @default null
             */
            interval_value?: number | null;
            /**
             * @description IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.
             * @default UTC
             * @example Europe/Berlin
             */
            timezone?: string;
            /**
             * @description No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence.
             * @default null
             */
            starts_at?: string | null;
            /**
             * @description No occurrence is later than this instant. Must be later than `starts_at`.
             * @default null
             */
            ends_at?: string | null;
            /**
             * @description Days off in `timezone`: the schedule has no occurrence on these days.
             * @default []
             * @example [
             *       "2027-12-24",
             *       {
             *         "from": "2027-12-27",
             *         "to": "2027-12-31"
             *       }
             *     ]
             */
            exclude?: (string | components["schemas"]["DaysOff"])[];
            /**
             * Format: date-time
             * @description The preview lists occurrences after this instant. Defaults to now. A `recurring` schedule without `starts_at` counts its intervals from here.
             * @example 2027-01-31T09:00:00.000Z
             */
            from?: string;
            /** @default 10 */
            count?: number;
        };
        /**
         * @example {
         *       "window": "24h",
         *       "jobs": {
         *         "active": 41,
         *         "inactive": 3,
         *         "failed": 1,
         *         "total": 45,
         *         "failing": 2
         *       },
         *       "runs": {
         *         "queued": 4,
         *         "running": 2,
         *         "retrying": 1
         *       },
         *       "totals": {
         *         "succeeded": 118,
         *         "failed": 2,
         *         "canceled": 0,
         *         "skipped": 1,
         *         "missed": 0,
         *         "success_rate": 0.983,
         *         "lateness_ms": {
         *           "p50": 2,
         *           "p95": 5,
         *           "p99": 9
         *         }
         *       },
         *       "series": [
         *         {
         *           "from": "2027-01-31T09:00:00.000Z",
         *           "to": "2027-01-31T10:00:00.000Z",
         *           "succeeded": 118,
         *           "failed": 2,
         *           "canceled": 0,
         *           "skipped": 1,
         *           "missed": 0,
         *           "lateness_p99_ms": 9
         *         }
         *       ],
         *       "forecast": [
         *         {
         *           "from": "2027-01-31T09:00:00.000Z",
         *           "to": "2027-01-31T10:00:00.000Z",
         *           "runs": 120
         *         }
         *       ],
         *       "is_estimate": false,
         *       "computed_at": "2027-01-31T09:00:00.000Z"
         *     }
         */
        Stats: {
            window: components["schemas"]["StatsWindow"];
            /** @description How many jobs there are now, by status. */
            jobs: {
                active: number;
                inactive: number;
                failed: number;
                total: number;
                /** @description Active jobs whose last runs failed, counted up to 20 000. */
                failing: number;
            };
            /** @description Runs that have not ended, now: the first 20 000 by `due_at`, so a sum of 20 000 means as many or more. */
            runs: {
                queued: number;
                running: number;
                retrying: number;
            };
            /** @description What ended since the first bucket’s `from`. */
            totals: {
                succeeded: number;
                failed: number;
                canceled: number;
                /** @description Not started, since another run of the job was unfinished. */
                skipped: number;
                /** @description Occurrences, not rows: a missed stretch counts as many as it holds. */
                missed: number;
                /** @description Succeeded of those that succeeded or failed; null where there are none. */
                success_rate: number | null;
                /** @description How late first attempts started. Within 10 %; null where none started. */
                lateness_ms: {
                    p50: number | null;
                    p95: number | null;
                    p99: number | null;
                };
            };
            /** @description Oldest first, aligned to the clock (UTC); the newest is under way. By the end of each run. */
            series: components["schemas"]["StatsBucket"][];
            /** @description The next 24 hours by their schedules, the current one first. Computed in the background and about a minute old; empty until the first is computed. */
            forecast: components["schemas"]["ForecastBucket"][];
            /** @description The forecast is from a sample of the jobs, or has jobs that occur every few seconds. */
            is_estimate: boolean;
            /** @description When the forecast was computed. */
            computed_at: string | null;
        };
        /**
         * @description How far back: an hour, six, a day, a week, or thirty days.
         * @enum {string}
         */
        StatsWindow: "1h" | "6h" | "24h" | "7d" | "30d";
        /**
         * @example {
         *       "from": "2027-01-31T09:00:00.000Z",
         *       "to": "2027-01-31T10:00:00.000Z",
         *       "succeeded": 118,
         *       "failed": 2,
         *       "canceled": 0,
         *       "skipped": 1,
         *       "missed": 0,
         *       "lateness_p99_ms": 9
         *     }
         */
        StatsBucket: {
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description Exclusive; of the newest bucket it is still to come.
             * @example 2027-01-31T09:00:00.000Z
             */
            to: string;
            succeeded: number;
            failed: number;
            canceled: number;
            /** @description Not started, since another run of the job was unfinished. */
            skipped: number;
            /** @description Occurrences, not rows: a missed stretch counts as many as it holds. */
            missed: number;
            /** @description What 99 % of the first attempts did not exceed. Within 10 %; null where none started. */
            lateness_p99_ms: number | null;
        };
        /**
         * @example {
         *       "from": "2027-01-31T09:00:00.000Z",
         *       "to": "2027-01-31T10:00:00.000Z",
         *       "runs": 120
         *     }
         */
        ForecastBucket: {
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            to: string;
            /** @description Occurrences of active jobs; in the current hour, those still to come. */
            runs: number;
        };
        /**
         * @example {
         *       "window": "24h",
         *       "groups": [
         *         {
         *           "code": "connection_refused",
         *           "message": "The target refused the connection.",
         *           "status_code": null,
         *           "target_host": "example.com",
         *           "runs": 12,
         *           "jobs": 2,
         *           "examples": [
         *             {
         *               "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *               "job_name": "Example Job",
         *               "run_id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e"
         *             }
         *           ],
         *           "last_at": "2027-01-31T09:15:30.090Z"
         *         }
         *       ],
         *       "sampled": false
         *     }
         */
        Failures: {
            window: components["schemas"]["StatsWindow"];
            /** @description Runs that failed for one reason, at one host; the group that failed last comes first. */
            groups: components["schemas"]["FailureGroup"][];
            /** @description There were more failed runs than the newest 2 000, which alone were looked at. */
            sampled: boolean;
        };
        /**
         * @example {
         *       "code": "connection_refused",
         *       "message": "The target refused the connection.",
         *       "status_code": null,
         *       "target_host": "example.com",
         *       "runs": 12,
         *       "jobs": 2,
         *       "examples": [
         *         {
         *           "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "job_name": "Example Job",
         *           "run_id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e"
         *         }
         *       ],
         *       "last_at": "2027-01-31T09:15:30.090Z"
         *     }
         */
        FailureGroup: {
            /**
             * @description The error’s.
             * @example connection_refused
             */
            code: string;
            /**
             * @description Of the newest run.
             * @example The target refused the connection.
             */
            message: string;
            /** @description The last answer’s; null where there was none. */
            status_code: number | null;
            /** @description The host that the jobs call, as they are now; null where they are deleted. */
            target_host: string | null;
            runs: number;
            /** @description How many jobs these runs are of. */
            jobs: number;
            /** @description The newest run of each of up to 5 jobs, newest first. */
            examples: components["schemas"]["FailureExample"][];
            /**
             * Format: date-time
             * @description When the newest run ended.
             * @example 2027-01-31T09:00:00.000Z
             */
            last_at: string;
        };
        /**
         * @example {
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "run_id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e"
         *     }
         */
        FailureExample: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            job_name: string;
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            run_id: string;
        };
        /**
         * @description While it is paused nothing is planned, and nothing starts.
         * @example {
         *       "paused": false,
         *       "since": null,
         *       "actor": null,
         *       "reason": null
         *     }
         */
        MasterSwitch: {
            paused: boolean;
            since: string | null;
            /** @description Who paused it. */
            actor: string | null;
            reason: string | null;
        };
        /**
         * @example {
         *       "reason": "The network is being rebuilt."
         *     }
         */
        SwitchInput: {
            reason?: string | null;
        };
        /**
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /**
         * @example {
         *       "status": "ok",
         *       "database": "ok",
         *       "queue": "ok"
         *     }
         */
        Readiness: {
            /** @enum {string} */
            status: "ok" | "unreachable";
            /** @enum {string} */
            database: "ok" | "unreachable";
            /** @enum {string} */
            queue: "ok" | "unreachable";
        };
        /**
         * @example {
         *       "version": "0.1.0",
         *       "database": {
         *         "kind": "postgres",
         *         "status": "ok",
         *         "latency_ms": 0.6,
         *         "version": "18.1",
         *         "size_bytes": 52428800
         *       },
         *       "queue": {
         *         "kind": "redis",
         *         "status": "ok",
         *         "latency_ms": 0.3,
         *         "waiting": 0,
         *         "delayed": 12,
         *         "active": 3
         *       },
         *       "processes": [
         *         {
         *           "id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "roles": [
         *             "api",
         *             "worker"
         *           ],
         *           "host": "scheduler-1",
         *           "pid": 4711,
         *           "version": "0.1.0",
         *           "started_at": "2027-01-31T08:00:00.000Z",
         *           "seen_at": "2027-01-31T09:00:00.000Z",
         *           "concurrency": 200,
         *           "in_flight": 3,
         *           "is_this": true
         *         }
         *       ],
         *       "settings": [
         *         {
         *           "name": "PORT",
         *           "value": "3000",
         *           "is_default": true,
         *           "is_secret": false
         *         }
         *       ],
         *       "retention": {
         *         "run_days": 30,
         *         "oldest_run_at": "2027-01-01T00:00:00.000Z"
         *       },
         *       "targets": {
         *         "allowed": [
         *           "public"
         *         ],
         *         "allows_loopback": false
         *       },
         *       "own_url": "http://localhost:3000"
         *     }
         */
        System: {
            /** @description Of the process that answers. */
            version: string;
            /** @description Where jobs and runs lie. */
            database: {
                /** @enum {string} */
                kind: "embedded" | "postgres";
                /** @enum {string} */
                status: "ok" | "unreachable";
                /** @description How long a question that needs no work took; null where it was not answered. */
                latency_ms: number | null;
                /** @description Of PostgreSQL. */
                version: string | null;
                /** @description With its indexes, and the queue where it lies there. */
                size_bytes: number | null;
            };
            /** @description Messages say which runs are about to be due. Their numbers are null while unreachable. */
            queue: {
                /** @enum {string} */
                kind: "database" | "redis";
                /** @enum {string} */
                status: "ok" | "unreachable";
                /** @description How long a question that needs no work took; null where it was not answered. */
                latency_ms: number | null;
                /** @description Messages that no worker has taken yet. */
                waiting: number | null;
                /** @description Messages kept back until their runs are about to be due. */
                delayed: number | null;
                /** @description Messages that workers have in hand. */
                active: number | null;
            };
            /** @description Those that told of themselves in the last 30 seconds, the oldest first; empty while the database is unreachable. */
            processes: components["schemas"]["SystemProcess"][];
            /** @description Every setting of the process that answers. */
            settings: components["schemas"]["SystemSetting"][];
            /** @description How long history is kept. */
            retention: {
                run_days: number;
                /** @description How far back history goes; null where there is none, or the database is unreachable. */
                oldest_run_at: string | null;
            };
            /** @description What jobs may call. */
            targets: {
                /** @description The entries of `ALLOWED_TARGET_HOSTS`, or what counts while it is unset. */
                allowed: string[];
                /** @description A job may call this process under `localhost`. */
                allows_loopback: boolean;
            };
            /** @description Where this process answers on its own machine; null where it does not listen on loopback. */
            own_url: string | null;
        };
        /**
         * @example {
         *       "id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "roles": [
         *         "api",
         *         "worker"
         *       ],
         *       "host": "scheduler-1",
         *       "pid": 4711,
         *       "version": "0.1.0",
         *       "started_at": "2027-01-31T08:00:00.000Z",
         *       "seen_at": "2027-01-31T09:00:00.000Z",
         *       "concurrency": 200,
         *       "in_flight": 3,
         *       "is_this": true
         *     }
         */
        SystemProcess: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            roles: ("api" | "worker")[];
            /** @description The name of its machine. */
            host: string;
            pid: number;
            version: string;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description Each tells of itself every 5 seconds.
             * @example 2027-01-31T09:00:00.000Z
             */
            seen_at: string;
            /** @description Requests in flight at most; null for one without the worker role. */
            concurrency: number | null;
            /** @description Runs it had claimed and not yet recorded at `seen_at`; null for one without the worker role. */
            in_flight: number | null;
            /** @description It is the one that answers. */
            is_this: boolean;
        };
        /**
         * @example {
         *       "name": "PORT",
         *       "value": "3000",
         *       "is_default": true,
         *       "is_secret": false
         *     }
         */
        SystemSetting: {
            /** @description Of the environment variable. */
            name: string;
            /** @description As it counts, secrets as `[redacted]`; null where there is none. */
            value: string | null;
            /** @description Nothing sets it. */
            is_default: boolean;
            /** @description It holds, or may hold, what must not be shown. */
            is_secret: boolean;
        };
        /**
         * @example {
         *       "name": "anonymous",
         *       "role": "admin",
         *       "needs_key": false
         *     }
         */
        Session: {
            /** @description Of the key; `anonymous` without keys. */
            name: string;
            /**
             * @description Each may do what those before it may; `admin` without keys.
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
            /** @description Whether the service has access keys. */
            needs_key: boolean;
        };
        /**
         * @example {
         *       "key": "a key of API_KEYS"
         *     }
         */
        SessionInput: {
            /** Format: password */
            key: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listJobTimelines: {
        parameters: {
            query: {
                /** @description Of which jobs, separated by commas. */
                ids: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTimelines"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs with this status. */
                status?: "active" | "inactive" | "failed";
                /** @description Only jobs with this kind of schedule. */
                schedule_type?: "cron" | "specific_time" | "recurring";
                /** @description Only jobs with this tag. */
                tag?: string;
                /** @description Only jobs with this text in their name, description, target or key. */
                q?: string;
                /** @description Only active jobs whose last runs failed; `false`: only the others. */
                failing?: boolean;
                /** @description Ascending, with `-` descending; `-created_at` by default. */
                sort?: "created_at" | "-created_at" | "name" | "-name" | "next_run" | "-next_run";
                /** @description How many items a page holds. */
                limit?: number;
                /** @description Where the next page starts: `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    /** @description RFC 8288: `rel="next"`, while there is a next page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Job"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobInput"];
            };
        };
        responses: {
            /** @description The job as stored. */
            201: {
                headers: {
                    /** @description The path of what was created. */
                    location: string;
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobInput"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attempt"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: when the job has changed since, 412. */
                "if-match"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobInput"];
            };
        };
        responses: {
            /** @description The job as stored. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not as `If-Match` says any more. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: when the job has changed since, 412. */
                "if-match"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not as `If-Match` says any more. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: when the job has changed since, 412. */
                "if-match"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobPatch"];
                "application/merge-patch+json": components["schemas"]["JobPatch"];
            };
        };
        responses: {
            /** @description The job as stored. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not as `If-Match` says any more. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseInput"];
            };
        };
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobBatch"];
            };
        };
        responses: {
            /** @description The jobs as stored. */
            201: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedJobs"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A unique name that the API client chooses for the job. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putJobByKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: when the job has changed since, 412. */
                "if-match"?: string;
            };
            path: {
                /** @description A unique name that the API client chooses for the job. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobInput"];
            };
        };
        responses: {
            /** @description The job as stored. */
            200: {
                headers: {
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The job, created. */
            201: {
                headers: {
                    /** @description The path of what was created. */
                    location: string;
                    /** @description Names the definition, for `If-Match`. */
                    etag: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not as `If-Match` says any more. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJobByKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: when the job has changed since, 412. */
                "if-match"?: string;
            };
            path: {
                /** @description A unique name that the API client chooses for the job. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not as `If-Match` says any more. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobChanges: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description Where the next page starts: `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes. */
            200: {
                headers: {
                    /** @description RFC 8288: `rel="next"`, while there is a next page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["JobChange"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobRuns: {
        parameters: {
            query?: {
                /** @description Only runs with this status. */
                status?: components["schemas"]["RunStatus"] & unknown;
                /** @description Only runs started this way. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs of this instant or later. */
                from?: string;
                /** @description Only runs before this instant. */
                to?: string;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description Where the next page starts: `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    /** @description RFC 8288: `rel="next"`, while there is a next page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Run"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunInput"];
            };
        };
        responses: {
            /** @description The run, queued. */
            202: {
                headers: {
                    /** @description The path of what was created. */
                    location: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    backfillJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillInput"];
            };
        };
        responses: {
            /** @description What is to be done, or would be. */
            202: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description Only runs of this job. */
                job_id?: string;
                /** @description Only runs with this status. */
                status?: components["schemas"]["RunStatus"] & unknown;
                /** @description Only runs started this way. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs of this instant or later. */
                from?: string;
                /** @description Only runs before this instant. */
                to?: string;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description Where the next page starts: `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    /** @description RFC 8288: `rel="next"`, while there is a next page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Run"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            202: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new run, queued. */
            202: {
                headers: {
                    /** @description The path of what was created. */
                    location: string;
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWithAttempts"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing here under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobBulk"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunBulk"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            /** @description What the schedule means. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description How far back; `24h` unless given. */
                window?: components["schemas"]["StatsWindow"] & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFailures: {
        parameters: {
            query?: {
                /** @description How far back; `24h` unless given. */
                window?: components["schemas"]["StatsWindow"] & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failures"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listenToEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the last event received; any other value is ignored. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMasterSwitch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The master switch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pausePlanning: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SwitchInput"];
            };
        };
        responses: {
            /** @description The master switch. */
            200: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumePlanning: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters. Sent again within 24 hours with the same body, the request is not done again: the first answer is. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The master switch. */
            200: {
                headers: {
                    /** @description The request was answered before: this is that answer. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of things does not allow it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One does not. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whose key or cookie it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionInput"];
            };
        };
        responses: {
            /** @description Whose key it is. */
            200: {
                headers: {
                    /** @description `HttpOnly`, `SameSite=Strict`; `Secure` where the page came over HTTPS. */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It needs an access key, and there is none, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MiB, a batch than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body was read, but a field does not hold; `errors` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong keys from this address; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read: malformed JSON, or an unknown or bad query parameter. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the key is not enough, or the request comes from where it must not. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault of ours; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is out of reach; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
