import { Button, Group, NativeSelect, Paper, Text } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { pageOf, Turns } from '../lists/Turns';
import { JobsDocument, type JobKind } from '../operations/generated';
import { IconArrowsExchange, IconFileImport } from '../parts/icons';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { JobRow } from './JobRow';
import { isExport, isImport, isMoving, newsOf } from './state';
import { usePolling } from './usePolling';

const j = t.job;
const size = 25;
const kinds = Object.keys(j.kinds) as JobKind[];
const groups: Readonly<Record<keyof typeof j.filters, readonly JobKind[] | undefined>> = {
  all: undefined,
  imports: kinds.filter(isImport),
  exports: kinds.filter(isExport),
  changes: kinds.filter((kind) => !isImport(kind) && !isExport(kind)),
};

/** The imports, exports and bulk changes of the last days, with how far they have come. */
export default function JobsPage() {
  const { can } = useSession();
  const [params, setParams] = useSearchParams();
  const shown = params.get('show') ?? 'all';
  const group = Object.hasOwn(groups, shown) ? groups[shown as keyof typeof groups] : undefined;
  const turn = { after: params.get('after') ?? undefined, before: params.get('before') ?? undefined };
  const { data, failure, again, stale } = useData(JobsDocument, {
    ...pageOf(turn, size),
    kinds: group && [...group],
  });
  const jobs = data?.jobs?.nodes;
  const standing = data?.jobs?.pageInfo;
  usePolling({
    moving: jobs?.some(({ status }) => isMoving(status)) ?? false,
    news: newsOf(jobs ?? []),
    busy: stale,
    again,
  });
  const change = (entries: Record<string, string | undefined>) =>
    setParams(Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const narrow = shown === 'all' ? undefined : shown;
  const create = (['CUSTOMERS', 'ORDERS'] as const)
    .filter((kind) => can(`${kind}_WRITE`))
    .map((kind) => (
      <Button
        key={kind}
        variant="default"
        leftSection={<IconFileImport />}
        component={Link}
        to={`/jobs/import/${kind.toLowerCase()}`}
      >
        {t.import.titles[kind]}
      </Button>
    ));
  return (
    <Page title={j.title} name={j.title} about={j.help} actions={create}>
      <Group gap="sm">
        <NativeSelect
          aria-label={j.filter}
          value={shown}
          data={Object.entries(j.filters).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => change({ show: value === 'all' ? undefined : value })}
        />
      </Group>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {jobs === undefined && failure === undefined && <Loading shape="rows" count={5} />}
      {jobs?.length === 0 &&
        (group === undefined ? (
          <Empty title={j.empty} text={j.emptyText} icon={IconArrowsExchange}>
            {create}
          </Empty>
        ) : (
          <Text size="sm" c="dimmed">
            {j.none}
          </Text>
        ))}
      {jobs !== undefined && jobs.length > 0 && (
        <Paper withBorder>
          <ul className="plain jobs" aria-label={j.title}>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
        </Paper>
      )}
      {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
        <Group component="nav" aria-label={t.list.pages} gap="xs">
          <Turns standing={standing} onTurn={(next) => change({ show: narrow, ...next })} />
        </Group>
      )}
    </Page>
  );
}
