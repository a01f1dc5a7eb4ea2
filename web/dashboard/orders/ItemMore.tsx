import { Button, CloseButton, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useId, useState } from 'react';
import { IconPlus } from '../parts/icons';
import { Unfold } from '../parts/Unfold';
import { t } from '../texts';
import type { OrderDraft } from './order';

const p = t.order.place;

/** What a line of an order can have besides: options such as the size, a picture and a link. It is unfolded on request. */
export function ItemMore({ form, i }: { form: UseFormReturnType<OrderDraft>; i: number }) {
  const id = useId();
  const [asked, setAsked] = useState(false);
  const path = `items.${i}`;
  const more = [`${path}.options`, `${path}.imageUrl`, `${path}.url`];
  const faulty = Object.keys(form.errors).some((key) => more.some((one) => key.startsWith(one)));
  const open = asked || faulty;
  const options = form.values.items[i]?.options ?? [];
  const add = () =>
    form.insertListItem(`${path}.options`, {
      id: Math.max(-1, ...options.map((option) => option.id)) + 1,
      name: '',
      value: '',
    });
  return (
    <Stack gap="sm" mt="sm" align="flex-start">
      <Unfold label={p.more} about={p.moreOf(i + 1)} open={open} controls={id} onToggle={() => setAsked(!open)} />
      <Stack gap="sm" id={id} w="100%" hidden={!open}>
        {options.map((option, j) => (
          <Group key={option.id} gap="sm" align="flex-start" wrap="nowrap" role="group" aria-label={p.option(j + 1)}>
            <TextInput
              flex={1}
              label={p.optionName}
              description={j === 0 ? p.optionNameHelp : undefined}
              maxLength={100}
              dir="auto"
              {...form.getInputProps(`${path}.options.${j}.name`)}
            />
            <TextInput
              flex={1}
              label={p.optionValue}
              description={j === 0 ? p.optionValueHelp : undefined}
              maxLength={255}
              dir="auto"
              {...form.getInputProps(`${path}.options.${j}.value`)}
            />
            <CloseButton
              mt="1.5rem"
              aria-label={p.removeOption(j + 1)}
              onClick={() => form.removeListItem(`${path}.options`, j)}
            />
          </Group>
        ))}
        {options.length < 20 && (
          <Group>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden="true" />}
              onClick={add}
            >
              {p.addOption}
            </Button>
          </Group>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={p.imageUrl}
            description={p.imageUrlHelp}
            type="url"
            maxLength={2000}
            {...form.getInputProps(`${path}.imageUrl`)}
          />
          <TextInput
            label={p.url}
            description={p.urlHelp}
            type="url"
            maxLength={2000}
            {...form.getInputProps(`${path}.url`)}
          />
        </SimpleGrid>
      </Stack>
    </Stack>
  );
}
