import { Button, Fieldset, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { moneyOf } from '../parts/format';
import { IconPlus } from '../parts/icons';
import { MoneyInput } from '../parts/MoneyInput';
import { t } from '../texts';
import { ItemMore } from './ItemMore';
import { emptyItem, totalOf, type OrderDraft } from './order';

type Props = { form: UseFormReturnType<OrderDraft> };

/** The lines of an order with their prices, and what it comes to. */
export function ItemsInputs({ form }: Props) {
  const order = form.values;
  const total = validCurrency(order.currency) ? totalOf(order) : undefined;
  const money = (path: string) => ({
    ...form.getInputProps(path),
    value: form.getInputProps(path).value as string,
    onChange: (text: string) => form.setFieldValue(path, text),
    currency: order.currency,
  });
  return (
    <Stack gap="sm">
      {order.items.map((item, i) => (
        <Fieldset key={item.id} legend={t.order.place.itemNumber(i + 1)} p="sm">
          <div className="item-inputs">
            <TextInput label={t.order.item} withAsterisk dir="auto" {...form.getInputProps(`items.${i}.name`)} />
            <TextInput label={t.order.sku} withAsterisk {...form.getInputProps(`items.${i}.sku`)} />
            <TextInput
              label={t.order.quantity}
              withAsterisk
              inputMode="numeric"
              {...form.getInputProps(`items.${i}.quantity`)}
            />
            <MoneyInput label={t.order.unitPrice} withAsterisk {...money(`items.${i}.unitPrice`)} />
          </div>
          <ItemMore form={form} i={i} />
          {order.items.length > 1 && (
            <Button
              mt="xs"
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t.order.place.removeItem(i + 1)}
              onClick={() => form.removeListItem('items', i)}
            >
              {t.common.remove}
            </Button>
          )}
        </Fieldset>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => form.insertListItem('items', emptyItem(Math.max(...order.items.map(({ id }) => id)) + 1))}
        >
          {t.order.place.addItem}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 2, md: 5 }} spacing="sm">
        <TextInput
          label={t.order.currency}
          maxLength={3}
          {...form.getInputProps('currency')}
          onChange={(event) => form.setFieldValue('currency', event.currentTarget.value.toUpperCase())}
        />
        <MoneyInput label={t.order.shippingTotal} {...money('shippingPrice')} />
        <MoneyInput label={t.order.taxTotal} {...money('tax')} />
        <MoneyInput label={t.order.place.taxIncluded} {...money('taxIncluded')} />
        <MoneyInput label={t.order.discountTotal} {...money('discount')} />
      </SimpleGrid>
      <Text fw={600} role="status">
        {t.order.total}: {total === undefined ? t.common.none : moneyOf({ amount: total, currency: order.currency })}
      </Text>
    </Stack>
  );
}

function validCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}
