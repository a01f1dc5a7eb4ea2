import { Checkbox, Divider, TextInput } from '@mantine/core';
import { changed, useEdit, type Base, type Draft } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { FieldsInputs } from '../fields/FieldsInputs';
import { useFields, useTyped } from '../fields/useTyped';
import { draftFaults, draftsOf, inputOf, type Drafts } from '../fields/values';
import {
  CreateAddressDocument,
  UpdateAddressDocument,
  type AddressRecordFragment,
  type DefinitionFragment,
} from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { notify } from '../parts/notify';
import type { InPlace } from '../parts/useInPlace';
import { t } from '../texts';
import { AddressInputs } from './AddressInputs';
import { emptyParts, partKeys, partsOf, wholeOf, type AddressParts } from './draft';

export type AddressDraft = Draft &
  AddressParts & { label: string; isDefaultShipping: boolean; isDefaultBilling: boolean; customFields: Drafts };

type Props = {
  customerId: string;
  address: AddressRecordFragment | undefined;
  inPlace: InPlace<AddressDraft>;
};

/** Adds an address to a customer's book, or changes one, in its place. */
export function AddressForm({ customerId, address, inPlace }: Props) {
  const fields = useFields('ADDRESS');
  const [create, creating] = useSave(useTyped(CreateAddressDocument));
  const [update, updating] = useSave(useTyped(UpdateAddressDocument));
  const edit = useEdit<AddressDraft, AddressRecordFragment | undefined>({
    record: address,
    read: (record) => read(record, fields),
    labels: labelsOf(fields),
    check: (values) => draftFaults(fields, values.customFields),
    send: async (values, base) => {
      const parts = partsIn(values);
      if (address === undefined) {
        const custom = inputOf(fields, values.customFields);
        const { label, isDefaultShipping, isDefaultBilling } = values;
        const input = { ...wholeOf(parts), label: label === '' ? null : label, isDefaultShipping, isDefaultBilling };
        return create({
          customerId,
          input: custom === undefined ? input : Object.assign(input, { customFields: custom }),
        });
      }
      const custom = inputOf(fields, values.customFields, base.values.customFields);
      const own = changed(values, base.values, ['label', 'isDefaultShipping', 'isDefaultBilling', ...partKeys]);
      return update({
        id: address.id,
        input: { ...own, expectedVersion: base.version, ...(custom && { customFields: custom }) },
      });
    },
    pick: (payload) => (payload as { address?: AddressRecordFragment | null }).address,
    onSaved: () => {
      notify(address === undefined ? t.address.added : t.common.saved);
      inPlace.close();
    },
  });
  const { form } = edit;
  return (
    <EditFrame edit={edit} saving={creating || updating} canSave inPlace={inPlace}>
      <TextInput
        label={t.address.label}
        description={t.address.labelHelp}
        dir="auto"
        {...form.getInputProps('label')}
        name="label"
      />
      <AddressInputs
        parts={partsIn(form.values)}
        onChange={(parts) => form.setValues(parts as Partial<AddressDraft>)}
        errors={form.errors}
      />
      <Checkbox
        label={t.address.isDefaultShipping}
        {...form.getInputProps('isDefaultShipping', { type: 'checkbox' })}
        disabled={address?.isDefaultShipping}
      />
      <Checkbox
        label={t.address.isDefaultBilling}
        {...form.getInputProps('isDefaultBilling', { type: 'checkbox' })}
        disabled={address?.isDefaultBilling}
      />
      {fields.length > 0 && <Divider label={t.customer.customFields} labelPosition="left" />}
      <FieldsInputs
        fields={fields}
        drafts={form.values.customFields}
        onChange={(key, draft) =>
          form.setValues({ customFields: { ...form.getValues().customFields, [key]: draft } } as Partial<AddressDraft>)
        }
        errors={form.errors}
      />
    </EditFrame>
  );
}

function partsIn(values: AddressDraft): AddressParts {
  return Object.fromEntries(partKeys.map((key) => [key, values[key]])) as AddressParts;
}

function read(record: AddressRecordFragment | undefined, fields: readonly DefinitionFragment[]): Base<AddressDraft> {
  return {
    version: record?.version ?? 0,
    values: {
      ...(record === undefined ? emptyParts() : partsOf(record)),
      label: record?.label ?? '',
      isDefaultShipping: record?.isDefaultShipping ?? false,
      isDefaultBilling: record?.isDefaultBilling ?? false,
      customFields: draftsOf(fields, record?.customFields as Record<string, unknown> | undefined),
    },
  };
}

function labelsOf(fields: readonly DefinitionFragment[]): Record<string, string> {
  const labels: Record<string, string> = {
    label: t.address.label,
    isDefaultShipping: t.address.isDefaultShipping,
    isDefaultBilling: t.address.isDefaultBilling,
  };
  for (const key of partKeys) labels[key] = t.address[key];
  for (const { key, label } of fields) labels[`customFields.${key}`] = label;
  return labels;
}
