import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { SignInDocument } from '../operations/generated';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import type { Failure } from './failure';
import { useSave } from './useSave';

type Props = {
  email?: string;
  /** Is told the address that is being typed. */
  onEmail?: (email: string) => void;
  onSignedIn: () => void;
};

/** Email address and password of a member of the staff. The token goes into a cookie, which no script reads. */
export function SignInForm({ email: known = '', onEmail, onSignedIn }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [signIn, busy] = useSave(SignInDocument);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    let answer = await signIn({ email, password });
    // A session that has ended is refused once, and with that the cookie is gone.
    if (!answer.done && answer.failure?.kind === 'session') answer = await signIn({ email, password });
    if (answer.done) return onSignedIn();
    setFailure(answer.failure ?? { kind: 'other', message: t.signIn.wrong });
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {failure !== undefined && <FailureNote failure={failure} />}
        <TextInput
          label={t.signIn.email}
          autoFocus={onEmail !== undefined}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={({ currentTarget: { value } }) => {
            setEmail(value);
            onEmail?.(value);
          }}
          data-autofocus={known === '' || undefined}
        />
        <PasswordInput
          label={t.signIn.password}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t.password.show }}
          data-autofocus={known !== '' || undefined}
        />
        <Button type="submit" loading={busy}>
          {t.signIn.submit}
        </Button>
      </Stack>
    </form>
  );
}
