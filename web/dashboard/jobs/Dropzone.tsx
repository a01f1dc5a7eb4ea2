import { Button, FileButton, Group, Input, Stack, Text } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { sizeOf } from '../parts/format';
import { t } from '../texts';

const m = t.import;

type Props = {
  file: File | undefined;
  /** What its content tells. */
  note: string | undefined;
  onFile: (file: File) => void;
  error: string | undefined;
};

/** Takes a file, by a dialog or by dropping it. */
export function Dropzone({ file, note, onFile, error }: Props) {
  const [over, setOver] = useState(false);
  const [several, setSeveral] = useState(false);
  const reset = useRef<() => void>(null);
  const take = (next: File | null) => {
    setSeveral(false);
    if (next !== null) onFile(next);
    reset.current?.(); // so that the same file can be chosen again after it was corrected
  };
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  const drop = (event: DragEvent) => {
    drag(event, false);
    const [first, ...more] = event.dataTransfer.files;
    if (more.length > 0) return setSeveral(true);
    take(first ?? null);
  };
  const fault = several ? m.oneFile : error;
  const facts = file && [sizeOf(file.size), ...(note === undefined ? [] : [note])].join(' · ');
  return (
    <Input.Wrapper error={fault}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button does the same for the keyboard */}
      <div
        className="dropzone"
        data-over={over || undefined}
        data-faulty={fault !== undefined || undefined}
        onDragEnter={(event) => drag(event, true)}
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={drop}
      >
        {file === undefined ? (
          <Text size="sm">{m.drop}</Text>
        ) : (
          <Stack gap={0} className="grow" role="status">
            <Text size="sm" fw={500} className="wrap">
              <bdi>{file.name}</bdi>
            </Text>
            <Text size="xs" c="dimmed">
              {facts}
            </Text>
          </Stack>
        )}
        <Group>
          <FileButton accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson" onChange={take} resetRef={reset}>
            {(props) => (
              <Button {...props} variant="default" size="xs">
                {file === undefined ? m.choose : m.chooseOther}
              </Button>
            )}
          </FileButton>
        </Group>
      </div>
    </Input.Wrapper>
  );
}
