// Generated from openapi/openapi.json by `npm run generate`. Do not edit.
export interface paths {
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Newest first, unless `sort` sets another order. Jobs have no `payload` unless `include` asks for it; a page then ends before its payloads exceed 2 MiB in total.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create a job
         * @description Stores the job. If its first occurrence is due within a few seconds, the service plans the run before it responds.
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
         * Test a job
         * @description Sends the request of this job once, with a time limit of at most 30 seconds, and returns the attempt. Stores nothing.
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
         * @description An omitted field takes its default, except `status` and `signing_secret`, which keep their stored values. A header value written as `[redacted]` also keeps its stored value. Sending the unchanged response of `GET` changes nothing.
         */
        put: operations["replaceJob"];
        post?: never;
        /**
         * Delete a job
         * @description Deletes the job and cancels its runs that have not started. Its runs remain available under `GET /runs`.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        /**
         * Update a job
         * @description A JSON merge patch (RFC 7396), which also merges into `payload`, `headers`, `retry`, `success` and `catch_up`. If the patch changes `schedule_type`, it clears the fields of the previous schedule type.
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
         * @description Sets the job to `inactive` (`paused`). Removes planned runs that are not yet due, and cancels all other runs that have not started. With `until` the service resumes the job automatically.
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
         * @description Sets the job to `active` and plans runs from now on. Occurrences during the pause are not run later.
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
         * @description Creates all jobs or none. An error names the index of the invalid job.
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
         * @description Creates the job if no job has this key, otherwise replaces it. Identical requests from many processes at the same time result in one job: suitable for services that declare their jobs at startup.
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
         * List the audit log of a job
         * @description Audit log entries of the job, newest first. Also available for a deleted job. A page ends before its entries exceed 2 MiB in total.
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
    "/jobs/timelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the last runs and next occurrences of many jobs
         * @description One timeline per job, in the order of `ids`. IDs of jobs that do not exist are omitted.
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
    "/jobs/{id}/erase-evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase the evidence of a job
         * @description Erases the recorded requests and responses of all attempts, the payloads of ended runs that were started with another payload, and the values in the audit log of the job. Runs keep their times, statuses and error messages, and audit log entries their action and author. The definition of the job is unchanged. A run that has not ended keeps its payload until then. Also for a deleted job. Cannot be undone. One request handles 5 000 runs.
         */
        post: operations["eraseEvidence"];
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
         * @description Newest first. List the runs of a deleted job with `GET /runs?job_id=…`.
         */
        get: operations["listJobRuns"];
        put?: never;
        /**
         * Run a job now
         * @description Starts a run at once, also of an inactive job. Does not affect the schedule.
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
         * Backfill a job
         * @description Creates one run for each past occurrence between `from` and `to`, at most 1 000. The runs execute one at a time, oldest first. Also for an inactive job. Does not affect the schedule.
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
    "/runs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count runs by status
         * @description Counts up to 1 000 runs of each status, except `succeeded`.
         */
        get: operations["countRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export history
         * @description Streams the ended runs that match, oldest first, one JSON object per line, however many there are. An error after the first line breaks the connection off: continue with `after`, the `id` of the last complete line. The order is that of the IDs, in which a long run that ends later has an earlier place.
         */
        get: operations["exportRuns"];
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
         * @description Cancels a queued or retrying run at once. For a running run, the service aborts the request within 5 seconds.
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
         * Rerun an ended run
         * @description Starts a new run for the same occurrence with the same payload override. Only for a run that has ended.
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
         * @description Applies one action to the items in `ids`, or to all items that match `filter`, 1 000 per request.
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
         * Rerun or cancel many runs
         * @description Applies one action to the items in `ids`, or to all items that match `filter`, 1 000 per request.
         */
        post: operations["changeRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a set of jobs
         * @description Creates, updates and, with `prune`, deletes jobs until the set `managed_by` is equal to `jobs`: all of it or none. `key` identifies a job. A key of a job outside of the set is a 409. A repeated request changes nothing. Fields have the same rules as in `PUT /jobs/by-key/{key}`.
         */
        post: operations["applyJobs"];
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
         * Preview a schedule
         * @description Returns the next occurrences of a schedule, its description in plain English, and warnings about unexpected behavior such as clock changes. Stores nothing.
         */
        post: operations["previewSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/occurrences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List upcoming occurrences
         * @description When active jobs occur in a period, computed from their schedules. Paused jobs do not occur. Retries, and the effects of overlap and of the end of a pause, are not foreseen.
         */
        get: operations["listOccurrences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/interruptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List times in which no run could start
         * @description Pauses of the scheduler, and outages of the workers, the database and the queue, that overlap the period. Up to 1 000, oldest first. They are kept as long as runs.
         */
        get: operations["listInterruptions"];
        put?: never;
        post?: never;
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
         * Get statistics and the forecast
         * @description Counts of jobs and runs, lateness percentiles, a time series of ended runs, and a forecast of upcoming runs. Read from roll-up tables, so the response time does not depend on the number of runs.
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
         * Get failed runs grouped by error
         * @description Runs that failed within the time window, grouped by error, status code and target host. The end of a run decides whether it is in the window.
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
         * Stream change notifications
         * @description Server-sent events. A notification says that runs or jobs changed, but not which ones: request the data again. From the first byte of the stream on, every change causes a notification. After a reconnect with `Last-Event-ID`, changes since that event are reported at once.
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
    "/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the credentials
         * @description By name, up to 100. Secrets are returned as `[redacted]`.
         */
        get: operations["listCredentials"];
        put?: never;
        /**
         * Create a credential
         * @description Stores, encrypted, at most one of `oauth2`, `basic`, `bearer` and `header`, and optionally `tls` and `proxy_url`. A job uses the credential by its name in `credential`.
         */
        post: operations["createCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a credential */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        /**
         * Delete a credential
         * @description Refused with 409 while a job uses the credential.
         */
        delete: operations["deleteCredential"];
        options?: never;
        head?: never;
        /**
         * Update a credential
         * @description Replaces secrets and settings (RFC 7396): omitted fields keep their values, null removes a part. New hosts, another token endpoint, proxy or authority require the secret again. Attempts use the new values within two seconds.
         */
        patch: operations["updateCredential"];
        trace?: never;
    };
    "/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the channels
         * @description Oldest first, up to 100. Secrets are never returned.
         */
        get: operations["listChannels"];
        put?: never;
        /**
         * Create a channel
         * @description Stores a receiver of notices. `POST /channels/{id}/test` sends a test to it.
         */
        post: operations["createChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a channel */
        get: operations["getChannel"];
        put?: never;
        post?: never;
        /**
         * Delete a channel
         * @description Refused with 409 while a rule notifies the channel. Its queued notices fail.
         */
        delete: operations["deleteChannel"];
        options?: never;
        head?: never;
        /**
         * Update a channel
         * @description Omitted fields keep their values. The type does not change.
         */
        patch: operations["updateChannel"];
        trace?: never;
    };
    "/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a channel
         * @description Sends a test message at once, with a time limit of 15 seconds and without a retry, and returns the notice with its outcome.
         */
        post: operations["testChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notification-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the notification rules
         * @description Oldest first, up to 100.
         */
        get: operations["listNotificationRules"];
        put?: never;
        /**
         * Create a notification rule
         * @description The rule is checked every two seconds. It opens an alert for each job for which its condition holds, and notifies its channels.
         */
        post: operations["createNotificationRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notification-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a notification rule */
        get: operations["getNotificationRule"];
        put?: never;
        post?: never;
        /**
         * Delete a notification rule
         * @description Closes the open alerts of the rule without a notice. What was sent remains listed.
         */
        delete: operations["deleteNotificationRule"];
        options?: never;
        head?: never;
        /**
         * Update a notification rule
         * @description Omitted fields keep their values; a changed `event` clears the number of the previous event. If the jobs or the condition change, or the rule is disabled, its open alerts are closed without a notice.
         */
        patch: operations["updateNotificationRule"];
        trace?: never;
    };
    "/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts
         * @description Newest first. Closed alerts are kept for `RUN_RETENTION_DAYS`.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notices
         * @description The messages to channels with their outcomes, newest first. Kept for `RUN_RETENTION_DAYS`. A notice about several jobs has no `job_id`.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objectives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List lateness objectives
         * @description By tag, up to 100, with the share of runs in time, the budget left and the burn rates.
         */
        get: operations["listObjectives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objectives/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the lateness objective of a tag */
        get: operations["getObjective"];
        /**
         * Set the lateness objective of a tag
         * @description Counts the scheduled runs of jobs with the tag from now on. Another `within_seconds` starts the count again.
         */
        put: operations["putObjective"];
        post?: never;
        /**
         * Delete the lateness objective of a tag
         * @description Also deletes what was counted.
         */
        delete: operations["deleteObjective"];
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
        /** Get the scheduler pause */
        get: operations["getMasterSwitch"];
        put?: never;
        /**
         * Pause the scheduler
         * @description Stops planning and starting runs in every process until the scheduler is resumed. Requests in flight continue to their end. Occurrences that become due during the pause are late: after the resume, the catch-up policy of each job decides about them.
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
        /** Resume the scheduler */
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
        /** Check liveness */
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
        /**
         * Check readiness
         * @description Each part of the process is judged by its latest attempts: planning passes, writes to the queue, fetches of messages, writes to the database.
         */
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
        /** Get this OpenAPI document */
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
        /** Open the API explorer (Swagger UI) */
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
         * Open the web interface
         * @description Requests whose `Accept` header prefers `text/html` also get the web interface under `/jobs`, `/runs`, `/audit` and `/system`. Other requests get JSON there.
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
         * Get system information
         * @description The database, the queue, the running processes and all settings, without secrets. If the database or the queue is unreachable, its `status` says so and the rest of the response is still complete.
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
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit log
         * @description Every change of a job, start, rerun and cancel of a run, scheduler pause, sign-in and refusal, newest first. Kept for `RUN_RETENTION_DAYS`.
         */
        get: operations["listAudit"];
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
         * Get metrics of this process
         * @description Metrics in Prometheus text format. Counters cover only this process and start at 0 with it. A process with only the worker role serves them on `WORKER_PORT`.
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
        /** Get the current session */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in with an API key
         * @description Exchanges an API key for a session cookie. The cookie is valid for 7 days, only for requests from pages of this service, and only while the key is in `API_KEYS`.
         */
        post: operations["createSession"];
        /**
         * Sign out
         * @description Deletes the session cookie.
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
         *       "id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "key": null,
         *       "managed_by": null,
         *       "description": "An example job that sends a notification",
         *       "type": "http",
         *       "method": "POST",
         *       "headers": {},
         *       "secret_headers": [],
         *       "credential": null,
         *       "payload": {
         *         "message": "Hello, world!"
         *       },
         *       "cron_expression": null,
         *       "specific_time": null,
         *       "interval": "hour",
         *       "interval_value": 1,
         *       "timezone": "UTC",
         *       "starts_at": null,
         *       "ends_at": null,
         *       "exclude": [],
         *       "max_runs": null,
         *       "spread_seconds": 0,
         *       "timeout_seconds": 30,
         *       "retry": {
         *         "max_attempts": 4,
         *         "initial_delay_seconds": 10,
         *         "max_delay_seconds": 3600,
         *         "factor": 2,
         *         "max_age_seconds": 86400,
         *         "on": null
         *       },
         *       "overlap": "skip",
         *       "catch_up": {
         *         "policy": "one",
         *         "window_seconds": 86400
         *       },
         *       "success": {
         *         "statuses": [
         *           "2xx"
         *         ],
         *         "body_contains": null
         *       },
         *       "pause_after_failures": null,
         *       "on_finish": null,
         *       "retention_days": null,
         *       "retention_runs": null,
         *       "tags": [],
         *       "allow_payload_override": false,
         *       "delete_when_finished": false,
         *       "name": "Example Job",
         *       "target": "https://example.com/api/notify",
         *       "schedule_type": "recurring",
         *       "status": "active",
         *       "status_reason": null,
         *       "pause_reason": null,
         *       "paused_until": null,
         *       "has_signing_secret": false,
         *       "next_run": "2027-01-31T10:15:30.000Z",
         *       "schedule_description": "Every hour",
         *       "schedule_error": null,
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
         *       "failing": false,
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
            /** @description The instant at which the service resumes the job automatically. */
            paused_until: string | null;
            /** @description The earliest occurrence that has not started and is not waiting for another run. */
            next_run: string | null;
            /** @description The schedule in plain English, without a final full stop. Null if the stored schedule is no longer valid. */
            schedule_description: string | null;
            /** @description Why the stored schedule cannot be used, for example an unknown time zone. The planner fails such a job with the reason `invalid`; an edit that repairs the schedule resumes it. Null for a valid schedule. */
            schedule_error: string | null;
            /** @description The start time of `next_run`, including the delay of `spread_seconds`. */
            next_due_at: string | null;
            last_run: components["schemas"]["LastRun"] | null;
            /** @description Number of scheduled runs that have started. */
            run_count: number;
            /** @description Number of failed runs since the last successful run. */
            consecutive_failures: number;
            /** @description True if the job is active, and its last runs have failed: as many in a row as the setting `FAILING_AFTER` says, 3 by default. */
            failing: boolean;
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
            /**
             * @description The set of jobs, such as a repository, whose `POST /jobs/apply` requests define this job. Null if the job is defined alone.
             * @example billing-service
             */
            managed_by: string | null;
            /**
             * @description The name of the job in lists. It does not have to be unique.
             * @example Example Job
             */
            name: string;
            /**
             * @description A note about the job.
             * @example An example job that sends a notification
             */
            description: string | null;
            /**
             * @description The job type. `http` is the only one.
             * @enum {string}
             */
            type: "http";
            /**
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`. Templates such as `{{run.id}}` are replaced in its path and query.
             * @example https://example.com/api/notify
             */
            target: string;
            /**
             * @description The HTTP method. `GET` and `HEAD` take no payload.
             * @enum {string}
             */
            method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
            /**
             * @description HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value, unless the target has another origin.
             * @example {
             *       "x-tenant": "acme"
             *     }
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Names of further headers whose values are secret, in addition to those whose names say so, such as `authorization` or `x-api-key`. Their values are stored encrypted and returned as `[redacted]`, also in the history.
             * @example [
             *       "x-tenant"
             *     ]
             */
            secret_headers: string[];
            /**
             * @description The name of a credential (`/credentials`) that authenticates the requests to the target, or connects them. Its `hosts` must cover the target. Null for none.
             * @example null
             */
            credential: string | null;
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. When `headers` sets another content type, a string is sent unchanged, and an object as a form if the type is `application/x-www-form-urlencoded`. Null sends no body.
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
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.
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
            retry: components["schemas"]["Retry"];
            /**
             * @description The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.
             * @enum {string}
             */
            overlap: "skip" | "allow" | "queue" | "cancel_previous";
            catch_up: components["schemas"]["CatchUp"];
            success: components["schemas"]["Success"];
            /** @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops. */
            pause_after_failures: number | null;
            /** @description Reports the end of each run, after its last attempt, to a URL: one message with the run, signed with `signing_secret` if the job has one, with retries of its own. The result of the message does not change the run. */
            on_finish: components["schemas"]["OnFinish"] | null;
            /** @description Days that ended runs of the job are kept. Null: as long as the installation keeps runs, which is the limit in any case. */
            retention_days: number | null;
            /** @description Number of ended runs of the job that are kept, the newest. Older ones are deleted every hour. Null: no limit. */
            retention_runs: number | null;
            /**
             * @description Labels to filter jobs by.
             * @example [
             *       "billing"
             *     ]
             */
            tags: string[];
            /** @description Lets operators replace the payload when they run the job manually. Otherwise only admins can. */
            allow_payload_override: boolean;
            /** @description Deletes the job when its schedule has no further occurrence. Its runs are kept. */
            delete_when_finished: boolean;
            /**
             * @description The job status. Only the service sets `failed`.
             * @enum {string}
             */
            status: "active" | "inactive" | "failed";
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
         * @description Unfinished: `queued`, `running`, `retrying` (waits for its next attempt). Ended: `succeeded`, `failed`, `skipped` (by the overlap policy), `missed` (by the catch-up policy), `canceled`.
         * @enum {string}
         */
        RunStatus: "queued" | "running" | "retrying" | "succeeded" | "failed" | "skipped" | "missed" | "canceled";
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
         *       "max_age_seconds": 86400,
         *       "on": null
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
            /**
             * @description The failures that are retried: status codes (`503`), classes (`5xx`), `network` (no response: DNS, connection or TLS) and `timeout`. Null retries all of them.
             * @example [
             *       "429",
             *       "5xx",
             *       "network",
             *       "timeout"
             *     ]
             */
            on: string[] | null;
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
             * @description Decides about occurrences that are more than 60 seconds late, under `none` also those whose next occurrence is due. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.
             * @enum {string}
             */
            policy: "one" | "all" | "none";
            /** @description An occurrence that is later than this number of seconds is recorded as missed under every policy. */
            window_seconds: number;
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
         * @example {
         *       "url": "https://example.com/runs",
         *       "when": "failed"
         *     }
         */
        OnFinish: {
            /**
             * @description The URL to post to, allowed by `ALLOWED_TARGET_HOSTS`.
             * @example https://example.com/runs
             */
            url: string;
            /**
             * @description Which ends are reported. `always`: every end of a run with at least one attempt, canceled ones included.
             * @enum {string}
             */
            when: "failed" | "succeeded" | "always";
        };
        /**
         * @example {
         *       "type": "about:blank",
         *       "title": "Unprocessable Content",
         *       "status": 422,
         *       "detail": "The request has 1 invalid field.",
         *       "instance": "/jobs",
         *       "request_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "errors": [
         *         {
         *           "pointer": "/cron_expression",
         *           "detail": "minute \"75\": must be between 0 and 59"
         *         }
         *       ]
         *     }
         */
        Problem: {
            /** @description The problem type as a URI. `about:blank`: see `status`. `/problems/loop`: a job called the scheduler service that runs it. */
            type: string;
            title: string;
            status: number;
            /** @description What happened and how to fix it, in plain English. */
            detail: string;
            /** @description The path of the request. */
            instance: string;
            /** @description The ID of the request, also in the `x-request-id` header and in the log of the service. */
            request_id: string;
            errors?: {
                /** @description The invalid field: a JSON pointer (RFC 6901) into the body, or the name of a query parameter or header. */
                pointer: string;
                /** @description The reason and how to fix it. */
                detail: string;
                suggestion?: components["schemas"]["ScheduleSuggestion"];
            }[];
        };
        /**
         * @description Fields with the intended meaning, to merge into the job (RFC 7396): null removes a field. The service accepts the merged schedule.
         * @example {
         *       "cron_expression": "0 12 * * *"
         *     }
         */
        ScheduleSuggestion: {
            /**
             * @description The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.
             * @example cron
             * @enum {string}
             */
            schedule_type?: "cron" | "specific_time" | "recurring";
            /**
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.
             * @example 0 9 * * 1-5
             */
            cron_expression?: string | null;
            /** @description For `specific_time`: the instant of the only run. */
            specific_time?: string | null;
            /** @description For `recurring`: the unit of the interval. */
            interval?: ("minute" | "hour" | "day" | "week" | "month" | "year") | null;
            /** @description For `recurring`: the number of units between two occurrences. */
            interval_value?: number | null;
            /**
             * @description IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.
             * @example Europe/Berlin
             */
            timezone?: string;
            /** @description No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence. */
            starts_at?: string | null;
            /** @description No occurrence is later than this instant. Must be later than `starts_at`. */
            ends_at?: string | null;
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
            exclude?: (string | components["schemas"]["DaysOff"])[];
            spread_seconds?: number;
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
            /**
             * @description The set of jobs, such as a repository, whose `POST /jobs/apply` requests define this job. Null if the job is defined alone.
             * @default null
             * @example billing-service
             */
            managed_by?: string | null;
            /**
             * @description The name of the job in lists. It does not have to be unique.
             * @example Example Job
             */
            name: string;
            /**
             * @description A note about the job.
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
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`. Templates such as `{{run.id}}` are replaced in its path and query.
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
             * @description HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value, unless the target has another origin.
             * @default {}
             * @example {
             *       "x-tenant": "acme"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Names of further headers whose values are secret, in addition to those whose names say so, such as `authorization` or `x-api-key`. Their values are stored encrypted and returned as `[redacted]`, also in the history.
             * @default []
             * @example [
             *       "x-tenant"
             *     ]
             */
            secret_headers?: string[];
            /**
             * @description The name of a credential (`/credentials`) that authenticates the requests to the target, or connects them. Its `hosts` must cover the target. Null for none.
             * @default null
             * @example null
             */
            credential?: string | null;
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. When `headers` sets another content type, a string is sent unchanged, and an object as a form if the type is `application/x-www-form-urlencoded`. Null sends no body.
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
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.
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
            retry?: components["schemas"]["RetryInput"];
            /**
             * @description The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.
             * @default skip
             * @enum {string}
             */
            overlap?: "skip" | "allow" | "queue" | "cancel_previous";
            catch_up?: components["schemas"]["CatchUpInput"];
            success?: components["schemas"]["SuccessInput"];
            /**
             * @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops.
             * @default null
             */
            pause_after_failures?: number | null;
            /**
             * @description Reports the end of each run, after its last attempt, to a URL: one message with the run, signed with `signing_secret` if the job has one, with retries of its own. The result of the message does not change the run.
             * @default null
             */
            on_finish?: components["schemas"]["OnFinish"] | null;
            /**
             * @description Days that ended runs of the job are kept. Null: as long as the installation keeps runs, which is the limit in any case.
             * @default null
             */
            retention_days?: number | null;
            /**
             * @description Number of ended runs of the job that are kept, the newest. Older ones are deleted every hour. Null: no limit.
             * @default null
             */
            retention_runs?: number | null;
            /**
             * @description Labels to filter jobs by.
             * @default []
             * @example [
             *       "billing"
             *     ]
             */
            tags?: string[];
            /**
             * @description Lets operators replace the payload when they run the job manually. Otherwise only admins can.
             * @default false
             */
            allow_payload_override?: boolean;
            /**
             * @description Deletes the job when its schedule has no further occurrence. Its runs are kept.
             * @default false
             */
            delete_when_finished?: boolean;
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
            readonly schedule_error?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_due_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly last_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly run_count?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly consecutive_failures?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly failing?: unknown;
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
         *       "max_attempts": 4,
         *       "initial_delay_seconds": 10,
         *       "max_delay_seconds": 3600,
         *       "factor": 2,
         *       "max_age_seconds": 86400,
         *       "on": null
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
            /**
             * @description The failures that are retried: status codes (`503`), classes (`5xx`), `network` (no response: DNS, connection or TLS) and `timeout`. Null retries all of them.
             * @default null
             * @example [
             *       "429",
             *       "5xx",
             *       "network",
             *       "timeout"
             *     ]
             */
            on?: string[] | null;
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
             * @description Decides about occurrences that are more than 60 seconds late, under `none` also those whose next occurrence is due. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.
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
            /** @description Number of the attempt within its run, starting at 1. */
            number: number;
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            started_at: string;
            duration_ms: number | null;
            /**
             * @description `rejected`: the response does not meet the success policy. `timed_out`: no response within `timeout_seconds`. `unreachable`: DNS, connection or TLS failed. `blocked`: the target is not allowed. `canceled`: aborted by a request. `lost`: the worker stopped before it recorded the result.
             * @enum {string}
             */
            outcome: "succeeded" | "rejected" | "timed_out" | "unreachable" | "blocked" | "canceled" | "lost";
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
            /** @description Durations of the phases of the request. Null for a phase that was not reached, or not needed because a connection was reused. */
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
                /** @description The first 8 KiB of the request body. */
                body: string | null;
            } | null;
            response: {
                headers: {
                    [key: string]: string;
                };
                /** @description The first 8 KiB of the response body, as text. */
                body: string;
                /** @description True if the response body was longer than `body`. */
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
            /**
             * @description The set of jobs, such as a repository, whose `POST /jobs/apply` requests define this job. Null if the job is defined alone.
             * @example billing-service
             */
            managed_by?: string | null;
            /**
             * @description The name of the job in lists. It does not have to be unique.
             * @example Example Job
             */
            name?: string;
            /**
             * @description A note about the job.
             * @example An example job that sends a notification
             */
            description?: string | null;
            type?: "http" | null;
            /**
             * @description The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`. Templates such as `{{run.id}}` are replaced in its path and query.
             * @example https://example.com/api/notify
             */
            target?: string;
            method?: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE") | null;
            headers?: {
                [key: string]: string | null;
            } | null;
            secret_headers?: string[] | null;
            /**
             * @description The name of a credential (`/credentials`) that authenticates the requests to the target, or connects them. Its `hosts` must cover the target. Null for none.
             * @example null
             */
            credential?: string | null;
            /**
             * @description The request body: any JSON value up to 256 KiB, sent as `application/json`. When `headers` sets another content type, a string is sent unchanged, and an object as a form if the type is `application/x-www-form-urlencoded`. Null sends no body.
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
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.
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
            timeout_seconds?: number | null;
            retry?: {
                max_attempts?: number | null;
                initial_delay_seconds?: number | null;
                max_delay_seconds?: number | null;
                factor?: number | null;
                max_age_seconds?: number | null;
                /**
                 * @description The failures that are retried: status codes (`503`), classes (`5xx`), `network` (no response: DNS, connection or TLS) and `timeout`. Null retries all of them.
                 * @example [
                 *       "429",
                 *       "5xx",
                 *       "network",
                 *       "timeout"
                 *     ]
                 */
                on?: string[] | null;
            } | null;
            overlap?: ("skip" | "allow" | "queue" | "cancel_previous") | null;
            catch_up?: {
                policy?: ("one" | "all" | "none") | null;
                window_seconds?: number | null;
            } | null;
            success?: {
                statuses?: string[] | null;
                /** @description Text that the response body must contain to count as success. The service searches the first 64 KiB. */
                body_contains?: string | null;
            } | null;
            /** @description Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops. */
            pause_after_failures?: number | null;
            on_finish?: {
                /**
                 * @description The URL to post to, allowed by `ALLOWED_TARGET_HOSTS`.
                 * @example https://example.com/runs
                 */
                url?: string;
                /**
                 * @description Which ends are reported. `always`: every end of a run with at least one attempt, canceled ones included.
                 * @enum {string}
                 */
                when?: "failed" | "succeeded" | "always";
            } | null;
            /** @description Days that ended runs of the job are kept. Null: as long as the installation keeps runs, which is the limit in any case. */
            retention_days?: number | null;
            /** @description Number of ended runs of the job that are kept, the newest. Older ones are deleted every hour. Null: no limit. */
            retention_runs?: number | null;
            tags?: string[] | null;
            allow_payload_override?: boolean | null;
            delete_when_finished?: boolean | null;
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
            readonly schedule_error?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly next_due_at?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly last_run?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly run_count?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly consecutive_failures?: unknown;
            /** @description Set by the service. Ignored in requests. */
            readonly failing?: unknown;
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
            /** @description The instant at which the service resumes the job automatically. Without it the pause has no end. */
            until?: string | null;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "key": null,
         *           "managed_by": null,
         *           "description": "An example job that sends a notification",
         *           "type": "http",
         *           "method": "POST",
         *           "headers": {},
         *           "secret_headers": [],
         *           "credential": null,
         *           "payload": {
         *             "message": "Hello, world!"
         *           },
         *           "cron_expression": null,
         *           "specific_time": null,
         *           "interval": "hour",
         *           "interval_value": 1,
         *           "timezone": "UTC",
         *           "starts_at": null,
         *           "ends_at": null,
         *           "exclude": [],
         *           "max_runs": null,
         *           "spread_seconds": 0,
         *           "timeout_seconds": 30,
         *           "retry": {
         *             "max_attempts": 4,
         *             "initial_delay_seconds": 10,
         *             "max_delay_seconds": 3600,
         *             "factor": 2,
         *             "max_age_seconds": 86400,
         *             "on": null
         *           },
         *           "overlap": "skip",
         *           "catch_up": {
         *             "policy": "one",
         *             "window_seconds": 86400
         *           },
         *           "success": {
         *             "statuses": [
         *               "2xx"
         *             ],
         *             "body_contains": null
         *           },
         *           "pause_after_failures": null,
         *           "on_finish": null,
         *           "retention_days": null,
         *           "retention_runs": null,
         *           "tags": [],
         *           "allow_payload_override": false,
         *           "delete_when_finished": false,
         *           "name": "Example Job",
         *           "target": "https://example.com/api/notify",
         *           "schedule_type": "recurring",
         *           "status": "active",
         *           "status_reason": null,
         *           "pause_reason": null,
         *           "paused_until": null,
         *           "has_signing_secret": false,
         *           "next_run": "2027-01-31T10:15:30.000Z",
         *           "schedule_description": "Every hour",
         *           "schedule_error": null,
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
         *           "failing": false,
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
         * @description Up to 1 000 jobs and 16 MiB. The service creates all of them or none.
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
            /** @description The last 20 runs, oldest first, including queued runs. */
            runs: components["schemas"]["TimelineRun"][];
            /** @description The next 5 occurrences that have no run yet. Empty if the job is not active. */
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
             * @description The instant of the occurrence in the schedule.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /** @description The start of the first attempt. */
            started_at: string | null;
            /** @description The end of the run. Null while it is unfinished. */
            finished_at: string | null;
            /** @description Duration of the last attempt in milliseconds. */
            duration_ms: number | null;
            /** @description Start of the first attempt minus its `due_at`, in milliseconds. */
            lateness_ms: number | null;
            /** @description HTTP status code of the last response. */
            status_code: number | null;
            /** @description For consecutive missed occurrences, recorded as one run: their number, counted up to 100 000. */
            missed_count: number | null;
        };
        /**
         * @description The cause of the run: `schedule` (an occurrence), `manual` (started by a request), `backfill`, or `retry` (a rerun of an ended run).
         * @enum {string}
         */
        RunTrigger: "schedule" | "manual" | "backfill" | "retry";
        /**
         * @example {
         *       "erased_runs": 720,
         *       "next_cursor": null
         *     }
         */
        Erasure: {
            /** @description Ended runs whose requests, responses or payloads this request has erased. */
            erased_runs: number;
            /** @description Set if the job has more runs: repeat the request with this `cursor`. */
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "confirm": "Example Job"
         *     }
         */
        ErasureInput: {
            /** @description The name or the ID of the job, as a confirmation; of a deleted job, the ID. */
            confirm: string;
            /**
             * @description Continue here. The value is `next_cursor` of the previous response.
             * @example WyJpZCIsIjAxOThmMGMyLTdhNTEtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCIsbnVsbF0
             */
            cursor?: string;
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "trigger": "schedule",
         *       "source_run_id": null,
         *       "started_by": "schedule",
         *       "status": "succeeded",
         *       "status_reason": null,
         *       "cause": null,
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
            /** @description The run that this run was rerun from. Null for other triggers. */
            source_run_id: string | null;
            /** @description Who started the run: `schedule`, the name of the API key that started, backfilled or reran it, or `anonymous` if the service has no API keys. Null for a manual run of an earlier version. */
            started_by: string | null;
            status: components["schemas"]["RunStatus"];
            /** @description The reason for the status. `late`: the occurrence was missed. `overlap`: skipped by the overlap policy. `catch_up`, `backfill` or `overlap` of a queued run: the run waits, or waited, for another run of the job. Otherwise the reason why the run ended. */
            status_reason: string | null;
            /** @description Why the run was missed, skipped or canceled, as far as the service has recorded it, or why a due run waits for its host. Null for other runs, and in responses to actions. */
            cause: components["schemas"]["RunCause"] | null;
            /**
             * Format: date-time
             * @description The instant of the occurrence in the schedule.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description The earliest start of the run, including the delay of `spread_seconds`. While `retrying`, the start of the next attempt.
             * @example 2027-01-31T09:00:00.000Z
             */
            due_at: string;
            /** @description For consecutive missed occurrences, recorded as one run: the last of them. */
            missed_until: string | null;
            /** @description For consecutive missed occurrences, recorded as one run: their number, counted up to 100 000. */
            missed_count: number | null;
            /** @description Number of attempts that have started. */
            attempt_count: number;
            /** @description The start of the first attempt. */
            started_at: string | null;
            /** @description The end of the run. Null while it is unfinished. */
            finished_at: string | null;
            /** @description Start of the first attempt minus its `due_at`, in milliseconds. */
            lateness_ms: number | null;
            /** @description Duration of the last attempt in milliseconds. */
            duration_ms: number | null;
            /** @description HTTP status code of the last response. */
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
        };
        /**
         * @example {
         *       "kind": "scheduler_paused",
         *       "from": "2027-01-31T09:10:00.000Z",
         *       "until": "2027-01-31T09:20:00.000Z",
         *       "actor": "ada",
         *       "reason": "The network is being rebuilt.",
         *       "run_id": null,
         *       "host": null,
         *       "limit": null,
         *       "in_flight": null
         *     }
         */
        RunCause: {
            /**
             * @description An interruption of the service (`scheduler_paused`, `no_worker`, `database_unreachable`, `queue_unreachable`), another run of the job (`overlap`), a pause of the job (`job_paused`), or the limit of requests in flight to the target host (`host_limit`).
             * @enum {string}
             */
            kind: "scheduler_paused" | "no_worker" | "database_unreachable" | "queue_unreachable" | "overlap" | "job_paused" | "host_limit";
            /** @description The start of the interruption, the other run or the pause. */
            from: string | null;
            /** @description Its end. Null while it lasts, and for `job_paused` and `host_limit`. */
            until: string | null;
            /** @description The API key that paused the job or scheduler. */
            actor: string | null;
            reason: string | null;
            /** @description For `overlap`: the run that was still going, or the newer run that replaced this one. */
            run_id: string | null;
            /** @description For `host_limit`: the target host that the due run waits for. */
            host: string | null;
            /** @description For `host_limit`: the maximum number of requests in flight to the host, `TARGET_CONCURRENCY` of each worker process that has reached it. */
            limit: number | null;
            /** @description For `host_limit`: the requests in flight to the host, as the workers reported within seconds. */
            in_flight: number | null;
        };
        /**
         * @example {
         *       "payload": {
         *         "message": "For this run only"
         *       }
         *     }
         */
        RunInput: {
            /** @description Replaces the payload of the job for this run only. Requires the role `admin`, or a job with `allow_payload_override`. */
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
            /** @description Number of occurrences from `from` to `to`. */
            occurrences: number;
            /** @description Occurrences that are left out because a run of them has succeeded. */
            succeeded: number;
            /** @description Occurrences that are left out because a run of them has not ended. */
            unfinished: number;
            /** @description Number of runs that were created, or with `dry_run` would be created. */
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
             * @description The first instant of the range, inclusive.
             * @example 2027-01-31T09:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description The last instant of the range, inclusive. Must not be later than now.
             * @example 2027-01-31T09:00:00.000Z
             */
            to: string;
            /**
             * @description Count the runs without creating them.
             * @default false
             */
            dry_run?: boolean;
        };
        /**
         * @description Number of matching runs by status. 1 000 means 1 000 or more.
         * @example {
         *       "queued": 4,
         *       "running": 2,
         *       "retrying": 1,
         *       "failed": 12,
         *       "skipped": 1,
         *       "missed": 0,
         *       "canceled": 0
         *     }
         */
        RunCounts: {
            queued: number;
            running: number;
            retrying: number;
            failed: number;
            skipped: number;
            missed: number;
            canceled: number;
        };
        /**
         * @example {
         *       "id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "trigger": "schedule",
         *       "source_run_id": null,
         *       "started_by": "schedule",
         *       "status": "succeeded",
         *       "status_reason": null,
         *       "cause": null,
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
         *       ],
         *       "callback": {
         *         "url": "https://example.com/runs",
         *         "status": "sent",
         *         "attempts": 1,
         *         "error": null,
         *         "next_attempt_at": null,
         *         "sent_at": "2027-01-31T09:15:30.512Z"
         *       }
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
            /** @description The run that this run was rerun from. Null for other triggers. */
            source_run_id: string | null;
            /** @description Who started the run: `schedule`, the name of the API key that started, backfilled or reran it, or `anonymous` if the service has no API keys. Null for a manual run of an earlier version. */
            started_by: string | null;
            status: components["schemas"]["RunStatus"];
            /** @description The reason for the status. `late`: the occurrence was missed. `overlap`: skipped by the overlap policy. `catch_up`, `backfill` or `overlap` of a queued run: the run waits, or waited, for another run of the job. Otherwise the reason why the run ended. */
            status_reason: string | null;
            /** @description Why the run was missed, skipped or canceled, as far as the service has recorded it, or why a due run waits for its host. Null for other runs, and in responses to actions. */
            cause: components["schemas"]["RunCause"] | null;
            /**
             * Format: date-time
             * @description The instant of the occurrence in the schedule.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description The earliest start of the run, including the delay of `spread_seconds`. While `retrying`, the start of the next attempt.
             * @example 2027-01-31T09:00:00.000Z
             */
            due_at: string;
            /** @description For consecutive missed occurrences, recorded as one run: the last of them. */
            missed_until: string | null;
            /** @description For consecutive missed occurrences, recorded as one run: their number, counted up to 100 000. */
            missed_count: number | null;
            /** @description Number of attempts that have started. */
            attempt_count: number;
            /** @description The start of the first attempt. */
            started_at: string | null;
            /** @description The end of the run. Null while it is unfinished. */
            finished_at: string | null;
            /** @description Start of the first attempt minus its `due_at`, in milliseconds. */
            lateness_ms: number | null;
            /** @description Duration of the last attempt in milliseconds. */
            duration_ms: number | null;
            /** @description HTTP status code of the last response. */
            status_code: number | null;
            error: components["schemas"]["RunError"] | null;
            attempts: components["schemas"]["Attempt"][];
            /** @description The message to `on_finish` of the job about the end of the run. Null if none was written: the run has not ended, or `on_finish` did not apply to it. Its body is `{"type": "run.finished", "timestamp": …, "data": …}`, where `data` is this run without the bodies of its attempts and without `callback`. */
            callback: components["schemas"]["RunCallback"] | null;
        };
        /**
         * @example {
         *       "url": "https://example.com/runs",
         *       "status": "sent",
         *       "attempts": 1,
         *       "error": null,
         *       "next_attempt_at": null,
         *       "sent_at": "2027-01-31T09:15:30.512Z"
         *     }
         */
        RunCallback: {
            /** @description The URL of `on_finish` when the run ended. */
            url: string;
            status: components["schemas"]["DeliveryStatus"];
            /** @description Number of attempts that have started. */
            attempts: number;
            /** @description Why the last attempt failed. */
            error: string | null;
            /** @description The next attempt. Null unless `queued`. During an attempt, when another process may repeat it. */
            next_attempt_at: string | null;
            /** @description When the receiver accepted the message. */
            sent_at: string | null;
        };
        /**
         * @description `queued`: the next attempt follows. `sent`: the receiver has accepted the message. `failed`: no further attempt follows.
         * @enum {string}
         */
        DeliveryStatus: "queued" | "sent" | "failed";
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
            /** @description Items that were changed, or with `dry_run` would be changed. */
            done: string[];
            /** @description Items that already had the requested state. */
            unchanged: string[];
            /** @description Items that could not be changed, with the reason. */
            failed: {
                /**
                 * Format: uuid
                 * @description A UUID (version 7).
                 * @example 0198f0c2-7a51-7000-8000-000000000000
                 */
                id: string;
                detail: string;
            }[];
            /** @description Set if more items match the filter: one request handles 1 000. Null if all items were handled. */
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
            /** @description The same filters as in `GET /jobs`. Give either `ids` or `filter`. An empty filter needs `all`. */
            filter?: {
                /** @enum {string} */
                status?: "active" | "inactive" | "failed";
                /** @enum {string} */
                schedule_type?: "cron" | "specific_time" | "recurring";
                tag?: string;
                managed_by?: string;
                q?: string;
                failing?: boolean;
            };
            /** @description The IDs of the items. Give either `ids` or `filter`. */
            ids?: string[];
            /**
             * @description Return the result without changing anything.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description Must be true if `filter` is empty: the action then applies to all items.
             * @default false
             */
            all?: boolean;
            /**
             * @description With `filter`: continue here. The value is `next_cursor` of the previous response.
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
            /** @description The same filters as in `GET /runs`. Give either `ids` or `filter`. An empty filter needs `all`. */
            filter?: {
                /**
                 * Format: uuid
                 * @description Only runs of this job.
                 * @example 0198f0c2-7a51-7000-8000-000000000000
                 */
                job_id?: string;
                status?: components["schemas"]["RunStatus"] & unknown;
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /**
                 * @description Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`).
                 * @example 5xx
                 */
                status_code?: string;
                /**
                 * @description Only runs with this error, such as `timeout` or `status_503`.
                 * @example timeout
                 */
                error_code?: string;
                /**
                 * @description Only runs of jobs whose target has this host name. As the job is now; runs of deleted jobs do not match.
                 * @example example.com
                 */
                host?: string;
                /**
                 * @description Only runs of jobs with this tag. As the job is now; runs of deleted jobs do not match.
                 * @example billing
                 */
                tag?: string;
                /**
                 * Format: date-time
                 * @description Only runs of this instant or later. Compares `scheduled_for` of scheduled runs, and the creation time of other runs.
                 * @example 2027-01-31T09:00:00.000Z
                 */
                from?: string;
                /**
                 * Format: date-time
                 * @description Only runs before this instant. Compares `scheduled_for` of scheduled runs, and the creation time of other runs.
                 * @example 2027-01-31T09:00:00.000Z
                 */
                to?: string;
            };
            /** @description The IDs of the items. Give either `ids` or `filter`. */
            ids?: string[];
            /**
             * @description Return the result without changing anything.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description Must be true if `filter` is empty: the action then applies to all items.
             * @default false
             */
            all?: boolean;
            /**
             * @description With `filter`: continue here. The value is `next_cursor` of the previous response.
             * @example WyJpZCIsIjAxOThmMGMyLTdhNTEtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCIsbnVsbF0
             */
            cursor?: string;
        };
        /**
         * @example {
         *       "dry_run": true,
         *       "managed_by": "billing-service",
         *       "plan_id": "3b1f8a52c0d94e6b9f7a2c5d8e1f4a7b",
         *       "counts": {
         *         "create": 0,
         *         "update": 1,
         *         "unchanged": 0,
         *         "delete": 0,
         *         "keep": 0
         *       },
         *       "jobs": [
         *         {
         *           "action": "update",
         *           "key": "billing:hourly",
         *           "name": "Example Job",
         *           "id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "changed": [
         *             "timeout_seconds"
         *           ],
         *           "before": {
         *             "timeout_seconds": 30
         *           },
         *           "after": {
         *             "timeout_seconds": 60
         *           }
         *         }
         *       ]
         *     }
         */
        JobPlan: {
            dry_run: boolean;
            managed_by: string;
            /** @description Identifies the plan: the same for an equal plan of equal stored jobs. */
            plan_id: string;
            counts: {
                create: number;
                update: number;
                unchanged: number;
                delete: number;
                keep: number;
            };
            /** @description The jobs of the request in its order, then the other jobs of the set by key. */
            jobs: components["schemas"]["PlannedJob"][];
        };
        /**
         * @example {
         *       "action": "update",
         *       "key": "billing:hourly",
         *       "name": "Example Job",
         *       "id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "changed": [
         *         "timeout_seconds"
         *       ],
         *       "before": {
         *         "timeout_seconds": 30
         *       },
         *       "after": {
         *         "timeout_seconds": 60
         *       }
         *     }
         */
        PlannedJob: {
            /**
             * @description `keep`: a job of the set that is not in `jobs`, without `prune`.
             * @enum {string}
             */
            action: "create" | "update" | "unchanged" | "delete" | "keep";
            key: string | null;
            name: string;
            /** @description Null for a job to be created. */
            id: string | null;
            /** @description The names of the fields that an update changes. */
            changed: string[];
            /** @description The stored values of the changed fields, without values of more than 1 000 characters as JSON. Secrets are `[redacted]`. */
            before: {
                [key: string]: unknown;
            };
            /** @description The requested values of the changed fields; of a job to be created, all that are set. */
            after: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "managed_by": "billing-service",
         *       "jobs": [
         *         {
         *           "key": "billing:hourly",
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
         *         }
         *       ],
         *       "prune": true,
         *       "dry_run": true
         *     }
         */
        JobApply: {
            /**
             * @description The name of the set. The request changes only jobs with this `managed_by`, and the jobs that it creates get it.
             * @example billing-service
             */
            managed_by: string;
            /** @description All jobs of the set, up to 1 000 and 16 MiB. `key` is required: it identifies the job. */
            jobs: components["schemas"]["JobInput"][];
            /**
             * @description Delete the jobs of the set that are not in `jobs`, up to 1 000.
             * @default false
             */
            prune?: boolean;
            /**
             * @description Take over jobs with a key of the set whose `managed_by` is null.
             * @default false
             */
            adopt?: boolean;
            /**
             * @description Return the plan without changing anything.
             * @default false
             */
            dry_run?: boolean;
            /** @description The `plan_id` of a dry run: if the plan differs by now, the service responds with 409 and changes nothing. */
            plan_id?: string;
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
            suggestion?: components["schemas"]["ScheduleSuggestion"];
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
             * @description For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.
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
            catch_up?: components["schemas"]["CatchUpInput"];
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
         *       "data": [
         *         {
         *           "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *           "job_name": "Example Job",
         *           "target_host": "example.com",
         *           "scheduled_for": "2027-01-31T10:15:30.000Z",
         *           "due_at": "2027-01-31T10:15:30.000Z"
         *         }
         *       ],
         *       "complete_until": "2027-02-01T09:00:00.000Z",
         *       "jobs_left_out": 0,
         *       "is_paused": false
         *     }
         */
        UpcomingOccurrences: {
            /** @description In the order of `scheduled_for`. */
            data: components["schemas"]["UpcomingOccurrence"][];
            /**
             * Format: date-time
             * @description All occurrences before this instant are listed: `to`, or earlier if more than `limit` occur.
             * @example 2027-01-31T09:00:00.000Z
             */
            complete_until: string;
            /** @description Number of matching jobs that are not listed, because there are more than 10 000, or because listing them takes too long. */
            jobs_left_out: number;
            /** @description True while the scheduler is paused: then nothing starts until it is resumed. */
            is_paused: boolean;
        };
        /**
         * @example {
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "target_host": "example.com",
         *       "scheduled_for": "2027-01-31T10:15:30.000Z",
         *       "due_at": "2027-01-31T10:15:30.000Z"
         *     }
         */
        UpcomingOccurrence: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            job_name: string;
            target_host: string;
            /**
             * Format: date-time
             * @description The instant in the schedule.
             * @example 2027-01-31T09:00:00.000Z
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description The start of the run, with the delay of `spread_seconds`.
             * @example 2027-01-31T09:00:00.000Z
             */
            due_at: string;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "kind": "scheduler_paused",
         *           "from": "2027-01-31T09:10:00.000Z",
         *           "until": "2027-01-31T09:20:00.000Z",
         *           "actor": "ada",
         *           "reason": "The network is being rebuilt."
         *         }
         *       ]
         *     }
         */
        Interruptions: {
            data: components["schemas"]["Interruption"][];
        };
        /**
         * @example {
         *       "kind": "scheduler_paused",
         *       "from": "2027-01-31T09:10:00.000Z",
         *       "until": "2027-01-31T09:20:00.000Z",
         *       "actor": "ada",
         *       "reason": "The network is being rebuilt."
         *     }
         */
        Interruption: {
            /**
             * @description `scheduler_paused`: someone paused the scheduler. `no_worker`: no process with the worker role was running. `database_unreachable`, `queue_unreachable`: a process could not reach it for 10 s or more.
             * @enum {string}
             */
            kind: "scheduler_paused" | "no_worker" | "database_unreachable" | "queue_unreachable";
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            from: string;
            /** @description Null while it lasts. */
            until: string | null;
            /** @description The API key that paused the scheduler. */
            actor: string | null;
            reason: string | null;
        };
        /**
         * @example {
         *       "window": "24h",
         *       "jobs": {
         *         "active": 41,
         *         "inactive": 3,
         *         "failed": 1,
         *         "total": 45,
         *         "failing": 2,
         *         "failing_after": 3
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
            /** @description Current number of jobs by status. */
            jobs: {
                active: number;
                inactive: number;
                failed: number;
                total: number;
                /** @description Active jobs whose last `failing_after` runs failed, counted up to 20 000. */
                failing: number;
                /** @description The setting `FAILING_AFTER`. */
                failing_after: number;
            };
            /** @description Current number of unfinished runs by status. Counts the first 20 000 by `due_at`: a sum of 20 000 means 20 000 or more. */
            runs: {
                queued: number;
                running: number;
                retrying: number;
            };
            /** @description Runs that ended since the start of the first bucket. */
            totals: {
                succeeded: number;
                failed: number;
                canceled: number;
                /** @description Runs that the overlap policy skipped. */
                skipped: number;
                /** @description Missed occurrences. A run that records several consecutive missed occurrences counts as that many. */
                missed: number;
                /** @description Share of succeeded runs among succeeded and failed runs. Null if there are none. */
                success_rate: number | null;
                /** @description Percentiles of the lateness of first attempts, in milliseconds. Accurate to 10 %. Null if no run started. */
                lateness_ms: {
                    p50: number | null;
                    p95: number | null;
                    p99: number | null;
                };
            };
            /** @description Runs by the time of their end, in buckets aligned to the clock (UTC), oldest first. The newest bucket is incomplete. */
            series: components["schemas"]["StatsBucket"][];
            /** @description Forecast of the next 24 hours, starting with the current hour. Computed in the background about once a minute. Empty until the first forecast is computed. */
            forecast: components["schemas"]["ForecastBucket"][];
            /** @description True if the forecast is extrapolated: from a sample of the jobs, or for jobs that run every few seconds. */
            is_estimate: boolean;
            /** @description The instant at which the forecast was computed. Null if there is none yet. */
            computed_at: string | null;
        };
        /**
         * @description Length of the time window up to now: 1 hour, 6 hours, 24 hours, 7 days or 30 days.
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
             * @description The end of the bucket, exclusive. The end of the newest bucket is in the future.
             * @example 2027-01-31T09:00:00.000Z
             */
            to: string;
            succeeded: number;
            failed: number;
            canceled: number;
            /** @description Runs that the overlap policy skipped. */
            skipped: number;
            /** @description Missed occurrences. A run that records several consecutive missed occurrences counts as that many. */
            missed: number;
            /** @description 99th percentile of the lateness of first attempts. Accurate to 10 %. Null if no run started. */
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
            /** @description Upcoming occurrences of active jobs. The bucket of the current hour counts only the rest of the hour. */
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
            /** @description Groups of runs with the same error, status code and host. The group with the most recent failure comes first. */
            groups: components["schemas"]["FailureGroup"][];
            /** @description True if more than 2 000 runs failed in the window. The groups then cover only the newest 2 000. */
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
             * @description The error code.
             * @example connection_refused
             */
            code: string;
            /**
             * @description The error message of the runs, or a general sentence if their messages differ.
             * @example The target refused the connection.
             */
            message: string;
            /** @description HTTP status code of the last response. Null if the target sent no response. */
            status_code: number | null;
            /** @description Host of the current target of the jobs. Null if the jobs are deleted. */
            target_host: string | null;
            /** @description Number of failed runs in the group. */
            runs: number;
            /** @description Number of jobs that these runs belong to. */
            jobs: number;
            /** @description The newest failed run of up to 5 jobs, newest first. */
            examples: components["schemas"]["FailureExample"][];
            /**
             * Format: date-time
             * @description The end of the newest run.
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
         * @example {
         *       "data": [
         *         {
         *           "id": "0198f0c2-8a50-7000-8000-0000000000a5",
         *           "name": "billing-api",
         *           "hosts": [
         *             "api.example.com"
         *           ],
         *           "oauth2": {
         *             "token_url": "https://auth.example.com/oauth/token",
         *             "client_id": "scheduler",
         *             "client_secret": "[redacted]",
         *             "scope": "invoices.write",
         *             "audience": null,
         *             "auth_style": "basic"
         *           },
         *           "basic": null,
         *           "bearer": null,
         *           "header": null,
         *           "tls": null,
         *           "proxy_url": null,
         *           "expires_at": null,
         *           "job_count": 2,
         *           "created_at": "2027-01-31T08:15:30.123Z",
         *           "updated_at": "2027-01-31T08:15:30.123Z"
         *         }
         *       ]
         *     }
         */
        Credentials: {
            data: components["schemas"]["Credential"][];
        };
        /**
         * @example {
         *       "id": "0198f0c2-8a50-7000-8000-0000000000a5",
         *       "name": "billing-api",
         *       "hosts": [
         *         "api.example.com"
         *       ],
         *       "oauth2": {
         *         "token_url": "https://auth.example.com/oauth/token",
         *         "client_id": "scheduler",
         *         "client_secret": "[redacted]",
         *         "scope": "invoices.write",
         *         "audience": null,
         *         "auth_style": "basic"
         *       },
         *       "basic": null,
         *       "bearer": null,
         *       "header": null,
         *       "tls": null,
         *       "proxy_url": null,
         *       "expires_at": null,
         *       "job_count": 2,
         *       "created_at": "2027-01-31T08:15:30.123Z",
         *       "updated_at": "2027-01-31T08:15:30.123Z"
         *     }
         */
        Credential: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * @description The unique name by which jobs use the credential. It does not change.
             * @example billing-api
             */
            name: string;
            /**
             * @description The only targets that the credential is sent to: host names for https, such as `api.example.com` or `api.example.com:8443`, and origins for http, such as `http://127.0.0.1:8080`. Jobs with other targets cannot use the credential.
             * @example [
             *       "api.example.com"
             *     ]
             */
            hosts: string[];
            /** @description OAuth 2.0 client credentials: requests carry a token in the header `authorization`. */
            oauth2: {
                /**
                 * @description The token endpoint, allowed by `ALLOWED_TARGET_HOSTS`. The service requests a token with the grant `client_credentials` (RFC 6749, 4.4).
                 * @example https://auth.example.com/oauth/token
                 */
                token_url: string;
                /**
                 * @description The client ID.
                 * @example scheduler
                 */
                client_id: string;
                /** @description The client secret. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                client_secret: string;
                /** @example invoices.write */
                scope: string | null;
                /** @example null */
                audience: string | null;
                /**
                 * @description How the client authenticates to the token endpoint: with the header `authorization`, or with `client_id` and `client_secret` in the body.
                 * @enum {string}
                 */
                auth_style: "basic" | "body";
            } | null;
            /** @description HTTP basic authentication. */
            basic: {
                /**
                 * @description The user name, without a colon.
                 * @example scheduler
                 */
                username: string;
                /** @description The password. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                password: string;
            } | null;
            /** @description A static bearer token. */
            bearer: {
                /** @description The token of the header `authorization`. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                token: string;
            } | null;
            /** @description A static secret in a header. */
            header: {
                /**
                 * @description The name of the header.
                 * @example x-api-key
                 */
                name: string;
                /** @description The value of the header. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                value: string;
            } | null;
            /** @description Certificates for connections over TLS. */
            tls: {
                /** @description Certificates of authorities, as PEM, that are trusted for these targets beside those of the service. */
                ca: string | null;
                /** @description The client certificate as PEM, with its chain. Requires `key`. */
                certificate: string | null;
                key: string | null;
            } | null;
            /**
             * @description An HTTP proxy that makes the connections (CONNECT), such as `http://user:password@proxy.example.com:3128`, in the place of `TARGET_PROXY_URL`. It must be allowed by `ALLOWED_TARGET_HOSTS`. Its password is returned as `[redacted]`.
             * @example null
             */
            proxy_url: string | null;
            /** @description The instant at which the client certificate expires. Null without one. */
            expires_at: string | null;
            /** @description The number of jobs that use the credential. */
            job_count: number;
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
        };
        /**
         * @example {
         *       "name": "billing-api",
         *       "hosts": [
         *         "api.example.com"
         *       ],
         *       "oauth2": {
         *         "token_url": "https://auth.example.com/oauth/token",
         *         "client_id": "scheduler",
         *         "client_secret": "the client secret",
         *         "scope": "invoices.write"
         *       }
         *     }
         */
        CredentialInput: {
            /**
             * @description The unique name by which jobs use the credential. It does not change.
             * @example billing-api
             */
            name: string;
            /**
             * @description The only targets that the credential is sent to: host names for https, such as `api.example.com` or `api.example.com:8443`, and origins for http, such as `http://127.0.0.1:8080`. Jobs with other targets cannot use the credential.
             * @example [
             *       "api.example.com"
             *     ]
             */
            hosts: string[];
            /**
             * @description OAuth 2.0 client credentials: requests carry a token in the header `authorization`.
             * @default null
             */
            oauth2?: {
                /**
                 * @description The token endpoint, allowed by `ALLOWED_TARGET_HOSTS`. The service requests a token with the grant `client_credentials` (RFC 6749, 4.4).
                 * @example https://auth.example.com/oauth/token
                 */
                token_url: string;
                /**
                 * @description The client ID.
                 * @example scheduler
                 */
                client_id: string;
                /** @description The client secret. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                client_secret: string;
                /**
                 * @default null
                 * @example invoices.write
                 */
                scope?: string | null;
                /**
                 * @default null
                 * @example null
                 */
                audience?: string | null;
                /**
                 * @description How the client authenticates to the token endpoint: with the header `authorization`, or with `client_id` and `client_secret` in the body.
                 * @default basic
                 * @enum {string}
                 */
                auth_style?: "basic" | "body";
            } | null;
            /**
             * @description HTTP basic authentication.
             * @default null
             */
            basic?: {
                /**
                 * @description The user name, without a colon.
                 * @example scheduler
                 */
                username: string;
                /** @description The password. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                password: string;
            } | null;
            /**
             * @description A static bearer token.
             * @default null
             */
            bearer?: {
                /** @description The token of the header `authorization`. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                token: string;
            } | null;
            /**
             * @description A static secret in a header.
             * @default null
             */
            header?: {
                /**
                 * @description The name of the header.
                 * @example x-api-key
                 */
                name: string;
                /** @description The value of the header. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                value: string;
            } | null;
            /**
             * @description Certificates for connections over TLS.
             * @default null
             */
            tls?: {
                /**
                 * @description Certificates of authorities, as PEM, that are trusted for these targets beside those of the service.
                 * @default null
                 */
                ca?: string | null;
                /**
                 * @description The client certificate as PEM, with its chain. Requires `key`.
                 * @default null
                 */
                certificate?: string | null;
                /** @default null */
                key?: string | null;
            } | null;
            /**
             * @description An HTTP proxy that makes the connections (CONNECT), such as `http://user:password@proxy.example.com:3128`, in the place of `TARGET_PROXY_URL`. It must be allowed by `ALLOWED_TARGET_HOSTS`. Its password is returned as `[redacted]`.
             * @default null
             * @example null
             */
            proxy_url?: string | null;
        };
        /**
         * @example {
         *       "oauth2": {
         *         "client_secret": "a new secret"
         *       }
         *     }
         */
        CredentialPatch: {
            /**
             * @description The only targets that the credential is sent to: host names for https, such as `api.example.com` or `api.example.com:8443`, and origins for http, such as `http://127.0.0.1:8080`. Jobs with other targets cannot use the credential.
             * @example [
             *       "api.example.com"
             *     ]
             */
            hosts?: string[];
            oauth2?: {
                /**
                 * @description The token endpoint, allowed by `ALLOWED_TARGET_HOSTS`. The service requests a token with the grant `client_credentials` (RFC 6749, 4.4).
                 * @example https://auth.example.com/oauth/token
                 */
                token_url?: string;
                /**
                 * @description The client ID.
                 * @example scheduler
                 */
                client_id?: string;
                /** @description The client secret. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                client_secret?: string;
                /** @example invoices.write */
                scope?: string | null;
                /** @example null */
                audience?: string | null;
                /**
                 * @description How the client authenticates to the token endpoint: with the header `authorization`, or with `client_id` and `client_secret` in the body.
                 * @enum {string}
                 */
                auth_style?: "basic" | "body";
            } | null;
            basic?: {
                /**
                 * @description The user name, without a colon.
                 * @example scheduler
                 */
                username?: string;
                /** @description The password. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                password?: string;
            } | null;
            bearer?: {
                /** @description The token of the header `authorization`. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                token?: string;
            } | null;
            header?: {
                /**
                 * @description The name of the header.
                 * @example x-api-key
                 */
                name?: string;
                /** @description The value of the header. Stored encrypted and returned as `[redacted]`, which in a request keeps the stored value. */
                value?: string;
            } | null;
            tls?: {
                /** @description Certificates of authorities, as PEM, that are trusted for these targets beside those of the service. */
                ca?: string | null;
                /** @description The client certificate as PEM, with its chain. Requires `key`. */
                certificate?: string | null;
                key?: string | null;
            } | null;
            /**
             * @description An HTTP proxy that makes the connections (CONNECT), such as `http://user:password@proxy.example.com:3128`, in the place of `TARGET_PROXY_URL`. It must be allowed by `ALLOWED_TARGET_HOSTS`. Its password is returned as `[redacted]`.
             * @example null
             */
            proxy_url?: string | null;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "id": "0198f0c2-8a10-7000-8000-0000000000a1",
         *           "name": "On-call",
         *           "type": "webhook",
         *           "url": "https://example.com/alerts",
         *           "recipients": [],
         *           "created_at": "2027-01-31T08:15:30.123Z",
         *           "updated_at": "2027-01-31T08:15:30.123Z"
         *         }
         *       ]
         *     }
         */
        Channels: {
            data: components["schemas"]["Channel"][];
        };
        /**
         * @example {
         *       "id": "0198f0c2-8a10-7000-8000-0000000000a1",
         *       "name": "On-call",
         *       "type": "webhook",
         *       "url": "https://example.com/alerts",
         *       "recipients": [],
         *       "created_at": "2027-01-31T08:15:30.123Z",
         *       "updated_at": "2027-01-31T08:15:30.123Z"
         *     }
         */
        Channel: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            name: string;
            type: components["schemas"]["ChannelType"];
            url: string | null;
            /**
             * @description For `email`: the addresses, up to 20.
             * @example [
             *       "on-call@example.com"
             *     ]
             */
            recipients: string[];
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
        };
        /**
         * @description `webhook`: a signed message as Standard Webhooks defines. `slack`: an incoming webhook of Slack or a compatible service. `email`: a message through the SMTP server of `SMTP_URL`.
         * @enum {string}
         */
        ChannelType: "webhook" | "slack" | "email";
        /**
         * @example {
         *       "name": "On-call",
         *       "type": "webhook",
         *       "url": "https://example.com/alerts",
         *       "signing_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
         *     }
         */
        ChannelInput: {
            /**
             * @description The name of the channel in lists.
             * @example On-call
             */
            name: string;
            type: components["schemas"]["ChannelType"];
            /**
             * @description For `webhook` and `slack`: the URL to post to, allowed by `ALLOWED_TARGET_HOSTS`. The URL of a `slack` channel is a credential: it is stored encrypted, and returned as `[redacted]`.
             * @example https://example.com/alerts
             */
            url?: string;
            /**
             * @description For `email`: the addresses, up to 20.
             * @default []
             * @example [
             *       "on-call@example.com"
             *     ]
             */
            recipients?: string[];
            /**
             * @description For `webhook`, required: `whsec_` followed by 24 to 64 bytes in base64. Stored encrypted, and never returned.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            signing_secret?: string;
        };
        /**
         * @example {
         *       "name": "On-call"
         *     }
         */
        ChannelPatch: {
            /**
             * @description The name of the channel in lists.
             * @example On-call
             */
            name?: string;
            /**
             * @description For `webhook` and `slack`: the URL to post to, allowed by `ALLOWED_TARGET_HOSTS`. The URL of a `slack` channel is a credential: it is stored encrypted, and returned as `[redacted]`.
             * @example https://example.com/alerts
             */
            url?: string;
            /**
             * @description For `email`: the addresses, up to 20.
             * @example [
             *       "on-call@example.com"
             *     ]
             */
            recipients?: string[];
            /**
             * @description For `webhook`, required: `whsec_` followed by 24 to 64 bytes in base64. Stored encrypted, and never returned.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            signing_secret?: string;
        };
        /**
         * @example {
         *       "id": "0198f0c3-2a40-7000-8000-0000000000a4",
         *       "created_at": "2027-01-31T09:15:31.500Z",
         *       "kind": "opened",
         *       "channel_id": "0198f0c2-8a10-7000-8000-0000000000a1",
         *       "channel_name": "On-call",
         *       "channel_type": "webhook",
         *       "rule_id": "0198f0c2-8a20-7000-8000-0000000000a2",
         *       "rule_name": "Billing fails",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "alert_count": 1,
         *       "subject": "Failing: Example Job",
         *       "text": "“Example Job” has failed 3 times in a row. Last error: The target responded with 500.",
         *       "why": "Rule “Billing fails”: 3 failed runs in a row, jobs with the tag billing.",
         *       "status": "sent",
         *       "attempts": 1,
         *       "error": null,
         *       "next_attempt_at": null,
         *       "sent_at": "2027-01-31T09:15:31.900Z"
         *     }
         */
        Notice: {
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
            created_at: string;
            /** @enum {string} */
            kind: "opened" | "repeated" | "recovered" | "flapping" | "test";
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            channel_id: string;
            channel_name: string;
            /** @enum {string} */
            channel_type: "webhook" | "slack" | "email";
            rule_id: string | null;
            rule_name: string | null;
            /** @description The job, if the notice is about one. */
            job_id: string | null;
            job_name: string | null;
            /** @description The number of alerts in the notice. */
            alert_count: number;
            subject: string;
            text: string;
            /**
             * @description The rule in words.
             * @example Rule “Billing fails”: 3 failed runs in a row, jobs with the tag billing.
             */
            why: string;
            status: components["schemas"]["DeliveryStatus"];
            /** @description Number of attempts that have started. */
            attempts: number;
            /** @description Why the last attempt failed. */
            error: string | null;
            /** @description The next attempt. Null unless `queued`. */
            next_attempt_at: string | null;
            sent_at: string | null;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "id": "0198f0c2-8a20-7000-8000-0000000000a2",
         *           "name": "Billing fails",
         *           "enabled": true,
         *           "job_id": null,
         *           "tag": "billing",
         *           "event": "failing",
         *           "failures": 3,
         *           "late_seconds": null,
         *           "silent_hours": null,
         *           "notify_recovery": true,
         *           "repeat_after_seconds": 14400,
         *           "channel_ids": [
         *             "0198f0c2-8a10-7000-8000-0000000000a1"
         *           ],
         *           "created_at": "2027-01-31T08:15:30.123Z",
         *           "updated_at": "2027-01-31T08:15:30.123Z"
         *         }
         *       ]
         *     }
         */
        NotificationRules: {
            data: components["schemas"]["NotificationRule"][];
        };
        /**
         * @example {
         *       "id": "0198f0c2-8a20-7000-8000-0000000000a2",
         *       "name": "Billing fails",
         *       "enabled": true,
         *       "job_id": null,
         *       "tag": "billing",
         *       "event": "failing",
         *       "failures": 3,
         *       "late_seconds": null,
         *       "silent_hours": null,
         *       "notify_recovery": true,
         *       "repeat_after_seconds": 14400,
         *       "channel_ids": [
         *         "0198f0c2-8a10-7000-8000-0000000000a1"
         *       ],
         *       "created_at": "2027-01-31T08:15:30.123Z",
         *       "updated_at": "2027-01-31T08:15:30.123Z"
         *     }
         */
        NotificationRule: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * @description The name of the rule, shown in notices.
             * @example Billing fails
             */
            name: string;
            /** @description Whether the rule is checked. */
            enabled: boolean;
            /** @description The only job of the rule. Without `job_id` and `tag`, the rule is about every job. */
            job_id: string | null;
            /**
             * @description The rule is about the jobs with this tag. Excludes `job_id`.
             * @example billing
             */
            tag: string | null;
            event: components["schemas"]["RuleEvent"];
            /** @description For `failing`, required: the number of failed runs in a row. */
            failures: number | null;
            /** @description For `late`, required: the delay in seconds. */
            late_seconds: number | null;
            /** @description For `no_success`, required: the number of hours. */
            silent_hours: number | null;
            /** @description Whether the end of an alert is notified. */
            notify_recovery: boolean;
            /** @description An open alert is notified again after this time. Null: once. */
            repeat_after_seconds: number | null;
            /**
             * @description The channels to notify.
             * @example [
             *       "0198f0c2-8a10-7000-8000-0000000000a1"
             *     ]
             */
            channel_ids: string[];
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
        };
        /**
         * @description `failing`: `failures` runs in a row have failed. `missed`: a run was missed. `late`: a run has not started `late_seconds` after it was due. `paused_by_failures`: the job stopped because of `pause_after_failures`. `no_success`: no run has succeeded for `silent_hours`, counted from the last success, or from the creation, resume or new schedule of the job.
         * @enum {string}
         */
        RuleEvent: "failing" | "missed" | "late" | "paused_by_failures" | "no_success";
        /**
         * @example {
         *       "name": "Billing fails",
         *       "tag": "billing",
         *       "event": "failing",
         *       "failures": 3,
         *       "repeat_after_seconds": 14400,
         *       "channel_ids": [
         *         "0198f0c2-8a10-7000-8000-0000000000a1"
         *       ]
         *     }
         */
        NotificationRuleInput: {
            /**
             * @description The name of the rule, shown in notices.
             * @example Billing fails
             */
            name: string;
            /**
             * @description Whether the rule is checked.
             * @default true
             */
            enabled?: boolean;
            /**
             * @description The only job of the rule. Without `job_id` and `tag`, the rule is about every job.
             * @default null
             */
            job_id?: string | null;
            /**
             * @description The rule is about the jobs with this tag. Excludes `job_id`.
             * @default null
             * @example billing
             */
            tag?: string | null;
            event: components["schemas"]["RuleEvent"];
            /**
             * @description For `failing`, required: the number of failed runs in a row.
             * @default null
             */
            failures?: number | null;
            /**
             * @description For `late`, required: the delay in seconds.
             * @default null
             */
            late_seconds?: number | null;
            /**
             * @description For `no_success`, required: the number of hours.
             * @default null
             */
            silent_hours?: number | null;
            /**
             * @description Whether the end of an alert is notified.
             * @default true
             */
            notify_recovery?: boolean;
            /**
             * @description An open alert is notified again after this time. Null: once.
             * @default null
             */
            repeat_after_seconds?: number | null;
            /**
             * @description The channels to notify.
             * @example [
             *       "0198f0c2-8a10-7000-8000-0000000000a1"
             *     ]
             */
            channel_ids: string[];
        };
        /**
         * @example {
         *       "enabled": false
         *     }
         */
        NotificationRulePatch: {
            /**
             * @description The name of the rule, shown in notices.
             * @example Billing fails
             */
            name?: string;
            /** @description Whether the rule is checked. */
            enabled?: boolean;
            /** @description The only job of the rule. Without `job_id` and `tag`, the rule is about every job. */
            job_id?: string | null;
            /**
             * @description The rule is about the jobs with this tag. Excludes `job_id`.
             * @example billing
             */
            tag?: string | null;
            event?: components["schemas"]["RuleEvent"];
            /** @description For `failing`, required: the number of failed runs in a row. */
            failures?: number | null;
            /** @description For `late`, required: the delay in seconds. */
            late_seconds?: number | null;
            /** @description For `no_success`, required: the number of hours. */
            silent_hours?: number | null;
            /** @description Whether the end of an alert is notified. */
            notify_recovery?: boolean;
            /** @description An open alert is notified again after this time. Null: once. */
            repeat_after_seconds?: number | null;
            /**
             * @description The channels to notify.
             * @example [
             *       "0198f0c2-8a10-7000-8000-0000000000a1"
             *     ]
             */
            channel_ids?: string[];
        };
        /**
         * @example {
         *       "id": "0198f0c3-2a30-7000-8000-0000000000a3",
         *       "rule_id": "0198f0c2-8a20-7000-8000-0000000000a2",
         *       "rule_name": "Billing fails",
         *       "event": "failing",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "run_id": "0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e",
         *       "message": "has failed 3 times in a row. Last error: The target responded with 500.",
         *       "state": "open",
         *       "opened_at": "2027-01-31T09:15:31.500Z",
         *       "closed_at": null,
         *       "close_reason": null,
         *       "is_flapping": false,
         *       "changes": 1,
         *       "notified_at": "2027-01-31T09:15:31.500Z"
         *     }
         */
        Alert: {
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
            rule_id: string;
            rule_name: string;
            event: components["schemas"]["RuleEvent"];
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            job_id: string;
            job_name: string;
            /** @description The run that opened the alert, if one did. */
            run_id: string | null;
            /**
             * @description What happened: a sentence that continues the name of the job.
             * @example has failed 3 times in a row. Last error: The target responded with 500.
             */
            message: string;
            state: components["schemas"]["AlertState"];
            /**
             * Format: date-time
             * @example 2027-01-31T09:00:00.000Z
             */
            opened_at: string;
            closed_at: string | null;
            /** @description `recovered`: the condition has ended. `job_deleted`, `rule_changed`: the job or the rule was deleted, or the rule no longer applies to the job; no notice is sent. */
            close_reason: ("recovered" | "job_deleted" | "rule_changed") | null;
            /** @description The alert opened again within 15 minutes after its end. Its changes are not sent until it has been steady for 15 minutes. */
            is_flapping: boolean;
            /** @description How often the alert has opened and closed. */
            changes: number;
            /** @description When the last notice about the alert was written. */
            notified_at: string | null;
        };
        /**
         * @description `open` while the condition of the rule holds for the job.
         * @enum {string}
         */
        AlertState: "open" | "closed";
        /**
         * @example {
         *       "data": [
         *         {
         *           "tag": "billing",
         *           "share": 0.999,
         *           "within_seconds": 30,
         *           "window_days": 30,
         *           "counted_since": "2027-01-01T00:00:00.000Z",
         *           "good": 99950,
         *           "bad": 50,
         *           "reached": 0.9995,
         *           "budget_left": 0.5,
         *           "burn_rate_1h": 0,
         *           "burn_rate_6h": 0.4,
         *           "burn_rate_24h": 1.2
         *         }
         *       ]
         *     }
         */
        Objectives: {
            data: components["schemas"]["Objective"][];
        };
        /**
         * @example {
         *       "tag": "billing",
         *       "share": 0.999,
         *       "within_seconds": 30,
         *       "window_days": 30,
         *       "counted_since": "2027-01-01T00:00:00.000Z",
         *       "good": 99950,
         *       "bad": 50,
         *       "reached": 0.9995,
         *       "budget_left": 0.5,
         *       "burn_rate_1h": 0,
         *       "burn_rate_6h": 0.4,
         *       "burn_rate_24h": 1.2
         *     }
         */
        Objective: {
            /**
             * @description A tag of jobs.
             * @example billing
             */
            tag: string;
            /**
             * @description The share of runs that begin in time, between 0 and 1.
             * @example 0.999
             */
            share: number;
            /**
             * @description A run begins in time if its first attempt starts at most this long after `due_at`.
             * @example 30
             */
            within_seconds: number;
            /** @description The days that are judged together, until now. */
            window_days: number;
            /**
             * Format: date-time
             * @description Runs count from here on: the creation of the objective, or the last change of `within_seconds`.
             * @example 2027-01-31T09:00:00.000Z
             */
            counted_since: string;
            /** @description Runs in the window that began in time. */
            good: number;
            /** @description Runs in the window that began later, and missed occurrences. */
            bad: number;
            /** @description The share of runs in the window that began in time. Null without runs. */
            reached: number | null;
            /** @description The part of the allowed bad runs that is left: 1 is all of it; below 0 the objective is missed. */
            budget_left: number;
            /** @description How fast the last hour used the budget: 1 uses it up exactly within the window of the objective. Null without runs. */
            burn_rate_1h: number | null;
            /** @description How fast the last 6 hours used the budget: 1 uses it up exactly within the window of the objective. Null without runs. */
            burn_rate_6h: number | null;
            /** @description How fast the last 24 hours used the budget: 1 uses it up exactly within the window of the objective. Null without runs. */
            burn_rate_24h: number | null;
        };
        /**
         * @example {
         *       "share": 0.999,
         *       "within_seconds": 30,
         *       "window_days": 30
         *     }
         */
        ObjectiveInput: {
            /**
             * @description The share of runs that begin in time, between 0 and 1.
             * @example 0.999
             */
            share: number;
            /**
             * @description A run begins in time if its first attempt starts at most this long after `due_at`.
             * @example 30
             */
            within_seconds: number;
            /**
             * @description The days that are judged together, until now.
             * @default 30
             */
            window_days?: number;
        };
        /**
         * @description The scheduler pause. While `paused` is true the service plans no runs and starts no runs.
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
            /** @description The name of the API key that paused the scheduler, `anonymous` without API keys, or `system`. */
            actor: string | null;
            reason: string | null;
        };
        /**
         * @example {
         *       "reason": "Network maintenance until noon"
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
         *       "status": "not_ready",
         *       "database": "ok",
         *       "queue": "ok",
         *       "parts": [
         *         {
         *           "name": "plan",
         *           "status": "ok",
         *           "reason": null
         *         },
         *         {
         *           "name": "enqueue",
         *           "status": "ok",
         *           "reason": null
         *         },
         *         {
         *           "name": "consume",
         *           "status": "not_ready",
         *           "reason": "Messages cannot be received: ERR max number of clients reached."
         *         },
         *         {
         *           "name": "write",
         *           "status": "ok",
         *           "reason": null
         *         }
         *       ]
         *     }
         */
        Readiness: {
            /**
             * @description `unreachable`: the database or the queue does not respond. `not_ready`: both respond, but a part does not work.
             * @enum {string}
             */
            status: "ok" | "unreachable" | "not_ready";
            /** @enum {string} */
            database: "ok" | "unreachable";
            /** @enum {string} */
            queue: "ok" | "unreachable";
            parts: components["schemas"]["PartReadiness"][];
        };
        /**
         * @example {
         *       "name": "plan",
         *       "status": "ok",
         *       "reason": null
         *     }
         */
        PartReadiness: {
            /**
             * @description `plan`: compute due runs. `enqueue`: put their messages into the queue. `consume`: receive messages (worker role only). `write`: write to the database.
             * @enum {string}
             */
            name: "plan" | "enqueue" | "consume" | "write";
            /**
             * @description `not_ready`: the latest attempt failed, has no response yet, or none has succeeded yet.
             * @enum {string}
             */
            status: "ok" | "not_ready";
            /** @description One sentence. Null if `status` is `ok`. */
            reason: string | null;
        };
        /**
         * @example {
         *       "version": "0.1.0",
         *       "time_zone_data": "2026c",
         *       "database": {
         *         "kind": "postgres",
         *         "status": "ok",
         *         "latency_ms": 0.6,
         *         "version": "18.1",
         *         "size_bytes": 52428800,
         *         "clock_change": null
         *       },
         *       "queue": {
         *         "kind": "redis",
         *         "status": "ok",
         *         "latency_ms": 0.3,
         *         "waiting": 0,
         *         "delayed": 12,
         *         "active": 3
         *       },
         *       "parts": [
         *         {
         *           "name": "plan",
         *           "status": "ok",
         *           "reason": null
         *         },
         *         {
         *           "name": "enqueue",
         *           "status": "ok",
         *           "reason": null
         *         },
         *         {
         *           "name": "write",
         *           "status": "ok",
         *           "reason": null
         *         }
         *       ],
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
         *           "full_hosts": [
         *             {
         *               "host": "api.example.com",
         *               "limit": 100,
         *               "in_flight": 100
         *             }
         *           ],
         *           "clock_offset_ms": 1,
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
            /** @description Version of the process that sent this response. */
            version: string;
            /**
             * @description Version of the time zone database (IANA tzdata) that computes occurrences. It is part of Node.js.
             * @example 2026c
             */
            time_zone_data: string;
            /** @description The database that stores jobs and runs. */
            database: {
                /** @enum {string} */
                kind: "embedded" | "postgres";
                /** @enum {string} */
                status: "ok" | "unreachable";
                /** @description Duration of a trivial query in milliseconds. Null if it failed. */
                latency_ms: number | null;
                /** @description Version of PostgreSQL. */
                version: string | null;
                /** @description Size of the database in bytes, with indexes, and with the queue if the database stores it. */
                size_bytes: number | null;
                /** @description The last change of the clock of the database in 24 hours. Null if there was none. */
                clock_change: {
                    /**
                     * Format: date-time
                     * @description By the clock after the change.
                     * @example 2027-01-31T09:00:00.000Z
                     */
                    noticed_at: string;
                    /** @description Milliseconds by which the clock was set: forward if positive. */
                    by_ms: number;
                    /** @description True while nothing is planned or started, until the clock has stayed ahead for a minute. */
                    is_held: boolean;
                } | null;
            };
            /** @description The queue. Its messages contain the IDs of runs that are due soon. The message counts are null while the queue is unreachable. */
            queue: {
                /** @enum {string} */
                kind: "database" | "redis";
                /** @enum {string} */
                status: "ok" | "unreachable";
                /** @description Duration of a trivial query in milliseconds. Null if it failed. */
                latency_ms: number | null;
                /** @description Messages that no worker has received yet. */
                waiting: number | null;
                /** @description Messages that the queue delivers later, shortly before their runs are due. */
                delayed: number | null;
                /** @description Messages that a worker has received and not yet acknowledged. */
                active: number | null;
            };
            /** @description Whether the process that sent this response can plan, enqueue, consume and write. */
            parts: components["schemas"]["PartReadiness"][];
            /** @description Processes with a heartbeat in the last 30 seconds, oldest first. Empty while the database is unreachable. */
            processes: components["schemas"]["SystemProcess"][];
            /** @description All settings of the process that sent this response. */
            settings: components["schemas"]["SystemSetting"][];
            /** @description The retention of ended runs. */
            retention: {
                run_days: number;
                /** @description The oldest stored run. Null if there is none, or if the database is unreachable. */
                oldest_run_at: string | null;
            };
            /** @description The targets that jobs may call. */
            targets: {
                /** @description The entries of `ALLOWED_TARGET_HOSTS`, or its default if it is unset. */
                allowed: string[];
                /** @description True if a job may call this process under `localhost`. */
                allows_loopback: boolean;
            };
            /** @description URL of this process on its own machine. Null if the process does not listen on loopback. */
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
         *       "full_hosts": [
         *         {
         *           "host": "api.example.com",
         *           "limit": 100,
         *           "in_flight": 100
         *         }
         *       ],
         *       "clock_offset_ms": 1,
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
            /** @description Host name of the machine. */
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
             * @description The last heartbeat. Every process writes one every 5 seconds.
             * @example 2027-01-31T09:00:00.000Z
             */
            seen_at: string;
            /** @description Maximum number of requests in flight. Null for a process without the worker role. */
            concurrency: number | null;
            /** @description Number of claimed runs whose results were not yet recorded at `seen_at`. Null for a process without the worker role. */
            in_flight: number | null;
            /** @description Target hosts at their limit of requests in flight, `TARGET_CONCURRENCY`, at `seen_at`: further runs wait for them. */
            full_hosts: {
                host: string;
                limit: number;
                in_flight: number;
            }[];
            /** @description Milliseconds by which the clock of the process is ahead of the clock of the database, or behind if negative. Runs start by the clock of the database. Null if not known yet. */
            clock_offset_ms: number | null;
            /** @description True for the process that sent this response. */
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
            /** @description Name of the environment variable. */
            name: string;
            /** @description The effective value, with secrets as `[redacted]`. Null if there is no value. */
            value: string | null;
            /** @description True if the environment does not set the variable. */
            is_default: boolean;
            /** @description True if the value is, or may contain, a secret. */
            is_secret: boolean;
        };
        /**
         * @example {
         *       "id": "0198f0c2-7a52-7abc-8def-0123456789ab",
         *       "created_at": "2027-01-31T08:15:30.123Z",
         *       "actor": "deploy",
         *       "via": "key",
         *       "action": "job.updated",
         *       "job_id": "0198f0c2-7a51-7000-8000-000000000000",
         *       "job_name": "Example Job",
         *       "run_id": null,
         *       "before": {
         *         "timeout_seconds": 30
         *       },
         *       "after": {
         *         "timeout_seconds": 60
         *       },
         *       "route": null,
         *       "status_code": null,
         *       "detail": null,
         *       "address": null,
         *       "count": 1,
         *       "last_at": "2027-01-31T08:15:30.123Z"
         *     }
         */
        AuditEntry: {
            /**
             * Format: uuid
             * @description A UUID (version 7).
             * @example 0198f0c2-7a51-7000-8000-000000000000
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was done; of several equal actions, the first.
             * @example 2027-01-31T09:00:00.000Z
             */
            created_at: string;
            /** @description The name of the API key, `anonymous` if the service has no API keys, `unknown` for a refused client without a valid API key, or `system` for the service itself. */
            actor: string;
            /** @description How the client authenticated: with the API key, or with a session of the web interface. Null for `anonymous`, `unknown` and `system`. */
            via: ("key" | "session") | null;
            action: components["schemas"]["AuditAction"];
            /** @description The job that was affected. */
            job_id: string | null;
            /** @description The current name of the job. Null if it is deleted. */
            job_name: string | null;
            /** @description The run that was started, rerun or canceled. */
            run_id: string | null;
            /** @description The changed fields of the job with their previous values. */
            before: {
                [key: string]: unknown;
            };
            /** @description The changed fields of the job with their new values, or the parameters of the action. */
            after: {
                [key: string]: unknown;
            };
            /**
             * @description Of a refused request: the method and the path of the operation.
             * @example DELETE /jobs/{id}
             */
            route: string | null;
            /** @description The status code of the refusal. */
            status_code: number | null;
            /** @description The reason of the refusal. */
            detail: string | null;
            /**
             * @description Of a sign-in, sign-out or refusal: the remote address of the connection. Behind a proxy, the address of the proxy.
             * @example 203.0.113.7
             */
            address: string | null;
            /** @description The number of equal actions within one minute that the entry stands for. Only sign-ins, sign-outs and refusals are merged. */
            count: number;
            /**
             * Format: date-time
             * @description The last of these actions.
             * @example 2027-01-31T09:00:00.000Z
             */
            last_at: string;
        };
        /**
         * @description What was done. `job.tested`: the request of a job was sent without storing the job. `job.evidence_erased`: the recorded requests, responses and values of the job were erased. `credential.…`: the credentials of jobs. `channel.…`, `rule.…`: the channels and rules of notifications. `objective.…`: the lateness objectives of tags. `run.started`: manually. `session.refused`: a sign-in with a wrong API key. `request.refused`: a request without a valid API key (401), without the required role, from a page of another origin or from a run (403).
         * @enum {string}
         */
        AuditAction: "job.created" | "job.updated" | "job.paused" | "job.resumed" | "job.deleted" | "job.backfilled" | "job.evidence_erased" | "job.tested" | "run.started" | "run.rerun" | "run.canceled" | "credential.created" | "credential.updated" | "credential.deleted" | "channel.created" | "channel.updated" | "channel.tested" | "channel.deleted" | "rule.created" | "rule.updated" | "rule.deleted" | "objective.created" | "objective.updated" | "objective.deleted" | "scheduler.paused" | "scheduler.resumed" | "session.signed_in" | "session.signed_out" | "session.refused" | "request.refused";
        /**
         * @example {
         *       "name": "anonymous",
         *       "role": "admin",
         *       "needs_key": false
         *     }
         */
        Session: {
            /** @description The name of the API key, or `anonymous` if the service has no API keys. */
            name: string;
            /**
             * @description The role of the API key, or `admin` if the service has no API keys. Each role includes the permissions of the previous ones.
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
            /** @description True if the service requires an API key. */
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
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs with this status. */
                status?: "active" | "inactive" | "failed";
                /** @description Only jobs with this schedule type. */
                schedule_type?: "cron" | "specific_time" | "recurring";
                /** @description Only jobs with this tag. */
                tag?: string;
                /** @description Only jobs of this set, see `POST /jobs/apply`. */
                managed_by?: string;
                /** @description Only jobs whose name, description, target or key contains this text, ignoring case. A text of one or two characters finds jobs whose name starts with it. */
                q?: string;
                /** @description `true`: only failing jobs, see the field `failing`. `false`: only the other jobs. */
                failing?: boolean;
                /** @description Sort field, ascending; with a leading `-` descending. `next_run` sorts by `next_due_at`, the start of the next run. Defaults to `-created_at`. */
                sort?: "created_at" | "-created_at" | "name" | "-name" | "next_run" | "-next_run";
                /** @description Only these jobs, at most 100: job IDs, separated by commas. */
                ids?: string[];
                /** @description `payload`: also return the payloads of the jobs. */
                include?: "payload";
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
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
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The stored job. */
            201: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The attempt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attempt"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing. */
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
            /** @description The stored job. */
            200: {
                headers: {
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has changed since it was read: its `ETag` does not match `If-Match`. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing. */
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
            /** @description The job is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has changed since it was read: its `ETag` does not match `If-Match`. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing. */
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
            /** @description The stored job. */
            200: {
                headers: {
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has changed since it was read: its `ETag` does not match `If-Match`. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The stored jobs. */
            201: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedJobs"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing. */
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
            /** @description The stored job. */
            200: {
                headers: {
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The created job. */
            201: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description The version of the job definition, for use in `If-Match`. */
                    etag: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has changed since it was read: its `ETag` does not match `If-Match`. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing. */
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
            /** @description The job is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has changed since it was read: its `ETag` does not match `If-Match`. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
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
            /** @description A page of audit log entries. */
            200: {
                headers: {
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listJobTimelines: {
        parameters: {
            query: {
                /** @description Job IDs, separated by commas. */
                ids: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The timelines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTimelines"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    eraseEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureInput"];
            };
        };
        responses: {
            /** @description How much was erased. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description Only runs with this trigger. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`). */
                status_code?: string;
                /** @description Only runs with this error, such as `timeout` or `status_503`. */
                error_code?: string;
                /** @description Only runs of jobs whose target has this host name. As the job is now; runs of deleted jobs do not match. */
                host?: string;
                /** @description Only runs of jobs with this tag. As the job is now; runs of deleted jobs do not match. */
                tag?: string;
                /** @description Only runs of this instant or later. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                from?: string;
                /** @description Only runs before this instant. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                to?: string;
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
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
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The queued run. */
            202: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The number of runs created, or with `dry_run` the number that would be created. */
            202: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description Only these runs, at most 100: run IDs, separated by commas. */
                ids?: string[];
                /** @description Only runs with this status. */
                status?: components["schemas"]["RunStatus"] & unknown;
                /** @description Only runs with this trigger. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`). */
                status_code?: string;
                /** @description Only runs with this error, such as `timeout` or `status_503`. */
                error_code?: string;
                /** @description Only runs of jobs whose target has this host name. As the job is now; runs of deleted jobs do not match. */
                host?: string;
                /** @description Only runs of jobs with this tag. As the job is now; runs of deleted jobs do not match. */
                tag?: string;
                /** @description Only runs of this instant or later. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                from?: string;
                /** @description Only runs before this instant. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                to?: string;
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
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
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    countRuns: {
        parameters: {
            query?: {
                /** @description Only runs of this job. */
                job_id?: string;
                /** @description Only runs with this trigger. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`). */
                status_code?: string;
                /** @description Only runs with this error, such as `timeout` or `status_503`. */
                error_code?: string;
                /** @description Only runs of jobs whose target has this host name. As the job is now; runs of deleted jobs do not match. */
                host?: string;
                /** @description Only runs of jobs with this tag. As the job is now; runs of deleted jobs do not match. */
                tag?: string;
                /** @description Only runs of this instant or later. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                from?: string;
                /** @description Only runs before this instant. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCounts"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    exportRuns: {
        parameters: {
            query?: {
                /** @description Only runs of this job. */
                job_id?: string;
                /** @description Only runs with this trigger. */
                trigger?: components["schemas"]["RunTrigger"] & unknown;
                /** @description Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`). */
                status_code?: string;
                /** @description Only runs with this error, such as `timeout` or `status_503`. */
                error_code?: string;
                /** @description Only runs of jobs whose target has this host name. As the job is now; runs of deleted jobs do not match. */
                host?: string;
                /** @description Only runs of jobs with this tag. As the job is now; runs of deleted jobs do not match. */
                tag?: string;
                /** @description Only runs of this instant or later. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                from?: string;
                /** @description Only runs before this instant. Compares `scheduled_for` of scheduled runs, and the creation time of other runs. */
                to?: string;
                /** @description Only runs with this status. */
                status?: "succeeded" | "failed" | "skipped" | "missed" | "canceled";
                /** @description Only runs after the run with this ID, which need not exist any more. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The run. A running run is still `running` until its request is aborted. */
            202: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The new queued run. */
            202: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The result for each item. */
            200: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The result for each item. */
            200: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    applyJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobApply"];
            };
        };
        responses: {
            /** @description The plan, carried out unless `dry_run`. */
            200: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPlan"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The occurrences, the description and the warnings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listOccurrences: {
        parameters: {
            query?: {
                /** @description Inclusive, not in the past. Defaults to now. */
                from?: string;
                /** @description Exclusive, at most 31 days after `from`. Defaults to 24 hours after `from`. */
                to?: string;
                /** @description Only jobs with this tag. */
                tag?: string;
                /** @description Only jobs whose target has this host name. */
                host?: string;
                /** @description Only this job. */
                job_id?: string;
                /** @description Maximum number of occurrences, 1 000 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The occurrences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpcomingOccurrences"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listInterruptions: {
        parameters: {
            query?: {
                /** @description The start of the period. Defaults to 24 hours ago. */
                from?: string;
                /** @description The end of the period. Defaults to now. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The interruptions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interruptions"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description Length of the time window up to now. Defaults to `24h`. */
                window?: components["schemas"]["StatsWindow"] & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description Length of the time window up to now. Defaults to `24h`. */
                window?: components["schemas"]["StatsWindow"] & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups of failed runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failures"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description The `id` of the last received event. The service ignores any other value. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events without end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    createCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description The stored credential. */
            201: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The unique name by which jobs use the credential. It does not change. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    deleteCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The unique name by which jobs use the credential. It does not change. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    updateCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The unique name by which jobs use the credential. It does not change. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialPatch"];
            };
        };
        responses: {
            /** @description The stored credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    createChannel: {
        parameters: {
            query?: never;
            header?: {
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelInput"];
            };
        };
        responses: {
            /** @description The stored channel. */
            201: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    getChannel: {
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
            /** @description The channel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    deleteChannel: {
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
            /** @description The channel is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    updateChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelPatch"];
            };
        };
        responses: {
            /** @description The stored channel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    testChannel: {
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
            /** @description The notice: `sent`, or `failed` with its error. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listNotificationRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRules"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    createNotificationRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationRuleInput"];
            };
        };
        responses: {
            /** @description The stored rule. */
            201: {
                headers: {
                    /** @description The path of the created resource. */
                    location: string;
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRule"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    getNotificationRule: {
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
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRule"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    deleteNotificationRule: {
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
            /** @description The rule is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    updateNotificationRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID (version 7). */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationRulePatch"];
            };
        };
        responses: {
            /** @description The stored rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationRule"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listAlerts: {
        parameters: {
            query?: {
                /** @description Only alerts in this state. */
                state?: components["schemas"]["AlertState"] & unknown;
                /** @description Only those of this job. */
                job_id?: string;
                /** @description Only those of this rule. */
                rule_id?: string;
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of alerts. */
            200: {
                headers: {
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Alert"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listNotices: {
        parameters: {
            query?: {
                /** @description Only notices with this status. */
                status?: components["schemas"]["DeliveryStatus"] & unknown;
                /** @description Only those of this job. */
                job_id?: string;
                /** @description Only those of this rule. */
                rule_id?: string;
                /** @description Only those to this channel. */
                channel_id?: string;
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notices. */
            200: {
                headers: {
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Notice"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listObjectives: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The objectives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Objectives"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    getObjective: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A tag of jobs. */
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The objective. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Objective"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    putObjective: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A tag of jobs. */
                tag: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObjectiveInput"];
            };
        };
        responses: {
            /** @description The stored objective. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Objective"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    deleteObjective: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A tag of jobs. */
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The objective is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The scheduler pause. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
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
            /** @description The scheduler pause. */
            200: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
                /** @description An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scheduler pause. */
            200: {
                headers: {
                    /** @description Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one. */
                    "idempotent-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterSwitch"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state of the resource does not allow the operation. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The database and the queue are reachable, and every part of the process works. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database or the queue is unreachable, or a part does not work. */
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
            /** @description The OpenAPI 3.1 document. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description An HTML page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description An HTML page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The system information. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
    listAudit: {
        parameters: {
            query?: {
                /** @description Only actions of this API key, or of `anonymous`, `unknown` or `system`. */
                actor?: string;
                /** @description Only this action. */
                action?: components["schemas"]["AuditAction"] & unknown;
                /** @description Only actions on the job or run with this ID. */
                target?: string;
                /** @description Only actions at this instant or later. */
                from?: string;
                /** @description Only actions before this instant. */
                to?: string;
                /** @description Maximum number of items per page. */
                limit?: number;
                /** @description The start of the page: `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of audit log entries. */
            200: {
                headers: {
                    /** @description The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page. */
                    link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEntry"][];
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The metrics in Prometheus text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The name and the role of the API key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The session of the API key. */
            200: {
                headers: {
                    /** @description The session cookie with `HttpOnly` and `SameSite=Strict`, and `Secure` if the page was loaded over HTTPS. */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type of the body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has invalid fields. `errors` names each field and the reason. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
            /** @description The request is malformed: invalid JSON, or an unknown or invalid query parameter or header. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow the operation, or the origin or host of the request is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An internal error. The service logged it under `request_id`. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database is unreachable or the read took too long. Retry after `Retry-After` seconds. */
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
