import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RequestStaffPasswordResetDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { IconInfoCircle, IconMailCheck } from '../parts/icons';
import { t } from '../texts';
import type { Failure } from './failure';
import { byField, useSave } from './useSave';

const f = t.forgot;

type Props = { email: string; onBack: () => void };

/** Sends a member of staff a link to choose a new password. Whether the address is known is not told. */
export function ForgotPassword({ email: typed, onBack }: Props) {
  const [email, setEmail] = useState(typed);
  const [request, busy] = useSave(RequestStaffPasswordResetDocument);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const [outcome, setOutcome] = useState<'sent' | 'noMail'>();
  const submit = async () => {
    setFailure(undefined);
    setErrors({});
    if (email.trim() === '') return setErrors({ email: t.common.required });
    let answer = await request({ email });
    // A session that has ended is refused once, and with that the cookie is gone.
    if (!answer.done && answer.failure?.kind === 'session') answer = await request({ email });
    if (answer.done) return setOutcome(answer.payload.emailSent ? 'sent' : 'noMail');
    setFailure(answer.failure);
    setErrors(byField(answer.faults, ''));
  };
  const back = (
    <Button variant={outcome === undefined ? 'default' : 'filled'} onClick={onBack}>
      {f.back}
    </Button>
  );
  if (outcome !== undefined) {
    return (
      <>
        <Alert
          role="status"
          color={outcome === 'sent' ? 'teal' : 'orange'}
          icon={outcome === 'sent' ? <IconMailCheck /> : <IconInfoCircle />}
        >
          {outcome === 'sent' ? f.sent(email.trim()) : f.noMail}
        </Alert>
        {back}
      </>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed">
        {f.text}
      </Text>
      <Form
        onSubmit={submit}
        errors={errors}
        failure={failure}
        actions={
          <>
            <Button type="submit" loading={busy}>
              {f.submit}
            </Button>
            {back}
          </>
        }
      >
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="username"
          withAsterisk
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={errors.email}
        />
      </Form>
    </>
  );
}
