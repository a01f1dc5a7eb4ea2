import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { startTransition, useOptimistic, useState } from 'react';
import { Lines } from '../addresses/Lines';
import { useSave } from '../app/useSave';
import { useFields, useTyped } from '../fields/useTyped';
import { FieldValue } from '../fields/FieldValue';
import { DeleteAddressDocument, UpdateAddressDocument, type AddressRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify, told } from '../parts/notify';
import { t } from '../texts';

type Props = { address: AddressRecordFragment; onEdit: ((address: AddressRecordFragment) => void) | undefined };

/** One address of the book, with what can be done to it. */
export function AddressCard({ address, onEdit }: Props) {
  const fields = useFields('ADDRESS');
  const [update] = useSave(useTyped(UpdateAddressDocument));
  const [remove] = useSave(DeleteAddressDocument);
  const [asking, setAsking] = useState(false);
  // Becoming a default is shown at once: it can always be done, and is taken back where the server does not answer.
  const [defaults, show] = useOptimistic({ shipping: address.isDefaultShipping, billing: address.isDefaultBilling });
  const make = (input: { isDefaultShipping: true } | { isDefaultBilling: true }) =>
    startTransition(async () => {
      show({ shipping: defaults.shipping || 'isDefaultShipping' in input, billing: defaults.billing || 'isDefaultBilling' in input });
      told(await update({ id: address.id, input }));
    });
  const name = address.label || address.line1;
  const values = address.customFields as Record<string, unknown>;
  return (
    <Paper withBorder p="sm" radius="md" component="article" aria-label={name}>
      <Stack gap="xs" h="100%" justify="space-between">
        <Stack gap={4}>
          {address.label && (
            <Text fw={600} size="sm">
              <bdi>{address.label}</bdi>
            </Text>
          )}
          <Lines lines={address.formatted} />
          {address.phone && <Text size="sm">{address.phone}</Text>}
          {address.instructions && (
            <Text size="sm" c="dimmed" className="pre">
              <bdi>{address.instructions}</bdi>
            </Text>
          )}
          {fields
            .filter(({ key }) => values[key] !== null && values[key] !== undefined)
            .map((field) => (
              <Text size="sm" key={field.key}>
                <bdi>{field.label}</bdi>: <FieldValue field={field} value={values[field.key]} />
              </Text>
            ))}
          <Group gap={4}>
            {defaults.shipping && <Badge variant="light" tt="none">{t.address.isDefaultShipping}</Badge>}
            {defaults.billing && <Badge variant="light" tt="none">{t.address.isDefaultBilling}</Badge>}
          </Group>
        </Stack>
        {onEdit !== undefined && (
          <Group gap={4}>
            <Button size="compact-sm" variant="default" onClick={() => onEdit(address)} aria-label={t.address.named(t.common.edit, name)}>
              {t.common.edit}
            </Button>
            {!defaults.shipping && (
              <Button size="compact-sm" variant="default" onClick={() => make({ isDefaultShipping: true })} aria-label={t.address.named(t.address.makeShipping, name)}>
                {t.address.makeShipping}
              </Button>
            )}
            {!defaults.billing && (
              <Button size="compact-sm" variant="default" onClick={() => make({ isDefaultBilling: true })} aria-label={t.address.named(t.address.makeBilling, name)}>
                {t.address.makeBilling}
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)} aria-label={t.address.named(t.common.delete, name)}>
              {t.common.delete}
            </Button>
          </Group>
        )}
      </Stack>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t.address.deleteTitle}
        text={[address.formatted.join(', '), t.address.deleteText]}
        action={t.common.delete}
        act={() => remove({ id: address.id })}
        onDone={() => notify(t.address.deleted)}
      />
    </Paper>
  );
}
