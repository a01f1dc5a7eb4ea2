import { Button, CloseButton, Group, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useData } from '../app/useData';
import { SearchInput } from '../lists/SearchInput';
import { AuditActorsDocument } from '../operations/generated';
import { t } from '../texts';
import { administration, conditionsOf, noFilters, type AuditFilters as Filters } from './audit';
import { auditGroups } from './groups';
import type { Names } from './useNames';

const a = t.events.audit;

const what = [
  { value: '', label: a.everything },
  { value: administration, label: a.administration },
  ...auditGroups.map(({ key, label, types }) => ({
    group: label,
    items: [
      { value: key, label: a.allOf(label) },
      ...types.map((type) => ({ value: type, label: t.events.types[type] })),
    ],
  })),
];

type Props = { filters: Filters; names: Names; onChange: (filters: Filters, replace?: boolean) => void };

/** Who did what, when and to which record: the filters of the audit log. */
export function AuditFilters({ filters, names, onChange }: Props) {
  const set = (key: keyof Filters) => (event: { currentTarget: { value: string } }) =>
    onChange({ ...filters, [key]: event.currentTarget.value });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="xs" role="group" aria-label={t.list.filters}>
        <NativeSelect label={a.by} value={filters.who} onChange={set('who')} data={useActors(filters.who, names)} />
        <NativeSelect label={a.event} value={filters.what} onChange={set('what')} data={what} />
        <TextInput label={a.from} type="date" value={filters.from} onChange={set('from')} />
        <TextInput label={a.until} type="date" value={filters.until} onChange={set('until')} />
        <SearchInput
          label={a.record}
          placeholder={a.recordPlaceholder}
          value={filters.record}
          onChange={(record) => onChange({ ...filters, record }, true)}
        />
      </SimpleGrid>
      {conditionsOf(filters).length > 0 && (
        <Group gap="xs">
          {filters.customer !== '' && (
            <Group gap={4} wrap="nowrap" className="chip">
              <Text size="sm" className="wrap">
                {a.ofCustomer(names.get(filters.customer)?.name || filters.customer)}
              </Text>
              <CloseButton
                size="sm"
                aria-label={t.list.removeFilter(a.ofCustomer(names.get(filters.customer)?.name || filters.customer))}
                onClick={() => onChange({ ...filters, customer: '' })}
              />
            </Group>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(noFilters)}>
            {t.list.clearFilters}
          </Button>
        </Group>
      )}
    </>
  );
}

/** Who can be chosen: the members, the keys, and the kinds of actors without a name. */
function useActors(chosen: string, names: Names) {
  const { data } = useData(AuditActorsDocument, {});
  const options = (all: readonly { id: string; name: string }[] | null | undefined) =>
    (all ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const staff = options(data?.staffMembers);
  const keys = options(data?.apiKeys);
  const kinds = (['STAFF', 'API_KEY', 'CUSTOMER', 'GUEST', 'COMMAND_LINE', 'SYSTEM'] as const).map((kind) => ({
    value: kind,
    label: a.kinds[kind],
  }));
  // A customer, or a member who was removed.
  const known = [...staff, ...keys, ...kinds].some(({ value }) => value === chosen);
  const other = chosen === '' || known ? [] : [{ value: chosen, label: names.get(chosen)?.name || chosen }];
  return [
    { value: '', label: a.anyone },
    ...other,
    { group: a.kindsTitle, items: kinds },
    { group: a.staff, items: staff },
    ...(keys.length > 0 ? [{ group: a.keys, items: keys }] : []),
  ];
}
