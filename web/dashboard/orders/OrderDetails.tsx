import { Button, Text, TextInput } from '@mantine/core';
import { useSession } from '../app/session';
import { changed, useEdit, type Draft } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { FieldsInputs } from '../fields/FieldsInputs';
import { FieldValue } from '../fields/FieldValue';
import { useTyped } from '../fields/useTyped';
import { draftFaults, draftsOf, inputOf, type Drafts } from '../fields/values';
import { UpdateOrderDocument, type DefinitionFragment, type OrderRecordFragment } from '../operations/generated';
import { CopyText } from '../parts/CopyText';
import { EditFrame } from '../parts/EditFrame';
import { Fact, Facts } from '../parts/Facts';
import { languageOf } from '../parts/languages';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { useInPlace, type InPlace } from '../parts/useInPlace';
import { t } from '../texts';

type OrderDraft = Draft & { externalId: string; customFields: Drafts };

type Props = { order: OrderRecordFragment; fields: readonly DefinitionFragment[] };

/** What of an order can be written at any time: its ID in another system, and the shop's own fields. */
export function OrderDetails({ order, fields }: Props) {
  const { can } = useSession();
  const { inPlace, start, button } = useInPlace<OrderDraft>();
  return (
    <Section
      title={t.customer.details}
      actions={
        can('ORDERS_WRITE') &&
        inPlace === undefined && (
          <Button
            variant="subtle"
            size="compact-sm"
            ref={button}
            aria-label={t.common.editNamed(t.customer.details)}
            onClick={() => start()}
          >
            {t.common.edit}
          </Button>
        )
      }
    >
      {inPlace === undefined ? <View order={order} fields={fields} /> : <Editor {...{ order, fields, inPlace }} />}
    </Section>
  );
}

function View({ order, fields }: Props) {
  const values = order.customFields as Record<string, unknown>;
  return (
    <Facts>
      <Fact label={t.order.externalId}>{order.externalId ? <CopyText text={order.externalId} /> : <None />}</Fact>
      {order.locale !== null && <Fact label={t.order.language}>{languageOf(order.locale)}</Fact>}
      {fields.map((field) => {
        const value = values[field.key];
        const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
        return (
          <Fact key={field.key} label={<bdi>{field.label}</bdi>}>
            {empty ? <None /> : <FieldValue field={field} value={value} />}
          </Fact>
        );
      })}
    </Facts>
  );
}

const None = () => (
  <Text span c="dimmed" size="sm">
    {t.common.notSet}
  </Text>
);

function Editor({ order, fields, inPlace }: Props & { inPlace: InPlace<OrderDraft> }) {
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
    onSaved: () => {
      notify(t.common.saved);
      inPlace.close();
    },
  });
  const { form } = edit;
  return (
    <EditFrame edit={edit} saving={saving} canSave inPlace={inPlace}>
      <TextInput label={t.order.externalId} {...form.getInputProps('externalId')} />
      <FieldsInputs
        fields={fields}
        drafts={form.values.customFields}
        onChange={(key, draft) =>
          form.setFieldValue('customFields', { ...form.getValues().customFields, [key]: draft })
        }
        errors={form.errors}
      />
    </EditFrame>
  );
}
