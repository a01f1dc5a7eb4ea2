import { Text, TextInput, type TextInputProps } from '@mantine/core';
import { readAmount, typedAmount } from './amount';

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'inputMode' | 'rightSection'> & {
  /** The text as it is typed; `readAmount` turns it into what the API takes. */
  value: string;
  onChange: (text: string) => void;
  /** ISO 4217; shown in the input. */
  currency: string;
};

/**
 * The input of an amount of money, in the way the reader writes it. When it loses the focus it shows how the amount was
 * understood, so that `1.234` is seen as `1234,00` before it is sent.
 */
export function MoneyInput({ value, onChange, currency, onBlur, ...props }: Props) {
  return (
    <TextInput
      {...props}
      className="money"
      value={value}
      inputMode="decimal"
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => {
        const { amount } = readAmount(value, currency);
        if (amount !== undefined && typedAmount(amount) !== value) onChange(typedAmount(amount));
        onBlur?.(event);
      }}
      rightSectionWidth="3.25rem"
      rightSection={
        <Text size="xs" c="dimmed" fw={500} component="span">
          {currency}
        </Text>
      }
    />
  );
}
