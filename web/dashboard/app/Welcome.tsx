import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { AcceptInvitationDocument, FirstMemberDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { NewPassword } from '../parts/NewPassword';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import type { Failure } from './failure';
import { Gate } from './Gate';
import { byField, useSave, type Outcome } from './useSave';

/**
 * The one-time token of the link. It is behind the #, which no server sees and no log keeps; links in emails have it as
 * a parameter, which is moved there, so that it is not in the history or sent to other sites.
 */
function useToken(): string {
  const [token] = useState(tokenIn);
  useEffect(() => {
    if (location.search !== '')
      history.replaceState(history.state, '', `${location.pathname}#${encodeURIComponent(token)}`);
  }, [token]);
  return token;
}

function tokenIn(): string {
  const hash = location.hash.slice(1);
  try {
    return new URLSearchParams(location.search).get('token') ?? decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

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
      <Anchor href="/dashboard/" size="sm">
        {t.welcome.toSignIn}
      </Anchor>
    </Stack>
  );
}

/** Makes the shop's first member. */
export function WelcomePage() {
  const token = useToken();
  const form = useForm({ initialValues: { name: '', email: '', password: '' } });
  const [create, busy] = useSave(FirstMemberDocument);
  const [failure, take] = useOutcome(t.welcome.invalid);
  return (
    <Gate title={t.welcome.title}>
      <Text size="sm">{t.welcome.text}</Text>
      <Form
        onSubmit={async () => take(await create({ token, input: form.getValues() }), form.setErrors)}
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

type Texts = { title: string; text: string; submit: string; invalid: string };

/** Takes an invitation. */
export function InvitationPage() {
  return <PasswordPage texts={t.invitation} />;
}

/** Replaces a forgotten password, by the link in an email. */
export function ResetPasswordPage() {
  return <PasswordPage texts={t.reset} />;
}

/** Sets the password of the member whom the token of the link names, and signs in. */
function PasswordPage({ texts }: { texts: Texts }) {
  const token = useToken();
  const form = useForm({ initialValues: { password: '' } });
  const [accept, busy] = useSave(AcceptInvitationDocument);
  const [failure, take] = useOutcome(texts.invalid);
  return (
    <Gate title={texts.title}>
      <Text size="sm" c="dimmed">
        {texts.text}
      </Text>
      <Form
        onSubmit={async () => take(await accept({ token, password: form.getValues().password }), form.setErrors)}
        errors={form.errors}
        gap="md"
        actions={
          <Button type="submit" loading={busy} fullWidth>
            {texts.submit}
          </Button>
        }
      >
        <Problem failure={failure} />
        <NewPassword autoFocus {...form.getInputProps('password')} />
      </Form>
    </Gate>
  );
}
