import { Text } from '@mantine/core';
import { useQuery } from 'urql';
import { ShopNameDocument } from '../operations/generated';
import { t } from '../texts';
import { Gate } from './Gate';
import { SignInForm } from './SignInForm';

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [{ data }] = useQuery({ query: ShopNameDocument });
  return (
    <Gate title={data === undefined ? t.signIn.title : t.signIn.to(data.shop.name)}>
      <SignInForm onSignedIn={onSignedIn} />
      <Text size="sm" c="dimmed">
        {t.signIn.help}
      </Text>
    </Gate>
  );
}
