// Explains why a form was not saved or its test request not sent; field errors appear at their fields.

import { errorsWithoutField } from './field-errors.ts';
import { Errors } from './fields.tsx';
import type { JobForm } from './job-form.ts';

export interface FormFailure {
  title: 'Not saved' | 'Not sent';
  /** The reason if no field is invalid, otherwise empty. */
  message: string;
}

export function ErrorSummary({ form, failure }: { form: JobForm; failure: FormFailure | null }) {
  const count = form.errors.value.length;
  if (failure === null || (count === 0 && failure.message === '')) return <div role="alert" />;
  const { title, message } = failure;
  return (
    <div role="alert" class="problem">
      {count > 0 && (
        <p class="error">
          {title}: {count === 1 ? '1 invalid field' : `${count} invalid fields`}.
        </p>
      )}
      <Errors errors={errorsWithoutField(form, form.errors.value)} label="The request" pointer="" />
      {message !== '' && (
        <p class="error">
          {title}. {message} {title === 'Not saved' && 'Your input is kept. Try again in a moment.'}
        </p>
      )}
    </div>
  );
}
