import { Button, FileButton, Group, Input, Stack, Text } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { sizeOf } from '../parts/format';
import { t } from '../texts';

const m = t.import;

type Props = {
  file: File | undefined;
  onFile: (file: File) => void;
  error: string | undefined;
  /** The endings of names that are offered first. */
  accept: string;
};

/** Takes a file, by a dialog or by dropping it. */
export function Dropzone({ file, onFile, error, accept }: Props) {
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
  return (
    <Input.Wrapper label={m.file} labelElement="div" error={fault} withAsterisk>
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
          <Group gap={6} justify="center">
            <Text size="sm">{m.drop}</Text>
            <FileButton accept={accept} onChange={take} resetRef={reset}>
              {(props) => (
                <Button {...props} variant="default" size="xs">
                  {m.choose}
                </Button>
              )}
            </FileButton>
          </Group>
        ) : (
          <Group gap="sm" justify="space-between" w="100%">
            <Stack gap={0} className="shrink" role="status" aria-label={m.chosen(file.name)}>
              <Text size="sm" fw={500} className="wrap">
                <bdi>{file.name}</bdi>
              </Text>
              <Text size="xs" c="dimmed">
                {sizeOf(file.size)}
              </Text>
            </Stack>
            <FileButton accept={accept} onChange={take} resetRef={reset}>
              {(props) => (
                <Button {...props} variant="default" size="xs">
                  {m.chooseOther}
                </Button>
              )}
            </FileButton>
          </Group>
        )}
      </div>
    </Input.Wrapper>
  );
}
