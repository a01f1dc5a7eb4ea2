import { Button } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useSession } from '../app/session';
import type { CustomerRecordFragment, DefinitionFragment } from '../operations/generated';
import { Section } from '../parts/Section';
import { useInPlace } from '../parts/useInPlace';
import { t } from '../texts';
import { CustomerForm } from './CustomerForm';
import type { CustomerDraft } from './draft';

type Props = {
  title: string;
  customer: CustomerRecordFragment;
  fields: readonly DefinitionFragment[];
  /** What there is to read. `start` opens the form, at an input if it gets its name; undefined for members who only read. */
  view: (start: ((focus: string) => void) | undefined) => ReactNode;
  /** The inputs. */
  children: (form: UseFormReturnType<CustomerDraft>) => ReactNode;
};

/** A card with some of a customer's fields, which turns into their form. */
export function EditCard({ title, customer, fields, view, children }: Props) {
  const { can } = useSession();
  const { inPlace, start, button } = useInPlace<CustomerDraft>();
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Section
      title={title}
      actions={
        writes &&
        inPlace === undefined && (
          <Button
            variant="subtle"
            size="compact-sm"
            ref={button}
            aria-label={t.common.editNamed(title)}
            onClick={() => start()}
          >
            {t.common.edit}
          </Button>
        )
      }
    >
      {inPlace === undefined ? (
        view(writes ? start : undefined)
      ) : (
        <CustomerForm customer={customer} fields={fields} inPlace={inPlace}>
          {children}
        </CustomerForm>
      )}
    </Section>
  );
}
