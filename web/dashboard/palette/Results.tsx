import { useEffect, useRef } from 'react';
import { t } from '../texts';
import type { Entry, Group } from './entries';

type Props = {
  id: string;
  groups: readonly Group[];
  active: Entry | undefined;
  pending: boolean;
  onChoose: (key: string) => void;
  onRun: (entry: Entry) => void;
};

/** The results of the palette. The field has the focus: the chosen result is only marked, and kept in sight. */
export function Results({ id, groups, active, pending, onChoose, onRun }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const key = active?.key;
  useEffect(() => {
    if (key === undefined) return;
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [key]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={t.palette.title} className="palette-list" aria-busy={pending}>
      {groups.map(({ title, entries }, n) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, which is no set of form fields
        <div role="group" aria-labelledby={`${id}-group${n}`} key={title}>
          <div className="palette-title" id={`${id}-group${n}`} role="presentation">
            {title}
          </div>
          {entries.map((entry) => (
            <Result
              key={entry.key}
              id={`${id}-${entry.key}`}
              entry={entry}
              active={entry.key === key}
              onChoose={onChoose}
              onRun={onRun}
            />
          ))}
        </div>
      ))}
      {groups.length === 0 && !pending && <div className="palette-title">{t.palette.nothing}</div>}
    </div>
  );
}

type ResultProps = { id: string; entry: Entry; active: boolean } & Pick<Props, 'onChoose' | 'onRun'>;

function Result({ id, entry, active, onChoose, onRun }: ResultProps) {
  const Icon = entry.icon;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the field
    <div
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      className="palette-entry"
      onMouseMove={() => !active && onChoose(entry.key)}
      onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
      onClick={() => onRun(entry)}
    >
      <Icon aria-hidden="true" />
      <bdi className="palette-label">{entry.label}</bdi>
      {entry.detail !== undefined && <bdi className="palette-detail">{entry.detail}</bdi>}
    </div>
  );
}
