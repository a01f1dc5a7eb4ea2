import { useSession } from '../app/session';
import { changed, useEdit } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { draftFaults, inputOf } from '../fields/values';
import { UpdateCustomerDocument, type CustomerRecordFragment, type DefinitionFragment } from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { CustomerInputs } from './CustomerInputs';
import { customerDraft, customerLabels, ownKeys } from './draft';

export function CustomerDetails({
  customer,
  fields,
}: {
  customer: CustomerRecordFragment;
  fields: readonly DefinitionFragment[];
}) {
  const { can } = useSession();
  const [save, saving] = useSave(useTyped(UpdateCustomerDocument));
  const edit = useEdit({
    record: customer,
    read: (record: CustomerRecordFragment) => customerDraft(record, fields),
    labels: customerLabels(fields),
    check: (values) => draftFaults(fields, values.customFields),
    send: (values, base) => {
      const customFields = inputOf(fields, values.customFields, base.values.customFields);
      const input = {
        ...changed(values, base.values, ownKeys),
        expectedVersion: base.version,
        ...(customFields && { customFields }),
      };
      return save({ id: customer.id, input });
    },
    pick: (payload) => (payload as { customer?: CustomerRecordFragment | null }).customer,
    onSaved: () => notify(t.common.saved),
  });
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Section title={t.customer.details}>
      <EditFrame edit={edit} saving={saving} canSave={writes}>
        <CustomerInputs form={edit.form} fields={fields} disabled={!writes} />
      </EditFrame>
    </Section>
  );
}
