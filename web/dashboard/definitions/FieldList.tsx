import { DragDropProvider } from '@dnd-kit/react';
import { isSortable, useSortable } from '@dnd-kit/react/sortable';
import { ActionIcon, Group, Menu, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import {
  ArchiveCustomFieldDocument,
  ReorderCustomFieldsDocument,
  type CustomFieldOwner,
  type DefinitionFragment,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPencil } from '../parts/icons';
import { Danger } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { Pill } from '../parts/Pill';
import { t } from '../texts';

type Props = {
  owner: CustomFieldOwner;
  fields: readonly DefinitionFragment[];
  /** Left out for those who may only look. */
  onEdit: ((field: DefinitionFragment) => void) | undefined;
  onChanged: () => void;
};

const f = t.fields;

/** An owner's fields in their order, which is changed by dragging, or with the buttons. */
export function FieldList({ owner, fields, onEdit, onChanged }: Props) {
  const [order, setOrder] = useState<readonly string[]>();
  const [said, setSaid] = useState('');
  const [reorder] = useSave(ReorderCustomFieldsDocument);
  const [archived, setArchived] = useState<DefinitionFragment>();
  const [archive] = useSave(ArchiveCustomFieldDocument);
  // The new order is shown at once, and taken back where it was not stored.
  const shown =
    order === undefined || order.length !== fields.length
      ? fields
      : order.flatMap((id) => fields.find((field) => field.id === id) ?? []);

  const move = async (from: number, to: number) => {
    const field = shown[from];
    if (field === undefined || to < 0 || to >= shown.length || from === to) return;
    const ids = shown.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    setOrder(ids);
    setSaid(f.moved(field.label, to + 1, ids.length));
    const done = told(await reorder({ owner, ids }));
    if (done) onChanged();
    else setOrder(undefined);
  };

  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <DragDropProvider
        onDragEnd={({ operation, canceled }) => {
          const { source } = operation;
          if (!canceled && isSortable(source)) void move(source.initialIndex, source.index);
        }}
      >
        <ol className="plain field-list">
          {shown.map((field, i) => (
            <Row
              key={field.id}
              field={field}
              index={i}
              last={shown.length - 1}
              onMove={onEdit && ((to) => void move(i, to))}
              onEdit={onEdit}
              onArchive={() => setArchived(field)}
            />
          ))}
        </ol>
      </DragDropProvider>
      <Confirm
        open={archived !== undefined}
        onClose={() => setArchived(undefined)}
        title={f.archiveTitle(archived?.label ?? '')}
        text={f.archiveText}
        action={f.archive}
        act={() => archive({ id: archived?.id ?? '' })}
        onDone={() => {
          notify(f.archivedDone);
          onChanged();
        }}
      />
    </>
  );
}

type RowProps = {
  field: DefinitionFragment;
  index: number;
  last: number;
  onMove: ((to: number) => void) | undefined;
  onEdit: ((field: DefinitionFragment) => void) | undefined;
  onArchive: () => void;
};

function Row({ field, index, last, onMove, onEdit, onArchive }: RowProps) {
  const { ref, handleRef } = useSortable({ id: field.id, index, disabled: onMove === undefined });
  const { owner, list, required, unique, personal } = field;
  const marks = [
    list && f.list,
    required && f.required,
    unique && f.unique,
    owner !== 'CUSTOMER' && !personal && f.notPersonal,
  ].filter((mark) => mark !== false);
  return (
    <li ref={ref} className="field-row">
      {onMove !== undefined && (
        <ActionIcon variant="subtle" color="gray" ref={handleRef} aria-label={f.handle(field.label)} className="handle">
          <IconGripVertical size={18} />
        </ActionIcon>
      )}
      <div className="shrink">
        <Group gap="xs">
          <Text fw={500} size="md" className="wrap">
            <bdi>{field.label}</bdi>
          </Text>
          {marks.map((mark) => (
            <Pill key={mark} plain>
              {mark}
            </Pill>
          ))}
          {field.deprecationReason !== null && <Pill tone="warning">{f.deprecated}</Pill>}
        </Group>
        <Text size="sm" c="dimmed" className="wrap">
          <code>{field.key}</code> · {f.types[field.type]}
          {field.access !== 'NONE' && ` · ${f.accessOf[field.access]}`}
        </Text>
      </div>
      {onEdit !== undefined && onMove !== undefined && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="subtle" color="gray" onClick={() => onEdit(field)} aria-label={f.edit(field.label)}>
            <IconPencil size={18} />
          </ActionIcon>
          <DotsMenu label={t.common.actionsOf(field.label)}>
            <Menu.Item disabled={index === 0} onClick={() => onMove(index - 1)} leftSection={<IconArrowUp size={16} />}>
              {f.up}
            </Menu.Item>
            <Menu.Item
              disabled={index === last}
              onClick={() => onMove(index + 1)}
              leftSection={<IconArrowDown size={16} />}
            >
              {f.down}
            </Menu.Item>
            <Menu.Divider />
            <Danger onClick={onArchive}>{f.archiveAction}</Danger>
          </DotsMenu>
        </Group>
      )}
    </li>
  );
}
