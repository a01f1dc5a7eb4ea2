import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import type { Ref } from 'react';
import { Link } from 'react-router';
import type { EventRecordFragment, EventType } from '../operations/generated';
import { t } from '../texts';
import { Changes } from './Changes';
import { agoWords, exactTime } from './days';
import { Folded } from './Folded';
import { sentenceOf } from './sentences';
import type { Names } from './useNames';
import { Who } from './Who';

/** Events that end something, or that staff should notice. */
const alarming: ReadonlySet<EventType> = new Set([
  'CUSTOMER_DISABLED',
  'CUSTOMER_DELETED',
  'CUSTOMER_ERASURE_REQUESTED',
  'CUSTOMER_ERASED',
  'CUSTOMER_PASSWORD_REMOVED',
  'STAFF_MEMBER_LOGIN_FAILED',
  'STAFF_MEMBER_REMOVED',
  'API_KEY_REVOKED',
  'WEBHOOK_PAUSED',
  'WEBHOOK_DELETED',
]);

export const isNote = (type: EventType) => type.endsWith('_NOTE_ADDED');

/** How much attention an event deserves. */
export const toneOf = (type: EventType) => (alarming.has(type) ? 'alarm' : isNote(type) ? 'note' : 'plain');

type Props = {
  event: EventRecordFragment;
  names: Names;
  now: Date;
  here: string;
  /** How many articles the order has whose timeline this is. */
  articles?: number | undefined;
  ref?: Ref<HTMLLIElement>;
};

/** An event in the timeline of the record `here`. */
export function Entry({ event, names, now, here, articles, ref }: Props) {
  const sentence = sentenceOf(event, articles);
  return (
    <li className="event" data-tone={toneOf(event.type)} ref={ref} tabIndex={-1}>
      <Text size="sm" className="wrap">
        {sentence === undefined ? (
          <b>{t.events.types[event.type] ?? event.type}</b>
        ) : (
          <>
            <b>
              <Who event={event} names={names} here={here} />
            </b>{' '}
            {sentence.words}
          </>
        )}
        <About event={event} names={names} here={here} />
      </Text>
      <Text size="xs" c="dimmed" className="wrap">
        {sentence === undefined && (
          <>
            <Who event={event} names={names} here={here} /> ·{' '}
          </>
        )}
        <When at={event.at} now={now} />
      </Text>
      {event.text && (
        <Text size="sm" component="div" className={isNote(event.type) ? 'note' : undefined}>
          <Folded text={isNote(event.type) ? event.text : t.events.reason(event.text)} />
        </Text>
      )}
      <Changes event={event} />
    </li>
  );
}

/** The record that an event is about, unless it is the one of the page, and the customer whose order it became. */
function About({ event, names, here }: Omit<Props, 'now' | 'articles' | 'ref'>) {
  const { subjectId, customerId, type } = event;
  const about =
    subjectId !== here ? subjectId : /^ORDER_(CLAIMED|ATTACHED|DETACHED)$/.test(type) ? customerId : undefined;
  const named = names.get(about ?? '');
  if (named === undefined || named.loading) return null;
  return (
    <>
      {' · '}
      {named.to === undefined ? (
        <bdi>{named.name}</bdi>
      ) : (
        <Anchor component={Link} to={named.to} inherit>
          <bdi>{named.name}</bdi>
        </Anchor>
      )}
    </>
  );
}

/** How long ago it was, and when exactly. */
export function When({ at, now }: { at: string; now: Date }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      <span aria-hidden="true">{agoWords(at, now)}</span>
      <VisuallyHidden>{exactTime(at)}</VisuallyHidden>
    </time>
  );
}
