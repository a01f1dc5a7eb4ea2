import { Modal, VisuallyHidden } from '@mantine/core';
import { useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { IconSearch, IconShoppingBag, IconUsers } from '../parts/icons';
import { t } from '../texts';
import { matching, type Entry, type Group } from './entries';
import { Results } from './Results';
import { useEntries } from './useEntries';
import { useFound, useRecent } from './useFound';

const p = t.palette;

type Props = {
  /** What was typed before the field was there; undefined once the field has the focus. */
  early: RefObject<string | undefined>;
  onClose: () => void;
  onKeys: () => void;
};

/**
 * The command palette: a field that finds customers, orders, pages and actions, in a dialog. It follows the combobox
 * pattern of the ARIA practices: the field keeps the focus, and names the chosen result to screen readers.
 */
export default function Palette({ early, onClose, onKeys }: Props) {
  const navigate = useNavigate();
  const list = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const { groups, pending } = useGroups(text, onKeys);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.max(
    0,
    entries.findIndex(({ key }) => key === chosen),
  );
  const active = entries[at];
  const waiting = useRef(false); // Enter was pressed before there was a result

  const run = (entry: Entry) => {
    onClose();
    if (entry.to !== undefined) void navigate(entry.to);
    else entry.act();
  };
  if (waiting.current && !pending) {
    waiting.current = false;
    if (active !== undefined) queueMicrotask(() => run(active));
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) setChosen(entries[(at + move + entries.length) % entries.length]?.key);
    else if (event.key === 'Enter' && pending && chosen === undefined) waiting.current = true;
    else if (event.key === 'Enter' && active !== undefined) run(active);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root
      opened
      onClose={onClose}
      yOffset="12vh"
      size={600}
      transitionProps={{ duration: 0 }}
      centered={false}
      classNames={{ content: 'palette' }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={p.title}>
        <div className="palette-field">
          <IconSearch aria-hidden="true" />
          <input
            type="text"
            role="combobox"
            aria-label={p.title}
            aria-expanded="true"
            aria-controls={list}
            aria-activedescendant={active && `${list}-${active.key}`}
            aria-autocomplete="list"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={p.placeholder}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setChosen(undefined);
            }}
            onKeyDown={press}
            onFocus={() => {
              setText((now) => now + (early.current ?? ''));
              early.current = undefined;
            }}
            data-autofocus
          />
          <span className="kbd" aria-hidden="true">
            Esc
          </span>
        </div>
        <Results id={list} groups={groups} active={active} pending={pending} onChoose={setChosen} onRun={run} />
        <VisuallyHidden role="status">{pending ? '' : p.results(entries.length)}</VisuallyHidden>
        <div className="palette-hints" aria-hidden="true">
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd> {p.hints.move}
          </span>
          <span>
            <kbd>↵</kbd> {p.hints.open}
          </span>
          <span>
            <kbd>Esc</kbd> {p.hints.close}
          </span>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

/** The results, in groups. What is there at once stands above what the API is asked for, so that no result moves. */
function useGroups(text: string, onKeys: () => void): { groups: readonly Group[]; pending: boolean } {
  const { can } = useSession();
  const { places, actions } = useEntries(onKeys);
  const recent = useRecent();
  const { customers, orders, pending } = useFound(text);
  const typed = text.trim();
  const seen = new Set(matching(recent, typed).map(({ key }) => key));
  const fresh = (entries: readonly Entry[]) => entries.filter(({ key }) => !seen.has(key));
  const query = encodeURIComponent(typed.replace(/^#/, ''));
  const lists: (Entry | false)[] = [
    can('CUSTOMERS_READ') && {
      key: 'all customers',
      label: p.allCustomers(typed),
      icon: IconUsers,
      to: `/customers?q=${query}`,
    },
    can('ORDERS_READ') && {
      key: 'all orders',
      label: p.allOrders(typed),
      icon: IconShoppingBag,
      to: `/orders?q=${query}`,
    },
  ];
  const all: Group[] = [
    { title: p.recent, entries: matching(recent, typed).slice(0, 5) },
    ...(typed === ''
      ? [
          { title: p.actions, entries: actions },
          { title: p.places, entries: places },
        ]
      : [
          { title: p.places, entries: matching(places, typed) },
          { title: p.actions, entries: matching(actions, typed) },
        ]),
    { title: p.customers, entries: fresh(customers) },
    { title: p.orders, entries: fresh(orders) },
    { title: p.all, entries: typed === '' || pending ? [] : lists.filter((entry) => entry !== false) },
  ];
  return { groups: all.filter(({ entries }) => entries.length > 0), pending };
}
