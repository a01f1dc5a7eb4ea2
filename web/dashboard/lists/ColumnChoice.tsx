import { DragDropProvider } from '@dnd-kit/react';
import { isSortable, useSortable } from '@dnd-kit/react/sortable';
import { ActionIcon, Button, Checkbox, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { IconChevronDown, IconChevronUp, IconGripVertical } from '../parts/icons';
import { t } from '../texts';
import { chosen, type ColumnInfo } from './column';
import type { ColumnsProps } from './ColumnMenu';

/** The columns that are shown, to be put in order, and the others. */
export default function ColumnChoice({ columns, shown, onChange, onReset }: ColumnsProps) {
  const [said, setSaid] = useState('');
  const here = chosen(columns, shown);
  const others = columns.filter(({ key, always }) => !always && !shown.includes(key));
  const move = (from: number, to: number) => {
    const column = here[from];
    if (column === undefined || to < 0 || to >= here.length || from === to) return;
    const keys = here.map(({ key }) => key);
    keys.splice(to, 0, ...keys.splice(from, 1));
    setSaid(t.list.moved(column.label, to + 1, keys.length));
    onChange(keys);
  };
  return (
    <div className="column-choice">
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <DragDropProvider
        onDragEnd={({ operation, canceled }) => {
          const { source } = operation;
          if (!canceled && isSortable(source)) move(source.initialIndex, source.index);
        }}
      >
        <ol className="plain" aria-label={t.list.shownColumns}>
          {here.map((column, i) => (
            <Shown
              key={column.key}
              column={column}
              index={i}
              last={here.length - 1}
              onMove={(to) => move(i, to)}
              onHide={() => onChange(here.map(({ key }) => key).filter((key) => key !== column.key))}
            />
          ))}
        </ol>
      </DragDropProvider>
      {others.length > 0 && (
        <ul className="plain column-others" aria-label={t.list.otherColumns}>
          {others.map(({ key, label }) => (
            <li key={key}>
              <Checkbox
                label={label}
                checked={false}
                onChange={() => onChange([...here.map((column) => column.key), key])}
              />
            </li>
          ))}
        </ul>
      )}
      {onReset !== undefined && (
        <Button variant="subtle" size="compact-sm" onClick={onReset}>
          {t.list.usualColumns}
        </Button>
      )}
    </div>
  );
}

type ShownProps = {
  column: ColumnInfo;
  index: number;
  last: number;
  onMove: (to: number) => void;
  onHide: () => void;
};

function Shown({ column: { key, label, always }, index, last, onMove, onHide }: ShownProps) {
  const { ref, handleRef } = useSortable({ id: key, index });
  return (
    <li ref={ref} className="column-shown">
      <Checkbox label={label} checked disabled={always} onChange={onHide} />
      <span className="column-acts">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t.list.moveUp(label)}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        >
          <IconChevronUp size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t.list.moveDown(label)}
          disabled={index === last}
          onClick={() => onMove(index + 1)}
        >
          <IconChevronDown size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          ref={handleRef}
          aria-label={t.list.drag(label)}
          className="handle"
        >
          <IconGripVertical size={16} />
        </ActionIcon>
      </span>
    </li>
  );
}
