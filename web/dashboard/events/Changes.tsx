import { Anchor, Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import type { EventRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { itemsAfter, showChange, type Shown, type ShownChange } from './fields';
import { Folded } from './Folded';
import { recordIds, sentenceOf } from './sentences';

/** How many changes are shown before the others are asked for. */
const most = 4;

/** Events with a type that says already which field was changed. */
const named = new Set([
  'ORDER_STATUS_CHANGED',
  'ORDER_PAYMENT_STATUS_CHANGED',
  'ORDER_FULFILLMENT_STATUS_CHANGED',
  'ORDER_EXTERNAL_ID_CHANGED',
]);

/** What an event changed, field by field. */
export function Changes({ event, all: unfolded = false }: { event: EventRecordFragment; all?: boolean }) {
  const { definitions } = useSession();
  const [all, setAll] = useState(unfolded);
  const changes = changesOf(event, definitions);
  if (changes.length === 0) return null;
  const shown = all ? changes : changes.slice(0, most);
  return (
    <>
      <dl className="changes">
        {shown.map((change) => (
          <div key={change.field}>
            <dt>
              {named.has(event.type) ? <VisuallyHidden>{change.label}</VisuallyHidden> : <bdi>{change.label}</bdi>}
            </dt>
            <dd>
              <Values change={change} type={event.type} />
            </dd>
          </div>
        ))}
      </dl>
      {changes.length > shown.length && (
        <Anchor component="button" type="button" size="xs" onClick={() => setAll(true)}>
          {t.events.moreChanges(changes.length)}
        </Anchor>
      )}
    </>
  );
}

/**
 * The changes of an event that say more than its type, or than another change. A password that was changed has no values
 * to show.
 */
export function changesOf(
  event: EventRecordFragment,
  definitions: ReturnType<typeof useSession>['definitions'],
): ShownChange[] {
  const told = [...recordIds, ...(sentenceOf(event)?.told ?? [])];
  const consent = event.changes.some(({ field }) => field === 'marketing.EMAIL');
  return event.changes
    .filter(({ field, from, to }) => !(from === null && to === null && /^(password|secret)$/.test(field)))
    .filter(({ field }) => !(consent && field === 'acceptsMarketing'))
    .filter(({ field }) => event.subjectKind !== 'ORDER' || !told.includes(field))
    .map((change) => showChange(event.subjectKind, change, definitions));
}

function Values({ change: { field, from, to }, type }: { change: ShownChange; type: string }) {
  if (from === undefined && to === undefined) return <Dim>{t.events.notStored}</Dim>;
  if (/_(RECORDED|SHIPPED|VOIDED|SHIPMENT_CANCELLED)$/.test(type)) return <Stated of={to ?? from} />;
  if (from?.list || to?.list) return <Items from={from?.texts ?? []} to={to?.texts ?? []} />;
  // A new record had no values before, and a deleted one has none now. A merge adds to what was merged before.
  if (from === undefined && (/_(CREATED|PLACED|INVITED|RECORDED|SHIPPED)$/.test(type) || field === 'mergedIds'))
    return <Value of={to} />;
  if (to === undefined && /_(DELETED|REMOVED|VOIDED|SHIPMENT_CANCELLED)$/.test(type)) return <Before of={from} />;
  return (
    <>
      <Before of={from} /> <span aria-hidden="true">→</span>
      <VisuallyHidden>{t.events.to}</VisuallyHidden> <Value of={to} />
    </>
  );
}

/** A value of what was recorded or taken back as a whole. */
function Stated({ of }: { of: Shown | undefined }) {
  return (of?.texts ?? []).map((text, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: texts have no identity, and two can be equal
    <div key={i}>{/^https?:\/\//.test(text) ? <Link href={text} /> : <Folded text={text} />}</div>
  ));
}

function Link({ href }: { href: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" inherit className="wrap">
      {href}
    </Anchor>
  );
}

const Dim = ({ children }: { children: string }) => (
  <Text span size="sm" c="dimmed">
    {children}
  </Text>
);

function Before({ of }: { of: Shown | undefined }) {
  if (of === undefined || of.texts.length === 0) return <Dim>{t.events.notSet}</Dim>;
  return (
    <del>
      <Folded text={of.texts[0] ?? ''} />
    </del>
  );
}

function Value({ of }: { of: Shown | undefined }) {
  if (of === undefined || of.texts.length === 0) return <Dim>{t.events.notSet}</Dim>;
  return (
    <ins>
      <Folded text={of.texts[0] ?? ''} />
    </ins>
  );
}

const colours = { added: 'teal', removed: 'gray', kept: 'gray' } as const;

/** A list with what was added to it and removed from it; two lists if only the order was changed. */
function Items({ from, to }: { from: readonly string[]; to: readonly string[] }) {
  const items = itemsAfter(from, to);
  if (items.length === 0) return <Dim>{t.events.notSet}</Dim>;
  return (
    <Group gap={4} component="span">
      {items.map(({ text, change }, i) => (
        <Badge
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity, and two can be equal
          key={`${i} ${text}`}
          component={change === 'removed' ? 'del' : 'span'}
          variant={change === 'kept' ? 'default' : 'light'}
          color={colours[change]}
          tt="none"
          fw={500}
          className="item"
        >
          <bdi>{text}</bdi>
          {change !== 'kept' && <VisuallyHidden> ({t.events[change]})</VisuallyHidden>}
        </Badge>
      ))}
    </Group>
  );
}
