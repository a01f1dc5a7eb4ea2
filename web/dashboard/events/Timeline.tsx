import { Anchor, Button, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { TypedDocumentNode } from 'urql';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import type { EventPageFragment, EventType } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { byDay, dayWords } from './days';
import { Entry } from './Entry';
import type { Group } from './groups';
import { useNames } from './useNames';
import { auditOf } from './Who';

const l = t.events.timeline;

type Variables = { id: string; after?: string | null; types?: EventType[] | EventType | null };

type Source<D> = {
  /** The record whose events these are. */
  id: string;
  query: TypedDocumentNode<D, Variables>;
  pick: (data: D) => EventPageFragment | null | undefined;
  /** How many articles the order has whose events these are. */
  articles?: number;
};

type Props<D> = Source<D> & {
  groups: readonly Group[];
  /** The filter of the audit log for the same events. */
  audit: Record<string, string>;
  /** Stands above the events. */
  composer?: ReactNode;
};

/** What happened to a record, newest first, by day. */
export function Timeline<D>({ groups, audit, composer, ...source }: Props<D>) {
  const { can } = useSession();
  const [key, setKey] = useState('');
  const [now, setNow] = useState(() => new Date());
  useInterval(() => setNow(new Date()), 60_000, { autoInvoke: true });
  const group = groups.find((one) => one.key === key);
  return (
    <Section
      title={l.title}
      actions={
        <NativeSelect
          size="xs"
          aria-label={l.filter}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          data={[{ value: '', label: l.all }, ...groups.map((one) => ({ value: one.key, label: one.label }))]}
        />
      }
    >
      {composer}
      <EventsAfter {...source} group={group} after={null} dayBefore={undefined} now={now} />
      {can('STAFF_WRITE') && (
        <Anchor component={Link} to={auditOf(audit)} size="xs">
          {l.whole}
        </Anchor>
      )}
    </Section>
  );
}

type PageProps<D> = Source<D> & {
  group: Group | undefined;
  after: string | null;
  /** The day of the event before these, which has its heading already. */
  dayBefore: string | undefined;
  now: Date;
  /** Whether the first of these events gets the focus, because the button that asked for it is gone. */
  focus?: boolean;
};

/** A page of events, and below it the next ones once they are asked for. */
function EventsAfter<D>(props: PageProps<D>) {
  const { id, query, pick, articles, group, after, dayBefore, now, focus = false } = props;
  const types = group && [...group.types];
  const { data, failure, again, stale } = useData(query, { id, after, types });
  const [more, setMore] = useState<string>();
  const first = useRef<HTMLLIElement>(null);
  const page = data && pick(data);
  const names = useNames(page?.nodes ?? []);
  const arrived = page !== null && page !== undefined;
  useEffect(() => {
    if (focus && arrived) first.current?.focus();
  }, [focus, arrived]);
  if (!arrived) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  const days = byDay(page.nodes);
  const asked = group?.key ?? '';
  return (
    <Stack gap="sm" className={stale && after === null ? 'stale' : undefined} aria-busy={stale}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {page.nodes.length === 0 && after === null && (
        <Text size="sm" c="dimmed">
          {group === undefined ? l.empty : l.emptySuch}
        </Text>
      )}
      {days.map(({ day, events }, i) => (
        <div key={events[0]?.id}>
          {day !== dayBefore && (
            <Title order={3} size="xs" c="dimmed" mb={6}>
              {dayWords(day, now)}
            </Title>
          )}
          <ol className="events">
            {events.map((event, j) => (
              <Entry
                key={event.id}
                event={event}
                names={names}
                now={now}
                here={id}
                articles={articles}
                ref={i === 0 && j === 0 ? first : undefined}
              />
            ))}
          </ol>
        </div>
      ))}
      {page.pageInfo.hasNextPage &&
        (more === asked ? (
          <EventsAfter {...props} after={page.pageInfo.endCursor} dayBefore={days.at(-1)?.day} focus />
        ) : (
          <Button variant="default" size="xs" onClick={() => setMore(asked)}>
            {t.common.more}
          </Button>
        ))}
    </Stack>
  );
}
