import { Button, Checkbox, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import type { Shown } from '../lists/List';
import { CreateExportDocument, type FileFormat, type RecordKind } from '../operations/generated';
import { Form } from '../parts/Form';
import { t } from '../texts';
import { Exporting } from './Exporting';
import { exportFields, type FieldGroup } from './fields';

const e = t.job.export;

type Props = { kind: RecordKind; shown: Shown; onClose: () => void };

/** Exports what a list shows, and offers the file as soon as it is written. */
export default function ExportDialog({ kind, shown, onClose }: Props) {
  const [job, setJob] = useState<string>();
  // What the list shows can change while the dialog is open; what was confirmed cannot.
  const [asked] = useState(shown);
  const n = asked.count?.totalCount;
  const title =
    typeof n !== 'number' ? e.many[kind] : asked.count?.totalCountEstimated ? e.about[kind](n) : e.titles[kind](n);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="md"
      returnFocus
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {job === undefined ? (
        <ExportForm kind={kind} shown={asked} onCreated={setJob} onClose={onClose} />
      ) : (
        <Exporting id={job} onAgain={() => setJob(undefined)} onClose={onClose} />
      )}
    </Modal>
  );
}

type FormProps = Omit<Props, 'onClose'> & { onCreated: (id: string) => void; onClose: () => void };

function ExportForm({ kind, shown: { filter, search }, onCreated, onClose }: FormProps) {
  const { definitions } = useSession();
  const groups = exportFields(kind, definitions);
  const all = groups.flatMap(({ items }) => items.map(({ value }) => value));
  const [format, setFormat] = useState<FileFormat>('CSV');
  const [some, setSome] = useState(false);
  const [columns, setColumns] = useState<readonly string[]>(all);
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [create, busy] = useSave(CreateExportDocument);
  const choosing = format === 'CSV' && some;
  const submit = async () => {
    if (choosing && columns.length === 0) return setFault(e.chooseOne);
    setFailure(undefined);
    const answer = await create({
      input: {
        kind,
        format,
        [kind === 'CUSTOMERS' ? 'customerFilter' : 'orderFilter']: filter ?? null,
        search: search ?? null,
        columns: choosing ? all.filter((name) => columns.includes(name)) : null,
      },
    });
    if (answer.done && answer.payload.job) return onCreated(answer.payload.job.id);
    const words = answer.done ? '' : answer.faults.map(({ message }) => message).join(' ');
    setFailure((answer.done ? undefined : answer.failure) ?? { kind: 'other', message: words });
  };
  return (
    <Form
      onSubmit={submit}
      errors={{ fault: choosing && columns.length === 0 ? fault : undefined }}
      failure={failure}
      failureTitle={null}
      gap="md"
      align="end"
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy} data-autofocus>
            {e.submit}
          </Button>
        </>
      }
    >
      <Text size="sm">{(filter === undefined && search === undefined ? e.whole : e.narrowed)[kind]}</Text>
      <Radio.Group label={e.format} value={format} onChange={(value) => setFormat(value as FileFormat)}>
        <Stack gap="xs" mt={6}>
          {(['CSV', 'JSONL'] as const).map((one) => (
            <Radio key={one} value={one} label={e.formats[one]} description={e.formatHelp[one]} />
          ))}
        </Stack>
      </Radio.Group>
      {format === 'CSV' && (
        <Radio.Group
          label={e.columns}
          value={some ? 'some' : 'all'}
          onChange={(value) => setSome(value === 'some')}
          error={choosing && columns.length === 0 ? fault : undefined}
        >
          <Stack gap="xs" my={6}>
            <Radio value="all" label={e.allColumns} />
            <Radio value="some" label={e.someColumns} />
          </Stack>
        </Radio.Group>
      )}
      {choosing && <ColumnChoice groups={groups} value={columns} onChange={setColumns} />}
    </Form>
  );
}

type ChoiceProps = {
  groups: readonly FieldGroup[];
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
};

function ColumnChoice({ groups, value, onChange }: ChoiceProps) {
  const all = groups.flatMap(({ items }) => items.map((item) => item.value));
  const full = value.length === all.length;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {e.chosen(value.length, all.length)}
        </Text>
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(full ? [] : all)}>
          {full ? e.selectNone : e.selectAll}
        </Button>
      </Group>
      <div className="job-columns scroll">
        {groups.map(({ group, items }) => (
          <Checkbox.Group key={group} label={group} value={[...value]} onChange={onChange}>
            <Stack gap={6} mt={6} mb="sm">
              {items.map((item) => (
                <Checkbox key={item.value} size="xs" value={item.value} label={item.label} />
              ))}
            </Stack>
          </Checkbox.Group>
        ))}
      </div>
    </Stack>
  );
}
