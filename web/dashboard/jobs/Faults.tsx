import { Anchor, Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { pageOf, Turns, type Turn } from '../lists/Turns';
import { JobFaultsDocument, type JobRowFragment } from '../operations/generated';
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
        <Table.ScrollContainer
          minWidth={rows ? 480 : 320}
          type="native"
          tabIndex={0}
          role="region"
          aria-label={title}
          className={stale ? 'stale' : undefined}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {rows ? (
                  <>
                    <Table.Th className="number">{f.row}</Table.Th>
                    <Table.Th>{f.column}</Table.Th>
                  </>
                ) : (
                  <Table.Th>{f.record}</Table.Th>
                )}
                <Table.Th>{f.message}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {faults.nodes.map(({ row, column, recordId, message }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity and do not change
                <Table.Tr key={i}>
                  {rows ? (
                    <>
                      <Table.Td className="number">{row ?? t.common.none}</Table.Td>
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
                  ) : (
                    <Table.Td className="short">
                      {recordId === null ? (
                        t.common.none
                      ) : (
                        <Anchor component={Link} to={`/customers/${recordId}`} size="sm">
                          {f.open}
                        </Anchor>
                      )}
                    </Table.Td>
                  )}
                  <Table.Td className="wrap">{message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={`${title}: ${t.list.pages}`} gap="xs">
          <Turns standing={standing} onTurn={setTurn} />
        </Group>
      )}
    </Section>
  );
}
