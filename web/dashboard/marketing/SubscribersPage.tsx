import { Anchor, Button, Group, Menu, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { pageOf, Turns } from '../lists/Turns';
import { SubscribersDocument, type MarketingState, type SubscriberFragment } from '../operations/generated';
import { DotsMenu } from '../parts/DotsMenu';
import { timeOf } from '../parts/format';
import { IconMail } from '../parts/icons';
import { Danger } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';
import { ConsentState } from './state';

const Statements = lazy(() => import('./Statements'));
const EraseDialog = lazy(() => import('../privacy/EraseDialog'));

const m = t.marketing;
const s = t.subscribers;
const size = 25;
const states = Object.entries(m.states).map(([value, label]) => ({ value, label }));

/** The people without an account who subscribed to marketing by email. */
export default function SubscribersPage() {
  const [params, setParams] = useSearchParams();
  const email = params.get('q') ?? '';
  const state = states.find(({ value }) => value === params.get('state'))?.value as MarketingState | undefined;
  const turn = { after: params.get('after') ?? undefined, before: params.get('before') ?? undefined };
  const { data, failure, again, stale } = useData(SubscribersDocument, {
    ...pageOf(turn, size),
    email: email === '' ? undefined : email,
    state,
  });
  const [open, setOpen] = useState<{ what: 'history' | 'erase'; email: string }>();
  const page = data?.marketingConsents;
  const standing = page?.pageInfo;
  const change = (next: Record<string, string | undefined>) =>
    setParams(Object.entries({ q: email, state, ...next }).filter((entry): entry is [string, string] => !!entry[1]));
  const narrowed = email !== '' || state !== undefined;
  return (
    <Page title={s.title} name={s.title} about={s.help}>
      <Group gap="sm" align="end">
        <Find key={email} value={email} onFind={(q) => change({ q })} />
        <NativeSelect
          label={s.state}
          value={state ?? ''}
          data={[{ value: '', label: s.everyState }, ...states]}
          onChange={(event) => change({ state: event.currentTarget.value })}
        />
      </Group>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {page === undefined && failure === undefined && <Loading shape="rows" />}
      {page?.nodes.length === 0 && (
        <Empty title={narrowed ? s.noMatch : s.empty} text={narrowed ? '' : s.emptyText} icon={IconMail}>
          {narrowed && (
            <Button variant="default" onClick={() => setParams([])}>
              {t.list.start}
            </Button>
          )}
        </Empty>
      )}
      {page && page.nodes.length > 0 && (
        <div className={stale ? 'table-card stale' : 'table-card'} aria-busy={stale}>
          <Subscribers nodes={page.nodes} onOpen={setOpen} />
        </div>
      )}
      <Group gap="xs">
        {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
          <Group component="nav" aria-label={t.list.pages} gap="xs">
            <Turns standing={standing} onTurn={change} />
          </Group>
        )}
        {page && page.nodes.length > 0 && typeof page.totalCount === 'number' && (
          <Text size="sm" c="dimmed" role="status">
            {t.list.total(page.totalCount)}
          </Text>
        )}
      </Group>
      <Suspense>
        {open?.what === 'history' && (
          <Statements of={{ email: open.email }} name={open.email} onClose={() => setOpen(undefined)} />
        )}
        {open?.what === 'erase' && (
          <EraseDialog
            person={{ email: open.email, name: open.email }}
            onClose={() => setOpen(undefined)}
            onErased={(report) => notify(erasedWords(report))}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** Finds one address. It is stored in a form that can only be compared as a whole. */
function Find({ value, onFind }: { value: string; onFind: (email: string) => void }) {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(text.trim());
  };
  return (
    <form onSubmit={submit} className="find">
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          label={s.find}
          placeholder={s.findHelp}
          type="search"
          inputMode="email"
          className="grow"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t.list.search}
        </Button>
      </Group>
    </form>
  );
}

type TableProps = {
  nodes: readonly SubscriberFragment[];
  onOpen: (open: { what: 'history' | 'erase'; email: string }) => void;
};

function Subscribers({ nodes, onOpen }: TableProps) {
  const { can } = useSession();
  return (
    <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={s.title}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{s.email}</Table.Th>
            <Table.Th>{s.state}</Table.Th>
            <Table.Th>{s.since}</Table.Th>
            <Table.Th>{s.source}</Table.Th>
            <Table.Th>{s.wording}</Table.Th>
            <Table.Th aria-label={t.common.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {nodes.map(({ id, email, state, at, source, wording }) => (
            <Table.Tr key={id} className={email === null ? undefined : 'linked'}>
              <Table.Td className="wrap" miw={190}>
                {email === null ? (
                  t.privacy.anonymize.name
                ) : (
                  <Anchor
                    component="button"
                    size="sm"
                    fw={500}
                    ta="start"
                    aria-label={s.historyNamed(email)}
                    onClick={() => onOpen({ what: 'history', email })}
                  >
                    <bdi>{email}</bdi>
                  </Anchor>
                )}
              </Table.Td>
              <Table.Td>
                <ConsentState of={state} />
              </Table.Td>
              <Table.Td className="short">{timeOf(at)}</Table.Td>
              <Table.Td>{m.sources[source]}</Table.Td>
              <Table.Td className="cell">
                <bdi>{wording ?? t.common.none}</bdi>
              </Table.Td>
              <Table.Td className="row-actions">
                {email !== null && (
                  <DotsMenu label={t.common.actionsOf(email)}>
                    <Menu.Item onClick={() => onOpen({ what: 'history', email })}>{s.history}</Menu.Item>
                    {can('PRIVACY_WRITE') && (
                      <>
                        <Menu.Divider />
                        <Danger onClick={() => onOpen({ what: 'erase', email })}>{s.erase}</Danger>
                      </>
                    )}
                  </DotsMenu>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
