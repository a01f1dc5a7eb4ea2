import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { AddressDialog } from '../addresses/AddressDialog';
import { Lines } from '../addresses/Lines';
import { useSave } from '../app/useSave';
import { useFields, useTyped } from '../fields/useTyped';
import { FieldValue } from '../fields/FieldValue';
import { DeleteAddressDocument, UpdateAddressDocument, type AddressRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify, told } from '../parts/notify';
import { t } from '../texts';

type Props = { customerId: string; address: AddressRecordFragment; writes: boolean };

/** What a click has made an address, before the page has read it: of which version it is, once the server has said so. */
type Made = { shipping: boolean; billing: boolean; version?: number };

/** One address of the book, with what can be done to it. */
export function AddressCard({ customerId, address, writes }: Props) {
  const fields = useFields('ADDRESS');
  const [update] = useSave(useTyped(UpdateAddressDocument));
  const [remove] = useSave(DeleteAddressDocument);
  const [asking, setAsking] = useState(false);
  const [editing, setEditing] = useState(false);
  // Becoming a default is shown at once: it can always be done, and is taken back where the server does not answer. Until the new
  // version is read the address cannot be edited: the change would be for the version before, and in conflict with one's own.
  const [made, setMade] = useState<Made>();
  const unread = made !== undefined && (made.version === undefined || address.version < made.version);
  const shipping = address.isDefaultShipping || (unread && made.shipping);
  const billing = address.isDefaultBilling || (unread && made.billing);
  const make = async (input: { isDefaultShipping: true } | { isDefaultBilling: true }) => {
    const next = {
      shipping: shipping || 'isDefaultShipping' in input,
      billing: billing || 'isDefaultBilling' in input,
    };
    setMade(next);
    const answer = await update({ id: address.id, input });
    setMade(answer.done && answer.payload.address ? { ...next, version: answer.payload.address.version } : undefined);
    told(answer);
  };
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
            {shipping && (
              <Badge variant="light" tt="none">
                {t.address.isDefaultShipping}
              </Badge>
            )}
            {billing && (
              <Badge variant="light" tt="none">
                {t.address.isDefaultBilling}
              </Badge>
            )}
          </Group>
        </Stack>
        {writes && (
          <Group gap={4}>
            <Button
              size="compact-sm"
              variant="default"
              disabled={unread}
              onClick={() => setEditing(true)}
              aria-label={t.address.named(t.common.edit, name)}
            >
              {t.common.edit}
            </Button>
            {!shipping && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => make({ isDefaultShipping: true })}
                aria-label={t.address.named(t.address.makeShipping, name)}
              >
                {t.address.makeShipping}
              </Button>
            )}
            {!billing && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => make({ isDefaultBilling: true })}
                aria-label={t.address.named(t.address.makeBilling, name)}
              >
                {t.address.makeBilling}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              onClick={() => setAsking(true)}
              aria-label={t.address.named(t.common.delete, name)}
            >
              {t.common.delete}
            </Button>
          </Group>
        )}
      </Stack>
      <AddressDialog opened={editing} onClose={() => setEditing(false)} customerId={customerId} address={address} />
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
