import { NativeSelect, Radio, SimpleGrid, Stack } from '@mantine/core';
import { useData } from '../app/useData';
import {
  CountriesDocument,
  type CustomerMatch,
  type FileEncoding,
  type FileFormat,
  type RecordKind,
} from '../operations/generated';
import { t } from '../texts';
import { hasEncoding, type ImportOptions } from './options';

const m = t.import;
const matches = Object.keys(m.matches) as CustomerMatch[];

type Props = {
  kind: RecordKind;
  format: FileFormat;
  options: ImportOptions;
  onChange: (options: ImportOptions) => void;
  /** Whether the file seems to have another encoding than the usual one. */
  foreign?: boolean;
};

/** How the records of a file are matched with stored ones, and how its text is read. */
export function OptionInputs({ kind, format, options, onChange, foreign = false }: Props) {
  const { data } = useData(CountriesDocument, {});
  const countries = (data?.addressFormats ?? []).map(({ country, name }) => ({ value: country, label: name }));
  return (
    <Stack gap="md">
      {kind === 'CUSTOMERS' && (
        <Radio.Group
          label={m.match}
          value={options.match}
          onChange={(match) => onChange({ ...options, match: match as CustomerMatch })}
        >
          <Stack gap="xs" mt={6}>
            {matches.map((match) => (
              <Radio key={match} value={match} label={m.matches[match]} description={m.matchHelp[match]} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {hasEncoding(format) && (
          <NativeSelect
            label={m.encoding}
            description={foreign ? m.encodingNote : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={options.encoding}
            data={Object.entries(m.encodings).map(([value, label]) => ({ value, label }))}
            onChange={(event) => onChange({ ...options, encoding: event.currentTarget.value as FileEncoding })}
          />
        )}
        <NativeSelect
          label={m.country}
          value={options.country}
          data={[{ value: '', label: m.countryNone }, ...countries]}
          onChange={(event) => onChange({ ...options, country: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Stack>
  );
}
