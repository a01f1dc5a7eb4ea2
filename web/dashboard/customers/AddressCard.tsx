import { ActionIcon, Group, Menu, Paper, Text } from '@mantine/core';
import { useState, type Ref } from 'react';
import { Lines } from '../addresses/Lines';
import { useSave } from '../app/useSave';
import { useFields, useTyped } from '../fields/useTyped';
import { FieldValue } from '../fields/FieldValue';
import { DeleteAddressDocument, UpdateAddressDocument, type AddressRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { IconPencil } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { Pill } from '../parts/Pill';
import { t } from '../texts';

const a = t.address;

type Props = {
  address: AddressRecordFragment;
  /** Turns the card into its form; undefined for members who only read. */
  onEdit: (() => void) | undefined;
  /** The reference of the button that does so. */
  button: Ref<HTMLButtonElement>;
};

/** What a click has made an address, before the page has read it: of which version it is, once the server has said so. */
type Made = { shipping: boolean; billing: boolean; version?: number };

/** One address of the book, with what can be done to it. */
export function AddressCard({ address, onEdit, button }: Props) {
  const fields = useFields('ADDRESS');
  const [update] = useSave(useTyped(UpdateAddressDocument));
  const [remove] = useSave(DeleteAddressDocument);
  const { action, start, close, button: dots } = useAction<'delete'>();
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
    <Paper component="article" aria-label={name} className="address-card">
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div className="shrink">
          {address.label && (
            <Text fw={500} size="sm">
              <bdi>{address.label}</bdi>
            </Text>
          )}
          <Lines lines={address.formatted} />
        </div>
        {onEdit !== undefined && (
          <Group gap={0} wrap="nowrap" className="address-actions">
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={unread}
              onClick={onEdit}
              ref={button}
              aria-label={a.named(t.common.edit, name)}
            >
              <IconPencil size={18} />
            </ActionIcon>
            <DotsMenu label={t.common.actionsOf(name)} button={dots}>
              {!shipping && <Menu.Item onClick={() => make({ isDefaultShipping: true })}>{a.makeShipping}</Menu.Item>}
              {!billing && <Menu.Item onClick={() => make({ isDefaultBilling: true })}>{a.makeBilling}</Menu.Item>}
              {(!shipping || !billing) && <Menu.Divider />}
              <Danger onClick={start('delete')}>{a.delete}</Danger>
            </DotsMenu>
          </Group>
        )}
      </Group>
      {address.phone && (
        <Text size="sm" dir="ltr" ta="start">
          {address.phone}
        </Text>
      )}
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
      {(shipping || billing) && (
        <span className="pills">
          {shipping && <Pill plain>{a.isDefaultShipping}</Pill>}
          {billing && <Pill plain>{a.isDefaultBilling}</Pill>}
        </span>
      )}
      <Confirm
        open={action === 'delete'}
        onClose={close}
        title={a.deleteTitle}
        text={[address.formatted.join(', '), a.deleteText]}
        action={a.delete}
        act={() => remove({ id: address.id })}
        onDone={() => notify(a.deleted)}
      />
    </Paper>
  );
}
