import { TextInput } from '@mantine/core';
import { useSession } from '../app/session';
import { changed, useEdit, type Draft } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { FieldsInputs } from '../fields/FieldsInputs';
import { useTyped } from '../fields/useTyped';
import { draftFaults, draftsOf, inputOf, type Drafts } from '../fields/values';
import { UpdateOrderDocument, type DefinitionFragment, type OrderRecordFragment } from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

type OrderDraft = Draft & { externalId: string; customFields: Drafts };

/** What of an order can be written at any time. */
export function OrderDetails({ order, fields }: { order: OrderRecordFragment; fields: readonly DefinitionFragment[] }) {
  const { can } = useSession();
  const writes = can('ORDERS_WRITE');
  const [save, saving] = useSave(useTyped(UpdateOrderDocument));
  const edit = useEdit<OrderDraft, OrderRecordFragment>({
    record: order,
    read: (record) => ({
      version: record.version,
      values: {
        externalId: record.externalId ?? '',
        customFields: draftsOf(fields, record.customFields as Record<string, unknown>),
      },
    }),
    labels: Object.fromEntries([
      ['externalId', t.order.externalId],
      ...fields.map(({ key, label }) => [`customFields.${key}`, label]),
    ]),
    check: (values) => draftFaults(fields, values.customFields),
    send: (values, base) => {
      const customFields = inputOf(fields, values.customFields, base.values.customFields);
      return save({
        id: order.id,
        input: {
          ...changed(values, base.values, ['externalId']),
          expectedVersion: base.version,
          ...(customFields && { customFields }),
        },
      });
    },
    pick: (payload) => (payload as { order?: OrderRecordFragment | null }).order,
    onSaved: () => notify(t.common.saved),
  });
  const { form } = edit;
  return (
    <Section title={t.customer.details}>
      <EditFrame edit={edit} saving={saving} canSave={writes}>
        <TextInput label={t.order.externalId} {...form.getInputProps('externalId')} disabled={!writes} />
        <FieldsInputs
          fields={fields}
          drafts={form.values.customFields}
          onChange={(key, draft) =>
            form.setFieldValue('customFields', { ...form.getValues().customFields, [key]: draft })
          }
          errors={form.errors}
          disabled={!writes}
        />
      </EditFrame>
    </Section>
  );
}
