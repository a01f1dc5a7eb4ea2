import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { AcceptInvitationDocument, FirstMemberDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { NewPassword } from '../parts/NewPassword';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import type { Failure } from './failure';
import { Gate } from './Gate';
import { byField, useSave, type Outcome } from './useSave';

/** The one-time token behind the address' #, which no server sees and no log keeps. */
const token = () => decodeURIComponent(location.hash.slice(1));

/** Reloads the page as the member who has just signed in, without the token in its address. */
const enter = () => location.replace('/dashboard/');

function useOutcome(invalid: string) {
  const [failure, setFailure] = useState<Failure>();
  const take = (answer: Outcome<object>, mark: (faults: Record<string, string>) => void) => {
    setFailure(undefined);
    if (answer.done) return enter();
    const used = answer.faults.some((fault) => fault.code === 'INVITATION_INVALID');
    if (used) return setFailure({ kind: 'other', message: invalid });
    if (answer.failure) return setFailure(answer.failure);
    mark(byField(answer.faults));
  };
  return [failure, take] as const;
}

function Problem({ failure }: { failure: Failure | undefined }) {
  if (failure === undefined) return null;
  return (
    <Stack gap="xs">
      <FailureNote failure={failure} />
      <a href="/dashboard/">{t.welcome.toSignIn}</a>
    </Stack>
  );
}

/** Makes the shop's first member. */
export function WelcomePage() {
  const form = useForm({ initialValues: { name: '', email: '', password: '' } });
  const [create, busy] = useSave(FirstMemberDocument);
  const [failure, take] = useOutcome(t.welcome.invalid);
  return (
    <Gate title={t.welcome.title}>
      <Text size="sm">{t.welcome.text}</Text>
      <Form
        onSubmit={async () => take(await create({ token: token(), input: form.getValues() }), form.setErrors)}
        errors={form.errors}
        gap="md"
        actions={
          <Button type="submit" loading={busy} fullWidth>
            {t.welcome.submit}
          </Button>
        }
      >
        <Problem failure={failure} />
        <TextInput label={t.welcome.name} autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput
          label={t.welcome.email}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <NewPassword {...form.getInputProps('password')} />
      </Form>
    </Gate>
  );
}

/** Takes an invitation. */
export function InvitationPage() {
  const form = useForm({ initialValues: { password: '' } });
  const [accept, busy] = useSave(AcceptInvitationDocument);
  const [failure, take] = useOutcome(t.invitation.invalid);
  return (
    <Gate title={t.invitation.title}>
      <Text size="sm">{t.invitation.text}</Text>
      <Form
        onSubmit={async () =>
          take(await accept({ token: token(), password: form.getValues().password }), form.setErrors)
        }
        errors={form.errors}
        gap="md"
        actions={
          <Button type="submit" loading={busy} fullWidth>
            {t.invitation.submit}
          </Button>
        }
      >
        <Problem failure={failure} />
        <NewPassword {...form.getInputProps('password')} />
      </Form>
    </Gate>
  );
}
