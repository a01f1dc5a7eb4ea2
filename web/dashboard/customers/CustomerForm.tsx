import type { ReactNode } from 'react';
import type { UseFormReturnType } from '@mantine/form';
import { changed, useEdit } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { draftFaults, inputOf } from '../fields/values';
import { UpdateCustomerDocument, type CustomerRecordFragment, type DefinitionFragment } from '../operations/generated';
import type { Difference } from '../parts/Conflict';
import { EditFrame } from '../parts/EditFrame';
import { languageOf } from '../parts/languages';
import { notify } from '../parts/notify';
import type { InPlace } from '../parts/useInPlace';
import { t } from '../texts';
import { customerDraft, customerLabels, ownKeys, type CustomerDraft } from './draft';
import { useGroupNames } from './GroupSelect';

type Props = {
  customer: CustomerRecordFragment;
  fields: readonly DefinitionFragment[];
  inPlace: InPlace<CustomerDraft>;
  /** The inputs of some of the customer's fields. */
  children: (form: UseFormReturnType<CustomerDraft>) => ReactNode;
};

/** Edits some fields of a customer in the place where they are shown. If somebody else was faster, all that differs is compared. */
export function CustomerForm({ customer, fields, inPlace, children }: Props) {
  const [save, saving] = useSave(useTyped(UpdateCustomerDocument));
  const names = useGroupNames(customer.groups ?? undefined);
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
    onSaved: () => {
      notify(t.common.saved);
      inPlace.close();
    },
  });
  const nameOf = (id: unknown) => names.get(String(id)) ?? String(id);
  const show = (one: Difference): Difference => {
    const as = (words: (value: unknown) => unknown) => ({ ...one, yours: words(one.yours), theirs: words(one.theirs) });
    if (one.key === 'locale') return as((tag) => (tag === '' ? '' : languageOf(String(tag))));
    if (one.key === 'groupIds') return as((ids) => (ids as unknown[]).map(nameOf));
    return one;
  };
  return (
    <EditFrame edit={edit} saving={saving} canSave inPlace={inPlace} show={show}>
      {children(edit.form)}
    </EditFrame>
  );
}
