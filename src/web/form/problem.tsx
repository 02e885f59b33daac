// Why a form was not saved, or its request not sent; what is wrong with a field is told there.
import { Errors } from './fields.tsx';
import { errorsElsewhere } from './form-errors.ts';
import type { JobForm } from './job-form.ts';

export interface Refusal {
  what: 'Not saved' | 'Not sent';
  /** Why, where no field is at fault. */
  failure: string;
}

export function Problem({ form, refusal }: { form: JobForm; refusal: Refusal | null }) {
  const count = form.errors.value.length;
  if (refusal === null || (count === 0 && refusal.failure === '')) return <div role="alert" />;
  const { what, failure } = refusal;
  return (
    <div role="alert" class="problem">
      {count > 0 && (
        <p class="error">
          {what}: {count === 1 ? 'one field needs' : `${count} fields need`} a change.
        </p>
      )}
      <Errors errors={errorsElsewhere(form, form.errors.value)} label="The request" pointer="" />
      {failure !== '' && (
        <p class="error">
          {what}. {failure}{' '}
          {what === 'Not saved' && 'What you typed is still here: save it again in a moment.'}
        </p>
      )}
    </div>
  );
}
