import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { IconAlertTriangle, IconUsers } from '../parts/icons';
import type { ListKind } from '../operations/generated';
import { t } from '../texts';
import type { Stored } from './look';
import { NameView } from './NameView';
import type { Looking } from './useLook';
import { useViewActions } from './useViewActions';
import { ViewMenu } from './ViewMenu';

const v = t.views;

type Props = {
  looking: Looking;
  /** What the whole list is called, such as "All customers". */
  all: string;
  /** What to save: the look of the list, in the form of the API. */
  stored: Stored;
  /** Whether the list can be saved: its filters make sense. */
  valid: boolean;
  list: ListKind;
};

/** The views of a list: the whole list, the member's own ones and the shared ones. What is changed can be saved. */
export function ViewTabs({ looking, all, stored, valid, list }: Props) {
  const { setup, view, changed, to, open } = looking;
  const [naming, setNaming] = useState(false);
  const actions = useViewActions(list, stored, looking);
  const nav = useRef<HTMLElement>(null);
  const current = view?.id ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is to be seen
  useEffect(() => {
    // Not with scrollIntoView, from which Chromium's Tab key would go on.
    const [frame, tab] = [nav.current, nav.current?.querySelector('[aria-current]')].map((e) =>
      e?.getBoundingClientRect(),
    );
    if (nav.current && frame && tab)
      nav.current.scrollLeft += Math.min(0, tab.left - frame.left) + Math.max(0, tab.right - frame.right);
  }, [current, setup.views.length]);
  return (
    <div className="views">
      <nav aria-label={v.title} className="view-tabs" ref={nav}>
        <Link to={to()} className="view-tab" aria-current={current === '' ? 'page' : undefined}>
          {all}
        </Link>
        {setup.views.map((one) => (
          <Link
            key={one.id}
            to={to(one)}
            className="view-tab"
            aria-current={current === one.id ? 'page' : undefined}
            title={one.broken ?? (one.shared ? v.sharedBy(one.own ? undefined : one.ownerName) : undefined)}
          >
            {one.broken !== null && <IconAlertTriangle size={14} className="view-broken" aria-label={v.broken} />}
            <bdi>{one.name}</bdi>
            {one.shared && <IconUsers size={14} aria-label={v.shared} />}
            {current === one.id && changed && <span className="view-changed" role="img" aria-label={v.changed} />}
          </Link>
        ))}
      </nav>
      {view !== undefined && <ViewMenu key={view.id} view={view} actions={actions} onSaveAs={() => setNaming(true)} />}
      {changed && (
        <div className="view-acts">
          {view !== undefined && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => open(view.id)}>
              {v.discard}
            </Button>
          )}
          {view !== undefined && actions.may(view) && (
            <Button
              variant="light"
              size="compact-sm"
              disabled={!valid}
              loading={actions.busy}
              onClick={() => void actions.update(view)}
            >
              {v.update}
            </Button>
          )}
          <Button
            variant={view !== undefined && actions.may(view) ? 'subtle' : 'light'}
            size="compact-sm"
            disabled={!valid}
            onClick={() => setNaming(true)}
          >
            {v.saveAs}
          </Button>
        </div>
      )}
      {naming && (
        <NameView
          title={v.saveAs}
          name={view === undefined ? '' : v.copyOf(view.name)}
          shared={false}
          act={actions.create}
          onClose={() => setNaming(false)}
        />
      )}
    </div>
  );
}
