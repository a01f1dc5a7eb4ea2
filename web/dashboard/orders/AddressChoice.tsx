import { Radio, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { AddressInputs } from '../addresses/AddressInputs';
import { lineOf, type AddressParts } from '../addresses/draft';
import { useData } from '../app/useData';
import { FieldsInputs } from '../fields/FieldsInputs';
import { useFields, useTyped } from '../fields/useTyped';
import type { Draft, Drafts } from '../fields/values';
import { CustomerAddressesDocument } from '../operations/generated';
import { t } from '../texts';

type Props = {
  /** Whose address book to choose from; empty for nobody's. */
  customerId: string;
  /** Which default is chosen first. */
  usual: 'shipping' | 'billing';
  id: string;
  onId: (id: string) => void;
  parts: AddressParts;
  onParts: (parts: AddressParts) => void;
  /** The custom fields of the typed one. */
  drafts: Drafts;
  onDraft: (key: string, draft: Draft) => void;
  errors: Record<string, unknown>;
};

/** A saved address of the customer, or one typed in full. */
export function AddressChoice({ customerId, usual, id, onId, parts, onParts, drafts, onDraft, errors }: Props) {
  const fields = useFields('ADDRESS');
  const { data } = useData(useTyped(CustomerAddressesDocument), { id: customerId, after: null }, customerId === '');
  const saved = customerId === '' ? [] : (data?.customer?.addresses.nodes ?? []);
  const first = saved.find((address) =>
    usual === 'shipping' ? address.isDefaultShipping : address.isDefaultBilling,
  )?.id;
  const chose = useRef(false);
  useEffect(() => {
    if (chose.current || first === undefined) return;
    chose.current = true;
    onId(first);
  }, [first, onId]);
  return (
    <Stack gap="sm">
      {saved.length > 0 && (
        <Radio.Group value={id} onChange={onId} label={t.order.place.saved}>
          <Stack gap="xs" mt="xs">
            {saved.map((address) => (
              <Radio key={address.id} value={address.id} label={<bdi>{lineOf(address)}</bdi>} />
            ))}
            <Radio value="" label={t.order.place.typed} />
          </Stack>
        </Radio.Group>
      )}
      {id === '' && (
        <>
          <AddressInputs parts={parts} onChange={onParts} errors={errors} />
          <FieldsInputs fields={fields} drafts={drafts} onChange={onDraft} errors={errors} />
        </>
      )}
    </Stack>
  );
}
