import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type FormEvent, type Ref } from 'react';
import { useSearchParams } from 'react-router';
import { useData } from '../app/useData';
import { Frame } from '../lists/Frame';
import { Total } from '../lists/Pager';
import { pageOf, Turns } from '../lists/Turns';
import { SubscribersDocument, type MarketingState } from '../operations/generated';
import { IconMail, IconSearch } from '../parts/icons';
import { notify } from '../parts/notify';
import { Page } from '../parts/Page';
import { Empty, FailureNote } from '../parts/states';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';
import { SubscriberList, type Opened } from './SubscriberList';

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
  const [open, setOpen] = useState<Opened>();
  const input = useRef<HTMLInputElement>(null);
  const page = data?.marketingConsents ?? undefined;
  const standing = page?.pageInfo;
  const change = (next: Record<string, string | undefined>) =>
    setParams(Object.entries({ q: email, state, ...next }).filter((entry): entry is [string, string] => !!entry[1]));
  const narrowed = email !== '' || state !== undefined;
  return (
    <Page title={s.title} name={s.title} about={s.help}>
      <Frame
        page={params.toString()}
        input={input}
        tools={
          <div className="list-tools-row">
            <Find key={email} value={email} onFind={(q) => change({ q })} ref={input} />
            <NativeSelect
              aria-label={s.state}
              value={state ?? ''}
              data={[{ value: '', label: s.everyState }, ...states]}
              onChange={(event) => change({ state: event.currentTarget.value })}
            />
          </div>
        }
        foot={
          <>
            <Total count={page} known={failure === undefined} />
            {standing && (standing.hasNextPage || standing.hasPreviousPage) && (
              <Group component="nav" aria-label={t.list.pages} gap="xs">
                <Turns standing={standing} onTurn={change} />
              </Group>
            )}
          </>
        }
      >
        {failure !== undefined ? (
          <div className="list-none">
            <FailureNote failure={failure} retry={again} />
          </div>
        ) : page?.nodes.length === 0 ? (
          <div className="list-none">
            <Empty title={narrowed ? s.noMatch : s.empty} text={narrowed ? '' : s.emptyText} icon={IconMail}>
              {narrowed && (
                <Button variant="default" onClick={() => setParams([])}>
                  {t.list.start}
                </Button>
              )}
            </Empty>
          </div>
        ) : (
          <SubscriberList nodes={page?.nodes} stale={stale} onOpen={setOpen} />
        )}
      </Frame>
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
function Find({ value, onFind, ref }: { value: string; onFind: (email: string) => void; ref: Ref<HTMLInputElement> }) {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(text.trim());
  };
  return (
    <form onSubmit={submit} className="find">
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          ref={ref}
          aria-label={s.find}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
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
