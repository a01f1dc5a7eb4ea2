import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { ShopNameDocument } from '../operations/generated';
import { t } from '../texts';
import { ForgotPassword } from './ForgotPassword';
import { Gate } from './Gate';
import { SignInForm } from './SignInForm';

/** Replaces every page for people who are not signed in. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [{ data }] = useQuery({ query: ShopNameDocument });
  const [email, setEmail] = useState('');
  const [forgot, setForgot] = useState(false);
  const shop = data?.shop.name;
  if (forgot) {
    return (
      <Gate title={t.forgot.title}>
        <ForgotPassword email={email} onBack={() => setForgot(false)} />
      </Gate>
    );
  }
  return (
    <Gate title={shop === undefined ? t.signIn.title : t.signIn.to(shop)}>
      <SignInForm email={email} onEmail={setEmail} onSignedIn={onSignedIn} />
      <Anchor component="button" type="button" size="sm" className="forgot" onClick={() => setForgot(true)}>
        {t.forgot.action}
      </Anchor>
      <Text size="xs" c="dimmed">
        {t.signIn.help}
      </Text>
    </Gate>
  );
}
