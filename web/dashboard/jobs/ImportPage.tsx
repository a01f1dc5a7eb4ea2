import { Alert, Anchor, Button, Group, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Link, useParams } from 'react-router';
import { useSession } from '../app/session';
import type { RecordKind } from '../operations/generated';
import { Bar } from '../parts/Bar';
import { sizeOf } from '../parts/format';
import { Guard } from '../parts/Guard';
import { Leave } from '../parts/Leave';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { detect, type Detected, type ImportFormat } from './detect';
import { Dropzone } from './Dropzone';
import { ImportSteps } from './ImportSteps';
import { OptionInputs } from './OptionInputs';
import { usualOptions } from './options';
import { useUpload } from './useUpload';

const m = t.import;
const sources = Object.keys(m.sources) as ImportFormat[];

export default function ImportPage() {
  const { can } = useSession();
  const { kind: name } = useParams();
  const kind: RecordKind = name === 'orders' ? 'ORDERS' : 'CUSTOMERS';
  if (!can(`${kind}_WRITE`)) return <Empty title={t.failure.forbidden} text="" />;
  const other = kind === 'ORDERS' ? 'CUSTOMERS' : 'ORDERS';
  const title = m.titles[kind];
  return (
    <div className="import">
      <Page
        title={title}
        name={title}
        crumbs={[{ to: '/jobs', label: t.job.title }]}
        actions={
          can(`${other}_WRITE`) && (
            <Anchor component={Link} to={`/jobs/import/${other.toLowerCase()}`} size="sm">
              {m.instead[other]}
            </Anchor>
          )
        }
      >
        <ImportSteps at="file" />
        <NewImport key={kind} kind={kind} />
      </Page>
    </div>
  );
}

/** Chooses a file and says how it is read, then uploads it to be checked. */
function NewImport({ kind }: { kind: RecordKind }) {
  const [file, setFile] = useState<File>();
  const [format, setFormat] = useState<ImportFormat>('CSV');
  const [touched, setTouched] = useState(false);
  const [detected, setDetected] = useState<Detected>();
  const [fault, setFault] = useState<string>();
  const [options, setOptions] = useState(usualOptions);
  const { state, start, stop } = useUpload(kind, format, options);

  if (state.job !== undefined) return <Leave to={`/jobs/${state.job}`} />;

  const take = async (next: File) => {
    setFile(next);
    setFault(next.size === 0 ? m.empty : undefined);
    const found = await detect(next);
    setDetected(found);
    setOptions((now) => ({ ...now, encoding: found.foreign ? 'WINDOWS_1252' : 'UTF_8' }));
    if (found.format !== undefined && !touched) setFormat(found.format);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file === undefined) return setFault(m.fileRequired);
    if (file.size > 0) void start(file);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Section title={m.file}>
          <Dropzone
            file={file}
            note={detected?.format && detected.kind && m.detected[detected.kind](m.sources[detected.format])}
            onFile={(next) => void take(next)}
            error={fault}
          />
          <Radio.Group
            label={m.source}
            value={format}
            onChange={(value) => {
              setTouched(true);
              setFormat(value as ImportFormat);
            }}
          >
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs" mt={6}>
              {sources.map((source) => (
                <Radio.Card key={source} value={source} radius="md" className="choice">
                  <Radio.Indicator />
                  <div className="shrink">
                    <Text size="sm" fw={500}>
                      {m.sources[source]}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {m.sourceHelp[kind][source]}
                    </Text>
                  </div>
                </Radio.Card>
              ))}
            </SimpleGrid>
          </Radio.Group>
        </Section>
        <Section title={m.options}>
          <OptionInputs
            kind={kind}
            format={format}
            options={options}
            onChange={setOptions}
            foreign={detected?.foreign}
          />
        </Section>
        {state.failure !== undefined && (
          <Alert color="red" variant="light" title={m.failure.title} role="alert">
            <Text size="sm">{state.failure}</Text>
          </Alert>
        )}
        {state.sending && file !== undefined ? (
          <Sending file={file} sent={state.sent} stop={stop} />
        ) : (
          <Group gap="md">
            <Button type="submit">{m.submit}</Button>
            <Text size="sm" c="dimmed">
              {m.safe}
            </Text>
          </Group>
        )}
      </Stack>
      <Guard dirty={state.sending} />
    </form>
  );
}

/** How much of a file is sent. */
function Sending({ file, sent, stop }: { file: File; sent: number; stop: () => void }) {
  const title = m.uploading(file.name);
  const words = m.uploaded(sizeOf(Math.min(sent, file.size)), sizeOf(file.size));
  return (
    <Section title={title}>
      <Bar percent={Math.min(100, (sent / Math.max(1, file.size)) * 100)} label={title} words={words} large />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" className="tabular">
          {words}
        </Text>
        <Button variant="default" size="xs" onClick={stop}>
          {m.stop}
        </Button>
      </Group>
    </Section>
  );
}
