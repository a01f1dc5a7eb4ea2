import { Anchor, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CustomerRecordFragment, DefinitionFragment } from '../operations/generated';
import { CopyText } from '../parts/CopyText';
import { Fact, Facts } from '../parts/Facts';
import { timeOf } from '../parts/format';
import { languageOf } from '../parts/languages';
import { t } from '../texts';
import { DetailInputs } from './CustomerInputs';
import { EditCard } from './EditCard';

const c = t.customer;

type Props = { customer: CustomerRecordFragment; fields: readonly DefinitionFragment[] };

/** Who the customer is and how they are reached. */
export function CustomerDetails({ customer, fields }: Props) {
  const { id, name, email, phone, locale, externalId, note, mergedIds } = customer;
  return (
    <EditCard
      title={c.details}
      customer={customer}
      fields={fields}
      view={(start) => {
        const own = (key: Parameters<typeof c.addNamed>[0], value: string | null, shown: ReactNode) =>
          value ? shown : <Missing label={c.addNamed(key)} start={start && (() => start(key))} />;
        return (
          <Facts>
            <Fact label={c.name}>{own('name', name, <bdi>{name}</bdi>)}</Fact>
            <Fact label={c.email}>
              <Anchor href={`mailto:${email}`} inherit>
                <bdi>{email}</bdi>
              </Anchor>
            </Fact>
            <Fact label={c.phone}>
              {own(
                'phone',
                phone,
                <Anchor href={`tel:${phone}`} inherit dir="ltr">
                  {phone}
                </Anchor>,
              )}
            </Fact>
            <Fact label={c.locale}>{own('locale', locale, languageOf(locale ?? ''))}</Fact>
            <Fact label={c.externalId}>{own('externalId', externalId, <bdi>{externalId}</bdi>)}</Fact>
            <Fact label={c.note}>
              {own(
                'note',
                note,
                <span className="pre">
                  <bdi>{note}</bdi>
                </span>,
              )}
            </Fact>
            <Fact label={c.updatedAt}>{timeOf(customer.updatedAt)}</Fact>
            <Fact label={c.id}>
              <CopyText text={id} />
            </Fact>
            {(mergedIds ?? []).length > 0 && (
              <Fact label={t.merge.formerIds(mergedIds?.length ?? 0)}>
                {mergedIds?.map((merged) => (
                  <CopyText key={merged} text={merged} />
                ))}
              </Fact>
            )}
          </Facts>
        );
      }}
    >
      {(form) => <DetailInputs form={form} />}
    </EditCard>
  );
}

/** Stands for a value that is not set, and lets members who can write add it. */
function Missing({ label, start }: { label: string; start: (() => void) | undefined }) {
  if (start === undefined) {
    return (
      <Text span inherit c="dimmed">
        {t.common.notSet}
      </Text>
    );
  }
  return (
    <Button variant="subtle" size="compact-xs" className="missing" onClick={start} aria-label={label}>
      {t.common.add}
    </Button>
  );
}
