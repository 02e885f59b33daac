// Types of request and response bodies, from the API contract.
import type { components, operations } from './schema.ts';

type Schemas = components['schemas'];

export type Job = Schemas['Job'];
export type JobInput = Schemas['JobInput'];
export type JobPatch = Schemas['JobPatch'];
export type JobTimeline = Schemas['JobTimeline'];
export type JobChange = Schemas['JobChange'];
export type AuditEntry = Schemas['AuditEntry'];
export type Credential = Schemas['Credential'];
export type CredentialInput = Schemas['CredentialInput'];
export type CredentialPatch = Schemas['CredentialPatch'];
export type Channel = Schemas['Channel'];
export type ChannelInput = Schemas['ChannelInput'];
export type ChannelPatch = Schemas['ChannelPatch'];
export type NotificationRule = Schemas['NotificationRule'];
export type NotificationRuleInput = Schemas['NotificationRuleInput'];
export type NotificationRulePatch = Schemas['NotificationRulePatch'];
export type Alert = Schemas['Alert'];
export type Notice = Schemas['Notice'];
export type Objective = Schemas['Objective'];
export type ObjectiveInput = Schemas['ObjectiveInput'];
export type JobBulk = Schemas['JobBulk'];
export type Erasure = Schemas['Erasure'];
export type JobApply = Schemas['JobApply'];
export type JobPlan = Schemas['JobPlan'];
export type PlannedJob = Schemas['PlannedJob'];
export type PauseInput = Schemas['PauseInput'];
export type BackfillInput = Schemas['BackfillInput'];
export type Backfill = Schemas['Backfill'];
export type Run = Schemas['Run'];
export type RunWithAttempts = Schemas['RunWithAttempts'];
export type RunBulk = Schemas['RunBulk'];
export type RunCounts = Schemas['RunCounts'];
export type Attempt = Schemas['Attempt'];
export type BulkResult = Schemas['BulkResult'];
export type PreviewInput = Schemas['PreviewInput'];
export type Preview = Schemas['Preview'];
export type Session = Schemas['Session'];
export type Stats = Schemas['Stats'];
export type UpcomingOccurrences = Schemas['UpcomingOccurrences'];
export type Interruptions = Schemas['Interruptions'];
export type Failures = Schemas['Failures'];
export type MasterSwitch = Schemas['MasterSwitch'];
export type SwitchInput = Schemas['SwitchInput'];
export type System = Schemas['System'];

/** The query parameters of an operation. */
export type Query<Operation extends keyof operations> = NonNullable<
  operations[Operation]['parameters']['query']
>;
