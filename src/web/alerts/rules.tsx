// The notification rules: condition, jobs and channels, and for admins the form.
import { useSignal } from '@preact/signals';
import type { Channel, NotificationRule, NotificationRuleInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatSeconds } from '../format/time.ts';
import { cachedTags } from '../jobs/job-search.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useJobName } from '../parts/job-field.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { describeCondition, events } from './alerts-list.tsx';
import { EditableList } from './editable-list.tsx';
import { CheckInput, ChoicesInput, ItemForm, JobInput, SelectInput, TextInput } from './item-form.tsx';

interface Props {
  rules: NotificationRule[] | undefined;
  channels: Channel[];
  onChange: () => Promise<void>;
}

export function RulesSection({ rules, channels, onChange }: Props) {
  return (
    <EditableList
      title="Rules"
      noun="rule"
      items={rules}
      none="No rules yet. A rule says which channels are notified when jobs fail, are late or stop."
      draw={(rule) => <RuleText rule={rule} channels={channels} />}
      drawActions={(rule) => (
        <ActionButton
          class="plain"
          label={`${rule.enabled ? 'Disable' : 'Enable'} ${rule.name}`}
          onAct={() => switchRule(rule, onChange)}
        >
          {rule.enabled ? 'Disable' : 'Enable'}
        </ActionButton>
      )}
      drawForm={(rule, onClose) => <RuleForm {...{ rule, channels, onClose, onChange }} />}
      effectOfDeletion="Its open alerts are closed. To stop it for a while, disable it instead."
      onDelete={(rule) => api.rules.delete(rule.id)}
      onChange={onChange}
    />
  );
}

async function switchRule(
  { id, name, enabled }: NotificationRule,
  onChange: () => Promise<void>,
): Promise<void> {
  const what = enabled ? 'disabled' : 'enabled';
  try {
    await api.rules.update(id, { enabled: !enabled });
    showMessage(`“${name}” ${what}.`);
    await onChange();
  } catch (error) {
    showFailure(`“${name}” was not ${what}.`, error);
  }
}

function RuleText({ rule, channels }: { rule: NotificationRule; channels: Channel[] }) {
  const names = rule.channel_ids.map((id) => channels.find((channel) => channel.id === id)?.name ?? '…');
  return (
    <>
      <p>
        <strong>
          <bdi>{rule.name}</bdi>
        </strong>
        {!rule.enabled && <span class="muted"> (disabled)</span>}
      </p>
      <p>
        {describeCondition(rule)}, <Scope rule={rule} />
      </p>
      <p class="muted">
        Notifies{' '}
        {names.map((name, index) => (
          <>
            {index > 0 && ', '}
            <bdi>{name}</bdi>
          </>
        ))}
        {rule.repeat_after_seconds !== null &&
          `; again every ${formatSeconds(rule.repeat_after_seconds)} while the alert is open`}
        {rule.notify_recovery && '; and at the end of the alert'}
      </p>
    </>
  );
}

function Scope({ rule: { job_id, tag } }: { rule: NotificationRule }) {
  if (job_id !== null) return <JobLink id={job_id} />;
  if (tag === null) return <>any job</>;
  return (
    <>
      jobs with the tag{' '}
      <a class="tag" href={links.jobs({ tag })}>
        <bdi>{tag}</bdi>
      </a>
    </>
  );
}

function JobLink({ id }: { id: string }) {
  return (
    <>
      job{' '}
      <a href={links.job(id)}>
        <bdi>{useJobName(id)}</bdi>
      </a>
    </>
  );
}

interface RuleFormProps {
  rule: NotificationRule | undefined;
  channels: Channel[];
  onClose: () => void;
  onChange: () => Promise<void>;
}

type Event = NotificationRule['event'];
type NumberName = 'failures' | 'late_seconds' | 'silent_hours';

const numbers: Record<Event, { name: NumberName; label: string; from: number; to: number } | undefined> = {
  failing: { name: 'failures', label: 'Failed runs in a row', from: 1, to: 1_000 },
  late: { name: 'late_seconds', label: 'Seconds late', from: 5, to: 86_400 },
  no_success: { name: 'silent_hours', label: 'Hours without a success', from: 1, to: 8_760 },
  missed: undefined,
  paused_by_failures: undefined,
};

const scopes = [
  ['all', 'Any job'],
  ['tag', 'Jobs with a tag'],
  ['job', 'One job'],
] as const;

/**
 * Null for an empty text: the service says that the number is required.
 * Another text is sent as it is: the service says which numbers are allowed.
 */
function numberOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const number = Number(trimmed.replace(',', '.'));
  return Number.isFinite(number) ? number : (trimmed as unknown as number);
}

/** The form of a notification rule, new or edited. */
function RuleForm({ rule, channels, onClose, onChange }: RuleFormProps) {
  const name = useSignal(rule?.name ?? '');
  const event = useSignal<string>(rule?.event ?? 'failing');
  const values = {
    failures: useSignal(String(rule?.failures ?? 3)),
    late_seconds: useSignal(String(rule?.late_seconds ?? 300)),
    silent_hours: useSignal(String(rule?.silent_hours ?? 25)),
  };
  const scope = useSignal<string>(rule?.job_id ? 'job' : rule?.tag ? 'tag' : 'all');
  const tag = useSignal(rule?.tag ?? '');
  const jobId = useSignal(rule?.job_id ?? '');
  const repeat = useSignal(String((rule?.repeat_after_seconds ?? 0) / 3_600 || ''));
  const recovery = useSignal(rule?.notify_recovery ?? true);
  const chosen = useSignal<readonly string[]>(
    rule?.channel_ids ?? (channels.length === 1 ? channels.map(({ id }) => id) : []),
  );
  const needed = numbers[event.value as Event];

  async function save(): Promise<string> {
    const hours = numberOf(repeat.value);
    const fields: NotificationRuleInput = {
      name: name.value.trim(),
      event: event.value as Event,
      ...{ failures: null, late_seconds: null, silent_hours: null },
      ...(needed && { [needed.name]: numberOf(values[needed.name].value) }),
      job_id: scope.value === 'job' ? jobId.value : null,
      tag: scope.value === 'tag' ? tag.value.trim() : null,
      repeat_after_seconds: typeof hours === 'number' ? Math.round(hours * 3_600) : hours,
      notify_recovery: recovery.value,
      channel_ids: [...chosen.value],
    };
    await (rule === undefined ? api.rules.create(fields) : api.rules.update(rule.id, fields));
    return fields.name;
  }

  return (
    <ItemForm noun="rule" editedName={rule?.name} {...{ save, onClose, onChange }}>
      <TextInput pointer="/name" label="Name" value={name} placeholder="Billing fails" />
      <SelectInput pointer="/event" label="Notify when" value={event} options={Object.entries(events)} />
      <SelectInput pointer="/scope" label="Jobs" value={scope} options={scopes} />
      {scope.value === 'tag' && <TextInput pointer="/tag" label="Tag" value={tag} options={cachedTags()} />}
      {scope.value === 'job' && (
        <JobInput pointer="/job_id" label="Job" value={jobId} fault="must be chosen from the list" />
      )}
      {needed && (
        <TextInput
          key={needed.name}
          pointer={`/${needed.name}`}
          label={needed.label}
          value={values[needed.name]}
          kind="number"
          fault={`must be a whole number from ${needed.from} to ${needed.to}`}
        />
      )}
      <TextInput
        pointer="/repeat_after_seconds"
        label="Repeat every (hours, optional)"
        value={repeat}
        kind="number"
        hint="While the alert is open. Leave empty to notify once."
        fault="must be a number of hours from 0.02 (1 minute) to 720 (30 days)"
      />
      <ChoicesInput
        pointer="/channel_ids"
        label="Channels"
        value={chosen}
        options={channels}
        hint={channels.length === 0 ? 'There is no channel yet. Create one below first.' : undefined}
      />
      <CheckInput
        label="Notify at the end of the alert as well"
        isChecked={recovery.value}
        onChange={(isChecked) => {
          recovery.value = isChecked;
        }}
      />
    </ItemForm>
  );
}
