import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { CustomerRecordFragment, DefinitionFragment } from '../operations/generated';
import { FieldValue } from '../fields/FieldValue';
import { Fact, Facts } from '../parts/Facts';
import { Pill } from '../parts/Pill';
import { customersIn } from '../groups/path';
import { t } from '../texts';
import { CustomInputs, GroupsOf, TagsOf } from './CustomerInputs';
import { EditCard } from './EditCard';

const c = t.customer;

type Props = { customer: CustomerRecordFragment; fields: readonly DefinitionFragment[] };

/** The groups and tags of a customer, by which the staff finds it. */
export function CustomerLabels({ customer, fields }: Props) {
  const groups = customer.groups ?? [];
  const tags = customer.tags ?? [];
  return (
    <EditCard
      title={c.labels}
      customer={customer}
      fields={fields}
      view={() => (
        <Facts>
          <Fact label={c.groupIds}>
            {groups.length === 0 ? (
              <None>{c.noGroups}</None>
            ) : (
              <span className="pills">
                {groups.map(({ id, name }) => (
                  <Link key={id} to={customersIn(id)} className="pill-link">
                    <Pill plain tone="brand">
                      <bdi>{name}</bdi>
                    </Pill>
                  </Link>
                ))}
              </span>
            )}
          </Fact>
          <Fact label={c.tags}>
            {tags.length === 0 ? (
              <None>{c.noTags}</None>
            ) : (
              <span className="pills">
                {tags.map((tag) => (
                  <Pill key={tag} plain>
                    <bdi>{tag}</bdi>
                  </Pill>
                ))}
              </span>
            )}
          </Fact>
        </Facts>
      )}
    >
      {(form) => (
        <>
          <GroupsOf form={form} known={groups} />
          <TagsOf form={form} />
        </>
      )}
    </EditCard>
  );
}

/** The shop's own fields of a customer. */
export function CustomerFields({ customer, fields }: Props) {
  const values = customer.customFields as Record<string, unknown>;
  return (
    <EditCard
      title={c.customFields}
      customer={customer}
      fields={fields}
      view={() => (
        <Facts>
          {fields.map((field) => {
            const value = values[field.key];
            const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
            return (
              <Fact key={field.key} label={<bdi>{field.label}</bdi>}>
                {empty ? <None>{t.common.notSet}</None> : <FieldValue field={field} value={value} />}
              </Fact>
            );
          })}
        </Facts>
      )}
    >
      {(form) => <CustomInputs form={form} fields={fields} />}
    </EditCard>
  );
}

function None({ children }: { children: string }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  );
}
