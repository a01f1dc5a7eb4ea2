import { Anchor, Button, Group, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { JobFaultsDocument, NamedDocument, type JobFaultsQuery, type JobRowFragment } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { useDownload } from './files';
import { isImport, scopeOf } from './state';

const f = t.job.faults;
const size = 25;

/** What went wrong with single records of a job, and the rows as a file that can be corrected. */
export function Faults({ job }: { job: JobRowFragment }) {
  const { can } = useSession();
  const [turn, setTurn] = useState<Turn>({});
  const { data, failure, again, stale } = useData(JobFaultsDocument, { id: job.id, ...pageOf(turn, size) });
  const [download, downloading] = useDownload(job.id);
  const faults = data?.job?.faults;
  const standing = faults?.pageInfo;
  const rows = isImport(job.kind);
  const names = useNames(rows ? [] : (faults?.nodes ?? []));
  const title = rows ? f.ofRows : f.title;
  return (
    <Section
      title={title}
      actions={
        rows &&
        can(scopeOf(job.kind)) && (
          <Button variant="default" size="xs" loading={downloading} onClick={() => void download('faultsUrl')}>
            {f.download}
          </Button>
        )
      }
    >
      {rows && (
        <Text size="sm" c="dimmed">
          {f.help}
        </Text>
      )}
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {faults === undefined && failure === undefined && <Loading />}
      {faults && (
        <Table verticalSpacing="xs" className={stale ? 'stacked stale' : 'stacked'} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              {rows ? (
                <>
                  <Table.Th>{f.row}</Table.Th>
                  <Table.Th>{f.column}</Table.Th>
                </>
              ) : (
                <Table.Th>{f.record}</Table.Th>
              )}
              <Table.Th>{f.message}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {faults.nodes.map((fault, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity and do not change
              <Table.Tr key={i}>
                {rows ? <Place fault={fault} /> : <Record id={fault.recordId} names={names} />}
                <Table.Td className="wrap">{fault.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={`${title}: ${t.list.pages}`} gap="xs">
          <Turns standing={standing} onTurn={setTurn} />
        </Group>
      )}
    </Section>
  );
}

type Fault = NonNullable<JobFaultsQuery['job']>['faults']['nodes'][number];

/** Where a fault is in the file. */
function Place({ fault: { row, column } }: { fault: Fault }) {
  return (
    <>
      <Table.Td className="short tabular" data-label={row === null ? undefined : f.row}>
        {row ?? t.common.none}
      </Table.Td>
      <Table.Td className="cell">
        {column === null ? (
          <Text span size="sm" c="dimmed">
            {row === null ? f.file : f.wholeRow}
          </Text>
        ) : (
          <bdi>{column}</bdi>
        )}
      </Table.Td>
    </>
  );
}

/** What the customers are called that could not be changed, by their IDs. Deleted ones have no name. */
function useNames(all: readonly Fault[]): ReadonlyMap<string, string> | undefined {
  const ids = [...new Set(all.flatMap(({ recordId }) => recordId ?? []))];
  const { data } = useData(NamedDocument, { ids }, ids.length === 0);
  return useMemo(() => {
    const customers = data?.nodes.filter((node) => node?.__typename === 'Customer');
    return customers && new Map(customers.map(({ id, name, email }) => [id, name || email]));
  }, [data]);
}

/** The customer that could not be changed. */
function Record({ id, names }: { id: string | null; names: ReadonlyMap<string, string> | undefined }) {
  const name = id === null ? undefined : names?.get(id);
  return (
    <Table.Td className="cell">
      {name !== undefined ? (
        <Anchor component={Link} to={`/customers/${id}`} size="sm">
          <bdi>{name}</bdi>
        </Anchor>
      ) : (
        <Text span size="sm" c="dimmed">
          {id === null || names === undefined ? t.common.none : t.events.audit.gone}
        </Text>
      )}
    </Table.Td>
  );
}
