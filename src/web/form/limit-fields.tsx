// If it fails: how long an attempt may take, and how often it is tried again.
import { TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { More } from './more.tsx';
import { MoreFailures } from './more-failures.tsx';
import { describeTries } from './retry-words.ts';
import { SecondsField } from './seconds-field.tsx';
import { defaults } from './values.ts';

export function LimitFields({ form }: { form: JobForm }) {
  return (
    <>
      <SecondsField
        form={form}
        pointer="/timeout_seconds"
        label="Timeout, in seconds"
        value={form.timeout}
        hint="For one attempt, until the last byte."
      />
      <TextField
        form={form}
        pointer="/retry/max_attempts"
        label="Attempts at most"
        value={form.attempts}
        inputMode="numeric"
        hint="The first included."
      />
      <p class="sentence wide">{describeTries(form)}</p>
      <MoreFailures form={form} />
      <More
        form={form}
        pointers={['/retry']}
        isUsed={isUsed(form)}
        title="Waits between attempts"
        note="the first and the longest, their growth, when to give up"
      >
        <SecondsField
          form={form}
          pointer="/retry/initial_delay_seconds"
          label="First wait, in seconds"
          value={form.firstWait}
          hint="The longest wait before the second attempt."
        />
        <TextField
          form={form}
          pointer="/retry/factor"
          label="Growth of the wait"
          value={form.growth}
          inputMode="decimal"
          hint="Each wait may be this many times as long as the one before."
        />
        <SecondsField
          form={form}
          pointer="/retry/max_delay_seconds"
          label="Longest wait, in seconds"
          value={form.longestWait}
          hint=""
        />
        <SecondsField
          form={form}
          pointer="/retry/max_age_seconds"
          label="Give up after, in seconds"
          value={form.giveUpAfter}
          hint="From the first attempt’s start."
        />
      </More>
    </>
  );
}

function isUsed({ firstWait, longestWait, growth, giveUpAfter }: JobForm): boolean {
  return (
    firstWait.peek() !== defaults.firstWait ||
    longestWait.peek() !== defaults.longestWait ||
    growth.peek() !== defaults.growth ||
    giveUpAfter.peek() !== defaults.giveUpAfter
  );
}
