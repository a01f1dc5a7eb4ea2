import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useQuery } from 'urql';
import { ShopNameDocument } from '../operations/generated';
import { t } from '../texts';

/** A password to be set, with what it must be like. */
export function NewPassword(props: PasswordInputProps) {
  const [{ data }] = useQuery({ query: ShopNameDocument });
  const rules = data?.shop.passwordRules;
  return (
    <PasswordInput
      label={t.password.label}
      description={rules && t.password.rules(rules.minLength, rules.maxLength)}
      autoComplete="new-password"
      required
      visibilityToggleButtonProps={{ 'aria-label': t.password.show }}
      aria-invalid={Boolean(props.error) || undefined}
      {...props}
    />
  );
}
