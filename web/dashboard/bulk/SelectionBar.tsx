import { Button, CloseButton, Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect } from 'react';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import { IconDots, type TablerIcon } from '../parts/icons';
import { t } from '../texts';

const b = t.bulk;

/** Something that can be done with the selected rows. */
export type Item<A extends string> = { action: A; label: string; icon: TablerIcon; danger?: boolean };

type Props<A extends string> = {
  label: string;
  selection: Selection<unknown>;
  shown: Shown;
  /** Whether everything that matches can be selected, not only rows. */
  wholly?: boolean;
  /** What can be done: the frequent things first. */
  items: readonly Item<A>[];
  /** How many of them are buttons; the others are in a menu. */
  first: number;
  /** Whether it is known what is selected. */
  ready: boolean;
  onAct: (action: A) => void;
};

/** Gives the focus to the content of the page if the element that had it is gone with the bar. */
function keepFocus(): void {
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
}

/** How many rows of a list are selected, and what can be done with them. Rows can be scrolled above it. */
export function SelectionBar<A extends string>(props: Props<A>) {
  const { label, selection, shown, wholly = true, items, first, ready, onAct } = props;
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  useEffect(() => keepFocus, []);
  const total = shown.count?.totalCount;
  const about = shown.count?.totalCountEstimated === true;
  const more = wholly && !selection.all && typeof total === 'number' && total > selection.rows.size;
  const narrowed = shown.filter !== undefined || shown.search !== undefined;
  const buttons = narrow ? [] : items.slice(0, first);
  const rest = items.slice(buttons.length);
  return (
    <section className="selection-bar" aria-label={label}>
      <span className="selection-count" role="status">
        {!selection.all
          ? b.selected(selection.rows.size)
          : typeof total === 'number' && !about
            ? b.allSelected(total)
            : b.allMany}
      </span>
      {more && (
        <Button variant="subtle" size="compact-sm" onClick={selection.selectAll}>
          {about ? b.selectMany : narrowed ? b.selectMatching(total) : b.selectAll(total)}
        </Button>
      )}
      <span className="selection-acts">
        {buttons.map(({ action, label: name, icon: Icon }) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            leftSection={<Icon size={16} aria-hidden="true" />}
            disabled={!ready}
            onClick={() => onAct(action)}
          >
            {name}
          </Button>
        ))}
        {rest.length > 0 && (
          <Menu position="top-end" width={220} withinPortal returnFocus>
            <Menu.Target>
              <Button
                size="xs"
                variant={narrow ? 'filled' : 'default'}
                disabled={!ready}
                leftSection={narrow ? undefined : <IconDots size={16} aria-hidden="true" />}
              >
                {narrow ? b.actions : b.more}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {rest.map(({ action, label: name, icon: Icon, danger }) => (
                <Menu.Item
                  key={action}
                  c={danger ? 'var(--mantine-color-error)' : undefined}
                  leftSection={<Icon size={16} />}
                  onClick={() => onAct(action)}
                >
                  {name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </span>
      <CloseButton size="sm" aria-label={b.clear} title={b.clearKey} onClick={selection.clear} />
    </section>
  );
}
