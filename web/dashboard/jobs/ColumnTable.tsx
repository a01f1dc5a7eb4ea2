import { NativeSelect, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { ImportFieldsDocument, type JobRecordFragment, type RecordKind } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { importFields } from './fields';

const c = t.import.columns;

type Props = {
  kind: RecordKind;
  columns: JobRecordFragment['columns'];
  /** The fields that were chosen by hand, by the column's name. */
  chosen: Readonly<Record<string, string>>;
  onChange: (name: string, field: string) => void;
};

/** The columns of a file, each with its first values and the field that it is imported as. */
export function ColumnTable({ kind, columns, chosen, onChange }: Props) {
  const { definitions } = useSession();
  const { data, failure, again } = useData(ImportFieldsDocument, { kind });
  const groups = useMemo(() => {
    const names = new Set(data?.importFields?.map(({ name }) => name));
    for (const { field } of columns) if (field !== null) names.add(field);
    return importFields(kind, [...names], definitions);
  }, [data, columns, kind, definitions]);
  const fieldOf = (name: string, field: string | null) => chosen[name] ?? field ?? '';
  const ignored = columns.filter(({ name, field }) => fieldOf(name, field) === '').length;
  return (
    <Section title={c.title}>
      <Text size="sm" c="dimmed">
        {c.help} {ignored > 0 && c.ignored(ignored)}
      </Text>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <Table className="stacked" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{c.column}</Table.Th>
            <Table.Th>{c.samples}</Table.Th>
            <Table.Th>{c.field}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map(({ name, field, samples }, i) => {
            const value = fieldOf(name, field);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move, and two can have the same name
              <Table.Tr key={i} data-ignored={value === '' || undefined}>
                <Table.Th scope="row" className="wrap">
                  <bdi>{name}</bdi>
                </Table.Th>
                <Table.Td>
                  <Samples values={samples} />
                </Table.Td>
                <Table.Td>
                  <NativeSelect
                    size="xs"
                    aria-label={c.fieldOf(name)}
                    value={value}
                    data={[{ value: '', label: c.ignore }, ...groups]}
                    onChange={(event) => onChange(name, event.currentTarget.value)}
                  />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Samples({ values }: { values: readonly string[] }) {
  const given = [...new Set(values.filter((value) => value.trim() !== ''))].slice(0, 3);
  if (given.length === 0)
    return (
      <Text size="xs" c="dimmed" fs="italic">
        {c.blank}
      </Text>
    );
  return (
    <ul className="plain samples">
      {given.map((value) => (
        <li key={value} className="sample">
          <bdi>{value}</bdi>
        </li>
      ))}
    </ul>
  );
}
